/** One log-log chart of growth: a line a mechanism, told apart by shade, marker and label; slopes of theory beneath. */
import { html, nothing, type SVGTemplateResult, svg, type TemplateResult } from 'lit';
import { styled } from '../../views/styled.ts';
import { decadesAround, linePath, logScale, type Marker, marker, round, type Scale, spread } from './log-chart.ts';

export interface Series {
  readonly name: string;
  readonly marker: Marker;
  /** CSS colour. */
  readonly colour: string;
  readonly lit: boolean;
  readonly faded: boolean;
  /** [n, value], n rising. */
  readonly points: readonly (readonly [number, number])[];
}

export interface Plot {
  readonly title: string;
  readonly about: string;
  readonly room: number;
  readonly height: number;
  readonly sizes: readonly number[];
  readonly series: readonly Series[];
  readonly unit: (value: number) => string;
  /** What the axis spans before anything is measured. */
  readonly usual: readonly number[];
  /** Exponents whose slopes are drawn. */
  readonly slopes: readonly (readonly [number, string])[];
}

const left = 58;
const top = 10;
const bottom = 34;
const labelled = 460;

export function growthPlot(plot: Plot): TemplateResult {
  const right = plot.room >= labelled ? 104 : 14;
  const values = plot.series.flatMap((s) => s.points.map(([, value]) => value));
  const [least, most] = decadesAround(values.length > 0 ? values : plot.usual, 3);
  const x = logScale(plot.sizes[0] as number, plot.sizes.at(-1) as number, left, plot.room - right, 2);
  const y = logScale(least, most, plot.height - bottom, top);
  return html`<figure><figcaption class="strong">${plot.title}</figcaption>
    <svg class="chart" role="img" aria-label=${plot.about} width=${plot.room} height=${plot.height}>
      ${axes(plot, x, y, right)}${slopes(plot, x, y)}
      ${plot.series.map((s) => line(s, x, y))}${right > 20 ? endLabels(plot, x, y) : nothing}
    </svg></figure>`;
}

const shortSize = (n: number): string => (n >= 1024 ? `${n / 1024}k` : String(n));

function axes({ room, height, unit }: Plot, x: Scale, y: Scale, right: number): SVGTemplateResult {
  const floor = height - bottom;
  const every = Math.max(1, Math.ceil((y.ticks.length * 22) / (floor - top)));
  return svg`${y.ticks.map((tick, n) => {
    const at = round(y.at(tick));
    return svg`<line class="grid" x1=${left} x2=${room - right} y1=${at} y2=${at}></line>${
      n % every === 0
        ? svg`<text x=${left - 6} y=${at} text-anchor="end" dominant-baseline="central">${unit(tick)}</text>`
        : nothing
    }`;
  })}${x.ticks.map(
    (tick, n) =>
      svg`<line class="axis" x1=${round(x.at(tick))} x2=${round(x.at(tick))} y1=${floor} y2=${floor + 4}></line>${
        room >= 420 || n % 2 === 0
          ? svg`<text x=${round(x.at(tick))} y=${floor + 16} text-anchor="middle">${shortSize(tick)}</text>`
          : nothing
      }`,
  )}<text x=${room - right} y=${height - 3} text-anchor="end">n</text>
  <line class="axis" x1=${left} x2=${room - right} y1=${floor} y2=${floor}></line>`;
}

/** Each slope starts in the lower left corner and ends where it leaves the plot. */
function slopes({ sizes, slopes: wanted }: Plot, x: Scale, y: Scale): SVGTemplateResult {
  const [first, last] = [sizes[0] as number, sizes.at(-1) as number];
  const [low, high] = [y.ticks[0] ?? 1, y.ticks.at(-1) ?? 10];
  return svg`${wanted.map(([exponent, name]) => {
    const far = Math.min(last, first * (high / low) ** (1 / exponent));
    const end = low * (far / first) ** exponent;
    const [x1, y1] = [x.at(far), y.at(end)];
    return svg`<path class="slope" d=${linePath([
      [x.at(first), y.at(low)],
      [x1, y1],
    ])}></path><text class="slope-name" x=${round(x1 - 4)} y=${round(y1 + 12)} text-anchor="end">${name}</text>`;
  })}`;
}

function line(s: Series, x: Scale, y: Scale): SVGTemplateResult {
  const places = s.points.map(([n, value]) => [x.at(n), y.at(value)] as const);
  return svg`<g class=${`series${s.lit ? ' lit' : ''}${s.faded ? ' faded' : ''}`} style=${styled({ color: s.colour })}>
    <path class="line" d=${linePath(places)}></path>${places.map(([px, py]) => marker(s.marker, px, py))}</g>`;
}

function endLabels({ series, height }: Plot, x: Scale, y: Scale): SVGTemplateResult {
  const shown = series.filter((s) => s.points.length > 0);
  const ends = shown.map((s) => s.points.at(-1) as readonly [number, number]);
  const places = spread(
    ends.map(([, value]) => y.at(value)),
    13,
    top,
    height - bottom,
  );
  return svg`${shown.map((s, n) => {
    const [size] = ends[n] as readonly [number, number];
    return svg`<text class=${s.lit ? 'strong' : ''} x=${round(x.at(size) + 9)} y=${round(places[n] as number)}
      dominant-baseline="central">${s.name}</text>`;
  })}`;
}
