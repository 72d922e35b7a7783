/** The Mechanisms view in the page, with the shipped model and the real engine. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { given, playgroundTests } from './harness.mjs';
import { choose, column, nameOf, openView, plain, settled, shown, text, write } from './mechanisms-view.mjs';

const playground = playgroundTests();
const open = (t, options) => openView(playground, t, options);
const presets = JSON.parse(readFileSync(new URL('../../../src/mechanisms/presets.json', import.meta.url), 'utf8'));

test('the view opens in the page with the playground’s text, model and head, and goes back', async (t) => {
  const page = await playground.open(t);
  await page.locator('playground-prompt textarea').fill(text);
  await page.evaluate(() => document.querySelector('attention-playground').settled());
  assert.equal(await page.locator('attention-mechanisms').count(), 0, 'its script is not fetched before');
  await page.getByRole('link', { name: 'Mechanisms' }).click();
  await settled(page);
  assert.equal(await page.locator('attention-mechanisms playground-prompt textarea').inputValue(), text);
  const [layer, head] = await page.evaluate(() => {
    const { state } = document.querySelector('attention-mechanisms').store;
    return [state.subject.layer, state.subject.head];
  });
  assert.deepEqual([layer, head], [5, 6]);
  const own = (await column(page, 0)).rows.flat();
  const patterns = await given(page, 'attention-heads', 'patterns');
  const { shape, data } = patterns[layer];
  const size = shape[1] * shape[2];
  const expected = data.slice(head * size, (head + 1) * size);
  // The model's own pattern came from its own run: the same arithmetic in another order.
  own.forEach((w, n) => {
    assert.ok(Math.abs(w - expected[n]) < 1e-5, `${n}: ${w} and ${expected[n]}`);
  });
  assert.equal(await page.locator('attention-playground').isVisible(), false);
  await write(page, 'Tom sat');
  await page.getByRole('link', { name: 'Playground', exact: true }).click();
  // The browser tells of a new address a moment after the click.
  await page.locator('attention-mechanisms').waitFor({ state: 'hidden', timeout: 5000 });
  assert.equal(await page.locator('attention-playground playground-prompt textarea').inputValue(), 'Tom sat');
});

test('another mechanism shows another matrix and other numbers', async (t) => {
  // Long enough for a window of 6 to be a small part of a row.
  const page = await open(t, { wording: null });
  const window = await column(page, 1);
  assert.equal(await nameOf(page, 1), 'Sliding window');
  window.rows.forEach((row, i) => {
    row.forEach((w, j) => {
      assert.equal(w !== 0, j <= i && i - j < 6, `${i}, ${j}`);
    });
    assert.ok(Math.abs(row.reduce((sum, w) => sum + w, 0) - 1) < 1e-5);
  });
  const n = window.queries;
  assert.ok(window.work.scores < n * n, `${window.work.scores} of ${n * n}`);
  assert.equal(plain((await shown(page, 1, 'scores')).split(' of ')[0]), window.work.scores);
  assert.ok(window.difference.maxAbs > 0);
  await choose(page, 'alibi');
  assert.equal(await nameOf(page, 1), 'ALiBi');
  const alibi = await column(page, 1);
  assert.notDeepEqual(alibi.rows, window.rows);
  assert.notEqual(alibi.difference.maxAbs, window.difference.maxAbs);
  assert.ok((await shown(page, 1, 'max')).startsWith(alibi.difference.maxAbs.toPrecision(3)));
});

test('flash attention differs from the reference by rounding alone', async (t) => {
  const page = await open(t);
  await choose(page, 'flash');
  const { difference, work, queries } = await column(page, 1);
  assert.ok(difference.maxAbs < 1e-5, String(difference.maxAbs));
  assert.ok(work.scores <= queries * queries);
});

test('every named mechanism runs, or says why not', async (t) => {
  const page = await open(t);
  const ids = await page
    .locator('[data-preset]')
    .evaluateAll((options) => options.map((option) => option.dataset.preset));
  assert.ok(ids.length >= 30);
  for (const id of ids.filter((name) => name !== 'mixture_of_experts')) {
    await choose(page, id);
    const { failure, rows } = await column(page, 1);
    assert.equal(failure, '', id);
    assert.ok(rows.flat().every(Number.isFinite), id);
    if (id === 'cross_attention') await page.locator('[data-action=undo]').click();
  }
});

test('local or global, and nothing ahead, composed by hand is called Longformer', async (t) => {
  const page = await open(t);
  await choose(page, 'causal');
  await page.getByRole('tab', { name: 'Compose' }).click();
  const composer = page.locator('mechanism-composer');
  await composer.locator('[data-join=all]').first().click();
  const masks = composer.locator('[data-axis=mask]');
  assert.equal(await masks.count(), 2);
  await masks.nth(1).selectOption('local');
  await composer.locator('[data-knob=window]').fill('5');
  await composer.locator('[data-join=any]').nth(1).click();
  await masks.nth(2).selectOption('global');
  await settled(page);
  assert.equal(await nameOf(page, 1), 'Longformer');
  await composer.locator('[data-knob=window]').fill('3');
  await settled(page);
  assert.equal(await nameOf(page, 1), 'Composed');
});

test('the JSON of a mechanism is shown, and what is pasted is run', async (t) => {
  const page = await open(t);
  await page.getByRole('tab', { name: 'Compose' }).click();
  const box = page.locator('mechanism-composer textarea');
  assert.deepEqual(JSON.parse(await box.inputValue()), (await column(page, 1)).spec);
  const { spec } = presets.find(({ id }) => id === 'alibi');
  await box.fill(JSON.stringify(spec));
  await settled(page);
  assert.equal(await nameOf(page, 1), 'ALiBi');
  await box.fill('{"mask":');
  assert.match(await page.locator('mechanism-composer .wrong').innerText(), /not JSON/);
  assert.equal(await nameOf(page, 1), 'ALiBi');
});

test('JSON that is no mechanism is refused in words, and undo goes on working', async (t) => {
  const page = await open(t);
  await page.getByRole('tab', { name: 'Compose' }).click();
  const box = page.locator('mechanism-composer textarea');
  for (const wrong of [
    '{"mask":null}',
    '{"bias":[null]}',
    '{"mask":{"all":"causal"}}',
    '{"operator":null}',
    '{"position":null}',
    '{"softcap":{"toString":0}}',
    '{"kv_heads":[]}',
  ]) {
    await box.fill(wrong);
    await settled(page);
    assert.equal(await page.locator('[data-column="1"] h3 .name').innerText(), 'Composed', wrong);
    const { failure, rows } = await column(page, 1);
    assert.ok(failure !== '' || rows.flat().every(Number.isFinite), wrong);
    assert.equal(await page.locator('[data-action=undo]').isEnabled(), true);
  }
  await box.fill(`{"mask":{"any":[${Array.from({ length: 5000 }, () => '"causal"').join()}]}}`);
  assert.match(await page.locator('mechanism-composer .wrong').innerText(), /no more than 64/);
  await box.fill('{"mask":"causal"}');
  await settled(page);
  assert.equal((await page.locator('[data-column="1"] [role=alert]').innerText()).trim(), '');
});

test('what the engine does not know is said in the column, with what it does know', async (t) => {
  const page = await open(t);
  await page.getByRole('tab', { name: 'Compose' }).click();
  await page.locator('mechanism-composer textarea').fill('{"mask": "lcal"}');
  await settled(page);
  assert.match(await page.locator('[data-column="1"] [role=alert]').innerText(), /lcal.*(causal|local)/s);
  await page.locator('mechanism-composer textarea').fill('{"mask": "local"}');
  await settled(page);
  assert.equal((await page.locator('[data-column="1"] [role=alert]').innerText()).trim(), '');
});

test('the mask is painted with the pointer: what is closed weighs nothing', async (t) => {
  const page = await open(t);
  await choose(page, 'causal');
  await page.locator('[data-column="1"] [data-action=paint]').click();
  await settled(page);
  const plot = page.locator('[data-column="1"] .plot');
  const { width, height } = await plot.boundingBox();
  const before = await column(page, 1);
  const last = before.queries - 1;
  const at = (i, j) => ({ x: ((j + 0.5) * width) / before.keys, y: ((i + 0.5) * height) / before.queries });
  assert.ok(before.rows[last][0] > 0);
  await plot.click({ position: at(last, 0) });
  await settled(page);
  const after = await column(page, 1);
  assert.equal(after.rows[last][0], 0);
  assert.equal(await nameOf(page, 1), 'Painted by hand');
  assert.equal(after.work.pairs, before.work.pairs - 1);
  await page.locator('[data-action=undo]').click();
  await settled(page);
  // A quick stroke: only its ends are reported.
  const corner = await plot.boundingBox();
  const move = (i, j) => page.mouse.move(corner.x + at(i, j).x, corner.y + at(i, j).y);
  await move(last, 0);
  await page.mouse.down();
  await move(last, 5);
  await page.mouse.up();
  await settled(page);
  const stroke = (await column(page, 1)).rows[last];
  assert.deepEqual(
    stroke.slice(0, 7).map((w) => w === 0),
    [true, true, true, true, true, true, false],
  );
  // Above the diagonal, where the model itself never looks.
  await plot.click({ position: at(0, last) });
  await settled(page);
  assert.ok((await column(page, 1)).rows[0][last] > 0);
  for (let n = 0; n < 2; n++) await page.locator('[data-action=undo]').click();
  await settled(page);
  assert.deepEqual((await column(page, 1)).rows, before.rows);
});

test('a number of the value is drawn out by keyboard, every column follows, and undo brings it back', async (t) => {
  const page = await open(t);
  const outputs = async () =>
    page.evaluate(() => {
      const { store } = document.querySelector('attention-mechanisms');
      return store.doc.columns.map((of) => [...store.state.results.get(of.key).attended.y]);
    });
  const before = await outputs();
  await page.getByRole('tab', { name: 'Change a number' }).click();
  await page.locator('[role=slider][data-side=v]').focus();
  await page.keyboard.press('ArrowRight');
  for (let n = 0; n < 4; n++) await page.keyboard.press('ArrowUp');
  await settled(page);
  const after = await outputs();
  after.forEach((y, n) => {
    assert.notDeepEqual(y, before[n], `column ${n}`);
  });
  await page.keyboard.press('Control+z');
  await settled(page);
  assert.deepEqual(await outputs(), before);
});

test('a bar is dragged with the pointer: one drag is one step', async (t) => {
  const page = await open(t);
  const edits = () =>
    page.evaluate(() => Object.entries(document.querySelector('attention-mechanisms').store.doc.edits));
  await page.getByRole('tab', { name: 'Change a number' }).click();
  const strip = page.locator('[role=slider][data-side=k]');
  await strip.scrollIntoViewIfNeeded();
  const { x, y, width, height } = await strip.boundingBox();
  await page.mouse.move(x + width * 0.4, y + height * 0.5);
  await page.mouse.down();
  await page.mouse.move(x + width * 0.4, y + height * 0.2, { steps: 5 });
  await page.mouse.up();
  await settled(page);
  assert.equal((await edits()).length, 1);
  const most = Number(await strip.getAttribute('aria-valuemax'));
  // At a fifth of the height, from the top: six tenths of the way from the middle up. A pixel is a 32nd of it.
  assert.ok(Math.abs(Number(await strip.getAttribute('aria-valuenow')) - 0.6 * most) < most / 16);
  await page.locator('[data-action=undo]').click();
  assert.deepEqual(await edits(), []);
});

test('the chosen mechanism stands in the address, and is there again after another page', async (t) => {
  const page = await open(t);
  assert.equal(new URL(page.url()).search, '', 'untouched, nothing is added');
  await choose(page, 'longformer');
  assert.equal(new URL(page.url()).search, '?mechanism=longformer');
  await page.getByRole('link', { name: 'Learn', exact: true }).click();
  await page.waitForURL(/learn/);
  await page.goBack();
  await settled(page);
  assert.equal(await nameOf(page, 1), 'Longformer');
});

test('the legend is of the matrix that is being changed: numbers of either sign have one of their own', async (t) => {
  const page = await open(t);
  const ticks = () => page.locator('attention-mechanisms attention-legend .tick').allInnerTexts();
  assert.deepEqual(await ticks(), ['0', '.25', '.50', '.75', '1']);
  await choose(page, 'selective_scan');
  const [least, middle, most] = await ticks();
  assert.deepEqual([middle, least], ['0', `−${most}`]);
});

test('two texts: the queries of one meet the keys of the other', async (t) => {
  const page = await open(t);
  const keys = (await column(page, 0)).keys;
  await page.locator('[data-action=cross]').check();
  await settled(page);
  await page.locator('#query-text').fill('Who sat?');
  await settled(page);
  const { rows, queries, ...across } = await column(page, 0);
  assert.equal(across.keys, keys);
  assert.notEqual(queries, keys);
  assert.ok(rows.every((row) => row.every((w) => w > 0)));
  await page.locator('[data-action=cross]').uncheck();
  await settled(page);
  assert.equal((await column(page, 0)).queries, keys);
});

test('a row under the pointer lights in every column', async (t) => {
  const page = await open(t);
  await page.locator('[data-column="1"] .plot').hover();
  const lit = await page.locator('mechanism-grid').evaluateAll((grids) => grids.map((grid) => grid.hover));
  assert.ok(lit[0] >= 0);
  assert.equal(lit[0], lit[1]);
});

test('times are measured once nothing else is computing', async (t) => {
  const page = await open(t);
  for (const n of [0, 1]) {
    const time = page.locator(`[data-column="${n}"] [data-number=time] .number`);
    await page.waitForFunction((element) => /\d/.test(element.textContent), await time.elementHandle());
    assert.match(await time.innerText(), /[µm]?s$/);
    assert.ok(Number.parseFloat(await time.innerText()) > 0, await time.innerText());
  }
});

test('panels are fetched when they are opened, and work on these numbers', async (t) => {
  const page = await open(t);
  assert.equal(await page.evaluate(() => customElements.get('flash-steps')), undefined);
  await page.getByRole('tab', { name: 'Flash, tile by tile' }).click();
  await page.locator('flash-steps').waitFor();
  assert.equal(await page.locator('flash-steps').evaluate((panel) => panel.source.text), text);
  await page.getByRole('tab', { name: 'All heads' }).click();
  await page.locator('heads-glance').evaluate((panel) => {
    panel.dispatchEvent(new CustomEvent('select-head', { detail: { layer: 1, head: 2 }, bubbles: true }));
  });
  await settled(page);
  assert.equal(await page.locator('[data-pick=layer]').inputValue(), '1');
  assert.equal(await page.locator('[data-pick=head]').inputValue(), '2');
});

test('a panel keeps what was done in it while another tab is open', async (t) => {
  const page = await open(t);
  await page.getByRole('tab', { name: 'Sharing keys' }).click();
  const one = page.locator('kv-sharing input[name=shared][value="1"]');
  await one.check({ force: true });
  await page.getByRole('tab', { name: 'Why 1/√d' }).click();
  await page.locator('scale-probe').waitFor();
  assert.equal(await page.locator('kv-sharing').count(), 0);
  await page.getByRole('tab', { name: 'Sharing keys' }).click();
  await one.waitFor({ state: 'attached' });
  assert.ok(await one.isChecked());
});

test('all of it by keyboard alone: choose, compare, paint, undo', async (t) => {
  const page = await open(t);
  await page.locator('mechanism-family [tabindex="0"]').focus();
  for (const key of ['ArrowDown', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
  await settled(page);
  assert.equal(await nameOf(page, 1), 'Sparse Transformer, strided');
  await page.locator('[data-action=add-column]').press('Enter');
  await settled(page);
  await page.locator('[data-column="2"] [data-action=paint]').press('Enter');
  await settled(page);
  const cell = page.locator('[data-column="2"] [role=gridcell]');
  await cell.focus();
  await page.keyboard.press('Control+Home');
  const before = (await column(page, 2)).work.pairs;
  await page.keyboard.press('Space');
  await settled(page);
  assert.equal((await column(page, 2)).work.pairs, before - 1);
  assert.match(await cell.getAttribute('aria-label'), /closed/);
  await page.keyboard.press('Control+z');
  await settled(page);
  assert.equal((await column(page, 2)).work.pairs, before);
});
