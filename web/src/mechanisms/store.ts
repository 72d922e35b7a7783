/**
 * The commands of one Mechanisms view: the model is run once a text, and its queries, keys and values go through
 * every column on every change. Nothing here touches the document.
 */

import { codeOf, isAbort, isEngineError } from '../elements/failures.ts';
import { Latest, nextFrame } from '../elements/latest.ts';
import type { Cell } from '../elements/state.ts';
import type { AttendInput, Item, MechanismSpec, Token } from '../engine/types.ts';
import { amend, change, redo, seal, undo } from './history.ts';
import {
  captureOf,
  type Edits,
  edited,
  editPlace,
  holding,
  type Inputs,
  inputsOf,
  type Reading,
  type Side,
  vectorOf,
} from './inputs.ts';
import type { Source } from './source.ts';
import { fitPictures, ownSpec, ownSpecAcross, type Preset, presetNamed, presetOf, specOf } from './spec.ts';
import {
  type Column,
  type Doc,
  emptyDoc,
  initialState,
  type MechanismsState,
  type Result,
  type Subject,
} from './state.ts';
import { Swapping } from './swapping.ts';

/** Columns at most: more are no longer compared, only shown. */
export const kMostColumns = 4;
/** Nothing is timed until nobody has changed anything for so long, and a call is repeated for about so long; milliseconds. */
const kQuiet = 350;
const kMeasured = 30;
/** Bars, and how far a change of them is known. */
export const kTop = 40;

export const messageOf = (error: unknown): string =>
  error instanceof Error || isEngineError(error) ? error.message : String(error);

export class MechanismsStore {
  state: MechanismsState = initialState;
  readonly swapping = new Swapping(this);
  readonly #listeners = new Set<() => void>();
  readonly #reads = new Latest<void>((_, signal) => this.#read(signal));
  readonly #attends = new Latest<void>((_, signal) => this.#attend(signal));
  readonly #times = new Latest<void>((_, signal) => this.#time(signal));
  #timer: ReturnType<typeof setTimeout> | undefined;
  #keys = 0;
  /** Counts what goes in: a result belongs to one of them. */
  #version = 0;
  #source: Source | null = null;
  #cell: Cell | null = null;

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  patch(change: Partial<MechanismsState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.#listeners) listener();
  }

  get doc(): Doc {
    return this.state.history.now;
  }

  get registry(): readonly Item[] {
    return this.state.subject?.engine.registry ?? [];
  }

  /** The column that is being changed. */
  get active(): Column | undefined {
    return this.doc.columns[this.state.active];
  }

  get tokens(): readonly Token[] {
    return this.state.reading?.tokens ?? [];
  }

  get queryTokens(): readonly Token[] {
    return this.state.queryReading?.tokens ?? [];
  }

  /** The reader's changes that are in force: of this layer and head, at tokens that are still there. */
  get edits(): Edits {
    const { subject } = this.state;
    const tokens = (side: Side) => (side === 'q' ? this.queryTokens : this.tokens);
    return subject ? holding(this.doc.edits, subject, tokens) : {};
  }

  /** What the panels work on; a new object whenever any of it changed. */
  get source(): Source | null {
    return this.#source;
  }

  presetOf(column: Column): Preset | undefined {
    return presetOf(presetNamed(column.spec, column.chosen, this.registry, this.doc.queryText !== null));
  }

  /** Another model, text, layer or head. What the reader made stays. */
  setSubject(subject: Subject): void {
    const before = this.state.subject;
    const differs = (...names: (keyof Subject)[]) => names.some((name) => before?.[name] !== subject[name]);
    if (!differs('engine', 'model', 'text', 'ids', 'layer', 'head')) return;
    this.patch({ subject });
    if (differs('model', 'text')) this.swapping.drop();
    if (differs('engine', 'model')) {
      this.#reads.cancel();
      this.#attends.cancel();
      this.patch({ reading: null, queryReading: null, inputs: null, given: null, results: new Map() });
      this.#source = null;
    }
    if (differs('engine', 'model', 'text', 'ids', 'layer')) this.refresh();
    else this.#feed();
    this.swapping.refresh();
  }

  /** Runs the text again. */
  refresh(): void {
    if (this.state.subject) this.#reads.request();
  }

