/**
 * Models over the WebAssembly module, synchronous: what the worker runs, and Node too. Everything returned is
 * a copy in JavaScript's memory and can be sent to another thread.
 */
import { EngineError } from './errors.js';
import type { ModelFiles } from './files.js';
import { CoreMechanisms } from './mechanisms.js';
import { expertsArguments, explainArguments, generateArguments, runArguments } from './options.js';
import { TextTokenizer, type TextWriter } from './tokenizer.js';
import type {
  CellExplanation,
  Experts,
  ExpertsOptions,
  ExplainOptions,
  GenerateOptions,
  GenerationStep,
  HeadStats,
  ModelInfo,
  NextToken,
  Registry,
  Run,
  RunOptions,
  Tensor,
  Token,
} from './types.js';
import registry from './wasm/registry.mjs';
import {
  type Module,
  openModule,
  result,
  type WasmCandidates,
  WasmGeneration,
  type WasmInfo,
  WasmModel,
  type WasmPlace,
  type WasmRun,
  type WasmStats,
  type WasmStep,
  type WasmTensor,
} from './wasm.js';

export class Core {
  readonly mechanisms: CoreMechanisms;

  private constructor(private readonly module: Module) {
    this.mechanisms = new CoreMechanisms(module);
  }

  static async open(place: WasmPlace): Promise<Core> {
    return new Core(await openModule(place));
  }

  get arch(): string {
    return this.module.arch();
  }

  get registry(): Registry {
    return registry;
  }

  /** Bytes of the module's memory, which grows and never shrinks. */
  get heapBytes(): number {
    return this.module.heapBytes();
  }

  load(files: ModelFiles): CoreModel {
    const tokenizer = new TextTokenizer(files.tokenizer, files.tokenizerConfig);
    const model = new WasmModel(this.module);
    try {
      // The view is good until the next call: the heap may grow, and then it is detached.
      result<Uint8Array>(model.reserve(files.weights.length)).set(files.weights);
      const sizes = result<WasmInfo>(model.load(files.config));
      checkVocabulary(tokenizer, sizes);
      const info = { name: files.name, ...sizes, bytes: files.weights.length };
      return new CoreModel(this.module, model, tokenizer, info);
    } catch (thrown) {
      model.delete();
      throw thrown;
    }
  }
}

function checkVocabulary(tokenizer: TextTokenizer, info: WasmInfo): void {
  if (tokenizer.vocabulary <= info.vocab) return;
  const message = `tokenizer.json has ${tokenizer.vocabulary} tokens, config.json a vocab_size of ${info.vocab}; the two are not of one model`;
  throw new EngineError('bad-file', message, 'tokenizer.json');
}

export class CoreModel {
  private readonly generations = new Set<CoreGeneration>();
  private disposed = false;

  constructor(
    private readonly module: Module,
    private readonly model: WasmModel,
    private readonly tokenizer: TextTokenizer,
    readonly info: ModelInfo,
  ) {}

  tokenize(text: string): Token[] {
    this.checkLength(text);
    return this.tokenizer.encode(text);
  }

  run(text: string, options: RunOptions): Run {
    const tokens = this.tokens(text, options.ids);
    const returned = result<WasmRun>(this.model.run(runArguments(tokens, options)));
    return {
      tokens,
      tensors: tensors(returned.tensors),
      next: nextTokens(returned.next, this.tokenizer),
      entropy: returned.entropy,
      stats: returned.stats ? headStats(returned.stats, this.info.heads) : [],
      milliseconds: returned.milliseconds,
    };
  }

  explain(text: string, options: ExplainOptions): CellExplanation {
    const tokens = this.tokens(text, options.ids);
    const { layer, head, query, key } = options;
    const cell = result<Omit<CellExplanation, 'layer' | 'head' | 'query' | 'key'>>(
      this.model.explain(explainArguments(tokens, options)),
    );
    return { layer, head, query, key, ...cell };
  }

  experts(text: string, options: ExpertsOptions): Experts {
    return result<Experts>(this.model.experts(expertsArguments(this.tokens(text, options.ids), options)));
  }

  generate(text: string, options: GenerateOptions): CoreGeneration {
    const tokens = this.tokens(text, options.ids);
    const wasm = new WasmGeneration(this.module);
    try {
      result(wasm.start(this.model, generateArguments(tokens, options)));
    } catch (thrown) {
      wasm.delete();
      throw thrown;
    }
    const generation = new CoreGeneration(wasm, this.tokenizer, this.info, text, tokens, options, () =>
      this.generations.delete(generation),
    );
    this.generations.add(generation);
    return generation;
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    for (const generation of [...this.generations]) generation.dispose();
    this.model.delete();
  }

