/** The views against the numbers they were given: what is on the screen, what keys do, what is said. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enter, given, heads, idle, playgroundTests } from './harness.mjs';

const playground = playgroundTests();
const text = 'Tom had a red kite. Anna had a small boat. Tom gave the kite to';

const matrix = async (page) => {
  const [pattern, size, tokens] = await Promise.all(
    ['pattern', 'size', 'tokens'].map((name) => given(page, 'attention-matrix', name)),
  );
  return { pattern, size, tokens, at: (query, key) => pattern[query * size + key] };
};
const shown = (w) => (w === 0 ? '0' : w < 0.0005 ? '<0.001' : w.toFixed(3));
const strongest = (row) =>
  row
    .map((w, n) => [w, n])
    .filter(([w]) => w > 0)
    .sort((a, b) => b[0] - a[0] || a[1] - b[1])
    .map(([, n]) => n);
const cellOf = (page, layer, head) => page.locator(`attention-heads .cell[data-layer="${layer}"][data-head="${head}"]`);

test('every pixel of every head is the scale’s colour for its weight, the future transparent', async (t) => {
  const page = await playground.open(t, { width: 1600 });
  await enter(page, 'Tom had a red kite.');
  const scale = await page.locator('attention-heads').evaluate((view) => [...new Uint8Array(view.scale.pixels.buffer)]);
  const painted = await page
    .locator('attention-heads')
    .evaluate((view) =>
      [...view.shadowRoot.querySelectorAll('.cell canvas')].map((canvas) => [
        canvas.width,
        ...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data,
      ]),
    );
  const layers = await heads(page);
  assert.equal(painted.length, layers.flat().length);
  for (const [n, pattern] of layers.flat().entries()) {
    const [side, ...pixels] = painted[n];
    assert.equal(side * side, pattern.length, 'a pixel a cell');
    for (const [at, w] of pattern.entries()) {
      const future = at % side > Math.floor(at / side);
      const step = Math.floor(w * 255 + 0.5);
      const expected = future ? [0, 0, 0, 0] : scale.slice(4 * step, 4 * step + 4);
      assert.deepEqual(pixels.slice(4 * at, 4 * at + 4), expected, `head ${n}, cell ${at}`);
    }
  }
});

test('the heads are walked with the arrows, chosen with Enter, muted with m', async (t) => {
  const page = await playground.open(t);
  await cellOf(page, 0, 0).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await idle(page);
  assert.deepEqual(
    [await given(page, 'attention-heads', 'layer'), await given(page, 'attention-heads', 'head')],
    [1, 2],
  );
  const chosen = cellOf(page, 1, 2);
  assert.equal(await chosen.getAttribute('aria-selected'), 'true');
  assert.equal(await page.locator('attention-heads .cell[tabindex="0"]').count(), 1, 'one stop for Tab');
  await page.keyboard.press('m');
  await idle(page);
  assert.match(await chosen.getAttribute('aria-label'), /muted/);
  await page.keyboard.press('m');
  await idle(page);
  assert.doesNotMatch(await chosen.getAttribute('aria-label'), /muted/);
});

test('a head under the pointer is shown enlarged, inside the window, and nothing moves', async (t) => {
  for (const [width, height] of [
    [1280, 900],
    [700, 500],
  ]) {
    const page = await playground.open(t, { width, height });
    const before = await page.locator('attention-heads').boundingBox();
    for (const [layer, head] of [
      [0, 0],
      [0, -1],
      [-1, 0],
      [-1, -1],
    ]) {
      const layers = (await given(page, 'attention-heads', 'patterns')).length;
      const count = await given(page, 'attention-heads', 'heads');
      const cell = cellOf(page, (layer + layers) % layers, (head + count) % count);
      await cell.hover();
      const peek = await page.locator('attention-heads .peek').boundingBox();
      const small = await cell.boundingBox();
      assert.ok(peek.width > 2 * small.width, 'larger than the cell');
      assert.ok(
        peek.x >= 0 && peek.y >= 0 && peek.x + peek.width <= width && peek.y + peek.height <= height,
        `${JSON.stringify(peek)}`,
      );
    }
    await page.evaluate(() => scrollTo(0, 0));
    const after = await page.locator('attention-heads').boundingBox();
    assert.deepEqual([after.width, after.height], [before.width, before.height]);
    await page.mouse.move(2, 2);
    await page.locator('attention-heads .peek').waitFor({ state: 'hidden' });
  }
});

test('a token under the pointer lights its row and column in every head', async (t) => {
  const page = await playground.open(t);
  await enter(page, text);
  await page.locator('attention-tokens [data-index="3"]').hover();
  await idle(page);
  const size = await given(page, 'attention-matrix', 'size');
  const off = await page.locator('attention-heads').evaluate((view, t) => {
    const wrong = [];
    for (const plot of view.shadowRoot.querySelectorAll('.cell .plot')) {
      const box = plot.getBoundingClientRect();
      const [row, column] = ['.of-row', '.of-column'].map((name) => plot.querySelector(name).getBoundingClientRect());
      wrong.push(
        Math.abs(row.top - box.top - (3 / t) * box.height),
        Math.abs(column.left - box.left - (3 / t) * box.width),
      );
      if (row.height === 0 || column.width === 0) wrong.push(Infinity);
    }
    return Math.max(...wrong);
  }, size);
  assert.ok(off < 1, `off by ${off} px`);
});

test('the matrix is read with the keyboard: the cell, its weight and the query’s strongest keys are said', async (t) => {
  const page = await playground.open(t);
  await enter(page, text);
  const { size, tokens, at, pattern } = await matrix(page);
  const active = page.locator('attention-matrix [role=gridcell]');
  await active.focus();
  await page.keyboard.press('Control+Home');
  for (let n = 0; n < 5; n++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  assert.match(await active.getAttribute('aria-label'), new RegExp(`: ${shown(at(5, 2)).replace('.', '\\.')}$`));
  assert.ok((await page.locator('attention-matrix .readout').textContent()).includes(shown(at(5, 2))));
  const said = await page.locator('attention-matrix [role=status]').textContent();
  const row = pattern.slice(5 * size, 6 * size);
  for (const key of strongest(row).slice(0, 3))
    assert.ok(said.includes(shown(row[key])), `${said} has ${shown(row[key])}`);
  await page.keyboard.press('End');
  assert.ok((await active.getAttribute('aria-label')).includes(shown(at(5, 5))), 'a row ends at its own token');
  await page.keyboard.press('ArrowRight');
  assert.match(await active.getAttribute('aria-label'), /masked/);
  await page.keyboard.press('Control+End');
  await page.keyboard.press('Enter');
  await idle(page);
  assert.deepEqual(
    [await given(page, 'attention-matrix', 'query'), await given(page, 'attention-matrix', 'key')],
    [size - 1, size - 1],
  );
  assert.equal(tokens.length, size);
});

test('the pointer reads the weight of the very square it is over, at every zoom', async (t) => {
  const page = await playground.open(t);
  await enter(page, text);
  const { at } = await matrix(page);
  const plot = page.locator('attention-matrix .plot');
  for (let zoom = 0; zoom < 3; zoom++) {
    const active = page.locator('attention-matrix .box.selected');
    await plot.scrollIntoViewIfNeeded();
    const { width } = await plot.boundingBox();
    const cell = width / (await given(page, 'attention-matrix', 'size'));
    await page.locator('attention-matrix .scroller').evaluate((view) => view.scrollTo(0, 0));
    await plot.hover({ position: { x: 1.5 * cell, y: 2.5 * cell } });
    assert.ok(
      (await page.locator('attention-matrix .readout').textContent()).includes(shown(at(2, 1))),
      `zoom ${zoom}`,
    );
    await plot.click({ position: { x: 1.5 * cell, y: 2.5 * cell } });
    await idle(page);
    assert.deepEqual(
      [await given(page, 'attention-matrix', 'query'), await given(page, 'attention-matrix', 'key')],
      [2, 1],
    );
    const square = await active.boundingBox();
    assert.ok(Math.abs(square.width - cell) < 1.5, `${square.width} is ${cell}`);
    const height = (await page.locator('attention-matrix').boundingBox()).height;
    await page.getByRole('button', { name: 'Zoom in' }).click();
    assert.equal(
      (await page.locator('attention-matrix').boundingBox()).height,
      height,
      'zooming moves nothing around it',
    );
  }
});

test('zooming with the wheel keeps the square under the pointer, and Fit shows the whole again', async (t) => {
  const page = await playground.open(t);
  await enter(page, `${text} Anna. Anna was happy. Tom was happy too. Then Anna gave the boat to Tom.`);
  const plot = page.locator('attention-matrix .plot');
  await plot.scrollIntoViewIfNeeded();
  const [box, size] = [await plot.boundingBox(), await given(page, 'attention-matrix', 'size')];
  const cell = box.width / size;
  const at = { x: box.x + 10.5 * cell, y: box.y + 20.5 * cell };
  await page.mouse.move(at.x, at.y);
  const readout = () => page.locator('attention-matrix .readout').textContent();
  const before = await readout();
  await page.keyboard.down('Control');
  for (let n = 0; n < 4; n++) {
    const width = (await plot.boundingBox()).width;
    await page.mouse.wheel(0, -40);
    await page.waitForFunction(
      (w) =>
        document
          .querySelector('attention-playground')
          .shadowRoot.querySelector('attention-matrix')
          .shadowRoot.querySelector('.plot').clientWidth >
        w + 1,
      width,
    );
  }
  await page.keyboard.up('Control');
  await idle(page);
  await page.mouse.move(at.x + 1, at.y);
  assert.ok((await plot.boundingBox()).width > 1.5 * box.width);
  assert.equal(await readout(), before);
  await page.getByRole('button', { name: 'Fit' }).click();
  assert.equal((await plot.boundingBox()).width, box.width);
});

test('the table says what the matrix shows, and chooses cells as well', async (t) => {
  const page = await playground.open(t);
  await enter(page, text);
  const { pattern, size } = await matrix(page);
  const height = (await page.locator('attention-matrix').boundingBox()).height;
  await page.getByRole('button', { name: 'Table', exact: true }).click();
  assert.equal((await page.locator('attention-matrix').boundingBox()).height, height);
  const rows = await page
    .locator('attention-matrix tbody tr')
    .evaluateAll((trs) =>
      trs.map((tr) =>
        [...tr.querySelectorAll('td button')].map((b) => [
          Number(b.querySelector('.place').textContent),
          b.querySelector('.number').textContent,
        ]),
      ),
    );
  assert.equal(rows.length, size);
  for (const [query, cells] of rows.entries()) {
    const row = pattern.slice(query * size, (query + 1) * size);
    assert.deepEqual(
      cells,
      strongest(row)
        .slice(0, 5)
        .map((key) => [key, shown(row[key])]),
      `query ${query}`,
    );
  }
  await page.locator('attention-matrix tbody tr').nth(4).locator('td button').nth(1).click();
  await idle(page);
  assert.equal(await given(page, 'attention-matrix', 'query'), 4);
  assert.equal(await given(page, 'attention-matrix', 'key'), rows[4][1][0]);
});

test('as arcs, a focused token lights exactly its own weights, with their numbers', async (t) => {
  const page = await playground.open(t);
  await enter(page, text);
  await page.getByText('Arcs', { exact: true }).click();
  const tokens = page.locator('attention-arcs [role=option]');
  await tokens.first().focus();
  for (let n = 0; n < 6; n++) await page.keyboard.press('ArrowRight');
  const [pattern, size, threshold] = await Promise.all(
    ['pattern', 'size', 'threshold'].map((name) => given(page, 'attention-arcs', name)),
  );
  const to = pattern.slice(6 * size, 7 * size).filter((w) => w >= threshold);
  const from = Array.from({ length: size }, (_, i) => pattern[i * size + 6]).filter((w) => w >= threshold);
  assert.equal(await page.locator('attention-arcs .token .to').count(), to.length);
  assert.equal(await page.locator('attention-arcs .token .from').count(), from.length);
  const own = pattern[6 * size + 6] >= threshold ? 1 : 0;
  assert.equal(await page.locator('attention-arcs .arc.lit').count(), to.length + from.length - own);
  assert.match(await tokens.nth(6).getAttribute('aria-label'), /Attends to: .+\. Attended to by: /);
});

test('every number of the explanation is the engine’s, shown to four digits with all of them at hand', async (t) => {
  const page = await playground.open(t);
  await enter(page, text);
  await page.locator('attention-matrix [role=gridcell]').focus();
  await page.keyboard.press('Control+Home');
  for (let n = 0; n < 7; n++) await page.keyboard.press('ArrowDown');
  for (let n = 0; n < 3; n++) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => {
    const e = document.querySelector('attention-playground').shadowRoot.querySelector('attention-cell').explanation;
    return e?.query === 7 && e?.key === 3;
  });
  const e = await given(page, 'attention-cell', 'explanation');
  const titles = await page
    .locator('attention-cell [title]')
    .evaluateAll((all) => all.map((node) => Number(node.title.replace(/−/g, '-'))));
  for (const name of ['dot', 'scale', 'score', 'rowMax', 'denominator', 'weight']) {
    assert.ok(
      titles.some((x) => Math.fround(x) === Math.fround(e[name])),
      `${name} ${e[name]} is on the screen`,
    );
  }
  await page.getByRole('button', { name: 'All numbers' }).click();
  const rows = await page
    .locator('attention-cell tbody tr')
    .evaluateAll((trs) =>
      trs.map((tr) => [...tr.querySelectorAll('td')].map((td) => Math.fround(Number(td.title.replace(/−/g, '-'))))),
    );
  assert.equal(rows.length, e.q.length);
  for (const [n, row] of rows.entries()) {
    assert.deepEqual(
      row,
      [e.q, e.k, e.products, e.v, e.weightedV, e.z].map((values) => values[n]),
      `component ${n}`,
    );
  }
});

test('a masked cell says why its weight is exactly zero', async (t) => {
  const page = await playground.open(t);
  await enter(page, text);
  await page.locator('attention-matrix [role=gridcell]').focus();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await page.locator('attention-cell').getByText('exactly 0').waitFor();
  assert.equal((await given(page, 'attention-cell', 'explanation')).weight, 0);
});

test('another theme repaints the canvases, and the square root recolours but renumbers nothing', async (t) => {
  const page = await playground.open(t);
  await enter(page, text);
  const corner = () =>
    page.locator('attention-matrix').evaluate((view) => {
      const canvas = view.shadowRoot.querySelector('canvas');
      return [...canvas.getContext('2d').getImageData(0, canvas.height - 1, 1, 1).data].join();
    });
  const readout = await page.locator('attention-matrix .readout').textContent();
  const light = await corner();
  await page.getByRole('button', { name: 'Colour by the square root' }).first().click();
  await idle(page);
  assert.notEqual(await corner(), light);
  await page.getByRole('button', { name: 'Colour by the square root' }).first().click();
  await idle(page);
  assert.equal(await corner(), light);
  const legend = () =>
    page
      .locator('attention-legend .bar')
      .first()
      .evaluate((bar) => getComputedStyle(bar).backgroundImage);
  const lightLegend = await legend();
  await page.emulateMedia({ colorScheme: 'dark' });
  for (let n = 0; n < 50 && (await corner()) === light; n++) await page.waitForTimeout(100);
  assert.notEqual(await corner(), light);
  await idle(page);
  assert.notEqual(await legend(), lightLegend, 'the legend goes with it');
  assert.equal(await page.locator('attention-matrix .readout').textContent(), readout);
});

test('a hostile token is shown by its code points and reorders nothing', async (t) => {
  const page = await playground.open(t);
  await enter(page, 'a\u202eb\u0007<img src=x onerror=alert(1)>');
  assert.equal(await page.locator('attention-tokens img').count(), 0);
  const seen = await page.locator('attention-tokens .chips').textContent();
  for (const harm of ['\u202e', '\u0007']) assert.ok(!seen.includes(harm), JSON.stringify(seen));
});

test('48 heads of 64 tokens are repainted within a frame', async (t) => {
  const page = await playground.open(t);
  const times = await page.locator('attention-heads').evaluate(async (view) => {
    const [layers, h, size] = [6, 8, 64];
    const patterns = Array.from({ length: layers }, (_, l) => ({
      name: `blocks.${l}.attn.hook_pattern`,
      shape: [h, size, size],
      data: Float32Array.from({ length: h * size * size }, (_, n) => ((n * 2654435761) % 4096) / 4096),
    }));
    const out = [];
    for (let n = 0; n < 20; n++) {
      const start = performance.now();
      Object.assign(view, { heads: h, stats: [], patterns: [...patterns] });
      await view.updateComplete;
      view.paint();
      out.push(performance.now() - start);
    }
    return out.sort((a, b) => a - b);
  });
  t.diagnostic(`48 heads, 64 tokens: best ${times[0].toFixed(1)} ms, median ${times[10].toFixed(1)} ms`);
  // A frame is 16.7 ms. The best of twenty: what the code needs, not what else the machine is doing.
  assert.ok(times[0] < 16.7, `${times[0]} ms`);
});
