/** Attention out of files and out of other programs: what is read, what is refused, and what comes back unchanged. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { DataError, formatDocument, parseDocument, parseText, toDocument } from '../../../web/src/data/document.ts';
import { dataOfRun } from '../../../web/src/data/from-run.ts';
import type { AttentionData } from '../../../web/src/data/types.ts';
import { limits } from '../../../web/src/data/weights.ts';
import { shortest } from '../../../web/src/data/write.ts';
import { holds } from './shared.ts';

const words = (t: number) => Array.from({ length: t }, (_, n) => `w${n}`);

/** Rows that sum to 1 over the keys up to the query, of numbers with long decimals. */
function causalRows(t: number, seed: number): number[][] {
  return Array.from({ length: t }, (_, i) => {
    const raw = Array.from({ length: t }, (_, j) => (j <= i ? 1 + ((i * 31 + j * 17 + seed * 7) % 11) / 3 : 0));
    const sum = raw.reduce((a, b) => a + b, 0);
    return raw.map((w) => Math.fround(w / sum));
  });
}

const heads = (t: number, h: number, seed = 0) => Array.from({ length: h }, (_, n) => causalRows(t, seed + n));

function refused(value: unknown, code: string, says: RegExp): void {
  assert.throws(
    () => parseDocument(value),
    (thrown: unknown) => {
      holds(thrown instanceof DataError, String(thrown));
      assert.equal(thrown.code, code, thrown.message);
      assert.match(thrown.message, says);
      holds(thrown.message.length < 300 && !thrown.message.includes('\n'), thrown.message);
      return true;
    },
  );
}

test('a document of any size comes back bit for bit, as decimals, as text and as base64', () => {
  for (const t of [0, 1, 2, 17]) {
    for (const [l, h] of [
      [1, 1],
      [2, 3],
    ] as const) {
      const attention = Array.from({ length: l }, (_, n) => heads(t, h, n));
      const data = parseDocument({ tokens: words(t), attention, text: words(t).join(''), model: 'tiny' });
      assert.deepEqual(
        data.layers.map((layer) => layer.weights.shape),
        Array.from({ length: l }, () => [h, t, t]),
      );
      assert.deepEqual(parseDocument(toDocument(data)), data);
      assert.deepEqual(parseText(JSON.stringify(toDocument(data))), data);
      assert.deepEqual(parseText(formatDocument(toDocument(data))), data);
      assert.deepEqual(parseText(formatDocument(toDocument(data, { base64: true }))), data);
      assert.deepEqual(parseDocument(data), data);
    }
  }
});

test('base64 of many weights is one text without a seam', () => {
  const t = 100;
  const data = parseDocument({ tokens: words(t), attention: heads(t, 2) });
  assert.deepEqual(parseText(formatDocument(toDocument(data, { base64: true }))), data);
});

test('every float32 is written with the fewest decimals that bring it back', () => {
  const bits = new Uint32Array(1);
  const float = new Float32Array(bits.buffer);
  for (let n = 0; n < 4000; n++) {
    bits[0] = (n * 268_435 + (n % 97)) % 0x3f80_0000;
    const x = float[0]!;
    const fewest = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((digits) => Number(x.toPrecision(digits)));
    assert.equal(
      shortest(x),
      fewest.find((near) => Math.fround(near) === x),
      `${bits[0]}`,
    );
  }
  assert.deepEqual(
    [0.1, 0.25, 1, 0, -0, 1 / 3, 1.1754944e-38].map(Math.fround).map(shortest),
    [0.1, 0.25, 1, 0, 0, 0.33333334, 1.1754944e-38],
  );
});

