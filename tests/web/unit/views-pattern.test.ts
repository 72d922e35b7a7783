/** Reading and painting patterns. Pictures are drawn by hand: `#` weight 1, `.` weight 0, `/` absent. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ScaleBy } from '../../../web/src/style/scale.ts';
import { columnOf, imageSide, isAbsent, paint, rowOf, strongest } from '../../../web/src/views/pattern.ts';

/** Step n of the scale is pixel n + 1, so that 0 is left for what is not painted. */
const pixels = Uint32Array.from({ length: 256 }, (_, n) => n + 1);

function picture(pattern: number[][], side: number, causal: boolean, by: ScaleBy = 'linear'): string[] {
  const t = pattern.length;
  const out = new Uint32Array(side * side).fill(99999);
  paint(Float32Array.from(pattern.flat()), t, out, side, { pixels, by, causal });
  const sign = (pixel: number) => (pixel === 0 ? '/' : pixel === 1 ? '.' : pixel === 256 ? '#' : String(pixel - 1));
  return Array.from({ length: side }, (_, i) => Array.from(out.subarray(i * side, (i + 1) * side), sign).join(''));
}

test('a future key is absent, not zero; a past key of no weight is zero', () => {
  assert.deepEqual(
    picture(
      [
        [1, 0, 0],
        [0, 1, 0],
        [1, 0, 0],
      ],
      3,
      true,
    ),
    ['#//', '.#/', '#..'],
  );
});

test('a weight painted on the future by hand is shown', () => {
  assert.deepEqual(
    picture(
      [
        [0, 1],
        [0, 1],
      ],
      2,
      true,
    ),
    ['.#', '.#'],
  );
});

test('without a causal mask nothing is absent', () => {
  assert.deepEqual(
    picture(
      [
        [1, 0],
        [0, 1],
      ],
      2,
      false,
    ),
    ['#.', '.#'],
  );
});

test('a pixel of a shrunk image shows the strongest weight under it, and absence only where all is absent', () => {
  const pattern = [
    [1, 0, 0, 0],
    [0, 0, 0, 0],
    [0, 0, 0, 0],
    [0, 0, 1, 0],
  ];
  assert.deepEqual(picture(pattern, 2, true), ['#/', '.#']);
});

test('no line of a large head vanishes in a small image', () => {
  const t = 500;
  const pattern = new Float32Array(t * t);
  for (let i = 1; i < t; i++) pattern[i * t + i - 1] = 1;
  const side = 37;
  const out = new Uint32Array(side * side);
  paint(pattern, t, out, side, { pixels, by: 'linear', causal: true });
  for (let i = 0; i < side; i++) assert.equal(out[i * side + i], 256, `row ${i}`);
});

test('the square root places a quarter in the middle; what is not a weight is drawn at the ends', () => {
  assert.deepEqual(picture([[0.25]], 1, true, 'sqrt'), ['128']);
  assert.deepEqual(picture([[Number.NaN]], 1, true), ['.']);
  assert.deepEqual(picture([[7]], 1, true), ['#']);
  assert.deepEqual(picture([[-7]], 1, true), ['.']);
});

test('an image never has more pixels than cells, nor fewer than one', () => {
  assert.deepEqual([imageSide(5, 40.7), imageSide(64, 40.7), imageSide(3, 0)], [5, 40, 1]);
});

test('a row is what a query attends to, a column what attends to a key', () => {
  const pattern = Float32Array.of(1, 0, 0.25, 0.75);
  assert.deepEqual([...rowOf(pattern, 2, 1)], [0.25, 0.75]);
  assert.deepEqual([...columnOf(pattern, 2, 0)], [1, 0.25]);
});

test('the strongest come first, the earlier among equals, none of weight zero', () => {
  const found = strongest(Float32Array.of(0.25, 0, 0.5, 0.25, 0, 0.125), 3);
  assert.deepEqual(
    found.map((r) => r.index),
    [2, 0, 3],
  );
  assert.deepEqual(strongest(Float32Array.of(0, 0), 3), []);
  assert.deepEqual(
    strongest(Float32Array.of(Number.NaN, 0.5), 3).map((r) => r.index),
    [1],
  );
});

test('strongest agrees with sorting everything', () => {
  let seed = 12345;
  const next = () => {
    seed = (seed * 1103515245 + 12345) % 2 ** 31;
    return seed / 2 ** 31;
  };
  for (let round = 0; round < 50; round++) {
    const weights = Float32Array.from({ length: 1 + Math.floor(next() * 40) }, () => Math.floor(next() * 8) / 8);
    const sorted = [...weights.keys()]
      .filter((n) => weights[n]! > 0)
      .sort((a, b) => weights[b]! - weights[a]! || a - b);
    assert.deepEqual(
      strongest(weights, 5).map((r) => r.index),
      sorted.slice(0, 5),
      `round ${round}, seed 12345`,
    );
  }
});

test('absence needs a causal mask, a later key and no weight', () => {
  assert.equal(isAbsent(1, 2, 0, true), true);
  assert.equal(isAbsent(1, 2, 0, false), false);
  assert.equal(isAbsent(1, 1, 0, true), false);
  assert.equal(isAbsent(1, 2, 0.1, true), false);
});

test('queries and keys of different numbers are painted cell by cell, and where there is no room the strongest under a pixel', () => {
  // 2 queries, 4 keys.
  const pattern = Float32Array.of(1, 0, 0, 0, 0, 0, 0, 1);
  const draw = (side: number, height: number) => {
    const out = new Uint32Array(side * height).fill(99999);
    paint(pattern, 4, out, side, { pixels, by: 'linear', causal: false }, 2, height);
    const sign = (pixel: number) => (pixel === 256 ? '#' : pixel === 1 ? '.' : '?');
    return Array.from({ length: height }, (_, i) => Array.from(out.subarray(i * side, (i + 1) * side), sign).join(''));
  };
  assert.deepEqual(draw(4, 2), ['#...', '...#']);
  assert.deepEqual(draw(2, 2), ['#.', '.#']);
  assert.deepEqual(draw(2, 1), ['##']);
  assert.deepEqual([...rowOf(pattern, 4, 1)], [0, 0, 0, 1]);
  assert.deepEqual([...columnOf(pattern, 4, 3, 2)], [0, 1]);
});
