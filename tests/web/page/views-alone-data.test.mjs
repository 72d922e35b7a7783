/** `<attention-matrix>`, `-heads` and `-arcs` from data alone: every way to give it, what is drawn, what goes wrong. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { given } from './harness.mjs';
import { fed, heard, openViews, said, viewTests } from './views-alone.mjs';

const views = viewTests();

test('a child script with JSON is drawn, and the caption stands under it', async (t) => {
  const page = await views.open(t, { path: 'views/child.html', wait: false });
  await fed(page, 'attention-matrix');
  assert.deepEqual(await given(page, 'attention-matrix', 'pattern'), [1, 0, 0, 0.75, 0.25, 0, 0.5, 0.375, 0.125]);
  await page.locator('attention-matrix .value').first().waitFor();
  assert.deepEqual(await page.locator('attention-matrix .value').allTextContents(), [
    '1',
    '.75',
    '.25',
    '.50',
    '.38',
    '.13',
  ]);
  assert.ok(await page.getByText('Three tokens, by hand.').isVisible());
});

test('src is fetched, and layer and head choose in it by their numbers', async (t) => {
  const markup = '<attention-matrix src="two-heads.json" layer="3" head="5"></attention-matrix>';
  const page = await openViews(views, t, { markup });
  await fed(page, 'attention-matrix');
  assert.deepEqual(await given(page, 'attention-matrix', 'pattern'), [1, 0, 0, 1, 0, 0, 0.0625, 0.9375, 0]);
  assert.equal(await page.locator('attention-matrix .caption').textContent(), 'Layer 3, head 5 of by hand');
  await page.locator('attention-matrix').evaluate((view) => view.setAttribute('layer', '7'));
  await page.waitForFunction(() => document.querySelector('attention-matrix').pattern[3] === 0.5);
});

test('a property of nested arrays, or of a tensor with its shape, is drawn and redrawn when it changes', async (t) => {
  const page = await openViews(views, t, { markup: '<attention-matrix></attention-matrix>' });
  await page.locator('attention-matrix').evaluate((view) => {
    view.data = {
      tokens: ['a', 'b'],
      attention: [
        [1, 0],
        [0.5, 0.5],
      ],
    };
  });
  await fed(page, 'attention-matrix');
  assert.deepEqual(await given(page, 'attention-matrix', 'pattern'), [1, 0, 0.5, 0.5]);
  await page.locator('attention-matrix').evaluate((view) => {
    view.data = { tokens: ['a'], attention: { shape: [1, 1, 1, 1], data: Float32Array.of(1) } };
  });
  await page.waitForFunction(() => document.querySelector('attention-matrix').pattern.length === 1);
});

test('data that was set before the script came is drawn', async (t) => {
  const page = await openViews(views, t, { scripts: [], markup: '<attention-matrix></attention-matrix>' });
  await page.locator('attention-matrix').evaluate(async (view) => {
    view.data = { tokens: ['a'], attention: [[1]] };
    await import(new URL('../element/attention-matrix.js', document.baseURI).href);
  });
  await fed(page, 'attention-matrix');
});

test('with data alone neither engine nor worker nor model is asked for', async (t) => {
  const markup = ['matrix', 'heads', 'arcs'].map(
    (name) => `<attention-${name} src="two-heads.json"></attention-${name}>`,
  );
  const page = await openViews(views, t, { scripts: ['matrix', 'heads', 'arcs'], markup: markup.join('') });
  for (const name of ['matrix', 'heads', 'arcs']) await fed(page, `attention-${name}`);
  await page.waitForTimeout(200);
  assert.ok(
    page.asked.some((name) => name.startsWith('attention-matrix')),
    'requests are seen',
  );
  assert.deepEqual(
    page.asked.filter((name) => /worker|wasm|safetensors|config|live|engine|playground/.test(name)),
    [],
  );
  assert.equal(page.workers().length, 0);
});

test('a cell that is chosen is marked, and told', async (t) => {
  const page = await openViews(views, t, { markup: '<attention-matrix src="two-heads.json"></attention-matrix>' });
  await fed(page, 'attention-matrix');
  await heard(page, 'attention-matrix', 'cell-select');
  const plot = await page.locator('attention-matrix .plot').boundingBox();
  await page.mouse.click(plot.x + plot.width * 0.5, plot.y + plot.height * 0.9);
  assert.deepEqual(await said(page, 'cell-select'), { query: 2, key: 1 });
  assert.equal(await page.locator('attention-matrix .selected').count(), 1);
});

test('the grid of heads names layers and heads by their numbers, chooses by them, and offers no mute', async (t) => {
  const page = await openViews(views, t, {
    scripts: ['heads'],
    markup: '<attention-heads src="two-heads.json"></attention-heads>',
  });
  await fed(page, 'attention-heads');
  const names = await page
    .locator('attention-heads [role=gridcell]')
    .evaluateAll((cells) => cells.map((cell) => cell.ariaLabel));
  assert.deepEqual(names, ['Layer 3, head 2', 'Layer 3, head 5', 'Layer 7, head 2', 'Layer 7, head 5']);
  await heard(page, 'attention-heads', 'head-select');
  await page.locator('attention-heads [role=gridcell]').nth(3).click();
  assert.deepEqual(await said(page, 'head-select'), { layer: 7, head: 5 });
  assert.equal(
    await page.locator('attention-heads [aria-selected=true]').getAttribute('aria-label'),
    'Layer 7, head 5',
  );
  await page.keyboard.press('m');
  assert.equal(await page.locator('attention-heads .muted').count(), 0);
  await page.locator('attention-heads [role=gridcell]').nth(0).hover();
  assert.equal(await page.locator('attention-heads .peek .title').textContent(), 'Layer 3, head 2');
});

test('bad data says in its place what it is and what to do, and tells it without bubbling', async (t) => {
  const page = await openViews(views, t, {
    scripts: [],
    markup: '<attention-matrix src="bad.json"></attention-matrix>',
  });
  await heard(page, 'attention-matrix', 'error');
  await page.evaluate(() => addEventListener('error', () => console.error('it reached the window')));
  await page.evaluate(() => import(new URL('../element/attention-matrix.js', document.baseURI).href));
  const { code, message } = await said(page, 'error');
  assert.equal(code, 'bad-shape');
  const alert = page.locator('attention-matrix [role=alert]');
  assert.ok((await alert.textContent()).includes(message));
  assert.equal(await page.locator('attention-matrix .plot').count(), 0);
  // And good data takes its place.
  await page.locator('attention-matrix').evaluate((view) => view.setAttribute('src', 'two-heads.json'));
  await fed(page, 'attention-matrix');
  await page.locator('attention-matrix .plot').waitFor();
  assert.equal(await alert.count(), 0);
});

test('an address without data says the status; a layer that is not there says which are', async (t) => {
  const page = await openViews(views, t, {
    markup:
      '<attention-matrix src="none.json"></attention-matrix><attention-matrix id="b" src="two-heads.json" layer="4"></attention-matrix>',
    allow: [/404/],
  });
  const alerts = page.locator('attention-matrix [role=alert] p');
  await alerts.nth(1).waitFor();
  assert.deepEqual(await alerts.allTextContents(), [
    'none.json could not be read: the server answered 404',
    'There is no layer 4; it has 3, 7.',
  ]);
});

test('a text in data is text, whatever it looks like', async (t) => {
  const page = await openViews(views, t, { markup: '<attention-matrix></attention-matrix>' });
  await page.locator('attention-matrix').evaluate((view) => {
    view.data = {
      tokens: ['<img src=x onerror=alert(1)>', '\u202etfel'],
      attention: [
        [1, 0],
        [0.5, 0.5],
      ],
    };
  });
  await fed(page, 'attention-matrix');
  await page.locator('attention-matrix .name').first().waitFor();
  assert.equal(await page.locator('attention-matrix img').count(), 0);
});
