/** The state in an address: what is written comes back, and what anybody could have typed does no harm. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MechanismSpec } from '../../../web/src/engine/types.ts';
import { emptyState, isModelAddress, kLongest, readHash, writeHash } from '../../../web/src/share/hash.ts';
import { readValue, writeValue } from '../../../web/src/share/percent.ts';
import type { ShareState } from '../../../web/src/share/types.ts';
import { holds } from './shared.ts';

/** Numbers in [0, 1) by a seed (mulberry32). */
function random(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const pieces = [
  'Anna',
  ' ',
  '%',
  '%41',
  '&',
  '=',
  '+',
  '#',
  '?',
  '\n',
  '\r\n',
  '\t',
  '\0',
  '"',
  "'",
  '<b>',
  '.',
  '🪁',
  '👩‍👩‍👧',
  '\ud800',
  '\udc00',
  '\udfff\ud83d',
  'é',
  'e\u0301',
  'שלום',
  '\u202e',
  '你好',
  '\ufeff',
  '\\',
  '`$(x)`',
  '%u0041',
];

function randomState(next: () => number): ShareState {
  const upTo = (n: number) => Math.floor(next() * n);
  const one = <T>(...values: readonly T[]): T => values[upTo(values.length)] as T;
  const text = () => Array.from({ length: upTo(12) }, () => one(...pieces)).join('');
  const spec = (): MechanismSpec => {
    const [queries, keys] = [1 + upTo(20), 1 + upTo(20)];
    const row = () => Array.from({ length: keys }, () => one('#', '.')).join('');
    return one<MechanismSpec>(
      { mask: { id: 'painted', rows: Array.from({ length: queries }, row) } },
      { mask: { all: ['causal', { id: 'local', window: upTo(9) }] }, score: 'dot', softcap: next() * 30 },
      { mask: { id: 'painted', rows: ['#', '##'] }, bias: { id: 'alibi', slope: 0.1 } },
      {},
    );
  };
  return {
    view: one('playground', 'mechanisms'),
    model: one('', 'https://example.org/a model/?x=1&y=2', 'models/other/'),
    text: text(),
    tab: one('matrix', 'arcs'),
    scale: one('linear', 'sqrt'),
    layer: one(null, upTo(90)),
    head: one(null, upTo(90)),
    cell: one(null, { query: upTo(500), key: upTo(500) }),
    mutes: [...new Set(Array.from({ length: upTo(6) }, () => `${upTo(12)}.${upTo(12)}`))],
    mechanisms: Array.from({ length: upTo(4) }, () => one<string | MechanismSpec>('alibi', 'sliding_window', spec())),
    queries: one('', text()),
    sampling: one(
      {},
      { seed: upTo(2 ** 40), temperature: 0.1 + next() },
      { greedy: next() < 0.5, topK: upTo(50), topP: 0.5, minP: 0.05, repetitionPenalty: 1.1 },
    ),
    length: 1 + upTo(200),
    theme: one('auto', 'light', 'dark'),
    language: one('', 'en', 'nb', 'pt-BR'),
  };
}

test('2,000 random states come back from their hashes as they were', () => {
  const seed = 7;
  const next = random(seed);
  for (let n = 0; n < 2000; n++) {
    const state = randomState(next);
    const { hash, left } = writeHash(state);
    assert.deepEqual(left, [], `seed ${seed}, state ${n}`);
    const read = readHash(`#${hash}`);
    assert.deepEqual(read.problems, [], hash);
    assert.deepEqual({ ...emptyState, ...read.state }, state, `seed ${seed}, state ${n}: ${hash}`);
  }
});

test('a hash outlives a URL: the browser’s own parser leaves it as it is', () => {
  const next = random(11);
  for (let n = 0; n < 300; n++) {
    const { hash } = writeHash(randomState(next));
    const url = new URL('https://example.org/deep/path/');
    url.hash = hash;
    assert.equal(url.hash.slice(1), hash);
    holds(/^[\w?=&%.,:/+-]*$/.test(hash), `a character that somebody could take for their own: ${hash}`);
    holds(!hash.endsWith('.'), hash);
  }
});

test('every string of up to two UTF-16 units from the awkward ones comes back', () => {
  const units = ['', 'a', ' ', '+', '%', '\ud800', '\udbff', '\udc00', '\udfff', '\uffff', '\u0000'];
  for (const a of units)
    for (const b of units)
      for (const c of ['', 'x', '\ud83d']) assert.equal(readValue(writeValue(a + b + c)), a + b + c);
});

test('only what differs from the defaults is written', () => {
  const defaults: ShareState = { ...emptyState, text: 'Tom sat.', layer: 5, head: 6, mechanisms: ['sliding_window'] };
  assert.equal(writeHash(defaults, defaults).hash, 'playground');
  assert.equal(writeHash({ ...defaults, view: 'mechanisms' }, defaults).hash, 'mechanisms');
  assert.equal(
    writeHash({ ...defaults, text: 'Tom & Anna', head: 0, mechanisms: ['alibi', 'strided'] }, defaults).hash,
    'playground?v=1&text=Tom+%26+Anna&head=0&m=alibi,strided',
  );
  assert.equal(writeHash({ ...defaults, text: '' }, defaults).hash, 'playground?v=1&text=');
  assert.equal(writeHash({ ...defaults, layer: null }, defaults).hash, 'playground?v=1&layer=');
  assert.deepEqual(readHash('#playground?v=1&layer=').state, { view: 'playground', layer: null });
  assert.deepEqual(readHash('#playground?v=1&text=&m=').state, { view: 'playground', text: '', mechanisms: [] });
});

test('a bare view is no state: what the reader has stays', () => {
  for (const [hash, view] of [
    ['#mechanisms', 'mechanisms'],
    ['#playground', 'playground'],
    ['', 'playground'],
    ['#', 'playground'],
    ['#nonsense', 'playground'],
  ] as const)
    assert.deepEqual(readHash(hash), { state: { view }, whole: false, problems: [] });
});

test('each bad value is reported and has its default, the rest holds', () => {
  const bad: readonly [string, string][] = [
    ['layer', '-1'],
    ['layer', '1.5'],
    ['layer', '1e3'],
    ['head', 'x'],
    ['head', '999999'],
    ['cell', '1'],
    ['cell', '1,2,3'],
    ['cell', '1,-2'],
    ['mute', '1'],
    ['mute', '0.1,x.2'],
    ['tab', 'circles'],
    ['scale', 'LINEAR'],
    ['seed', '-1'],
    ['seed', '1.5'],
    ['temperature', '0'],
    ['temperature', 'NaN'],
    ['topP', '2'],
    ['greedy', 'yes'],
    ['length', '0'],
    ['length', '5000'],
    ['theme', 'hotdog'],
    ['lang', '../../x'],
    ['model', 'javascript:alert(1)'],
    ['model', 'file:///etc/passwd'],
    ['model', 'data:text/html,x'],
    ['text', '%'],
    ['text', '%E0%A4'],
    ['m', '[1]'],
    ['m', '[[]]'],
    ['m', '{"mask":"full"}'],
    ['m', '[{'],
    ['m', 'a b'],
    ['m', '<img>'],
    ['m', `[${'{"mask":'.repeat(20)}1${'}'.repeat(20)}]`],
    ['m', '['.repeat(2500)],
    ['m', Array.from({ length: 17 }, () => 'alibi').join(',')],
  ];
  for (const [key, value] of bad) {
    // What is no percent-encoding stands as it is; the rest could have been written by us.
    const raw = value.startsWith('%') ? value : writeValue(value);
    const { state, problems } = readHash(`#mechanisms?v=1&${key}=${raw}&length=7`);
    assert.deepEqual(
      problems.map((problem) => [problem.key, problem.why]),
      [[key, 'bad']],
      `${key}=${value}`,
    );
    const rest = key === 'length' ? {} : { length: 7 };
    assert.deepEqual(state, { view: 'mechanisms', ...rest }, `${key}=${value}`);
  }
});

test('unknown keys are passed over, doubled ones count once, and names of Object are no keys', () => {
  const { state, problems } = readHash('#playground?v=1&&=&x=1&__proto__=1&constructor=2&layer=2&layer=bad&toString');
  assert.deepEqual([state, problems], [{ view: 'playground', layer: 2 }, []]);
});

test('a higher version falls back with a notice, and so does a hash that is too long', () => {
  const newer = readHash('#mechanisms?v=2&layer=1');
  assert.deepEqual([newer.state, newer.problems[0]?.why], [{ view: 'mechanisms' }, 'newer']);
  assert.equal(readHash('#mechanisms?v=x&layer=1').problems[0]?.why, 'bad');
  const long = readHash(`#playground?v=1&text=${'a'.repeat(kLongest)}`);
  assert.deepEqual([long.state, long.problems[0]?.why], [{ view: 'playground' }, 'too-long']);
  holds((long.problems[0]?.value.length ?? 99) <= 40);
});

test('a text that does not fit is left out and said so; everything else is there', () => {
  for (const text of ['a'.repeat(kLongest + 1), '🪁'.repeat(700), 'a'.repeat(10_000_000)]) {
    const { hash, left } = writeHash({ ...emptyState, text, layer: 3, theme: 'dark' });
    assert.deepEqual(left, ['text']);
    assert.equal(hash, 'playground?v=1&layer=3&theme=dark');
  }
  const fits = writeHash({ ...emptyState, text: 'a'.repeat(kLongest - 'playground?v=1&text='.length) });
  assert.deepEqual([fits.left, fits.hash.length], [[], kLongest]);
});

test('a painted mask of 64 by 64 is a short link, and bits that are too few are no mask', () => {
  const rows = Array.from({ length: 64 }, (_, i) =>
    Array.from({ length: 64 }, (_, j) => ((i * 7 + j * 3) % 5 < 2 ? '#' : '.')).join(''),
  );
  const { hash } = writeHash({ ...emptyState, mechanisms: [{ mask: { id: 'painted', rows } }] });
  holds(hash.length < 900, String(hash.length));
  assert.deepEqual(readHash(hash).state.mechanisms, [{ mask: { id: 'painted', rows } }]);
  const claim = writeValue('[{"mask":{"id":"painted","rows":"4000x4000:AA"}}]');
  assert.deepEqual(readHash(`#playground?m=${claim}`).state.mechanisms, [
    { mask: { id: 'painted', rows: '4000x4000:AA' } },
  ]);
});

test('a thousand random strings behind the # never throw, and never give a state of another shape', () => {
  const seed = 3;
  const next = random(seed);
  const parts = [
    'v=1',
    'text',
    'layer',
    'm',
    'mute',
    'cell',
    '=',
    '&',
    '%',
    '%FF',
    '[',
    '{',
    '"',
    ',',
    '.',
    '9',
    '-',
    'x',
  ];
  for (let n = 0; n < 1000; n++) {
    const noise = Array.from({ length: 30 }, () => parts[Math.floor(next() * parts.length)]).join('');
    const { state } = readHash(`#playground?${noise}`);
    for (const key of Object.keys(state)) holds(key in emptyState, `seed ${seed}, ${noise}`);
    writeHash({ ...emptyState, ...state });
  }
});

test('a model’s address is of the web', () => {
  for (const good of ['', 'models/x/', '../x', 'https://example.org/x/', 'http://127.0.0.1:8000/'])
    holds(isModelAddress(good), good);
  for (const bad of ['javascript:0', 'file:///x', 'blob:https://x/y', 'https://']) holds(!isModelAddress(bad), bad);
});
