/**
 * One head as arcs from each query to the keys it attends to, as <attention-arcs> draws them. Cross-attention: two columns with
 * links between them.
 */
import {
  type Arc,
  arcHeight,
  arcOpacity,
  arcPath,
  arcWidth,
  chooseArcs,
  type Line,
  layLine,
  linkPath,
  mostArcs,
  riseOver,
} from '../views/arcs-layout.ts';
import { thinned } from '../views/labels.ts';
import { shortWeight } from '../views/number.ts';
import { label, visible } from '../views/token-text.ts';
import { cutText, drawText, drawToken, middle, num, Pen, type SvgOptions, svgPage, textWidth } from './svg.ts';
import { describe, type HeadChoice, headName, headOf } from './svg-matrix.ts';
import { checkShare } from './svg-options.ts';
import type { AttentionData } from './types.ts';

/** Which head, and how it looks. */
export interface ArcsSvgOptions extends SvgOptions, HeadChoice {
  /** The least weight that is drawn; default 0.05, as on the page. */
  readonly threshold?: number | undefined;
  /** A query whose arcs are lit and numbered. */
  readonly query?: number | null | undefined;
}

const margin = 16;
/** Of what a lit token leaves dark, as the page dims it. */
const dimmed = 0.14;
/** A line of words longer than this would be no figure: then words are thinned and stand upright. */
const longestLine = 1040;
const labelGap = 13.5;

interface Drawing {
  readonly data: AttentionData;
  readonly pen: Pen;
  readonly pattern: Float32Array;
  readonly arcs: readonly Arc[];
  /** -1 for none. */
  readonly lit: number;
  readonly threshold: number;
}

interface Part {
  readonly width: number;
  readonly height: number;
  readonly body: readonly string[];
}

/** One head as arcs between two columns of tokens, as an SVG file. */
export function arcsSvg(data: AttentionData, options: ArcsSvgOptions): string {
  const pen = new Pen(options);
  const pattern = headOf(data, options);
  const { threshold = 0.05 } = options;
  checkShare('threshold', threshold);
  const [rows, columns] = [data.queries.length, data.keys.length];
  const { arcs } = chooseArcs(pattern, columns, threshold, mostArcs, data.causal, rows);
  const lit = Number.isInteger(options.query) && (options.query as number) < rows ? (options.query as number) : -1;
  const drawing: Drawing = { data, pen, pattern, arcs, lit, threshold };
  const heading = options.heading ?? headName(options, data.model);
  const part = data.keys === data.queries ? alongLine(drawing) : linked(drawing);
  const top = margin + (heading ? 26 : 0);
  return svgPage(pen, {
    width: 2 * margin + Math.max(part.width, textWidth(heading) * 1.08),
    height: top + part.height + margin,
    title: options.title ?? (heading || headName(options, data.model)),
    description: options.description ?? `${describe(data, options)} Drawn as arcs from weight ${threshold} on.`,
    definitions: gradients(pen),
    body: [
      heading ? drawText(margin, margin + 12, heading, { bold: true }) : '',
      `<g transform="translate(${margin} ${num(top)})">`,
      ...part.body,
      '</g>',
    ].join('\n'),
  });
}

/** From a query to its keys: the key's end is orange. Upwards in the text, and, without a causal mask, ahead. */
function gradients(pen: Pen): string {
  const stop = (at: number, name: 'query' | 'key') => `<stop offset="${at}" stop-color="${pen.colour(name)}"/>`;
  const one = (id: string, from: 'query' | 'key', to: 'query' | 'key') =>
    `<linearGradient id="ap-${id}-${pen.theme}">${stop(0, from)}${stop(1, to)}</linearGradient>`;
  return one('back', 'key', 'query') + one('ahead', 'query', 'key');
}

/** The picture's own narrowness, and a loop's, whose two sides would run into one. */
const strokeWidth = (arc: Arc, thin: number): number =>
  arc.query === arc.key ? Math.min(2, arcWidth(arc.weight) * thin) : Math.max(0.4, arcWidth(arc.weight) * thin);

function strokeOf(drawing: Drawing, arc: Arc, thin: number): string {
  const { pen, lit, arcs } = drawing;
  const mine = isLit(drawing, arc);
  const way =
    arc.query === arc.key ? pen.colour('query') : `url(#ap-${arc.query > arc.key ? 'back' : 'ahead'}-${pen.theme})`;
  const opacity = arcOpacity(arc.weight, arcs.length, mine) * (mine || lit < 0 ? 1 : dimmed);
  return `stroke="${mine ? way : pen.colour('ink-2')}" stroke-width="${num(strokeWidth(arc, thin))}" stroke-opacity="${num(opacity)}"`;
}

/** In cross-attention a key of the lit query's number is another token. */
const isLit = ({ data, lit }: Drawing, arc: Arc): boolean =>
  arc.query === lit || (data.keys === data.queries && arc.key === lit);

const litLast = (drawing: Drawing): readonly Arc[] => {
  const mine = (arc: Arc) => isLit(drawing, arc);
  return [...drawing.arcs.filter((arc) => !mine(arc)), ...drawing.arcs.filter(mine)];
};

function alongLine(drawing: Drawing): Part {
  const { data } = drawing;
  const texts = data.keys.map(({ text }) => cutText(visible(text), 150));
  const extents = texts.map((text) => Math.max(18, textWidth(text)));
  const line = layLine(extents, 8, 480, 40);
  const upright = line.length > longestLine;
  return arcsOver(drawing, upright ? evenLine(data.keys.length) : line, texts, upright);
}

function evenLine(count: number): Line {
  const extent = Math.max(1, longestLine / count);
  return {
    places: Array.from({ length: count }, (_, n) => ({ centre: (n + 0.5) * extent, extent })),
    length: count * extent,
  };
}

