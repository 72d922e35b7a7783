/**
 * Where tokens and arcs go, and how strong each is: along one line, x to the right in a wide view, y downwards in a narrow one.
 * The view and its picture (data/svg-arcs.ts) both draw by this.
 */
import type { nothing, TemplateResult } from 'lit';
import { isAbsent } from './pattern.ts';

/** What is drawn, in px, and from back to front. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly others: readonly (TemplateResult | typeof nothing)[];
  readonly mine: readonly (TemplateResult | typeof nothing)[];
  readonly tokens: readonly TemplateResult[];
}

export interface Place {
  /** Middle of the token along the line, in px. */
  readonly centre: number;
  /** Room it takes along the line, in px. */
  readonly extent: number;
}

export interface Line {
  readonly places: readonly Place[];
  readonly length: number;
}

/** Tokens in a row with `gap` px between; spread over `room` where that is more than they need. */
export function layLine(extents: readonly number[], gap: number, room: number, widest: number): Line {
  const needed = extents.reduce((sum, e) => sum + e + gap, 0);
  const spare = extents.length > 1 ? Math.min(widest, Math.max(0, (room - needed) / extents.length)) : 0;
  let at = 0;
  const places = extents.map((extent) => {
    const place = { centre: at + (extent + gap + spare) / 2, extent };
    at += extent + gap + spare;
    return place;
  });
  return { places, length: at };
}

export interface Arc {
  readonly query: number;
  readonly key: number;
  readonly weight: number;
}

/** Arcs of a pattern [rows, t] of at least `threshold`, weakest first (so that strong ones are drawn over weak ones), at most `most` of them. */
export function chooseArcs(
  pattern: Float32Array,
  t: number,
  threshold: number,
  most: number,
  causal: boolean,
  rows = t,
): { arcs: Arc[]; left: number } {
  const arcs: Arc[] = [];
  for (let query = 0; query < rows; query++) {
    for (let key = 0; key < t; key++) {
      const weight = pattern[query * t + key] as number;
      if (weight > 0 && weight >= threshold && !isAbsent(query, key, weight, causal)) arcs.push({ query, key, weight });
    }
  }
  arcs.sort((a, b) => a.weight - b.weight);
  const left = Math.max(0, arcs.length - most);
  return { arcs: arcs.slice(left), left };
}

/** Height of an arc over `distance` px: grows with it, slowly, and never above `most` px. */
export function arcHeight(distance: number, longest: number, most: number): number {
  if (longest <= 0) return 0;
  return most * Math.sqrt(Math.min(1, distance / longest));
}

/**
 * SVG path from `a` to `b` px along the line. Wide: the line is y = `base` and arcs rise above it. Tall:
 * the line is x = `base` and arcs swell to its right. A token's arc to itself is a small loop.
 */
export function arcPath(a: number, b: number, base: number, height: number, tall: boolean): string {
  const n = (x: number) => Math.round(x * 10) / 10;
  const point = (along: number, off: number) =>
    tall ? `${n(base + off)} ${n(along)}` : `${n(along)} ${n(base - off)}`;
  if (a === b) {
    return `M${point(a - 3, 0)}C${point(a - 9, 14)} ${point(a + 9, 14)} ${point(a + 3, 0)}`;
  }
  // A cubic whose handles stand straight up: 4/3 of the height makes its top reach the height exactly.
  const handle = (height * 4) / 3;
  const inset = (b - a) * 0.12;
  return `M${point(a, 0)}C${point(a + inset, handle)} ${point(b - inset, handle)} ${point(b, 0)}`;
}

/** No more arcs than these are drawn, the strongest ones. */
export const mostArcs = 1500;

/** Height of the highest arc over a line of `length` px: at most `most`. */
export const riseOver = (length: number, most = 220): number => Math.min(most, Math.max(60, length / 3));

/** Link from a query, at y = `a` on the line x = `from`, to a key at `b` on x = `to`. */
export function linkPath(from: number, a: number, to: number, b: number): string {
  const n = (x: number) => Math.round(x * 10) / 10;
  const bend = (to - from) * 0.45;
  return `M${n(from)} ${n(a)}C${n(from + bend)} ${n(a)} ${n(to - bend)} ${n(b)} ${n(to)} ${n(b)}`;
}

/** Stroke width in px of a weight. */
export const arcWidth = (weight: number): number => 0.75 + 4.25 * weight;

/** Opacity of one of `count` arcs: hundreds on one another would be a solid shape, so the more there are, the fainter each. */
export function arcOpacity(weight: number, count: number, lit: boolean): number {
  const alone = 0.12 + 0.88 * Math.sqrt(weight);
  return lit ? Math.max(0.5, alone) : alone * Math.min(1, 150 / count);
}
