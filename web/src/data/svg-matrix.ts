/** One head's matrix as SVG: queries down, keys across, a square a weight. */
import { placeOnScale } from '../style/scale.ts';
import { shortWeight, weight } from '../views/number.ts';
import { isAbsent, paint } from '../views/pattern.ts';
import { label, visible } from '../views/token-text.ts';
import { DataError, shown } from './errors.ts';
import {
  drawLegend,
  drawText,
  escapeXml,
  legendHeight,
  legendWidth,
  middle,
  num,
  Pen,
  type SvgOptions,
  svgPage,
  textWidth,
} from './svg.ts';
import { coarse, type Image } from './svg-cells.ts';
import { drawGrid, type Grid, placeGrid } from './svg-grid.ts';
import type { AttentionData } from './types.ts';
import { listed } from './write.ts';

/** One head, by the numbers that it has in its model. */
export interface HeadChoice {
  readonly layer: number;
  readonly head: number;
}

/** Which head, and how it looks. */
export interface MatrixSvgOptions extends SvgOptions, HeadChoice {
  /** A chosen cell is framed, and told in a line above. */
  readonly cell?: { readonly query: number; readonly key: number } | null | undefined;
}

const largestPlot = 520;
const largestCell = 64;
/** As on the page: from here on a cell has room for its number. */
const cellWithValue = 26;
/** More pixels a side than these no picture shows. */
export const mostPixels = 1024;
const margin = 12;

/** One head's weights [t_q, t_k], or a DataError that says which there are. */
export function headOf(data: AttentionData, { layer, head }: HeadChoice): Float32Array {
  const found = data.layers.find((one) => one.layer === layer);
  if (!found) {
    const have = listed(data.layers.map((one) => one.layer));
    throw new DataError('unknown-layer', `there is no layer ${shown(layer)} (have ${have})`);
  }
  const at = found.heads.indexOf(head);
  if (at < 0)
    throw new DataError('unknown-head', `layer ${layer} has no head ${shown(head)} (have ${listed(found.heads)})`);
  const cells = data.queries.length * data.keys.length;
  return found.weights.data.subarray(at * cells, (at + 1) * cells);
}

/** Painted as the page paints it, in as many pixels as `most` a side allows. */
export function imageOf(pattern: Float32Array, data: AttentionData, pen: Pen, most: number, levels = 256): Image {
  const [rows, columns] = [data.queries.length, data.keys.length];
  if (rows === 0 || columns === 0) return { width: 0, height: 0, pixels: new Uint32Array() };
  const [width, height] = [Math.min(columns, Math.floor(most)), Math.min(rows, Math.floor(most))];
  const pixels = new Uint32Array(width * height);
  const colours = levels < 256 ? coarse(pen.scale.pixels, levels) : pen.scale.pixels;
  paint(pattern, columns, pixels, width, { pixels: colours, by: pen.by, causal: data.causal }, rows, height);
  return { width, height, pixels };
}

/** The heading's default: where the weights are from. */
export function headName({ layer, head }: HeadChoice, model: string): string {
  return `Layer ${layer}, head ${head}${model ? ` of ${model}` : ''}`;
}

/** One head as a matrix, queries down and keys across, as an SVG file. */
export function matrixSvg(data: AttentionData, options: MatrixSvgOptions): string {
  const pen = new Pen(options);
  const pattern = headOf(data, options);
  const count = Math.max(1, data.queries.length, data.keys.length);
  const cell = Math.min(largestCell, Math.max(largestPlot / count, 0.5));
  const chosen = inside(data, options.cell);
  const image = imageOf(pattern, data, pen, mostPixels, count > 64 ? 128 : 256);
  const grid: Grid = { queries: data.queries, keys: data.keys, image, cell, letters: 14, wanted: chosen };
  const place = placeGrid(pen, grid);
  const heading = options.heading ?? headName(options, data.model);
  const top = margin + (heading ? 22 : 0) + (chosen ? 18 : 0);
  const hatched = image.pixels.includes(0);
  const at = { x: margin + place.left, y: top + place.top };
  const body = [
    heading ? drawText(margin, margin + 12, heading, { bold: true }) : '',
    chosen ? readout(data, pattern, pen, chosen, margin, top - 8) : '',
    drawGrid(pen, grid, margin, top),
    cell >= cellWithValue ? values(data, pattern, pen, at, cell) : '',
    chosen ? mark(pen, at, chosen, cell) : '',
    drawLegend(pen, at.x, top + place.height + 14, hatched),
  ];
  const width = Math.max(place.width, place.left + legendWidth(pen, hatched), textWidth(heading) * 1.08);
  return svgPage(pen, {
    width: margin + width + margin,
    height: top + place.height + 14 + legendHeight + margin,
    title: options.title ?? (heading || headName(options, data.model)),
    description: options.description ?? describe(data, options),
    body: body.filter((part) => part !== '').join('\n'),
  });
}

