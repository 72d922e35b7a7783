/**
 * A matrix of queries by keys with token labels on both sides: a canvas a cell a pixel, and over it an SVG in
 * CSS px for whatever a panel draws on top. Wider than high in cross-attention.
 */
import { html, type SVGTemplateResult, svg, type TemplateResult } from 'lit';
import type { Token } from '../../engine/types.ts';
import { inSight, thinned } from '../../views/labels.ts';
import { styled } from '../../views/styled.ts';
import { label } from '../../views/token-text.ts';

const labelGap = 13;
const narrow = 420;
const largestCell = 40;

export interface FrameSize {
  /** Room for token labels, left and above, in px. */
  readonly names: number;
  /** Side of a cell. */
  readonly cell: number;
  readonly width: number;
  readonly height: number;
}

/** The largest square cells that fit into `room` px of width and `most` px of plot both ways. */
export function frameSize(queries: number, keys: number, room: number, most: number): FrameSize {
  const names = room <= narrow ? 56 : 68;
  const across = Math.max(1, Math.min(most, room - names - 2));
  const cell = Math.min(largestCell, across / Math.max(1, keys), most / Math.max(1, queries));
  return { names, cell, width: cell * keys, height: cell * queries };
}

export interface Frame {
  readonly size: FrameSize;
  readonly queries: readonly Token[];
  readonly keys: readonly Token[];
  /** What the picture shows, in words. */
  readonly about: string;
  /** Drawn over the cells, in px from the plot's corner. */
  readonly over: SVGTemplateResult;
}

export function matrixFrame({ size, queries, keys, about, over }: Frame): TemplateResult {
  const { names, width, height } = size;
  const outer = { width: `${names + width + 2}px`, height: `${names + height + 2}px` };
  const inner = { left: `${names}px`, top: `${names}px`, width: `${width}px`, height: `${height}px` };
  return html`<div class="frame" style=${styled(outer)}>
    <canvas aria-hidden="true" style=${styled(inner)}></canvas>
    <svg role="img" aria-label=${about} width=${names + width + 2} height=${names + height + 2}>
      ${side(queries, size, 'query')}${side(keys, size, 'key')}
      <g transform=${`translate(${names} ${names})`}>${over}</g>
    </svg></div>`;
}

function side(tokens: readonly Token[], { names, cell }: FrameSize, axis: 'query' | 'key'): SVGTemplateResult[] {
  const [first, last] = inSight(tokens.length, cell, 0, cell * tokens.length);
  return thinned(first, last, cell, labelGap, []).map((n) => {
    const along = names + (n + 0.5) * cell;
    const text = label(tokens[n]?.text ?? '', names < 60 ? 7 : 9);
    return axis === 'query'
      ? svg`<text class="query" x=${names - 5} y=${along} text-anchor="end" dominant-baseline="central">${text}</text>`
      : svg`<text class="key" x="0" y="0" dominant-baseline="central"
          transform=${`translate(${along} ${names - 5}) rotate(-90)`}>${text}</text>`;
  });
}

/** Paints `rows` x `columns` pixels; 0 leaves one transparent. */
export function paintCells(
  canvas: HTMLCanvasElement | null,
  rows: number,
  columns: number,
  pixel: (row: number, column: number) => number,
): void {
  const context = canvas?.getContext('2d');
  if (!canvas || !context || rows === 0 || columns === 0) return;
  if (canvas.width !== columns) canvas.width = columns;
  if (canvas.height !== rows) canvas.height = rows;
  const image = context.createImageData(columns, rows);
  const out = new Uint32Array(image.data.buffer);
  for (let i = 0, at = 0; i < rows; i++) for (let j = 0; j < columns; j++, at++) out[at] = pixel(i, j);
  context.putImageData(image, 0, 0);
}
