/**
 * What the explaining texts are about. A language that lacks one of them does not compile; that the ids are
 * those of src/mechanisms/presets.json is a test (tests/web/unit/explain.test.ts).
 */

/** The branches of the family tree, in order. */
export const groupIds = ['scores', 'heads', 'sources', 'masks', 'biases', 'positions', 'executors', 'beyond'] as const;
export type GroupId = (typeof groupIds)[number];

/** The named mechanisms. Their facts (year, paper, formula, cost) are in presets.json. */
export const presetIds = [
  'bahdanau',
  'luong_dot',
  'luong_general',
  'transformer',
  'cosine',
  'multi_head',
  'grouped_query',
  'multi_query',
  'self_attention',
  'cross_attention',
  'causal',
  'sliding_window',
  'dilated',
  'sparse_strided',
  'sparse_fixed',
  'longformer',
  'bigbird',
  'packed',
  'prefix_lm',
  'painted',
  'alibi',
  't5_relative',
  'softcap',
  'no_positions',
  'learned_positions',
  'sinusoidal',
  'rotary',
  'flash',
  'block_sparse',
  'linear_attention',
  'selective_scan',
  'adaptive_span',
  'hierarchical',
  'mixture_of_experts',
] as const;
export type PresetId = (typeof presetIds)[number];

/** The steps every mechanism is made of, in the order in which they happen; then what surrounds them. */
export const stepIds = [
  'query',
  'key',
  'value',
  'score',
  'scale',
  'mask',
  'softmax',
  'sum',
  'heads',
  'residual',
  'feed_forward',
  'positions',
  'gradient',
  'kv_cache',
] as const;
export type StepId = (typeof stepIds)[number];

export type ExplainId = PresetId | StepId;

/** What is said of one mechanism or one step. */
export interface Explanation {
  /** A name, for a heading or a list. */
  readonly title: string;
  /** One sentence. */
  readonly line: string;
  /** A paragraph that says what the live view beside it shows. */
  readonly body: string;
}

/** Everything there is to read in one language. */
export interface Explanations {
  readonly groups: Readonly<Record<GroupId, string>>;
  readonly texts: Readonly<Record<ExplainId, Explanation>>;
  /** One sentence an event of {@link HistoryId}. */
  readonly history: Readonly<Record<HistoryId, string>>;
}

/** The events of the timeline; their years and papers are in history.ts. */
export type HistoryId =
  | 'additive'
  | 'multiplicative'
  | 'hierarchical'
  | 'experts'
  | 'transformer'
  | 'sparse'
  | 'one_key'
  | 'windows'
  | 'linear'
  | 'rotary'
  | 'flash'
  | 'groups'
  | 'states'
  | 'programmed'
  | 'trained_sparse';
