/**
 * How time and memory grow with the length of a text, measured in this browser while it is drawn: random
 * queries, keys and values of one head, twice as long each time. Beside each fitted exponent stands the one
 * that theory gives. One request is under way at a time, so that the rest of the page is answered in between.
 *
 * Event: `growth-done`, when it has ended by itself.
 */
import { css, html, nothing, svg, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import type { Mechanisms } from '../../engine/types.ts';
import { element } from '../../views/element.ts';
import { styled } from '../../views/styled.ts';
import type { Source } from '../source.ts';
import { type Amounts, amountsIn } from './amounts.ts';
import { growthPlot, type Series } from './growth-plot.ts';
import {
  type Contender,
  clockStep,
  contenders,
  type Ending,
  grow,
  headWidth,
  measurable,
  type Point,
  sizes,
} from './growth-run.ts';
import { marker } from './log-chart.ts';
import { Panel } from './panel.ts';

type Id = Contender['id'];

interface Measured {
  readonly points: readonly Point[];
  readonly time: number | null;
  readonly memory: number | null;
  readonly ending: Ending | null;
  readonly message: string;
}

const nothingYet: Measured = { points: [], time: null, memory: null, ending: null, message: '' };

@element('growth-chart')
export class GrowthChart extends Panel {
  @state() private chosen: ReadonlySet<Id> = new Set(contenders.map((c) => c.id));
  @state() private found: ReadonlyMap<Id, Measured> = new Map();
  @state() private running = false;
  @state() private doing = '';
  @state() private lit: Id | null = null;
  @state() private room = 0;
  /** The least step of this browser's clock, in milliseconds; 0 before it is known. */
  #resolution = 0;
  #amounts: Amounts = amountsIn('en');

  static override styles = [
    Panel.styles,
    css`
      .start { display: flex; flex-wrap: wrap; gap: 8px 14px; align-items: center; }
      .doing { min-height: 19px; color: var(--ap-ink-2); }
      .who { display: flex; flex-wrap: wrap; gap: 0 16px; border: 0; margin: 0; padding: 0; min-width: 0; }
      .who legend { padding: 0; color: var(--ap-ink-2); font-size: var(--ap-small); }
      .sign { width: 14px; height: 12px; overflow: visible; vertical-align: -1px; flex: none; }
      .line { fill: none; stroke: currentcolor; stroke-width: 1.6; }
      .marker { fill: currentcolor; stroke: currentcolor; stroke-width: 1.4; }
      .lit .line { stroke-width: 3; }
      .faded { opacity: 0.3; }
      .slope { stroke: var(--ap-line-strong); stroke-dasharray: 2 4; fill: none; }
      svg text.slope-name { font-style: italic; }
      td.wrap { white-space: normal; min-width: 130px; text-align: start; }
      b { font-weight: 600; }
    `,
  ];

  protected override body(): TemplateResult {
    this.#amounts = amountsIn(this.say.language);
    return html`<p class="note">${this.say('growth.about', { d: headWidth })}</p>
      ${this.#choice()}
      <div class="start"><button class="button main" type="button" ?disabled=${!this.running && this.chosen.size === 0}
        @click=${() => (this.running ? this.#cancel() : this.#start())}>${
          this.running ? this.say('growth.cancel') : this.say(this.found.size > 0 ? 'growth.again' : 'growth.start')
        }</button><span class="doing" role="status">${this.doing}</span></div>
      <div class="two">${this.#plots()}</div>
      ${this.#table()}${this.#points()}
      <p class="note">${this.say('growth.memory-note')}</p>
      <p class="note">${this.say('growth.clock', { resolution: this.#resolution > 0 ? this.#amounts.short(this.#resolution) : '…' })}</p>`;
  }

  #choice(): TemplateResult {
    return html`<fieldset class="who" ?disabled=${this.running}><legend>${this.say('growth.who')}</legend>
      ${contenders.map(
        (c) => html`<label class="tick"><input type="checkbox" .checked=${this.chosen.has(c.id)}
          @change=${() => this.#toggle(c.id)}>${this.#sign(c)}${this.say(`growth.${c.id}`)}</label>`,
      )}</fieldset>`;
  }

  #sign(c: Contender): TemplateResult {
    return html`<svg class="sign" aria-hidden="true" style=${styled({ color: this.#colour(c) })}>${marker(c.marker, 7, 6)}${svg`<path class="line" d="M0 6H14"></path>`}</svg>`;
  }

  /** Shades of the one scale, darkest for the dearest: markers and labels tell them apart without. */
  #colour(c: Contender): string {
    return this.scale.css(1 - (0.5 * contenders.indexOf(c)) / (contenders.length - 1));
  }

  #plots(): TemplateResult {
    const room = Math.max(240, this.room >= 720 ? (this.room - 28) / 2 : this.room);
    const height = room >= 420 ? 300 : 260;
    const shown = contenders.filter((c) => this.found.has(c.id));
    const series = (value: (p: Point) => number): Series[] =>
      shown.map((c) => ({
        name: this.say(`growth.${c.id}-short`),
        marker: c.marker,
        colour: this.#colour(c),
        lit: this.lit === c.id,
        faded: this.lit !== null && this.lit !== c.id,
        points: (this.found.get(c.id)?.points ?? []).map((p) => [p.keys, value(p)] as const).filter(([, v]) => v > 0),
      }));
    const common = { room, height, sizes };
    return html`${growthPlot({
      ...common,
      title: this.say('growth.time'),
      about: this.say('growth.time-about'),
      series: series((p) => p.milliseconds),
      unit: this.#amounts.milliseconds,
      usual: [0.1, 1000],
      slopes: [
        [1, 'n'],
        [1.5, 'n√n'],
        [2, 'n²'],
      ],
    })}${growthPlot({
      ...common,
      title: this.say('growth.memory'),
      about: this.say('growth.memory-about'),
      series: series((p) => p.work.peakBytes),
      unit: this.#amounts.bytes,
      usual: [1000, 1e8],
      slopes: [
        [1, 'n'],
        [2, 'n²'],
      ],
    })}`;
  }

  #table(): TemplateResult {
    return html`<p class="caption" aria-hidden="true">${this.say('growth.table')}</p><div class="sheet" tabindex="0" role="group" aria-label=${this.say('growth.table')}><table class="exponents">
      
      <thead><tr><th class="start" scope="col">${this.say('growth.mechanism')}</th><th scope="col">${this.say('growth.fitted')}</th>
        <th scope="col">${this.say('growth.theory')}</th><th scope="col">${this.say('growth.fitted-memory')}</th>
        <th scope="col">${this.say('growth.theory-memory')}</th><th scope="col">${this.say('growth.longest-n')}</th><th scope="col">${this.say('growth.time-there')}</th>
        <th scope="col">${this.say('growth.memory-there')}</th><th class="start" scope="col">${this.say('growth.ended')}</th></tr></thead>
      <tbody>${contenders.filter((c) => this.chosen.has(c.id) || this.found.has(c.id)).map((c) => this.#row(c))}</tbody></table></div>`;
  }

  #row(c: Contender): TemplateResult {
    const found = this.found.get(c.id) ?? nothingYet;
    const last = found.points.at(-1);
    const fitted = (p: number | null) =>
      p === null ? html`<span class="quiet">–</span>` : html`<b>${this.#amounts.fixed(p)}</b>`;
    return html`<tr class=${this.lit === c.id ? 'lit' : ''} data-id=${c.id} @pointerenter=${() => (this.lit = c.id)} @pointerleave=${() => (this.lit = null)}>
      <th scope="row">${this.#sign(c)} ${this.say(`growth.${c.id}`)}</th>
      <td class="number fitted">${fitted(found.time)}</td>
      <td class="number"><a href=${c.url} title=${c.source} rel="noreferrer" target="_blank">${this.#amounts.short(c.exponent)}</a></td>
      <td class="number fitted-memory">${fitted(found.memory)}</td>
      <td class="number">${this.#amounts.short(c.memory)}</td>
      <td class="number">${last ? this.#amounts.whole(last.keys) : '–'}</td>
      <td class="number">${last ? this.#amounts.milliseconds(last.milliseconds) : '–'}</td>
      <td class="number">${last ? this.#amounts.bytes(last.work.peakBytes) : '–'}</td>
      <td class="wrap">${this.#ending(found)}</td></tr>`;
  }

  #ending({ ending, message }: Measured): string {
    if (ending === null) return '';
    return ending === 'failed' ? message : this.say(`growth.${ending}`);
  }

  #points(): TemplateResult | typeof nothing {
    if (this.found.size === 0) return nothing;
    const shown = contenders.filter((c) => this.found.has(c.id));
    const at = (c: Contender, keys: number) => this.found.get(c.id)?.points.find((p) => p.keys === keys);
    return html`<details><summary>${this.say('growth.all')}</summary><div class="sheet" tabindex="0" role="group" aria-label=${this.say('growth.all')}><table>
      <thead><tr><th class="start" scope="col">n</th>${shown.map((c) => html`<th scope="col">${this.say(`growth.${c.id}-short`)}</th>`)}</tr></thead>
      <tbody>${sizes.map(
        (keys) =>
          html`<tr><th scope="row">${this.#amounts.whole(keys)}</th>${shown.map((c) => {
            const p = at(c, keys);
            return html`<td class="number">${p ? `${this.#amounts.milliseconds(p.milliseconds)}; ${this.#amounts.bytes(p.work.peakBytes)}` : '–'}</td>`;
          })}</tr>`,
      )}</tbody></table></div></details>`;
  }

  #toggle(id: Id): void {
    const chosen = new Set(this.chosen);
    if (!chosen.delete(id)) chosen.add(id);
    this.chosen = chosen;
  }

  #start(): void {
    const chosen = contenders.filter((c) => this.chosen.has(c.id));
    this.found = new Map();
    this.running = true;
    this.#resolution ||= clockStep(() => performance.now());
    this.ask((source, signal) => this.#run(source, chosen, signal));
  }

  async #run({ engine }: Source, chosen: readonly Contender[], signal: AbortSignal): Promise<void> {
    const set = (c: Contender, change: Partial<Measured>) => {
      this.found = new Map(this.found).set(c.id, { ...(this.found.get(c.id) ?? nothingYet), ...change });
    };
    try {
      const on = {
        begins: (c: Contender, keys: number) => {
          this.doing = this.say('growth.doing', { name: this.say(`growth.${c.id}`), n: this.#amounts.whole(keys) });
        },
        point: async (c: Contender, point: Point) => {
          const points = [...(this.found.get(c.id)?.points ?? []), point];
          set(c, { points, ...(await this.#fit(engine.mechanisms, points)) });
        },
        ended: (c: Contender, ending: Ending, message: string) => set(c, { ending, message }),
      };
      await grow(engine.mechanisms, chosen, on, signal);
      this.doing = this.say('growth.done');
      this.emit('growth-done', null);
    } finally {
      if (signal.aborted) this.doing = this.say('growth.cancelled');
      this.running = false;
    }
  }

  async #fit(mechanisms: Mechanisms, points: readonly Point[]): Promise<Partial<Measured>> {
    const told = measurable(points, this.#resolution);
    const fit = (of: readonly Point[], value: (p: Point) => number) =>
      of.length < 3
        ? null
        : mechanisms.fitExponent(
            of.map((p) => p.keys),
            of.map(value),
          );
    const time = await fit(told, (p) => p.milliseconds);
    const held = points.filter((p) => p.work.peakBytes > 0);
    return { time, memory: await fit(held, (p) => p.work.peakBytes) };
  }

  #cancel(): void {
    this.doing = this.say('growth.cancelling');
    this.stop();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // Minutes of measuring do not start by themselves.
    this.stop();
    this.running = false;
  }

  protected override resized(): void {
    this.room = this.clientWidth;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'growth-chart': GrowthChart;
  }
}
