/**
 * `<attention-playground>`: text in, every head, the arithmetic behind any weight, the next token, generated
 * text. The page is this element and a frame; any other page may embed it.
 *
 * Attributes: `model` (URL of a Hugging Face folder), `text`, `layer`, `head`, `theme` (light, dark; else the
 * system's), `lang` (en, nb, nl; else that of the page around it; one for all elements of a document), `state` (what a
 * link says behind its ?, for what the others do not say). Events, which bubble and leave the shadow root: `ready` {info}
 * when the first attention of a model is on the screen, `progress` (engine/types.ts), `token` (a GenerationStep), `change`
 * (a snapshot: the reader chose something else). `error` {code, message, file?} stays at the element, as an image's does:
 * whatever reaches the window by that name is taken for a script's error.
 */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { AttentionData } from '../data/types.ts';
import { Beginning, beginStyle, captionView, emptyRoot, type Loading } from '../embed/begin.ts';
import { hiddenIn } from '../embed/hide.ts';
import { sharedEngine } from '../engine/shared.ts';
import type { ModelInfo } from '../engine/types.ts';
import { isModelAddress } from '../share/model-address.ts';
import type { ShareState } from '../share/types.ts';
import { shared } from '../style/shared.ts';
import { tokens as colours, themeSwitch } from '../style/tokens.ts';
import { direction, language, onLanguage, speakAround, t } from '../text/text.ts';
import '../views/attention-cell.ts';
import '../views/attention-heads.ts';
import '../views/attention-matrix.ts';
import '../views/attention-next.ts';
import '../views/attention-tokens.ts';
import { percent } from '../views/number.ts';
import { numbered, numberIn } from '../views/numbered.ts';
import { styled } from '../views/styled.ts';
import { spoken } from '../views/token-text.ts';
import './alert-box.ts';
import { define } from './define.ts';
import { examples } from './examples.ts';
import { shapeOf } from './failures.ts';
import { FrameAreas } from './frame-areas.ts';
import { hideable } from './frame-layout.ts';
import { frameStyle } from './frame-style.ts';
import { nextFrame } from './latest.ts';
import { modelName } from './model-picker.ts';
import { defaultSource, filesOfDrop, fromFiles, fromUrl } from './model-source.ts';
import { Playground } from './playground.ts';
import './prompt-box.ts';
import type { PromptBox } from './prompt-box.ts';
import './sampling-options.ts';
import { ChangeTeller, choicesIn, dataOf, snapshotOf, wordIn } from './snapshot.ts';
import { isStale, type Source, type State } from './state.ts';
import { StateAttribute } from './state-attribute.ts';

/** A screen reader hears a result this long after the last change, in milliseconds. */
const kQuiet = 800;

export class AttentionPlayground extends LitElement {
  /** URL of a Hugging Face folder; empty for the shipped model. */
  @property() model = '';
  @property({ attribute: 'text' }) initialText: string | null = null;
  @property(numbered) get layer(): number | null {
    return this.#layer;
  }
  set layer(value: number | null) {
    this.#layer = numberIn(value);
  }
  @property(numbered) get head(): number | null {
    return this.#head;
  }
  set head(value: number | null) {
    this.#head = numberIn(value);
  }
  @property({ reflect: true, useDefault: true }) theme = '';
  @property() override lang = '';

  /** When it begins: at once, when it comes within 200 px of what is in sight, or when somebody clicks. */
  @property() loading: Loading = 'eager';
  /** Text, model and mutes stay as they are. */
  @property({ type: Boolean }) readonly = false;
  /** Names of controls to leave out, with spaces between. */
  @property() hide = '';
  /** What stands behind the ? of a link, for what the other attributes do not say. */
  @property() state = '';

  @state() private dragging = false;
  @state() private spokenStatus = '';

  @query('playground-prompt') private prompt!: PromptBox | null;

  static override styles = [colours, themeSwitch, shared, frameStyle, beginStyle];

