/** The Learn page without its document: which language, formulas, knobs, sentences. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Token } from '../../../web/src/engine/types.ts';
import { formulaParts } from '../../../web/src/learn/formula.ts';
import { type Knob, reading, turn } from '../../../web/src/learn/knobs.ts';
import { resolveLanguage, searchIn } from '../../../web/src/learn/language.ts';
import { cutInput, equalTokens, rowsThatDiffer } from '../../../web/src/learn/sentence.ts';
import { palette } from '../../../web/src/style/tokens.ts';

test('the address says the language, else what was chosen before, else the browser', () => {
  assert.equal(resolveLanguage('?lang=nl', 'nb', ['en']), 'nl');
  assert.equal(resolveLanguage('?lang=no', null, ['nl']), 'nb');
  assert.equal(resolveLanguage('?other=nl', 'nb', ['nl']), 'nb');
  assert.equal(resolveLanguage('', null, ['fr', 'nl-BE']), 'nl');
  assert.equal(resolveLanguage('', 'klingon', ['de']), 'en');
  assert.equal(resolveLanguage('?lang=', null, []), 'en');
});

test('an address that names a language is changed with the choice, another is left alone', () => {
  assert.equal(searchIn('?a=1&lang=en', 'nb'), '?a=1&lang=nb');
  assert.equal(searchIn('?a=1', 'nb'), '?a=1');
  assert.equal(searchIn('', 'nl'), '');
});

/** _ and ^ stand before what is lowered and raised, /x/ for a variable. */
const set = (text: string) =>
  formulaParts(text)
    .map(
      ({ kind, text: inside }) =>
        ({ text: inside, variable: `/${inside}/`, sub: `_${inside}`, sup: `^${inside}` })[kind],
    )
    .join('');

test('formulas get roots, indices, exponents, Greek letters and signs', () => {
  assert.equal(set('softmax(q k^T / sqrt(d)) v'), 'softmax(/q/ /k/^T / √/d/) /v/');
  assert.equal(set('v_a^T tanh(W q)'), '/v/_a^T tanh(/W/ /q/)');
  assert.equal(set('j <= i'), '/j/ ≤ /i/');
  assert.equal(set('floor(j / l)'), '⌊/j/ / /l/⌋');
  assert.equal(set('sqrt(n + 1)'), '√(/n/ + 1)');
  assert.equal(set('i / 10000^(2m/d)'), '/i/ / 10000^2m/d');
  assert.equal(set('i theta_m'), '/i/ /θ/_m');
  assert.equal(set('O(n^2 d)'), '/O/(/n/^2 /d/)');
  assert.equal(set('exp(s - m) v'), 'exp(/s/ − /m/) /v/');
});

test('a sum is a sign, but a word in a sentence, and an article is no variable', () => {
  assert.equal(set('sum phi(k)^T v'), 'Σ\u2009/φ/(/k/)^T /v/');
  assert.equal(set('sum over the top k'), 'sum over the top /k/');
  assert.equal(set('for a span of z'), 'for a span of /z/');
  assert.equal(set('a + b'), '/a/ + /b/');
});

test('queries, keys, values and outputs have their colours; the O of an order of growth has none', () => {
  const roles = (text: string) => formulaParts(text).flatMap(({ role }) => role ?? []);
  assert.deepEqual(roles('q k v y'), ['q', 'k', 'v', 'z']);
  assert.deepEqual(roles('m, l, O kept'), ['z']);
  assert.deepEqual(roles('O(n)'), []);
});

test('a k that counts experts has not the colour of keys, in any language', () => {
  const roles = (text: string) => formulaParts(text).flatMap(({ role }) => role ?? []);
  assert.deepEqual(roles('sum over the top k experts of gate_e(x) expert_e(x)'), []);
  assert.deepEqual(roles('summen over de k beste ekspertene av port_e(x) ekspert_e(x)'), []);
  assert.deepEqual(roles('O(n k c f) for k experts of width f'), []);
});

