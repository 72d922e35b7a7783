/** Languages by their files: the list follows from the folder, tables say what English says, what they lack is English. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { languagesIn, writeLanguages } from '../../../web/scripts/languages.mjs';
import { directionOf, isLanguage, languages, list, pickLanguage } from '../../../web/src/text/language.ts';
import { completed, type LanguageTexts, sectionIn } from '../../../web/src/text/sections.ts';

type Table = { readonly [key: string]: Table | string };
const texts = new URL('../../../web/src/text/', import.meta.url);
const holes = (text: string) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))].sort();

async function english(section: string): Promise<Table> {
  return (await import(new URL(section === 'main' ? 'en.ts' : `${section}/en.ts`, texts).href)).en;
}

/** Every text of a table, by the names that lead to it. */
function* leaves(table: Table, path = ''): Generator<[string, string]> {
  for (const [key, value] of Object.entries(table))
    if (typeof value === 'string') yield [`${path}${key}`, value];
    else yield* leaves(value, `${path}${key}/`);
}

/** `key` is none of English's own, but a form of one of its plurals. */
const isForm = (key: string, known: ReadonlyMap<string, string>) => {
  const stem = /^(.*)\.(zero|one|two|few|many|other)$/.exec(key)?.[1];
  return stem !== undefined && known.has(`${stem}.other`);
};
/** Whole formulas that stand under themselves; each language has those that it needs. */
const isPhrase = (section: string, key: string) => section === 'learn' && key.startsWith('phrases/');

/** What is wrong with a table, in words. */
function wrong(section: string, table: Table, base: Table, whole: boolean): string[] {
  const known = new Map(leaves(base));
  const out: string[] = [];
  for (const [key, text] of leaves(table)) {
    const source = known.get(key) ?? (isForm(key, known) ? known.get(key.replace(/\w+$/, 'other')) : undefined);
    if (text.trim() === '') out.push(`${section} ${key} is empty`);
    if (isPhrase(section, key)) continue;
    if (source === undefined) out.push(`${section} ${key} is no key of English`);
    else if (holes(text).join() !== holes(source).join()) out.push(`${section} ${key}: ${text}`);
  }
  const own = new Set([...leaves(table)].map(([key]) => key));
  if (whole) out.push(...[...known.keys()].filter((key) => !own.has(key)).map((key) => `${section} lacks ${key}`));
  return out;
}

for (const { tag } of languages) {
  const { load } = list[tag] as { load?: () => Promise<{ texts: LanguageTexts }> };
  if (!load) continue;
  test(`${tag} has keys and placeholders of English; a section in a file of its own has all of them`, async () => {
    const sections = Object.entries((await load()).texts);
    assert.ok(sections.length > 0);
    for (const [section, own] of sections) {
      const whole = typeof own === 'function';
      const table = (whole ? await own() : own) as unknown as Table;
      assert.deepEqual(wrong(section, table, await english(section), whole), []);
    }
  });
}

test('bokmål and Dutch have every section', async () => {
  const sections = readdirSync(texts, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && readdirSync(new URL(`${entry.name}/`, texts)).includes('en.ts'))
    .map(({ name }) => name)
    .filter((name) => name !== 'languages');
  for (const tag of ['nb', 'nl'] as const) {
    const { texts: own } = await list[tag].load();
    assert.deepEqual(Object.keys(own).sort(), ['main', ...sections].sort(), tag);
    for (const [section, table] of Object.entries(own)) assert.equal(typeof table, 'function', `${tag} ${section}`);
  }
});

test('what is wrong with a table is seen: a key that is none, a lost placeholder, an empty text, a missing one', async () => {
  const base = { 'a.of': 'step {n}', 'b.one': '{n} token', 'b.other': '{n} tokens', c: { d: 'x' } };
  const fine = { 'a.of': '{n} خطوة', 'b.few': '{n} رموز', 'b.one': '{n}', 'b.other': '{n}', c: { d: 'y' } };
  assert.deepEqual(wrong('s', fine, base, true), []);
  assert.deepEqual(wrong('s', { z: 'x', 'a.of': 'step', c: { d: ' ' } }, base, false), [
    's z is no key of English',
    's a.of: step',
    's c/d is empty',
  ]);
  assert.deepEqual(wrong('s', {}, { a: 'b' }, true), ['s lacks a']);
});

test('what a language lacks is said in English, at every depth', () => {
  const base = { a: 'A', b: { c: 'C', d: { e: 'E', f: 'F' } } };
  assert.deepEqual(completed(base, { b: { d: { f: 'ف' } } }), { a: 'A', b: { c: 'C', d: { e: 'E', f: 'ف' } } });
  assert.deepEqual(completed(base, {}), base);
  assert.equal(base.b.d.f, 'F', 'English itself stays as it is');
});

test('English is given as it stands, and fetched only where it is asked for', async () => {
  const page = (await import('../../../web/src/text/page/en.ts')).en;
  assert.equal(await sectionIn('page', 'en', page), page);
  const never = () => assert.fail('a complete language does not fetch English');
  assert.equal((await sectionIn('page', 'nl', never))['nav.learn'], 'Leren');
});

test('a tag finds its language by its whole, by its first part or by another name', () => {
  for (const tag of ['no', 'nn', 'nb', 'nb-NO', 'nn_NO', 'NO']) assert.equal(pickLanguage(tag), 'nb', tag);
  for (const tag of ['en', 'en-GB', 'xx', '', 'nothing', 'constructor']) assert.equal(pickLanguage(tag), 'en', tag);
  assert.equal(pickLanguage('nl-BE'), 'nl');
  assert.equal(pickLanguage(['xx-XX', 'nl', 'en']), 'nl');
  assert.equal(pickLanguage([]), 'en');
  assert.ok(isLanguage('nl') && !isLanguage('toString') && !isLanguage(null));
  assert.equal(directionOf('nb'), 'ltr');
});

const scratch = mkdtempSync(join(tmpdir(), 'attn-languages-'));
after(async () => (await import('node:fs/promises')).rm(scratch, { recursive: true }));

test('the list is the folder: a file more is a language more, English first', () => {
  const folder = join(scratch, 'languages');
  mkdirSync(folder);
  const add = (tag: string, source: string) => writeFileSync(join(folder, `${tag}.ts`), source);
  add('ar', "export const name = 'العربية';\nexport const direction = 'rtl';\nexport const texts = {};\n");
  add('en', "export const name = 'English';\nexport const direction = 'ltr';\n");
  add('pt-BR', "export const name = 'Português';\nexport const direction = 'ltr';\nexport const also = ['pt'];\n");
  writeLanguages(`${scratch}/`);
  const written = readFileSync(join(scratch, 'language-list.ts'), 'utf8');
  assert.deepEqual(
    languagesIn(`${folder}/`).map(({ tag, direction, also }) => [tag, direction, ...also]),
    [
      ['en', 'ltr'],
      ['ar', 'rtl'],
      ['pt-BR', 'ltr', 'pt'],
    ],
  );
  assert.match(written, /'ar': \{ name: 'العربية', direction: 'rtl', .*import\('\.\/languages\/ar\.ts'\)/);
  assert.doesNotMatch(written, /languages\/en\.ts/);
  add('de', "export const direction = 'ltr';\n");
  assert.throws(() => languagesIn(`${folder}/`), /languages\/de\.ts: add a line of its own, export const name/);
  add('de', "export const name = 'Deutsch';\n");
  assert.throws(() => languagesIn(`${folder}/`), /de\.ts: add a line of its own, export const direction/);
});
