/**
 * One head's matrix, large: queries down, keys across, one square a weight. It fits its box and zooms into
 * it; a cell's two tokens and its number stand in a line above, which never moves.
 *
 * Events: `cell-select` {query, key}, `cell-hover` {query, key} or null, `token-hover` {index},
 * `scale-change` {by} (from the legend).
 */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { Token } from '../engine/types.ts';
import { placeOnScale, type ScaleBy } from '../style/scale.ts';
import { t } from '../text/text.ts';
import './attention-legend.ts';
import { element } from './element.ts';
import { listenForRest, listenForZoom, type Place, scaleOf } from './gestures.ts';
import { inSight, thinned } from './labels.ts';
import { LoneView, noWeights } from './lone-view.ts';
import { matrixStyle } from './matrix-style.ts';
import { matrixTable } from './matrix-table.ts';
import { shortWeight, weight } from './number.ts';
import { isAbsent, paintCanvas, rowOf, strongest } from './pattern.ts';
import { moveInGrid } from './roving.ts';
import { styled } from './styled.ts';
import { quoted, tokenAt } from './token-parts.ts';
import { label } from './token-text.ts';

export interface Cell {
  readonly query: number;
  readonly key: number;
}

/** Side of the square that the fitted matrix fills, and of one cell, in CSS px. */
const largestPlot = 520;
const largestFitCell = 96;
const largestCell = 96;
/** From this size on a cell has room for its number. */
const cellWithValue = 26;
const labelGap = 14;
const narrow = 420;

@element('attention-matrix')
export class AttentionMatrix extends LoneView {
  /** [t, t] row-major, or [size, columns]; empty for none. */
  @property({ attribute: false }) pattern: Float32Array = noWeights;
  /** Queries, and keys where `columns` does not say otherwise. */
  @property({ type: Number }) size = 0;
  @property({ attribute: false }) tokens: readonly Token[] = [];
  /** The keys, where they are other tokens than the queries (cross-attention); null where they are the same. */
  @property({ attribute: false }) keyTokens: readonly Token[] | null = null;
  /** Number of keys; 0 for as many as queries. */
  @property({ type: Number }) columns = 0;
  @property({ type: Number }) query = -1;
  @property({ type: Number }) key = -1;
  /** Token whose row is lit, and its column where it is a key too; -1 for none. */
  @property({ type: Number }) hover = -1;
  @property({ attribute: 'scale-by' }) scaleBy: ScaleBy = 'linear';
  @property({ type: Boolean }) causal = true;
  /** No higher than its rows need: where what is shown does not change while somebody types. */
  @property({ type: Boolean }) compact = false;
  /** Where a chosen cell's weight comes from is shown beside it. */
  @property({ type: Boolean }) explained = false;
  /** Shows the table in place of the picture. */
  @property({ type: Boolean }) table = false;

  @state() private pointed: Cell | null = null;
  @state() private active: Cell = { query: 0, key: 0 };
  @state() private focused = false;
  @state() private zoom = 1;
  @state() private room = { width: 0, left: 0, top: 0 };
  @state() private said = '';

  @query('.scroller') private scroller!: HTMLElement | null;
  @query('.plot') private plot!: HTMLElement | null;

