/** What elements say where something is not there, and that nothing around moves while something is fetched. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fed, openViews, viewTests } from './views-alone.mjs';

const views = viewTests();

test('a layer that the model does not have is said by Mechanisms too, with those that there are, until one is chosen', async (t) => {
  const page = await openViews(views, t, { markup: '<attention-mechanisms layer="99"></attention-mechanisms>' });
  await page.evaluate(async () => {
    window.told = [];
    document.querySelector('attention-mechanisms').addEventListener('error', (event) => window.told.push(event.detail));
    await import(new URL('../element/attention-mechanisms.js', document.baseURI).href);
  });
  const view = page.locator('attention-mechanisms');
  const said = view.getByText('The model has no layer 99: its 6 layers are 0 to 5. Layer 0 is shown.');
  await said.waitFor();
  assert.deepEqual(await page.evaluate(() => window.told.map(({ code }) => code)), ['bad-argument']);
  await view.locator('[data-pick=layer]').selectOption('3');
  await said.waitFor({ state: 'detached' });
});

test('a sentence that begins with an address leaves it as it is', async (t) => {
  const page = await views.open(t);
  const sentence = (message) =>
    page.evaluate(async (text) => {
      const alert = document.createElement('playground-alert');
      alert.failure = { during: 'load', code: 'network', message: text, remedies: [] };
      document.body.append(alert);
      await alert.updateComplete;
      return alert.shadowRoot.querySelector('.words p').textContent;
    }, message);
  for (const address of ['https://other.invalid/model/ could not be reached', 'models/none/config.json: not found'])
    assert.equal(await sentence(address), address);
  assert.equal(await sentence('unknown mask: lcal'), 'Unknown mask: lcal');
});

test('while the arithmetic of another head is fetched its place stays as high as it was', async (t) => {
  const page = await views.open(t);
  const heights = await page.evaluate(async () => {
    const playground = document.querySelector('attention-playground');
    const cell = playground.shadowRoot.querySelector('attention-cell');
    const seen = [cell.offsetHeight];
    const observer = new ResizeObserver(() => seen.push(cell.offsetHeight));
    observer.observe(cell);
    let empty = 0;
    const watch = new MutationObserver(() => {
      if (cell.shadowRoot.querySelector('.empty')) empty++;
      seen.push(cell.offsetHeight);
    });
    watch.observe(cell.shadowRoot, { childList: true, subtree: true });
    for (const head of [0, 1, 2]) {
      playground.store.selectHead(2, head);
      await playground.settled();
    }
    return { seen, empty };
  });
  assert.ok(heights.empty > 0, 'there was a time without it');
  const [before] = heights.seen;
  assert.ok(before > 200);
  // Formulas of other numbers may take a line more or less.
  assert.ok(Math.min(...heights.seen) > before - 60, `${heights.seen}`);
});

test('where no arithmetic is shown none is promised, and the line is whole', async (t) => {
  const page = await openViews(views, t, {
    scripts: ['explorer'],
    markup: '<attention-explorer src="two-heads.json"></attention-explorer>',
  });
  await fed(page, 'attention-explorer');
  const readout = page.locator('attention-explorer attention-matrix .readout');
  assert.equal(await readout.innerText(), 'Attention weights: a row a query, a column a key');
  assert.ok(await readout.evaluate((line) => line.scrollWidth <= line.clientWidth), 'nothing is cut');
  const playground = await views.open(t);
  const hint = playground.locator('attention-playground attention-matrix .readout');
  await playground.mouse.move(5, 5);
  await playground.evaluate(() => document.querySelector('attention-playground').store.patch({ cell: null }));
  await hint.getByText('choose one to see where it comes from').waitFor();
});
