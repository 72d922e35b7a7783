/** Reading a trace of flash attention: 5 queries by 6 keys, tiles of 2 by 3, causal. Numbers stand in for what was kept. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FlashStep } from '../../../web/src/engine/types.ts';
import * as layout from '../../../web/src/mechanisms/panels/flash-layout.ts';

const step = (i0: number, i1: number, j0: number, j1: number, cover: FlashStep['cover'], m: number[]): FlashStep => ({
  i0,
  i1,
  j0,
  j1,
  cover,
  m: Float32Array.from(m),
  l: new Float32Array(i1 - i0),
  y: new Float32Array(i1 - i0),
});

const none = Number.NEGATIVE_INFINITY;
const steps = [
  step(0, 2, 0, 3, 'partial', [1, 2]),
  step(0, 2, 3, 6, 'empty', [1, 2]),
  step(2, 4, 0, 3, 'partial', [none, 3]),
  step(2, 4, 3, 6, 'partial', [4, 3]),
  step(4, 5, 0, 3, 'full', [5]),
  step(4, 5, 3, 6, 'partial', [6]),
];

test('a step knows the one before it only within the same queries', () => {
  assert.deepEqual(
    steps.map((_, n) => layout.stepBefore(steps, n)),
    [null, steps[0], null, steps[2], null, steps[4]],
  );
});

test('an output is ready after the last tile of keys, skipped or not', () => {
  assert.deepEqual(
    steps.map((_, n) => layout.isLastOfRows(steps, n)),
    [false, true, false, true, false, true],
  );
  assert.equal(layout.isLastOfRows([], 0), false);
});

test('skipped tiles are counted up to where one stands', () => {
  assert.deepEqual(
    steps.map((_, n) => layout.skippedUpTo(steps, n)),
    [0, 1, 1, 1, 1, 1],
  );
});

test('each query has come as far as its last tile', () => {
  assert.deepEqual([...layout.reached(steps, 0, 5)], [3, 3, 0, 0, 0]);
  assert.deepEqual([...layout.reached(steps, 4, 5)], [6, 6, 6, 6, 3]);
  assert.deepEqual([...layout.reached(steps, 5, 5)], [6, 6, 6, 6, 6]);
});

test('the largest score rose where it is larger than before; from nothing is a rise, from nothing to nothing is none', () => {
  const [first, skipped, third, fourth] = steps as [FlashStep, FlashStep, FlashStep, FlashStep];
  assert.deepEqual([layout.rose(first, null, 0), layout.rose(first, null, 1)], [true, true]);
  assert.deepEqual([layout.rose(skipped, first, 0), layout.rose(skipped, first, 1)], [false, false]);
  assert.deepEqual([layout.rose(third, null, 0), layout.rose(third, null, 1)], [false, true]);
  assert.deepEqual([layout.rose(fourth, third, 0), layout.rose(fourth, third, 1)], [true, false]);
});

test('outlines are in px, rows downwards', () => {
  const path = layout.tilesPath(steps, 10, (_, n) => n === 3);
  assert.equal(path, 'M30 20H60V40H30Z');
  assert.equal(
    layout.tilesPath(steps, 10, () => false),
    '',
  );
});

test('tiles of a short text may be single; of a long one they are not so small that thousands arise', () => {
  assert.deepEqual(layout.tileRange(1), [1, 1]);
  assert.deepEqual(layout.tileRange(23), [1, 23]);
  assert.deepEqual(layout.tileRange(512), [13, 64]);
  for (let length = 1; length <= 512; length++) {
    const [least, most] = layout.tileRange(length);
    const usual = layout.usualTile(length);
    assert.ok(1 <= least && least <= usual && usual <= most && most <= 64, `${length}`);
    assert.ok(Math.ceil(length / least) <= 40, `${length}`);
  }
});