function arcsOver(drawing: Drawing, line: Line, texts: readonly string[], upright: boolean): Part {
  const rise = riseOver(line.length, upright ? 320 : undefined);
  // Nothing is higher than the highest arc: the room above it would be empty.
  const place = (n: number) => line.places[n]?.centre ?? 0;
  const heightOf = ({ query, key }: Arc) => arcHeight(Math.abs(place(query) - place(key)), line.length, rise);
  const base = Math.ceil(Math.max(20, ...drawing.arcs.map(heightOf))) + 6;
  // Tokens that stand closer than a word make arcs that do, too.
  const thin = Math.min(1, (line.places[0]?.extent ?? 18) / 14);
  const paths = litLast(drawing).map((arc) => {
    const d = arcPath(place(arc.query), place(arc.key), base, heightOf(arc), false);
    return `<path d="${d}" ${strokeOf(drawing, arc, thin)}/>`;
  });
  const words = upright ? uprightWords(drawing, line, base) : levelWords(drawing, line, texts, base);
  return {
    width: line.length,
    height: base + words.height,
    body: [`<g fill="none">`, ...paths, '</g>', ...words.body],
  };
}

/** What a lit query gives each key, or null where that is not drawn. */
function given({ pattern, data, lit, threshold }: Drawing, key: number): number | null {
  const w = lit < 0 ? 0 : (pattern[lit * data.keys.length + key] as number);
  return w > 0 && w >= threshold ? w : null;
}

function levelWords(
  drawing: Drawing,
  line: Line,
  texts: readonly string[],
  base: number,
): { height: number; body: string[] } {
  const { pen, lit } = drawing;
  const body = texts.map((text, n) => {
    const { centre: x, extent } = line.places[n] ?? { centre: 0, extent: 0 };
    const chief = n === lit;
    const weight = given(drawing, n);
    const quiet = lit >= 0 && !chief && weight === null;
    const box = `<rect x="${num(x - extent / 2 - 3)}" y="${base + 2}" width="${num(extent + 6)}" height="20" rx="3" fill="${pen.colour('query')}"/>`;
    const fill = chief ? pen.colour('paper') : quiet ? pen.colour('ink-2') : undefined;
    const word = drawToken(x, base + 12 + middle(13), text, chief ? pen.colour('paper') : pen.colour('ink-2'), {
      anchor: 'middle',
      fill,
    });
    const number =
      weight === null
        ? ''
        : drawText(x, base + 35, shortWeight(weight), { size: 11, anchor: 'middle', fill: pen.colour('key') });
    return (chief ? box : '') + word + number;
  });
  return { height: lit < 0 ? 24 : 40, body };
}

function uprightWords(drawing: Drawing, line: Line, base: number): { height: number; body: string[] } {
  const { data, pen, lit } = drawing;
  const extent = line.places[0]?.extent ?? 1;
  const shown = thinned(0, data.keys.length - 1, extent, labelGap, lit < 0 ? [] : [lit]).map((n) => ({
    n,
    text: label(data.keys[n]?.text ?? '', 14),
  }));
  const body = shown.map(({ n, text }) => {
    const fill = n === lit ? pen.colour('query') : lit < 0 ? undefined : pen.colour('ink-2');
    const x = (line.places[n]?.centre ?? 0) + middle(11);
    return drawText(x, base + 6, text, { size: 11, anchor: 'end', turn: -90, fill, bold: n === lit });
  });
  return { height: 10 + Math.max(0, ...shown.map(({ text }) => textWidth(text, 11))), body };
}

/** Cross-attention: queries on the left, keys on the right. */
function linked(drawing: Drawing): Part {
  const { data, pen, lit } = drawing;
  const count = Math.max(data.queries.length, data.keys.length);
  const step = Math.min(24, Math.max(1, 1200 / Math.max(1, count)));
  const y = (n: number) => (n + 0.5) * step;
  const texts = [data.queries, data.keys].map((tokens) => tokens.map(({ text }) => cutText(visible(text), 150)));
  const [from = 0, column = 0] = texts.map((list) => Math.max(40, ...list.map((text) => textWidth(text))) + 8);
  const to = from + 260;
  const paths = litLast(drawing).map((arc) => {
    const d = linkPath(from, y(arc.query), to, y(arc.key));
    const mine = isLit(drawing, arc);
    const opacity = arcOpacity(arc.weight, drawing.arcs.length, mine) * (mine || lit < 0 ? 1 : dimmed);
    // A level link's own box has no height, and a gradient over it would not be drawn: one colour.
    return `<path d="${d}" stroke="${mine ? pen.colour('query') : pen.colour('ink-2')}" stroke-width="${num(arcWidth(arc.weight))}" stroke-opacity="${num(opacity)}"/>`;
  });
  const word = (side: 0 | 1) => (n: number) => {
    const fill = side === 0 ? pen.colour('query') : pen.colour('key');
    const at = side === 0 ? from - 6 : to + 6;
    const text = drawToken(at, y(n) + middle(13), texts[side]?.[n] ?? '', fill, {
      anchor: side === 0 ? 'end' : 'start',
      fill,
    });
    const weight = side === 1 ? given(drawing, n) : null;
    return weight === null
      ? text
      : text + drawText(to + column + 30, y(n) + middle(11), shortWeight(weight), { size: 11, anchor: 'end', fill });
  };
  const shown = (tokens: number) => thinned(0, tokens - 1, step, 16, []);
  return {
    width: to + column + (lit < 0 ? 0 : 32),
    height: count * step,
    body: [
      `<g fill="none">`,
      ...paths,
      '</g>',
      ...shown(data.queries.length).map(word(0)),
      ...shown(data.keys.length).map(word(1)),
    ],
  };
}
