/**
 * Mechanisms as the engine takes them and what it tells of them. A mechanism is a point in one space: operator,
 * score, bias, mask, positions, key/value heads, executor. The JSON of {@link MechanismSpec} is the one that
 * `attn attention FILE.json` reads and `attn mechanisms` lists.
 *
 * Letters: t tokens, d head width, h query heads, g key/value heads, i query, j key.
 */

/** A number that an item can be built with. */
export interface Knob {
  readonly name: string;
  readonly least: number;
  /** What it is when nobody says. */
  readonly usual: number;
  readonly most: number;
}

/** What an item is in the space of mechanisms. */
export type ItemKind = 'operator' | 'score' | 'bias' | 'mask' | 'position' | 'executor';

/** What the build gathered of one score, mask, ... */
export interface Item {
  readonly kind: ItemKind;
  readonly id: string;
  readonly name: string;
  readonly formula: string;
  readonly source: string;
  readonly knobs: readonly Knob[];
  /** Names of the tensors it can be given. */
  readonly tensors: readonly string[];
}

/** An item by id, with knobs (numbers) and tensors (nested arrays; a painted mask's `rows` may be strings of # and .). */
export type ItemNode = string | { readonly id: string; readonly [parameter: string]: unknown };

/** A mask: one item, or several that must all (`all`) or may each (`any`) allow a pair. */
export type MaskNode = ItemNode | { readonly all: readonly MaskNode[] } | { readonly any: readonly MaskNode[] };

/** A point in the space of mechanisms; what is left out has its default. */
export interface MechanismSpec {
  /** Default softmax. */
  readonly operator?: ItemNode;
  /** Default scaled_dot. */
  readonly score?: ItemNode;
  readonly bias?: ItemNode | readonly ItemNode[];
  /** cap * tanh(score / cap); 0 is none. */
  readonly softcap?: number;
  /** Default full. */
  readonly mask?: MaskNode;
  /** Applied to q and k; absent: they are taken as they are. */
  readonly position?: ItemNode;
  /** Pool key/value heads to so many by their mean; absent: as given. */
  readonly kv_heads?: number;
  /** Default reference. */
  readonly executor?: ItemNode;
}

/** What was counted in the kernels. */
export interface Work {
  /** (query, key) pairs that the mask allows. */
  readonly pairs: number;
  /** Scores computed, masked ones included. */
  readonly scores: number;
  readonly multiplyAdds: number;
  readonly bytesMoved: number;
  /** The executor's own buffers at their largest. */
  readonly peakBytes: number;
}

/** Queries, keys and values of all heads of a layer, token by token, as hook_q, hook_k and hook_v are. */
export interface AttendInput {
  /** [queries, heads, width] */
  readonly q: Float32Array;
  /** [keys, kvHeads, width] */
  readonly k: Float32Array;
  /** [keys, kvHeads, valueWidth] */
  readonly v: Float32Array;
  readonly heads: number;
  readonly kvHeads: number;
  readonly width: number;
  /** Default width. */
  readonly valueWidth?: number;
  /** Query i stands at position i + offset; default 0. */
  readonly offset?: number;
  /** [keys]: which sentence or document each key belongs to. */
  readonly segments?: Int32Array;
}

export interface AttendOptions extends AttendInput {
  readonly mechanism: MechanismSpec;
  /** The query head that is computed. */
  readonly head: number;
  /** Another mechanism on the same input, to tell the difference from; default none. */
  readonly against?: MechanismSpec;
  /** Return the matrix; default true. */
  readonly pattern?: boolean;
  /** Measure time by doing it again and again for about this long; 0 (default): not measured. */
  readonly measureMilliseconds?: number;
  /** Show flash's steps with tiles of so many queries and keys (1 to 64); the executor must be flash. */
  readonly trace?: { readonly queries: number; readonly keys: number };
  readonly signal?: AbortSignal;
}

/** After one tile of keys met one tile of queries. */
export interface FlashStep {
  /** Queries [i0, i1), keys [j0, j1). */
  readonly i0: number;
  readonly i1: number;
  readonly j0: number;
  readonly j1: number;
  readonly cover: 'empty' | 'partial' | 'full';
  /** [rows] Largest score so far (-Infinity before the first), sum of exp(score - m) so far. */
  readonly m: Float32Array;
  readonly l: Float32Array;
  /** [rows, valueWidth] Sum of exp(score - m) v so far; divided by l after the last tile of keys. */
  readonly y: Float32Array;
}

/** How far one output lies from another. */
export interface Difference {
  readonly maxAbs: number;
  /** Cosine of the two outputs taken as one long vector. */
  readonly cosine: number;
  /** Query where maxAbs is. */
  readonly query: number;
}

/** What one mechanism gave on one head, and what it took. */
export interface Attended {
  readonly queries: number;
  readonly keys: number;
  /** [queries, valueWidth] */
  readonly y: Float32Array;
  /** [queries, keys], or null. Rows of softmax sum to 1; those of a selective scan may be of any sum and sign. */
  readonly pattern: Float32Array | null;
  /** Of this one head. */
  readonly work: Work;
  /** Bytes that the KV cache keeps for a token of this layer, all key/value heads. */
  readonly cacheBytesPerToken: number;
  readonly difference: Difference | null;
  /** Median of one call, or null where not measured. */
  readonly milliseconds: number | null;
  /** With `trace`: every step, and what the reference says of the same head. */
  readonly steps: readonly FlashStep[] | null;
}

