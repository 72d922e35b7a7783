/** The element as another page would use it: by attributes, in a narrow column, moved and removed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { box, given, idle, playgroundTests } from './harness.mjs';

const playground = playgroundTests();

/** Replaces the page's own playground by one in a column, and waits until it is ready. */
async function embed(page, attributes, width = '380px') {
  await page.evaluate(
    async ([all, columnWidth]) => {
      const column = document.createElement('div');
      column.style.width = columnWidth;
      const element = document.createElement('attention-playground');
      for (const [name, value] of Object.entries(all)) element.setAttribute(name, value);
      const ready = new Promise((resolve) => element.addEventListener('ready', resolve, { once: true }));
      column.append(element);
      document.querySelector('main').replaceChildren(column);
      await ready;
    },
    [attributes, width],
  );
  await idle(page);
}

test('text, layer, head and theme are attributes', async (t) => {
  const page = await playground.open(t);
  await embed(page, { text: 'The cat sat', layer: '1', head: '2', theme: 'dark' });
  assert.equal(await box(page).inputValue(), 'The cat sat');
  assert.deepEqual(
    [await given(page, 'attention-heads', 'layer'), await given(page, 'attention-heads', 'head')],
    [1, 2],
  );
  const paper = await page.locator('attention-playground').evaluate((host) => getComputedStyle(host).backgroundColor);
  assert.equal(paper, 'rgb(15, 18, 22)');
});

test('an attribute that changes later is followed', async (t) => {
  const page = await playground.open(t);
  await page.locator('attention-playground').evaluate((host) => {
    host.setAttribute('text', 'A bird sang');
    host.setAttribute('head', '3');
  });
  await idle(page);
  assert.equal(await box(page).inputValue(), 'A bird sang');
  assert.equal(await given(page, 'attention-heads', 'head'), 3);
});

test('an empty text is a text: it is not replaced by an example', async (t) => {
  const page = await playground.open(t);
  await embed(page, { text: '' });
  assert.equal(await box(page).inputValue(), '');
});

test('in a narrow column of a wide page everything stands in one column, and fits', async (t) => {
  const page = await playground.open(t);
  await embed(page, {}, '360px');
  const edges = await page.locator('attention-playground').evaluate((host) => {
    const parts = ['.area-text', '.area-play', '.area-heads', '.area-head', '.area-next', '.area-cell'];
    return parts
      .map((part) => host.shadowRoot.querySelector(part).getBoundingClientRect())
      .map(({ left, right, top }) => [left, right, top]);
  });
  for (const [left, right] of edges) assert.deepEqual([left, right], edges[0].slice(0, 2));
  const tops = edges.map(([, , top]) => top);
  assert.deepEqual(
    tops,
    tops.toSorted((a, b) => a - b),
  );
  assert.ok(edges[0][1] - edges[0][0] <= 360);
});

test('a playground that is moved goes on, one that is removed ends its worker', async (t) => {
  const page = await playground.open(t);
  const text = await box(page).inputValue();
  await page.evaluate(() => document.body.append(document.querySelector('attention-playground')));
  await page.locator('[data-action=step]').click();
  await idle(page);
  assert.ok((await box(page).inputValue()).startsWith(text));
  assert.equal(page.workers().length, 1);
  const closed = page.workers()[0].waitForEvent('close');
  await page.evaluate(() => {
    window.removed = document.querySelector('attention-playground');
    window.removed.remove();
  });
  await closed;
  assert.equal(page.workers().length, 0);
  // And it can come back, with its text.
  const grown = await page.evaluate(() => window.removed.text);
  await page.evaluate(() => document.body.append(window.removed));
  await page.locator('attention-heads .chosen').waitFor();
  await page.waitForFunction(() => document.querySelector('attention-playground').phase === 'ready');
  assert.equal(await box(page).inputValue(), grown);
});
