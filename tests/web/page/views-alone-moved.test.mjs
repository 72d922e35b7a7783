/** Elements that are taken out of the page and put back, at once or later, and what happens to them meanwhile. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fed, openViews, viewTests } from './views-alone.mjs';

const views = viewTests();
const [first, second] = ['Anna lost her red kite.', 'Tom had a red'];
const all = ['matrix', 'heads', 'arcs', 'explorer', 'generation', 'playground', 'mechanisms'];

/** What the element shows is of this text. */
const reads = (page, text) =>
  page.waitForFunction(
    (wanted) => {
      const { store, tokens } = window.view;
      const shown = store?.state.shown?.tokens ?? store?.state.reading?.tokens ?? tokens ?? [];
      return (
        shown
          .filter(({ special }) => !special)
          .map((token) => token.text)
          .join('') === wanted
      );
    },
    text,
    { timeout: 20_000 },
  );

async function open(t, name, attributes = `text="${first}"`, page_ = {}) {
  const markup = `<attention-${name} ${attributes}></attention-${name}>`;
  const page = await openViews(views, t, { scripts: [name], markup, ...page_ });
  await page.evaluate(() => {
    const main = document.querySelector('main');
    window.view = main.firstElementChild;
    window.back = () => main.append(window.view);
  });
  return page;
}

const away = (page, ms) => page.evaluate(() => window.view.remove()).then(() => page.waitForTimeout(ms));

for (const name of all) {
  test(`attention-${name} that was away starts again when it is back, and follows its text`, async (t) => {
    const page = await open(t, name);
    await reads(page, first);
    const ended = page.workers()[0].waitForEvent('close');
    await away(page, 300);
    await ended;
    const begun = page.waitForEvent('worker');
    await page.evaluate(() => window.back());
    await begun;
    await reads(page, first);
    await page.evaluate((text) => window.view.setAttribute('text', text), second);
    await reads(page, second);
    // Once more, and another text while it is away.
    await away(page, 300);
    await page.evaluate((text) => window.view.setAttribute('text', text), first);
    await page.waitForTimeout(100);
    assert.equal(page.workers().length, 0, 'nothing is begun for what is nowhere');
    await page.evaluate(() => window.back());
    await reads(page, first);
  });

  test(`attention-${name} that is moved within the page, another text set meanwhile, reads that`, async (t) => {
    const page = await open(t, name);
    await reads(page, first);
    await page.evaluate((text) => {
      window.view.remove();
      window.view.setAttribute('text', text);
      window.back();
    }, second);
    await reads(page, second);
  });

  test(`attention-${name} is told nothing of other words while it is away`, async (t) => {
    const page = await open(t, name);
    await reads(page, first);
    const told = await page.evaluate(async () => {
      const { view } = window;
      view.remove();
      const other = view.cloneNode();
      document.querySelector('main').append(other);
      // What it changed itself while it went away has been looked at.
      await new Promise((resolve) => setTimeout(resolve, 300));
      let times = 0;
      view.requestUpdate = () => times++;
      other.lang = 'nb';
      await other.updateComplete;
      for (let n = 0; n < 100 && !/Lag|Tekst/.test(other.shadowRoot.textContent + other.shadowRoot.innerHTML); n++)
        await new Promise((resolve) => setTimeout(resolve, 50));
      await new Promise((resolve) => setTimeout(resolve, 200));
      return times;
    });
    assert.equal(told, 0);
  });
}

test('a view of data that was away is drawn again, from the data that it was given meanwhile', async (t) => {
  const page = await open(t, 'matrix', 'src="two-heads.json"');
  await fed(page, 'attention-matrix');
  await away(page, 300);
  await page.evaluate(() => {
    window.view.data = { tokens: ['a'], attention: [[1]] };
  });
  await page.waitForTimeout(100);
  await page.evaluate(() => window.back());
  await page.waitForFunction(() => document.querySelector('attention-matrix').pattern.length === 1);
  await page.locator('attention-matrix .plot').waitFor();
});

test('data that are set while a model reads stay; the model and its worker go', async (t) => {
  const page = await openViews(views, t, { markup: `<attention-matrix text="${first}"></attention-matrix>` });
  await (page.workers()[0] ?? page.waitForEvent('worker'));
  await page.locator('attention-matrix').evaluate((view) => {
    view.data = { tokens: ['a'], attention: [[1]] };
  });
  const matrix = () => page.locator('attention-matrix').evaluate((view) => view.pattern.length);
  await page.waitForFunction(() => document.querySelector('attention-matrix').pattern.length === 1);
  for (let n = 0; n < 40 && page.workers().length > 0; n++) await page.waitForTimeout(100);
  assert.equal(page.workers().length, 0);
  await page.waitForTimeout(1500);
  assert.equal(await matrix(), 1);
  // Without them the text is read again, by a model that is asked for anew.
  await page.locator('attention-matrix').evaluate((view) => {
    view.data = null;
  });
  await page.waitForFunction(() => document.querySelector('attention-matrix').pattern.length > 1);
});
