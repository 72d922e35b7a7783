/**
 * `<attention-explorer>`: attention from data alone, whole. The tokens, every head of every layer, one head large as
 * matrix or arcs; a lit query is lit everywhere, and a sentence says its three strongest keys. Given a text it asks a model, as every single view does.
 *
 * Events: `head-select` {layer, head}, `cell-select` {query, key}, `token-hover` {index}, `ready`, `error`.
 */
import { html, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { HeadStats, Tensor, Token } from '../engine/types.ts';
import type { ScaleBy } from '../style/scale.ts';
import { aloneTexts, english } from '../text/alone/index.ts';
import { fill } from '../text/say.ts';
import { language, t } from '../text/text.ts';
import '../views/attention-arcs.ts';
import '../views/attention-heads.ts';
import type { HeadNumbers } from '../views/attention-heads.ts';
import '../views/attention-matrix.ts';
import '../views/attention-tokens.ts';
import { element } from '../views/element.ts';
import { LoneView, noPatterns, noWeights } from '../views/lone-view.ts';
import { weight } from '../views/number.ts';
import { columnOf, rowOf, strongest } from '../views/pattern.ts';
import { moveInList } from '../views/roving.ts';
import { named } from '../views/token-parts.ts';
import { explorerStyle } from './explorer-style.ts';

type Tab = 'matrix' | 'arcs';
const tabs: readonly Tab[] = ['matrix', 'arcs'];

@element('attention-explorer')
export class AttentionExplorer extends LoneView {
  /** The chosen head: [size, columns] row-major, and what it is of; set by what feeds the explorer. */
  @property({ attribute: false }) pattern: Float32Array = noWeights;
  @property({ attribute: false }) size = 0;
  @property({ attribute: false }) columns = 0;
  @property({ attribute: false }) tokens: readonly Token[] = [];
  @property({ attribute: false }) keyTokens: readonly Token[] | null = null;
  @property({ attribute: false }) causal = false;
  /** All heads, as `<attention-heads>` takes them. */
  @property({ attribute: false }) patterns: readonly (Tensor | null)[] = noPatterns;
  @property({ attribute: false }) heads = 0;
  @property({ attribute: false }) numbers: readonly HeadNumbers[] = [];
  @property({ attribute: false }) stats: readonly HeadStats[] = [];
  @property({ attribute: false }) muted: ReadonlySet<string> = new Set();
  @property({ attribute: false }) cross = false;
  @property({ attribute: false }) fixed = false;
  /** Where the chosen head stands in `numbers`. */
  @property({ attribute: false }) place = { layer: 0, head: 0 };
  /** The chosen cell; -1 for none. */
  @property({ type: Number }) query = -1;
  @property({ type: Number }) key = -1;
  /** How the head is shown large. */
  @property() tab: Tab = 'matrix';

  @state() private hover = -1;
  @state() private scaleBy: ScaleBy = 'linear';
  @state() private words = english;

  static override styles = [LoneView.styles, explorerStyle];

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#reword();
  }

  protected override reworded(): void {
    void this.#reword();
    super.reworded();
  }

  async #reword(): Promise<void> {
    this.words = await aloneTexts(language()).catch(() => english);
  }

  /** The query that is lit, or else the chosen one; -1 for none. */
  get #lit(): number {
    const lit = this.hover >= 0 ? this.hover : this.query;
    return lit < this.size ? lit : -1;
  }

  protected override draw(): TemplateResult {
    const { layer, head } = this.#number();
    return html`<div class="explorer" @token-hover=${this.#hover} @scale-change=${(
      event: CustomEvent<{ by: ScaleBy }>,
    ) => {
      this.scaleBy = event.detail.by;
    }}>
      <div class="text" part="tokens">${this.#tokens()}
        <p class="says" role="status">${this.#says()}</p></div>
      <attention-heads class="all" part="heads" .patterns=${this.patterns} .heads=${this.heads} .numbers=${this.numbers} .stats=${this.stats}
        .layer=${layer} .head=${head} .muted=${this.muted} .hover=${this.hover} .causal=${this.causal} .cross=${this.cross}
        .fixed=${this.fixed} .readonly=${this.readonly} .scaleBy=${this.scaleBy}
        @head-select=${this.#tell} @head-mute=${this.#tell}></attention-heads>
      <div class="one">
        <div class="head"><h2>${t('heads.cell', { layer, head })}</h2>
          <div class="tabs" role="tablist" aria-label=${t('frame.view')} @keydown=${this.#tabKey}>${tabs.map((tab) => this.#tab(tab))}</div>
        </div>
        <div role="tabpanel" id="large" aria-labelledby=${`tab-${this.tab}`}>${this.#large()}</div>
      </div>
    </div>`;
  }

  #number(): { layer: number; head: number } {
    const numbers = this.numbers[this.place.layer];
    return { layer: numbers?.layer ?? 0, head: numbers?.heads[this.place.head] ?? 0 };
  }

  /** In self-attention one row of chips is lit both ways; else the queries' stand above the keys'. */
  #tokens(): TemplateResult {
    const lit = this.#lit;
    const some = lit >= 0 && this.pattern.length === this.size * this.columns;
    const row = some ? rowOf(this.pattern, this.columns, lit) : null;
    if (this.keyTokens) {
      return html`<h3 class="q">${this.words['explorer.queries']}</h3>
        <attention-tokens .tokens=${this.tokens} .hover=${this.hover} .selected=${this.query} @token-select=${this.#tell}></attention-tokens>
        <h3 class="k">${this.words['explorer.keys']}</h3>
        <attention-tokens .tokens=${this.keyTokens} .weightsTo=${row} .selected=${this.key}
          @token-hover=${(event: Event) => event.stopPropagation()}></attention-tokens>`;
    }
    const column = some ? columnOf(this.pattern, this.columns, lit) : null;
    return html`<attention-tokens .tokens=${this.tokens} .hover=${this.hover} .selected=${this.query}
      .weightsTo=${row} .weightsFrom=${column} @token-select=${this.#tell}></attention-tokens>`;
  }

  /** `“her” attends most to “Anna” 0.750, “lost” 0.125.` */
  #says(): string {
    const lit = this.#lit;
    if (lit < 0 || this.pattern.length !== this.size * this.columns) return '';
    const keys = this.keyTokens ?? this.tokens;
    const best = strongest(rowOf(this.pattern, this.columns, lit), 3);
    const list = best.map(({ index, weight: w }) => `${named(keys[index])} ${weight(w)}`).join(', ');
    return fill(this.words['explorer.says'], { query: named(this.tokens[lit]), keys: list || t('arcs.nothing') });
  }

  #tab(tab: Tab): TemplateResult {
    const chosen = tab === this.tab;
    return html`<button type="button" role="tab" id=${`tab-${tab}`} aria-controls="large" aria-selected=${chosen ? 'true' : 'false'}
      tabindex=${chosen ? 0 : -1} @click=${() => {
        this.tab = tab;
      }}>${t(`frame.${tab}`)}</button>`;
  }

  #large(): TemplateResult {
    const { pattern, size, columns, tokens, keyTokens, causal, query, key, hover } = this;
    return this.tab === 'arcs'
      ? html`<attention-arcs .pattern=${pattern} .size=${size} .columns=${columns} .tokens=${tokens} .keyTokens=${keyTokens} .causal=${causal}
          .query=${query} .key=${key} .hover=${hover} @cell-select=${this.#tell} @token-select=${this.#tell}></attention-arcs>`
      : html`<attention-matrix compact .pattern=${pattern} .size=${size} .columns=${columns} .tokens=${tokens} .keyTokens=${keyTokens} .causal=${causal}
          .query=${query} .key=${key} .hover=${hover} .scaleBy=${this.scaleBy} @cell-select=${this.#tell}></attention-matrix>`;
  }

  /** What is chosen within is told by the explorer: its feeder, and the page, listen there. */
  #tell(event: CustomEvent): void {
    event.stopPropagation();
    this.emit(event.type, event.detail);
  }

  #hover(event: CustomEvent<{ index: number }>): void {
    event.stopPropagation();
    this.hover = event.detail.index;
    this.emit('token-hover', event.detail);
  }

  #tabKey(event: KeyboardEvent): void {
    const next = moveInList(event, tabs.indexOf(this.tab), tabs.length);
    if (next === null) return;
    event.preventDefault();
    this.tab = tabs[next] as Tab;
    this.renderRoot.querySelector<HTMLElement>(`#tab-${this.tab}`)?.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'attention-explorer': AttentionExplorer;
  }
}
