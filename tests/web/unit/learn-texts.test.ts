/** What stands on the Learn page: every text once, with live views beside it, in three languages. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { presetsIn, textOf } from '../../../web/src/learn/article.ts';
import { around, type EntryId, groupAnchor, livesOf, path } from '../../../web/src/learn/entries.ts';
import { presets } from '../../../web/src/mechanisms/spec.ts';
import {
  groupIds,
  type Language,
  languages,
  loadExplanations,
  presetIds,
  stepIds,
} from '../../../web/src/text/explain/index.ts';
import { learnTexts, tellIn } from '../../../web/src/text/learn/index.ts';

const all = Object.keys(languages) as Language[];
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

test('languages have the same keys and the same placeholders', () => {
  const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
  const { words: english } = learnTexts.en;
  for (const language of all) {
    const { words } = learnTexts[language];
    assert.deepEqual(Object.keys(words).sort(), Object.keys(english).sort(), language);
    for (const [key, text] of Object.entries(words)) {
      assert.deepEqual(holes(text), holes(english[key as keyof typeof english]), `${language} ${key}`);
      assert.ok(text.trim().length > 0, key);
    }
  }
});

test('the page’s own texts are as long as the others, and their lines are one sentence', async () => {
  for (const language of all) {
    const words = { tell: tellIn(language), texts: await loadExplanations(language) };
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

test('no formula and no cost keeps an English word in another language', () => {
  for (const { id, formula, complexity, section } of presets) {
    for (const text of [formula, complexity.time, complexity.memory]) {
      const words = (text.match(/[A-Za-z]{3,}/g) ?? []).filter((word) => !names.has(word) && !/^head_/.test(word));
      if (words.length === 0) continue;
      for (const language of ['nb', 'nl'] as const)
        assert.ok(text in learnTexts[language].phrases, `${language} ${id}: ${text}`);
    }
    assert.match(section, /^section [\d.]+$|^section 3\.1 and appendix A\.1\.2$/, id);
  }
});

test('no phrase is translated that nobody says', () => {
  const said = new Set<string>(['section']);
  for (const { formula, complexity, section } of presets)
    for (const text of [formula, complexity.time, complexity.memory, section]) said.add(text);
  for (const language of all)
    for (const phrase of Object.keys(learnTexts[language].phrases))
      assert.ok(said.has(phrase), `${language}: ${phrase}`);
});

test('what stands in the HTML before the script runs is the English of the table', () => {
  const html = readFileSync(new URL('../../../web/learn.html', import.meta.url), 'utf8');
  const said = [...html.matchAll(/data-say="([\w.-]+)">([^<]+)</g)];
  assert.ok(said.length >= 10);
  for (const [, key, text] of said) assert.equal(text, learnTexts.en.words[key as 'page.lead'], key);
  assert.ok(html.includes(`<title>${learnTexts.en.words['page.title']}</title>`));
  assert.ok(html.includes(`content="${learnTexts.en.words['page.about']}"`));
});
