/** All heads as SVG: a row a layer, a column a head, as <attention-heads> draws them. */

import { needRoom } from './room.ts';
import {
  drawLegend,
  drawText,
  legendHeight,
  legendWidth,
  num,
  Pen,
  type SvgOptions,
  svgPage,
  textWidth,
} from './svg.ts';
import { drawCells } from './svg-cells.ts';
import { type HeadChoice, headOf, imageOf } from './svg-matrix.ts';
import type { AttentionData } from './types.ts';

/** Which heads, and how they look. */
export interface HeadsSvgOptions extends SvgOptions {
  readonly chosen?: HeadChoice | null | undefined;
  /** "L.H" of every muted head. */
  readonly muted?: ReadonlySet<string> | undefined;
  /** What stands under a head: what it was found to do. Default: nothing. */
  readonly label?: ((choice: HeadChoice) => string) | undefined;
}

const margin = 12;
const names = 26;
const gap = 6;
/** The row of thumbnails that is aimed at; a thumbnail is between these two, in px. */
const aim = 720;
const [least, most] = [28, 108];
/** More pixels than on a plain screen: paper is sharper. */
const sharpness = 1.25;

interface Cell extends HeadChoice {
  readonly x: number;
  readonly y: number;
}

/** All heads, small, a row a layer, as an SVG file. */
export function headsSvg(data: AttentionData, options: HeadsSvgOptions = {}): string {
  const pen = new Pen(options);
  const heads = Math.max(1, ...data.layers.map((layer) => layer.heads.length));
  const wide = Math.max(least, Math.min(most, aim / heads - gap));
  // As on the page: no thumbnail is more than three times as wide as it is high.
  const ratio = Math.min(3, Math.max(1 / 3, Math.max(1, data.keys.length) / Math.max(1, data.queries.length)));
  const high = wide / ratio;
  const heading = options.heading ?? (data.model ? `All heads of ${data.model}` : 'All heads');
  const top = margin + (heading ? 24 : 0) + 16;
  const step = high + (options.label || options.muted?.size ? 17 : gap);
  const cells = data.layers.flatMap(({ layer, heads: numbers }, row) =>
    numbers.map((head, n): Cell => ({ layer, head, x: margin + names + n * (wide + gap), y: top + row * step })),
  );
  needRoom(cells.length * largestThumbnail(data, wide, high), 'the picture', 'choose a layer or head');
  const foot = top + data.layers.length * step + 10;
  const hatched = data.causal && data.queries.length > 1;
  const body = [
    heading ? drawText(margin, margin + 12, heading, { bold: true }) : '',
    ...columnNames(data, pen, wide, top - 6),
    ...data.layers.map(({ layer }, row) => drawText(margin, top + row * step + 10, `L${layer}`, small(pen))),
    ...cells.map((cell) => thumbnail(data, pen, options, cell, wide, high)),
    drawLegend(pen, margin + names, foot, hatched),
  ];
  const width = Math.max(names + heads * (wide + gap), names + legendWidth(pen, hatched), textWidth(heading) * 1.08);
  return svgPage(pen, {
    width: margin + width + margin,
    height: foot + legendHeight + margin,
    title: options.title ?? (heading || 'All heads'),
    description:
      options.description ??
      `Attention weights of ${cells.length} heads, a small matrix each: a row a layer, a column a head, over ${data.keys.length} tokens.`,
    body: body.filter((part) => part !== '').join('\n'),
  });
}

/** Characters at most: a rectangle a pixel, `M99 99h1v1h-1z`, and what frames and names it. */
function largestThumbnail({ queries, keys, causal }: AttentionData, wide: number, high: number): number {
  const side = Math.floor(Math.max(wide, high) * sharpness);
  return 2000 + Math.min(side, queries.length) * Math.min(side, keys.length) * (causal ? 8 : 16);
}

const small = (pen: Pen) => ({ fill: pen.colour('ink-2'), size: 10 });

/** None where the layers' heads have different numbers: each then has its own name below. */
function columnNames(data: AttentionData, pen: Pen, wide: number, y: number): string[] {
  const [first] = data.layers;
  if (!first || data.layers.some(({ heads }) => heads.some((head, n) => head !== first.heads[n]))) return [];
  return first.heads.map((head, n) =>
    drawText(margin + names + n * (wide + gap) + wide / 2, y, `H${head}`, { ...small(pen), anchor: 'middle' }),
  );
}

function thumbnail(
  data: AttentionData,
  pen: Pen,
  options: HeadsSvgOptions,
  cell: Cell,
  wide: number,
  high: number,
): string {
  const { layer, head, x, y } = cell;
  // Few colours: no eye tells more in cells so small.
  const image = imageOf(headOf(data, cell), data, pen, Math.max(wide, high) * sharpness, 32);
  const muted = options.muted?.has(`${layer}.${head}`) ?? false;
  const { chosen } = options;
  const lit = chosen?.layer === layer && chosen.head === head;
  const cells = drawCells(image, x, y, wide / Math.max(1, image.width), high / Math.max(1, image.height));
  const cross = `<path d="M${num(x)} ${num(y)}l${num(wide)} ${num(high)}m0 ${num(-high)}l${num(-wide)} ${num(high)}" stroke="${pen.colour('ink')}" stroke-width="2" stroke-opacity=".75"/>`;
  const label = muted ? pen.words.muted : (options.label?.(cell) ?? '');
  return [
    `<g><title>Layer ${layer}, head ${head}</title>`,
    image.pixels.includes(0)
      ? `<rect x="${num(x)}" y="${num(y)}" width="${num(wide)}" height="${num(high)}" fill="${pen.hatch}"/>`
      : '',
    muted ? `<g opacity=".25">${cells}</g>${cross}` : cells,
    pen.frame(x, y, wide, high, lit),
    label ? drawText(x + wide / 2, y + high + 11, label, { ...small(pen), anchor: 'middle', bold: lit }) : '',
    '</g>',
  ].join('');
}
