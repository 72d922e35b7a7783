/** A matrix with the tokens of its rows and columns, as <attention-matrix> and <mechanism-grid> draw it. */
import type { Token } from '../engine/types.js';
import { thinned } from '../views/labels.ts';
import { label } from '../views/token-text.ts';
import { drawText, middle, num, type Pen, textWidth } from './svg.ts';
import { drawCells, type Image } from './svg-cells.ts';

/** Least distance of two labels, in px. */
const labelGap = 13.5;

export interface Grid {
  readonly queries: readonly Token[];
  readonly keys: readonly Token[];
  readonly image: Image;
  /** Side of a cell, in px. */
  readonly cell: number;
  /** Characters of a label at most. */
  readonly letters: number;
  /** Indices of tokens whose label is always drawn. */
  readonly wanted?: { readonly query: number; readonly key: number } | null | undefined;
}

export interface GridPlace {
  /** Top left of the cells, from the grid's own top left. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

interface Label {
  readonly at: number;
  readonly text: string;
}

function labels(tokens: readonly Token[], cell: number, letters: number, wanted: number | undefined): Label[] {
  const kept = wanted === undefined || wanted < 0 ? [] : [wanted];
  return thinned(0, tokens.length - 1, cell, labelGap, kept).map((at) => ({
    at,
    text: label(tokens[at]?.text ?? '', letters),
  }));
}

const longest = (list: readonly Label[]): number => Math.max(0, ...list.map(({ text }) => textWidth(text, 11)));

/** Room for the labels, and for the two words in the corner, then the cells. */
export function placeGrid(pen: Pen, grid: Grid): GridPlace {
  const { queries, keys, cell, letters, wanted } = grid;
  const words = Math.max(textWidth(pen.words.keys, 10), textWidth(pen.words.queries, 10)) + 16;
  const left = Math.max(words, longest(labels(queries, cell, letters, wanted?.query))) + 8;
  const top = Math.max(30, longest(labels(keys, cell, letters, wanted?.key)) + 8);
  return { left, top, width: left + keys.length * cell, height: top + queries.length * cell };
}

/** Cells over hatching, framed, with their labels; the grid's top left is (x, y). */
export function drawGrid(pen: Pen, grid: Grid, x: number, y: number): string {
  const { queries, keys, cell, letters, wanted } = grid;
  const { left, top } = placeGrid(pen, grid);
  const [at, from] = [x + left, y + top];
  const [width, height] = [keys.length * cell, queries.length * cell];
  const key = pen.colour('key');
  const query = pen.colour('query');
  const centre = (n: number) => (n + 0.5) * cell;
  const across = labels(keys, cell, letters, wanted?.key).map((one) =>
    drawText(at + centre(one.at) + middle(11), from - 5, one.text, { fill: key, size: 11, turn: -90 }),
  );
  const down = labels(queries, cell, letters, wanted?.query).map((one) =>
    drawText(at - 6, from + centre(one.at) + middle(11), one.text, { fill: query, size: 11, anchor: 'end' }),
  );
  const corner = { size: 10, anchor: 'end' } as const;
  const some = grid.image.pixels.includes(0);
  return [
    drawText(at - 6, from - 20, `${pen.words.keys} →`, { ...corner, fill: key }),
    drawText(at - 6, from - 8, `${pen.words.queries} ↓`, { ...corner, fill: query }),
    some
      ? `<rect x="${num(at)}" y="${num(from)}" width="${num(width)}" height="${num(height)}" fill="${pen.hatch}"/>`
      : '',
    drawCells(grid.image, at, from, width / Math.max(1, grid.image.width), height / Math.max(1, grid.image.height)),
    pen.frame(at, from, width, height),
    ...across,
    ...down,
  ].join('\n');
}
