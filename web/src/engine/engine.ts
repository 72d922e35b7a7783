/**
 * The engine as its callers see it, in front of a service that may die: requests go one at a time, an aborted one
 * that still waits is dropped, and when the service is lost it is started again with all its models.
 */
import { aborted, EngineError, throwIfAborted } from './errors.js';
import type { ModelFiles, readModelFiles } from './files.js';
import { lockName, type OpenPort, type Port } from './port.js';
import type { Operation, Reply, Request, Requests, Sent } from './protocol.js';
import type {
  CellExplanation,
  Engine,
  EngineErrorShape,
  EngineOptions,
  Experts,
  ExpertsOptions,
  ExplainOptions,
  GenerateOptions,
  GenerationStep,
  LoadModelOptions,
  Mechanisms,
  Model,
  ModelInfo,
  ModelSource,
  Registry,
  Run,
  RunOptions,
  Token,
} from './types.js';
import type { WasmPlace } from './wasm.js';

/** Models up to this many bytes are kept to be loaded again; larger ones are read again from where they came. */
const kKeepBytes = 64 << 20;

const lost = (cause: string) =>
  new EngineError('worker-lost', `the engine stopped (${cause}) and was started again; try once more`);

const cannotStart = (cause: string) =>
  new EngineError(
    'worker-lost',
    `the engine cannot start: ${cause}; reload the page, or see that worker and wasm are served with it`,
  );

interface Job {
  readonly operation: Operation;
  readonly take: unknown;
  readonly transfer: Transferable[];
  readonly signal: AbortSignal | undefined;
  /** Jobs of a generation make no sense to another worker than the one that began it. */
  readonly epoch: number | undefined;
  resolve(value: unknown): void;
  reject(error: EngineError): void;
}

interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  readonly transfer?: Transferable[];
  readonly epoch?: number;
}

export class EngineClient implements Engine {
  arch = '';
  registry: Registry = [];
  readonly mechanisms: Mechanisms = mechanismsOf(this);
  private port: Port | undefined;
  private readonly queue: Job[] = [];
  private sent: { id: number; job: Job } | undefined;
  private lastNumber = 0;
  private disposed = false;
  /** Counts workers. */
  private currentEpoch = 0;
  private booted: Promise<void> = Promise.resolve();
  private readonly models = new Map<number, ModelClient>();
  private readonly listeners = new Set<(error: EngineErrorShape) => void>();

  constructor(
    private readonly openPort: OpenPort,
    private readonly place: WasmPlace,
    private readonly read: typeof readModelFiles,
  ) {}

  get epoch(): number {
    return this.currentEpoch;
  }

  async start({ onProgress, signal }: EngineOptions): Promise<this> {
    throwIfAborted(signal);
    onProgress?.({ stage: 'engine', loaded: 0, total: 1 });
    this.booted = this.boot();
    try {
      await this.booted;
      throwIfAborted(signal);
    } catch (thrown) {
      this.dispose();
      throw thrown;
    }
    onProgress?.({ stage: 'engine', loaded: 1, total: 1 });
    return this;
  }

  async loadModel(source: ModelSource, options: LoadModelOptions = {}): Promise<Model> {
    this.checkAlive();
    const { onProgress, signal } = options;
    const files = await this.read(source, options);
    onProgress?.({ stage: 'model', loaded: 0, total: 1 });
    const model = new ModelClient(this, ++this.lastNumber, source, files, () => this.models.delete(model.number));
    try {
      await model.load(this.read, (take, transfer) => this.call('load', take, { signal, transfer }));
    } catch (thrown) {
      // An abort does not reach a worker that is reading the model already.
      if (!this.disposed) void this.call('dispose', { model: model.number }).catch(() => {});
      throw thrown;
    }
    this.models.set(model.number, model);
    onProgress?.({ stage: 'model', loaded: 1, total: 1 });
    return model;
  }

  onRestart(listener: (error: EngineErrorShape) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.port?.terminate();
    const error = new EngineError('aborted', 'the engine was disposed of');
    for (const job of [...(this.sent ? [this.sent.job] : []), ...this.queue.splice(0)]) job.reject(error);
    this.sent = undefined;
  }

  /** Bytes of the module's memory: for tests and the curious. */
  heapBytes(): Promise<number> {
    return this.call('heap', {});
  }

  nextNumber(): number {
    return ++this.lastNumber;
  }