test('weights of two to five axes are told apart, the batch of transformers among them', () => {
  const tokens = words(2);
  const matrix = [
    [1, 0],
    [0.25, 0.75],
  ];
  const forms: [unknown, number, number][] = [
    [matrix, 1, 1],
    [[matrix, matrix, matrix], 1, 3],
    [
      [
        [matrix, matrix],
        [matrix, matrix],
        [matrix, matrix],
      ],
      3,
      2,
    ],
    [[[[matrix, matrix]], [[matrix, matrix]]], 2, 2],
  ];
  for (const [attention, layers, count] of forms) {
    const data = parseDocument({ tokens, attention });
    assert.deepEqual([data.layers.length, data.layers[0]!.heads.length], [layers, count]);
    assert.deepEqual([...data.layers.at(-1)!.weights.data.subarray(0, 4)], [1, 0, 0.25, 0.75]);
    holds(data.causal);
  }
});

test('tensors of other libraries are read: shape or dims, typed arrays, base64, a list of one a layer', () => {
  const tokens = words(2);
  const data = Float32Array.of(1, 0, 0.5, 0.5, 1, 0, 0.25, 0.75);
  const base64 = Buffer.from(data.buffer).toString('base64');
  const forms: unknown[] = [
    { shape: [2, 2, 2], data },
    { dims: [1, 2, 2, 2], data: Float64Array.from(data), type: 'float64' },
    { shape: [2, 2, 2], base64 },
    { shape: [2, 2, 2], data: data.buffer },
    { shape: [1, 2, 2, 2], data: new DataView(Uint8Array.of(9, ...new Uint8Array(data.buffer), 9).buffer, 1, 32) },
    [{ dims: [1, 2, 2, 2], data }],
    [
      { shape: [2, 2], data: data.subarray(0, 4) },
      { shape: [2, 2], data: [...data.subarray(4)] },
    ],
    [
      [data.subarray(0, 2), data.subarray(2, 4)],
      [data.subarray(4, 6), data.subarray(6)],
    ],
    { shape: [1, 1, 2, 2, 2], data },
  ];
  for (const attention of forms) {
    const read = parseDocument({ tokens, attention });
    assert.deepEqual(
      read.layers.flatMap(({ weights }) => [...weights.data]),
      [...data],
      JSON.stringify(attention).slice(0, 60),
    );
  }
  const flat = parseDocument({ tokens, attention: data, shape: [2, 1, 1, 2, 2] });
  assert.deepEqual(
    flat.layers.map(({ weights }) => [...weights.data]),
    [
      [1, 0, 0.5, 0.5],
      [1, 0, 0.25, 0.75],
    ],
  );
});

test('keys of their own make cross-attention, which is not causal', () => {
  const data = parseDocument({ tokens: ['a'], keys: ['x', 'y', 'z'], attention: [[0.5, 0.25, 0.25]] });
  assert.deepEqual([data.layers[0]!.weights.shape, data.causal, data.keys.length], [[1, 1, 3], false, 3]);
  assert.deepEqual(parseText(formatDocument(toDocument(data))), data);
  holds(
    !parseDocument({
      tokens: words(2),
      attention: [
        [0.5, 0.5],
        [0.5, 0.5],
      ],
    }).causal,
  );
});

test('tokens find their places in the text; what is said of them is kept', () => {
  const weights = [
    [1, 0, 0],
    [1, 0, 0],
    [1, 0, 0],
  ];
  const tokens = [{ text: '<s>', id: 1, special: true }, 'Tom', { text: ' had', id: 7 }];
  const { queries } = parseDocument({ tokens, attention: weights, text: 'Tom had' });
  assert.deepEqual(queries, [
    { id: 1, text: '<s>', start: -1, end: -1, special: true },
    { id: -1, text: 'Tom', start: 0, end: 3, special: false },
    { id: 7, text: ' had', start: 3, end: 7, special: false },
  ]);
});

test('next tokens and the state on the screen are kept, unknown members are not', () => {
  const next = [
    { id: 3, text: ' kite', probability: 0.5, logit: 2.5, chance: 1 },
    { text: 'x', probability: 0.1 },
  ];
  const state = { layer: 1, theme: 'dark', evil: 1, ['__proto__']: { polluted: 1 } };
  const value = { tokens: ['a'], attention: [[1]], next, state, other: 1 };
  const data = parseDocument(value);
  assert.deepEqual(data.next, [next[0], { id: -1, text: 'x', probability: 0.1, chance: 0.1, logit: Number.NaN }]);
  assert.deepEqual(data.state, { layer: 1, theme: 'dark' });
  assert.deepEqual(parseText(formatDocument(toDocument(data))), data);
  holds(!('other' in data) && !('polluted' in {}));
});

