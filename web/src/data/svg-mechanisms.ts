/** Mechanisms side by side as SVG: name, formula, matrix, and the numbers below, as the Mechanisms page sets them. */
import type { Token } from '../engine/types.js';
import { colourOf, type Look, lookOf } from '../mechanisms/grid-paint.ts';
import { signedPixels } from '../mechanisms/signed-scale.ts';
import { significant } from '../views/number.ts';
import {
  cutText,
  drawLegend,
  drawText,
  hexOf,
  legendHeight,
  num,
  Pen,
  type SvgOptions,
  svgPage,
  textWidth,
} from './svg.ts';
import type { Image } from './svg-cells.ts';
import { drawGrid, type Grid, placeGrid } from './svg-grid.ts';

/** One column. Whoever has a mechanism's matrix can fill it: no engine is needed. */
export interface MechanismPicture {
  readonly name: string;
  /** A year, a source: a quiet word after the name. */
  readonly note?: string | undefined;
  readonly formula: string;
  /** [queries, keys] row-major; of any sign. A number that is exactly 0 is hatched. */
  readonly weights: Float32Array;
  readonly tokens: readonly Token[];
  /** Where the queries are other tokens than the keys. */
  readonly queries?: readonly Token[] | undefined;
  /** What it costs and how it differs, a line each: name and value. */
  readonly lines: readonly (readonly [string, string])[];
}

const margin = 16;
const between = 28;
const lineHeight = 20;
const perRow = 4;
const mostPixels = 512;

/** Several mechanisms side by side, as an SVG file. */
export function mechanismsSvg(mechanisms: readonly MechanismPicture[], options: SvgOptions = {}): string {
  const pen = new Pen(options);
  const heading = options.heading ?? '';
  const plot = mechanisms.length <= 1 ? 440 : mechanisms.length <= 2 ? 380 : 300;
  const grids = mechanisms.map((one) => gridOf(one, pen, plot));
  const places = grids.map(({ grid }) => placeGrid(pen, grid));
  const columns = Math.max(1, Math.min(perRow, mechanisms.length));
  const wide = Math.max(220, ...places.map(({ width }) => width));
  const labels = Math.max(0, ...places.map(({ top }) => top));
  const cells = Math.max(0, ...places.map(({ height, top }) => height - top));
  const lines = Math.max(0, ...mechanisms.map((one) => one.lines.length));
  const high = 48 + labels + cells + 26 + lines * lineHeight;
  const top = margin + (heading ? 28 : 0);
  const body = grids.map(({ grid, look }, n) => {
    const x = margin + (n % columns) * (wide + between);
    const y = top + Math.floor(n / columns) * (high + between);
    const down = labels - (places[n]?.top ?? 0);
    return column(pen, mechanisms[n] as MechanismPicture, grid, look, { x, y, wide, down, plot: 48 + labels + cells });
  });
  const rows = Math.ceil(mechanisms.length / columns);
  const foot = top + rows * (high + between);
  const weights = grids.some(({ look }) => look.kind === 'weights');
  return svgPage(pen, {
    width: 2 * margin + columns * wide + (columns - 1) * between,
    height: foot + (weights ? legendHeight : 0) + margin / 2,
    title: options.title ?? (heading || 'Attention mechanisms side by side'),
    description: options.description ?? describe(mechanisms),
    body: [
      heading ? drawText(margin, margin + 12, heading, { bold: true }) : '',
      ...body,
      weights ? drawLegend(pen, margin, foot, true) : '',
    ]
      .filter((part) => part !== '')
      .join('\n'),
  });
}

function describe(mechanisms: readonly MechanismPicture[]): string {
  const each = mechanisms.map(({ name, formula, lines }) => {
    const numbers = lines.map(([what, value]) => `${what} ${value}`).join(', ');
    return [name, formula, numbers].filter((part) => part !== '').join('; ');
  });
  return `A matrix each, a row a query, a column a key. ${each.join('. ')}.`;
}

