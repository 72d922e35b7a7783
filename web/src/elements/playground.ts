/**
 * The commands of one playground over its {@link Store}: load a model, run the text as it is typed, select,
 * explain, mute. Generation stands in generating.ts. Nothing here touches the document.
 */
import type {
  Engine,
  EngineOptions,
  HeadStats,
  Intervention,
  Model,
  NextToken,
  Progress,
  Run,
} from '../engine/types.ts';
import { allFit, existingMutes, fittingText, headAsked, strongestKey, tellingHead } from './choices.ts';
import { type During, describe, isAbort } from './failures.ts';
import { Generating } from './generating.ts';
import { keepWritten, patternsOf } from './generation.ts';
import { Latest, nextFrame } from './latest.ts';
import { type Cell, idsOf, initialState, muteKey, parseMute, type Source, type State, Store } from './state.ts';

export type LoadEngine = (options?: EngineOptions) => Promise<Engine>;

/** Milliseconds between two reports of one file's progress. */
const kProgressEvery = 60;
/** Bars, and how far the difference under mutes is known. */
const kTop = 40;

/** What belongs to a model, and waits for the one that is being loaded; what is left out stays as it is. */
export interface Wanted {
  readonly layer?: number | null;
  readonly head?: number | null;
  /** Null: the last token's, as long as nobody chooses. */
  readonly cell?: Cell | null;
  readonly mutes?: readonly string[];
}

/** A reader's choices that {@link Playground.restore} puts back. */
export interface Choices extends Wanted {
  readonly text?: string;
  readonly sampling?: State['sampling'];
  readonly length?: number;
}

export class Playground extends Store {
  readonly #loadEngine: LoadEngine;
  readonly #default: Source;
  /** Of the model at work. */
  #adopted: Source;
  readonly #runs = new Latest<void>((_, signal) => this.#run(signal));
  readonly #explanations = new Latest<void>((_, signal) => this.#explain(signal));
  readonly #generating = new Generating(this, () => this.#model);
  #engine: Promise<Engine> | null = null;
  /** The engine that loaded the model at work. */
  #alive: Engine | null = null;
  #model: Model | null = null;
  #loading: AbortController | null = null;
  #runKey = '';
  /** The reader, or the page, asked for the head that is shown. */
  #headChosen = false;
  #retry: () => void = () => this.refresh();
  #wanted: Wanted = {};

  constructor(loadEngine: LoadEngine, source: Source, text: string) {
    super(initialState(source, text));
    this.#loadEngine = loadEngine;
    this.#default = source;
    this.#adopted = source;
  }

  get generating(): Generating {
    return this.#generating;
  }

  /** What is at work, for views that share it; null while there is none. */
  get engine(): Engine | null {
    return this.#alive;
  }

  get model(): Model | null {
    return this.#model;
  }

  get hasModel(): boolean {
    return this.#model !== null;
  }

  /** Asks for a head: at once, or of the model that is being loaded; null leaves it. One that does not exist is said so. */
  want(layer: number | null, head: number | null): void {
    const { layer: layerNow, head: headNow, info, phase } = this.state;
    const asIs = (layer === null || layer === layerNow) && (head === null || head === headNow);
    if (asIs && info) return;
    this.#wanted = { ...this.#wanted, layer, head };
    if (phase === 'ready') this.#takeWanted();
  }

  /** What was asked for and waits for its model. */
  get wanted(): Wanted {
    return this.#wanted;
  }

  /** Puts choices back: at once, or, what belongs to a model, when the one that is being loaded is there. */
  restore({ text = this.state.text, sampling, length, ...wanted }: Choices): void {
    const { text: before, written, phase, layer, head } = this.state;
    this.#generating.drop();
    const changed =
      text === before ? {} : { text, written: keepWritten(written, before, text), open: -1, ended: '' as const };
    this.patch({ ...changed, ...(sampling && { sampling }), ...(length !== undefined && { length }) });
    this.#wanted = { ...this.#wanted, ...wanted };
    if (phase === 'ready') {
      // No head: again the one that is worth a first look.
      if (wanted.layer === null && wanted.head === null) {
        this.#headChosen = false;
        if (layer !== 0 || head !== 0) this.patch({ layer: 0, head: 0, explanation: null });
      }
      this.#takeWanted();
    }
    this.refresh();
  }

