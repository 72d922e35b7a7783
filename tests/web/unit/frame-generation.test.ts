import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  forgetOldRows,
  generatedTokens,
  growPattern,
  keepWritten,
  stepAt,
  stepRow,
  textAfter,
  type Written,
} from '../../../web/src/elements/generation.ts';
import type { GenerationStep, Tensor, Token } from '../../../web/src/engine/types.ts';

const token = (text: string, start: number, special = false): Token => ({
  id: 1,
  text,
  start: special ? -1 : start,
  end: special ? -1 : start + text.length,
  special,
});
const wrote = (text: string, start: number, rows: (Tensor | null)[] = []): Written => ({
  start,
  end: start + text.length,
  token: token(text, start),
  next: [],
  rows,
});
const tensor = (shape: number[], data: number[]): Tensor => ({ name: 'p', shape, data: Float32Array.from(data) });

test('what follows a generated token leaves it marked, what precedes it does not', () => {
  const written = [wrote(' kite', 8), wrote(' to', 13)];
  assert.deepEqual(keepWritten(written, 'Tom gave kite to', 'Tom gave kite to Anna'), written);
  assert.equal(keepWritten(written, 'Tom gave kite to', 'Tom gave kite to Anna'), written);
  assert.deepEqual(keepWritten(written, 'Tom gave kite to', 'Sam gave kite to'), []);
  assert.deepEqual(keepWritten(written, 'Tom gave kite to', 'Tom gave kite for'), [written[0]]);
});

test('a character belongs to the step that wrote it', () => {
  const written = [wrote(' kite', 8), wrote(' to', 13)];
  assert.deepEqual(
    [7, 8, 12, 13, 15, 16, -1].map((offset) => stepAt(written, offset)),
    [-1, 0, 0, 1, 1, -1, -1],
  );
});

test('tokens are marked by where they start, and special ones never', () => {
  const tokens = [token('<s>', 0, true), token('Tom', 0), token(' gave', 3), token(' kite', 8)];
  assert.deepEqual([...generatedTokens(tokens, [wrote(' kite', 8)])], [3]);
  assert.deepEqual([...generatedTokens(tokens, [])], []);
});

test('the text after a step keeps what was typed even where the tokenizer writes it differently', () => {
  const step = (text: string, piece: string, special = false) =>
    ({ text, token: token(piece, 0, special) }) as unknown as GenerationStep;
  assert.equal(textAfter('a  b', step('a  b c', ' c')), 'a  b c');
  assert.equal(textAfter('a  b', step('a b c', ' c')), 'a  b c');
  assert.equal(textAfter('a  b', step('a b', '</s>', true)), 'a  b');
});

test('a pattern grows by the rows of later steps, head by head', () => {
  // Two heads of two tokens, then the third token's row of each head.
  const pattern = tensor([2, 2, 2], [1, 0, 0.5, 0.5, 1, 0, 0.25, 0.75]);
  const row = tensor([2, 1, 3], [0.1, 0.2, 0.7, 0.3, 0.3, 0.4]);
  const grown = growPattern(pattern, [row]);
  assert.deepEqual(grown.shape, [2, 3, 3]);
  const expected = [1, 0, 0, 0.5, 0.5, 0, 0.1, 0.2, 0.7, 1, 0, 0, 0.25, 0.75, 0, 0.3, 0.3, 0.4];
  assert.deepEqual([...grown.data], [...Float32Array.from(expected)]);
});

test('the first step repeats the last row that is there, and adds nothing', () => {
  const pattern = tensor([1, 2, 2], [1, 0, 0.5, 0.5]);
  assert.equal(growPattern(pattern, [tensor([1, 1, 2], [0.5, 0.5])]), pattern);
});

test('rows behind a gap are not used', () => {
  const pattern = tensor([1, 1, 1], [1]);
  const grown = growPattern(pattern, [tensor([1, 1, 2], [0.5, 0.5]), tensor([1, 1, 4], [0, 0, 0, 1])]);
  assert.deepEqual(grown.shape, [1, 2, 2]);
});

test('the oldest steps lose their rows, and nothing else, where memory is short', () => {
  const row = tensor([1, 1, 3], [1, 2, 3]);
  const written = [wrote(' a', 0, [row]), wrote(' b', 2, [row]), wrote(' c', 4, [row])];
  const kept = forgetOldRows(written, 6);
  assert.deepEqual(
    kept.map((step) => step.rows.length),
    [0, 1, 1],
  );
  assert.deepEqual(
    kept.map((step) => step.token.text),
    [' a', ' b', ' c'],
  );
  assert.deepEqual(forgetOldRows(written, 9), written);
});

test('the row of one head of a step', () => {
  const step = wrote(' x', 0, [null, tensor([2, 1, 3], [1, 2, 3, 4, 5, 6])]);
  assert.deepEqual([...stepRow(step, 1, 1)!], [4, 5, 6]);
  assert.equal(stepRow(step, 0, 0), null);
});
