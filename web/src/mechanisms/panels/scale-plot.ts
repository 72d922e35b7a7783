/** Drawings of the scale probe: weights as columns, and a measure against d, with and without the division. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import { linePath, logScale, marker, plainScale, round } from './log-chart.ts';

/** Weights of one row [n]: the height of the box is 1. */
export function weightColumns(weights: Float32Array): TemplateResult {
  return html`<svg class="columns" viewBox=${`0 0 ${Math.max(1, weights.length)} 1`} preserveAspectRatio="none" aria-hidden="true">
    ${Array.from(weights, (w, n) => svg`<rect x=${n + 0.08} width="0.84" y=${1 - w} height=${Math.max(0.006, w)}></rect>`)}</svg>`;
}

export interface Sweep {
  readonly title: string;
  readonly about: string;
  readonly room: number;
  readonly widths: readonly number[];
  /** A number a width. */
  readonly scaled: readonly number[];
  readonly raw: readonly number[];
  /** The top of the axis. */
  readonly most: number;
  readonly at: number;
  /** Whether the division is on. */
  readonly on: boolean;
  readonly names: readonly [scaled: string, raw: string];
}

const [left, right, top, bottom, height] = [34, 16, 8, 30, 150];

/** A measure against d: a full line with the division, a broken one without; the chosen d marked on both. */
export function sweepPlot(sweep: Sweep): TemplateResult {
  const { widths, room } = sweep;
  const floor = height - bottom;
  const x = logScale(widths[0] as number, widths.at(-1) as number, left, room - right, 2);
  const y = plainScale(sweep.most, floor, top, 4);
  const place = (values: readonly number[]) => values.map((v, n) => [x.at(widths[n] as number), y.at(v)] as const);
  const [scaled, raw] = [place(sweep.scaled), place(sweep.raw)];
  const now = widths.indexOf(sweep.at);
  const dot = (p: readonly [number, number] | undefined, on: boolean) =>
    p ? svg`<g class=${on ? 'dot on' : 'dot'}>${marker(on ? 'circle' : 'diamond', p[0], p[1])}</g>` : nothing;
  return html`<figure><figcaption>${sweep.title}</figcaption>
    <svg class="chart" role="img" aria-label=${sweep.about} width=${room} height=${height}>
      ${y.ticks.map(
        (
          tick,
        ) => svg`<line class="grid" x1=${left} x2=${room - right} y1=${round(y.at(tick))} y2=${round(y.at(tick))}></line>
          <text x=${left - 5} y=${round(y.at(tick))} text-anchor="end" dominant-baseline="central">${Number(tick.toPrecision(3))}</text>`,
      )}
      ${widths.map((d, n) =>
        n % 2 === 0 ? svg`<text x=${round(x.at(d))} y=${floor + 15} text-anchor="middle">${d}</text>` : nothing,
      )}
      <text x=${room - right} y=${height - 2} text-anchor="end">d</text>
      <line class="axis" x1=${left} x2=${room - right} y1=${floor} y2=${floor}></line>
      <line class="at" x1=${round(x.at(sweep.at))} x2=${round(x.at(sweep.at))} y1=${top} y2=${floor}></line>
      <path class=${sweep.on ? 'with on' : 'with'} d=${linePath(scaled)}></path>
      <path class=${sweep.on ? 'without' : 'without on'} d=${linePath(raw)}></path>
      ${dot(scaled[now], sweep.on)}${dot(raw[now], !sweep.on)}
    </svg></figure>`;
}