  #layer: number | null = null;
  #head: number | null = null;
  #playground = this.#create();
  readonly #areas = new FrameAreas(this, () => this.#playground);
  readonly #beginning = new Beginning(this, () => this.#begin());
  readonly #teller = new ChangeTeller(this);
  readonly #stated = new StateAttribute(this);
  /** Restored before there was anything to load it with. */
  #asked: { readonly address: string } | null = null;
  /** An empty text was restored: it is not the first example. */
  #hasText = false;
  #before: State = this.#playground.state;
  #quiet = 0;
  /** The model wrote since something was said last. */
  #wrote = false;
  #readyFor: unknown = null;
  #unlisten: (() => void) | null = null;

  #create(): Playground {
    const playground = new Playground(sharedEngine, defaultSource(), '');
    playground.subscribe(() => this.#changed());
    playground.generating.onToken((step) => this.#fire('token', step));
    return playground;
  }

  /** What it knows and does, for views that share its model and text. */
  get store(): Playground {
    return this.#playground;
  }

  /** What the reader chose, for links and files; event `change` tells that it is another. */
  snapshot(): Partial<ShareState> {
    const { tab, scaleBy } = this.#areas.look;
    const { phase } = this.#playground.state;
    return {
      ...snapshotOf(this.#playground),
      ...(phase === 'idle' && { model: this.#asked?.address ?? this.model }),
      tab,
      scale: scaleBy,
    };
  }

  /**
   * Puts back what {@link snapshot} gave, or a part of it: what is missing stays, a bad value is as at the beginning.
   * What belongs to a model waits for it.
   */
  restore(given: Partial<ShareState>): void {
    const { tab, scale, model } = given;
    this.#areas.set({
      tab: wordIn(tab, ['matrix', 'arcs']) ?? this.#areas.look.tab,
      scaleBy: wordIn(scale, ['linear', 'sqrt']) ?? this.#areas.look.scaleBy,
    });
    if (model !== undefined) this.#restoreModel(isModelAddress(model) ? model : '');
    const choices = choicesIn(given);
    this.#playground.restore(choices);
    if (choices.layer !== undefined) this.layer = choices.layer;
    if (choices.head !== undefined) this.head = choices.head;
    this.#hasText ||= choices.text !== undefined;
  }

  #restoreModel(address: string): void {
    const { source: now, phase } = this.#playground.state;
    if (phase === 'idle') {
      this.#asked = { address };
      return;
    }
    const source = this.#sourceOf(address);
    const same = source ? now.value === source.value : now.kind === 'default';
    if (!same) void this.#playground.load(source);
  }

  /** What is on the screen, of all layers that were fetched; null until there is something. */
  get data(): AttentionData | null {
    const { shown, source, info } = this.#playground.state;
    return shown && dataOf({ ...shown, model: modelName(source, info?.name) }, this.snapshot());
  }

  /** The text in the box. */
  get text(): string {
    return this.#playground.state.text;
  }

  set text(text: string) {
    this.#hasText = true;
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

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    emptyRoot(this);
    return super.createRenderRoot();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unlisten ??= onLanguage(() => this.#reworded());
    speakAround(this);
    this.#beginning.arrive();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#beginning.leave();
    // Moved within the document it is connected again by now; otherwise its engine must not live on.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#unlisten?.();
      this.#unlisten = null;
      if (this.phase === 'idle') return;
      const { model, ...kept } = this.snapshot();
      this.#playground.dispose();
      this.#playground = this.#create();
      this.restore({ ...kept, model: model || this.model });
    });
  }

