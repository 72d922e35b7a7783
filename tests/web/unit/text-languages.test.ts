/** The playground's and the page's words: one language at a time. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { afterEach, test } from 'node:test';
import { examples } from '../../../web/src/elements/examples.ts';
import { en } from '../../../web/src/text/en.ts';
import type { Language } from '../../../web/src/text/language.ts';
import { nb } from '../../../web/src/text/nb.ts';
import { nl } from '../../../web/src/text/nl.ts';
import { english } from '../../../web/src/text/page/index.ts';
import { find, language, onLanguage, plural, speak, t } from '../../../web/src/text/text.ts';
import { labelShort, labelText } from '../../../web/src/views/head-labels.ts';

type Table = Readonly<Record<string, string>>;
const tables: Readonly<Record<string, Table>> = { en, nb, nl };

afterEach(() => speak('en'));

test('every form of a plural that a language has is there', () => {
  const stems = Object.keys(en).flatMap((key) => /^(.*)\.other$/.exec(key)?.[1] ?? []);
  assert.ok(stems.length >= 4);
  for (const [tag, table] of Object.entries(tables))
    for (const stem of stems)
      for (const form of new Intl.PluralRules(tag).resolvedOptions().pluralCategories)
        assert.ok(`${stem}.${form}` in table, `${tag} ${stem}.${form}`);
});

test('plurals follow the language', async () => {
  const said: Record<string, string[]> = {};
  for (const tag of ['en', 'nb', 'nl'] as const) {
    await speak(tag);
    said[tag] = [plural('prompt.tokens', 1), plural('prompt.tokens', 2), plural('token.spaces', 3)];
  }
  assert.deepEqual(said, {
    en: ['1 token', '2 tokens', '3 spaces'],
    nb: ['1 token', '2 tokener', '3 mellomrom'],
    nl: ['1 token', '2 tokens', '3 spaties'],
  });
});

test('the words change with the language, who listens is told once, and values go in as they are', async () => {
  let told = 0;
  const stop = onLanguage(() => told++);
  assert.equal(t('frame.heads'), 'All heads');
  await speak('nl');
  assert.deepEqual([language(), t('frame.heads'), told], ['nl', 'Alle koppen', 1]);
  assert.equal(t('matrix.pair', { query: '<b>', key: '{key}', weight: '1' }), '<b> kijkt naar {key}: 1');
  await speak('nl');
  assert.equal(told, 1, 'the same again changes nothing');
  stop();
  await speak('en');
  assert.deepEqual([t('frame.heads'), told], ['All heads', 1]);
});

test('of two languages the one that was asked for last is spoken, whichever comes first', async () => {
  const asked: Language[] = ['nb', 'nl', 'en', 'nb'];
  await Promise.all(asked.map((one) => speak(one)));
  assert.equal(language(), 'nb');
  await Promise.all([speak('nl'), speak('en')]);
  assert.equal(language(), 'en');
});

test('labels of heads and names of examples are words in every language', async () => {
  for (const tag of ['en', 'nb', 'nl'] as const) {
    await speak(tag);
    for (const { id } of examples) assert.ok(t(`example.${id}`).length > 3);
    for (const label of ['previous-token', 'first-token', 'current-token', 'induction', 'duplicate-token']) {
      assert.ok(find(`label.${label}`) && find(`label-meaning.${label}`), tag);
      // What fits under a thumbnail.
      assert.ok(labelShort(label).length <= 6, `${tag} ${labelShort(label)}`);
    }
    assert.ok(t('heads.muted-short').length <= 5, tag);
    assert.equal(labelText('name-mover'), 'name-mover');
    assert.equal(find('no.such-key'), undefined);
  }
});

test('what stands in index.html before the script runs is the English of the table', () => {
  const html = readFileSync(new URL('../../../web/index.html', import.meta.url), 'utf8');
  const said = [...html.matchAll(/data-say="([\w.-]+)">([^<]+)</g)];
  const named = [...html.matchAll(/aria-label="([^"]+)"[^>]* data-name="([\w.-]+)"/g)];
  assert.ok(said.length >= 10 && named.length >= 2);
  for (const [, key, text] of said) assert.equal(text, english[key as 'page.lead'], key);
  for (const [, text, key] of named) assert.equal(text, english[key as 'page.lead'], key);
  assert.ok(html.includes(`<title>${english['page.title']}</title>`));
  assert.ok(html.includes(`content="${english['page.about']}"`));
});

test('no language but English is loaded before it is asked for', () => {
  for (const file of ['text.ts', 'page/index.ts', 'panels/index.ts', 'mechanisms/index.ts', 'learn/index.ts']) {
    const source = readFileSync(new URL(`../../../web/src/text/${file}`, import.meta.url), 'utf8');
    assert.doesNotMatch(source, /^import (?!type)[^;]*from '[^']*\/(?!en\.)\w{2}\.ts'/m, file);
  }
});