test('no part of a formula is lost', () => {
  const letters = (text: string) => text.replace(/sqrt|floor|theta|phi|delta|sum(?! over)|[^A-Za-z0-9]/g, '');
  const presets: { id: string; formula: string; complexity: Record<string, string> }[] = JSON.parse(
    readFileSync(new URL('../../../src/mechanisms/presets.json', import.meta.url), 'utf8'),
  );
  for (const { id, formula, complexity } of presets) {
    for (const text of [formula, ...Object.values(complexity)]) {
      const parts = formulaParts(text)
        .map((part) => part.text)
        .join('');
      assert.equal(letters(parts), letters(text), id);
    }
  }
});

const window: Knob = { item: 'local', name: 'window', least: 1, most: 0 };
const cap: Knob = { item: '', name: 'softcap', least: 1, most: 50 };

test('a knob is turned wherever its item stands, and nothing else moves', () => {
  const spec = {
    mask: {
      all: [
        'causal',
        {
          any: [
            { id: 'local', window: 5, sides: 1 },
            { id: 'global', count: 1 },
          ],
        },
      ],
    },
  };
  assert.deepEqual(turn(spec, window, 9), {
    mask: {
      all: [
        'causal',
        {
          any: [
            { id: 'local', window: 9, sides: 1 },
            { id: 'global', count: 1 },
          ],
        },
      ],
    },
  });
  assert.equal(reading(spec, window), 5);
  assert.equal(spec.mask.all.length, 2);
  assert.deepEqual(turn({ mask: 'local' }, window, 3), { mask: { id: 'local', window: 3 } });
  assert.equal(reading({ mask: 'local' }, window), undefined);
});

test('a knob without an item is the mechanism’s own', () => {
  assert.deepEqual(turn({ softcap: 50, mask: 'causal' }, cap, 2), { softcap: 2, mask: 'causal' });
  assert.equal(reading({ softcap: 50 }, cap), 50);
  assert.equal(reading({ mask: { id: 'x', softcap: 3 } }, cap), undefined);
});

const tokensOf = (...texts: string[]): Token[] => {
  const ids = [...new Set(texts)];
  return texts.map((text) => ({ id: ids.indexOf(text), text, start: 0, end: 0, special: false }));
};

test('of equal tokens a whole word comes before a longer part of one', () => {
  assert.deepEqual(equalTokens(tokensOf(' the', ' k', 'ites', ' saw', ' the', ' k', 'ites')), [0, 4]);
  assert.deepEqual(equalTokens(tokensOf(' a', ' kite', ' a', ' kite', '.')), [1, 3]);
  assert.deepEqual(equalTokens(tokensOf('k', 'ite', 'k', 'ite')), [1, 3]);
  assert.deepEqual(equalTokens(tokensOf('one', 'two')), []);
});

test('the first tokens alone have their own queries, keys, values and sentences', () => {
  const numbers = (n: number) => Float32Array.from({ length: n }, (_, i) => i);
  const input = {
    q: numbers(24),
    k: numbers(12),
    v: numbers(18),
    heads: 4,
    kvHeads: 2,
    width: 2,
    valueWidth: 3,
    segments: Int32Array.of(0, 0, 1),
  };
  const { q, k, v, segments } = cutInput(input, 2);
  assert.deepEqual([q.length, k.length, v.length, [...(segments ?? [])]], [16, 8, 12, [0, 0]]);
  assert.deepEqual([...q], [...numbers(16)]);
});

test('rows that differ in any number are counted, others not', () => {
  const a = Float32Array.of(1, 2, 3, 4, 5, 6);
  assert.equal(rowsThatDiffer(a, Float32Array.of(1, 2, 3, 9, 5, 6), 3), 1);
  assert.equal(rowsThatDiffer(a, a.slice(), 3), 0);
  assert.equal(
    rowsThatDiffer(
      a,
      a.map((x) => x + 1),
      2,
    ),
    2,
  );
});

test('the page’s colours are those of the views', () => {
  const css = readFileSync(new URL('../../../web/src/learn/learn.css', import.meta.url), 'utf8');
  for (const name of ['query', 'key', 'value', 'output', 'surface', 'error'] as const) {
    const [light, dark] = palette[name];
    assert.ok(css.includes(`--${name}: light-dark(${light}, ${dark});`), name);
  }
});
