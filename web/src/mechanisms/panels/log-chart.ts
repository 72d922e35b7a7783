/** Charts on axes of logarithms or of plain numbers: scales, ticks, markers, and labels that keep apart. SVG only. */
import { type SVGTemplateResult, svg } from 'lit';

export interface Scale {
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
}

/** Powers of ten that enclose the values, at least `decades` of them. */
export function decadesAround(values: readonly number[], decades: number): readonly [number, number] {
  const real = values.filter((v) => v > 0 && Number.isFinite(v)).map(Math.log10);
  if (real.length === 0) return [1, 10 ** decades];
  const low = Math.floor(Math.min(...real) + 1e-9);
  const high = Math.max(low + decades, Math.ceil(Math.max(...real) - 1e-9));
  return [10 ** low, 10 ** high];
}

/** Values in [least, most] onto [from, to] px by their logarithm; a tick every power of `base`. */
export function logScale(least: number, most: number, from: number, to: number, base = 10): Scale {
  const [low, high] = [Math.log(least), Math.log(most)];
  const at = (value: number) =>
    from + ((to - from) * (Math.log(Math.min(most, Math.max(least, value))) - low)) / (high - low);
  const first = Math.ceil(low / Math.log(base) - 1e-9);
  const last = Math.floor(high / Math.log(base) + 1e-9);
  return { at, ticks: Array.from({ length: Math.max(0, last - first + 1) }, (_, n) => base ** (first + n)) };
}

/** Values in [0, most] onto [from, to] px; about `count` ticks at round numbers. */
export function plainScale(most: number, from: number, to: number, count: number): Scale {
  const top = most > 0 ? most : 1;
  const rough = top / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * power).find((s) => s >= rough) as number;
  const ticks = Array.from({ length: Math.floor(top / step + 1e-9) + 1 }, (_, n) => n * step);
  return { at: (value) => from + ((to - from) * Math.min(top, Math.max(0, value))) / top, ticks };
}

/** Moves labels, in the order of their places, just so far that `gap` px lie between them and all stay in [top, bottom]. */
export function spread(places: readonly number[], gap: number, top: number, bottom: number): number[] {
  const order = places.map((_, n) => n).sort((a, b) => (places[a] as number) - (places[b] as number) || a - b);
  const out = [...places];
  let least = top;
  for (const n of order) {
    out[n] = Math.max(out[n] as number, least);
    least = (out[n] as number) + gap;
  }
  let most = bottom;
  for (const n of order.reverse()) {
    out[n] = Math.min(out[n] as number, most);
    most = (out[n] as number) - gap;
  }
  return out;
}

export type Marker = 'circle' | 'square' | 'triangle' | 'diamond' | 'cross' | 'plus';

const shapes: Readonly<Record<Marker, string>> = {
  circle: 'M-3.5 0A3.5 3.5 0 1 0 3.5 0A3.5 3.5 0 1 0 -3.5 0Z',
  square: 'M-3 -3H3V3H-3Z',
  triangle: 'M0 -4L4 3.2H-4Z',
  diamond: 'M0 -4.4L4.4 0L0 4.4L-4.4 0Z',
  cross: 'M-3.2 -3.2L3.2 3.2M-3.2 3.2L3.2 -3.2',
  plus: 'M-4 0H4M0 -4V4',
};

export function marker(kind: Marker, x: number, y: number): SVGTemplateResult {
  return svg`<path class="marker" d=${shapes[kind]} transform=${`translate(${round(x)} ${round(y)})`}></path>`;
}

export const round = (px: number): number => Math.round(px * 10) / 10;

export const linePath = (points: readonly (readonly [number, number])[]): string =>
  points.map(([x, y], n) => `${n === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('');
