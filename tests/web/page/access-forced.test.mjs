/** Where the system forces its colours: matrices keep their scale, and what is chosen, lit or focused is seen by lines. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { idle, playgroundTests } from './harness.mjs';
import { settled as mechanismsSettled } from './mechanisms-view.mjs';

const playground = playgroundTests();

/** Whether lines around a thing are really seen: the picture is another without them. Shadows are taken away where colours are forced, unless they are kept. */
async function lines(page, selector) {
  const node = page.locator(selector).first();
  await node.evaluate((element) => element.scrollIntoView({ block: 'center' }));
  const box = await node.boundingBox();
  const clip = { x: box.x - 4, y: box.y - 4, width: box.width + 8, height: box.height + 8 };
  const before = await page.screenshot({ clip });
  await node.evaluate((element) => {
    for (const name of ['box-shadow', 'outline', 'text-decoration'])
      element.style.setProperty(name, 'none', 'important');
  });
  const after = await page.screenshot({ clip });
  await node.evaluate((element) => {
    for (const name of ['box-shadow', 'outline', 'text-decoration']) element.style.removeProperty(name);
  });
  return !before.equals(after);
}

/** How many colours the browser really shows of a matrix, from a picture of it. */
async function colours(page, selector) {
  const png = await page.locator(selector).first().screenshot();
  return page.evaluate(
    async (bytes) => {
      const image = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: 'image/png' }));
      const canvas = new OffscreenCanvas(image.width, image.height);
      const context = canvas.getContext('2d');
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, image.width, image.height);
      return new Set(new Uint32Array(data.buffer)).size;
    },
    [...png],
  );
}

for (const theme of ['light', 'dark']) {
  test(`forced colours on a ${theme} system: scales are kept, frames and marks are lines`, async (t) => {
    const page = await playground.open(t, { theme, forcedColors: 'active' });
    page.setDefaultTimeout(30_000);
    await page.locator('attention-matrix .active').press('Enter');
    await page.keyboard.press('ArrowLeft');
    await idle(page);
    assert.ok((await colours(page, 'attention-matrix .plot')) > 20, 'the scale of the matrix');
    assert.ok((await colours(page, 'attention-legend .bar')) > 50, 'the scale of the legend');
    for (const selector of [
      'attention-matrix .plot',
      'attention-matrix .strip.of-row',
      'attention-matrix .box.selected',
      'attention-matrix .box.active',
      'attention-heads .plot',
      'attention-heads .chosen .plot',
      'attention-tokens .chip.selected',
    ])
      assert.ok(await lines(page, selector), selector);
    const state = (value) => page.locator(`#tab-${value}`).evaluate((node) => getComputedStyle(node).backgroundColor);
    assert.notEqual(await state('matrix'), await state('arcs'), 'the chosen tab');
    const word = (value) =>
      page.locator(`#language input[value=${value}] + span`).evaluate((node) => getComputedStyle(node).backgroundColor);
    assert.notEqual(await word('en'), await word('nl'), 'the chosen language');
    await page.evaluate(() => {
      location.hash = 'mechanisms';
    });
    await mechanismsSettled(page);
    assert.ok((await colours(page, 'mechanism-grid .plot')) > 10, 'the scale of a mechanism’s matrix');
    await page.locator('mechanism-grid .active').first().press('ArrowUp');
    for (const selector of ['mechanism-grid .plot', 'mechanism-grid .row', 'mechanism-grid .active', '#tab-model'])
      assert.ok(await lines(page, selector), selector);
  });
}

test('of the tabs of the Share dialog only the chosen one has a line under it', async (t) => {
  const page = await playground.open(t, { forcedColors: 'active' });
  await page.click('#share');
  const dialog = page.locator('attention-share');
  await dialog.locator('#tab-html').waitFor();
  const line = (selector) => dialog.locator(selector).evaluate((tab) => getComputedStyle(tab).borderBottomColor);
  const paper = await dialog.locator('dialog').evaluate((box) => getComputedStyle(box).backgroundColor);
  assert.equal(await line('#tab-iframe'), paper);
  assert.notEqual(await line('#tab-html'), paper);
});
