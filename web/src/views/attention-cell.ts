/**
 * "Where does this number come from": one cell of one head, told in steps from q and k to z. Every number
 * is the engine's own; the view adds, scales and exponentiates nothing.
 */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { CellExplanation, Token } from '../engine/types.ts';
import { t } from '../text/text.ts';
import { columns, largest, strip } from './cell-strips.ts';
import { cellStyle } from './cell-style.ts';
import { componentTable } from './cell-table.ts';
import { element } from './element.ts';
import { exact, significant, weight } from './number.ts';
import { moveInList } from './roving.ts';
import { styled } from './styled.ts';
import { named, quoted, tokenAt } from './token-parts.ts';
import { View } from './view.ts';

const q = html`<var class="q">q</var><sub>i</sub>`;
const k = html`<var class="k">k</var><sub>j</sub>`;
const v = html`<var class="v">v</var><sub>j</sub>`;
const z = html`<var class="z">z</var><sub>i</sub>`;
const w = html`<var>w</var><sub>ij</sub>`;
const s = html`<var>s</var><sub>ij</sub>`;
const op = (sign: string) => html`<span class="op">${sign}</span>`;

/** A number in a formula; its title has every digit. */
const number = (x: number, role = '') =>
  html`<span class=${`number ${role}`} title=${exact(x)}>${significant(x)}</span>`;

@element('attention-cell')
export class AttentionCell extends View {
  @property({ attribute: false }) explanation: CellExplanation | null = null;
  @property({ attribute: false }) tokens: readonly Token[] = [];
  @property({ type: Boolean }) loading = false;

  /** Lit component of the vectors, and lit key of the softmax; -1 for none. */
  @state() private component = -1;
  @state() private litKey = -1;
  @state() private table = false;

  static override styles = [View.styles, cellStyle];

  /** Of the arithmetic that was shown last, in CSS px: what stands below, and the page around, must not jump. */
  #height = 0;

  override willUpdate(changed: PropertyValues): void {
    if (this.tokens.length === 0) this.#height = 0;
    else if (changed.get('explanation') && !this.explanation) this.#height = this.offsetHeight;
    if (changed.has('explanation') && this.explanation) {
      if (this.component >= this.explanation.q.length) this.component = -1;
      if (this.litKey >= this.explanation.rowExps.length) this.litKey = -1;
    }
  }

  override render(): TemplateResult {
    const e = this.explanation;
    if (!e)
      return html`<p class="empty" aria-busy=${this.loading ? 'true' : 'false'} style=${styled({ 'min-height': this.#height ? `${this.#height}px` : null })}>${t(this.loading ? 'cell.loading' : 'cell.none')}</p>`;
    return html`<div class=${this.loading ? 'loading' : ''} aria-busy=${this.loading ? 'true' : 'false'}>
      <p class="head"><span class="where"><span class="quiet">${t('heads.cell', { layer: e.layer, head: e.head })}:</span>
        <span class="q">${tokenAt(this.tokens[e.query], e.query)}</span> → <span class="k">${tokenAt(this.tokens[e.key], e.key)}</span>
        <b class="number" title=${exact(e.weight)}>${weight(e.weight)}</b></span></p>
      <div class="steps">
        <ol class="part">${this.#meet(e)}${this.#addUp(e)}${this.#scaleStep(e)}${this.#maskStep(e)}</ol>
        <ol class="part">${this.#softmax(e)}${this.#weigh(e)}${this.#output(e)}</ol>
      </div>
      <div class="numbers">
        <button class="button" type="button" aria-pressed=${this.table ? 'true' : 'false'}
          @click=${() => {
            this.table = !this.table;
          }}>${t('cell.all-numbers')}</button>
        ${this.table ? componentTable(e, this.component) : nothing}
      </div>
    </div>`;
  }

  #step(n: number, title: string, result: unknown, body: unknown): TemplateResult {
    return html`<li class="step"><span class="ordinal" aria-hidden="true">${n}</span><div>
      <p class="title"><span>${title}</span><span class="result">${result}</span></p>${body}</div></li>`;
  }

