/** Two curves over the steps of learning, each on its own axis, one above the other. */
import { html, type SVGTemplateResult, svg, type TemplateResult } from 'lit';
import { linePath, plainScale, round } from './log-chart.ts';

export interface Curve {
  readonly name: string;
  readonly values: Float64Array;
  readonly kind: 'span' | 'loss';
}

const [left, right, top, bottom, height] = [40, 10, 10, 18, 120];

export function learningPlot(curve: Curve, room: number, about: string, steps: string): TemplateResult {
  const { values } = curve;
  const floor = height - bottom;
  const x = plainScale(Math.max(1, values.length - 1), left, room - right, 5);
  const y = plainScale(values.reduce((most, v) => Math.max(most, v), 0) * 1.02, floor, top, 3);
  const axis: SVGTemplateResult = svg`${y.ticks.map(
    (
      tick,
    ) => svg`<line class="grid" x1=${left} x2=${room - right} y1=${round(y.at(tick))} y2=${round(y.at(tick))}></line>
      <text x=${left - 5} y=${round(y.at(tick))} text-anchor="end" dominant-baseline="central">${Number(tick.toPrecision(3))}</text>`,
  )}${x.ticks.filter(Number.isInteger).map((tick) => svg`<text x=${round(x.at(tick))} y=${floor + 14} text-anchor="middle">${tick}</text>`)}`;
  return html`<figure><figcaption>${curve.name}</figcaption><svg class="chart" role="img" aria-label=${about} width=${room} height=${height}>
    ${axis}<line class="axis" x1=${left} x2=${room - right} y1=${floor} y2=${floor}></line>
    <path class=${`curve ${curve.kind}`} d=${linePath(Array.from(values, (v, n) => [x.at(n), y.at(v)] as const))}></path>
    <text x=${room - right} y=${top + 2} text-anchor="end">${steps}</text></svg></figure>`;
}

/**
 * SVG path along the keys that lie `distance` tokens before their query, over a causal matrix of `keys` columns
 * and as many rows, in px of `cell`: a staircase would say no more than this line. Empty where it lies outside.
 */
export function diagonal(distance: number, queries: number, keys: number, cell: number): string {
  // Cell centres: query i, key i - distance. From the left edge (key 0) or the top, down to the last row.
  const first = Math.max(distance, 0);
  const last = queries - 1;
  if (first > last || keys === 0) return '';
  const px = (n: number) => round((n + 0.5) * cell);
  return `M${px(first - distance)} ${px(first)}L${px(last - distance)} ${px(last)}`;
}
