import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { describe, isAbort } from '../../../web/src/elements/failures.ts';
import { bytes, safe, short } from '../../../web/src/elements/format.ts';
import { fromFiles, fromUrl } from '../../../web/src/elements/model-source.ts';
import { readField, sameSampling } from '../../../web/src/elements/sampling.ts';
import { palette } from '../../../web/src/style/tokens.ts';

const base = 'https://site.example/docs/page.html';

test('the address of a model is that of its folder, relative to the page', () => {
  const value = (typed: string) => fromUrl(typed, base)?.value;
  assert.equal(value('models/mine'), 'https://site.example/docs/models/mine/');
  assert.equal(value(' https://other.example/gpt2/ '), 'https://other.example/gpt2/');
  assert.equal(value('https://other.example/gpt2/config.json'), 'https://other.example/gpt2/');
  assert.equal(
    value('https://other.example/gpt2/resolve/main/model.safetensors?x=1#y'),
    'https://other.example/gpt2/resolve/main/?x=1',
  );
  assert.equal(fromUrl('https://other.example/a%20b/', base)?.label, 'a b');
  assert.equal(fromUrl('https://other.example/', base)?.label, 'other.example');
});

test('what is no web address is no model', () => {
  for (const typed of ['', '   ', 'javascript:alert(1)', 'file:///etc/passwd', 'data:text/plain,x', 'http://']) {
    assert.equal(fromUrl(typed, base), null, typed);
  }
});

test('files are named by their folder, or by the weights among them', () => {
  const file = (name: string, path = '') => ({ name, webkitRelativePath: path }) as File;
  assert.equal(fromFiles([file('config.json', 'gpt2/config.json')]).label, 'gpt2');
  assert.equal(fromFiles([file('config.json'), file('model.safetensors')]).label, 'model.safetensors');
});

test('an option is read as people type numbers, and refused out of its range', () => {
  assert.equal(readField('temperature', ' 0.8 '), 0.8);
  assert.equal(readField('temperature', '0,8'), 0.8);
  for (const typed of ['0', '-1', '', 'warm', 'NaN', 'Infinity', '11'])
    assert.equal(readField('temperature', typed), null, typed);
  assert.equal(readField('topP', '1'), 1);
  assert.equal(readField('topP', '0'), null);
  assert.equal(readField('minP', '0'), 0);
  assert.equal(readField('topK', '40'), 40);
  assert.equal(readField('topK', '1.5'), null);
  assert.equal(readField('seed', String(Number.MAX_SAFE_INTEGER)), Number.MAX_SAFE_INTEGER);
  assert.equal(readField('seed', '-1'), null);
});

test('options are the same when every one of them is', () => {
  assert.ok(sameSampling({ seed: 1, greedy: true }, { greedy: true, seed: 1 }));
  assert.ok(!sameSampling({ seed: 1 }, { seed: 1, greedy: true }));
});

test('each failure offers what can be done about it', () => {
  const error = { code: 'bad-file', message: 'model.safetensors ends early', file: 'model.safetensors' } as const;
  assert.deepEqual(describe(error, 'load', true, false).remedies, ['retry', 'dismiss']);
  assert.deepEqual(describe(error, 'load', false, false).remedies, ['retry', 'default-model']);
  assert.deepEqual(describe(error, 'load', false, true).remedies, ['retry']);
  assert.equal(describe(error, 'load', true, false).file, 'model.safetensors');
  assert.deepEqual(describe({ code: 'context-full', message: 'x' }, 'run', true, true).remedies, ['trim', 'dismiss']);
  assert.deepEqual(describe({ code: 'not-finite', message: 'x' }, 'run', true, false).remedies, [
    'default-model',
    'dismiss',
  ]);
  assert.equal(describe(new TypeError('x is undefined'), 'run', true, true).code, 'internal');
  assert.equal(describe('words', 'run', true, true).message, 'words');
});

test('what was aborted is no failure', () => {
  assert.ok(isAbort({ code: 'aborted', message: 'aborted' }));
  assert.ok(isAbort(new DOMException('stopped', 'AbortError')));
  assert.ok(!isAbort(new Error('aborted')));
});

test('numbers of a model are short', () => {
  assert.deepEqual([260032, 951808, 1_234_567, 124_439_808, 7e9, 12].map(short), [
    '260 k',
    '0.95 M',
    '1.23 M',
    '124 M',
    '7.00 G',
    '12',
  ]);
  assert.deepEqual([999, 2560, 1_900_000, 2.5e9].map(bytes), ['999 B', '2.6 kB', '1.9 MB', '2.5 GB']);
});

test('names and messages cannot hide or reorder the page’s text', () => {
  assert.equal(safe('a\u202Eb'), 'aU+202Eb');
  assert.equal(safe('x\ud800y'), 'xU+D800y');
  assert.equal(safe('two\nlines'), 'two lines');
  assert.equal(safe('plain 😀 text'), 'plain 😀 text');
});

test('the page’s own colours are those of the playground', () => {
  const css = readFileSync(new URL('../../../web/src/page/page.css', import.meta.url), 'utf8');
  const found = [...css.matchAll(/--([\w-]+): light-dark\((#\w+), (#\w+)\)/g)];
  assert.ok(found.length >= 6);
  for (const [, name, light, dark] of found)
    assert.deepEqual([light, dark], palette[name as keyof typeof palette], name);
});
