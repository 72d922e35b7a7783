/**
 * Every head of every layer as a small matrix: a row a layer, a column a head. Pointing at one (or
 * focusing it) shows it enlarged beside the grid; a click or Enter selects it; `m` mutes it.
 *
 * Events: `head-select` {layer, head}, `head-mute` {layer, head}, `head-peek` {layer, head} or null,
 * `scale-change` {by} (from the legend).
 */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { HeadStats, Tensor, Token } from '../engine/types.ts';
import type { ScaleBy } from '../style/scale.ts';
import { t } from '../text/text.ts';
import './attention-legend.ts';
import { element } from './element.ts';
import { listenForRest, type Place } from './gestures.ts';
import { labelShort, labelWithScore, measures, shortScore } from './head-labels.ts';
import { headsStyle } from './heads-style.ts';
import { LoneView, noPatterns } from './lone-view.ts';
import { weight } from './number.ts';
import { paintCanvas, rowOf, strongest } from './pattern.ts';
import { beside } from './peek-place.ts';
import { moveInGrid } from './roving.ts';
import { styled } from './styled.ts';
import { quoted } from './token-parts.ts';

interface Head {
  readonly layer: number;
  readonly head: number;
}

/** The numbers of a row and its heads, where they are not simply 0, 1, 2, ... */
export interface HeadNumbers {
  readonly layer: number;
  readonly heads: readonly number[];
}

const same = (a: Head | null, b: Head | null): boolean => a?.layer === b?.layer && a?.head === b?.head;

@element('attention-heads')
export class AttentionHeads extends LoneView {
  /** One [h, t, t], or [h, queries, keys], a layer; null while there is none. */
  @property({ attribute: false }) patterns: readonly (Tensor | null)[] = noPatterns;
  @property({ type: Number }) heads = 0;
  /** The queries, and the keys where those are others; only for what is said. */
  @property({ attribute: false }) tokens: readonly Token[] = [];
  @property({ attribute: false }) keyTokens: readonly Token[] | null = null;
  /** layers x heads, row-major; may be empty. */
  @property({ attribute: false }) stats: readonly HeadStats[] = [];
  /** One a row of `patterns`; null where row n is layer n, and so with its heads. */
  @property({ attribute: false }) numbers: readonly HeadNumbers[] | null = null;
  /** "L.H" of every muted head. */
  @property({ attribute: false }) muted: ReadonlySet<string> = new Set();
  /** Token whose row and column are lit in every head; -1 for none. */
  @property({ type: Number }) hover = -1;
  @property({ attribute: 'scale-by' }) scaleBy: ScaleBy = 'linear';
  @property({ type: Boolean }) causal = true;
  /** Muting a head would change nothing: it is never asked for. */
  @property({ type: Boolean }) fixed = false;
  /** Keys and queries are different tokens: a lit one has no column. */
  @property({ type: Boolean }) cross = false;

  /** The cell that Tab reaches. */
  @state() private active: Head = { layer: 0, head: 0 };
  @state() private peeked: Head | null = null;
  @state() private said = '';

  #restsOn: HTMLElement | null = null;
  @query('.peek') private peekBox!: HTMLElement | null;

  static override styles = [LoneView.styles, headsStyle];

  override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (this.anyOf(changed, 'layer', 'head', 'numbers')) this.active = this.#place();
    if (this.peeked && !this.#pattern(this.peeked)) this.peeked = null;
  }