test('the address of a model comes back with its name, from files, from data and from a run', () => {
  const url = 'https://example.org/model/';
  const rest = { tokens: ['a'], attention: [[1]] };
  const data = parseDocument({ ...rest, model: { name: 'm', url } });
  assert.deepEqual([data.model, data.modelUrl], ['m', url]);
  assert.deepEqual(toDocument(data).model, { name: 'm', url });
  assert.deepEqual(parseText(formatDocument(toDocument(data))), data);
  assert.deepEqual(parseDocument(data), data);
  const nameless = parseDocument({ ...rest, model: { url } });
  assert.deepEqual(parseDocument(toDocument(nameless)), nameless);
  const run = { tokens: data.queries, tensors: new Map(), next: [] };
  assert.equal(dataOfRun(run, { text: '', model: 'm', modelUrl: url }).modelUrl, url);
  assert.equal('modelUrl' in dataOfRun(run, { text: '', model: 'm' }), false);
  refused({ ...rest, model: { name: 'm', url: 5 } }, 'not-a-document', /the url of model is 5; it must be a string/);
});

test('layers and heads are chosen by their numbers, and those that are not there are refused', () => {
  const data = parseDocument({
    tokens: words(2),
    attention: [
      { layer: 4, heads: [1, 5], weights: heads(2, 2) },
      { layer: 2, weights: heads(2, 2, 5) },
    ],
  });
  const one = toDocument(data, { layers: [4], heads: [5] });
  assert.deepEqual(
    one.attention.map((layer) => [layer.layer, layer.heads, layer.weights]),
    [
      [
        4,
        [5],
        heads(2, 2)
          .slice(1)
          .map((m) => m.map((r) => r.map(shortest))),
      ],
    ],
  );
  assert.throws(() => toDocument(data, { layers: [3] }), /there is no layer 3 \(have 4, 2\)/);
  assert.throws(() => toDocument(data, { heads: [5] }), /layer 2 has no head 5 \(have 0, 1\)/);
});

test('a bad weight is named by layer, head, query and key', () => {
  const at = (w: unknown) => ({
    tokens: words(2),
    attention: [
      {
        layer: 3,
        heads: [0, 7],
        weights: [
          [
            [1, 0],
            [0.5, 0.5],
          ],
          [
            [1, 0],
            [0.5, w],
          ],
        ],
      },
    ],
  });
  const where = /layer 3, head 7, query 1, key 1 is /;
  for (const w of [Number.NaN, Number.POSITIVE_INFINITY, -0.5, -1e-9, 1.5, '0.5', null, undefined, 10n]) {
    refused(at(w), 'bad-weight', where);
  }
  refused(at(17), 'bad-weight', /scores before the softmax/);
  holds(parseDocument(at(1.0005)).layers.length === 1);
});

test('ragged weights are named by their index', () => {
  const tokens = words(3);
  const row = [1, 0, 0];
  refused({ tokens, attention: [row, row] }, 'bad-shape', /attention has 2 entries; there are 3 queries/);
  refused({ tokens, attention: [row, [1, 0], row] }, 'bad-shape', /attention\[1\] has 2 entries; there are 3 keys/);
  refused(
    {
      tokens,
      attention: [
        {
          layer: 0,
          weights: [
            [row, row, row],
            [row, row, [1]],
          ],
        },
      ],
    },
    'bad-shape',
    /attention\[0\]\.weights\[1\]\[2\] has 1 entries/,
  );
  refused({ tokens, attention: [row, row, 5] }, 'bad-shape', /attention\[2\] is 5/);
  refused(
    { tokens, attention: { shape: [1, 2, 3], data: new Float32Array(6) } },
    'bad-shape',
    /\[1, 2, 3\].*\[1, 3, 3\]/,
  );
  refused({ tokens, attention: [[[[row]], [[row]]]] }, 'bad-shape', /entries|batch/);
  refused(
    { tokens, attention: [{ layer: 0, heads: [0, 1], weights: [[row, row, row]] }] },
    'bad-shape',
    /1 heads but names/,
  );
  refused(
    {
      tokens,
      attention: [
        {
          layer: 0,
          heads: [1, 1],
          weights: [
            [row, row, row],
            [row, row, row],
          ],
        },
      ],
    },
    'bad-shape',
    /twice/,
  );
  const square = [row, row, row];
  refused(
    { tokens, attention: [[[square], [square]]] },
    'bad-shape',
    /attention\[0\] has a batch of 2 texts; give the weights of one/,
  );
  refused({ tokens, attention: { shape: [1, 2, 1, 3, 3], data: new Float32Array(18) } }, 'bad-shape', /batch of 2/);
});

