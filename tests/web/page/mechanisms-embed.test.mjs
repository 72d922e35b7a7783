/** The Mechanisms view on its own: its attributes, in an article, on an engine of somebody else's; and for everybody (axe). */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { axePath, playgroundTests } from './harness.mjs';
import { column, nameOf, openView, settled, write } from './mechanisms-view.mjs';
import { dist } from './server.mjs';

/** A page of somebody else's with the element's folder beside it. */
const article = mkdtempSync(join(tmpdir(), 'attn-article-'));
writeFileSync(
  join(article, 'index.html'),
  `<!doctype html><html lang="nb"><title>x</title><link rel="icon" href="data:,"><script type="module" src="./attention/attention-mechanisms.js"></script>
  <attention-mechanisms text="Tom sat." mechanism="alibi" readonly></attention-mechanisms></html>`,
);
after(() => rmSync(article, { recursive: true }));
const playground = playgroundTests({
  mounts: {
    'article/': `${article}/`,
    'article/attention/': `${dist}element/`,
    'article/models/': `${dist}models/`,
  },
});
const open = (t, options) => openView(playground, t, options);

test('on its own the element loads its model, and its attributes say what it shows', async (t) => {
  const page = await playground.open(t);
  await page.goto(`${playground.url}#mechanisms`);
  await settled(page);
  await page.evaluate(async () => {
    performance.clearMarks('attention-mechanisms:first-matrices');
    const element = document.createElement('attention-mechanisms');
    const set = {
      text: 'Tom sat. Anna ran.',
      layer: 1,
      head: 3,
      mechanism: 'packed',
      compare: 'alibi,linear_attention',
    };
    for (const [name, value] of Object.entries({ ...set, lang: 'nl', locked: '' })) element.setAttribute(name, value);
    document.querySelector('attention-mechanisms').replaceWith(element);
    await new Promise((resolve) => element.addEventListener('ready', resolve, { once: true }));
  });
  await settled(page);
  assert.equal(await page.locator('mechanism-grid').count(), 4);
  const { state } = await page.evaluate(() => {
    const { subject } = document.querySelector('attention-mechanisms').store.state;
    return { state: [subject.text, subject.layer, subject.head] };
  });
  assert.deepEqual(state, ['Tom sat. Anna ran.', 1, 3]);
  assert.equal(await page.locator('attention-mechanisms [lang]').first().getAttribute('lang'), 'nl');
  assert.equal(await page.locator('mechanism-family, [data-action=paint]').count(), 0, 'locked: nothing to choose');
});

test('an engine and a model that are there already are shared by property', async (t) => {
  const page = await open(t);
  await page.evaluate(async () => {
    performance.clearMarks('attention-mechanisms:first-matrices');
    const old = document.querySelector('attention-mechanisms');
    const { engine, model } = old.playground.store;
    const element = document.createElement('attention-mechanisms');
    Object.assign(element, { engine, model, text: 'Tom sat. Anna ran.', layer: 2, head: 1 });
    old.replaceWith(element);
    await new Promise((resolve) => element.addEventListener('ready', resolve, { once: true }));
  });
  const before = (await column(page, 0)).rows;
  await page.locator('[data-pick=head]').selectOption('3');
  await settled(page);
  assert.notDeepEqual((await column(page, 0)).rows, before);
  await write(page, 'Tom sat.');
  assert.ok((await column(page, 0)).keys < before.length);
});

test('one script and one tag compare mechanisms inside an article, in the article’s language', async (t) => {
  const page = await playground.open(t, { path: 'article/', wait: false });
  await settled(page);
  assert.equal(await nameOf(page, 0), 'Modellens egen');
  assert.equal((await column(page, 1)).spec.bias, 'alibi');
  assert.equal(await page.locator('attention-mechanisms textarea').count(), 0);
});

