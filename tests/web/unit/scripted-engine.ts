/**
 * An engine that says what a test tells it to, for tests of the frame's bookkeeping: a token a word, weights
 * spread evenly over the tokens there are. It stands in for time and failure, not for arithmetic.
 */
import type {
  CellExplanation,
  Engine,
  EngineErrorShape,
  GenerateOptions,
  GenerationStep,
  Mechanisms,
  Model,
  ModelInfo,
  NextToken,
  Registry,
  Run,
  RunOptions,
  Tensor,
  Token,
} from '../../../web/src/engine/types.ts';

export const info: ModelInfo = {
  name: 'scripted',
  architecture: 'LlamaForCausalLM',
  layers: 2,
  heads: 2,
  kvHeads: 1,
  headWidth: 4,
  width: 8,
  feedForward: 16,
  vocab: 10,
  maxPositions: 8,
  parameters: 100,
  bytes: 200,
  cacheBytesPerToken: 64,
  bosId: null,
  eosIds: [0],
};

export class Refusal extends Error implements EngineErrorShape {
  constructor(
    readonly code: EngineErrorShape['code'],
    message: string,
    readonly file?: string,
  ) {
    super(message);
  }
}

export function tokenize(text: string): Token[] {
  return [...text.matchAll(/\s*\S+|\s+$/g)].map((match, id) => ({
    id,
    text: match[0],
    start: match.index,
    end: match.index + match[0].length,
    special: false,
  }));
}

function even(layer: number, rows: number, t: number): Tensor {
  const data = new Float32Array(2 * rows * t);
  for (let h = 0; h < 2; h++) {
    for (let i = 0; i < rows; i++) {
      const seen = t - rows + i + 1;
      data.fill(1 / seen, (h * rows + i) * t, (h * rows + i) * t + seen);
    }
  }
  return { name: `blocks.${layer}.attn.hook_pattern`, shape: [2, rows, t], data };
}

const patterns = (rows: number, t: number) =>
  new Map([0, 1].map((layer) => [`blocks.${layer}.attn.hook_pattern`, even(layer, rows, t)]));
const next = (mutes: number): NextToken[] => [
  { id: 7, text: ' kite', logit: 1 - mutes, probability: 0.5 / (1 + mutes), chance: 0.5 },
];

/** A part that no script plays yet: whoever calls it hears so. */
function none<T extends object>(part: string): T {
  const refuse = () => Promise.reject(new Refusal('unsupported', `the script has no ${part}`));
  return new Proxy({} as T, { get: () => refuse });
}

export class Script implements Engine {
  readonly arch = 'scripted';
  readonly registry: Registry = [];
  readonly mechanisms = none<Mechanisms>('mechanisms');
  /** Texts that were run, in order. */
  readonly ran: string[] = [];
  readonly generated: GenerateOptions[] = [];
  disposed: string[] = [];
  /** The text of the last explanation. */
  explained = '';
  /** Thrown by the next call of that name, once. */
  readonly refuse: { run?: Error; load?: Error; explain?: Error; generateAt?: [step: number, error: Error] } = {};
  /** What ends the worker every time it is asked for, and how often that was. */
  deadly: 'run' | 'explain' | null = null;
  deaths = 0;
  /** Milliseconds a run takes, and an explanation. */
  pace = 0;
  explainPace = 0;
  restart: (error: EngineErrorShape) => void = () => undefined;

  async loadModel(source: unknown): Promise<Model> {
    const { load } = this.refuse;
    delete this.refuse.load;
    if (load) throw load;
    const name = String(source);
    return {
      info: { ...info, name },
      tokenize: async (text) => tokenize(text),
      run: (text, options) => this.#run(text, options),
      explain: (text, options) => this.#explain(text, options),
      generate: (text, options) => this.#generate(text, options ?? {}),
      experts: () => Promise.reject(new Refusal('unsupported', 'the script has no experts')),
      dispose: async () => void this.disposed.push(name),
    };
  }

  async #run(text: string, options: RunOptions = {}): Promise<Run> {
    if (this.pace) await new Promise((resolve) => setTimeout(resolve, this.pace));
    options.signal?.throwIfAborted();
    this.#dieOf('run');
    const { run } = this.refuse;
    delete this.refuse.run;
    if (run) throw run;
    const tokens = tokenize(text);
    if (tokens.length > info.maxPositions)
      throw new Refusal('context-full', `${tokens.length} tokens; the model reads 8`);
    this.ran.push(text);
    const tensors = options.capture ? patterns(tokens.length, tokens.length) : new Map();
    return { tokens, tensors, next: next(options.interventions?.length ?? 0), entropy: 1, stats: [], milliseconds: 1 };
  }

  /** As the engine does it: those who listen hear of it before the job that did it is refused. */
  #dieOf(job: 'run' | 'explain'): void {
    if (this.deadly !== job) return;
    this.deaths++;
    const error = new Refusal('out-of-memory', 'the engine ran out of memory');
    this.restart(error);
    throw error;
  }

  async #explain(text: string, options: object): Promise<CellExplanation> {
    if (this.explainPace) await new Promise((resolve) => setTimeout(resolve, this.explainPace));
    this.#dieOf('explain');
    const { explain } = this.refuse;
    delete this.refuse.explain;
    if (explain) throw explain;
    this.explained = text;
    return { ...options, weight: 0.5 } as CellExplanation;
  }

  async *#generate(prompt: string, options: GenerateOptions): AsyncGenerator<GenerationStep> {
    this.generated.push(options);
    let text = prompt;
    for (let index = 0; ; index++) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      if (options.signal?.aborted) return;
      if (this.refuse.generateAt?.[0] === index) throw this.refuse.generateAt[1];
      const t = tokenize(text).length;
      const word = ` w${t}`;
      text += word;
      const step = {
        index,
        text,
        ids: [],
        token: { id: t, text: word, start: -1, end: -1, special: false },
        next: next(0),
        tensors: patterns(1, t),
        milliseconds: 1,
      };
      if (t + 1 >= info.maxPositions) {
        yield { ...step, done: 'context-full' };
        return;
      }
      yield step;
    }
  }

  onRestart(listener: (error: EngineErrorShape) => void): () => void {
    this.restart = listener;
    return () => undefined;
  }

  dispose(): void {}
}