  call<O extends Operation>(
    operation: O,
    take: Requests[O]['take'],
    { signal, transfer = [], epoch }: CallOptions = {},
  ): Promise<Requests[O]['give']> {
    return new Promise((resolve, reject) => {
      this.checkAlive();
      throwIfAborted(signal);
      const stop = () => {
        const waiting = this.queue.indexOf(job);
        if (waiting >= 0) this.queue.splice(waiting, 1);
        job.reject(aborted());
      };
      const settled = () => signal?.removeEventListener('abort', stop);
      const job: Job = {
        operation,
        take,
        transfer,
        signal,
        epoch,
        resolve: (value) => {
          settled();
          resolve(value as Requests[O]['give']);
        },
        reject: (error) => {
          settled();
          reject(error);
        },
      };
      signal?.addEventListener('abort', stop);
      this.queue.push(job);
      void this.pump();
    });
  }

  private async pump(): Promise<void> {
    const { booted } = this;
    try {
      await booted;
    } catch (thrown) {
      // The last attempt to start failed. Say so to those who wait; whoever asks next makes it try again.
      for (const job of this.queue.splice(0)) job.reject(EngineError.from(thrown));
      if (!this.disposed && this.booted === booted) this.restart();
      return;
    }
    if (this.sent || this.disposed) return;
    const job = this.queue.shift();
    if (!job) return;
    if (job.epoch !== undefined && job.epoch !== this.epoch) {
      job.reject(new EngineError('worker-lost', 'the engine was started again meanwhile; generate once more'));
      void this.pump();
      return;
    }
    this.send(job);
  }

  private send(job: Job): void {
    const id = this.nextNumber();
    this.sent = { id, job };
    try {
      this.port!.post({ id, operation: job.operation, take: job.take } as Request, job.transfer);
    } catch (thrown) {
      this.sent = undefined;
      job.reject(
        new EngineError('bad-argument', `these options cannot be sent to the engine: ${(thrown as Error).message}`),
      );
      void this.pump();
    }
  }

  private receive(reply: Reply): void {
    if (this.sent?.id !== reply.id) return;
    const { job } = this.sent;
    this.sent = undefined;
    if ('give' in reply) {
      job.resolve(reply.give);
    } else {
      const error = EngineError.fromShape(reply.error);
      // Memory that was once grown is given back only by a new worker.
      if (reply.fatal || error.code === 'out-of-memory') this.lose(error);
      job.reject(error);
    }
    void this.pump();
  }

  /** The worker is gone, or of no more use. */
  private lose(error: EngineError): void {
    if (this.disposed) return;
    this.sent?.job.reject(error);
    this.sent = undefined;
    this.restart();
    for (const listener of this.listeners) listener(error.toShape());
    void this.pump();
  }

  private restart(): void {
    if (this.disposed) return;
    this.booted = this.reboot();
    this.booted.catch(() => {}); // told to whoever asks next
  }

  /** A model that cannot be loaded again is given up, so that it does not keep the others from it. */
  private async reboot(): Promise<void> {
    await this.boot();
    for (const model of [...this.models.values()]) {
      try {
        await model.load(this.read, (take, transfer) => this.direct('load', take, transfer));
      } catch (thrown) {
        this.models.delete(model.number);
        if (EngineError.from(thrown).code === 'worker-lost') throw thrown;
      }
    }
  }

  /** A fresh worker, started. */
  private async boot(): Promise<void> {
    const epoch = ++this.currentEpoch;
    const current = () => epoch === this.currentEpoch && !this.disposed;
    this.port?.terminate();
    this.port = this.openPort({
      onReply: (reply) => {
        if (!current()) return;
        if (this.directReply?.id === reply.id) this.directReply.settle(reply);
        else this.receive(reply);
      },
      onLost: (cause) => {
        if (!current()) return;
        if (this.directReply) this.directReply.settle({ id: 0, error: cannotStart(cause).toShape(), fatal: true });
        else this.lose(lost(cause));
      },
    });
    const lock = lockName();
    const started = await this.direct('start', { place: this.place, ...(lock ? { lock } : {}) }, []);
    this.arch = started.arch;
    this.registry = started.registry;
    if (lock) this.watch(lock, current);
  }

  private watch(lock: string, current: () => boolean): void {
    const gone = () => {
      if (current()) this.lose(lost('its worker ended'));
    };
    navigator.locks.request(lock, gone).catch(() => {});
  }