test('an id that is none is said so with those there are, and the usual comparison stands in', async (t) => {
  const page = await playground.open(t, { path: '?mechanism=nonsense#mechanisms', wait: false });
  await settled(page);
  assert.equal(await nameOf(page, 1), 'Sliding window');
  assert.match(await page.locator('.subject .refused').innerText(), /nonsense.*alibi/s);
  await page.locator('[data-preset=alibi]').click();
  await settled(page);
  assert.equal(await nameOf(page, 1), 'ALiBi');
  const message = await page.evaluate(async () => {
    const element = document.createElement('attention-mechanisms');
    element.setAttribute('mechanism', 'alibi');
    element.setAttribute('compare', 'flush,flash');
    const failed = new Promise((resolve) =>
      element.addEventListener('error', (event) => resolve(event.detail.message)),
    );
    document.querySelector('attention-mechanisms').replaceWith(element);
    return failed;
  });
  assert.match(message, /flush.*flash/);
  assert.equal(await page.locator('mechanism-grid').count(), 3);
});

test('what is no attention is opened as the panel that shows it', async (t) => {
  const page = await playground.open(t, { path: '?mechanism=mixture_of_experts#mechanisms', wait: false });
  await settled(page);
  assert.equal(await nameOf(page, 1), 'Sliding window');
  await page.locator('expert-routing').waitFor();
});

test('a link to cross-attention shows two texts', async (t) => {
  const page = await playground.open(t, { path: '?mechanism=cross_attention#mechanisms', wait: false });
  await settled(page);
  assert.equal(await nameOf(page, 1), 'Cross-attention');
  const { queries, keys } = await column(page, 1);
  assert.notEqual(queries, keys);
});

test('the familiar name stands first in every language, with its meaning under it', async (t) => {
  const page = await open(t);
  await page.evaluate(() => document.querySelector('attention-mechanisms').setAttribute('lang', 'nl'));
  await page.locator('[data-preset=alibi] .second').waitFor();
  await page.locator('[data-preset=alibi]').click();
  await settled(page);
  assert.equal(await nameOf(page, 1), 'ALiBi');
  assert.ok((await page.locator('[data-column="1"] h3 .second').innerText()).length > 3);
});

test('a mechanism’s text opens the panel it speaks of', async (t) => {
  const page = await open(t);
  await page.locator('[data-preset=flash]').click();
  await page.locator('[data-show=flash]').click();
  await page.locator('flash-steps').waitFor();
  await page.locator('[data-preset=dilated]').click();
  await page.locator('[data-show=compose]').click();
  await page.locator('mechanism-composer [data-knob=dilation]').waitFor();
});

test('with four columns every number fits its column, grouped as the language groups, in every language', async (t) => {
  const page = await open(t, { wording: null });
  for (let n = 0; n < 2; n++) await page.locator('[data-action=add-column]').click();
  for (const [language, total] of [
    ['en', '1,225'],
    ['nb', '1\u202f225'],
    ['nl', '1\u202f225'],
  ]) {
    await page.evaluate((lang) => document.querySelector('attention-mechanisms').setAttribute('lang', lang), language);
    await page.locator(`attention-mechanisms .frame[lang=${language}]`).waitFor();
    await settled(page);
    assert.ok(
      (await page.locator('[data-column="0"] [data-number=scores] .number').innerText()).includes(total),
      language,
    );
    const wide = await page
      .locator('.numbers dd')
      .evaluateAll((cells) =>
        cells.filter((cell) => cell.scrollWidth > cell.clientWidth).map((cell) => cell.innerText),
      );
    assert.deepEqual(wide, [], language);
  }
});

const axe = readFileSync(axePath, 'utf8');
for (const [theme, width] of [
  ['light', 1280],
  ['dark', 360],
]) {
  test(`axe finds nothing in the view, and nothing is wider than it, ${theme}, ${width} px`, async (t) => {
    const page = await open(t, { theme, width, bypassCSP: true });
    for (const prepare of [
      async () => undefined,
      () => page.getByRole('tab', { name: 'Compose' }).click(),
      () => page.getByRole('tab', { name: 'Change a number' }).click(),
      () => page.locator('[data-column="1"] [data-action=paint]').click(),
    ]) {
      await prepare();
      await settled(page);
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => window.axe.run(document));
      const words = violations.flatMap(({ id, nodes }) =>
        nodes.map((node) => `${id}: ${node.target.flat(9).join(' ')}: ${node.failureSummary}`),
      );
      assert.deepEqual(words, []);
      const wide = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      assert.equal(wide, 0);
    }
  });
}
