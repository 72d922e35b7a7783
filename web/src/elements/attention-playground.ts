/**
 * `<attention-playground>`: text in, every head, the arithmetic behind any weight, the next token, generated
 * text. The page is this element and a frame; any other page may embed it.
 *
 * Attributes: `model` (URL of a Hugging Face folder), `text`, `layer`, `head`, `theme` (light, dark; else the
 * system's), `lang` (en, nb, nl; else that of the page around it; one for all elements of a document). Events, which bubble and leave the shadow root: `ready` {info} when the first attention of
 * a model is on the screen, `progress` (engine/types.ts), `token` (a GenerationStep). `error` {code, message, file?}
 * stays at the element, as an image's does: whatever reaches the window by that name is taken for a script's error.
 */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { loadEngine } from '../engine/index.ts';
import type { ModelInfo } from '../engine/types.ts';
import { shared } from '../style/shared.ts';
import { tokens as colours, themeSwitch } from '../style/tokens.ts';
import { language, onLanguage, speakAround, t } from '../text/text.ts';
import '../views/attention-arcs.ts';
import '../views/attention-cell.ts';
import '../views/attention-heads.ts';
import '../views/attention-matrix.ts';
import '../views/attention-next.ts';
import '../views/attention-tokens.ts';
import type { ScaleBy } from '../style/scale.ts';
import { percent } from '../views/number.ts';
import { columnOf, rowOf } from '../views/pattern.ts';
import { moveInList } from '../views/roving.ts';
import { spoken } from '../views/token-text.ts';
import './alert-box.ts';
import { define } from './define.ts';
import { examples, expectedShape } from './examples.ts';
import type { Remedy } from './failures.ts';
import { headMeasures, headTitle, mutePanel, nextPanel, openedPanel, playPanel, writtenNote } from './frame-parts.ts';
import { frameStyle } from './frame-style.ts';
import { generatedTokens, patternSize, stepAt, stepRow } from './generation.ts';
import { nextFrame } from './latest.ts';
import { modelName } from './model-picker.ts';
import { filesOfDrop, fromFiles, fromUrl } from './model-source.ts';
import { Playground } from './playground.ts';
import './prompt-box.ts';
import type { PromptBox } from './prompt-box.ts';
import './sampling-options.ts';
import { isStale, type Source, type State } from './state.ts';

/** Where the shipped model lies, relative to the page. */
const kDefaultModel = 'models/stories/';
/** A screen reader hears a result this long after the last change, in milliseconds. */
const kQuiet = 800;

const integerAttribute = {
  converter: (value: string | null) => (value === null ? null : value.trim() === '' ? Number.NaN : Number(value)),
};

export class AttentionPlayground extends LitElement {
  /** URL of a Hugging Face folder; empty for the shipped model. */
  @property() model = '';
  @property({ attribute: 'text' }) initialText: string | null = null;
  @property(integerAttribute) layer: number | null = null;
  @property(integerAttribute) head: number | null = null;
  @property() theme = '';
  @property() override lang = '';

  @state() private tab: 'matrix' | 'arcs' = 'matrix';
  @state() private showIds = false;
  @state() private scaleBy: ScaleBy = 'linear';
  @state() private dragging = false;
  /** A text of the reader's own that an example or a cut replaced. */
  @state() private parked = '';
  @state() private spokenStatus = '';

  @query('playground-prompt') private prompt!: PromptBox | null;

  static override styles = [colours, themeSwitch, shared, frameStyle];

  #playground = this.#create();
  #before: State = this.#playground.state;
  #quiet = 0;
  #readyFor: unknown = null;
  #unlisten: (() => void) | null = null;

  #create(): Playground {
    const url = new URL(kDefaultModel, document.baseURI).href;
    const playground = new Playground(loadEngine, { kind: 'default', value: url, label: t('model.default-name') }, '');
    playground.subscribe(() => this.#changed());
    playground.generating.onToken((step) => this.#fire('token', step));
    return playground;
  }

  /** What it knows and does, for views that share its model and text. */
  get store(): Playground {
    return this.#playground;
  }

  /** The text in the box. */
  get text(): string {
    return this.#playground.state.text;
  }

  set text(text: string) {
    this.#playground.setText(text);
  }

  /** Loads the model that was dropped. To be called while the drop event is handled: its files are gone afterwards. */
  async loadFiles(dropped: DataTransfer): Promise<void> {
    const files = await filesOfDrop(dropped);
    if (files.length > 0) await this.#playground.load(fromFiles(files));
  }

  /** Of the model at work, or null. */
  get info(): ModelInfo | null {
    return this.#playground.state.info;
  }

  /** `ready` while there is a model to work with; `loading` while one comes, `failed` where none could. */
  get phase(): State['phase'] {
    return this.#playground.state.phase;
  }

  /** Resolves when nothing is computing and the screen shows it. */
  async settled(): Promise<void> {
    await this.#playground.settled();
    await this.updateComplete;
    await nextFrame();
    await nextFrame();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unlisten ??= onLanguage(() => this.#reworded());
    speakAround(this);
    if (this.#playground.state.phase === 'idle') this.#begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // Moved within the document it is connected again by now; otherwise its engine must not live on.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#unlisten?.();
      this.#unlisten = null;
      const { text } = this.#playground.state;
      this.#playground.dispose();
      this.#playground = this.#create();
      this.#playground.setText(text);
    });
  }

  #begin(): void {
    performance.mark('attention-playground:start');
    const text =
      this.#playground.state.text || (this.initialText ?? this.getAttribute('text') ?? examples[0]?.text ?? '');
    this.#playground.setText(text);
    this.#playground.want(this.layer, this.head);
    void this.#playground.load(this.#wanted());
  }

