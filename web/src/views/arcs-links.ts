/**
 * Arcs where queries and keys are different tokens (cross-attention): queries in a column on the left, keys on the
 * right, links between them. Fetched by the arcs when they are given such a pattern.
 */
import { nothing, svg, type TemplateResult } from 'lit';
import type { Token } from '../engine/types.ts';
import { type Arc, arcOpacity, arcWidth, linkPath, type Picture } from './arcs-layout.ts';
import { shortWeight } from './number.ts';
import { tokenTextSvg } from './token-parts.ts';
import { visible } from './token-text.ts';

export interface LinksOf {
  readonly arcs: readonly Arc[];
  readonly queries: readonly Token[];
  readonly keys: readonly Token[];
  /** The lit query's row; null for none. */
  readonly row: Float32Array | null;
  readonly lit: number;
  /** Index of the query that Tab reaches, and of the chosen one. */
  readonly active: number;
  readonly chosen: number;
  readonly threshold: number;
  readonly room: number;
  readonly name: (query: number) => string;
  readonly pick: (event: MouseEvent) => void;
}

const line = 24;
const numberRoom = 34;
const widest = 640;
const letter = 8;

interface Columns {
  readonly from: number;
  readonly to: number;
  readonly width: number;
  readonly letters: number;
}

/** Each column takes what its longest token needs, at most a third of the room. */
function columnsOf({ room, queries, keys }: LinksOf): Columns {
  const width = Math.max(240, Math.min(room, widest));
  const most = Math.max(4, ...[...queries, ...keys].map(({ text }) => [...visible(text)].length));
  const column = Math.min(width / 3, most * letter + 12);
  return { from: column, to: width - column - numberRoom, width, letters: Math.floor(column / letter) };
}

const middle = (n: number) => n * line + line / 2;

function cut(text: string, letters: number): string {
  const all = [...visible(text)];
  return all.length > letters ? `${all.slice(0, Math.max(1, letters - 1)).join('')}…` : all.join('');
}

function link(of: LinksOf, at: Columns, arc: Arc, lit: boolean): TemplateResult {
  const path = linkPath(at.from + 4, middle(arc.query), at.to - 4, middle(arc.key));
  const opacity = arcOpacity(arc.weight, of.arcs.length, lit);
  return svg`<path class=${lit ? 'arc lit link' : 'arc'} d=${path} stroke-width=${arcWidth(arc.weight)} opacity=${opacity}></path>${
    lit
      ? svg`<path class="hit" d=${path} data-query=${arc.query} data-key=${arc.key} @click=${of.pick}></path>`
      : nothing
  }`;
}

function query(of: LinksOf, at: Columns, index: number): TemplateResult {
  const y = middle(index);
  return svg`<g class=${`token lit${index === of.lit ? ' chief' : ''}`} role="option" data-index=${index}
      tabindex=${index === of.active ? 0 : -1} aria-selected=${index === of.chosen ? 'true' : 'false'} aria-label=${of.name(index)}>
    <rect class="back" x="0" y=${y - 10} width=${at.from} height="20" rx="3"></rect>
    <text class="text" x=${at.from - 4} y=${y} text-anchor="end">${tokenTextSvg(cut(of.queries[index]?.text ?? '', at.letters))}</text></g>`;
}

function key(of: LinksOf, at: Columns, index: number): TemplateResult {
  const w = of.row?.[index] ?? 0;
  const lit = !of.row || w >= of.threshold;
  return svg`<g class=${lit ? 'token lit' : 'token'} aria-hidden="true">
    <text class="text" x=${at.to + 4} y=${middle(index)}>${tokenTextSvg(cut(of.keys[index]?.text ?? '', at.letters))}</text>
    ${of.row && lit ? svg`<text class="to" x=${at.width} y=${middle(index)} text-anchor="end">${shortWeight(w)}</text>` : nothing}</g>`;
}

export function links(of: LinksOf): Picture {
  const at = columnsOf(of);
  const ends = { x1: at.from, x2: at.to };
  return {
    width: at.width,
    height: Math.max(of.queries.length, of.keys.length) * line,
    others: of.arcs.map((arc) => (arc.query === of.lit ? nothing : link(of, at, arc, false))),
    // A level link's own box has no height, and a gradient over it would not be drawn: it runs over the picture.
    mine: [
      svg`<defs><linearGradient id="across" gradientUnits="userSpaceOnUse" x1=${ends.x1} x2=${ends.x2} y1="0" y2="0">
        <stop offset="0" class="stop-query"></stop><stop offset="1" class="stop-key"></stop></linearGradient></defs>`,
      ...of.arcs.map((arc) => (arc.query === of.lit ? link(of, at, arc, true) : nothing)),
      ...of.keys.map((_, index) => key(of, at, index)),
    ],
    tokens: of.queries.map((_, index) => query(of, at, index)),
  };
}