/** What is timed: one mechanism on random input of one size. */
export interface MeasureOptions {
  readonly mechanism: MechanismSpec;
  /** Random q, k and v [keys, width] of one head, from the seed. */
  readonly keys: number;
  readonly width: number;
  readonly seed?: number;
  readonly signal?: AbortSignal;
}

/** Time and counted work of one call. */
export interface Measured {
  readonly milliseconds: number;
  readonly work: Work;
}

/** A row of softmax taken apart. */
export interface RowProbe {
  /** [n] */
  readonly weights: Float32Array;
  readonly entropyBits: number;
  readonly largest: number;
  /** d weights / d scores, [n, n], and its Frobenius norm. */
  readonly jacobian: Float32Array;
  readonly gradientNorm: number;
}

/** Of the first of 64 rows, and the means over all of them. */
export interface ScaleProbe extends RowProbe {
  /** [n] scores of the first row, and the variance of the scores of all rows. */
  readonly scores: Float32Array;
  readonly scoreVariance: number;
  readonly meanEntropyBits: number;
  readonly meanLargest: number;
  readonly meanGradientNorm: number;
}

/** Random queries and keys of one size, scaled or not. */
export interface ScaleProbeOptions {
  readonly width: number;
  readonly keys: number;
  /** Divide by sqrt(width). */
  readonly scaled: boolean;
  readonly seed?: number;
  readonly signal?: AbortSignal;
}

/** An adaptive span after it was learned, and on its way there. */
export interface SpanLearned {
  /** Tokens. */
  readonly span: number;
  readonly ramp: number;
  /** Before the first step, and after each. */
  readonly spans: Float64Array;
  readonly losses: Float64Array;
}

export interface SpanOptions extends AttendInput {
  readonly head: number;
  readonly ramp?: number;
  /** Price of a span as long as the text, relative to an output that is all wrong; default 0.1. */
  readonly price?: number;
  readonly steps?: number;
  readonly signal?: AbortSignal;
}

/** One layer's feed-forward cut into experts (Zhang et al. 2022), for the tokens of a text. */
export interface Experts {
  readonly tokens: number;
  readonly experts: number;
  readonly keep: number;
  /** [tokens, experts] the router's scores: sum of the squared activations of the expert's hidden units. */
  readonly scores: Float32Array;
  /** [tokens, keep] the experts kept, from the highest score down. */
  readonly chosen: Uint32Array;
  /** [experts] tokens that keep it. */
  readonly load: Uint32Array;
  /** Of the kept experts' output from the whole layer's: |difference| / |whole| and cosine, by token and over all. */
  readonly differences: Float64Array;
  readonly cosines: Float64Array;
  readonly difference: number;
  readonly cosine: number;
  readonly multiplyAdds: number;
  readonly multiplyAddsWhole: number;
}

/** Which feed-forward is sliced into how many experts, and how many are kept. */
export interface ExpertsOptions {
  readonly layer: number;
  readonly experts: number;
  readonly keep: number;
  readonly ids?: readonly number[];
  readonly signal?: AbortSignal;
}

/** Another mechanism in place of a model's own attention; hook_attn_scores is not captured there. Without a `position` the model's positions stay. */
export interface AttentionSwap {
  readonly layers: 'all' | readonly number[];
  readonly mechanism: MechanismSpec;
  /** Sentence (or document) of each token of the text, for mechanisms that ask; generated tokens belong to the last. */
  readonly segments?: readonly number[];
}

/** Parts of the engine that need no model. */
export interface Mechanisms {
  /** One head through one mechanism. */
  attend(options: AttendOptions): Promise<Attended>;
  /** The time of a mechanism on random input. */
  measure(options: MeasureOptions): Promise<Measured>;
  /** How far output a lies from output b, both [queries, width]: what `against` tells of one input, for two. */
  difference(a: Float32Array, b: Float32Array, width: number): Promise<Difference>;
  /** The exponent p of values ~ sizes^p: the slope of the least-squares line through their logarithms. */
  fitExponent(sizes: readonly number[], values: readonly number[]): Promise<number>;
  /** Softmax of a row of scores, with its gradient. */
  rowProbe(scores: Float32Array): Promise<RowProbe>;
  /** What dividing scores by sqrt(width) does to softmax and its gradient. */
  scaleProbe(options: ScaleProbeOptions): Promise<ScaleProbe>;
  /** Gradient descent on the span of one head (Sukhbaatar et al. 2019). */
  learnSpan(options: SpanOptions): Promise<SpanLearned>;
  /** Bytes of a KV cache for one token. */
  cacheBytes(config: CacheConfig): Promise<number>;
}

/** What the size of a KV cache depends on. */
export interface CacheConfig {
  readonly layers: number;
  readonly kvHeads: number;
  readonly headWidth: number;
  readonly bytesPerNumber: number;
}