function gridOf(
  { weights, tokens, queries = tokens }: MechanismPicture,
  pen: Pen,
  plot: number,
): { grid: Grid; look: Look } {
  const look = lookOf(weights);
  const count = Math.max(1, tokens.length, queries.length);
  const cell = Math.min(40, Math.max(0.4, plot / count));
  return {
    grid: {
      queries,
      keys: tokens,
      image: imageOf(weights, queries.length, tokens.length, look, pen),
      cell,
      letters: 9,
    },
    look,
  };
}

/** As the page paints it: where there are fewer pixels than numbers the strongest wins, and exact zeros are hollow. */
function imageOf(weights: Float32Array, rows: number, columns: number, look: Look, pen: Pen): Image {
  const [width, height] = [Math.min(columns, mostPixels), Math.min(rows, mostPixels)];
  const pixels = new Uint32Array(width * height);
  const best = new Float32Array(width * height);
  const colours = { pixels: pen.scale.pixels, signed: signedPixels(pen.scale), by: pen.by };
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) {
      const w = weights[at] as number;
      const pixel = Math.floor((i * height) / rows) * width + Math.floor((j * width) / columns);
      if (w === 0 || (pixels[pixel] !== 0 && Math.abs(w) <= Math.abs(best[pixel] as number))) continue;
      best[pixel] = w;
      pixels[pixel] = colourOf(w, look, colours);
    }
  }
  return { width, height, pixels };
}

interface ColumnPlace {
  readonly x: number;
  readonly y: number;
  readonly wide: number;
  /** So that all matrices of a row begin level. */
  readonly down: number;
  /** Where the plots end, from y. */
  readonly plot: number;
}

function column(
  pen: Pen,
  one: MechanismPicture,
  grid: Grid,
  look: Look,
  { x, y, wide, down, plot }: ColumnPlace,
): string {
  const name = cutText(one.name, wide - (one.note ? textWidth(one.note, 11) + 8 : 0));
  const quiet = pen.colour('ink-2');
  const note = one.note ? `<tspan dx="6" font-size="11" font-weight="400" fill="${quiet}">` : '';
  const title = drawText(x, y + 17, name, { bold: true });
  const most = significant(look.most, 3);
  const range = look.kind === 'signed' ? `−${most} to ${most}` : look.kind === 'unbounded' ? `up to ${most}` : '';
  return [
    `<g><path d="M${num(x)} ${num(y + 0.5)}h${num(wide)}" stroke="${pen.colour('line-strong')}"/>`,
    note ? title.replace('</text>', `${note}${drawnNote(one.note ?? '')}</tspan></text>`) : title,
    drawText(x, y + 34, cutText(one.formula, wide, 11.5), { mono: true, size: 10.5, fill: quiet }),
    drawGrid(pen, grid, x, y + 48 + down),
    range ? drawScale(pen, look, x + wide, y + plot + 12, range) : '',
    ...one.lines.map(([what, value], n) => line(pen, what, value, x, y + plot + 26 + n * lineHeight, wide)),
    '</g>',
  ].join('\n');
}

const drawnNote = (note: string): string => drawText(0, 0, note).replace(/^<text[^>]*>|<\/text>$/g, '');

/** Numbers that are no weights have a scale of their own: its ends, blue and orange, and what they stand for. */
function drawScale(pen: Pen, look: Look, right: number, y: number, range: string): string {
  const text = drawText(right, y, range, { size: 10, anchor: 'end', fill: pen.colour('ink-2') });
  if (look.kind !== 'signed') return text;
  const signed = signedPixels(pen.scale);
  const left = right - textWidth(range, 10) - 60;
  const steps = Array.from({ length: 16 }, (_, n) => {
    const fill = hexOf(signed[Math.round((n / 15) * 511)] as number);
    return `<rect x="${num(left + n * 3)}" y="${num(y - 7)}" width="3.2" height="7" fill="${fill}"/>`;
  });
  return steps.join('') + text;
}

function line(pen: Pen, what: string, value: string, x: number, y: number, wide: number): string {
  return [
    `<path d="M${num(x)} ${num(y + 0.5)}h${num(wide)}" stroke="${pen.colour('line')}"/>`,
    drawText(x, y + 14, what, { size: 12, fill: pen.colour('ink-2') }),
    drawText(x + wide, y + 14, value, { size: 12, anchor: 'end' }),
  ].join('');
}