test('a higher version is refused with what to do; so is another format', () => {
  const rest = { tokens: ['a'], attention: [[1]] };
  const format = 'attention-playground';
  refused({ format, version: 2, ...rest }, 'bad-version', /version is 2;.*update/);
  refused({ format, version: '1', ...rest }, 'bad-version', /"1".*write "version": 1/);
  refused({ format, ...rest }, 'bad-version', /undefined/);
  refused({ format: 'other', version: 1, ...rest }, 'not-a-document', /"other"/);
  holds(parseDocument({ format: null, version: null, ...rest }).layers.length === 1, 'null is as if it were absent');
});

test('what is no document is told so: missing members, attention that was not asked for, text that is not JSON', () => {
  for (const value of [null, undefined, 17, 'x', [], true]) refused(value, 'not-a-document', /must be an object/);
  refused({ attention: [[1]] }, 'bad-token', /tokens is undefined; give "tokens"/);
  refused({ tokens: ['a'], attentions: [[1]] }, 'not-a-document', /no "attention".*have "tokens", "attentions"/);
  refused({ tokens: [3], attention: [[1]] }, 'bad-token', /tokens\[0\] is 3/);
  refused({ tokens: ['a'], attention: null }, 'bad-shape', /attention is null.*output_attentions=True/);
  refused({ tokens: ['a'], attention: [null] }, 'bad-shape', /eager/);
  refused({ tokens: ['a'], attention: [] }, 'bad-shape', /empty.*output_attentions=True/);
  const layer = { layer: 0, weights: [[[1]]] };
  refused({ tokens: ['a'], attention: [layer, [[[1]]]] }, 'not-a-document', /attention\[1\] is an array.*"weights"/);
  refused(
    { tokens: ['a'], attention: [{ layer: 0 }] },
    'bad-shape',
    /attention\[0\]\.weights is undefined, not weights/,
  );
  refused({ tokens: ['a'], attention: [[1]], model: 3 }, 'not-a-document', /model is 3; it must be a name, or/);
  refused({ tokens: ['a'], attention: [{ layer: -1, weights: [[[1]]] }] }, 'bad-shape', /is -1/);
  refused(
    {
      tokens: ['a'],
      attention: [
        { layer: 1, weights: [[[1]]] },
        { layer: 1, weights: [[[1]]] },
      ],
    },
    'bad-shape',
    /twice/,
  );
  assert.throws(() => parseText('{"tokens": ["a"], "attention": [[NaN]]}'), /not JSON: .*no NaN/);
  assert.throws(() => parseText(''), DataError);
});

