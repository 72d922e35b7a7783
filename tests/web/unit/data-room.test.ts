/** What can be read but is too long to be written is counted first and refused with what to do: no memory ends first. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type AttentionData,
  DataError,
  formatDocument,
  headsSvg,
  parseDocument,
  toCsv,
  toDocument,
} from '../../../web/src/data/index.ts';
import { charactersOf } from '../../../web/src/data/room.ts';
import { limits } from '../../../web/src/data/weights.ts';
import { shortest } from '../../../web/src/data/write.ts';
import { holds } from './shared.ts';

const tokens = (t: number) =>
  Array.from({ length: t }, (_, n) => ({ id: -1, text: ` w${n}`, start: -1, end: -1, special: false }));

/** All layers are the same numbers, so that much is checked with little memory. */
function large(t: number, layers: number, heads: number): AttentionData {
  const words = tokens(t);
  const data = new Float32Array(heads * t * t).fill(1 / 3);
  return {
    queries: words,
    keys: words,
    causal: false,
    text: '',
    model: '',
    next: [],
    state: null,
    layers: Array.from({ length: layers }, (_, layer) => ({
      layer,
      heads: Array.from({ length: heads }, (_, n) => n),
      weights: { name: `blocks.${layer}.attn.hook_pattern`, shape: [heads, t, t], data },
    })),
  };
}

function refused(write: () => unknown, says: RegExp): void {
  assert.throws(write, (thrown: unknown) => {
    holds(thrown instanceof DataError && thrown.code === 'too-large' && says.test(thrown.message), String(thrown));
    return true;
  });
}

test('tables and documents of as many weights as can be read are refused with the remedy', () => {
  const many = large(256, 128, 8);
  assert.equal(many.layers.length * 8 * 256 ** 2, limits.weights);
  refused(() => toCsv(many), /the table would have up to \d+ million characters; choose a layer or head/);
  refused(() => toDocument(many), /the document would have .*; write the weights as base64, or choose a layer or head/);
  holds(toCsv(many, { layers: [3] }).length > 8 * 256 ** 2, 'a layer can be written');
  const one = large(8192, 1, 1);
  refused(() => toCsv(one), /the table .*; give fewer tokens, or write JSON with base64/);
  // What V8's strings hold: base64, the remedy, has room for everything.
  holds((limits.weights * 16) / 3 < 2 ** 29 - 24);
});

test('long tokens make a table long, too', () => {
  const words = Array.from({ length: 64 }, (_, n) => `${n}${'x'.repeat(100_000)}`);
  const row = Array.from(words, () => 0.5);
  const data = parseDocument({ tokens: words, attention: [words.map(() => row), words.map(() => row)] });
  refused(() => toCsv(data), /choose a layer or head/);
  holds(toCsv(data, { heads: [1] }).length > 2 * 64 * 100_000);
});

test('a document that no string holds is refused however it came to be', () => {
  const text = 'x'.repeat(limits.characters);
  const document = toDocument(parseDocument({ tokens: ['a'], attention: [[1]] }));
  refused(() => formatDocument({ ...document, tokens: Array(600).fill(text) }), /more characters than a string holds/);
});

test('a picture of a million heads is refused, of two thousand it is drawn', () => {
  refused(() => headsSvg(large(8, 1024, 1024)), /the picture would have .*; choose a layer or head/);
  holds(headsSvg(large(2, 64, 32)).endsWith('</svg>\n'));
});

test('no weight takes more characters than are counted for it', () => {
  const bits = new Uint32Array(1);
  const float = new Float32Array(bits.buffer);
  let longest = 0;
  // Every exponent from the least float32 to 1.01, mantissas of all sorts.
  for (let n = 0; n < 200_000; n++) {
    bits[0] = (n * 5_333 + (n % 89)) % 0x3f81_47ae;
    const { length } = `${shortest(float[0]!)},`;
    longest = Math.max(longest, length);
    holds(length <= charactersOf(float), `${float[0]}`);
  }
  holds(longest >= charactersOf(Float32Array.of(1e-6)) - 1, 'and some takes nearly as many');
});