  async #read(signal: AbortSignal): Promise<void> {
    const { subject } = this.state;
    if (!subject) return;
    const { queryText } = this.doc;
    const { model, text, ids, layer } = subject;
    const read = async (of: string, own: readonly number[] | undefined): Promise<Reading> => {
      const capture = captureOf(layer);
      const run = await model.run(of, { ...(own && { ids: own }), capture, stats: true, top: kTop, signal });
      return { text: of, tokens: run.tokens, tensors: run.tensors, stats: run.stats, next: run.next, layer };
    };
    try {
      const reading = await read(text, ids);
      const queryReading = queryText === null ? reading : await read(queryText, undefined);
      if (signal.aborted || model !== this.state.subject?.model) return;
      const given = inputsOf(reading, queryReading, subject.info);
      this.patch({ reading, queryReading, given, failure: '' });
      this.#feed();
    } catch (error) {
      if (!signal.aborted && !isAbort(error)) this.patch({ failure: messageOf(error), code: codeOf(error) });
    }
  }

  /** The numbers that go in changed: the text's, the head's or the reader's. */
  #feed(): void {
    const { given, reading, queryReading, subject } = this.state;
    if (!given || !reading || !queryReading || !subject || reading.layer !== subject.layer) return;
    const { layer, head } = subject;
    const { edits } = this;
    const put = (input: AttendInput) => edited(input, edits, layer, head);
    const heads = put(given.heads);
    const inputs: Inputs = { heads, bare: given.bare === given.heads ? heads : given.bare && put(given.bare) };
    this.#version++;
    this.#source = this.#makeSource(subject, reading, queryReading, inputs);
    this.patch({ inputs, cell: this.#cellIn(queryReading.tokens.length, reading.tokens.length) });
    this.#fit();
    this.attend();
  }

  /** The cell that the reader chose, wherever the text is long enough for it; else the last query's first key. */
  #cellIn(queries: number, keys: number): Cell {
    const chosen = this.#cell;
    return chosen && chosen.query < queries && chosen.key < keys ? chosen : { query: queries - 1, key: 0 };
  }

  selectCell(cell: Cell): void {
    this.#cell = cell;
    this.patch({ cell });
  }

  #makeSource(subject: Subject, reading: Reading, queryReading: Reading, inputs: Inputs): Source {
    const { engine, model, info, layer, head } = subject;
    const queryTokens = queryReading === reading ? null : queryReading.tokens;
    const { text, tokens, stats } = reading;
    return { engine, model, info, text, tokens, queryTokens, layer, head, stats, ...inputs };
  }

  /** Pictures that were painted grow with the text. */
  #fit(): void {
    const { history } = this.state;
    const columns = this.doc.columns.map((column) => {
      const spec = fitPictures(column.spec, this.queryTokens.length, this.tokens.length);
      return spec === column.spec ? column : { ...column, spec };
    });
    if (columns.some((column, n) => column !== this.doc.columns[n])) {
      this.patch({ history: amend(history, { ...this.doc, columns }) });
    }
  }

  /** Asks every column again that has not answered what is asked now. */
  attend(): void {
    clearTimeout(this.#timer);
    this.#times.cancel();
    if (this.state.inputs) this.#attends.request();
  }

  /** Asks again what was refused. */
  again(key: number): void {
    const results = new Map(this.state.results);
    const result = results.get(key);
    if (result) results.set(key, { ...result, stamp: '' });
    this.patch({ results });
    this.attend();
  }

  /** What a column is asked: the input that suits it, or why there is none. */
  #question({ spec }: Column): { input: AttendInput | null; stamp: string } {
    const { inputs } = this.state;
    const input = (spec.position === undefined ? inputs?.heads : inputs?.bare) ?? null;
    return { input, stamp: `${this.#version} ${JSON.stringify(spec)}` };
  }

  async #attend(signal: AbortSignal): Promise<void> {
    const { subject, inputs } = this.state;
    if (!subject || !inputs) return;
    for (const column of this.doc.columns) {
      const before = this.state.results.get(column.key);
      const { input, stamp } = this.#question(column);
      if (before?.stamp === stamp) continue;
      const result = await this.#ask(column, input, stamp, subject, signal);
      if (signal.aborted || subject !== this.state.subject) return;
      if (result) this.#put(column.key, { ...result, attended: result.attended ?? before?.attended ?? null });
    }
    const kept = new Set(this.doc.columns.map((column) => column.key));
    const results = new Map([...this.state.results].filter(([key]) => kept.has(key)));
    if (results.size !== this.state.results.size) this.patch({ results });
    this.#timer = setTimeout(() => this.#times.request(), kQuiet);
    // In Node nobody should wait for a time that nobody reads.
    if (typeof this.#timer === 'object') this.#timer.unref();
  }

  async #ask(
    column: Column,
    input: AttendInput | null,
    stamp: string,
    { engine, head }: Subject,
    signal: AbortSignal,
  ): Promise<Result | null> {
    const empty = { stamp, attended: null, difference: null, milliseconds: null };
    if (!input) return { ...empty, failure: 'no-bare' };
    const first = this.doc.columns[0] as Column;
    const against = input === this.state.inputs?.heads ? { against: first.spec } : {};
    try {
      const attended = await engine.mechanisms.attend({ ...input, mechanism: column.spec, head, ...against, signal });
      const own = this.state.results.get(first.key)?.attended;
      // Brought to its own positions it has another input than the model's attention: the outputs are compared here.
      const width = attended.y.length / attended.queries;
      const difference =
        attended.difference ?? (own ? await engine.mechanisms.difference(attended.y, own.y, width) : null);
      return { ...empty, attended, difference, failure: '' };
    } catch (error) {
      return signal.aborted || isAbort(error) ? null : { ...empty, failure: messageOf(error) };
    }
  }

  #put(key: number, result: Result): void {
    this.patch({ results: new Map(this.state.results).set(key, result) });
  }

  /** Times are taken when nothing else is computing. */
  async #time(signal: AbortSignal): Promise<void> {
    const { subject } = this.state;
    for (const column of this.doc.columns) {
      const { input, stamp } = this.#question(column);
      const result = this.state.results.get(column.key);
      if (!subject || !input || result?.stamp !== stamp || result.failure || result.milliseconds !== null) continue;
      try {
        const how = { mechanism: column.spec, head: subject.head, pattern: false, measureMilliseconds: kMeasured };
        const { milliseconds } = await subject.engine.mechanisms.attend({ ...input, ...how, signal });
        const now = this.state.results.get(column.key);
        if (signal.aborted || now?.stamp !== stamp) return;
        this.#put(column.key, { ...now, milliseconds });
      } catch {
        // A time that could not be taken is not shown.
        if (signal.aborted) return;
      }
    }
  }

  /** A change that can be undone; changes of one gesture are one step. */
  edit(doc: Partial<Doc>, gesture = ''): void {
    const before = this.doc;
    this.#move(change(this.state.history, { ...before, ...doc }, gesture), before);
  }

  #move(history: MechanismsState['history'], before: Doc): void {
    const { now } = history;
    const active = Math.max(1, Math.min(this.state.active, now.columns.length - 1));
    this.patch({ history, active });
    if (now.queryText !== before.queryText) this.refresh();
    else if (now.edits !== before.edits) this.#feed();
    else {
      this.#fit();
      this.attend();
    }
    this.swapping.refresh();
  }

  /** The gesture is over: what comes next is undone by itself. */
  seal(): void {
    const history = seal(this.state.history);
    if (history !== this.state.history) this.patch({ history });
  }

  undo(): void {
    this.#move(undo(this.state.history), this.doc);
  }

  redo(): void {
    this.#move(redo(this.state.history), this.doc);
  }

  get canReset(): boolean {
    const { columns, edits, queryText } = this.doc;
    const start = this.#start;
    return columns !== start.columns || Object.keys(edits).length > 0 || queryText !== start.queryText;
  }

  /** As it began. */
  reset(): void {
    if (this.canReset) this.edit(this.#start);
  }

  #start: Doc = emptyDoc;

  /**
   * The columns to begin with: mechanisms, by name or as they are, beside the model's own. Unknown names are left out;
   * `queryText` is for one that takes its keys elsewhere, or `always`.
   */
  start(mechanisms: readonly (string | MechanismSpec)[], queryText: string | null = null, always = false): void {
    const columns = [emptyDoc.columns[0] as Column];
    for (const wanted of mechanisms) {
      const spec = specOf(wanted);
      const chosen = typeof wanted === 'string' ? wanted : '';
      if (spec && columns.length < kMostColumns) columns.push({ key: ++this.#keys, spec, chosen });
    }
    const across = always || columns.some(({ chosen }) => presetOf(chosen)?.source === 'cross') ? queryText : null;
    this.#start = { ...emptyDoc, columns: this.#ownFor(columns, across), queryText: across };
    this.patch({
      history: { past: [], now: this.#start, future: [], gesture: '' },
      active: Math.min(1, columns.length - 1),
    });
    this.refresh();
  }

  activate(index: number): void {
    if (index > 0 && index < this.doc.columns.length && index !== this.state.active) {
      this.seal();
      this.patch({ active: index });
      this.swapping.refresh();
    }
  }

  /** Puts a mechanism in the place of the active column's. */
  setSpec(spec: MechanismSpec, { chosen = '', gesture = '' } = {}): void {
    const { active } = this.state;
    const columns = this.doc.columns.map((column, n) =>
      n === active ? { ...column, spec, chosen: chosen || column.chosen } : column,
    );
    if (active < columns.length) this.edit({ columns }, gesture && `${active} ${gesture}`);
  }

  /** A named mechanism into the active column. One that takes its keys elsewhere asks for a second text; others for one. */
  choose(id: string, queryText: string | null = null): void {
    const preset = presetOf(id);
    const working = specOf(id);
    if (!preset || !working) return;
    const { active } = this.state;
    const spec = fitPictures(working, this.queryTokens.length, this.tokens.length);
    const columns = this.doc.columns.map((column, n) => (n === active ? { ...column, spec, chosen: id } : column));
    const across = preset.source === 'cross' ? (this.doc.queryText ?? queryText) : null;
    this.edit({ columns: this.#ownFor(columns, across), queryText: across });
  }

  addColumn(): void {
    if (this.doc.columns.length >= kMostColumns) return;
    const from = this.active ?? (this.doc.columns[0] as Column);
    this.patch({ active: this.doc.columns.length });
    this.edit({ columns: [...this.doc.columns, { ...from, key: ++this.#keys }] });
  }

  removeColumn(index: number): void {
    if (index > 0 && this.doc.columns.length > 2)
      this.edit({ columns: this.doc.columns.filter((_, n) => n !== index) });
  }

  /** The text that asks; null: the text asks itself. While two texts meet nothing comes before or after. */
  setQueryText(queryText: string | null): void {
    const gesture = queryText !== null && this.doc.queryText !== null ? 'query-text' : '';
    this.edit({ queryText, columns: this.#ownFor(this.doc.columns, queryText) }, gesture);
  }

  #ownFor(columns: readonly Column[], queryText: string | null): readonly Column[] {
    const spec = queryText === null ? ownSpec : ownSpecAcross;
    const chosen = queryText === null ? 'transformer' : 'cross_attention';
    return columns[0]?.spec === spec
      ? columns
      : columns.map((column, n) => (n === 0 ? { ...column, spec, chosen } : column));
  }

  /** Adds to one number so that it becomes `value`. */
  setNumber(side: Side, token: number, component: number, value: number): void {
    const { given, subject } = this.state;
    const was = given && subject ? vectorOf(given.heads, side, subject.head, token)[component] : undefined;
    if (was === undefined || !subject) return;
    const place = editPlace(subject.layer, subject.head, side, token, component);
    const { [place]: _, ...others } = this.doc.edits;
    const by = value - was;
    const at = (side === 'q' ? this.queryTokens : this.tokens)[token]?.text ?? '';
    this.edit({ edits: by === 0 ? others : { ...others, [place]: { by, at } } }, place);
  }

  /** The numbers that are in force are the model's own again; those of other heads stay. */
  restoreNumbers(): void {
    const here = this.edits;
    const others = Object.entries(this.doc.edits).filter(([place]) => !(place in here));
    this.edit({ edits: Object.fromEntries(others) });
  }

  /** The vector as the model made it, and as it goes in. */
  vectors(side: Side, token: number): { given: Float32Array; now: Float32Array } | null {
    const { given, inputs, subject } = this.state;
    if (!given || !inputs || !subject || token < 0) return null;
    return {
      given: vectorOf(given.heads, side, subject.head, token),
      now: vectorOf(inputs.heads, side, subject.head, token),
    };
  }

  /** Resolves when nothing is computing but times. */
  async settled(): Promise<void> {
    while (this.#reads.busy || this.#attends.busy || this.swapping.busy) await nextFrame();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const work of [this.#reads, this.#attends, this.#times]) work.cancel();
    this.swapping.drop();
    this.#listeners.clear();
  }
}
