import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enter, given, heads, idle, playgroundTests } from './harness.mjs';

const playground = playgroundTests();
const text = 'The dog ran to the tree. The dog sat';

const selected = async (page) => [
  await given(page, 'attention-heads', 'layer'),
  await given(page, 'attention-heads', 'head'),
];

test('a click on a small matrix shows that head large', async (t) => {
  const page = await playground.open(t);
  await enter(page, text);
  await page.locator('attention-heads [role=gridcell]').nth(10).click();
  await idle(page);
  const { heads: perLayer } = await given(page, 'playground-model', 'info');
  const [layer, head] = await selected(page);
  assert.deepEqual([layer, head], [Math.floor(10 / perLayer), 10 % perLayer]);
  assert.deepEqual(await given(page, 'attention-matrix', 'pattern'), (await heads(page))[layer][head]);
  assert.match(await page.locator('#head-title').textContent(), new RegExp(`Layer ${layer}, head ${head}`));
});

test('arrow keys roam the heads, Enter selects, m mutes', async (t) => {
  const page = await playground.open(t);
  await enter(page, text);
  await page.locator('attention-heads [role=gridcell]').first().click();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await idle(page);
  assert.deepEqual(await selected(page), [1, 1]);
  await page.keyboard.press('m');
  await idle(page);
  assert.deepEqual(await given(page, 'attention-heads', 'muted'), ['1.1']);
  assert.equal(await page.locator('[data-muted="1.1"]').count(), 1);
  await page.keyboard.press('m');
  await idle(page);
  assert.deepEqual(await given(page, 'attention-heads', 'muted'), []);
});

test('a token under the pointer lights in every head, and the chips show its row and column', async (t) => {
  const page = await playground.open(t);
  await enter(page, text);
  await page.locator('attention-tokens [role=option]').nth(5).hover();
  const size = (await given(page, 'attention-tokens', 'tokens')).length;
  for (const view of ['attention-heads', 'attention-matrix']) assert.equal(await given(page, view, 'hover'), 5, view);
  const pattern = await given(page, 'attention-matrix', 'pattern');
  assert.deepEqual(await given(page, 'attention-tokens', 'weightsTo'), pattern.slice(5 * size, 6 * size));
  const column = Array.from({ length: size }, (_, i) => pattern[i * size + 5]);
  assert.deepEqual(await given(page, 'attention-tokens', 'weightsFrom'), column);
  await page.mouse.move(2, 2);
  assert.equal(await given(page, 'attention-heads', 'hover'), -1);
});

test('a chosen cell is explained, and its numbers follow from one another', async (t) => {
  const page = await playground.open(t);
  await enter(page, text);
  await page.locator('attention-matrix').evaluate((view) => {
    view.dispatchEvent(new CustomEvent('cell-select', { detail: { query: 6, key: 2 } }));
  });
  await idle(page);
  const cell = await given(page, 'attention-cell', 'explanation');
  assert.deepEqual([cell.query, cell.key], [6, 2]);
  const sum = (values) => values.reduce((total, x) => total + x, 0);
  // Single precision sums of at most a few dozen terms of size 10: 1e-4 is generous by two digits.
  const close = (a, b, what) => assert.ok(Math.abs(a - b) <= 1e-4 * Math.max(1, Math.abs(b)), `${what}: ${a} and ${b}`);
  cell.products.forEach((product, n) => {
    close(product, cell.q[n] * cell.k[n], `product ${n}`);
  });
  close(cell.dot, sum(cell.products), 'dot');
  close(cell.score, cell.dot * cell.scale, 'score');
  close(cell.scale, 1 / Math.sqrt(cell.q.length), 'scale');
  close(cell.rowMax, Math.max(...cell.rowScores.filter((score) => score > -Infinity)), 'row maximum');
  cell.rowExps.forEach((x, j) => {
    close(x, j <= 6 ? Math.exp(cell.rowScores[j] - cell.rowMax) : 0, `exp ${j}`);
  });
  close(cell.denominator, sum(cell.rowExps), 'denominator');
  close(cell.weight, cell.rowExps[2] / cell.denominator, 'weight');
  cell.weightedV.forEach((x, n) => {
    close(x, cell.weight * cell.v[n], `weighted v ${n}`);
  });
  const size = await given(page, 'attention-matrix', 'size');
  const pattern = await given(page, 'attention-matrix', 'pattern');
  close(cell.weight, pattern[6 * size + 2], 'the weight of the matrix');
});

test('what the explanation writes is what the engine said', async (t) => {
  const page = await playground.open(t);
  await enter(page, text);
  const cell = await given(page, 'attention-cell', 'explanation');
  const shown = (await page.locator('attention-cell .steps').innerText()).replaceAll('−', '-');
  for (const x of [cell.dot, cell.score, cell.weight])
    assert.ok(shown.includes(x.toPrecision(4)), `${x.toPrecision(4)} in ${shown}`);
});

test('the matrix is walked by arrow keys and says what it holds', async (t) => {
  const page = await playground.open(t);
  await enter(page, text);
  const cell = page.locator('attention-matrix [role=gridcell]');
  await cell.focus();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await idle(page);
  const explanation = await given(page, 'attention-cell', 'explanation');
  const tokens = await given(page, 'attention-tokens', 'tokens');
  assert.equal(explanation.query, tokens.length - 2);
  assert.match(await cell.getAttribute('aria-label'), /\d/);
});

test('the head is shown as arcs on request, by mouse and by keyboard', async (t) => {
  const page = await playground.open(t);
  await page.getByRole('tab', { name: 'Arcs' }).click();
  assert.equal(await page.locator('attention-arcs').count(), 1);
  assert.deepEqual(
    await given(page, 'attention-arcs', 'pattern'),
    (await heads(page))[(await selected(page))[0]][(await selected(page))[1]],
  );
  await page.keyboard.press('ArrowLeft');
  assert.equal(await page.locator('attention-matrix').count(), 1);
  assert.equal(await page.getByRole('tab', { name: 'Matrix' }).getAttribute('aria-selected'), 'true');
});

test('a cell that was chosen stays chosen while text is added behind it', async (t) => {
  const page = await playground.open(t);
  await enter(page, text);
  await page.locator('attention-matrix').evaluate((view) => {
    view.dispatchEvent(new CustomEvent('cell-select', { detail: { query: 4, key: 1 } }));
  });
  await enter(page, `${text} down`);
  const { query, key } = await given(page, 'attention-cell', 'explanation');
  assert.deepEqual([query, key], [4, 1]);
});
