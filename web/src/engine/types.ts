/**
 * The engine's public, typed, asynchronous interface. Views and the page know only this file; what is
 * behind it (a Worker with the WebAssembly module in the browser, the module itself in Node) is hidden.
 *
 * Letters: t tokens, d head width, h query heads, g key/value heads, c model width, i query, j key.
 */

import type { AttentionSwap, Experts, ExpertsOptions, Item, Mechanisms } from './mechanism-types.js';

export type * from './mechanism-types.js';

/** Codes an {@link EngineError} can carry; stable, so that programs may branch on them. */
export type ErrorCode =
  | 'bad-argument'
  | 'unknown-id'
  | 'bad-file'
  | 'unsupported'
  | 'out-of-memory'
  | 'context-full'
  | 'not-finite'
  | 'network'
  | 'worker-lost'
  | 'aborted'
  | 'internal';

/** Every failure of the engine: a code for programs, a sentence with the value and the remedy for people. */
export interface EngineErrorShape {
  readonly code: ErrorCode;
  readonly message: string;
  /** The file a model could not be read from, where there is one: "config.json". */
  readonly file?: string;
}

/** What the page shows while something long happens. */
export interface Progress {
  /** Which part: downloading a file, reading a model, starting the engine. */
  readonly stage: 'engine' | 'download' | 'model';
  readonly file?: string;
  readonly loaded: number;
  /** 0 when it is not known. */
  readonly total: number;
}

/** A piece of the text, as the model reads it. */
export interface Token {
  readonly id: number;
  /** What the token adds to the text, its leading space included; the piece's own name for special tokens. */
  readonly text: string;
  /** UTF-16 range in the text that was tokenized; both -1 for a token that stands for none of it (BOS). */
  readonly start: number;
  readonly end: number;
  readonly special: boolean;
}

/** A captured intermediate, row-major, under TransformerLens's name. */
export interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** One entry of a next-token distribution. */
export interface NextToken {
  readonly id: number;
  readonly text: string;
  /** The model's own number, before any option. */
  readonly logit: number;
  /** Softmax of the logits alone. */
  readonly probability: number;
  /** What is drawn from, after temperature, top-k, top-p, min-p and penalty; 0 where an option drops it. */
  readonly chance: number;
}

/** Statistics of one head over one pattern, and the label they earn. Scores are in [0, 1]. */
export interface HeadStats {
  readonly layer: number;
  readonly head: number;
  readonly previousToken: number;
  readonly firstToken: number;
  readonly currentToken: number;
  /** NaN where no token of the text occurs twice. */
  readonly induction: number;
  readonly duplicateToken: number;
  /** Mean entropy of a row, in bits. */
  readonly entropy: number;
  /** Mean of i - j under the pattern, in tokens. */
  readonly distance: number;
  /** Id of the label, or '' for none: 'previous-token', 'first-token', 'current-token', 'induction', 'duplicate-token'. */
  readonly label: string;
  /** The score that earned the label. */
  readonly labelScore: number;
}

/** A change made to one head while the model runs. */
export interface Intervention {
  readonly kind: 'zero' | 'scale' | 'replace';
  /** 'output' is the head's z [t, d]; 'pattern' its attention pattern [t, t]. Default 'output'. */
  readonly target?: 'output' | 'pattern';
  readonly layer: number;
  readonly head: number;
  /** For 'scale'. */
  readonly factor?: number;
  /** For 'replace': exactly the target's numbers, row-major. */
  readonly values?: Float32Array;
}

/** How the next token is drawn from the distribution. */
export interface SamplingOptions {
  readonly greedy?: boolean;
  /** > 0; default 1. */
  readonly temperature?: number;
  /** Keep the k most probable; 0 (default) keeps all. */
  readonly topK?: number;
  /** Keep the smallest set whose probability reaches p, in (0, 1]; default 1. */
  readonly topP?: number;
  /** Drop what has less than this share of the largest probability, in [0, 1]; default 0. */
  readonly minP?: number;
  /** > 0; default 1. */
  readonly repetitionPenalty?: number;
  /** A non-negative integer; default 0. The same seed gives the same text in every browser. */
  readonly seed?: number;
}

/** What one forward pass is to change, record and tell. */
export interface RunOptions {
  /**
   * Token ids to use in place of tokenizing the text: what generate() drew need not be what its text
   * tokenizes into. Give the text as well: tokens say where they stand in it.
   */
  readonly ids?: readonly number[];
  /** Names or globs of intermediates: 'blocks.*.attn.hook_pattern'. */
  readonly capture?: readonly string[];
  readonly interventions?: readonly Intervention[];
  /** Other mechanisms in place of the model's attention; a later one wins where two name a layer. */
  readonly attention?: readonly AttentionSwap[];
  /** Options under which `next` states its chances. */
  readonly sampling?: SamplingOptions;
  /** Entries of `next`; default 50. */
  readonly top?: number;
  /** Compute head statistics (default true when patterns are captured). */
  readonly stats?: boolean;
  readonly signal?: AbortSignal;
}

/** What one forward pass gave. */
export interface Run {
  readonly tokens: readonly Token[];
  /** What was asked for with `capture`, by name. */
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** Most likely first. */
  readonly next: readonly NextToken[];
  /** Entropy of the next-token distribution, in bits. */
  readonly entropy: number;
  /** layers x heads, row-major; empty when not computed. */
  readonly stats: readonly HeadStats[];
  /** Time the engine spent in the forward pass. */
  readonly milliseconds: number;
}

