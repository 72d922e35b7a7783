/** A text as a model reads it, for a view that stands alone: the newest text wins, and what was shown stays until the next is there. */
import { capturePatterns, dataOfRun } from '../data/from-run.ts';
import { tellingHead } from '../elements/choices.ts';
import { describe, type Failure, isAbort } from '../elements/failures.ts';
import { Latest } from '../elements/latest.ts';
import { fromUrl } from '../elements/model-source.ts';
import type { Source } from '../elements/state.ts';
import { defaultModelUrl } from '../engine/configure.ts';
import { sharedEngine } from '../engine/shared.ts';
import type { Engine, Intervention, Model, Progress } from '../engine/types.ts';
import { t } from '../text/text.ts';
import type { Fed } from './fed.ts';

/** Weights that one run may fetch (64 MiB); beyond that only one layer's. */
const kBudget = 16 * 1024 * 1024;

export interface Wanted {
  readonly model: string;
  readonly text: string;
  /** null for all. */
  readonly layer: number | null;
  /** "layer.head" of the heads that are set to zero. */
  readonly muted: ReadonlySet<string>;
}

export interface Reports {
  show(fed: Fed): void;
  fail(failure: Failure): void;
  progress(progress: Progress): void;
}

export class Live {
  readonly #reports: Reports;
  readonly #runs = new Latest<void>((_, signal) => this.#run(signal));
  #wanted: Wanted = { model: '', text: '', layer: null, muted: new Set() };
  #engine: Promise<Engine> | null = null;
  #model: Promise<Model> | null = null;
  #address = '';
  #gone = false;

  constructor(reports: Reports) {
    this.#reports = reports;
  }

  want(wanted: Wanted): void {
    if (this.#model && wanted.model !== this.#address) this.#drop();
    this.#wanted = wanted;
    this.#runs.request();
  }

  dispose(): void {
    this.#gone = true;
    this.#runs.cancel();
    this.#drop();
    void this.#engine?.then((engine) => engine.dispose()).catch(() => undefined);
  }

  #drop(): void {
    void this.#model?.then((model) => model.dispose()).catch(() => undefined);
    this.#model = null;
  }

  async #run(signal: AbortSignal): Promise<void> {
    const wanted = this.#wanted;
    let during: 'load' | 'run' = 'load';
    try {
      const model = await this.#load(wanted.model);
      during = 'run';
      const { text, muted } = wanted;
      const interventions = [...muted].map(silence);
      const run = await model.run(text, { capture: [await this.#capture(model, wanted)], interventions, signal });
      if (signal.aborted || this.#gone) return;
      const data = dataOfRun(run, { text, model: model.info.name });
      const first = wanted.layer === null ? tellingHead(run.stats) : {};
      const stats = data.layers.flatMap(({ layer }) => run.stats.filter((head) => head.layer === layer));
      this.#reports.show({ data, stats, fixed: false, first });
    } catch (error) {
      if (signal.aborted || this.#gone || isAbort(error)) return;
      if (during === 'load') this.#drop();
      this.#reports.fail(describe(error, during, during === 'run', wanted.model === ''));
    }
  }

  #load(address: string): Promise<Model> {
    this.#address = address;
    this.#model ??= this.#open(address);
    return this.#model;
  }

  async #open(address: string): Promise<Model> {
    const { value, label } = sourceOf(address);
    const onProgress = (progress: Progress) => this.#gone || this.#reports.progress(progress);
    this.#engine ??= sharedEngine({ onProgress });
    try {
      const engine = await this.#engine;
      return await engine.loadModel(value, { name: label, onProgress });
    } catch (error) {
      // An engine that did not start is asked for again; one that did stays.
      await this.#engine?.catch(() => {
        this.#engine = null;
      });
      throw error;
    }
  }

  /** All layers where they fit the budget. */
  async #capture(model: Model, { text, layer }: Wanted): Promise<string> {
    const { layers, heads, maxPositions } = model.info;
    const one = capturePatterns.replace('*', String(Math.min(layer ?? 0, layers - 1)));
    if (layer !== null && layer >= 0 && layer < layers) return one;
    const t = Math.min((await model.tokenize(text)).length, maxPositions);
    return layers * heads * t * t <= kBudget ? capturePatterns : one;
  }
}

/** Named as the playground names it: a model is shared with whoever asks for the same by the same name. */
export function sourceOf(address: string): Source {
  if (address === '') return { kind: 'default', value: defaultModelUrl(), label: t('model.default-name') };
  return fromUrl(address, document.baseURI) ?? { kind: 'url', value: address, label: address };
}

function silence(key: string): Intervention {
  const [layer = 0, head = 0] = key.split('.').map(Number);
  return { kind: 'zero', layer, head };
}
