/**
 * One engine, and so one worker, for all elements of a document. Every user holds a facade of its own: what it starts
 * ends when it lets go, and the last one to go ends the worker. A model that several ask for at the same address is
 * fetched and read once, and disposed of with its last user.
 *
 * The engine answers one request at a time, in the order in which they come. A generation asks for its next token when
 * the last one is there, so that the requests of other users come in between.
 */
import { aborted, EngineError, throwIfAborted } from './errors.js';
import { loadEngine } from './index.js';
import type {
  Engine,
  EngineErrorShape,
  EngineOptions,
  ExpertsOptions,
  ExplainOptions,
  GenerateOptions,
  LoadModelOptions,
  Mechanisms,
  Model,
  ModelSource,
  Progress,
  RunOptions,
} from './types.js';

type Start = (options: EngineOptions) => Promise<Engine>;

interface Waiting {
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What the first user begins and the last one ends. */
class Common<T> {
  readonly #value: Promise<T>;
  readonly #end: (value: T) => void;
  readonly #forget: () => void;
  readonly #abort = new AbortController();
  readonly #listeners = new Set<(progress: Progress) => void>();
  #progress: Progress | null = null;
  #users = 0;

  /** `forget`: nobody shall join any more. */
  constructor(begin: (how: Required<Waiting>) => Promise<T>, end: (value: T) => void, forget: () => void) {
    const onProgress = (progress: Progress) => {
      this.#progress = progress;
      for (const listener of this.#listeners) listener(progress);
    };
    this.#end = end;
    this.#forget = forget;
    this.#value = begin({ onProgress, signal: this.#abort.signal });
  }

  /** Another user. One that stops waiting, or waited for what failed, is none. */
  async join({ onProgress, signal }: Waiting): Promise<T> {
    this.#users++;
    const told = (progress: Progress) => onProgress?.(progress);
    if (this.#progress) told(this.#progress);
    this.#listeners.add(told);
    try {
      return await unlessAborted(this.#value, signal);
    } catch (thrown) {
      this.leave();
      throw thrown;
    } finally {
      this.#listeners.delete(told);
    }
  }

  leave(): void {
    if (--this.#users > 0) return;
    this.#forget();
    this.#abort.abort();
    this.#value.then(this.#end, () => undefined);
  }
}

function unlessAborted<T>(value: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(aborted());
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop, { once: true });
    value.then(resolve, reject).finally(() => signal?.removeEventListener('abort', stop));
  });
}

/** What one user has begun and not ended. */
class Held {
  readonly #ends = new Set<() => void>();
  #over = false;

  /** Does `work` with a signal that is aborted with the user's own, or when the user lets go. */
  async during<O extends { readonly signal?: AbortSignal }, R>(
    options: O,
    work: (options: O) => R,
  ): Promise<Awaited<R>> {
    const { signal, release } = this.open(options.signal);
    try {
      return await work({ ...options, signal });
    } finally {
      release();
    }
  }

  open(signal: AbortSignal | undefined, also: () => void = () => undefined) {
    const abort = new AbortController();
    const end = () => {
      abort.abort();
      also();
    };
    if (signal?.aborted || this.#over) abort.abort();
    signal?.addEventListener('abort', end);
    this.#ends.add(end);
    const release = () => {
      signal?.removeEventListener('abort', end);
      this.#ends.delete(end);
    };
    return { signal: abort.signal, release };
  }

  end(): void {
    this.#over = true;
    for (const end of this.#ends) end();
  }
}

class SharedModel implements Model {
  readonly #model: Model;
  readonly #held: Held;
  readonly #leave: () => void;
  #disposed = false;

  constructor(model: Model, held: Held, leave: () => void) {
    this.#model = model;
    this.#held = held;
    this.#leave = leave;
  }

  get info() {
    return this.#model.info;
  }

  #there(): Model {
    if (this.#disposed) throw new EngineError('bad-argument', 'this model was disposed of; load it again');
    return this.#model;
  }

  async tokenize(text: string) {
    return this.#there().tokenize(text);
  }

  run(text: string, options: RunOptions = {}) {
    return this.#held.during(options, (how) => this.#there().run(text, how));
  }

  explain(text: string, options: ExplainOptions) {
    return this.#held.during(options, (how) => this.#there().explain(text, how));
  }

  experts(text: string, options: ExpertsOptions) {
    return this.#held.during(options, (how) => this.#there().experts(text, how));
  }

  async *generate(text: string, options: GenerateOptions = {}) {
    // A generation that waits for its reader would stay with the model, which others keep.
    const { signal, release } = this.#held.open(options.signal, () => void steps.return?.(undefined));
    const steps = this.#there()
      .generate(text, { ...options, signal })
      [Symbol.asyncIterator]();
    try {
      yield* { [Symbol.asyncIterator]: () => steps };
    } finally {
      release();
    }
  }

  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#leave();
  }
}

/** An engine and the models that may be joined: by address and name. */
interface Place {
  readonly engine: Common<Engine>;
  readonly models: Map<string, Common<Model>>;
}

class SharedEngine implements Engine {
  readonly mechanisms: Mechanisms;
  readonly #engine: Engine;
  readonly #place: Place;
  readonly #held = new Held();
  readonly #models = new Set<SharedModel>();
  readonly #silence: (() => void)[] = [];
  #disposed = false;