  /** The source that the attribute `model` names; the shipped one where it names none. */
  #wanted(): Source | undefined {
    return this.model
      ? (fromUrl(this.model, document.baseURI) ?? { kind: 'url', value: this.model, label: this.model })
      : undefined;
  }

  override willUpdate(changed: PropertyValues): void {
    if (!this.hasUpdated) return;
    if (changed.has('lang')) speakAround(this);
    if (changed.has('initialText') && this.initialText !== null) this.#playground.setText(this.initialText);
    if (changed.has('layer') || changed.has('head')) this.#playground.want(this.layer, this.head);
    if (changed.has('model')) void this.#playground.load(this.#wanted());
  }

  /** What was said with the old words is said again. */
  #reworded(): void {
    this.spokenStatus = '';
    this.requestUpdate();
    if (this.#playground.state.failure?.during === 'attribute') this.#playground.want(this.layer, this.head);
  }

  #changed(): void {
    const before = this.#before;
    const now = this.#playground.state;
    this.#before = now;
    this.requestUpdate();
    if (now.progress && now.progress !== before.progress) this.#fire('progress', now.progress);
    if (now.failure && now.failure !== before.failure) {
      const { code, message, file } = now.failure;
      this.#fire('error', { code, message, ...(file && { file }) });
    }
    if (now.shown && now.shown !== before.shown) void this.#drawn(now);
    if (now.text !== before.text && now.generating)
      void this.updateComplete.then(nextFrame).then(() => this.prompt?.showEnd());
    this.#speakLater(before, now);
  }

  /** Marks for measuring: the views paint in the frame after the update. */
  async #drawn(now: State): Promise<void> {
    await this.updateComplete;
    await nextFrame();
    await nextFrame();
    if (this.#readyFor !== now.info) {
      this.#readyFor = now.info;
      performance.mark('attention-playground:first-attention');
      this.#fire('ready', { info: now.info });
    }
    if (this.#typedAt > 0 && now.shown?.text === this.#playground.state.text) {
      performance.clearMeasures('attention-playground:keystroke');
      performance.measure('attention-playground:keystroke', { start: this.#typedAt, end: performance.now() });
      this.#typedAt = 0;
    }
  }

  #typedAt = 0;

  #fire(name: string, detail: unknown): void {
    const leaves = name !== 'error';
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: leaves, composed: leaves }));
  }

  #speakLater(before: State, now: State): void {
    if (now.shown === before.shown && now.generating === before.generating) return;
    clearTimeout(this.#quiet);
    if (now.generating) return;
    this.#quiet = window.setTimeout(() => {
      const likely = (this.#playground.state.shown?.next ?? []).slice(0, 3);
      const tokens = likely.map((entry) => `${spoken(entry.text)} ${percent(entry.probability)}`).join(', ');
      this.spokenStatus = tokens === '' ? '' : t('frame.status.next', { tokens });
    }, kQuiet);
  }

  override render(): TemplateResult {
    const playground = this.#playground;
    const { state: now } = playground;
    return html`
      <div class=${isStale(now) ? 'frame stale' : 'frame'} lang=${language()} @dragenter=${this.#drag} @dragover=${this.#drag} @dragleave=${this.#dragLeave} @drop=${this.#drop}
        @scale-change=${(event: CustomEvent) => {
          this.scaleBy = event.detail.by;
        }}>
        <playground-model class="area-model" .info=${now.info} .source=${now.source} .progress=${now.progress} ?loading=${now.phase === 'loading'}
          @model-choose=${(event: CustomEvent) => void playground.load(event.detail.source)}
          @model-default=${() => void playground.load()} @model-cancel=${() => playground.cancelLoad()}></playground-model>
        ${this.#textArea(now)}
        <div class="rail">${playPanel(playground)}${nextPanel(playground)}${mutePanel(playground)}</div>
        ${this.#headsArea(now)}${this.#headArea(now)}${this.#cellArea(now)}
        ${this.dragging ? html`<div class="overlay"><span>${t('frame.drop')}</span></div>` : nothing}
      </div>
      <div class="said" role="status">${this.spokenStatus}</div>`;
  }

  #textArea(now: State): TemplateResult {
    const playground = this.#playground;
    const tokens = now.shown?.tokens ?? [];
    const marked = generatedTokens(tokens, now.written);
    const step = now.written[now.open];
    const { to, from } = this.#tint(now);
    const note = isStale(now) ? t('prompt.stale') : writtenNote(tokens, marked);
    const current = now.shown?.text === now.text;
    return html`<section class="area-text" aria-label=${t('prompt.label')}>
      <playground-alert class=${now.failure || now.notice ? 'filled' : ''} .failure=${now.failure} .notice=${now.notice}
        .working=${playground.hasModel && now.info ? modelName(now.source, now.info.name) : ''} .limit=${now.info?.maxPositions ?? 0}
        @remedy=${(event: CustomEvent) => this.#remedy(event.detail.remedy)}></playground-alert>
      <playground-prompt .text=${now.text} .count=${current ? tokens.length : -1} .limit=${now.info?.maxPositions ?? 0} .examples=${examples} ?parked=${this.parked !== ''}
        @prompt-input=${this.#typed} @prompt-example=${this.#example} @prompt-back=${this.#back}></playground-prompt>
      <div class="tokens">
        <div class="chips"><attention-tokens .tokens=${tokens} .showIds=${this.showIds} .generated=${marked}
          .selected=${this.#selectedToken(now)} .hover=${now.hover} .weightsTo=${to} .weightsFrom=${from}
          @token-hover=${this.#hover} @token-select=${this.#selectToken}></attention-tokens></div>
        <div class="under">
          <label class="toggle"><input type="checkbox" .checked=${this.showIds} @change=${() => {
            this.showIds = !this.showIds;
          }}>${t('prompt.ids')}</label>
          <span>${note}</span>
        </div>
      </div>
      ${step ? openedPanel(playground, step) : nothing}
    </section>`;
  }

  /** What the hovered token, or else the open step, attends to and is attended by. */
  #tint(now: State): { to: Float32Array | null; from: Float32Array | null } {
    const tensor = now.shown?.patterns[now.layer];
    const size = tensor?.shape.at(-1) ?? 0;
    const pattern = tensor?.data.subarray(now.head * size * size, (now.head + 1) * size * size);
    if (pattern && now.hover >= 0 && now.hover < size) {
      return { to: rowOf(pattern, size, now.hover), from: columnOf(pattern, size, now.hover) };
    }
    const step = now.written[now.open];
    if (!step) return { to: null, from: null };
    // Of a step long ago the row may be forgotten: then it is the row that the token before has now.
    const before = this.#selectedToken(now) - 1;
    const rowNow = pattern && before >= 0 && before < size ? rowOf(pattern, size, before) : null;
    return { to: stepRow(step, now.layer, now.head) ?? rowNow, from: null };
  }

  #selectedToken(now: State): number {
    const step = now.written[now.open];
    if (step) return now.shown?.tokens.findIndex((token) => token.start >= step.start && token.start < step.end) ?? -1;
    return now.cellChosen ? (now.cell?.query ?? -1) : -1;
  }

  #headsArea(now: State): TemplateResult {
    const { layers, heads } = now.info ?? expectedShape;
    const patterns = now.shown?.patterns ?? Array.from({ length: layers }, () => null);
    return html`<section class="area-heads" aria-labelledby="heads-title">
      <div class="title"><h2 id="heads-title">${t('frame.heads')}</h2></div>
      <div class="heads"><attention-heads .patterns=${patterns} .heads=${heads} .stats=${now.shown?.stats ?? []} .layer=${now.layer} .head=${now.head}
        .muted=${new Set(now.mutes)} .hover=${now.hover} .scaleBy=${this.scaleBy}
        @head-select=${(event: CustomEvent) => this.#selectHead(event.detail.layer, event.detail.head)}
        @head-mute=${(event: CustomEvent) => this.#playground.toggleMute(event.detail.layer, event.detail.head)}></attention-heads></div>
      ${headMeasures(now)}
    </section>`;
  }

  #headArea(now: State): TemplateResult {
    return html`<section class="area-head head" aria-labelledby="head-title">
      <div class="head-title">${headTitle(this.#playground)}
        <div class="tabs" role="tablist" aria-label=${t('frame.view')} @keydown=${this.#tabKey}>
          ${(['matrix', 'arcs'] as const).map(
            (tab) => html`<button type="button" role="tab" id=${`tab-${tab}`} aria-controls="head-view"
            aria-selected=${this.tab === tab ? 'true' : 'false'} tabindex=${this.tab === tab ? 0 : -1}
            @click=${() => {
              this.tab = tab;
            }}>${t(`frame.${tab}`)}</button>`,
          )}
        </div>
      </div>
      <div class="square" id="head-view" role="tabpanel" aria-labelledby=${`tab-${this.tab}`}>${this.#view(now)}</div>
    </section>`;
  }

  #view(now: State): TemplateResult {
    const size = patternSize([now.shown?.patterns[now.layer] ?? null]);
    const data = now.shown?.patterns[now.layer]?.data;
    const pattern = data ? data.subarray(now.head * size * size, (now.head + 1) * size * size) : new Float32Array(0);
    const tokens = (now.shown?.tokens ?? []).slice(0, size);
    const { query = -1, key = -1 } = now.cell ?? {};
    return this.tab === 'matrix'
      ? html`<attention-matrix .scaleBy=${this.scaleBy} .pattern=${pattern} .size=${size} .tokens=${tokens} .query=${query} .key=${key} .hover=${now.hover}
          @cell-select=${this.#selectCell} @token-hover=${this.#hover}></attention-matrix>`
      : html`<attention-arcs .pattern=${pattern} .size=${size} .tokens=${tokens} .query=${query} .key=${key} .hover=${now.hover}
          @cell-select=${this.#selectCell} @token-hover=${this.#hover} @token-select=${this.#selectToken}></attention-arcs>`;
  }

  #cellArea(now: State): TemplateResult {
    return html`<section class="area-cell" aria-labelledby="cell-title">
      <div class="title"><h2 id="cell-title">${t('frame.cell')}</h2></div>
      <attention-cell .explanation=${now.explanation} .tokens=${now.shown?.tokens ?? []} .loading=${now.explaining}></attention-cell>
    </section>`;
  }

  #typed(event: CustomEvent<{ text: string }>): void {
    this.#typedAt = performance.now();
    this.#playground.setText(event.detail.text);
  }

  #example(event: CustomEvent<{ text: string }>): void {
    const { text } = this.#playground.state;
    if (text !== '' && !examples.some((example) => example.text === text)) this.parked = text;
    this.#playground.setText(event.detail.text);
  }

  #back(): void {
    const text = this.parked;
    this.parked = '';
    this.#playground.setText(text);
  }

  #hover(event: CustomEvent<{ index: number }>): void {
    this.#playground.hover(event.detail.index);
  }

  /** A generated token opens its step; any other selects its row. */
  #selectToken(event: CustomEvent<{ index: number }>): void {
    const { index } = event.detail;
    const { shown, written } = this.#playground.state;
    const token = shown?.tokens[index];
    if (!token) return;
    const step = token.special ? -1 : stepAt(written, token.start);
    this.#playground.openStep(step);
    // The step's attention is the row of the token before it.
    this.#playground.selectRow(step >= 0 ? Math.max(0, index - 1) : index);
  }

  #selectCell(event: CustomEvent<{ query: number; key: number }>): void {
    this.#playground.selectCell({ query: event.detail.query, key: event.detail.key });
  }

  #selectHead(layer: number, head: number): void {
    this.#playground.selectHead(layer, head);
    this.layer = layer;
    this.head = head;
  }

  #tabKey(event: KeyboardEvent): void {
    const next = moveInList(event, this.tab === 'matrix' ? 0 : 1, 2);
    if (next === null) return;
    event.preventDefault();
    this.tab = next === 0 ? 'matrix' : 'arcs';
    this.renderRoot.querySelector<HTMLElement>(`#tab-${this.tab}`)?.focus();
  }

  #remedy(remedy: Remedy): void {
    const { text } = this.#playground.state;
    if (remedy === 'retry') this.#playground.retry();
    else if (remedy === 'default-model') void this.#playground.load();
    else if (remedy === 'dismiss') this.#playground.dismiss();
    else {
      this.parked = text;
      void this.#playground.trim();
    }
  }

  #drag(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    this.dragging = true;
  }

  #dragLeave(event: DragEvent): void {
    const to = event.relatedTarget as Node | null;
    if (!to || !(this.renderRoot.contains(to) || this.contains(to))) this.dragging = false;
  }

  async #drop(event: DragEvent): Promise<void> {
    this.dragging = false;
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    await this.loadFiles(event.dataTransfer);
  }
}

define('attention-playground', AttentionPlayground);

declare global {
  interface HTMLElementTagNameMap {
    'attention-playground': AttentionPlayground;
  }
}