test('hostile files end in a sentence, at once', () => {
  const started = performance.now();
  const tokens = words(2);
  const huge = 2 ** 40;
  const base64 = Buffer.alloc(16).toString('base64');
  refused({ tokens, attention: { shape: [huge, huge], base64: '' } }, 'too-large', /more than 64 million/);
  refused({ tokens, attention: { shape: [-1, 2], base64: '' } }, 'bad-shape', /whole numbers/);
  refused({ tokens, attention: { shape: [2.5, 2], base64: '' } }, 'bad-shape', /whole numbers/);
  refused({ tokens, attention: { shape: 'x', base64: '' } }, 'bad-shape', /whole numbers/);
  refused({ tokens, attention: { shape: [2, 2], base64: `${base64}AAAA` } }, 'bad-base64', /28 characters, not 24/);
  refused({ tokens, attention: { shape: [2, 2], base64: base64.replace('A', '!') } }, 'bad-base64', /characters/);
  refused({ tokens, attention: { shape: [2, 2], base64: base64.replace('A', ' ') } }, 'bad-base64', /bytes|characters/);
  refused(
    { tokens, attention: { shape: [2, 2], base64: Buffer.alloc(16, 255).toString('base64') } },
    'bad-weight',
    /not a number/,
  );
  refused(
    { tokens, attention: { shape: [2, 2], data: new ArrayBuffer(15) } },
    'bad-shape',
    /15 bytes; 4 float32 have 16/,
  );
  refused({ tokens, attention: { shape: [2, 2] } }, 'bad-shape', /undefined for data/);
  refused({ tokens, attention: { shape: [2, 2], data: new Float32Array(3) } }, 'bad-shape', /3 numbers.*needs 4/);
  refused({ tokens: new Array(huge % 4_000_000_000), attention: [] }, 'too-large', /can be read/);
  refused({ tokens: words(limits.tokens), attention: [{ layer: 0, weights: [[]] }] }, 'too-large', /fewer/);
  refused({ tokens: ['x'.repeat(limits.characters + 1)], attention: [[1]] }, 'too-large', /characters/);
  refused({ tokens, attention: new Array(4_000_000_000) }, 'bad-shape', /not weights|axes|entries/);
  refused({ tokens, attention: { shape: [2, 2], base64: `${'A'.repeat(20)}    ` } }, 'bad-base64', /15 bytes, not 16/);
  const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
  assert.throws(() => parseText(`{"tokens": ["a"], "attention": ${deep}}`), DataError);
  assert.throws(() => parseText('{"__proto__": {"tokens": ["a"], "attention": [[1]]}}'), /tokens is undefined/);
  refused(Object.create({ tokens: ['a'], attention: [[1]] }), 'bad-token', /tokens is undefined/);
  holds(performance.now() - started < 5000, 'hostile files take too long');
});

/** What every reader reads, in C++, Python and here, and what every one refuses. */
const documents = new URL('../../golden/documents/', import.meta.url);

test('the documents for all readers: the good ones are read and come back, the bad ones are refused in a sentence', () => {
  const texts = (kind: string) =>
    readdirSync(new URL(`${kind}/`, documents)).map(
      (name) => [name, readFileSync(new URL(`${kind}/${name}`, documents), 'utf8')] as const,
    );
  const [good, bad] = [texts('good'), texts('bad')];
  holds(good.length > 5 && bad.length > 20, `${good.length} good, ${bad.length} bad`);
  for (const [name, text] of good) {
    const data = parseText(text);
    assert.deepEqual(parseText(formatDocument(toDocument(data))), data, name);
  }
  for (const [name, text] of bad) assert.throws(() => parseText(text), DataError, name);
});

test('what the engine found becomes data: captured patterns only, in the order of layers', () => {
  const tensor = (name: string, shape: number[]) => ({
    name,
    shape,
    data: new Float32Array(shape.reduce((a, b) => a * b)),
  });
  const tensors = [
    tensor('blocks.10.attn.hook_pattern', [2, 1, 1]),
    tensor('blocks.2.attn.hook_pattern', [2, 1, 1]),
    tensor('hook_embed', [1, 4]),
  ];
  const tokens = [{ id: 5, text: 'a', start: 0, end: 1, special: false }];
  const data: AttentionData = dataOfRun(
    { tokens, tensors: new Map(tensors.map((one) => [one.name, one])), next: [] },
    { text: 'a', model: 'm' },
  );
  assert.deepEqual(
    data.layers.map(({ layer, heads }) => [layer, heads]),
    [
      [2, [0, 1]],
      [10, [0, 1]],
    ],
  );
  assert.deepEqual(parseDocument(toDocument(data)), data);
});