  #takeWanted(): void {
    const { info } = this.state;
    if (!info) return;
    const { layer = null, head = null, mutes, cell } = this.#wanted;
    // A cell is of the text that is run next.
    this.#wanted = cell === undefined ? {} : { cell };
    if (mutes) this.patch({ mutes: existingMutes(mutes, info), muteHistory: [] });
    const asked = headAsked(this.state, info, layer, head);
    this.selectHead(asked.layer, asked.head);
    if (layer !== null || head !== null) this.#headChosen = true;
    if (asked.wrong) this.fail('attribute', { code: 'bad-argument', message: asked.wrong }, () => undefined);
  }

  /** Loads a model. Until it is there, and for ever if it fails, the one before goes on working. */
  async load(source: Source = this.#default): Promise<boolean> {
    this.#loading?.abort();
    const loading = new AbortController();
    this.#loading = loading;
    this.patch({ phase: 'loading', source, failure: null, progress: { stage: 'engine', loaded: 0, total: 0 } });
    let told = 0;
    const onProgress = (progress: Progress) => {
      // A file comes in dozens of pieces; drawing each would take time from what is waited for.
      const now = performance.now();
      const same = progress.stage === this.state.progress?.stage && progress.file === this.state.progress?.file;
      if (loading.signal.aborted || (same && now - told < kProgressEvery && progress.loaded < progress.total)) return;
      told = now;
      this.patch({ progress });
    };
    try {
      this.#engine ??= this.#start(onProgress);
      const engine = await this.#engine;
      const model = await engine.loadModel(source.value, { name: source.label, onProgress, signal: loading.signal });
      if (loading.signal.aborted) {
        void model.dispose();
        return false;
      }
      this.#adopted = source;
      this.#alive = engine;
      this.#adopt(model);
      return true;
    } catch (error) {
      if (loading.signal.aborted) return false;
      const failure = describe(error, 'load', this.#model !== null, source.kind === 'default');
      if (this.#model) this.#wanted = {};
      const kept = this.#model ? { phase: 'ready' as const, source: this.#adopted } : { phase: 'failed' as const };
      this.patch({ ...kept, progress: null, failure });
      this.#retry = () => void this.load(source);
      return false;
    }
  }

  /** Does again what failed. */
  retry(): void {
    const retry = this.#retry;
    this.patch({ failure: null, notice: '' });
    retry();
  }

  dismiss(): void {
    this.patch({ failure: null, notice: '' });
  }

  /** Shows what went wrong; `retry` is what Try again does. */
  fail(during: During, error: unknown, retry: () => void): void {
    if (isAbort(error)) return;
    this.#retry = retry;
    this.patch({ failure: describe(error, during, this.#model !== null, this.state.source.kind === 'default') });
  }

  async #start(onProgress: EngineOptions['onProgress']): Promise<Engine> {
    try {
      const engine = await this.#loadEngine({ onProgress });
      engine.onRestart((error) => {
        this.#generating.drop();
        this.patch({ notice: error.message });
        // What killed the worker would kill the next one too: it is done again only when somebody asks.
        if (!this.#runs.busy && !this.#explanations.busy) this.refresh();
      });
      return engine;
    } catch (error) {
      this.#engine = null;
      throw error;
    }
  }

  #adopt(model: Model): void {
    this.#generating.drop();
    this.#runs.cancel();
    this.#explanations.cancel();
    void this.#model?.dispose().catch(() => undefined);
    this.#headChosen = false;
    this.#model = model;
    this.patch({
      phase: 'ready',
      progress: null,
      info: model.info,
      shown: null,
      cell: null,
      cellChosen: false,
      explanation: null,
      explaining: false,
      mutes: [],
      muteHistory: [],
      written: [],
      sequence: null,
      ended: '',
      open: -1,
    });
    this.#takeWanted();
    this.refresh();
  }

  /** Stops a load that is going on; the model before it stays. */
  cancelLoad(): void {
    if (this.state.phase !== 'loading' || !this.#model) return;
    this.#loading?.abort();
    this.#wanted = {};
    this.patch({ phase: 'ready', progress: null, source: this.#adopted });
  }

  /** The text as somebody typed it. Marks of generated text stay where it is untouched. */
  setText(text: string): void {
    const { text: before, written } = this.state;
    if (text === before) return;
    this.#generating.drop();
    this.patch({ text, written: keepWritten(written, before, text), open: -1, ended: '' });
    this.refresh();
  }

  /** Runs the text again, as soon as the engine is free. */
  refresh(): void {
    if (this.#model && !this.state.generating) this.#runs.request();
  }

  async #run(signal: AbortSignal): Promise<void> {
    const model = this.#model;
    if (!model) return;
    const { text, mutes, sampling } = this.state;
    try {
      const capture = await this.#capture(model, text, signal);
      const shared = { ...idsOf(this.state, text), sampling, top: kTop, signal };
      const interventions = this.interventions();
      // One after the other, so that nothing of a run that failed is left waiting in the engine.
      const run = await model.run(text, { ...shared, capture, interventions });
      const bare = mutes.length > 0 ? await model.run(text, { ...shared, stats: false }) : null;
      if (signal.aborted || model !== this.#model || this.state.generating) return;
      this.#show(text, run, bare?.next ?? null, model.info.layers);
    } catch (error) {
      if (!signal.aborted && model === this.#model) this.fail('run', error, () => this.refresh());
    }
  }

  interventions(): Intervention[] {
    return this.state.mutes.map((key) => ({ kind: 'zero', ...parseMute(key) }));
  }

  /** All patterns where they fit the budget, else the selected layer's. */
  async #capture(model: Model, text: string, signal: AbortSignal): Promise<string[]> {
    const all = await allFit(model, text, signal);
    this.#runKey = all ? 'all' : String(this.state.layer);
    return [all ? 'blocks.*.attn.hook_pattern' : `blocks.${this.state.layer}.attn.hook_pattern`];
  }

  #show(text: string, run: Run, before: readonly NextToken[] | null, layers: number): void {
    const { tokens, stats, next, entropy, milliseconds } = run;
    const patterns = patternsOf(run.tensors, layers);
    this.patch({
      shown: { text, tokens, patterns, stats, next, before, entropy, milliseconds },
      ...(this.state.failure?.during === 'run' && { failure: null, notice: '' }),
      ...this.#firstHead(stats),
    });
    this.#placeCell(text === this.state.text);
    this.#explanations.request();
  }

  /** Of a new model, until somebody chooses. */
  #firstHead(stats: readonly HeadStats[]): { layer?: number; head?: number } {
    if (this.#headChosen) return {};
    this.#headChosen = true;
    return tellingHead(stats);
  }

  /** Keeps a chosen cell while it exists; otherwise takes the last token and what it looks at most. */
  #placeCell(takeWanted = false): void {
    const { shown } = this.state;
    const size = shown?.tokens.length ?? 0;
    const { cell: wanted } = this.#wanted;
    if (takeWanted && wanted !== undefined) {
      this.#wanted = {};
      this.patch({ cell: wanted, cellChosen: wanted !== null });
    }
    const { cell, cellChosen } = this.state;
    if (cellChosen && cell && cell.query < size && cell.key < size) return;
    const key = strongestKey(this.state, size - 1);
    if (key < 0) this.patch({ cell: null, cellChosen: false, explanation: null });
    else this.patch({ cell: { query: size - 1, key }, cellChosen: false });
  }

  /** Takes a whole row: the cell where it is strongest. */
  selectRow(query: number): void {
    const key = strongestKey(this.state, query);
    if (key >= 0) this.selectCell({ query, key });
  }

  selectHead(layer: number, head: number): void {
    if (this.state.failure?.during === 'attribute') this.dismiss();
    if (layer === this.state.layer && head === this.state.head) return;
    this.#headChosen = true;
    this.patch({ layer, head, explanation: null });
    if (this.#runKey !== 'all' && this.#runKey !== String(layer)) this.refresh();
    this.#placeCell();
    this.#explanations.request();
  }

  selectCell(cell: Cell): void {
    const { cell: _, ...wanted } = this.#wanted;
    this.#wanted = wanted;
    this.patch({ cell, cellChosen: true });
    this.#explanations.request();
  }

  hover(token: number): void {
    if (token !== this.state.hover) this.patch({ hover: token });
  }

  async #explain(signal: AbortSignal): Promise<void> {
    const model = this.#model;
    const { cell, shown, layer, head, generating } = this.state;
    if (!model || !cell || !shown || generating) return;
    this.patch({ explaining: true });
    try {
      const interventions = this.interventions();
      const options = { ...idsOf(this.state, shown.text), layer, head, ...cell, interventions, signal };
      const explanation = await model.explain(shown.text, options);
      const now = this.state;
      const sameCell = now.cell?.query === cell.query && now.cell.key === cell.key;
      const current = now.shown === shown && now.layer === layer && now.head === head && sameCell;
      if (!signal.aborted && current) this.patch({ explanation });
    } catch (error) {
      if (signal.aborted || model !== this.#model) return;
      this.patch({ explanation: null });
      this.fail('explain', error, () => this.#explanations.request());
    } finally {
      this.patch({ explaining: false });
    }
  }

  toggleMute(layer: number, head: number): void {
    const key = muteKey(layer, head);
    const { mutes } = this.state;
    this.#setMutes(mutes.includes(key) ? mutes.filter((other) => other !== key) : [...mutes, key]);
  }

  unmuteAll(): void {
    if (this.state.mutes.length > 0) this.#setMutes([]);
  }

  undoMute(): void {
    const [mutes, ...muteHistory] = this.state.muteHistory;
    if (mutes) this.#mutesChanged({ mutes, muteHistory });
  }

  #setMutes(mutes: readonly string[]): void {
    const { mutes: before, muteHistory } = this.state;
    this.#mutesChanged({ mutes, muteHistory: [before, ...muteHistory].slice(0, 50) });
  }

  #mutesChanged(change: { mutes: readonly string[]; muteHistory: readonly (readonly string[])[] }): void {
    this.#generating.drop();
    this.patch(change);
    this.refresh();
  }

  setSampling(sampling: typeof this.state.sampling): void {
    this.#generating.drop();
    this.patch({ sampling });
    this.refresh();
  }

  /** Puts one candidate behind the text by hand; at an open step, in the place of the token drawn there. */
  pick(id: number): void {
    const { open, written, shown, text } = this.state;
    const step = written[open];
    const token = (step?.next ?? shown?.next)?.find((entry) => entry.id === id);
    if (token) this.setText((step ? text.slice(0, step.start) : text) + token.text);
  }

  openStep(index: number): void {
    if (index < 0 || index >= this.state.written.length) this.patch({ open: -1 });
    else this.patch({ open: index });
  }

  /** Cuts the text to what the model can read. */
  async trim(): Promise<void> {
    const model = this.#model;
    if (!model) return;
    const { text } = this.state;
    try {
      const fits = await fittingText(model, text);
      if (text === this.state.text) this.setText(fits);
    } catch (error) {
      this.fail('run', error, () => void this.trim());
    }
  }

  /** Resolves when nothing is computing; for whoever waits for the screen to be true. */
  async settled(): Promise<void> {
    while (this.#runs.busy || this.#explanations.busy || this.state.generating) await nextFrame();
  }

  dispose(): void {
    this.#loading?.abort();
    this.#generating.drop();
    this.#runs.cancel();
    this.#explanations.cancel();
    const engine = this.#engine;
    this.#engine = null;
    this.#alive = null;
    this.#model = null;
    void engine?.then((alive) => alive.dispose()).catch(() => undefined);
  }
}
