/** Fingers: two zoom and move a matrix, one scrolls the page, taps, or rests to read; targets are large enough. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enter, idle, playgroundTests } from './harness.mjs';
import { choose, settled as mechanismsSettled } from './mechanisms-view.mjs';

const playground = playgroundTests();
const phone = { width: 360, height: 740, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
const sentence = 'Anna had a red kite. Tom saw it.';

/** Fingers on the screen, as the browser gets them from the device. */
async function fingers(page) {
  const session = await page.context().newCDPSession(page);
  const send = (type, ...points) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
  return {
    down: (...points) => send('touchStart', ...points),
    move: (...points) => send('touchMove', ...points),
    up: () => send('touchEnd'),
    async drag([x, y], [toX, toY]) {
      await send('touchStart', [x, y]);
      for (let n = 1; n <= 8; n++) await send('touchMove', [x + ((toX - x) * n) / 8, y + ((toY - y) * n) / 8]);
      await send('touchEnd');
      await page.waitForTimeout(100);
    },
  };
}

async function open(t, options = {}) {
  const page = await playground.open(t, { ...phone, ...options });
  page.setDefaultTimeout(30_000);
  return page;
}

/** The middle of the picture of a matrix, after it was brought into the middle of the screen. */
async function middle(page, selector) {
  await page
    .locator(selector)
    .first()
    .evaluate((node) => node.scrollIntoView({ block: 'center' }));
  const box = await page.locator(selector).first().boundingBox();
  return { x: box.x + box.width / 2, y: box.y + box.height / 2, left: box.x, top: box.y };
}

const cellSize = (page) =>
  page
    .locator('attention-matrix .scroller')
    .evaluate((node) => Number.parseFloat(node.style.getPropertyValue('--cell')));
const scrolled = (page) =>
  page.locator('attention-matrix .scroller').evaluate((node) => [node.scrollLeft, node.scrollTop]);
const pageAt = (page) => page.evaluate(() => scrollY);
const readout = (page) => page.locator('attention-matrix .readout').innerText();

test('two fingers zoom the matrix and move it, and the page stays where and as large as it is', async (t) => {
  const page = await open(t);
  await enter(page, sentence);
  const { x, y } = await middle(page, 'attention-matrix .plot');
  const [before, at] = [await cellSize(page), await pageAt(page)];
  const touch = await fingers(page);
  await touch.down([x - 30, y], [x + 30, y]);
  for (let n = 1; n <= 6; n++) await touch.move([x - 30 - 8 * n, y], [x + 30 + 8 * n, y]);
  const zoomed = await cellSize(page);
  assert.ok(zoomed > 2 * before, `${before} to ${zoomed}`);
  const from = await scrolled(page);
  for (let n = 1; n <= 4; n++) await touch.move([x - 78 - 10 * n, y - 10 * n], [x + 78 - 10 * n, y - 10 * n]);
  const to = await scrolled(page);
  await touch.up();
  assert.ok(to[0] - from[0] > 25 && to[1] - from[1] > 25, `moved from ${from} to ${to}`);
  assert.equal(await cellSize(page), zoomed, 'fingers that keep their distance do not zoom');
  assert.equal(await pageAt(page), at);
  assert.equal(await page.evaluate(() => visualViewport.scale), 1);
});

test('one finger pans a zoomed matrix', async (t) => {
  const page = await open(t);
  await enter(page, sentence);
  await page.locator('attention-matrix').getByRole('button', { name: 'Zoom in' }).tap();
  await page.locator('attention-matrix').getByRole('button', { name: 'Zoom in' }).tap();
  const { x, y } = await middle(page, 'attention-matrix .scroller');
  const before = await scrolled(page);
  const at = await pageAt(page);
  await (await fingers(page)).drag([x + 40, y + 40], [x - 60, y - 60]);
  const after = await scrolled(page);
  assert.ok(after[0] > before[0] + 20 && after[1] > before[1] + 20, `from ${before} to ${after}`);
  assert.equal(await pageAt(page), at, 'the page did not scroll with it');
});

for (const [view, selector] of [
  ['the whole matrix', 'attention-matrix .plot'],
  ['all heads', 'attention-heads .grid'],
]) {
  test(`one finger over ${view} scrolls the page and selects nothing`, async (t) => {
    const page = await open(t);
    await enter(page, sentence);
    const { x, y } = await middle(page, selector);
    const state = () =>
      page.evaluate(() => {
        const { layer, head, cell } = document.querySelector('attention-playground').store.state;
        return { layer, head, cell };
      });
    const [before, at] = [await state(), await pageAt(page)];
    await (await fingers(page)).drag([x, y], [x, y - 200]);
    assert.ok((await pageAt(page)) > at + 100, `${at} to ${await pageAt(page)}`);
    assert.deepEqual(await state(), before);
  });
}

test('a finger that rests on a matrix reads the cell below it, follows it, opens no menu and selects nothing', async (t) => {
  const page = await open(t);
  await enter(page, sentence);
  await page.evaluate(() => {
    window.menus = 0;
    addEventListener('contextmenu', (event) => {
      window.menus += event.defaultPrevented ? 0 : 1;
    });
  });
  const { left, top } = await middle(page, 'attention-matrix .plot');
  const cell = await cellSize(page);
  const place = (query, key) => [left + (key + 0.5) * cell, top + (query + 0.5) * cell];
  const chosen = () => page.evaluate(() => document.querySelector('attention-playground').store.state.cell);
  const [before, at] = [await chosen(), await pageAt(page)];
  const touch = await fingers(page);
  await touch.down(place(4, 1));
  await page.waitForTimeout(700);
  assert.match(await readout(page), /4 →[\s\S]*1\b/);
  await touch.move(place(5, 2));
  await touch.move(place(6, 2));
  assert.match(await readout(page), /6 →[\s\S]*2\b/);
  await touch.up();
  await page.waitForTimeout(100);
  assert.deepEqual(await chosen(), before);
  assert.equal(await pageAt(page), at);
  assert.equal(await page.evaluate(() => window.menus), 0);
  await page.touchscreen.tap(...place(5, 1));
  await idle(page);
  assert.deepEqual(await chosen(), { query: 5, key: 1 });
});