  private directReply: { id: number; settle(reply: Reply): void } | undefined;

  /** Past the queue: what must come before everything that waits. */
  private direct<O extends Operation>(
    operation: O,
    take: Requests[O]['take'],
    transfer: Transferable[],
  ): Promise<Requests[O]['give']> {
    return new Promise((resolve, reject) => {
      const id = this.nextNumber();
      const settle = (reply: Reply) => {
        this.directReply = undefined;
        if ('give' in reply) resolve(reply.give as Requests[O]['give']);
        else reject(EngineError.fromShape(reply.error));
      };
      this.directReply = { id, settle };
      this.port!.post({ id, operation, take } as Request, transfer);
    });
  }

  private checkAlive(): void {
    if (this.disposed) throw new EngineError('bad-argument', 'this engine was disposed of; call loadEngine() again');
  }
}

/** `signal` stays on this side. */
function mechanismsOf(engine: EngineClient): Mechanisms {
  const call = <O extends Operation>(
    operation: O,
    options: Requests[O]['take'] & { signal?: AbortSignal | undefined },
  ) => {
    const { signal, ...take } = options;
    return engine.call(operation, take as unknown as Requests[O]['take'], { signal });
  };
  return {
    attend: (options) => call('attend', options),
    measure: (options) => call('measure', options),
    difference: (a, b, width) => call('difference', { a, b, width }),
    fitExponent: (sizes, values) => call('fitExponent', { sizes, values }),
    rowProbe: (scores) => call('rowProbe', { scores }),
    scaleProbe: (options) => call('scaleProbe', options),
    learnSpan: (options) => call('learnSpan', options),
    cacheBytes: (config) => call('cacheBytes', config),
  };
}

type SendLoad = (take: Requests['load']['take'], transfer: Transferable[]) => Promise<ModelInfo>;

class ModelClient implements Model {
  info!: ModelInfo;
  private disposed = false;

  constructor(
    private readonly engine: EngineClient,
    readonly number: number,
    private readonly source: ModelSource,
    private files: ModelFiles | undefined,
    private readonly onDispose: () => void,
  ) {
    this.name = files!.name;
  }

  private readonly name: string;

  async load(read: typeof readModelFiles, send: SendLoad): Promise<void> {
    const files = this.files ?? (await read(this.source, { name: this.name }));
    // Whoever gave a Map keeps its bytes.
    const keep = this.source instanceof Map || files.weights.length <= kKeepBytes;
    this.files = keep ? files : undefined;
    this.info = await send({ model: this.number, files }, keep ? [] : [files.weights.buffer as ArrayBuffer]);
  }

  tokenize(text: string): Promise<readonly Token[]> {
    return this.engine.call('tokenize', { model: this.number, text });
  }

  run(text: string, options: RunOptions = {}): Promise<Run> {
    const { signal, ...sent } = options;
    return this.engine.call('run', { model: this.number, text, options: sent }, { signal });
  }

  experts(text: string, options: ExpertsOptions): Promise<Experts> {
    const { signal, ...sent } = options;
    return this.engine.call('experts', { model: this.number, text, options: sent }, { signal });
  }

  explain(text: string, options: ExplainOptions): Promise<CellExplanation> {
    const { signal, ...sent } = options;
    return this.engine.call('explain', { model: this.number, text, options: sent }, { signal });
  }

  async *generate(text: string, options: GenerateOptions = {}): AsyncGenerator<GenerationStep, void, undefined> {
    const { signal, ...rest } = options;
    const sent: Sent<GenerateOptions> = rest;
    if (sent.maxTokens === 0) return;
    const generation = this.engine.nextNumber();
    let { epoch } = this.engine;
    try {
      await this.engine.call('generate', { model: this.number, generation, text, options: sent }, { signal });
      epoch = this.engine.epoch;
      for (;;) {
        const step = await this.engine.call('step', { generation }, { signal, epoch });
        yield step;
        if (step.done) return;
      }
    } finally {
      // The engine may be gone by now, and the generation with it.
      if (epoch === this.engine.epoch) await this.engine.call('end', { generation }, { epoch }).catch(() => {});
    }
  }

  async dispose(): Promise<void> {
    if (this.disposed) return;
    this.disposed = true;
    this.files = undefined;
    this.onDispose();
    await this.engine.call('dispose', { model: this.number });
  }
}