  constructor(engine: Engine, place: Place) {
    this.#engine = engine;
    this.#place = place;
    const { mechanisms } = engine;
    this.mechanisms = {
      ...mechanisms,
      attend: (options) => this.#held.during(options, mechanisms.attend),
      measure: (options) => this.#held.during(options, mechanisms.measure),
      scaleProbe: (options) => this.#held.during(options, mechanisms.scaleProbe),
      learnSpan: (options) => this.#held.during(options, mechanisms.learnSpan),
    };
  }

  get arch() {
    return this.#engine.arch;
  }

  get registry() {
    return this.#engine.registry;
  }

  async loadModel(source: ModelSource, { name, ...waiting }: LoadModelOptions = {}): Promise<Model> {
    if (this.#disposed) throw new EngineError('bad-argument', 'this engine was disposed of; ask for it again');
    throwIfAborted(waiting.signal);
    const common = this.#common(source, name);
    const model = await this.#held.during(waiting, (how) => common.join(how));
    const mine: SharedModel = new SharedModel(model, this.#held, () => {
      this.#models.delete(mine);
      common.leave();
    });
    this.#models.add(mine);
    if (this.#disposed) {
      void mine.dispose();
      throw aborted();
    }
    return mine;
  }

  #common(source: ModelSource, name: string | undefined): Common<Model> {
    const { models } = this.#place;
    const key = addressOf(source) && JSON.stringify([addressOf(source), name]);
    const there = models.get(key);
    if (there) return there;
    const common: Common<Model> = new Common<Model>(
      (how) => this.#engine.loadModel(source, { ...(name !== undefined && { name }), ...how }),
      (model) => void model.dispose().catch(() => undefined),
      () => {
        if (models.get(key) === common) models.delete(key);
      },
    );
    if (key) models.set(key, common);
    return common;
  }

  onRestart(listener: (error: EngineErrorShape) => void): () => void {
    const silence = this.#engine.onRestart(listener);
    this.#silence.push(silence);
    return silence;
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    for (const silence of this.#silence) silence();
    this.#held.end();
    for (const model of this.#models) void model.dispose();
    this.#place.engine.leave();
  }
}

/** '' for files, which have none. */
function addressOf(source: ModelSource): string {
  if (typeof source !== 'string' && !(source instanceof URL)) return '';
  try {
    return new URL(source, typeof document === 'undefined' ? undefined : document.baseURI).href;
  } catch {
    return String(source);
  }
}

/** `start`: another engine than the one in a worker, for tests. */
export function sharing(start: Start): (options?: EngineOptions) => Promise<Engine> {
  const places = new Map<string, Place>();
  return async ({ workerUrl, wasmUrl, onProgress, signal } = {}) => {
    throwIfAborted(signal);
    const urls = { ...(workerUrl && { workerUrl }), ...(wasmUrl && { wasmUrl }) };
    const key = JSON.stringify(urls);
    const forget = (place: Place) => places.get(key) === place && places.delete(key);
    const place = places.get(key) ?? begin(start, urls, forget);
    places.set(key, place);
    return new SharedEngine(await place.engine.join({ onProgress, signal }), place);
  };
}

function begin(start: Start, urls: EngineOptions, forget: (place: Place) => void): Place {
  const models: Place['models'] = new Map();
  const started = async (how: Required<Waiting>) => {
    const engine = await start({ ...urls, ...(how as EngineOptions) });
    // A model that could not be read again after a restart is lost: nobody new shall get it.
    engine.onRestart(() => models.clear());
    return engine;
  };
  const place: Place = {
    models,
    engine: new Common<Engine>(
      started,
      (engine) => engine.dispose(),
      () => forget(place),
    ),
  };
  return place;
}

/**
 * The document's engine, started by the first who asks. `dispose()` of what it gives only lets go. Fails as
 * {@link loadEngine} does, and whoever asks then starts it anew.
 */
export const sharedEngine = sharing(loadEngine);