  #begin(): void {
    if (this.#playground.state.phase !== 'idle') return;
    if (!this.#stated.isTaken(() => this.#begin())) return;
    performance.mark('attention-playground:start');
    const { text } = this.#playground.state;
    if (text === '' && !this.#hasText)
      this.#playground.setText(this.initialText ?? this.getAttribute('text') ?? examples[0]?.text ?? '');
    this.#playground.want(this.layer, this.head);
    void this.#playground.load(this.#sourceOf(this.#asked?.address ?? this.model));
    this.#asked = null;
    this.#teller.begin();
  }

  /** The source at an address; the shipped one for ''. */
  #sourceOf(address: string): Source | undefined {
    if (address === '') return undefined;
    return fromUrl(address, document.baseURI) ?? { kind: 'url', value: address, label: address };
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has('hide')) this.#areas.hidden = hiddenIn(this, this.hide, hideable);
    if (!this.hasUpdated) return;
    if (changed.has('lang')) speakAround(this);
    if (changed.has('loading')) this.#beginning.arrive();
    if (!this.#beginning.begun) return;
    if (changed.has('initialText') && this.initialText !== null) this.#playground.setText(this.initialText);
    if (changed.has('layer') || changed.has('head')) this.#playground.want(this.layer, this.head);
    if (changed.has('model')) void this.#playground.load(this.#sourceOf(this.model));
    if (changed.has('state')) this.#stated.isTaken(() => undefined);
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
    if (now.failure && now.failure !== before.failure) this.#fire('error', shapeOf(now.failure));
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
    if (this.#areas.typedAt > 0 && now.shown?.text === this.#playground.state.text) {
      performance.clearMeasures('attention-playground:keystroke');
      performance.measure('attention-playground:keystroke', { start: this.#areas.typedAt, end: performance.now() });
      this.#areas.typedAt = 0;
    }
  }

  #fire(name: string, detail: unknown): void {
    const leaves = name !== 'error';
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: leaves, composed: leaves }));
  }

  #speakLater(before: State, now: State): void {
    if (now.shown === before.shown && now.generating === before.generating) return;
    clearTimeout(this.#quiet);
    this.#wrote ||= before.generating;
    if (now.generating) return;
    this.#quiet = window.setTimeout(() => {
      const likely = (this.#playground.state.shown?.next ?? []).slice(0, 3);
      const tokens = likely.map((entry) => `${spoken(entry.text)} ${percent(entry.probability)}`).join(', ');
      const { ended } = this.#playground.state;
      const next = tokens === '' ? '' : t('frame.status.next', { tokens });
      this.spokenStatus = ended && this.#wrote ? `${t(`generate.ended.${ended}`)} ${next}` : next;
      this.#wrote = false;
    }, kQuiet);
  }

  override updated(): void {
    this.#teller.look();
  }

  override render(): TemplateResult {
    if (!this.#beginning.begun) return html`<div>${this.#beginning.poster()}${captionView()}</div>`;
    const { state: now } = this.#playground;
    const [areas, layout] = this.#areas.draw(now);
    return html`
      <div class=${isStale(now) ? 'frame stale' : 'frame'} part="frame" tabindex="-1" lang=${language()} dir=${direction()} style=${styled(layout)}
        @dragenter=${this.#drag} @dragover=${this.#drag} @dragleave=${this.#dragLeave} @drop=${this.#drop}
        @scale-change=${(event: CustomEvent) => {
          this.#areas.set({ scaleBy: event.detail.by });
        }}>
        ${areas}
        ${this.dragging ? html`<div class="overlay"><span>${t('frame.drop')}</span></div>` : nothing}
      </div>
      ${this.#areas.hidden.has('share') ? nothing : html`<p class="share" part="share"><button type="button" class="button" aria-haspopup="dialog" @click=${this.#share}>${t('frame.share')}</button></p>`}
      ${captionView()}
      <div class="said" role="status">${this.spokenStatus}</div>`;
  }

  /** The dialog is fetched when somebody asks for it. */
  readonly #share = async (): Promise<void> => {
    try {
      const { openShare } = await import('../share/of-element.ts');
      await openShare(this);
    } catch (error) {
      this.#playground.fail('share', error, () => void this.#share());
    }
  };

  #drag(event: DragEvent): void {
    if (this.readonly || !event.dataTransfer?.types.includes('Files')) return;
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
    if (this.readonly || !event.dataTransfer?.types.includes('Files')) return;
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
