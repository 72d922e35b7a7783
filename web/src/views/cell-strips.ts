/** Vectors as strips of bars around zero, one bar a component, and a row of a softmax as columns. Drawing only. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import { t } from '../text/text.ts';
import { exact, significant } from './number.ts';
import { styled } from './styled.ts';

export function largest(values: Float32Array): number {
  let most = 0;
  for (const x of values) if (Math.abs(x) > most) most = Math.abs(x);
  return most;
}

export interface Strip {
  /** Symbol that names the vector: a template with its subscript. */
  readonly name: TemplateResult;
  readonly values: Float32Array;
  /** Colour class: q, k, v, z, or '' for products. */
  readonly role: string;
  /** Lit component; -1 for none. */
  readonly lit: number;
  /** Largest magnitude the strip's height stands for; its own largest where not given. */
  readonly range?: number;
}

/** The strip, its symbol before it and the range of its height, or the lit component's value, behind. */
export function strip({ name, values, role, lit, range }: Strip): TemplateResult {
  const most = range ?? largest(values);
  const bar = (x: number, n: number) => {
    const size = most > 0 ? Math.min(1, Math.abs(x) / most) : 0;
    return svg`<rect x=${n + 0.1} width="0.8" y=${x > 0 ? 1 - size : 1} height=${Math.max(0.02, size)}></rect>`;
  };
  const value = values[lit];
  return html`<div class="strip">
    <span class=${`symbol ${role}`}>${name}</span>
    <svg class=${`bars ${role}`} viewBox=${`0 0 ${values.length} 2`} preserveAspectRatio="none" aria-hidden="true">
      ${value === undefined ? nothing : svg`<rect class="band" x=${lit} y="0" width="1" height="2"></rect>`}
      <line x1="0" x2=${values.length} y1="1" y2="1"></line>${Array.from(values, bar)}
    </svg>
    <span class="range number" title=${value === undefined ? t('cell.range', { most: exact(most) }) : exact(value)}>${
      value === undefined ? html`<span class="quiet">±${significant(most, 3)}</span>` : significant(value, 4)
    }</span>
  </div>`;
}

export interface Columns {
  /** exp(score - max) of every key; the largest is 1. */
  readonly values: Float32Array;
  readonly marked: number;
  readonly lit: number;
  /** Whether a key is masked, and so has no column but hatching. */
  readonly masked: (key: number) => boolean;
}

export function columns({ values, marked, lit, masked }: Columns): TemplateResult {
  const count = values.length;
  let first = count;
  while (first > 0 && masked(first - 1)) first--;
  const column = (x: number, key: number) =>
    masked(key)
      ? nothing
      : svg`<rect class=${key === marked ? 'marked' : ''} x=${key + 0.1} width="0.8" y=${1 - x} height=${Math.max(0.01, x)}></rect>`;
  return html`<div class="columns">
    <svg viewBox=${`0 0 ${count} 1`} preserveAspectRatio="none" aria-hidden="true">
      ${lit >= 0 && lit < count ? svg`<rect class="band" x=${lit} y="0" width="1" height="1"></rect>` : nothing}
      ${marked >= 0 && marked !== lit ? svg`<rect class="band own" x=${marked} y="0" width="1" height="1"></rect>` : nothing}
      ${Array.from(values, column)}
    </svg>
    ${first < count ? html`<i class="future hatch" style=${styled({ left: `${(100 * first) / count}%` })}></i>` : nothing}
  </div>`;
}