/** All numbers behind one cell of one head's matrix; every one is the engine's own. */
export interface CellExplanation {
  readonly layer: number;
  readonly head: number;
  /** Row (query) and column (key). */
  readonly query: number;
  readonly key: number;
  /** Key/value head this query head reads. */
  readonly kvHead: number;
  /** After rotary, as they meet: q_i [d], k_j [d]. */
  readonly q: Float32Array;
  readonly k: Float32Array;
  /** q[n] * k[n], term by term [d]. */
  readonly products: Float32Array;
  readonly dot: number;
  readonly scale: number;
  /** dot * scale. */
  readonly score: number;
  readonly masked: boolean;
  /** The row's scaled scores over all keys [t]; masked ones are -Infinity. */
  readonly rowScores: Float32Array;
  readonly rowMax: number;
  /** exp(score - rowMax) [t]. */
  readonly rowExps: Float32Array;
  readonly denominator: number;
  /** The row's weights [t]; they sum to 1. */
  readonly rowPattern: Float32Array;
  readonly weight: number;
  /** v_j [d], weight * v_j [d], and the sum over all keys [d]. */
  readonly v: Float32Array;
  readonly weightedV: Float32Array;
  readonly sum: Float32Array;
  /** What the head handed on, z_i [d]; differs from the sum only by an intervention on the head's output. */
  readonly z: Float32Array;
}

/** Which cell of which head. */
export interface ExplainOptions {
  readonly layer: number;
  readonly head: number;
  readonly query: number;
  readonly key: number;
  /** As in {@link RunOptions}. */
  readonly ids?: readonly number[];
  readonly interventions?: readonly Intervention[];
  readonly signal?: AbortSignal;
}

/** How a text is continued, and what is recorded meanwhile. */
export interface GenerateOptions extends SamplingOptions {
  /** Tokens to add at most; default 100. Ends earlier at end-of-text or when the context is full. */
  readonly maxTokens?: number;
  /** As in {@link RunOptions}. */
  readonly ids?: readonly number[];
  readonly interventions?: readonly Intervention[];
  /** As in {@link RunOptions}. */
  readonly attention?: readonly AttentionSwap[];
  /** Capture at each step (patterns have one row: the step's query): names or globs. */
  readonly capture?: readonly string[];
  /** Entries of each step's `next`; default 20. */
  readonly top?: number;
  /** Go on past the end-of-text token; default false. */
  readonly ignoreEos?: boolean;
  readonly signal?: AbortSignal;
}

/** One generated token, and all that led to it. */
export interface GenerationStep {
  /** 0 for the first token generated. */
  readonly index: number;
  readonly token: Token;
  /** The prompt as it was given, and everything generated so far, decoded; half a character is held back. */
  readonly text: string;
  /** The prompt's ids and all generated so far: with `text`, what run() takes to show this very step. */
  readonly ids: readonly number[];
  /** The distribution the token was drawn from. */
  readonly next: readonly NextToken[];
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly milliseconds: number;
  /** Set on the last step: why it ended. */
  readonly done?: 'max-tokens' | 'end-of-text' | 'context-full';
}

/** What a model is, from its config.json. */
export interface ModelInfo {
  readonly name: string;
  readonly architecture: string;
  readonly layers: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headWidth: number;
  readonly width: number;
  readonly feedForward: number;
  readonly vocab: number;
  readonly maxPositions: number;
  readonly parameters: number;
  /** Bytes of the weights file, and of the KV cache for one token. */
  readonly bytes: number;
  readonly cacheBytesPerToken: number;
  readonly bosId: number | null;
  readonly eosIds: readonly number[];
}

/**
 * Where a model comes from: the URL of a folder, the files of a Hugging Face folder (config.json,
 * model.safetensors, tokenizer.json; others are ignored), or their contents by name.
 */
export type ModelSource = string | URL | readonly File[] | ReadonlyMap<string, Uint8Array>;

/** How a model is loaded. */
export interface LoadModelOptions {
  readonly name?: string;
  /** Called whenever more is done. */
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

/** A model that was loaded. Every method may be called while another runs; they are answered in order. */
export interface Model {
  readonly info: ModelInfo;
  /** The tokens of a text, special ones that its tokenizer adds included. */
  tokenize(text: string): Promise<readonly Token[]>;
  /** One forward pass over the text. */
  run(text: string, options?: RunOptions): Promise<Run>;
  /** All numbers behind one cell of one head. */
  explain(text: string, options: ExplainOptions): Promise<CellExplanation>;
  /** Continues the text, a token a step; leaving the loop, or the signal, ends it. */
  generate(text: string, options?: GenerateOptions): AsyncIterable<GenerationStep>;
  /** One layer's feed-forward as a mixture of experts. */
  experts(text: string, options: ExpertsOptions): Promise<Experts>;
  /** Frees the model; nothing can be asked of it afterwards. */
  dispose(): Promise<void>;
}

/** What the build gathered: scores, masks, ... by id, with formula, source and knobs. */
export type Registry = readonly Item[];

/** How an engine is started. */
export interface EngineOptions {
  /** Overrides for hosts that move files; default: next to this script. */
  readonly workerUrl?: string | URL;
  readonly wasmUrl?: string | URL;
  /** Called whenever more is done. */
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

/** A running engine. Its models and mechanisms fail with an EngineError. */
export interface Engine {
  /** Instruction set of the kernels: "wasm" (128-bit SIMD). */
  readonly arch: string;
  readonly registry: Registry;
  readonly mechanisms: Mechanisms;
  /** Reads a model and makes it ready. */
  loadModel(source: ModelSource, options?: LoadModelOptions): Promise<Model>;
  /** Called when the worker died; the engine restarts it and reloads its models by itself. */
  onRestart(listener: (error: EngineErrorShape) => void): () => void;
  /** Ends the engine and frees all its models. */
  dispose(): void;
}