type Cell = { readonly query: number; readonly key: number };

function inside(data: AttentionData, cell: Cell | null | undefined): Cell | null {
  if (!cell) return null;
  const holds = (n: number, count: number) => Number.isInteger(n) && n >= 0 && n < count;
  return holds(cell.query, data.queries.length) && holds(cell.key, data.keys.length) ? cell : null;
}

/** What the picture shows, for those who do not see it. */
export function describe(data: AttentionData, choice: HeadChoice): string {
  const of =
    data.queries === data.keys
      ? `${data.queries.length} tokens`
      : `${data.queries.length} queries, ${data.keys.length} keys`;
  const text = data.text ? ` “${[...visible(data.text).replaceAll('·', ' ')].slice(0, 200).join('')}”` : '';
  return `Attention weights of layer ${choice.layer}, head ${choice.head}: a row a query, a column a key, over ${of}.${text}`;
}

/** Text from right to left keeps its own direction to itself: the line around it does not turn. */
const isolated = (text: string): string => `\u2068${text}\u2069`;

/** `said₃₄ → Tom₁₅  0.854`, as the page tells a cell. */
function readout(
  data: AttentionData,
  pattern: Float32Array,
  pen: Pen,
  { query, key }: Cell,
  x: number,
  y: number,
): string {
  const w = pattern[query * data.keys.length + key] as number;
  const value = isAbsent(query, key, w, data.causal) ? pen.words.masked : weight(w);
  const token = (text: string, n: number, colour: 'query' | 'key') =>
    `<tspan fill="${pen.colour(colour)}">${isolated(escapeXml(label(text, 24)))}</tspan>` +
    `<tspan fill="${pen.colour('ink-2')}" font-size="9" dy="3">${n}</tspan>`;
  const from = token(data.queries[query]?.text ?? '', query, 'query');
  const to = token(data.keys[key]?.text ?? '', key, 'key');
  return `<text x="${num(x)}" y="${num(y)}">${from}<tspan dy="-3"> → </tspan>${to}<tspan dx="10" dy="-3" font-weight="600">${escapeXml(value)}</tspan></text>`;
}

/** The numbers in the cells, black or white as reads best. */
function values(
  data: AttentionData,
  pattern: Float32Array,
  pen: Pen,
  at: { x: number; y: number },
  cell: number,
): string {
  const size = Math.min(13, Math.max(9, cell * 0.32));
  const out: string[] = [];
  for (let query = 0, n = 0; query < data.queries.length; query++) {
    for (let key = 0; key < data.keys.length; key++, n++) {
      const w = pattern[n] as number;
      if (isAbsent(query, key, w, data.causal)) continue;
      const fill = pen.scale.ink(placeOnScale(w, pen.by));
      const [x, y] = [at.x + (key + 0.5) * cell, at.y + (query + 0.5) * cell + middle(size)];
      out.push(drawText(x, y, shortWeight(w), { fill, size, anchor: 'middle' }));
    }
  }
  return out.join('\n');
}

function mark(pen: Pen, at: { x: number; y: number }, { query, key }: Cell, cell: number): string {
  const side = Math.max(4, cell);
  const [x, y] = [at.x + key * cell + (cell - side) / 2, at.y + query * cell + (cell - side) / 2];
  const box = (off: number, width: number, colour: string) =>
    `<rect x="${num(x + off)}" y="${num(y + off)}" width="${num(side - 2 * off)}" height="${num(side - 2 * off)}" fill="none" stroke="${colour}" stroke-width="${width}"/>`;
  // On small cells the frame lies around, on large ones within.
  return cell < 12
    ? box(-0.5, 1, pen.colour('paper')) + box(-2, 2, pen.colour('ink'))
    : box(1, 2, pen.colour('ink')) + box(2.5, 1, pen.colour('paper'));
}
