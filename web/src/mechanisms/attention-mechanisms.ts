/**
 * `<attention-mechanisms>`: one text's real queries, keys and values through several mechanisms side by side: the
 * matrix, the output, what it costs; chosen by name or composed; painted, changed, put into the model.
 *
 * It works on a playground's model, text and head (property `playground`: the element or its store), on those given by
 * properties (`engine`, `model`, `text`, `layer`, `head`), or on a model that it loads itself.
 *
 * Attributes: `model` (URL of a Hugging Face folder; else the shipped one), `text`, `layer`, `head`, `mechanism` (id of a
 * named mechanism), `compare` (more of them, with commas), `lang` (en, nb, nl), `theme` (light, dark; else the system's),
 * `locked` (nothing to choose or change), `readonly` (the text stays), `state` (what a link says behind its ?, for what the
 * others do not say). Events: `ready` {info} when the first matrices are there; `change` (a snapshot: the reader chose
 * something else); `error` {message}, which stays at the element.
 */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { AttentionData } from '../data/types.ts';
import type { AttentionPlayground } from '../elements/attention-playground.ts';
import { define } from '../elements/define.ts';
import { examples } from '../elements/examples.ts';
import { shapeOf } from '../elements/failures.ts';
import { nextFrame } from '../elements/latest.ts';
import type { Playground } from '../elements/playground.ts';
import { ChangeTeller, choicesIn, snapshotOf, wordIn } from '../elements/snapshot.ts';
import type { State } from '../elements/state.ts';
import { StateAttribute } from '../elements/state-attribute.ts';
import { Beginning, beginStyle, captionView, emptyRoot, type Loading } from '../embed/begin.ts';
import { hiddenIn } from '../embed/hide.ts';
import type { Engine, MechanismSpec, Model } from '../engine/types.ts';
import { isModelAddress } from '../share/model-address.ts';
import type { ShareState } from '../share/types.ts';
import type { ScaleBy } from '../style/scale.ts';
import { shared } from '../style/shared.ts';
import { tokens as colours, themeSwitch } from '../style/tokens.ts';
import { type Explanations, type Language, loadExplanations } from '../text/explain/index.ts';
import { directionOf, languageAround, pickLanguage } from '../text/language.ts';
import { english, type Say, sayIn } from '../text/mechanisms/index.ts';
import { speak } from '../text/text.ts';
import '../views/attention-legend.ts';
import { numbered, numberIn } from '../views/numbered.ts';
import { Closer, type TabId } from './closer.ts';
import { type ColumnName, columnsView } from './columns.ts';
import { secondName } from './family-tree.ts';
import { Following } from './following.ts';
import { type Look, lookOf } from './grid-paint.ts';
import { hideable, mechanismsStyle } from './mechanisms-style.ts';
import { Painter } from './painter.ts';
import { type Rail, railView } from './rail.ts';
import { aboutView, outcome } from './sections.ts';
import { signedPixels } from './signed-scale.ts';
import { activeData, mechanismsIn, mechanismsOf } from './snapshot.ts';
import { presetOf, presets, specOf } from './spec.ts';
import type { Column } from './state.ts';
import { MechanismsStore } from './store.ts';
import { type SubjectOf, subjectArea } from './subject-area.ts';
import { changedNumbers, historyTools } from './tools.ts';

const kDefaultMechanism = 'sliding_window';
/** A screen reader hears of a change this long after the last one, in milliseconds. */
const kQuiet = 800;

export class AttentionMechanisms extends LitElement {
  /** A playground, whose model, text and head these are. */
  @property({ attribute: false }) playground: AttentionPlayground | Playground | null = null;
  @property({ attribute: false }) engine: Engine | null = null;
  /** URL of a Hugging Face folder; or, with `engine`, a model that it loaded. */
  @property() model: string | Model = '';
  @property() text: string | null = null;
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
  @property() mechanism = '';
  @property() compare = '';
  @property() override lang = '';
  @property({ reflect: true, useDefault: true }) theme = '';
  @property({ type: Boolean }) locked = false;
  @property({ type: Boolean }) readonly = false;
  @property() loading: Loading = 'eager';
  /** Names of controls to leave out, with spaces between. */
  @property({ reflect: true, useDefault: true }) hide = '';
  /** What stands behind the ? of a link, for what the other attributes do not say. */
  @property() state = '';
  @property({ type: Boolean, reflect: true }) override hidden = false;

  @state() private say: Say = english;
  @state() private texts: Explanations | null = null;
  @state() private rail: Rail = 'name';
  @state() private scaleBy: ScaleBy = 'linear';
  @state() private said = '';
  /** Ids that were asked for and are none, with commas. */
  @state() private unknown = '';