  /** The tokens to run: at least one, no more than the context holds. */
  private tokens(text: string, ids: readonly number[] | undefined): readonly Token[] {
    const tokens = ids ? this.tokenizer.describe(ids, text) : this.tokenize(text);
    const { maxPositions, bosId } = this.info;
    if (tokens.length === 0) {
      if (bosId !== null) return this.tokenizer.describe([bosId], '');
      throw new EngineError(
        'bad-argument',
        'the text is empty, and this model has no token to begin with; type something',
      );
    }
    if (tokens.length > maxPositions) {
      const fits = Math.max(0, tokens[maxPositions - 1]!.end);
      const message = `the text has ${tokens.length} tokens; this model's context holds ${maxPositions}. Shorten it: the first ${fits} of its ${text.length} characters fit`;
      throw new EngineError('context-full', message);
    }
    return tokens;
  }

  /** A text that cannot fit is not even tokenized: that alone would take long. */
  private checkLength(text: string): void {
    const { maxPositions } = this.info;
    const most = maxPositions * this.tokenizer.longestPiece;
    if (text.length <= most) return;
    const message = `the text has ${text.length} characters; this model's context holds ${maxPositions} tokens, at most ${most} characters. Shorten the text`;
    throw new EngineError('context-full', message);
  }
}

/** One text being continued. */
export class CoreGeneration {
  private readonly ids: number[];
  private readonly writer: TextWriter;
  private readonly limit: number;
  private count = 0;
  private disposed = false;

  constructor(
    private readonly wasm: WasmGeneration,
    private readonly tokenizer: TextTokenizer,
    private readonly info: ModelInfo,
    prompt: string,
    tokens: readonly Token[],
    private readonly options: GenerateOptions,
    private readonly onDispose: () => void,
  ) {
    this.ids = tokens.map((token) => token.id);
    this.writer = tokenizer.writer(prompt);
    this.limit = options.maxTokens ?? 100;
  }

  step(): GenerationStep {
    const step = result<WasmStep>(this.wasm.step());
    this.ids.push(step.id);
    const start = this.writer.text.length;
    const done = this.reason(step);
    this.writer.push(step.id);
    const text = done ? this.writer.finish() : this.writer.text;
    const piece = this.tokenizer.piece(step.id);
    const range = piece.special ? { start: -1, end: -1 } : { start, end: text.length };
    return {
      index: this.count++,
      token: { id: step.id, text: piece.text, special: piece.special, ...range },
      text,
      ids: [...this.ids],
      next: nextTokens(step.next, this.tokenizer),
      tensors: tensors(step.tensors),
      milliseconds: step.milliseconds,
      ...(done ? { done } : {}),
    };
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.wasm.delete();
    this.onDispose();
  }

  private reason(step: WasmStep): GenerationStep['done'] {
    if (!this.options.ignoreEos && this.info.eosIds.includes(step.id)) return 'end-of-text';
    if (step.full) return 'context-full';
    return this.count + 1 >= this.limit ? 'max-tokens' : undefined;
  }
}

function tensors(list: readonly WasmTensor[]): Map<string, Tensor> {
  return new Map(list.map((tensor) => [tensor.name, tensor]));
}

function nextTokens(columns: WasmCandidates, tokenizer: TextTokenizer): NextToken[] {
  return Array.from(columns.ids, (id, n) => ({
    id,
    text: tokenizer.piece(id).text,
    logit: columns.logits[n]!,
    probability: columns.probabilities[n]!,
    chance: columns.chances[n]!,
  }));
}

function headStats(stats: WasmStats, heads: number): HeadStats[] {
  return stats.labels.map((label, n) => {
    const row = stats.rows.subarray(n * stats.columns, (n + 1) * stats.columns);
    return {
      layer: Math.floor(n / heads),
      head: n % heads,
      previousToken: row[0]!,
      firstToken: row[1]!,
      currentToken: row[2]!,
      induction: row[3]!,
      duplicateToken: row[4]!,
      entropy: row[5]!,
      distance: row[6]!,
      label: label.replaceAll(' ', '-'),
      labelScore: row[7]!,
    };
  });
}
