/** What stands on the Learn page: every text once, with live views beside it, in three languages. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { presetsIn, textOf } from '../../../web/src/learn/article.ts';
import { around, type EntryId, groupAnchor, livesOf, path } from '../../../web/src/learn/entries.ts';
import { presets } from '../../../web/src/mechanisms/spec.ts';
import { groupIds, loadExplanations, presetIds, stepIds } from '../../../web/src/text/explain/index.ts';
import { languages } from '../../../web/src/text/language.ts';
import { en } from '../../../web/src/text/learn/en.ts';
import { loadTell } from '../../../web/src/text/learn/index.ts';
import { sectionIn } from '../../../web/src/text/sections.ts';

const all = languages.map(({ tag }) => tag);
const phrasesIn = async (language: (typeof all)[number]) => (await sectionIn('learn', language, en)).phrases;
const mechanisms = groupIds.flatMap((group) => presetsIn(group));
const entries: EntryId[] = [...path, ...around, ...mechanisms];

test('every step and every mechanism has one entry, and the path two ends of its own', () => {
  assert.deepEqual([...entries].sort(), ['tokens', 'next-word', ...stepIds, ...presetIds].sort());
  assert.equal(path[0], 'tokens');
  assert.equal(path.at(-1), 'next-word');
});

test('anchors are unique', () => {
  const anchors = [
    ...entries,
    ...groupIds.map(groupAnchor),
    ...(['path', 'around', 'history'] as const).map(groupAnchor),
  ];
  assert.equal(new Set(anchors).size, anchors.length);
});

test('every entry has a live view', () => {
  for (const id of entries) assert.ok(livesOf(id).length > 0, id);
});

test('a text that sends its reader to the growth chart has one beside it', async () => {
  const { texts } = await loadExplanations('en');
  for (const id of presetIds) {
    if (!/growth chart/.test(texts[id].body)) continue;
    assert.ok(
      livesOf(id).some((live) => live.kind === 'panel' && live.panel === 'growth-chart'),
      id,
    );
  }
});

test('the page’s own texts are as long as the others, and their lines are one sentence', async () => {
  for (const language of all) {
    const words = await loadTell(language);
    for (const id of ['tokens', 'next-word'] as const) {
      const { line, body } = textOf(words, id);
      const count = body.split(/\s+/).length;
      assert.ok(count >= 45 && count <= 100, `${language} ${id}: ${count} words`);
      assert.match(line, /^[^.?!]+\.$/, `${language} ${id}`);
    }
  }
});

/** Names that a formula may hold in any language; all other words of three letters and more are English. */
const names = new Set(
  'softmax tanh sqrt exp concat head sin cos phi elu sum delta floor mod clamp theta for per'.split(' '),
);

test('no formula and no cost keeps an English word in another language', async () => {
  const [nb, nl] = [await phrasesIn('nb'), await phrasesIn('nl')];
  for (const { id, formula, complexity, section } of presets) {
    for (const text of [formula, complexity.time, complexity.memory]) {
      const words = (text.match(/[A-Za-z]{3,}/g) ?? []).filter((word) => !names.has(word) && !/^head_/.test(word));
      if (words.length === 0) continue;
      assert.ok(text in nb && text in nl, `${id}: ${text}`);
    }
    assert.match(section, /^section [\d.]+$|^section 3\.1 and appendix A\.1\.2$/, id);
  }
});

test('no phrase is translated that nobody says', async () => {
  const said = new Set<string>(['section']);
  for (const { formula, complexity, section } of presets)
    for (const text of [formula, complexity.time, complexity.memory, section]) said.add(text);
  for (const language of all)
    for (const phrase of Object.keys(await phrasesIn(language))) assert.ok(said.has(phrase), `${language}: ${phrase}`);
});

test('what stands in the HTML before the script runs is the English of the table', () => {
  const html = readFileSync(new URL('../../../web/learn.html', import.meta.url), 'utf8');
  const said = [...html.matchAll(/data-say="([\w.-]+)">([^<]+)</g)];
  assert.ok(said.length >= 10);
  for (const [, key, text] of said) assert.equal(text, en.words[key as 'page.lead'], key);
  assert.ok(html.includes(`<title>${en.words['page.title']}</title>`));
  assert.ok(html.includes(`content="${en.words['page.about']}"`));
});