  static override styles = [LoneView.styles, matrixStyle];
  #stopZoom: (() => void) | null = null;
  #zoomOn: HTMLElement | null = null;
  /** The screen's, while it is printed: paper has the whole matrix. */
  #zoomOff = 1;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopZoom?.();
    this.#zoomOn = null;
  }

  override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (this.anyOf(changed, 'query', 'key')) this.active = this.#chosen ?? this.active;
    const [last, end] = [Math.max(0, this.size - 1), Math.max(0, this.#across - 1)];
    if (this.active.query > last || this.active.key > end) {
      this.active = { query: Math.min(this.active.query, last), key: Math.min(this.active.key, end) };
    }
    if (this.pointed && (this.pointed.query > last || this.pointed.key > end)) this.pointed = null;
  }

  protected override draw(): TemplateResult {
    const height = `${this.#names() + this.#plotHeight() + 3}px`;
    return html`
      <div class="bar">
        <div class="readout" part="readout">${this.#readout()}</div>
        <div class="group" part="zoom" role="group" aria-label=${t('matrix.zoom')}>
          <button class="button" type="button" aria-label=${t('matrix.zoom-out')} ?disabled=${this.table || this.zoom <= 1}
            @click=${() => this.#zoomBy(1 / 1.5)}>−</button>
          <button class="button" type="button" title=${t('matrix.fit-about')} ?disabled=${this.table || this.zoom <= 1}
            @click=${() => this.#zoomBy(0)}>${t('matrix.fit')}</button>
          <button class="button" type="button" aria-label=${t('matrix.zoom-in')}
            ?disabled=${this.table || this.#cellSize() >= largestCell} @click=${() => this.#zoomBy(1.5)}>+</button>
        </div>
        <button class="button table-button" part="table" type="button" aria-pressed=${this.table ? 'true' : 'false'}
          @click=${this.#toggleTable}>${t('matrix.table')}</button>
      </div>
      ${
        this.table
          ? html`<div style=${styled({ '--height': height })}>${matrixTable({
              pattern: this.pattern,
              size: this.size,
              tokens: this.tokens,
              columns: this.#across,
              keys: this.#keys,
              query: this.query,
              key: this.key,
              hover: this.hover,
              choose: (query, key) => this.emit('cell-select', { query, key }),
            })}</div>`
          : this.#picture(height)
      }
      <attention-legend class="foot" part="legend" .scaleBy=${this.scaleBy} .causal=${this.causal}
        @scale-change=${this.#rescale}></attention-legend>
      <span class="said" role="status">${this.said}</span>`;
  }

  #picture(height: string): TemplateResult {
    const cell = this.#cellSize();
    return html`<div class=${this.zoom > 1 ? 'scroller zoomed' : 'scroller'} part="plot" style=${styled({ '--height': height, '--cell': `${cell}px`, '--t': this.#across, '--rows': this.size })}
        @scroll=${this.#scrolled}>
      <div class="sheet" @pointerleave=${this.#leave}>
        <div class="corner" aria-hidden="true"><span class="k">${t('matrix.keys')} →</span><span class="q">${t('matrix.queries')} ↓</span></div>
        <div class="keys" aria-hidden="true">${this.#names1(cell, this.room.left, 'key')}</div>
        <div class="queries" aria-hidden="true">${this.#names1(cell, this.room.top, 'query')}</div>
        <div class=${cell < 12 ? 'plot hatch small' : 'plot hatch'} role="grid" aria-label=${t('matrix.title')} aria-rowcount=${this.size} aria-colcount=${this.#across}
          @pointermove=${this.#move} @click=${this.#click} @keydown=${this.#press}>
          <canvas aria-hidden="true"></canvas>
          ${this.#values(cell)} ${this.#strips()} ${this.#activeCell()}
        </div>
      </div>
    </div>`;
  }

  #strips(): TemplateResult {
    const at = this.#current();
    const { hover } = this;
    return html`${
      hover >= 0 && hover < this.size && !at
        ? html`<i class="strip of-row faint" style=${styled({ '--q': hover })}></i>
            ${this.keyTokens ? nothing : html`<i class="strip of-column faint" style=${styled({ '--k': hover })}></i>`}`
        : nothing
    }${
      at
        ? html`<i class="strip of-row" style=${styled({ '--q': at.query })}></i>
            <i class="strip of-column" style=${styled({ '--k': at.key })}></i>`
        : nothing
    }${this.#chosen ? html`<i class="box selected" style=${styled({ '--q': this.query, '--k': this.key })}></i>` : nothing}`;
  }

  /** The one cell that exists as an element: it moves with the keyboard and says what it holds. */
  #activeCell(): TemplateResult | typeof nothing {
    if (this.size === 0) return nothing;
    const { query, key } = this.active;
    return html`<div role="row" aria-rowindex=${query + 1}><div class="box active" role="gridcell" tabindex="0"
      aria-colindex=${key + 1} aria-selected=${query === this.query && key === this.key ? 'true' : 'false'}
      aria-label=${this.#pair(this.active)} style=${styled({ '--q': query, '--k': key })}
      @focus=${() => this.#setFocus(true)} @blur=${() => this.#setFocus(false)}></div></div>`;
  }

  #names1(cell: number, offset: number, axis: 'query' | 'key'): TemplateResult[] {
    const down = axis === 'query';
    const tokens = down ? this.tokens : this.#keys;
    const room = down ? this.#fitPlot() : this.room.width - this.#names();
    const [first, last] = inSight(down ? this.size : this.#across, cell, offset, room);
    const lit = this.#current()?.[axis] ?? (down || !this.keyTokens ? this.hover : -1);
    const wanted = [lit, this[axis]].filter(
      (n, i, all) => n >= 0 && all.indexOf(n) === i && (i === 0 || Math.abs(n - lit) * cell >= labelGap),
    );
    return thinned(first, last, cell, labelGap, wanted).map(
      (n) => html`<span class=${n === lit ? 'name lit' : 'name'}
      style=${styled({ '--n': n })} @pointerenter=${() => (down || !this.keyTokens) && this.#hoverToken(n)}>${label(tokens[n]?.text ?? '', 14)}</span>`,
    );
  }

  #values(cell: number): TemplateResult[] {
    if (cell < cellWithValue || this.size === 0) return [];
    const [top, bottom] = inSight(this.size, cell, this.room.top, this.#fitPlot());
    const [left, right] = inSight(this.#across, cell, this.room.left, this.room.width - this.#names());
    const out: TemplateResult[] = [];
    for (let query = top; query <= bottom; query++) {
      for (let key = left; key <= right; key++) {
        const w = this.#weight({ query, key });
        if (isAbsent(query, key, w, this.causal)) continue;
        const ink = this.scale.ink(placeOnScale(w, this.scaleBy));
        out.push(
          html`<span class="value" aria-hidden="true" style=${styled({ '--q': query, '--k': key, color: ink })}>${shortWeight(w)}</span>`,
        );
      }
    }
    return out;
  }

  #readout(): TemplateResult {
    const at = this.#current() ?? this.#chosen;
    if (!at) return html`<span class="quiet">${t(this.explained ? 'matrix.hint' : 'matrix.title')}</span>`;
    const w = this.#weight(at);
    const absent = isAbsent(at.query, at.key, w, this.causal);
    return html`<span class="q">${tokenAt(this.tokens[at.query], at.query)}</span> →
      <span class="k">${tokenAt(this.#keys[at.key], at.key)}</span>
      ${absent ? html`<b class="quiet">${t('matrix.masked')}</b>` : html`<b class="number">${weight(w)}</b>`}`;
  }

  #pair(at: Cell): string {
    const w = this.#weight(at);
    const words = { query: quoted(this.tokens[at.query]), key: quoted(this.#keys[at.key]) };
    return isAbsent(at.query, at.key, w, this.causal)
      ? t('matrix.pair-masked', words)
      : t('matrix.pair', { ...words, weight: weight(w) });
  }

  /** A query alone is no cell. */
  get #chosen(): Cell | null {
    const { query, key } = this;
    return query >= 0 && query < this.size && key >= 0 && key < this.#across ? { query, key } : null;
  }

  #current(): Cell | null {
    return this.pointed ?? (this.focused ? this.active : null);
  }

  #weight({ query, key }: Cell): number {
    return this.pattern[query * this.#across + key] ?? 0;
  }

  get #across(): number {
    return this.columns || this.size;
  }

  get #keys(): readonly Token[] {
    return this.keyTokens ?? this.tokens;
  }

  #names(): number {
    return this.room.width <= narrow ? 58 : 72;
  }

  #fitPlot(): number {
    return Math.max(0, Math.min(largestPlot, this.room.width - this.#names() - 3));
  }

  #cellSize(): number {
    return Math.min(largestCell, this.#fitCell() * this.zoom);
  }

  /** The cell with which the whole matrix is in sight. */
  #fitCell(): number {
    return Math.min(largestFitCell, this.#fitPlot() / Math.max(1, this.size, this.#across));
  }

  /** Alone it takes no more than it needs; beside others it keeps its height whatever is typed. */
  #plotHeight(): number {
    return this.alone || this.compact ? Math.min(this.#fitPlot(), this.#fitCell() * this.size) : this.#fitPlot();
  }

  protected override resized(): void {
    const width = this.clientWidth;
    if (width !== this.room.width) this.room = { ...this.room, width };
    this.paintSoon();
  }

  protected override printing(on: boolean): void {
    [this.zoom, this.#zoomOff] = on ? [1, this.zoom] : [this.#zoomOff, 1];
  }

  protected override reworded(): void {
    this.said = '';
    super.reworded();
  }

  protected override updated(changed: PropertyValues): void {
    if (this.anyOf(changed, 'pattern', 'size', 'columns', 'scaleBy', 'causal', 'zoom', 'room', 'table', 'hue'))
      this.paintSoon();
    if (this.scroller !== this.#zoomOn) {
      this.#stopZoom?.();
      this.#zoomOn = this.scroller;
      this.#stopZoom = this.scroller && listenForZoom(this.scroller, (factor, x, y) => this.#zoomBy(factor, x, y));
      if (this.plot) listenForRest(this.plot, (at) => this.#point(this.#cellAt(at)));
    }
  }

  protected override paint(): void {
    const canvas = this.renderRoot.querySelector('canvas');
    if (!canvas) return;
    const how = { pixels: this.scale.pixels, by: this.scaleBy, causal: this.causal };
    const across = this.#across;
    const room = this.#cellSize() * across * devicePixelRatio;
    const whole = this.pattern.length === this.size * across;
    paintCanvas(canvas, whole ? this.pattern : null, across, room, how, this.size);
  }

  /** Factor 0 fits. The point at client (x, y), else the middle of the view, stays where it is. */
  async #zoomBy(factor: number, x?: number, y?: number): Promise<void> {
    const box = this.scroller?.getBoundingClientRect();
    if (!box || !this.scroller) return;
    const before = this.#cellSize();
    const most = largestCell / this.#fitCell();
    this.zoom = factor === 0 ? 1 : Math.max(1, Math.min(most, this.zoom * factor));
    const grown = this.#cellSize() / before;
    const names = this.#names();
    const drawn = scaleOf(this.scroller, box);
    const px = (x === undefined ? (box.width / drawn + names) / 2 : (x - box.left) / drawn) - names;
    const py = (y === undefined ? (box.height / drawn + names) / 2 : (y - box.top) / drawn) - names;
    const to = { left: (this.scroller.scrollLeft + px) * grown - px, top: (this.scroller.scrollTop + py) * grown - py };
    await this.updateComplete;
    this.scroller.scrollTo({ ...to, behavior: 'instant' });
    this.#scrolled();
  }

  #scrolled(): void {
    const { scrollLeft: left, scrollTop: top } = this.scroller ?? { scrollLeft: 0, scrollTop: 0 };
    if (left !== this.room.left || top !== this.room.top) this.room = { ...this.room, left, top };
  }

  #cellAt(event: Place): Cell | null {
    const box = this.plot?.getBoundingClientRect();
    if (!box || !this.plot || this.size === 0) return null;
    const cell = this.#cellSize() * scaleOf(this.plot, box);
    const at = (d: number, count: number) => Math.max(0, Math.min(count - 1, Math.floor(d / cell)));
    return { query: at(event.clientY - box.top, this.size), key: at(event.clientX - box.left, this.#across) };
  }

  #point(at: Cell | null): void {
    if (at?.query === this.pointed?.query && at?.key === this.pointed?.key) return;
    this.pointed = at;
    this.emit('cell-hover', at);
    this.#hoverToken(at?.query ?? -1);
  }

  #hoverToken(index: number): void {
    if (index === this.hover) return;
    this.hover = index;
    this.emit('token-hover', { index });
  }

  #move(event: PointerEvent): void {
    if (event.pointerType !== 'touch') this.#point(this.#cellAt(event));
  }

  #leave(): void {
    this.#point(null);
    this.#hoverToken(-1);
  }

  #choose(at: Cell): void {
    this.active = at;
    this.emit('cell-select', at);
  }

  #click(event: MouseEvent): void {
    const at = this.#cellAt(event);
    if (at) this.#choose(at);
  }

  #setFocus(focused: boolean): void {
    this.focused = focused && (this.renderRoot.querySelector('.active')?.matches(':focus-visible') ?? false);
    if (this.focused) this.#walk(this.active);
    else this.said = '';
  }

  /** The keyboard came to a cell: light it, bring it into sight, say it and its query's strongest keys. */
  #walk(at: Cell): void {
    this.active = at;
    this.pointed = null;
    this.focused = true;
    this.emit('cell-hover', at);
    this.#hoverToken(at.query);
    const best = strongest(rowOf(this.pattern, this.#across, at.query), 3)
      .map((r) => `${quoted(this.#keys[r.index])} ${weight(r.weight)}`)
      .join(', ');
    this.said = `${this.#pair(at)}. ${t('matrix.strongest', { keys: best })}`;
    this.#reveal(at);
  }

  #reveal(at: Cell): void {
    const view = this.scroller;
    if (!view || this.zoom <= 1) return;
    const cell = this.#cellSize();
    const names = this.#names();
    const into = (from: number, place: number, room: number) =>
      place < from ? place : place + cell > from + room ? place + cell - room : from;
    view.scrollTo({
      left: into(view.scrollLeft, at.key * cell, view.clientWidth - names),
      top: into(view.scrollTop, at.query * cell, view.clientHeight - names),
      behavior: 'instant',
    });
  }

  #press(event: KeyboardEvent): void {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (plain && (event.key === 'Enter' || event.key === ' ')) this.#choose(this.active);
    else if (plain && (event.key === '+' || event.key === '=')) this.#zoomBy(1.5);
    else if (plain && event.key === '-') this.#zoomBy(1 / 1.5);
    else if (plain && event.key === '0') this.#zoomBy(0);
    else {
      const to = moveInGrid(event, { row: this.active.query, column: this.active.key }, this.size, this.#across);
      if (!to) return;
      // Under a causal mask a row ends at its own token.
      const key = this.causal && event.key === 'End' ? to.row : to.column;
      this.#walk({ query: to.row, key });
    }
    event.preventDefault();
    event.stopPropagation();
  }

  #toggleTable(): void {
    this.table = !this.table;
  }

  #rescale(event: CustomEvent<{ by: ScaleBy }>): void {
    this.scaleBy = event.detail.by;
    // The legend's own event ends at this shadow root.
    this.emit('scale-change', event.detail);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'attention-matrix': AttentionMatrix;
  }
}