  static override styles = [colours, themeSwitch, shared, mechanismsStyle, beginStyle];

  readonly store = new MechanismsStore();
  readonly #teller = new ChangeTeller(this);
  readonly #stated = new StateAttribute(this);
  readonly #painter = new Painter(this.store);
  readonly #closer = new Closer(this, this.store, (head) => this.#chooseHead(head));
  readonly #following = new Following(this.store, (now, before) => this.#heard(now, before));
  readonly #beginning = new Beginning(this, () => this.hasUpdated && this.#attach());
  #layer: number | null = null;
  #head: number | null = null;
  #started = '';
  #readyFor: unknown = null;
  #quiet = 0;
  #asked: Language = 'en';
  #failed = '';
  #told: readonly unknown[] = [];
  #looked: { readonly pattern: Float32Array | null; readonly look: Look } = { pattern: null, look: lookOf(null) };

  constructor() {
    super();
    this.store.subscribe(() => this.#changed());
  }

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    emptyRoot(this);
    return super.createRenderRoot();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#speak(pickLanguage(this.lang || languageAround(this)));
    this.addEventListener('keydown', this.#shortcut);
    this.#beginning.arrive();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener('keydown', this.#shortcut);
    this.#beginning.leave();
    // Moved within the document it is connected again by now; otherwise its engine must not live on.
    queueMicrotask(() => {
      if (!this.isConnected) this.#following.end();
    });
  }

  /** What the reader chose, for links and files. On a given playground what is the playground's is left to that one. */
  snapshot(): Partial<ShareState> {
    const given = { model: typeof this.model === 'string' ? this.model : '', layer: this.layer, head: this.head };
    const text = this.text ?? examples[0]?.text ?? '';
    const mine = this.#following.own;
    const { model, layer, head } = mine ? snapshotOf(mine) : given;
    const own = this.playground ? {} : { model, text: mine?.state.text ?? text, layer, head };
    const { columns, queryText } = this.store.doc;
    return { ...own, scale: this.scaleBy, mechanisms: mechanismsOf(columns), queries: queryText ?? '' };
  }

  /** Puts back what {@link snapshot} gave, or a part of it: what is missing stays, a bad value is as at the beginning. */
  restore(given: Partial<ShareState>): void {
    this.scaleBy = wordIn(given.scale, ['linear', 'sqrt']) ?? this.scaleBy;
    const mechanisms = mechanismsIn(given.mechanisms);
    const queries = typeof given.queries === 'string' ? given.queries : '';
    if (mechanisms) {
      this.#started = this.#named().join();
      this.#start(mechanisms.length > 0 ? mechanisms : this.#named(), queries);
    } else if (given.queries !== undefined && queries !== (this.store.doc.queryText ?? ''))
      this.store.setQueryText(queries || null);
    if (this.playground) return;
    const { mutes: _, cell: __, ...choices } = choicesIn(given);
    if (choices.text !== undefined) this.text = choices.text;
    if (choices.layer !== undefined) this.layer = choices.layer;
    if (choices.head !== undefined) this.head = choices.head;
    if (given.model !== undefined && typeof this.model === 'string')
      this.model = isModelAddress(given.model) ? given.model : '';
    this.#following.own?.restore(choices);
  }

  /** The matrix of the mechanism that is being changed, as it is on the screen; null until there is one. */
  get data(): AttentionData | null {
    return activeData(this.store, this.snapshot());
  }

  async #speak(language: Language): Promise<void> {
    this.#asked = language;
    const [say, texts] = await Promise.all([sayIn(language), loadExplanations(language), speak(language)]);
    if (this.#asked !== language) return;
    [this.say, this.texts, this.said] = [say, texts, ''];
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has('lang') && this.hasUpdated) void this.#speak(pickLanguage(this.lang || languageAround(this)));
    const wanted = this.#named();
    if (wanted.join() !== this.#started) {
      this.#started = wanted.join();
      this.#start(wanted);
    }
    if (changed.has('hide')) hiddenIn(this, this.hide, hideable);
    if (changed.has('loading') && this.hasUpdated) this.#beginning.arrive();
    const { own } = this.#following;
    if (own && this.hasUpdated) {
      if (changed.has('text') && this.text !== null) own.setText(this.text);
      if (changed.has('layer') || changed.has('head')) own.want(this.layer, this.head);
      if (changed.has('model')) this.#following.load(this.model);
    }
    const names = ['playground', 'engine', 'model', 'text', 'layer', 'head', 'hidden', 'state'];
    if (this.#beginning.begun && names.some((name) => changed.has(name))) this.#attach();
  }

  /** The mechanisms that the attributes name. */
  #named(): string[] {
    return [this.mechanism || kDefaultMechanism, ...this.compare.split(',')].map((id) => id.trim()).filter(Boolean);
  }

