/**
 * The one engine, the one model and the one sentence of the page. Nothing is fetched before somebody wants to see
 * something; then the sentence is run once for all views, and each takes from it the layer it is about.
 */
import { describe, type Failure, isAbort } from '../elements/failures.ts';
import { Latest } from '../elements/latest.ts';
import type { Engine, Model, Progress, Run } from '../engine/types.ts';
import { inputsOf } from '../mechanisms/inputs.ts';
import type { Source } from '../mechanisms/source.ts';

/** What the lab starts an engine with; another one in tests. */
export type LoadEngine = (options: { readonly onProgress?: (progress: Progress) => void }) => Promise<Engine>;

/** Queries, keys and values of all layers, before and after their positions. */
const kCapture = ['q', 'k', 'v', 'rot_*'].map((name) => `blocks.*.attn.hook_${name}`);
/** Entries of the next-token distribution that the run of the sentence keeps. */
const kTop = 40;

export type Phase = 'asleep' | 'starting' | 'ready' | 'failed';

interface Reading {
  readonly text: string;
  readonly run: Run;
}

export class Lab {
  phase: Phase = 'asleep';
  progress: Progress | null = null;
  /** Why it did not start, or why the sentence could not be run; what was there before stays. */
  failure: Failure | null = null;
  text: string;
  /** Counts readings: a view that has shown this one has nothing to do. */
  version = 0;
  readonly #load: LoadEngine;
  readonly #modelUrl: string;
  readonly #listeners = new Set<() => void>();
  readonly #runs = new Latest<void>((_, signal) => this.#run(signal));
  #sources = new Map<string, Source>();
  #engine: Engine | null = null;
  #model: Model | null = null;
  #reading: Reading | null = null;

  constructor(load: LoadEngine, modelUrl: string, text: string) {
    this.#load = load;
    this.#modelUrl = modelUrl;
    this.text = text;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  get busy(): boolean {
    return this.phase === 'starting' || this.#runs.busy;
  }

  get tokens(): Run['tokens'] {
    return this.#reading?.run.tokens ?? [];
  }

  get limit(): number {
    return this.#model?.info.maxPositions ?? 0;
  }

  /** Starts the engine, once; again where the first time failed. */
  async start(): Promise<void> {
    if (this.phase === 'starting' || this.phase === 'ready') return;
    this.phase = 'starting';
    this.failure = null;
    this.#tell();
    const onProgress = (progress: Progress) => {
      this.progress = progress;
      this.#tell();
    };
    try {
      this.#engine ??= await this.#load({ onProgress });
      this.#model = await this.#engine.loadModel(this.#modelUrl, { onProgress });
      this.phase = 'ready';
      this.progress = null;
      this.#runs.request();
    } catch (error) {
      this.phase = 'failed';
      this.failure = describe(error, 'load', false, true);
    }
    this.#tell();
  }

  /** Another sentence for all views. */
  setText(text: string): void {
    if (text === this.text) return;
    this.text = text;
    this.#tell();
    if (this.#model) this.#runs.request();
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { text } = this;
    if (!this.#model) return;
    try {
      const run = await this.#model.run(text, { capture: kCapture, stats: true, top: kTop, signal });
      if (signal.aborted) return;
      this.#reading = { text, run };
      this.#sources = new Map();
      this.version++;
      this.failure = null;
    } catch (error) {
      if (signal.aborted || isAbort(error)) return;
      this.failure = describe(error, 'run', true, true);
    }
    this.#tell();
  }

  /** The sentence as one layer's queries, keys and values; null before there is one. The same object until it changes. */
  source(layer: number, head: number): Source | null {
    const name = `${layer}.${head}`;
    const known = this.#sources.get(name);
    if (known) return known;
    const [engine, model, reading] = [this.#engine, this.#model, this.#reading];
    if (!engine || !model || !reading) return null;
    const { text, run } = reading;
    const { info } = model;
    const one = { text, tokens: run.tokens, tensors: run.tensors, stats: run.stats, next: run.next, layer };
    const { tokens, stats } = run;
    const made: Source = {
      engine,
      model,
      info,
      text,
      tokens,
      queryTokens: null,
      layer,
      head,
      stats,
      ...inputsOf(one, one, info),
    };
    this.#sources.set(name, made);
    return made;
  }
}
