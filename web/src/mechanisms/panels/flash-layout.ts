/** Reading a trace of flash attention: which tile is where, what it changed. No arithmetic on the numbers themselves. */
import type { FlashStep } from '../../engine/types.ts';

/** More tiles than this in one direction would be a grey haze, and thousands of steps to scrub through. */
const mostTiles = 40;
const largestTile = 64;

/** Sizes that a tile of `length` queries or keys may have: [least, most]. */
export function tileRange(length: number): readonly [number, number] {
  const least = Math.max(1, Math.ceil(length / mostTiles));
  return [least, Math.max(least, Math.min(largestTile, length))];
}

/** A size that cuts a short sentence into about four by four tiles. */
export function usualTile(length: number): number {
  const [least, most] = tileRange(length);
  return Math.min(most, Math.max(least, Math.ceil(length / 4)));
}

/** The step before within the same tile of queries; null for its first. */
export function stepBefore(steps: readonly FlashStep[], at: number): FlashStep | null {
  const before = steps[at - 1];
  return before && before.i0 === steps[at]?.i0 ? before : null;
}

/** Whether the tile of queries has met its last tile of keys, so that its output is ready. */
export function isLastOfRows(steps: readonly FlashStep[], at: number): boolean {
  return steps[at] !== undefined && steps[at + 1]?.i0 !== steps[at]?.i0;
}

export function skippedUpTo(steps: readonly FlashStep[], at: number): number {
  let count = 0;
  for (let n = 0; n <= at && n < steps.length; n++) if (steps[n]?.cover === 'empty') count++;
  return count;
}

/** How far each query has come: the first key it has not met yet after step `at`, 0 for none met; [queries]. */
export function reached(steps: readonly FlashStep[], at: number, queries: number): Int32Array {
  const out = new Int32Array(queries);
  for (let n = 0; n <= at && n < steps.length; n++) {
    const step = steps[n] as FlashStep;
    out.fill(step.j1, step.i0, step.i1);
  }
  return out;
}

/** SVG path of the outlines of the steps that `wanted` picks, in px. */
export function tilesPath(
  steps: readonly FlashStep[],
  cell: number,
  wanted: (step: FlashStep, n: number) => boolean,
): string {
  const px = (n: number) => Math.round(n * cell * 100) / 100;
  return steps
    .filter(wanted)
    .map(({ i0, i1, j0, j1 }) => `M${px(j0)} ${px(i0)}H${px(j1)}V${px(i1)}H${px(j0)}Z`)
    .join('');
}

/** Whether row r's largest score rose in this step. */
export function rose(step: FlashStep, before: FlashStep | null, r: number): boolean {
  const now = step.m[r] as number;
  const was = before ? (before.m[r] as number) : Number.NEGATIVE_INFINITY;
  return now > was;
}
