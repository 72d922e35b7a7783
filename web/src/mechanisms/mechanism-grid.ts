/**
 * One mechanism's matrix, queries down, keys across, of any shape and sign; at its right the output of every query
 * (or how far it is from another's), row beside row. It can be painted: then its cells are open or closed.
 *
 * Events: `grid-hover` {query, key} or null, `grid-select` {query, key}, `grid-paint` {query, key, open}, and
 * `grid-painted` when a stroke ends.
 */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { Token } from '../engine/types.ts';
import type { ScaleBy } from '../style/scale.ts';
import { english, type Say } from '../text/mechanisms/index.ts';
import { t } from '../text/text.ts';
import { element } from '../views/element.ts';
import { listenForRest, type Place, scaleOf } from '../views/gestures.ts';
import { thinned } from '../views/labels.ts';
import { significant, weight } from '../views/number.ts';
import { rowOf, strongest } from '../views/pattern.ts';
import { moveInGrid } from '../views/roving.ts';
import { styled } from '../views/styled.ts';
import { quoted, tokenAt } from '../views/token-parts.ts';
import { label } from '../views/token-text.ts';
import { View } from '../views/view.ts';
import { type Look, lookOf, paintNumbers } from './grid-paint.ts';
import { gridStyle } from './grid-style.ts';
import { signedPixels } from './signed-scale.ts';

export interface Cell {
  readonly query: number;
  readonly key: number;
}

const largestPlot = 440;
const largestCell = 40;
const labelGap = 13;
/** What stands between and around the plots, in CSS px. */
const around = 14;
/** Until there are tokens the room for a matrix of so many is kept: it is as large as most will be. */
const expected = 24;
/** Below this the column is one of many, and what stands beside the matrix is narrower. */
const narrow = 260;
/** Width of a column on paper in CSS px, as mechanisms-style.ts has it. */
const paperColumn = 340;

@element('mechanism-grid')
export class MechanismGrid extends View {
  /** [queries, keys] row-major, or null for none. */
  @property({ attribute: false }) pattern: Float32Array | null = null;
  @property({ attribute: false }) queryTokens: readonly Token[] = [];
  @property({ attribute: false }) keyTokens: readonly Token[] = [];
  /** [queries, width]: the output, or its difference to another. */
  @property({ attribute: false }) output: Float32Array | null = null;
  @property({ type: Boolean }) delta = false;
  /** While it is painted: rows of '#' and '.', [queries] of [keys]. */
  @property({ attribute: false }) picture: readonly string[] | null = null;
  /** Query that is lit; -1 for none. */
  @property({ type: Number }) hover = -1;
  @property({ attribute: false }) cell: Cell = { query: -1, key: -1 };
  @property({ attribute: 'scale-by' }) scaleBy: ScaleBy = 'linear';
  @property() name = '';
  @property({ attribute: false }) say: Say = english;

  @state() private at: Cell = { query: 0, key: 0 };
  @state() private pointed: Cell | null = null;
  @state() private focused = false;
  @state() private room = 0;

  @query('.plot') private plot!: HTMLElement | null;
  /** What the stroke does to the cells it meets, or null between strokes. */
  #stroke: boolean | null = null;
  #paper = false;
  #look: Look = { kind: 'weights', most: 1 };
  #outputMost = 0;
  /** The pointer that came down last is a finger that does not paint. */
  #finger = false;

  static override styles = [View.styles, gridStyle];

