/**
 * Reading attention patterns: row i of a [t, t] row-major matrix is how query i weighs every key, column j
 * is how every query weighs key j. Where queries and keys are different tokens it is [rows, t], t the keys.
 * Nothing here computes attention; it picks, ranks and paints numbers.
 */
import type { ScaleBy } from '../style/scale.ts';

export interface Ranked {
  readonly index: number;
  readonly weight: number;
}

/** A view of row `query`; no copy. */
export function rowOf(pattern: Float32Array, t: number, query: number): Float32Array {
  return pattern.subarray(query * t, (query + 1) * t);
}

export function columnOf(pattern: Float32Array, t: number, key: number, rows = t): Float32Array {
  return Float32Array.from({ length: rows }, (_, i) => pattern[i * t + key] as number);
}

/** A future key under a causal mask: not a small weight, but none. A weight painted there by hand is shown. */
export function isAbsent(query: number, key: number, weight: number, causal: boolean): boolean {
  return causal && key > query && weight === 0;
}

/** The `n` largest entries above zero, largest first, the earlier one first among equals. */
export function strongest(weights: Float32Array, n: number): Ranked[] {
  const best: Ranked[] = [];
  for (let index = 0; index < weights.length; index++) {
    const weight = weights[index] as number;
    if (!(weight > 0) || (best.length === n && weight <= (best[n - 1] as Ranked).weight)) continue;
    let at = best.length;
    while (at > 0 && (best[at - 1] as Ranked).weight < weight) at--;
    best.splice(at, 0, { index, weight });
    if (best.length > n) best.pop();
  }
  return best;
}

export interface Painting {
  /** Opaque pixel of each of 256 steps of the scale. */
  readonly pixels: Uint32Array;
  readonly by: ScaleBy;
  readonly causal: boolean;
}

/** Side in pixels of the image of a t x t pattern on `room` pixels: a pixel a cell, or fewer where there is no room. */
export function imageSide(t: number, room: number): number {
  return Math.max(1, Math.min(t, Math.floor(room)));
}

/**
 * Paints `pattern` [rows, t] on `out` [height, side], one pixel a cell. Where side < t or height < rows each pixel
 * shows the strongest weight under it: a thin line must not vanish between two pixels. Absent cells are left
 * transparent, so that what lies beneath (the hatching) is seen.
 */
export function paint(
  pattern: Float32Array,
  t: number,
  out: Uint32Array,
  side: number,
  how: Painting,
  rows = t,
  height = side,
): void {
  if (side >= t && height >= rows) paintCells(pattern, t, out, how);
  else paintStrongest(pattern, t, out, side, how, rows, height);
}

function stepOf(weight: number, by: ScaleBy): number {
  // NaN falls to 0.
  const w = weight > 0 ? Math.min(1, weight) : 0;
  return ((by === 'sqrt' ? Math.sqrt(w) : w) * 255 + 0.5) | 0;
}

function paintCells(pattern: Float32Array, t: number, out: Uint32Array, { pixels, by, causal }: Painting): void {
  for (let i = 0, at = 0; at < pattern.length; i++) {
    for (let j = 0; j < t; j++, at++) {
      const w = pattern[at] as number;
      out[at] = isAbsent(i, j, w, causal) ? 0 : (pixels[stepOf(w, by)] as number);
    }
  }
}

function paintStrongest(
  pattern: Float32Array,
  t: number,
  out: Uint32Array,
  side: number,
  how: Painting,
  rows: number,
  height: number,
): void {
  const { pixels, by, causal } = how;
  const most = new Float32Array(side * height).fill(-1);
  for (let i = 0, at = 0; i < rows; i++) {
    const row = Math.floor((i * height) / rows) * side;
    for (let j = 0; j < t; j++, at++) {
      const w = pattern[at] as number;
      if (isAbsent(i, j, w, causal)) continue;
      const pixel = row + Math.floor((j * side) / t);
      if (!(w <= (most[pixel] as number))) most[pixel] = w;
    }
  }
  for (let n = 0; n < most.length; n++) {
    const w = most[n] as number;
    out[n] = w === -1 ? 0 : (pixels[stepOf(w, by)] as number);
  }
}

/** Paints a canvas whose style gives its size (`room` px wide); the browser scales it up with `image-rendering: pixelated`. */
export function paintCanvas(
  canvas: HTMLCanvasElement,
  pattern: Float32Array | null,
  t: number,
  room: number,
  how: Painting,
  rows = t,
): void {
  const some = pattern && t > 0 && rows > 0;
  const side = some ? imageSide(t, room) : 1;
  const height = some ? imageSide(rows, (room * rows) / t) : 1;
  if (canvas.width !== side) canvas.width = side;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext('2d');
  if (!context) return;
  const image = context.createImageData(side, height);
  if (some) paint(pattern, t, new Uint32Array(image.data.buffer), side, how, rows, height);
  context.putImageData(image, 0, 0);
}
