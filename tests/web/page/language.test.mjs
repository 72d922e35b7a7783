/** The whole page in one language: switched without losing anything, remembered, stated, chosen by an attribute. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { axePath, enter, given, idle, playgroundTests } from './harness.mjs';
import { settled as mechanismsSettled } from './mechanisms-view.mjs';

const playground = playgroundTests();
const axe = readFileSync(axePath, 'utf8');
const table = (name) => {
  const source = readFileSync(new URL(`../../../web/src/text/${name}.ts`, import.meta.url), 'utf8');
  return new Map(
    [...source.matchAll(/^ {2}'([\w.-]+)':\s*'((?:[^'\\]|\\.)*)',$/gm)].map(([, key, text]) => [key, text]),
  );
};

/** Texts of `from` that are other words in `to`; without holes, and long enough not to be part of something else. */
function telling(folder, to) {
  const [english, other] = [table(`${folder}en`), table(`${folder}${to}`)];
  assert.ok(english.size > 10, folder);
  return [...english]
    .filter(([key, text]) => other.get(key) !== text && !/[{\\]/.test(text) && text.length > 3)
    .map(([, text]) => text);
}

/** Everything that can be read or heard: text, names, titles, hints in boxes; of what is hidden too. Not what says that it is English: names. */
const words = (page) =>
  page.evaluate(() => {
    const out = [document.title];
    const visit = (node) => {
      if (node.nodeType === Node.TEXT_NODE) out.push(node.data.trim());
      if (node.nodeType !== Node.ELEMENT_NODE && node.nodeType !== Node.DOCUMENT_FRAGMENT_NODE) return;
      if (/^(STYLE|SCRIPT|NOSCRIPT|TEXTAREA)$/.test(node.nodeName) || node.matches?.('label[lang=en], span[lang=en]'))
        return;
      for (const name of ['aria-label', 'title', 'placeholder', 'alt']) out.push(node.getAttribute?.(name) ?? '');
      if (node.shadowRoot) visit(node.shadowRoot);
      for (const child of node.childNodes) visit(child);
    };
    visit(document.body);
    return out.filter(Boolean);
  });

async function choose(page, language) {
  await page.locator(`#language input[value=${language}]`).evaluate((input) => input.click());
  await page.waitForFunction((tag) => document.documentElement.lang === tag, language);
  await idle(page);
}

const langs = (page) =>
  page.evaluate(() => [
    document.documentElement.lang,
    document.querySelector('attention-playground').lang,
    document.querySelector('attention-playground').shadowRoot.querySelector('.frame').lang,
  ]);

for (const language of ['nb', 'nl']) {
  test(`no English word of the interface is left in ${language}, in both views`, async (t) => {
    const page = await playground.open(t, { path: '#mechanisms', wait: false });
    await mechanismsSettled(page);
    await page.evaluate(() => {
      location.hash = '#playground';
    });
    await page.waitForFunction(() => !document.querySelector('attention-playground').hidden);
    await idle(page);
    const before = (await words(page)).length;
    await choose(page, language);
    await page.waitForFunction(
      (tag) => document.querySelector('attention-mechanisms').shadowRoot.querySelector('.frame').lang === tag,
      language,
    );
    const read = await words(page);
    assert.ok(read.length > 200 && read.length > before / 2, 'there is something to read');
    const english = new Set(['', 'page/', 'mechanisms/'].flatMap((folder) => telling(folder, language)));
    assert.deepEqual(
      read.filter((text) => english.has(text)),
      [],
    );
    await choose(page, 'en');
    const back = await words(page);
    assert.ok(back.filter((text) => english.has(text)).length > 50, 'the same words are found in English');
  });
}

test('changing the language keeps text, head, cell, mutes and what was typed; a reload remembers it', async (t) => {
  const page = await playground.open(t);
  await enter(page, 'Tom had a red kite.');
  await page.locator('attention-heads .cell[data-layer="2"][data-head="3"]').click();
  await page.locator('[data-action=mute]').click();
  await idle(page);
  const state = () =>
    page.evaluate(() => {
      const { text, layer, head, mutes, cell } = document.querySelector('attention-playground').store.state;
      return { text, layer, head, mutes, cell };
    });
  const [kept, pattern] = [await state(), await given(page, 'attention-matrix', 'pattern')];
  assert.deepEqual([kept.text, kept.layer, kept.head, kept.mutes], ['Tom had a red kite.', 2, 3, ['2.3']]);
  await choose(page, 'nb');
  assert.deepEqual(await state(), kept);
  assert.deepEqual(await given(page, 'attention-matrix', 'pattern'), pattern);
  assert.deepEqual(await langs(page), ['nb', 'nb', 'nb']);
  assert.equal(await page.locator('#head-title').innerText(), 'Lag 2, hode 3');
  assert.match(await page.locator('playground-model .name').innerText(), /historiemodellen/);
  await page.reload();
  await page.waitForFunction(() => document.documentElement.lang === 'nb');
  assert.equal(await page.locator('#language input:checked').getAttribute('value'), 'nb');
  assert.equal(await page.locator('nav [data-view=mechanisms]').innerText(), 'Mekanismer');
});

test('columns and painted cells of the Mechanisms view outlive a change of language', async (t) => {
  const page = await playground.open(t, { path: '?mechanism=painted#mechanisms', wait: false });
  await mechanismsSettled(page);
  const specs = () =>
    page.evaluate(() => document.querySelector('attention-mechanisms').store.doc.columns.map(({ spec }) => spec));
  await page.locator('[data-preset=alibi]').click();
  await mechanismsSettled(page);
  const kept = await specs();
  await choose(page, 'nl');
  await page.getByText('Vergelijk nog een').waitFor();
  assert.deepEqual(await specs(), kept);
  assert.equal(await page.locator('attention-mechanisms').getAttribute('lang'), 'nl');
});

test('the page speaks the browser’s language, and English where it has no words for it', async (t) => {
  const dutch = await playground.open(t, { locale: 'nl-BE' });
  await dutch.waitForFunction(() => document.documentElement.lang === 'nl');
  assert.equal(await dutch.locator('#heads-title').innerText(), 'Alle koppen');
  const french = await playground.open(t, { locale: 'fr-FR' });
  assert.deepEqual((await langs(french)).at(0), 'en');
});

test('the attribute lang chooses the language of an element', async (t) => {
  const page = await playground.open(t);
  await page.evaluate(() => document.querySelector('attention-playground').setAttribute('lang', 'no'));
  await page.getByText('Alle hoder').waitFor();
  assert.equal((await langs(page)).at(2), 'nb');
  await page.evaluate(() => document.querySelector('attention-playground').removeAttribute('lang'));
  await page.getByText('All heads').waitFor();
});

test('a message about a head that is not there is said again in the new language', async (t) => {
  const page = await playground.open(t);
  await page.evaluate(() => document.querySelector('attention-playground').setAttribute('layer', '99'));
  const alert = page.locator('playground-alert [role=alert]');
  await alert.getByText('The model has no layer 99').waitFor();
  await choose(page, 'nb');
  await alert.getByText('Modellen har ikke noe lag 99').waitFor();
});

for (const [language, theme, width] of [
  ['nb', 'light', 1280],
  ['nl', 'dark', 360],
  ['nb', 'dark', 320],
]) {
  test(`axe finds nothing in ${language}, ${theme}, ${width} px, and nothing is wider than it`, async (t) => {
    const page = await playground.open(t, { theme, width, bypassCSP: true });
    await choose(page, language);
    await page.locator('playground-sampling summary').click();
    for (const view of ['playground', 'mechanisms']) {
      await page.evaluate((hash) => {
        location.hash = hash;
      }, view);
      if (view === 'mechanisms') await mechanismsSettled(page);
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => window.axe.run(document));
      assert.deepEqual(
        violations.map(({ id, nodes }) => [id, nodes[0]?.target]),
        [],
      );
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, view);
    }
  });
}
