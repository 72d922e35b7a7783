/**
 * Flash attention, tile by tile: the kernel's own trace on the source's q, k and v. The picture shows which
 * tile of keys the tile of queries meets; the table the running maximum m, the denominator l and the partial
 * output O of its queries (Dao et al. 2022, algorithm 1; Milakov and Gimelshein 2018). A tile that the mask
 * empties is skipped. Below: what it costs beside the reference, and how far the two outputs lie apart.
 *
 * Events: none.
 */
import { html, nothing, type PropertyValues, svg, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { bytes } from '../../elements/format.ts';
import type { Attended, FlashStep, MechanismSpec, Token } from '../../engine/types.ts';
import { placeOnScale } from '../../style/scale.ts';
import { largest } from '../../views/cell-strips.ts';
import { element } from '../../views/element.ts';
import { significant } from '../../views/number.ts';
import { tokenAt } from '../../views/token-parts.ts';
import { visible } from '../../views/token-text.ts';
import type { Source } from '../source.ts';
import { count } from './amounts.ts';
import { slider } from './controls.ts';
import * as layout from './flash-layout.ts';
import { flashStyle } from './flash-style.ts';
import { type FrameSize, frameSize, matrixFrame, paintCells } from './matrix-frame.ts';
import { Panel } from './panel.ts';
import { vectorBars } from './vector-bars.ts';

/** Time a step is shown while playing, in milliseconds. */
const pace = 700;
const largestPlot = 400;

interface Shown {
  readonly source: Source;
  readonly flash: Attended;
  readonly reference: Attended;
  readonly steps: readonly FlashStep[];
}

@element('flash-steps')
export class FlashSteps extends Panel {
  /** Index of the step on the screen. */
  @state() step = 0;
  @state() private shown: Shown | null = null;
  @state() private playing = false;
  @state() private tile: { queries: number; keys: number } | null = null;
  @state() private room = 0;

  static override styles = [Panel.styles, flashStyle];
  #timer = 0;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#play(false);
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has('source') && this.source) this.#request();
  }

  #request(): void {
    this.ask(async (source, signal) => {
      const { heads, head } = source;
      const [q, k] = [queriesOf(source).length, source.tokens.length];
      const tile = this.tile ?? { queries: layout.usualTile(q), keys: layout.usualTile(k) };
      const mask = source.queryTokens ? 'full' : 'causal';
      const plain: MechanismSpec = { mask };
      const trace = { queries: clamp(tile.queries, q), keys: clamp(tile.keys, k) };
      const { mechanisms } = source.engine;
      const reference = await mechanisms.attend({ ...heads, head, mechanism: plain, signal });
      const mechanism = { mask, executor: 'flash' };
      const flash = await mechanisms.attend({
        ...heads,
        head,
        mechanism,
        against: plain,
        pattern: false,
        trace,
        signal,
      });
      const steps = flash.steps ?? [];
      const last = this.shown ? this.shown.steps.length - 1 : 0;
      // A new sentence starts over; the end stays the end.
      this.step = this.step > 0 && this.step === last ? steps.length - 1 : Math.min(this.step, steps.length - 1);
      this.shown = { source, flash, reference, steps };
    });
  }

  protected override body(): TemplateResult {
    const { shown } = this;
    if (!shown || shown.steps.length === 0) return html`<p class="quiet">${this.say('panel.asking')}</p>`;
    const step = shown.steps[this.step] as FlashStep;
    return html`<p class="note">${this.say('flash.about')}</p>
      ${this.#tileSizes(shown)} ${this.#player(shown)}
      <div class="two">
        <div class="stack">${this.#picture(shown, step)}${this.#legend()}</div>
        <div class="stack">${this.#where(shown, step)}${this.#state(shown, step)}${this.#numbers(shown, step)}</div>
      </div>
      ${this.#end(shown)}${this.#costs(shown)}`;
  }

  #tileSizes({ source, steps }: Shown): TemplateResult {
    const first = steps[0] as FlashStep;
    const size = { queries: this.tile?.queries ?? first.i1, keys: this.tile?.keys ?? first.j1 };
    const one = (side: 'queries' | 'keys', length: number) => {
      const [least, most] = layout.tileRange(length);
      const value = clamp(size[side], length);
      return slider({
        label: this.say(side === 'queries' ? 'flash.tile-queries' : 'flash.tile-keys'),
        least,
        most,
        value,
        text: String(value),
        name: side,
        onInput: (n) => {
          this.tile = { ...size, [side]: n };
          this.#request();
        },
      });
    };
    return html`<div class="controls">${one('queries', queriesOf(source).length)}${one('keys', source.tokens.length)}</div>`;
  }

  #player({ steps }: Shown): TemplateResult {
    const last = steps.length - 1;
    const to = (n: number, name: string, sign: string, off: boolean) => html`<button class="button" type="button"
      aria-label=${name} title=${name} ?disabled=${off} @click=${() => this.#go(n)}>${sign}</button>`;
    return html`<div class="player" role="group" aria-label=${this.say('flash.player')} @keydown=${this.#press}>
      <button class="button main play" type="button" @click=${() => this.#play(!this.playing)}>${
        this.playing ? this.say('flash.pause') : this.say('flash.play')
      }</button>
      <span class="group">${to(this.step - 1, this.say('flash.back'), '←', this.step === 0)}${to(
        this.step + 1,
        this.say('flash.forth'),
        '→',
        this.step === last,
      )}</span>
      <span class="scrub"><input type="range" name="step" min="0" max=${last} .value=${String(this.step)}
        aria-label=${this.say('flash.scrub')} aria-valuetext=${this.#sentence()} @input=${this.#scrub}>
        <output aria-hidden="true">${this.say('flash.of', { n: this.step + 1, of: last + 1 })}</output></span>
    </div>`;
  }

  #sentence(): string {
    const step = this.shown?.steps[this.step];
    if (!step) return '';
    return `${this.say('flash.of', { n: this.step + 1, of: this.shown?.steps.length ?? 0 })}. ${this.#place(step)} ${this.#cover(step)}`;
  }

  #place({ i0, i1, j0, j1 }: FlashStep): string {
    return this.say('flash.place', { i0, i1: i1 - 1, j0, j1: j1 - 1 });
  }

  #cover({ cover }: FlashStep): string {
    return this.say(`flash.cover-${cover}`);
  }

  #where({ steps }: Shown, step: FlashStep): TemplateResult {
    const skipped = layout.skippedUpTo(steps, this.step);
    return html`<div class="where"><p><b>${this.#place(step)}</b> ${this.#cover(step)}</p>
      <p class="quiet">${this.say('flash.count', { done: this.step + 1 - skipped, skipped })}</p></div>`;
  }

  #picture(shown: Shown, step: FlashStep): TemplateResult {
    const { source, steps } = shown;
    const size = this.#size(source);
    const { cell, width, height } = size;
    const at = this.step;
    const now = layout.tilesPath([step], cell, () => true);
    const over = svg`<defs><pattern id="skip" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <line class="hatching" x1="0" x2="0" y1="0" y2="5"></line></pattern></defs>
      <path class="tiles" d=${layout.tilesPath(steps, cell, () => true)}></path>
      <path class="skipped" d=${layout.tilesPath(steps, cell, (s, n) => n <= at && s.cover === 'empty')}></path>
      <path class="done" d=${layout.tilesPath(steps, cell, (s, n) => n <= at && s.cover !== 'empty')}></path>
      <rect class="rows" x=${-4} y=${step.i0 * cell} width="3" height=${(step.i1 - step.i0) * cell}></rect>
      <rect class="columns" y=${-4} x=${step.j0 * cell} height="3" width=${(step.j1 - step.j0) * cell}></rect>
      <rect class="grid" fill="none" width=${width} height=${height}></rect>
      <path class="now-under" d=${now}></path><path class="now" d=${now}></path>`;
    return matrixFrame({ size, queries: queriesOf(source), keys: source.tokens, about: this.#sentence(), over });
  }

  #legend(): TemplateResult {
    return html`<p class="keys"><span><i class="hatch"></i>${this.say('flash.key-skipped')}</span>
      <span>${this.say('flash.key-weights')}</span></p>`;
  }

  #state(shown: Shown, step: FlashStep): TemplateResult {
    const { flash, steps, source } = shown;
    const ready = layout.isLastOfRows(steps, this.step);
    const before = layout.stepBefore(steps, this.step);
    const width = flash.y.length / flash.queries;
    const rows = Array.from({ length: step.i1 - step.i0 }, (_, r) => r);
    const values = (r: number) => rowOf(ready ? flash.y : step.y, width, ready ? step.i0 + r : r);
    const tokens = queriesOf(source);
    return html`<div class="sheet state" tabindex="0" role="group" aria-label=${this.say('flash.rows')}><table>
      <thead><tr><th class="start" scope="col">${this.say('panel.query')}</th>
        <th scope="col" title=${this.say('flash.m-about')}>m</th><th scope="col" title=${this.say('flash.l-about')}>l</th>
        <th class="start" scope="col" colspan="2">${ready ? this.say('flash.ready') : this.say('flash.partial')}</th></tr></thead>
      <tbody>${rows.map((r) => {
        const up = layout.rose(step, before, r);
        return html`<tr><th scope="row">${tokenAt(tokens[step.i0 + r], step.i0 + r)}</th>
          <td class=${up ? 'number up' : 'number'}>${significant(step.m[r] as number, 4)}${
            up ? html`<span class="said"> ${this.say('flash.rose')}</span>` : nothing
          }</td>
          <td class="number">${significant(step.l[r] as number, 4)}</td>
          <td class=${ready ? 'bars-cell' : 'bars-cell partial'}>${vectorBars(values(r), largest(values(r)), 'z')}</td>
          <td class="number quiet" title=${this.say('flash.range')}>±${significant(largest(values(r)), 2)}</td></tr>`;
      })}</tbody></table></div>
      <p class="note">${this.say('flash.rescale')}</p>`;
  }

  #numbers(shown: Shown, step: FlashStep): TemplateResult {
    const { flash, steps, source } = shown;
    const ready = layout.isLastOfRows(steps, this.step);
    const width = flash.y.length / flash.queries;
    return html`<details><summary>${this.say('flash.numbers')}</summary>
      <div class="sheet state" tabindex="0" role="group" aria-label=${this.say('flash.numbers')}><table class="output">
        <thead><tr><th class="start" scope="col">${this.say('panel.query')}</th>${Array.from(
          { length: width },
          (_, n) => html`<th scope="col">${n}</th>`,
        )}</tr></thead>
        <tbody>${Array.from({ length: step.i1 - step.i0 }, (_, r) => {
          const values = rowOf(ready ? flash.y : step.y, width, ready ? step.i0 + r : r);
          return html`<tr><th scope="row">${visible(queriesOf(source)[step.i0 + r]?.text ?? '')}</th>${Array.from(
            values,
            (x) => html`<td class="number">${significant(x, 3)}</td>`,
          )}</tr>`;
        })}</tbody></table></div></details>`;
  }

  #end({ flash, steps }: Shown): TemplateResult {
    const done = this.step === steps.length - 1;
    const off = significant(flash.difference?.maxAbs ?? Number.NaN, 2);
    return html`<p class=${done ? 'end reached' : 'end'} role="status">${
      done ? this.say('flash.end', { off }) : html`<span class="quiet">${this.say('flash.not-yet')}</span>`
    }</p>`;
  }

  #costs({ flash, reference }: Shown): TemplateResult {
    const row = (name: string, of: (a: Attended) => string) => html`<tr><th scope="row">${name}</th>
      <td class="number">${of(flash)}</td><td class="number">${of(reference)}</td></tr>`;
    return html`<table class="costs"><caption>${this.say('flash.costs')}</caption>
      <thead><tr><td></td><th scope="col">${this.say('flash.flash')}</th>
        <th scope="col">${this.say('flash.reference')}</th></tr></thead><tbody>
      ${row(this.say('flash.peak'), (a) => bytes(a.work.peakBytes))}
      ${row(this.say('flash.moved'), (a) => bytes(a.work.bytesMoved))}
      ${row(this.say('flash.scores'), (a) => count(a.work.scores))}
      ${row(this.say('flash.multiply-adds'), (a) => count(a.work.multiplyAdds))}
      </tbody></table>`;
  }

  #size(source: Source): FrameSize {
    const room = this.room >= 720 ? (this.room - 28) / 2 : this.room;
    return frameSize(queriesOf(source).length, source.tokens.length, room, largestPlot);
  }

  protected override resized(): void {
    this.room = this.clientWidth;
    this.paintSoon();
  }

  protected override updated(): void {
    this.paintSoon();
  }

  /** Weights of the tiles that were met; what the mask or the order leaves out is left open. */
  protected override paint(): void {
    const { shown } = this;
    const pattern = shown?.reference.pattern;
    if (!shown || !pattern) return;
    const { queries, keys } = shown.reference;
    const met = layout.reached(shown.steps, this.step, queries);
    const causal = shown.source.queryTokens === null;
    const { pixels } = this.scale;
    paintCells(this.renderRoot.querySelector('canvas'), queries, keys, (i, j) => {
      if (j >= (met[i] as number) || (causal && j > i)) return 0;
      return pixels[Math.round(255 * placeOnScale(pattern[i * keys + j] as number, 'sqrt'))] as number;
    });
  }

  #go(to: number): void {
    this.#play(false);
    this.#show(to);
  }

  #show(to: number): void {
    this.step = Math.max(0, Math.min((this.shown?.steps.length ?? 1) - 1, to));
  }

  #play(on: boolean): void {
    clearInterval(this.#timer);
    this.playing = on;
    if (!on) return;
    const last = (this.shown?.steps.length ?? 1) - 1;
    if (this.step >= last) this.step = 0;
    this.#timer = window.setInterval(() => {
      this.#show(this.step + 1);
      if (this.step >= (this.shown?.steps.length ?? 1) - 1) this.#play(false);
    }, pace);
  }

  readonly #scrub = (event: Event): void => this.#go(Number((event.target as HTMLInputElement).value));

  readonly #press = (event: KeyboardEvent): void => {
    const onSlider = (event.target as Element).matches('input');
    if (event.key === ' ' && onSlider) {
      event.preventDefault();
      this.#play(!this.playing);
      return;
    }
    if (onSlider || event.ctrlKey || event.metaKey || event.altKey) return;
    const by = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    if (by === 0) return;
    event.preventDefault();
    this.#go(this.step + by);
  };
}

const queriesOf = (source: Source): readonly Token[] => source.queryTokens ?? source.tokens;
const rowOf = (y: Float32Array, width: number, r: number): Float32Array => y.subarray(r * width, (r + 1) * width);

function clamp(size: number, length: number): number {
  const [least, most] = layout.tileRange(length);
  return Math.min(most, Math.max(least, size));
}

declare global {
  interface HTMLElementTagNameMap {
    'flash-steps': FlashSteps;
  }
}
