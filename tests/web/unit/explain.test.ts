/** The explaining texts and the named mechanisms they are about. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  type Explanations,
  groupIds,
  history,
  type Language,
  loadExplanations,
  presetIds,
  stepIds,
} from '../../../web/src/text/explain/index.ts';
import { languages } from '../../../web/src/text/language.ts';

interface Preset {
  id: string;
  group: string;
  name: string;
  year: number;
  paper: string;
  section: string;
  url: string;
  formula: string;
  complexity: { time: string; memory: string };
  spec: Record<string, unknown> | null;
  view?: string;
}

const root = new URL('../../../', import.meta.url);
const presets: Preset[] = JSON.parse(readFileSync(new URL('src/mechanisms/presets.json', root), 'utf8'));
const all = languages.map(({ tag }) => tag);
const loaded: [Language, Explanations][] = [];
for (const language of all) loaded.push([language, await loadExplanations(language)]);

const words = (text: string) => text.trim().split(/\s+/).length;
/** What is wrong with a text that is to be one sentence; nothing, if nothing is. */
function faultOfSentence(text: string): string {
  if (text !== text.trim() || /\s{2}/.test(text)) return 'stray space';
  if (!/[.?!]$/.test(text)) return 'no full stop';
  if (/[.?!]\s/.test(text)) return 'more than one sentence';
  return text[0] === text[0]?.toUpperCase() ? '' : 'small first letter';
}

test('the check of sentences tells one from two, and from none', () => {
  assert.equal(faultOfSentence('One thing: this, and 2.7 times that.'), '');
  assert.notEqual(faultOfSentence('One. Two.'), '');
  assert.notEqual(faultOfSentence('No stop'), '');
  assert.notEqual(faultOfSentence('small letter.'), '');
});

test('the presets are those that have texts, in the same order, group by group', () => {
  assert.deepEqual(
    presets.map((preset) => preset.id),
    [...presetIds],
  );
  assert.deepEqual(
    presets.map((preset) => preset.group).filter((group, i, groups) => group !== groups[i - 1]),
    [...groupIds],
  );
});

test('every preset states its facts: name, paper, section, formula, cost, and an address that fits the year', () => {
  for (const { id, name, year, paper, section, url, formula, complexity } of presets) {
    assert.ok(Number.isInteger(year) && year >= 2014 && year <= 2026, `${id}: year ${year}`);
    assert.ok(paper.includes(String(year)), `${id}: ${paper} is not of ${year}`);
    for (const text of [name, section, formula, complexity.time, complexity.memory]) assert.ok(text, id);
    assert.match(complexity.time, /^O\(/, id);
    // arXiv numbers begin with year and month of the first version
    const arxiv = /^https:\/\/arxiv\.org\/abs\/(\d\d)(\d\d)\.\d{4,5}$/.exec(url);
    if (arxiv) assert.equal(2000 + Number(arxiv[1]), year, `${id}: ${url}`);
    else assert.match(url, /^https:\/\/aclanthology\.org\//, id);
  }
  assert.equal(new Set(presets.map((preset) => preset.name)).size, presets.length, 'names are unique');
});

test('a preset names a point in the space, or the view that shows it', () => {
  const axes = ['operator', 'score', 'bias', 'softcap', 'mask', 'position', 'kv_heads', 'executor'];
  for (const { id, spec, view } of presets) {
    assert.ok(spec ?? view, id);
    for (const axis of Object.keys(spec ?? {})) assert.ok(axes.includes(axis), `${id}: ${axis} is no axis`);
  }
});

test('each language has all texts: groups, mechanisms, steps and history, and nothing else', () => {
  for (const [language, { groups, texts, history: events }] of loaded) {
    assert.deepEqual(Object.keys(groups).sort(), [...groupIds].sort(), language);
    assert.deepEqual(Object.keys(texts).sort(), [...presetIds, ...stepIds].sort(), language);
    assert.deepEqual(Object.keys(events).sort(), history.map((event) => event.id).sort(), language);
  }
});

test('a line is one sentence, a body has 45 to 100 words, a title is short', () => {
  for (const [language, { texts, history: events }] of loaded) {
    for (const [id, { title, line, body }] of Object.entries(texts)) {
      assert.equal(faultOfSentence(line), '', `${language} ${id}: ${line}`);
      assert.ok(words(line) <= 30, `${language} ${id}: ${words(line)} words in the line`);
      assert.ok(words(body) >= 45 && words(body) <= 100, `${language} ${id}: ${words(body)} words in the body`);
      assert.match(body, /\.$/, `${language} ${id}`);
      assert.ok(title.length > 2 && title.length <= 32 && !title.endsWith('.'), `${language} ${id}: ${title}`);
    }
    for (const [id, sentence] of Object.entries(events)) {
      assert.equal(faultOfSentence(sentence), '', `${language} history ${id}: ${sentence}`);
    }
  }
});

test('no sentence stands in two places, in one language or in two', () => {
  const seen = new Map<string, string>();
  for (const [language, { groups, texts, history: events }] of loaded) {
    const sentences: [string, string][] = Object.entries(texts).flatMap(([id, { line, body }]) =>
      [line, ...body.split(/(?<=[.?!])\s+/)].map((sentence): [string, string] => [id, sentence]),
    );
    sentences.push(...Object.entries(groups), ...Object.entries(events));
    for (const [id, sentence] of sentences) {
      const where = `${language} ${id}`;
      assert.equal(seen.get(sentence), undefined, `${where} repeats: ${sentence}`);
      seen.set(sentence, where);
    }
  }
});

test('titles are unique within a language', () => {
  for (const [language, { texts }] of loaded) {
    const titles = Object.values(texts).map(({ title }) => title.toLowerCase());
    assert.deepEqual(
      titles.filter((title, i) => titles.indexOf(title) !== i),
      [],
      language,
    );
  }
});

test('the history has 12 to 16 events, oldest first, each with a paper and a mechanism to try', () => {
  const facts = history.map(({ id, preset, own }) => own ?? presets.find((p) => p.id === preset) ?? assert.fail(id));
  assert.ok(history.length >= 12 && history.length <= 16);
  assert.equal(new Set(history.map((event) => event.id)).size, history.length);
  assert.deepEqual(
    facts.map((fact) => fact.year),
    facts.map((fact) => fact.year).sort((a, b) => a - b),
  );
  assert.equal(new Set(facts.map((fact) => fact.url)).size, facts.length, 'no paper twice');
  for (const { year, paper } of facts) assert.ok(paper.includes(String(year)), paper);
});

test('no language is loaded before it is asked for', () => {
  for (const file of ['index.ts', 'types.ts', 'history.ts']) {
    const source = readFileSync(new URL(`web/src/text/explain/${file}`, root), 'utf8');
    assert.doesNotMatch(source, /^import (?!type).*from '\.\/\w{2}\.ts'/m, file);
  }
});
