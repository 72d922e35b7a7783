/**
 * All heads of all layers at a glance: how far back each looks on average, and how many keys it spreads its
 * weight over (entropy). Which look near, which far; which pick, which blend. (Clark et al. 2019, section 3, draw
 * entropy by layer; Vig and Belinkov 2019, section 5.1, attention distance.)
 *
 * Event: `select-head` {layer, head}, bubbles and leaves the shadow root.
 */
import { css, html, nothing, type SVGTemplateResult, svg, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import type { HeadStats } from '../../engine/types.ts';
import { element } from '../../views/element.ts';
import { significant } from '../../views/number.ts';
import { styled } from '../../views/styled.ts';
import type { Source } from '../source.ts';
import { byDistance, labelled, type Place, towards } from './heads-layout.ts';
import { type Marker, marker, plainScale, round } from './log-chart.ts';
import { Panel } from './panel.ts';

const signs: readonly Marker[] = ['circle', 'square', 'triangle', 'diamond', 'cross', 'plus'];
const margin = { left: 40, right: 34, top: 12, bottom: 38 } as const;

@element('heads-glance')
export class HeadsGlance extends Panel {
  @state() private lit = -1;
  @state() private active = -1;
  @state() private room = 0;
  #places: readonly Place[] = [];

  static override styles = [
    Panel.styles,
    css`
      .readout { min-height: 19px; }
      @container panel (max-width: 480px) { .readout { min-height: 38px; } }
      .point { cursor: pointer; }
      .point .hit { fill: transparent; }
      .marker { fill: currentcolor; stroke: currentcolor; stroke-width: 1.5; }
      .point.open .marker { fill: none; }
      .point:focus { outline: none; }
      .point:focus-visible .ring, .point.chosen .ring { stroke: var(--ap-ink); stroke-width: 2; }
      .point:focus-visible .ring { stroke: var(--ap-focus); }
      .ring { fill: none; stroke: none; }
      .point.lit .ring { stroke: var(--ap-ink); stroke-width: 1.5; }
      svg text.tag { font-size: 10px; pointer-events: none; }
      svg text.tag.strong { font-weight: 600; }
      svg text.corner { font-style: italic; }
      .sign { width: 14px; height: 12px; overflow: visible; vertical-align: -2px; margin-inline-end: 4px; }
      td button { padding: 0 6px; text-decoration: underline; text-decoration-color: var(--ap-line-strong); text-underline-offset: 2px; }
    `,
  ];

  protected override body(source: Source): TemplateResult {
    const { stats } = source;
    if (stats.length === 0) return html`<p class="quiet">${this.say('heads.none')}</p>`;
    const chosen = stats.findIndex((s) => s.layer === source.layer && s.head === source.head);
    const told = stats[this.lit] ?? stats[chosen];
    return html`<p class="note">${this.say('heads.about')}</p>
      <p class="readout" aria-hidden="true">${told ? this.#sentence(told) : nothing}</p>
      ${this.#plot(stats, chosen)}${this.#legend(stats)}${this.#table(stats, chosen)}`;
  }

  #sentence(s: HeadStats): string {
    const numbers = { distance: significant(s.distance, 3), entropy: significant(s.entropy, 3) };
    return this.say('heads.sentence', { layer: s.layer, head: s.head, ...numbers });
  }

  /** Deeper layers lie further up the one scale; each has a marker of its own besides. */
  #colour(layer: number, layers: number): string {
    return this.scale.css(0.58 + (0.42 * layer) / Math.max(1, layers - 1));
  }

  #plot(stats: readonly HeadStats[], chosen: number): TemplateResult {
    const width = Math.min(860, Math.max(240, this.room));
    const height = Math.round(Math.min(420, Math.max(260, width * 0.6)));
    const floor = height - margin.bottom;
    const x = plainScale(Math.max(1, ...stats.map((s) => s.distance)) * 1.04, margin.left, width - margin.right, 6);
    const y = plainScale(Math.max(1, ...stats.map((s) => s.entropy)) * 1.06, floor, margin.top, 5);
    this.#places = stats.map((s) => ({ x: x.at(s.distance), y: y.at(s.entropy) }));
    const tags = labelled(this.#places, 20, 11, [this.lit, chosen]);
    const layers = Math.max(...stats.map((s) => s.layer)) + 1;
    const active = this.active >= 0 && this.active < stats.length ? this.active : Math.max(0, chosen);
    return html`<svg class="chart" width=${width} height=${height} @pointerover=${this.#over} @pointerleave=${() => (this.lit = -1)}>
      <g aria-hidden="true">${x.ticks.map(
        (
          tick,
        ) => svg`<line class="grid" y1=${margin.top} y2=${floor} x1=${round(x.at(tick))} x2=${round(x.at(tick))}></line>
          <text x=${round(x.at(tick))} y=${floor + 15} text-anchor="middle">${Number(tick.toPrecision(3))}</text>`,
      )}${y.ticks.map(
        (
          tick,
        ) => svg`<line class="grid" x1=${margin.left} x2=${width - margin.right} y1=${round(y.at(tick))} y2=${round(y.at(tick))}></line>
          <text x=${margin.left - 6} y=${round(y.at(tick))} text-anchor="end" dominant-baseline="central">${Number(tick.toPrecision(3))}</text>`,
      )}
      <text x=${width - margin.right} y=${height - 4} text-anchor="end">${this.say('heads.distance-axis')} →</text>
      <text x="10" y=${margin.top} text-anchor="end" transform=${`rotate(-90 10 ${margin.top})`}>${this.say('heads.entropy-axis')} →</text>
      <text class="corner" x=${margin.left + 6} y=${floor - 8}>${this.say('heads.near-focused')}</text>
      <text class="corner" x=${width - margin.right - 4} y=${margin.top + 12} text-anchor="end">${this.say('heads.far-broad')}</text></g>
      <g role="listbox" aria-label=${this.say('heads.plot')} @keydown=${this.#press} @click=${this.#click} @focusin=${this.#focus} @focusout=${() => (this.lit = -1)}>
        ${stats.map((s, n) => this.#point(s, n, { chosen, active, layers, tag: tags.has(n) }))}</g></svg>`;
  }

  #point(
    s: HeadStats,
    n: number,
    how: { chosen: number; active: number; layers: number; tag: boolean },
  ): SVGTemplateResult {
    const { x, y } = this.#places[n] as Place;
    const names = `point${n === how.chosen ? ' chosen' : ''}${n === this.lit ? ' lit' : ''}`;
    return svg`<g class=${names} role="option" data-index=${n} tabindex=${n === how.active ? 0 : -1} aria-selected=${n === how.chosen ? 'true' : 'false'}
        aria-label=${this.#sentence(s)} style=${styled({ color: this.#colour(s.layer, how.layers) })}>
      <circle class="hit" cx=${round(x)} cy=${round(y)} r="10"></circle><circle class="ring" cx=${round(x)} cy=${round(y)} r="8"></circle>
      ${marker(signs[s.layer % signs.length] as Marker, x, y)}</g>${
        how.tag
          ? svg`<text class=${n === how.chosen || n === this.lit ? 'tag strong' : 'tag'} aria-hidden="true" x=${round(x + 9)} y=${round(y)} dominant-baseline="central">${s.layer}.${s.head}</text>`
          : nothing
      }`;
  }

  #legend(stats: readonly HeadStats[]): TemplateResult {
    const layers = Math.max(...stats.map((s) => s.layer)) + 1;
    return html`<p class="keys" aria-hidden="true">${Array.from(
      { length: layers },
      (_, layer) =>
        html`<span><svg class="sign" style=${styled({ color: this.#colour(layer, layers) })}>${marker(signs[layer % signs.length] as Marker, 7, 6)}</svg>${this.say('heads.layer', { layer })}</span>`,
    )}</p>`;
  }

  #table(stats: readonly HeadStats[], chosen: number): TemplateResult {
    const mine = stats[chosen];
    return html`<details><summary>${this.say('heads.table')}</summary><div class="sheet" tabindex="0" role="group" aria-label=${this.say('heads.table')}><table>
      <thead><tr><th class="start" scope="col">${this.say('heads.head')}</th><th scope="col">${this.say('heads.distance')}</th><th scope="col">${this.say('heads.entropy')}</th></tr></thead>
      <tbody>${byDistance(stats).map(
        (
          s,
        ) => html`<tr class=${s === mine ? 'lit' : ''}><th scope="row"><button type="button" @click=${() => this.#choose(s)}>${this.say('heads.name', { layer: s.layer, head: s.head })}</button></th>
          <td class="number">${significant(s.distance, 3)}</td><td class="number">${significant(s.entropy, 3)}</td></tr>`,
      )}</tbody></table></div></details>`;
  }

  #indexOf(event: Event): number {
    const at = (event.target as Element).closest<SVGElement>('[data-index]');
    return at ? Number(at.dataset['index']) : -1;
  }

  #choose({ layer, head }: HeadStats): void {
    this.dispatchEvent(new CustomEvent('select-head', { detail: { layer, head }, bubbles: true, composed: true }));
  }

  readonly #over = (event: PointerEvent): void => {
    this.lit = this.#indexOf(event);
  };

  readonly #click = (event: Event): void => {
    const s = this.source?.stats[this.#indexOf(event)];
    if (s) this.#choose(s);
  };

  readonly #focus = (event: FocusEvent): void => {
    this.active = this.#indexOf(event);
    this.lit = this.active;
  };

  readonly #press = (event: KeyboardEvent): void => {
    const at = this.#indexOf(event);
    const s = this.source?.stats[at];
    if (!s) return;
    const chosen = event.key === 'Enter' || event.key === ' ';
    const to = towards(this.#places, at, event.key);
    if (!chosen && to === null) return;
    event.preventDefault();
    if (chosen) this.#choose(s);
    else this.renderRoot.querySelector<SVGElement>(`[data-index='${to}']`)?.focus();
  };

  protected override resized(): void {
    this.room = this.clientWidth;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'heads-glance': HeadsGlance;
  }
}