test('a finger that rests on a head shows it enlarged, a tap selects it', async (t) => {
  const page = await open(t);
  const { x, y } = await middle(page, 'attention-heads .cell[data-layer="2"][data-head="3"]');
  const head = () =>
    page.evaluate(() => {
      const { layer, head } = document.querySelector('attention-playground').store.state;
      return [layer, head];
    });
  const before = await head();
  const touch = await fingers(page);
  await touch.down([x, y]);
  await page.waitForTimeout(700);
  const peek = page.locator('attention-heads .peek');
  assert.match(await peek.innerText(), /Layer 2, head 3/);
  assert.ok(await peek.isVisible());
  await touch.up();
  await peek.waitFor({ state: 'hidden' });
  assert.deepEqual(await head(), before);
  await page.touchscreen.tap(x, y);
  assert.deepEqual(await head(), [2, 3]);
});

test('over a mechanism’s matrix one finger scrolls, rests to read and taps to choose; where it paints it paints', async (t) => {
  const page = await open(t, { path: '#mechanisms', wait: false });
  await mechanismsSettled(page);
  const grid = 'attention-mechanisms mechanism-grid';
  const { x, y } = await middle(page, `${grid} >> nth=0 >> .plot`);
  const chosen = () => page.evaluate(() => document.querySelector('attention-mechanisms').store.doc.cell ?? null);
  const cell = () =>
    page
      .locator(grid)
      .first()
      .evaluate((element) => element.cell);
  const [before, at] = [await cell(), await pageAt(page)];
  const touch = await fingers(page);
  await touch.drag([x, y], [x, y - 150]);
  assert.ok((await pageAt(page)) > at + 80);
  assert.deepEqual(await cell(), before, 'a finger that scrolls chooses nothing');
  const again = await middle(page, `${grid} >> nth=0 >> .plot`);
  await touch.down([again.x, again.y]);
  await page.waitForTimeout(700);
  assert.match(await page.locator(`${grid} >> nth=0 >> .readout`).innerText(), /→/);
  await touch.up();
  await page.touchscreen.tap(again.x, again.y);
  await mechanismsSettled(page);
  assert.notDeepEqual(await cell(), before);
  assert.equal(await chosen(), await chosen());
  await choose(page, 'painted');
  const painted = page.locator(grid).last();
  await painted.evaluate((node) => node.scrollIntoView({ block: 'center' }));
  if ((await painted.locator('.painting').count()) === 0)
    await page.getByRole('button', { name: 'Paint', exact: true }).last().tap();
  const rows = () => painted.evaluate((element) => element.picture?.join('\n') ?? '');
  const drawn = await rows();
  assert.ok(drawn.includes('#'), 'it is being painted');
  const box = await painted.locator('.plot').boundingBox();
  await touch.drag([box.x + 8, box.y + box.height - 8], [box.x + box.width / 2, box.y + box.height - 8]);
  assert.notEqual(await rows(), drawn);
});

/** Controls whose box is smaller than 24 px on a side; links within a line of text may be (WCAG 2.2, 2.5.8). */
const tooSmall = (page) =>
  page.evaluate(() => {
    const out = [];
    const visit = (root) => {
      for (const node of root.querySelectorAll('*')) {
        if (node.shadowRoot) visit(node.shadowRoot);
        if (
          !node.matches('button, select, input, textarea, summary, a[href], [role=option], [role=slider], [role=tab]')
        )
          continue;
        // A box for a hidden radio or checkbox is its label.
        const target = node.matches('input[type=radio], input[type=checkbox]') ? (node.closest('label') ?? node) : node;
        const { width, height } = target.getBoundingClientRect();
        if (width === 0 || height === 0 || !target.checkVisibility()) continue;
        if (node.matches('a') && getComputedStyle(node).display === 'inline') continue;
        // Tokens of one letter: what is chosen there the matrix chooses too.
        const least = node.matches('[role=option]') ? [12, 24] : [24, 24];
        if (width < least[0] - 0.1 || height < least[1] - 0.1)
          out.push(
            `${node.localName}.${node.className} ${(node.textContent || node.ariaLabel || '').trim().slice(0, 20)}: ${width.toFixed(0)}x${height.toFixed(0)}`,
          );
      }
    };
    visit(document);
    return out;
  });

for (const [name, path, ready] of [
  ['the playground', '', idle],
  ['mechanisms', '#mechanisms', mechanismsSettled],
  ['learn', 'learn.html', (page) => page.locator('.live[data-phase=live]').first().waitFor()],
]) {
  test(`targets are at least 24 px at 360 px: ${name}`, async (t) => {
    const page = await open(t, { path, wait: path === '' });
    await ready(page);
    for (const summary of await page.locator('summary').all()) if (await summary.isVisible()) await summary.click();
    if (path === '#mechanisms') await page.locator('#rail-compose').click();
    assert.deepEqual(await tooSmall(page), []);
  });
}
