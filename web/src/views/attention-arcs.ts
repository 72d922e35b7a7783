/**
 * One head as arcs between the tokens, from each query back to the keys it attends to; the heavier the
 * weight, the thicker the arc. A lit token shows only its own: what it attends to (number in the keys'
 * colour) and what attends to it (number in the queries' colour). In a narrow box the line runs downwards. Where the
 * keys are other tokens than the queries, two columns with links between them (arcs-links.ts).
 *
 * Events: `token-hover` {index}, `token-select` {index}, `cell-select` {query, key}.
 */
import { html, nothing, type PropertyValues, svg, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Token } from '../engine/types.ts';
import { t } from '../text/text.ts';
import {
  type Arc,
  arcHeight,
  arcOpacity,
  arcPath,
  arcWidth,
  chooseArcs,
  type Line,
  layLine,
  mostArcs,
  type Picture,
  riseOver,
} from './arcs-layout.ts';
import type { links } from './arcs-links.ts';
import { arcsStyle } from './arcs-style.ts';
import { element } from './element.ts';
import { LoneView, noWeights } from './lone-view.ts';
import { shortWeight, weight } from './number.ts';
import { columnOf, type Ranked, rowOf, strongest } from './pattern.ts';
import { moveInList } from './roving.ts';
import { quoted, tokenAt, tokenTextSvg } from './token-parts.ts';
import { visible } from './token-text.ts';

const narrow = 480;
const lineOfText = 20;
/** Width of the columns of a tall view: two numbers, then the token's text. */
const numberColumn = 38;
const widestText = 100;

const none: Picture = { width: 0, height: 0, others: [], mine: [], tokens: [] };

const isOf = (arc: Arc, token: number): boolean => arc.query === token || arc.key === token;

const measure = document.createElement('canvas').getContext('2d');

interface NumberPlace {
  readonly anchor: string;
  readonly toX: number;
  readonly toY: number;
  readonly fromX: number;
  readonly fromY: number;
}

@element('attention-arcs')
export class AttentionArcs extends LoneView {
  /** [t, t] row-major, or [size, columns]; empty for none. */
  @property({ attribute: false }) pattern: Float32Array = noWeights;
  @property({ type: Number }) size = 0;
  @property({ attribute: false }) tokens: readonly Token[] = [];
  /** The keys, where they are other tokens than the queries; null where they are the same. */
  @property({ attribute: false }) keyTokens: readonly Token[] | null = null;
  /** Number of keys; 0 for as many as queries. */
  @property({ type: Number }) columns = 0;
  @property({ type: Number }) query = -1;
  @property({ type: Number }) key = -1;
  @property({ type: Number }) hover = -1;
  @property({ type: Boolean }) causal = true;
  /** The least weight that is drawn, in [0, 1]. */
  @property({ type: Number }) threshold = 0.05;

  @state() private room = 0;
  @state() private active = 0;
  @state() private links: typeof links | null = null;

  static override styles = [LoneView.styles, arcsStyle];

  #line: Line = { places: [], length: 0 };
  #arcs: readonly Arc[] = [];
  #left = 0;
  #texts: readonly string[] = [];
  #widths: readonly number[] = [];
  /** Room for the longest token of a tall view. */
  #textColumn = 0;

  override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (this.keyTokens && !this.links) void this.#fetchLinks();
    if (this.anyOf(changed, 'pattern', 'size', 'columns', 'threshold', 'causal')) {
      const chosen = this.#whole
        ? chooseArcs(this.pattern, this.#across, this.threshold, mostArcs, this.causal, this.size)
        : { arcs: [], left: 0 };
      this.#arcs = chosen.arcs;
      this.#left = chosen.left;
    }
    if (this.anyOf(changed, 'tokens', 'size', 'room')) this.#lay();
    this.active = Math.min(this.active, Math.max(0, this.size - 1));
  }

