/**
 * Every head of every layer as a small matrix: a row a layer, a column a head. Pointing at one (or
 * focusing it) shows it enlarged beside the grid; a click or Enter selects it; `m` mutes it.
 *
 * Events: `head-select` {layer, head}, `head-mute` {layer, head}, `head-peek` {layer, head} or null,
 * `scale-change` {by} (from the legend).
 */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { HeadStats, Tensor } from '../engine/types.ts';
import type { ScaleBy } from '../style/scale.ts';
import { t } from '../text/text.ts';
import './attention-legend.ts';
import { element } from './element.ts';
import { labelShort, labelWithScore, measures, shortScore } from './head-labels.ts';
import { headsStyle } from './heads-style.ts';
import { LoneView } from './lone-view.ts';
import { paintCanvas } from './pattern.ts';
import { beside } from './peek-place.ts';
import { moveInGrid } from './roving.ts';
import { styled } from './styled.ts';

interface Head {
  readonly layer: number;
  readonly head: number;
}

const same = (a: Head | null, b: Head | null): boolean => a?.layer === b?.layer && a?.head === b?.head;

@element('attention-heads')
export class AttentionHeads extends LoneView {
  /** One [h, t, t] a layer; null while there is none. */
  @property({ attribute: false }) patterns: readonly (Tensor | null)[] = [];
  @property({ type: Number }) heads = 0;
  /** layers x heads, row-major; may be empty. */
  @property({ attribute: false }) stats: readonly HeadStats[] = [];
  @property({ type: Number }) layer = 0;
  @property({ type: Number }) head = 0;
  /** "L.H" of every muted head. */
  @property({ attribute: false }) muted: ReadonlySet<string> = new Set();
  /** Token whose row and column are lit in every head; -1 for none. */
  @property({ type: Number }) hover = -1;
  @property({ attribute: 'scale-by' }) scaleBy: ScaleBy = 'linear';
  @property({ type: Boolean }) causal = true;

  /** The cell that Tab reaches. */
  @state() private active: Head = { layer: 0, head: 0 };
  @state() private peeked: Head | null = null;

  @query('.peek') private peekBox!: HTMLElement | null;

  static override styles = [LoneView.styles, headsStyle];

  override willUpdate(changed: PropertyValues): void {
    if (this.anyOf(changed, 'layer', 'head')) this.active = { layer: this.layer, head: this.head };
    if (this.peeked && !this.#pattern(this.peeked)) this.peeked = null;
  }

  protected override draw(): TemplateResult {
    const tokens = this.#size();
    const lit = this.hover >= 0 && this.hover < tokens;
    return html`
      <div class="scroll"><div class=${lit ? 'grid lit' : 'grid'} role="grid" aria-label=${t('heads.title')}
        style=${styled({ '--heads': Math.max(1, this.heads), '--i': this.hover, '--t': Math.max(1, tokens) })}
        @click=${this.#click} @keydown=${this.#key} @pointerover=${this.#over} @pointerleave=${this.#hide}
        @focusin=${this.#focus} @focusout=${this.#hide}>
        <div class="row names" role="row">
          <span class="name" role="columnheader"><span class="said">${t('heads.layer')}</span></span>
          ${Array.from(
            { length: this.heads },
            (_, head) => html`<span class="name" role="columnheader"
            aria-label=${t('heads.head', { head })}>H${head}</span>`,
          )}
        </div>
        ${this.patterns.map((_, layer) => this.#row(layer))}
      </div></div>
      <attention-legend .scaleBy=${this.scaleBy} .causal=${this.causal} @scale-change=${this.#rescale}></attention-legend>
      <div class="peek" popover="manual" aria-hidden="true">${this.peeked ? this.#peek(this.peeked) : nothing}</div>`;
  }

  #row(layer: number): TemplateResult {
    return html`<div class="row" role="row">
      <span class="name" role="rowheader" aria-label=${t('heads.layer-n', { layer })}>L${layer}</span>
      ${Array.from({ length: this.heads }, (_, head) => this.#cell({ layer, head }))}
    </div>`;
  }