  #meet(e: CellExplanation): TemplateResult {
    const lit = this.component;
    const [a, b, c] = [e.q[lit], e.k[lit], e.products[lit]];
    const line =
      a === undefined || b === undefined || c === undefined
        ? html`<span class="quiet">${t('cell.component-hint', { d: e.q.length })}</span>`
        : html`<span class="quiet">${t('cell.component', { n: lit })}</span> ${number(a, 'q')} ${op('×')} ${number(b, 'k')} ${op('=')} ${number(c)}`;
    const shared =
      e.kvHead === e.head
        ? nothing
        : html`<p class="line quiet">${t('cell.shared-key', { head: e.head, kv: e.kvHead })}</p>`;
    return this.#step(
      1,
      t('cell.meet', { query: named(this.tokens[e.query]), key: named(this.tokens[e.key]) }),
      nothing,
      html`
      ${this.#strips(
        t('cell.meet-about'),
        e.q.length,
        (n) => this.#sayProduct(e, n),
        html`
        ${strip({ name: q, values: e.q, role: 'q', lit })}${strip({ name: k, values: e.k, role: 'k', lit })}
        ${strip({ name: html`<var>q</var>·<var>k</var>`, values: e.products, role: '', lit })}`,
      )}
      <p class="line formula">${line}</p>${shared}`,
    );
  }

  #addUp(e: CellExplanation): TemplateResult {
    return this.#step(
      2,
      t('cell.add'),
      number(e.dot),
      html`<p class="line formula">${q}${op('·')}${k} ${op('=')}
      Σ<sub>n</sub> <var class="q">q</var><sub>i,n</sub> <var class="k">k</var><sub>j,n</sub> ${op('=')} ${number(e.dot)}
      <span class="quiet">${t('cell.add-about', { d: e.q.length })}</span></p>`,
    );
  }

  #scaleStep(e: CellExplanation): TemplateResult {
    const d = e.q.length;
    const usual = Math.abs(e.scale * Math.sqrt(d) - 1) < 1e-5;
    return this.#step(
      3,
      t('cell.scale'),
      number(e.score),
      html`<p class="line formula">${s} ${op('=')} ${number(e.dot)} ${op('×')} ${number(e.scale)}
      ${op('=')} ${number(e.score)} ${usual ? html`<span class="quiet">${t('cell.scale-about', { d })}</span>` : nothing}</p>`,
    );
  }

  #maskStep(e: CellExplanation): TemplateResult {
    const places = { query: e.query, key: e.key };
    const about = e.masked
      ? t('cell.masked', places)
      : e.key === e.query
        ? t('cell.seen-self', places)
        : t('cell.seen', places);
    return this.#step(4, t('cell.mask'), e.masked ? '−∞' : t('cell.open'), html`<p class="line">${about}</p>`);
  }

  #softmax(e: CellExplanation): TemplateResult {
    const key = this.litKey >= 0 ? this.litKey : e.key;
    const [score, exp] = [e.rowScores[key] as number, e.rowExps[key] as number];
    const masked = (n: number) => e.rowScores[n] === -Infinity;
    const open = e.rowScores.reduce((n, x) => n + (x === -Infinity ? 0 : 1), 0);
    return this.#step(
      5,
      t('cell.softmax'),
      html`${w} ${op('=')} ${number(e.weight)}`,
      html`
      <div class="strips" role="slider" tabindex="0" aria-label=${t('cell.softmax-about')} aria-valuemin="0" aria-valuemax=${e.rowExps.length - 1}
        aria-valuenow=${key} aria-valuetext=${this.#sayExp(e, key)} @pointerdown=${this.#pointKey} @pointermove=${this.#pointKey} @pointerleave=${this.#pointKey}
        @blur=${() => {
          this.litKey = -1;
        }} @keydown=${(event: KeyboardEvent) =>
          this.#press(event, key, e.rowExps.length, (n) => {
            this.litKey = n;
          })}>
        ${columns({ values: e.rowExps, marked: e.key, lit: this.litKey, masked })}</div>
      <p class="line formula"><span class="k">${tokenAt(this.tokens[key], key)}</span>: exp(<span class="number">${significant(score)}</span>
        ${op('−')} ${number(e.rowMax)}) ${op('=')} ${number(exp)}</p>
      <p class="line formula">${number(exp)} ${op('/')} ${number(e.denominator)} ${op('=')} ${number(e.rowPattern[key] as number)}
        <span class="quiet">${t('cell.denominator', { n: open })}</span></p>
      <p class="line quiet">${t(e.masked && this.litKey < 0 ? 'cell.zero-exactly' : 'cell.row-sums')}</p>`,
    );
  }

  #weigh(e: CellExplanation): TemplateResult {
    const lit = this.component;
    return this.#step(
      6,
      t('cell.weigh', { key: named(this.tokens[e.key]) }),
      nothing,
      html`
      ${this.#strips(
        t('cell.weigh-about'),
        e.v.length,
        (n) => this.#sayValue(e, n),
        html`
        ${strip({ name: v, values: e.v, role: 'v', lit })}
        ${strip({ name: html`<var>w</var><var>v</var><sub>j</sub>`, values: e.weightedV, role: 'v', lit })}`,
      )}
      <p class="line formula">${w} ${v} ${op('=')} ${number(e.weight)} ${op('×')} ${v}</p>`,
    );
  }

  #output(e: CellExplanation): TemplateResult {
    // A sum of values that are not zero is never exactly zero throughout, unless something set it so.
    const silenced = largest(e.z) === 0 && largest(e.weightedV) > 0;
    return this.#step(
      7,
      t('cell.output', { query: named(this.tokens[e.query]) }),
      nothing,
      html`
      ${this.#strips(t('cell.output-about'), e.z.length, (n) => this.#sayOutput(e, n), strip({ name: z, values: e.z, role: 'z', lit: this.component }))}
      <p class="line formula">${z} ${op('=')} Σ<sub>j</sub> ${w} ${v} <span class="quiet">${
        silenced ? t('cell.silenced') : t('cell.output-sum')
      }</span></p>`,
    );
  }

  /** Strips that share their columns: pointing at one, or the arrow keys, light the same component in all. */
  #strips(about: string, d: number, say: (n: number) => string, body: unknown): TemplateResult {
    const n = Math.max(0, this.component);
    return html`<div class="strips" role="slider" tabindex="0" aria-label=${about} aria-valuemin="0" aria-valuemax=${d - 1}
      aria-valuenow=${n} aria-valuetext=${say(n)} @pointerdown=${this.#pointComponent} @pointermove=${this.#pointComponent} @pointerleave=${this.#pointComponent}
      @keydown=${(event: KeyboardEvent) =>
        this.#press(event, this.component, d, (to) => {
          this.component = to;
        })}
      @blur=${() => {
        this.component = -1;
      }}>${body}</div>`;
  }

  #sayProduct(e: CellExplanation, n: number): string {
    return t('cell.say-product', {
      n,
      q: significant(e.q[n] as number),
      k: significant(e.k[n] as number),
      product: significant(e.products[n] as number),
    });
  }

  #sayValue(e: CellExplanation, n: number): string {
    return t('cell.say-value', {
      n,
      v: significant(e.v[n] as number),
      weighted: significant(e.weightedV[n] as number),
    });
  }

  #sayOutput(e: CellExplanation, n: number): string {
    return t('cell.say-output', { n, z: significant(e.z[n] as number) });
  }

  #sayExp(e: CellExplanation, key: number): string {
    return t('cell.say-exp', {
      key: quoted(this.tokens[key]),
      exp: significant(e.rowExps[key] as number),
      weight: weight(e.rowPattern[key] as number),
    });
  }

  #press(event: KeyboardEvent, at: number, length: number, go: (n: number) => void): void {
    const to = moveInList(event, at, length);
    if (to === null) return;
    event.preventDefault();
    go(to);
  }

  /** Index of the column under the pointer in the drawing of `count` columns; -1 beside it. A finger that lifts leaves it `at`. */
  #columnAt(event: PointerEvent, count: number, at: number): number {
    if (event.type === 'pointerleave') return event.pointerType === 'touch' ? at : -1;
    const box = (event.currentTarget as Element).querySelector('svg')?.getBoundingClientRect();
    if (!box || box.width === 0) return -1;
    const n = Math.floor(((event.clientX - box.left) / box.width) * count);
    return n >= 0 && n < count ? n : -1;
  }

  #pointComponent(event: PointerEvent): void {
    if (this.explanation) this.component = this.#columnAt(event, this.explanation.q.length, this.component);
  }

  #pointKey(event: PointerEvent): void {
    if (this.explanation) this.litKey = this.#columnAt(event, this.explanation.rowExps.length, this.litKey);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'attention-cell': AttentionCell;
  }
}
