/** An element a slide: it starts when its slide is shown, fits the sheet, and is where Reveal's scaling puts it. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { copyExample, dist, firstAttention, npmTools, openBuilt, work } from './lib.mjs';

/** Reveal sets styles from its script, which needs no policy, and has one style attribute in what it writes. */
const csp = { inlineStyles: true };
let npm;
before(async () => {
  npm = await npmTools();
});

/** The example, with Reveal's own files and ours beside it. */
function deck() {
  const folder = copyExample('reveal');
  cpSync(join(work, 'node_modules/reveal.js/dist'), join(folder, 'reveal'), { recursive: true });
  cpSync(join(dist, 'element'), join(folder, 'attention-playground'), { recursive: true });
  mkdirSync(join(folder, 'models'));
  cpSync(join(dist, 'models/stories'), join(folder, 'models/stories'), { recursive: true });
  return folder;
}

const show = async (page, n) => {
  await page.evaluate((n) => (location.hash = `#/${n}`), n);
  await page.locator('section.present').nth(0).waitFor();
};

for (const [width, height] of [
  [1280, 720],
  [800, 600],
  [1920, 1080],
]) {
  test(`slides start their element when they are shown, at ${width} x ${height}`, async (t) => {
    if (npm.skip) return t.skip(npm.skip);
    const page = await openBuilt(t, deck(), { csp, width, height });
    page.setDefaultTimeout(30_000);
    const asked = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.waitForFunction(() => document.querySelector('.reveal.ready'));
    await show(page, 1);
    await page.locator('attention-matrix').getByText('kite').first().waitFor();
    assert.deepEqual(asked.filter(isEngine), [], 'nothing is loaded for the slides to come');
    await show(page, 2);
    await firstAttention(page);
    assert.ok(asked.some(isEngine));
    assert.ok(!asked.some((path) => path.endsWith('attention-mechanisms.js')), 'not even the script of the next');
    await fitsTheSheet(page, 'attention-playground');
    await hoverFinds(page, 'attention-playground attention-matrix', 'cell-hover');
    await photo(page, `slides-${width}`);
    await show(page, 3);
    await page.waitForFunction(() => performance.getEntriesByName('attention-mechanisms:first-matrices').length > 0);
    await fitsTheSheet(page, 'attention-mechanisms');
    await hoverFinds(page, 'attention-mechanisms mechanism-grid', 'grid-hover');
    await photo(page, `slides-mechanisms-${width}`);
  });
}

test('what is typed into an element does not turn the slides', async (t) => {
  if (npm.skip) return t.skip(npm.skip);
  const page = await openBuilt(t, deck(), { csp, path: '#/3' });
  page.setDefaultTimeout(30_000);
  const box = page.locator('attention-mechanisms textarea').first();
  await box.fill('Tom sat');
  await box.press('End');
  await page.keyboard.type(' on a log. Next');
  await box.press('ArrowLeft');
  assert.equal(await box.inputValue(), 'Tom sat on a log. Next');
  assert.equal(new URL(page.url()).hash, '#/3');
  await page.locator('section.present > h3').click();
  await page.evaluate(() => document.activeElement?.blur());
  await page.keyboard.press('ArrowLeft');
  await page.waitForFunction(() => location.hash === '#/2');
});

const isEngine = (path) => /\.wasm$|worker|\.safetensors$/.test(path);

/** Nothing is cut off: what is too long scrolls inside the slide. */
async function fitsTheSheet(page, tag) {
  // Once it has grown the slide is laid out again.
  await page.waitForFunction((tag) => {
    const { height } = document.querySelector(tag).getBoundingClientRect();
    return height > document.querySelector('.slides').getBoundingClientRect().height / 3;
  }, tag);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const { element, sheet } = await page.locator(tag).evaluate((element) => {
    const sides = ({ left, top, right, bottom }) => ({ left, top, right, bottom });
    const slides = element.closest('.slides').getBoundingClientRect();
    return { element: sides(element.getBoundingClientRect()), sheet: sides(slides) };
  });
  assert.ok(element.left >= sheet.left - 1 && element.right <= sheet.right + 1, `${tag} is within the sheet's sides`);
  assert.ok(element.top >= sheet.top - 1 && element.bottom <= sheet.bottom + 1, `${tag} is within its top and bottom`);
  assert.ok(element.right - element.left > (sheet.right - sheet.left) / 2, `${tag} uses the width`);
}

/** The pointer is mapped through the scale: the cell under it is the one that is told. */
async function hoverFinds(page, tag, event) {
  const view = page.locator(tag).first();
  const place = await view.evaluate(async (element, event) => {
    element.addEventListener(event, ({ detail }) => {
      if (detail) element.told = [detail.query, detail.key];
    });
    const canvas = element.shadowRoot.querySelector('canvas');
    canvas.scrollIntoView({ block: 'end' });
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const { left, bottom, width, height } = canvas.getBoundingClientRect();
    return { left, bottom, width, height };
  }, event);
  // In the lower left corner of nine rows and columns: the last query, the second key.
  await page.mouse.move(place.left + (place.width / 9) * 1.5, place.bottom - place.height / 18);
  await view.evaluate(async (element) => {
    for (let n = 0; n < 100 && !element.told; n++) await new Promise((done) => setTimeout(done, 20));
  });
  assert.deepEqual(await view.evaluate((element) => element.told), [8, 1], tag);
}

async function photo(page, name) {
  if (process.env.ATTN_SHOTS) await page.screenshot({ path: join(process.env.ATTN_SHOTS, `${name}.png`) });
}
