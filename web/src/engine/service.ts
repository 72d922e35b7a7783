/** The worker's side of the protocol: keeps models and generations by number, and answers requests. */
import { Core, type CoreGeneration, type CoreModel } from './core.js';
import { EngineError } from './errors.js';
import type { Operation, Reply, Request, Requests } from './protocol.js';

type Handlers = {
  [O in Operation]: (take: Requests[O]['take']) => Requests[O]['give'] | Promise<Requests[O]['give']>;
};

// TypeScript's library does not know WebAssembly.Exception yet.
const kTraps = [WebAssembly.RuntimeError, (WebAssembly as unknown as { Exception: typeof Error }).Exception];

export class Service {
  private core: Core | undefined;
  private readonly models = new Map<number, CoreModel>();
  private readonly generations = new Map<number, CoreGeneration>();

  async answer(request: Request): Promise<Reply> {
    const { id } = request;
    try {
      const handle = this.handlers[request.operation] as (take: Request['take']) => unknown;
      return { id, give: await handle(request.take) };
    } catch (thrown) {
      // What C++ throws comes back as a value; anything thrown by the module itself leaves it broken.
      const fatal = kTraps.some((kind) => thrown instanceof kind);
      return { id, error: (fatal ? lost(thrown) : EngineError.from(thrown)).toShape(), fatal };
    }
  }

  private readonly handlers: Handlers = {
    start: async ({ place, lock }) => {
      this.core = await Core.open(place);
      if (lock) await hold(lock);
      return { arch: this.core.arch, registry: this.core.registry };
    },
    load: ({ model, files }) => {
      const loaded = this.opened().load(files);
      this.models.set(model, loaded);
      return loaded.info;
    },
    tokenize: ({ model, text }) => this.model(model).tokenize(text),
    run: ({ model, text, options }) => this.model(model).run(text, options),
    explain: ({ model, text, options }) => this.model(model).explain(text, options),
    generate: ({ model, generation, text, options }) => {
      this.generations.set(generation, this.model(model).generate(text, options));
      return null;
    },
    step: ({ generation }) => {
      const found = this.generations.get(generation);
      if (!found) throw new EngineError('bad-argument', 'this generation has ended; start another');
      return found.step();
    },
    end: ({ generation }) => {
      this.generations.get(generation)?.dispose();
      this.generations.delete(generation);
      return null;
    },
    dispose: ({ model }) => {
      this.models.get(model)?.dispose();
      this.models.delete(model);
      return null;
    },
    experts: ({ model, text, options }) => this.model(model).experts(text, options),
    attend: (options) => this.opened().mechanisms.attend(options),
    measure: (options) => this.opened().mechanisms.measure(options),
    difference: ({ a, b, width }) => this.opened().mechanisms.difference(a, b, width),
    fitExponent: ({ sizes, values }) => this.opened().mechanisms.fitExponent(sizes, values),
    rowProbe: ({ scores }) => this.opened().mechanisms.rowProbe(scores),
    scaleProbe: (options) => this.opened().mechanisms.scaleProbe(options),
    learnSpan: (options) => this.opened().mechanisms.learnSpan(options),
    cacheBytes: (config) => this.opened().mechanisms.cacheBytes(config),
    heap: () => this.opened().heapBytes,
  };

  private opened(): Core {
    if (!this.core) throw new EngineError('internal', 'the engine was not started');
    return this.core;
  }

  private model(number: number): CoreModel {
    const found = this.models.get(number);
    if (!found)
      throw new EngineError(
        'bad-argument',
        'this model was disposed of, or could not be loaded again; load it once more',
      );
    return found;
  }
}

function lost(thrown: unknown): EngineError {
  const what = thrown instanceof Error ? thrown.message : String(thrown);
  return new EngineError('worker-lost', `the engine stopped (${what}) and was started again; try once more`);
}

/** Takes a lock and never gives it back: the browser does, when this worker ends, however it ends. */
function hold(name: string): Promise<void> {
  return new Promise((held) => {
    navigator.locks
      .request(name, () => {
        held();
        return new Promise(() => {});
      })
      .catch(() => held()); // no locks here: then only error events tell of a worker's end
  });
}

/** Buffers of an answer, to be handed over rather than copied. */
export function transferable(value: unknown, found: Set<ArrayBuffer> = new Set()): Set<ArrayBuffer> {
  if (value === null || typeof value !== 'object') return found;
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer) found.add(value.buffer);
  } else if (value instanceof Map || Array.isArray(value)) {
    for (const item of value.values()) transferable(item, found);
  } else {
    for (const item of Object.values(value)) transferable(item, found);
  }
  return found;
}