  #cell(at: Head): TemplateResult {
    const stats = this.#stats(at);
    const muted = this.#isMuted(at);
    const chosen = at.layer === this.layer && at.head === this.head;
    const names = ['cell', chosen ? 'chosen' : '', muted ? 'muted' : ''].join(' ');
    return html`<div class=${names} role="gridcell" data-layer=${at.layer} data-head=${at.head}
      tabindex=${same(at, this.active) ? 0 : -1} aria-selected=${chosen ? 'true' : 'false'} aria-label=${this.#name(at)}>
      <span class="plot hatch"><canvas></canvas><i class="strip of-row"></i><i class="strip of-column"></i></span>
      <span class="label" data-short=${muted ? t('heads.muted-short') : stats ? labelShort(stats.label) : ''}
        data-score=${!muted && stats && stats.label !== '' ? shortScore(stats) : ''}></span>
    </div>`;
  }

  #name(at: Head): string {
    const parts = [t('heads.cell', { ...at }), labelWithScore(this.#stats(at))];
    if (this.#isMuted(at)) parts.push(t('heads.muted'));
    return parts.filter((part) => part !== '').join(', ');
  }

  #peek(at: Head): TemplateResult {
    const stats = this.#stats(at);
    return html`<p class="title"><b>${t('heads.cell', { ...at })}</b>${
      this.#isMuted(at) ? html` <span class="quiet">${t('heads.muted')}</span>` : nothing
    }</p>
      <span class="plot hatch"><canvas></canvas><i class="strip of-row"></i><i class="strip of-column"></i></span>
      <p>${labelWithScore(stats) || html`<span class="quiet">${t('heads.no-label')}</span>`}</p>
      <p class="quiet">${stats ? measures(stats) : nothing}</p>
      <p class="quiet">${t('heads.hint')}</p>`;
  }

  protected override updated(changed: PropertyValues): void {
    if (this.anyOf(changed, 'patterns', 'heads', 'scaleBy', 'causal', 'hue')) this.paintSoon();
    if (changed.has('peeked')) this.#showPeek();
  }

  protected override paint(): void {
    const canvases = this.renderRoot.querySelectorAll<HTMLCanvasElement>('.cell canvas');
    const first = canvases[0];
    if (!first) return;
    // All cells are of one size; asking one avoids a layout a cell.
    const room = first.clientWidth * devicePixelRatio;
    canvases.forEach((canvas, n) => {
      this.#paintOne(canvas, { layer: Math.floor(n / this.heads), head: n % this.heads }, room);
    });
    this.#paintPeek();
  }

  #paintOne(canvas: HTMLCanvasElement, at: Head, room: number): void {
    const how = { pixels: this.scale.pixels, by: this.scaleBy, causal: this.causal };
    paintCanvas(canvas, this.#pattern(at), this.#size(), room, how);
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
    const tokens = Math.max(1, this.#size());
    box.style.setProperty('--i', String(this.hover));
    box.style.setProperty('--t', String(tokens));
    box.classList.toggle('lit', this.hover >= 0 && this.hover < tokens);
    this.#paintPeek();
  }

  #size(): number {
    const some = this.patterns.find((p) => p !== null);
    return some?.shape.at(-1) ?? 0;
  }

  #pattern({ layer, head }: Head): Float32Array | null {
    const tensor = this.patterns[layer];
    const cells = this.#size() ** 2;
    return tensor ? tensor.data.subarray(head * cells, (head + 1) * cells) : null;
  }

  #stats({ layer, head }: Head): HeadStats | undefined {
    return this.stats[layer * this.heads + head];
  }

  #isMuted({ layer, head }: Head): boolean {
    return this.muted.has(`${layer}.${head}`);
  }

  #element({ layer, head }: Head): HTMLElement | null {
    return this.renderRoot.querySelector(`[data-layer="${layer}"][data-head="${head}"]`);
  }

  #of(event: Event): Head | null {
    const cell = (event.target as Element).closest<HTMLElement>('.cell');
    return cell ? { layer: Number(cell.dataset['layer']), head: Number(cell.dataset['head']) } : null;
  }

  #show(at: Head | null): void {
    if (same(at, this.peeked)) return;
    this.peeked = at;
    this.emit('head-peek', at);
  }

  #hide(): void {
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
    if ((event.target as Element).matches(':focus-visible')) this.#show(at);
  }

  #click(event: MouseEvent): void {
    const at = this.#of(event);
    if (at) this.emit('head-select', at);
  }

  #key(event: KeyboardEvent): void {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (plain && (event.key === 'Enter' || event.key === ' ')) this.emit('head-select', this.active);
    else if (plain && event.key.toLowerCase() === 'm') this.emit('head-mute', this.active);
    else if (event.key === 'Escape' && this.peeked) this.#hide();
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
