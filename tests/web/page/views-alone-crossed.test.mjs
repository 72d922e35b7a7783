/** Queries and keys that are different tokens: the matrix, the arcs and the heads, by pointer, keyboard and table. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fed, openViews, viewTests } from './views-alone.mjs';

const views = viewTests();
const matrix = '<attention-matrix src="crossed.json"></attention-matrix>';

test('the matrix is as high as there are queries and as wide as there are keys, a pixel a weight', async (t) => {
  const page = await openViews(views, t, { markup: matrix });
  await fed(page, 'attention-matrix');
  await page.waitForFunction(
    () => document.querySelector('attention-matrix').shadowRoot.querySelector('canvas')?.width === 6,
  );
  const drawn = await page.locator('attention-matrix').evaluate((view) => {
    const canvas = view.shadowRoot.querySelector('canvas');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const scale = view.scale.pixels;
    const box = canvas.getBoundingClientRect();
    return {
      size: [canvas.width, canvas.height],
      square: Math.abs(box.width / 6 - box.height / 4) < 0.5,
      pixels: [...new Uint32Array(data.buffer)],
      expected: [...view.pattern].map((w) => scale[Math.floor(w * 255 + 0.5)]),
    };
  });
  assert.deepEqual(drawn.size, [6, 4]);
  assert.ok(drawn.square);
  assert.deepEqual(drawn.pixels, drawn.expected);
  assert.deepEqual(await page.locator('attention-matrix .keys .name').allTextContents(), [
    'le',
    'cerf',
    '-volant',
    'rouge',
    'vole',
    '.',
  ]);
  assert.deepEqual(await page.locator('attention-matrix .queries .name').allTextContents(), [
    'the',
    'red',
    'kite',
    'flies',
  ]);
});

test('the keyboard walks to the last key of the last query and no further, and says both tokens', async (t) => {
  const page = await openViews(views, t, { markup: matrix });
  await fed(page, 'attention-matrix');
  await page.locator('attention-matrix .active').focus();
  await page.keyboard.press('Control+End');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  const cell = page.locator('attention-matrix .active');
  assert.equal(await cell.getAttribute('aria-label'), '“flies” attends to “.”: 0.100');
  assert.match(
    await page.locator('attention-matrix [role=status]').textContent(),
    /Strongest keys: “vole” 0.900, “.” 0.100/,
  );
  await page.keyboard.press('Enter');
  assert.deepEqual(await page.locator('attention-matrix').evaluate((view) => [view.query, view.key]), [3, 5]);
});

test('a query that is lit lights its row and no column', async (t) => {
  const page = await openViews(views, t, { markup: matrix });
  await fed(page, 'attention-matrix');
  await page.locator('attention-matrix .queries .name').nth(1).hover();
  await page.locator('attention-matrix .strip.of-row').waitFor();
  assert.equal(await page.locator('attention-matrix .strip.of-column').count(), 0);
});

test('the table gives every query its strongest keys by name', async (t) => {
  const page = await openViews(views, t, { markup: matrix });
  await fed(page, 'attention-matrix');
  await page.getByRole('button', { name: 'Table' }).click();
  const rows = await page
    .locator('attention-matrix tbody tr')
    .evaluateAll((all) =>
      all.map((row) => [...row.querySelectorAll('button')].map((button) => button.textContent.trim())),
    );
  assert.deepEqual(rows[1], ['·rouge30.750', '-volant20.250']);
  assert.equal(rows.length, 4);
});

test('the arcs become links from queries to keys; a lit query shows its own numbers', async (t) => {
  const page = await openViews(views, t, {
    scripts: ['arcs'],
    markup: '<attention-arcs src="crossed.json"></attention-arcs>',
  });
  await fed(page, 'attention-arcs');
  const options = page.locator('attention-arcs [role=option]');
  await options.nth(1).waitFor();
  assert.equal(await options.count(), 4);
  await options.nth(1).focus();
  await page.keyboard.press('ArrowDown');
  assert.equal(await options.nth(2).getAttribute('aria-label'), '“kite” attends to “cerf” 0.500, “-volant” 0.500');
  assert.deepEqual(await page.locator('attention-arcs .to').allTextContents(), ['.50', '.50']);
  assert.equal(await page.locator('attention-arcs .arc.lit').count(), 2);
});

test('a small picture of a head keeps its shape', async (t) => {
  const page = await openViews(views, t, {
    scripts: ['heads'],
    markup: '<attention-heads src="crossed.json"></attention-heads>',
  });
  await fed(page, 'attention-heads');
  await page.waitForFunction(
    () => document.querySelector('attention-heads').shadowRoot.querySelector('canvas')?.width === 6,
  );
  const shape = await page
    .locator('attention-heads .cell canvas')
    .evaluate((canvas) => [canvas.width, canvas.height, canvas.clientWidth / canvas.clientHeight]);
  assert.deepEqual(shape.slice(0, 2), [6, 4]);
  assert.ok(Math.abs(shape[2] - 1.5) < 0.05, `${shape[2]}`);
});