  protected override draw(): TemplateResult {
    return html`
      <div class="scroll" part="grid"><div class=${`grid ${this.#lit()}`} role="grid" aria-label=${t('heads.title')}
        style=${styled({ '--heads': Math.max(1, this.heads), ...this.#measures() })}
        @click=${this.#click} @keydown=${this.#key} @pointerover=${this.#over} @pointerleave=${this.#hide}
        @focusin=${this.#focus} @focusout=${this.#hide}>
        <div class="row names" role="row">
          <span class="name" role="columnheader"><span class="said">${t('heads.layer')}</span></span>
          ${Array.from({ length: this.heads }, (_, head) => this.#columnName(head))}
        </div>
        ${this.patterns.map((_, layer) => this.#row(layer))}
      </div></div>
      <attention-legend part="legend" .scaleBy=${this.scaleBy} .causal=${this.causal} @scale-change=${this.#rescale}></attention-legend>
      <div class="peek" popover="manual" aria-hidden="true">${this.peeked ? this.#peek(this.peeked) : nothing}</div>
      <span class="said" role="status">${this.said}</span>`;
  }

  /** None where the layers' heads have different numbers: a cell's own name says its. */
  #columnName(at: number): TemplateResult {
    const head = this.#number({ layer: 0, head: at }).head;
    if (this.numbers?.some(({ heads }) => (heads[at] ?? head) !== head))
      return html`<span class="name" role="columnheader"></span>`;
    return html`<span class="name" role="columnheader" aria-label=${t('heads.head', { head })}>H${head}</span>`;
  }

  #row(row: number): TemplateResult {
    const { layer } = this.#number({ layer: row, head: 0 });
    const heads = this.numbers?.[row]?.heads.length ?? this.heads;
    return html`<div class="row" role="row">
      <span class="name" role="rowheader" aria-label=${t('heads.layer-n', { layer })}>L${layer}</span>
      ${Array.from({ length: heads }, (_, head) => this.#cell({ layer: row, head }))}
    </div>`;
  }

  /** Of a place in the grid: what it is called. */
  #number({ layer, head }: Head): Head {
    const numbers = this.numbers?.[layer];
    return numbers ? { layer: numbers.layer, head: numbers.heads[head] ?? head } : { layer, head };
  }

  /** Where the chosen head stands. */
  #place(): Head {
    const { numbers } = this;
    const [layer, head] = [this.layer ?? 0, this.head ?? 0];
    if (!numbers) return { layer, head };
    const row = Math.max(
      0,
      numbers.findIndex((each) => each.layer === layer),
    );
    return { layer: row, head: Math.max(0, numbers[row]?.heads.indexOf(head) ?? 0) };
  }

  #lit(): string {
    const lit = this.hover >= 0 && this.hover < this.#queries();
    return `${lit ? 'lit' : ''} ${this.cross ? 'cross' : ''}`;
  }

  #measures(): Record<string, number> {
    const [queries, keys] = [Math.max(1, this.#queries()), Math.max(1, this.#keys())];
    return {
      '--i': this.hover,
      '--t': keys,
      '--rows': queries,
      '--ratio': Math.min(3, Math.max(1 / 3, keys / queries)),
    };
  }

  #cell(at: Head): TemplateResult {
    const stats = this.#stats(at);
    const muted = this.#isMuted(at);
    const chosen = same(at, this.#place());
    const names = ['cell', chosen ? 'chosen' : '', muted ? 'muted' : ''].join(' ');
    return html`<div class=${names} role="gridcell" data-layer=${at.layer} data-head=${at.head}
      tabindex=${same(at, this.active) ? 0 : -1} aria-selected=${chosen ? 'true' : 'false'} aria-label=${this.#name(at)}>
      <span class="plot hatch"><canvas></canvas><i class="strip of-row"></i><i class="strip of-column"></i></span>
      <span class="label" data-short=${muted ? t('heads.muted-short') : stats ? labelShort(stats.label) : ''}
        data-score=${!muted && stats && stats.label !== '' ? shortScore(stats) : ''}></span>
    </div>`;
  }

  #name(at: Head): string {
    const parts = [t('heads.cell', { ...this.#number(at) }), labelWithScore(this.#stats(at))];
    if (this.#isMuted(at)) parts.push(t('heads.muted'));
    return parts.filter((part) => part !== '').join(', ');
  }

  #peek(at: Head): TemplateResult {
    const stats = this.#stats(at);
    return html`<p class="title"><b>${t('heads.cell', { ...this.#number(at) })}</b>${
      this.#isMuted(at) ? html` <span class="quiet">${t('heads.muted')}</span>` : nothing
    }</p>
      <span class="plot hatch"><canvas></canvas><i class="strip of-row"></i><i class="strip of-column"></i></span>
      ${
        stats
          ? html`<p>${labelWithScore(stats) || html`<span class="quiet">${t('heads.no-label')}</span>`}</p>
            <p class="quiet">${measures(stats)}</p>`
          : nothing
      }
      ${this.readonly || this.fixed ? nothing : html`<p class="quiet">${t('heads.hint')}</p>`}`;
  }

  protected override updated(changed: PropertyValues): void {
    const grid = this.renderRoot.querySelector<HTMLElement>('.grid');
    if (grid && grid !== this.#restsOn) {
      this.#restsOn = grid;
      listenForRest(grid, (at) => this.#show(this.#under(at)));
    }
    if (this.anyOf(changed, 'patterns', 'heads', 'numbers', 'scaleBy', 'causal', 'hue')) this.paintSoon();
    if (changed.has('peeked')) this.#showPeek();
  }

  protected override paint(): void {
    const canvases = this.renderRoot.querySelectorAll<HTMLCanvasElement>('.cell canvas');
    const first = canvases[0];
    if (!first) return;
    // All cells are of one size; asking one avoids a layout a cell.
    const room = first.clientWidth * devicePixelRatio;
    for (const canvas of canvases) {
      const at = this.#at(canvas);
      if (at) this.#paintOne(canvas, at, room);
    }
    this.#paintPeek();
  }

  #paintOne(canvas: HTMLCanvasElement, at: Head, room: number): void {
    const how = { pixels: this.scale.pixels, by: this.scaleBy, causal: this.causal };
    paintCanvas(canvas, this.#pattern(at), this.#keys(), room, how, this.#queries());
  }

  #paintPeek(): void {
    const canvas = this.peekBox?.querySelector('canvas');
    if (canvas && this.peeked) this.#paintOne(canvas, this.peeked, canvas.clientWidth * devicePixelRatio);
  }

  #showPeek(): void {
    const box = this.peekBox;
    if (!box) return;
    const cell = this.peeked && this.#element(this.peeked);
    if (!cell) {
      if (box.matches(':popover-open')) box.hidePopover();
      return;
    }
    if (!box.matches(':popover-open')) box.showPopover();
    // Beside the whole grid, level with the cell: its neighbours are where the pointer goes next.
    const [at, grid] = [cell.getBoundingClientRect(), this.getBoundingClientRect()];
    const target = { left: grid.left, width: grid.width, top: at.top, height: at.height };
    const place = beside(target, box.getBoundingClientRect(), innerWidth, innerHeight);
    box.style.left = `${place.left}px`;
    box.style.top = `${place.top}px`;
    for (const [name, value] of Object.entries(this.#measures())) box.style.setProperty(name, String(value));
    box.className = `peek ${this.#lit()}`;
    this.#paintPeek();
  }

  #keys(): number {
    return this.#some()?.shape.at(-1) ?? 0;
  }

  #queries(): number {
    return this.#some()?.shape.at(-2) ?? 0;
  }

  #some(): Tensor | undefined {
    return this.patterns.find((p) => p !== null) ?? undefined;
  }

  #pattern({ layer, head }: Head): Float32Array | null {
    const tensor = this.patterns[layer];
    const cells = this.#queries() * this.#keys();
    return tensor ? tensor.data.subarray(head * cells, (head + 1) * cells) : null;
  }

  #stats({ layer, head }: Head): HeadStats | undefined {
    return this.stats[layer * this.heads + head];
  }

  #isMuted({ layer, head }: Head): boolean {
    const at = this.#number({ layer, head });
    return this.muted.has(`${at.layer}.${at.head}`);
  }

  #element({ layer, head }: Head): HTMLElement | null {
    return this.renderRoot.querySelector(`[data-layer="${layer}"][data-head="${head}"]`);
  }

  #under({ clientX, clientY }: Place): Head | null {
    const under = (this.renderRoot as ShadowRoot).elementFromPoint(clientX, clientY);
    return under && this.#at(under);
  }

  #of(event: Event): Head | null {
    return this.#at(event.target as Element);
  }

  #at(element: Element): Head | null {
    const cell = element.closest<HTMLElement>('.cell');
    return cell ? { layer: Number(cell.dataset['layer']), head: Number(cell.dataset['head']) } : null;
  }

  #show(at: Head | null): void {
    if (same(at, this.peeked)) return;
    this.peeked = at;
    this.emit('head-peek', at && this.#number(at));
  }

  #hide(): void {
    this.said = '';
    this.#show(null);
  }

  #over(event: PointerEvent): void {
    // A finger has nothing to hover with: its tap selects.
    if (event.pointerType !== 'touch') this.#show(this.#of(event));
  }

  #focus(event: FocusEvent): void {
    const at = this.#of(event);
    if (!at) return;
    this.active = at;
    if (!(event.target as Element).matches(':focus-visible')) return;
    this.#show(at);
    this.said = this.#strongest(at);
  }

  /** What the lit token, else the last one, looks at in that head. */
  #strongest(at: Head): string {
    const query = this.hover >= 0 ? this.hover : this.#queries() - 1;
    const pattern = this.#pattern(at);
    const token = this.tokens[query];
    if (!pattern || !token) return '';
    const among = this.keyTokens ?? this.tokens;
    const keys = strongest(rowOf(pattern, this.#keys(), query), 3)
      .map((r) => `${quoted(among[r.index])} ${weight(r.weight)}`)
      .join(', ');
    return `${quoted(token)}. ${t('matrix.strongest', { keys })}`;
  }

  #click(event: MouseEvent): void {
    const at = this.#of(event);
    if (at) this.emit('head-select', this.#number(at));
  }

  #key(event: KeyboardEvent): void {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (plain && (event.key === 'Enter' || event.key === ' ')) this.emit('head-select', this.#number(this.active));
    else if (plain && event.key.toLowerCase() === 'm') {
      if (!this.readonly && !this.fixed) this.emit('head-mute', this.#number(this.active));
    } else if (event.key === 'Escape' && this.peeked) this.#hide();
    else {
      const from = { row: this.active.layer, column: this.active.head };
      const to = moveInGrid(event, from, this.patterns.length, this.heads);
      if (!to) return;
      this.#element({ layer: to.row, head: to.column })?.focus();
    }
    event.preventDefault();
    event.stopPropagation();
  }

  #rescale(event: CustomEvent<{ by: ScaleBy }>): void {
    this.scaleBy = event.detail.by;
    // The legend's own event ends at this shadow root; whoever composes the views may set the others alike.
    this.emit('scale-change', event.detail);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'attention-heads': AttentionHeads;
  }
}