  get #rows(): number {
    return this.queryTokens.length;
  }

  get #columns(): number {
    return this.keyTokens.length;
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has('pattern')) this.#look = lookOf(this.pattern);
    if (changed.has('output')) this.#outputMost = this.output?.reduce((most, x) => Math.max(most, Math.abs(x)), 0) ?? 0;
    if (changed.has('cell') && this.cell.query >= 0) this.at = this.cell;
    const clamp = (n: number, count: number) => Math.max(0, Math.min(n, count - 1));
    const at = { query: clamp(this.at.query, this.#rows), key: clamp(this.at.key, this.#columns) };
    if (at.query !== this.at.query || at.key !== this.at.key) this.at = at;
  }

  /** The side of a cell: both plots fit, and no cell is larger than a fingertip needs. */
  #cellSize(): number {
    const across = Math.min(largestPlot, this.room - this.#names() - this.#strip() - around);
    return Math.max(
      0,
      Math.min(largestCell, across / (this.#columns || expected), largestPlot / (this.#rows || expected)),
    );
  }

  #names(): number {
    return this.room < narrow ? 46 : 64;
  }

  #strip(): number {
    return this.room < narrow ? 24 : 44;
  }

  override render(): TemplateResult {
    const cell = this.#cellSize();
    const size = {
      '--cell': `${cell}px`,
      '--rows': this.#rows || expected,
      '--columns': this.#columns || expected,
      '--names': `${this.#names()}px`,
      '--strip': `${this.#strip()}px`,
    };
    return html`<div class=${this.picture ? 'sheet painting' : 'sheet'} style=${styled(size)} @pointerleave=${this.#leave}>
        <div class="corner" aria-hidden="true" ?hidden=${this.room < narrow}><span class="k">${this.say('grid.keys')}</span><span class="q">${this.say('grid.queries')}</span></div>
        <div class="keys" aria-hidden="true">${this.#labels('key', cell)}</div>
        <div class="over" aria-hidden="true">${this.#over()}</div>
        <div class="queries" aria-hidden="true">${this.#labels('query', cell)}</div>
        <div class="plot hatch" role="grid" aria-label=${this.say('grid.label', { name: this.name })}
          aria-rowcount=${this.#rows} aria-colcount=${this.#columns}
          @pointerdown=${this.#down} @pointermove=${this.#move} @pointerup=${this.#up} @pointercancel=${this.#up} @click=${this.#tap} @keydown=${this.#press}>
          <canvas class="pattern" aria-hidden="true"></canvas>${this.#marks()}${this.#focusCell()}
        </div>
        <div class="strip" role="img" aria-label=${this.#outputAbout()} title=${this.#outputAbout()}>
          <canvas class="output" aria-hidden="true"></canvas>${this.#row()}
        </div>
      </div>
      <div class="readout">${this.#readout()}</div><span class="said" role="status">${this.focused ? this.#strongest() : ''}</span>`;
  }

  #over(): string {
    if (!this.output) return '';
    if (this.room < narrow) return this.delta ? 'Δ' : '';
    return this.say(this.delta ? 'grid.delta' : 'grid.output');
  }

  #outputAbout(): string {
    if (!this.output) return '';
    const most = significant(this.#outputMost, 3);
    return this.say(this.delta ? 'grid.delta-about' : 'grid.output-about', { most });
  }

  #labels(axis: 'query' | 'key', cell: number): TemplateResult[] {
    const tokens = axis === 'query' ? this.queryTokens : this.keyTokens;
    const lit = this.#lit();
    const at = lit ? lit[axis] : axis === 'query' ? this.hover : -1;
    return thinned(0, tokens.length - 1, cell, labelGap, at >= 0 ? [at] : []).map(
      (n) =>
        html`<span class=${n === at ? 'name lit' : 'name'} style=${styled({ '--n': n })}>${label(tokens[n]?.text ?? '', axis === 'key' ? 7 : this.room < narrow ? 6 : 9)}</span>`,
    );
  }

  #lit(): Cell | null {
    return this.pointed ?? (this.focused ? this.at : null);
  }

  #row(): TemplateResult | typeof nothing {
    const row = this.#lit()?.query ?? this.hover;
    return row >= 0 && row < this.#rows ? html`<i class="row" style=${styled({ '--q': row })}></i>` : nothing;
  }

  #marks(): TemplateResult {
    const lit = this.#lit();
    const { query, key } = this.cell;
    const inside = query >= 0 && query < this.#rows && key >= 0 && key < this.#columns;
    return html`${this.#row()}${lit ? html`<i class="column" style=${styled({ '--k': lit.key })}></i>` : nothing}
      ${inside ? html`<i class="box chosen" style=${styled({ '--q': query, '--k': key })}></i>` : nothing}`;
  }

  /** The one cell that exists as an element: it moves with the keyboard and says what it holds. */
  #focusCell(): TemplateResult | typeof nothing {
    if (this.#rows === 0 || this.#columns === 0) return nothing;
    const { query, key } = this.at;
    const chosen = query === this.cell.query && key === this.cell.key;
    return html`<div role="row" aria-rowindex=${query + 1}><div class="box active" role="gridcell" tabindex="0"
      aria-colindex=${key + 1} aria-selected=${chosen ? 'true' : 'false'} aria-label=${this.#spoken(this.at)}
      style=${styled({ '--q': query, '--k': key })} @focus=${this.#focus} @blur=${this.#blur}></div></div>`;
  }

  #number(at: Cell): number {
    return this.pattern?.[at.query * this.#columns + at.key] ?? 0;
  }

  #isOpen({ query, key }: Cell): boolean {
    return this.picture?.[query]?.[key] === '#';
  }

  #spoken(at: Cell): string {
    const words = { query: quoted(this.queryTokens[at.query]), key: quoted(this.keyTokens[at.key]) };
    if (this.picture) return this.say(this.#isOpen(at) ? 'grid.open' : 'grid.closed', words);
    const w = this.#number(at);
    return w === 0 ? this.say('grid.none', words) : this.say('grid.pair', { ...words, weight: this.#written(w) });
  }

  /** Of the row that the keyboard is in. */
  #strongest(): string {
    if (!this.pattern || this.picture || this.#look.kind !== 'weights') return '';
    const keys = strongest(rowOf(this.pattern, this.#columns, this.at.query), 3)
      .map((r) => `${quoted(this.keyTokens[r.index])} ${weight(r.weight)}`)
      .join(', ');
    return t('matrix.strongest', { keys });
  }

  #written(w: number): string {
    return this.#look.kind === 'weights' ? weight(w) : significant(w, 3);
  }

  #readout(): TemplateResult | string {
    const at = this.#lit();
    if (!at) {
      const most = significant(this.#look.most, 3);
      if (this.picture) return html`<span class="quiet">${this.say('grid.paint-hint')}</span>`;
      if (this.#look.kind === 'signed') return html`<span class="quiet">${this.say('grid.signed', { most })}</span>`;
      if (this.#look.kind === 'unbounded')
        return html`<span class="quiet">${this.say('grid.unbounded', { most })}</span>`;
      return html`<span class="quiet">${this.pattern ? this.say('grid.hint') : ''}</span>`;
    }
    const w = this.#number(at);
    const open = this.#isOpen(at);
    const value = w === 0 ? this.say('grid.none-short') : this.#written(w);
    return html`<span class="q">${tokenAt(this.queryTokens[at.query], at.query)}</span> →
      <span class="k">${tokenAt(this.keyTokens[at.key], at.key)}</span> <b class="number">${value}</b>
      ${this.picture ? html`<span class="quiet">${this.say(open ? 'grid.is-open' : 'grid.is-closed')}</span>` : nothing}`;
  }

  /** Before anything is seen: nothing is to move when the observer tells. */
  protected override firstUpdated(): void {
    this.room = this.clientWidth;
    if (this.plot) listenForRest(this.plot, (at) => !this.picture && this.#point(this.#cellAt(at)));
  }

  protected override resized(): void {
    if (!this.#paper) this.room = this.clientWidth;
    this.paintSoon();
  }

  /** Paper has another width than the window, and nobody is told before its pages are laid out. */
  protected override printing(on: boolean): void {
    this.#paper = on;
    this.room = on ? paperColumn : this.clientWidth;
  }

  protected override updated(changed: PropertyValues): void {
    if (this.anyOf(changed, 'pattern', 'output', 'picture', 'queryTokens', 'keyTokens', 'scaleBy', 'room', 'hue'))
      this.paintSoon();
  }

  protected override paint(): void {
    const [pattern, output] = this.renderRoot.querySelectorAll('canvas');
    if (!pattern || !output) return;
    const colours = { pixels: this.scale.pixels, signed: signedPixels(this.scale), by: this.scaleBy };
    const cell = this.#cellSize() * devicePixelRatio;
    const room = [cell * this.#columns, cell * this.#rows] as const;
    const fits = this.pattern?.length === this.#rows * this.#columns ? this.pattern : null;
    paintNumbers(pattern, this.#shownPattern(fits), [this.#rows, this.#columns], room, this.#look, colours, true);
    const width = this.output && this.#rows ? this.output.length / this.#rows : 0;
    const look: Look = { kind: 'signed', most: this.#outputMost };
    const whole = Number.isInteger(width) ? this.output : null;
    paintNumbers(
      output,
      whole,
      [this.#rows, width || 1],
      [this.#strip() * devicePixelRatio, room[1]],
      look,
      colours,
      false,
    );
  }

  /** While it is painted an open cell whose weight is nothing is seen as open, and a closed one as closed at once. */
  #shownPattern(pattern: Float32Array | null): Float32Array | null {
    const { picture } = this;
    if (!pattern || !picture) return pattern;
    return pattern.map((w, n) => {
      const open = picture[Math.floor(n / this.#columns)]?.[n % this.#columns] === '#';
      return open ? w || 1e-30 : 0;
    });
  }

  #cellAt(event: Place): Cell | null {
    const box = this.plot?.getBoundingClientRect();
    if (!box || !this.plot || this.#cellSize() === 0 || this.#rows === 0) return null;
    const cell = this.#cellSize() * scaleOf(this.plot, box);
    const at = (d: number, count: number) => Math.max(0, Math.min(count - 1, Math.floor(d / cell)));
    return { query: at(event.clientY - box.top, this.#rows), key: at(event.clientX - box.left, this.#columns) };
  }

  #point(at: Cell | null): void {
    if (at?.query === this.pointed?.query && at?.key === this.pointed?.key) return;
    this.pointed = at;
    this.emit('grid-hover', at);
  }

  #down(event: PointerEvent): void {
    const at = this.#cellAt(event);
    this.#finger = event.pointerType === 'touch' && !this.picture;
    // A finger may be about to scroll: what it chooses it taps.
    if (!at || event.button !== 0 || this.#finger) return;
    this.at = at;
    this.emit('grid-select', at);
    if (!this.picture) return;
    this.plot?.setPointerCapture(event.pointerId);
    this.#stroke = !this.#isOpen(at);
    this.emit('grid-paint', { ...at, open: this.#stroke });
  }

  #tap(event: MouseEvent): void {
    const at = this.#finger ? this.#cellAt(event) : null;
    if (!at) return;
    this.at = at;
    this.emit('grid-select', at);
  }

  #move(event: PointerEvent): void {
    const at = this.#cellAt(event);
    if (event.pointerType !== 'touch' || this.#stroke !== null) this.#point(at);
    if (at && this.#stroke !== null) this.#paintTo(at, this.#stroke);
  }

  /** All cells from the last one of the stroke to `to`: a quick pointer reports few of those it crosses. */
  #paintTo(to: Cell, open: boolean): void {
    const from = this.at;
    const steps = Math.max(1, Math.abs(to.query - from.query), Math.abs(to.key - from.key));
    for (let n = 0; n <= steps; n++) {
      const between = (a: number, b: number) => Math.round(a + ((b - a) * n) / steps);
      const at = { query: between(from.query, to.query), key: between(from.key, to.key) };
      if (this.#isOpen(at) !== open) this.emit('grid-paint', { ...at, open });
    }
    this.at = to;
  }

  #up(): void {
    if (this.#stroke === null) return;
    this.#stroke = null;
    this.emit('grid-painted', null);
  }

  #leave(): void {
    this.#point(null);
  }

  #focus(event: FocusEvent): void {
    this.focused = (event.target as HTMLElement).matches(':focus-visible');
    if (this.focused) this.emit('grid-hover', this.at);
  }

  #blur(): void {
    if (this.focused) this.emit('grid-hover', null);
    this.focused = false;
  }

  #press(event: KeyboardEvent): void {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (plain && event.key === ' ' && this.picture) {
      this.emit('grid-paint', { ...this.at, open: !this.#isOpen(this.at) });
      this.emit('grid-painted', null);
    } else if (plain && (event.key === 'Enter' || event.key === ' ')) this.emit('grid-select', this.at);
    else {
      const to = moveInGrid(event, { row: this.at.query, column: this.at.key }, this.#rows, this.#columns);
      if (!to) return;
      this.at = { query: to.row, key: to.column };
      this.focused = true;
      this.pointed = null;
      this.emit('grid-hover', this.at);
    }
    event.preventDefault();
    event.stopPropagation();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'mechanism-grid': MechanismGrid;
  }
}