  /** Names that there are none of are said so; without any that is attention the comparison is the usual one. */
  #start(mechanisms: readonly (string | MechanismSpec)[], queries = ''): void {
    const attention = mechanisms.filter(specOf);
    const columns = attention.length > 0 ? attention : [kDefaultMechanism];
    this.store.start(columns, queries || this.say('cross.example'), queries !== '');
    const ids = mechanisms.filter((entry) => typeof entry === 'string');
    this.unknown = ids.filter((id) => !presetOf(id)).join(', ');
    void this.updateComplete.then(() => {
      if (this.unknown) this.#fire('error', { code: 'unknown-id', message: this.#unknownText() });
      // What is no attention is shown by a panel of its own.
      if (ids.some((id) => presetOf(id)?.spec === null)) void this.#closer.open('experts', true);
    });
  }

  #unknownText(): string {
    return this.say('frame.unknown', { ids: this.unknown, all: presets.map(({ id }) => id).join(', ') });
  }

  #fire(name: string, detail: unknown): void {
    const leaves = name !== 'error';
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: leaves, composed: leaves }));
  }

  /** Takes its model, text and head from where it was told to. A view that nobody sees computes nothing. */
  #attach(): void {
    if (this.hidden || !this.isConnected) this.#following.detach();
    else if (this.#stated.isTaken(() => this.#attach())) this.#following.attach(this);
  }

  /** Of the playground that is followed, before there is something to show and after. */
  #heard({ progress, failure }: State, before: State): void {
    if (failure !== before.failure || progress || !this.store.state.subject) this.requestUpdate();
    // A given playground tells of itself.
    if (!this.#following.own) return;
    if (progress && progress !== before.progress) this.#fire('progress', progress);
    if (failure && failure !== before.failure && ['load', 'attribute'].includes(failure.during))
      this.#fire('error', shapeOf(failure));
  }

  override firstUpdated(): void {
    this.#teller.begin();
  }

  #changed(): void {
    this.requestUpdate();
    const { results, subject, failure } = this.store.state;
    if (failure && failure !== this.#failed) this.#fire('error', { code: this.store.state.code, message: failure });
    this.#failed = failure;
    const all = this.store.doc.columns.map((column) => results.get(column.key)?.attended);
    if (subject && this.#readyFor !== subject.model && all.every(Boolean)) {
      this.#readyFor = subject.model;
      void this.settled().then(() => {
        performance.mark('attention-mechanisms:first-matrices');
        this.#fire('ready', { info: subject.info });
      });
    }
    this.#tellLater();
  }

  /** In words, what the column that is being changed came to. */
  #tellLater(): void {
    const { store } = this;
    const column = store.active;
    const result = column && store.state.results.get(column.key);
    const told = [column?.spec, result?.attended, result?.failure];
    if (told.every((value, n) => value === this.#told[n])) return;
    this.#told = told;
    clearTimeout(this.#quiet);
    this.#quiet = window.setTimeout(() => {
      if (column && result?.attended)
        this.said = `${this.#name(column, store.state.active).text}: ${outcome(result.attended, result, this.say)}`;
    }, kQuiet);
  }

  /** Resolves when nothing is computing but times, and the screen shows it. */
  async settled(): Promise<void> {
    await this.#following.followed?.settled();
    await this.store.settled();
    await this.updateComplete;
    await nextFrame();
    await nextFrame();
  }

  #name(column: Column, index: number): ColumnName {
    if (index === 0) {
      const across = this.store.doc.queryText !== null;
      return { text: this.say(across ? 'columns.own-across' : 'columns.own'), year: '', second: '' };
    }
    const preset = this.store.presetOf(column);
    return preset
      ? { text: preset.name, year: String(preset.year), second: secondName(preset, this.say, this.texts) }
      : { text: this.say('columns.composed'), year: '', second: '' };
  }

  override updated(): void {
    this.#teller.look();
  }

  override render(): TemplateResult {
    const { store, say, locked } = this;
    if (!this.#beginning.begun) return html`<div>${this.#beginning.poster()}${captionView()}</div>`;
    const look = this.#look();
    return html`<div class=${locked ? 'frame locked' : 'frame'} part="frame" tabindex="-1" lang=${say.language} dir=${directionOf(say.language)}>
      ${subjectArea(this.#subjectOf())}
      <div class="work">
        ${locked ? nothing : this.#railArea()}
        <div class="main">
          <section part="columns" aria-labelledby="columns-title">
            <div class="title"><h2 id="columns-title">${say('columns.title')}</h2>${changedNumbers(store, say)}${locked ? nothing : historyTools(store, say)}</div>
            ${columnsView({ store, painter: this.#painter, say, name: (column, index) => this.#name(column, index), scaleBy: this.scaleBy, locked })}
            <attention-legend .scaleBy=${this.scaleBy} .causal=${true} .most=${look.most} .signed=${look.kind === 'signed' ? signedPixels : null} @scale-change=${(
              event: CustomEvent,
            ) => {
              this.scaleBy = event.detail.by;
            }}></attention-legend>
            ${store.doc.queryText === null ? nothing : html`<p class="quiet">${say('cross.own')}</p>`}
          </section>
          ${this.#about()}
        </div>
      </div>
      ${locked ? nothing : this.#closer.view(say, store.active ? this.#name(store.active, store.state.active).text : '')}
      <div class="said" role="status">${this.said}</div>
    </div>${captionView()}`;
  }

  /** What the matrix that is being changed is drawn on. */
  #look(): Look {
    const { active } = this.store;
    const pattern = (active && this.store.state.results.get(active.key)?.attended?.pattern) ?? null;
    if (pattern !== this.#looked.pattern) this.#looked = { pattern, look: lookOf(pattern) };
    return this.#looked.look;
  }

  #about(): TemplateResult | typeof nothing {
    const { store } = this;
    const { active } = store;
    return active
      ? aboutView(
          store.presetOf(active),
          this.#name(active, store.state.active).text,
          this.say,
          this.texts,
          this.locked ? null : this.#show,
        )
      : nothing;
  }

  /** What the text about a mechanism speaks of. */
  readonly #show = (id: TabId | 'compose'): void => {
    if (id !== 'compose') void this.#closer.open(id, true);
    else {
      this.rail = 'compose';
      void this.updateComplete.then(() => this.renderRoot.querySelector('.rail')?.scrollIntoView({ block: 'nearest' }));
    }
  };

  #subjectOf(): SubjectOf {
    const { store, say, locked } = this;
    return {
      store,
      say,
      locked,
      followed: this.#following.followed,
      text: this.#following.followed?.state.text ?? this.text ?? '',
      editable: !this.readonly && !locked,
      unknown: this.unknown ? this.#unknownText() : '',
      chooseHead: (head) => this.#chooseHead(head),
      typed: (text) => this.#typed(text),
    };
  }

  #chooseHead({ layer, head }: { layer: number; head: number }): void {
    if (this.#following.followed) this.#following.followed.selectHead(layer, head);
    else [this.layer, this.head] = [layer, head];
  }

  #typed(text: string): void {
    if (this.#following.followed) this.#following.followed.setText(text);
    else this.text = text;
  }

  #railArea(): TemplateResult {
    const { store, say, texts, rail } = this;
    const open = (to: Rail) => {
      this.rail = to;
    };
    return railView({ store, say, texts, rail, open, choose: (id) => this.#chooseMechanism(id) });
  }

  #chooseMechanism(id: string): void {
    this.#painter.stop();
    const preset = presets.find((other) => other.id === id);
    if (preset?.spec) {
      this.store.choose(id, this.say('cross.example'));
      const [main, rail] = ['.main', '.rail'].map((part) =>
        this.renderRoot.querySelector(part)?.getBoundingClientRect(),
      );
      // On a narrow screen the list stands below what it changes.
      if (main && rail && rail.top >= main.bottom) {
        this.renderRoot.querySelector('.column.active')?.scrollIntoView({ block: 'nearest' });
      }
    }
    // What is no attention is shown by a panel of its own.
    else void this.#closer.open('experts', true);
  }

  /** Undo and redo as everywhere; text boxes keep their own. */
  #shortcut = (event: KeyboardEvent): void => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || this.locked) return;
    const at = event.composedPath()[0] as HTMLElement;
    if (at.matches?.('textarea, input[type=number]')) return;
    const key = event.key.toLowerCase();
    if (key !== 'z' && key !== 'y') return;
    event.preventDefault();
    if (key === 'y' || event.shiftKey) this.store.redo();
    else this.store.undo();
  };
}

define('attention-mechanisms', AttentionMechanisms);

declare global {
  interface HTMLElementTagNameMap {
    'attention-mechanisms': AttentionMechanisms;
  }
}