  async #fetchLinks(): Promise<void> {
    this.links = (await import('./arcs-links.ts')).links;
  }

  get #across(): number {
    return this.columns || this.size;
  }

  get #keys(): readonly Token[] {
    return this.keyTokens ?? this.tokens;
  }

  get #whole(): boolean {
    return this.pattern.length === this.size * this.#across;
  }

  #lay(): void {
    if (measure) measure.font = `13px ${getComputedStyle(this).fontFamily}`;
    this.#texts = this.tokens.slice(0, this.size).map((token) => this.#cut(visible(token.text)));
    this.#widths = this.#texts.map((text) => Math.max(10, measure?.measureText(text).width ?? text.length * 8));
    this.#textColumn = Math.min(widestText, Math.max(40, ...this.#widths) + 8);
    const extents = this.#widths.map((width) => (this.#tall ? lineOfText : Math.max(18, width)));
    this.#line = this.#tall ? layLine(extents, 0, 0, 0) : layLine(extents, 8, this.room, 40);
  }

  #cut(text: string): string {
    const characters = [...text];
    const most = this.#tall ? 10 : 24;
    return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : text;
  }

  get #tall(): boolean {
    return this.room > 0 && this.room < narrow;
  }

  get #lit(): number {
    const lit = this.hover >= 0 ? this.hover : this.query;
    return lit < this.size ? lit : -1;
  }

  /** Where the tokens' line lies across the arcs: y when wide, x when tall. */
  get #base(): number {
    return this.#tall ? 2 * numberColumn + this.#textColumn + 4 : this.#rise + 8;
  }

  get #rise(): number {
    if (this.#tall) return Math.max(60, this.room - 2 * numberColumn - this.#textColumn - 16);
    return riseOver(this.#line.length);
  }

  protected override draw(): TemplateResult {
    const lit = this.#lit;
    const picture = this.keyTokens ? (this.#linked(lit) ?? none) : this.#along(lit);
    const { width, height } = picture;
    return html`
      <div class="bar">
        <div class="readout" part="readout">${this.#readout(lit)}</div>
        <label class="threshold" part="threshold">${t('arcs.threshold')}
          <input type="range" min="0.01" max="0.5" step="0.01" .value=${String(this.threshold)} @input=${this.#slide}>
          <output>${this.threshold.toFixed(2)}</output></label>
      </div>
      <div class=${this.#tall ? 'scroller tall' : 'scroller'} part="plot">
        <svg class=${lit >= 0 ? 'lit-some' : ''} width=${width} height=${height} viewBox=${`0 0 ${width} ${height}`}
            @pointerover=${this.#over} @pointerleave=${this.#leave}>
          <defs>${this.#gradient('back', 'stop-key', 'stop-query')}${this.#gradient('ahead', 'stop-query', 'stop-key')}</defs>
          <g class="others" aria-hidden="true">${picture.others}</g>
          <g aria-hidden="true">${picture.mine}</g>
          <g role="listbox" aria-label=${t('arcs.title')} @keydown=${this.#press} @click=${this.#click}
            @focusin=${this.#focus} @focusout=${this.#leave}>${picture.tokens}</g>
        </svg>
      </div>
      <p class="more">${this.#left > 0 ? t('arcs.left', { shown: this.#arcs.length, left: this.#left }) : nothing}</p>`;
  }

  #along(lit: number): Picture {
    const length = Math.ceil(this.#line.length);
    return {
      width: this.#tall ? this.room : Math.max(length, this.room),
      height: this.#tall ? length : this.#base + lineOfText + 2 * 14 + 4,
      others: this.#arcs.map((arc) => (isOf(arc, lit) ? nothing : this.#arc(arc, false))),
      mine: this.#arcs.map((arc) => (isOf(arc, lit) ? this.#arc(arc, true) : nothing)),
      tokens: this.#tokens(lit),
    };
  }

  #linked(lit: number): Picture | undefined {
    return this.links?.({
      arcs: this.#arcs,
      queries: this.tokens,
      keys: this.#keys,
      row: lit >= 0 && this.#whole ? rowOf(this.pattern, this.#across, lit) : null,
      lit,
      active: this.active,
      chosen: this.query,
      threshold: this.threshold,
      room: this.room,
      name: (index) => (index === lit ? this.#sentence(index) : quoted(this.tokens[index])),
      pick: (event) => this.#clickArc(event),
    });
  }

  #gradient(id: string, from: string, to: string): TemplateResult {
    return svg`<linearGradient id=${id} x1="0" y1="0" x2=${this.#tall ? 0 : 1} y2=${this.#tall ? 1 : 0}>
      <stop offset="0" class=${from}></stop><stop offset="1" class=${to}></stop></linearGradient>`;
  }

  #arc(arc: Arc, lit: boolean): TemplateResult {
    const { query, key } = arc;
    const [from, to] = [this.#line.places[query], this.#line.places[key]];
    if (!from || !to) return svg``;
    const height = arcHeight(Math.abs(from.centre - to.centre), this.#line.length, this.#rise);
    const path = arcPath(from.centre, to.centre, this.#base, height, this.#tall);
    const way = query === key ? 'own' : query > key ? 'back' : 'ahead';
    const opacity = arcOpacity(arc.weight, this.#arcs.length, lit);
    return svg`<path class=${`arc ${way}${lit ? ' lit' : ''}`} d=${path} stroke-width=${arcWidth(arc.weight)} opacity=${opacity}></path>${
      lit
        ? svg`<path class="hit" d=${path} data-query=${query} data-key=${key} @click=${this.#clickArc}></path>`
        : nothing
    }`;
  }

  #tokens(lit: number): TemplateResult[] {
    const whole = lit >= 0 && this.#whole;
    const row = whole ? rowOf(this.pattern, this.size, lit) : null;
    const column = whole ? columnOf(this.pattern, this.size, lit) : null;
    return this.#texts.map((text, index) => this.#token(text, index, lit, row?.[index] ?? 0, column?.[index] ?? 0));
  }

  #token(text: string, index: number, lit: number, to: number, from: number): TemplateResult {
    const place = this.#line.places[index];
    if (!place) return svg``;
    const wide = this.#widths[index] ?? 0;
    const [attended, attending] = [to >= this.threshold, from >= this.threshold];
    const names = `token${attended || attending ? ' lit' : ''}${index === lit ? ' chief' : ''}`;
    const tall = this.#tall;
    const at = tall
      ? {
          x: 2 * numberColumn + this.#textColumn,
          y: place.centre,
          anchor: 'end',
          toX: numberColumn - 6,
          toY: place.centre,
          fromX: 2 * numberColumn - 6,
          fromY: place.centre,
        }
      : {
          x: place.centre,
          y: this.#base + 12,
          anchor: 'middle',
          toX: place.centre,
          toY: this.#base + 31,
          fromX: place.centre,
          fromY: this.#base + 45,
        };
    const box = tall
      ? { x: 2 * numberColumn + this.#textColumn - wide - 3, y: place.centre - 9, width: wide + 6, height: 18 }
      : { x: place.centre - place.extent / 2 - 3, y: this.#base + 2, width: place.extent + 6, height: 20 };
    return svg`<g class=${names} role="option" data-index=${index} tabindex=${index === this.active ? 0 : -1}
        aria-selected=${index === this.query ? 'true' : 'false'} aria-label=${index === lit ? this.#sentence(index) : quoted(this.tokens[index])}>
      <rect class="back" x=${box.x} y=${box.y} width=${box.width} height=${box.height} rx="3"></rect>
      <text class="text" x=${at.x} y=${at.y} text-anchor=${at.anchor}>${tokenTextSvg(text)}</text>
      </g>${attended || attending ? this.#numbers(at, attended ? to : null, attending ? from : null) : nothing}`;
  }

  /** Beside the token and not within it: its name is what it says, whatever is lit. */
  #numbers(at: NumberPlace, to: number | null, from: number | null): TemplateResult {
    return svg`<g class="token" aria-hidden="true">
      ${to === null ? nothing : svg`<text class="to" x=${at.toX} y=${at.toY} text-anchor=${at.anchor}>${shortWeight(to)}</text>`}
      ${from === null ? nothing : svg`<text class="from" x=${at.fromX} y=${at.fromY} text-anchor=${at.anchor}>${shortWeight(from)}</text>`}
    </g>`;
  }

  #readout(lit: number): TemplateResult {
    if (lit < 0 || !this.#whole) return html`<span class="quiet">${t('arcs.hint')}</span>`;
    const to = strongest(rowOf(this.pattern, this.#across, lit), 3);
    return html`<b class="q">${tokenAt(this.tokens[lit], lit)}</b> ${t('arcs.attends')} ${this.#list(to, 'k')}`;
  }

  #list(ranked: readonly Ranked[], role: string): TemplateResult[] {
    return ranked.map(
      (r, n) =>
        html`${n > 0 ? ', ' : ''}<span class=${role}>${tokenAt(this.#keys[r.index], r.index)}</span> <span class="number">${weight(r.weight)}</span>`,
    );
  }

  #sentence(index: number): string {
    if (!this.#whole) return quoted(this.tokens[index]);
    const say = (ranked: Ranked[]) =>
      ranked.map((r) => `${quoted(this.#keys[r.index])} ${weight(r.weight)}`).join(', ') || t('arcs.nothing');
    const to = say(strongest(rowOf(this.pattern, this.#across, index), 3));
    const token = quoted(this.tokens[index]);
    // Nothing of the same kind attends to a query of cross-attention.
    if (this.keyTokens) return `${token} ${t('arcs.attends')} ${to}`;
    return t('arcs.sentence', {
      token,
      to,
      from: say(strongest(columnOf(this.pattern, this.size, index), 3)),
    });
  }

  protected override resized(): void {
    if (this.clientWidth !== this.room) this.room = this.clientWidth;
  }

  #slide(event: Event): void {
    this.threshold = Number((event.target as HTMLInputElement).value);
  }

  #indexOf(event: Event): number {
    const token = (event.target as Element).closest('[data-index]');
    return token ? Number(token.getAttribute('data-index')) : -1;
  }

  #light(index: number): void {
    if (index === this.hover) return;
    this.hover = index;
    this.emit('token-hover', { index });
  }

  #over(event: PointerEvent): void {
    const index = this.#indexOf(event);
    if (index >= 0) this.#light(index);
  }

  #leave(event: Event): void {
    // A finger leaves as soon as it lifts: what it tapped stays lit until the focus goes elsewhere.
    if (event instanceof PointerEvent && event.pointerType === 'touch') return;
    this.#light(-1);
  }

  #focus(event: FocusEvent): void {
    const index = this.#indexOf(event);
    if (index < 0) return;
    this.active = index;
    if ((event.target as Element).matches(':focus-visible')) this.#light(index);
  }

  #click(event: MouseEvent): void {
    const index = this.#indexOf(event);
    if (index >= 0) this.emit('token-select', { index });
  }

  #clickArc(event: MouseEvent): void {
    const hit = event.currentTarget as SVGPathElement;
    this.emit('cell-select', { query: Number(hit.dataset['query']), key: Number(hit.dataset['key']) });
  }

  #press(event: KeyboardEvent): void {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.emit('token-select', { index: this.active });
      return;
    }
    const next = moveInList(event, this.active, this.size);
    if (next === null) return;
    event.preventDefault();
    this.active = next;
    this.renderRoot.querySelector<SVGGElement>(`[data-index="${next}"]`)?.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'attention-arcs': AttentionArcs;
  }
}
