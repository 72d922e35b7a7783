/** What stands on the page, in order, and the live views beside each text. */
import type { ExplainId, GroupId, PresetId, StepId } from '../text/explain/types.ts';
import type { Knob } from './knobs.ts';

/** A panel of the Mechanisms view that explains the same thing. */
export type PanelName =
  | 'flash-steps'
  | 'growth-chart'
  | 'heads-glance'
  | 'kv-sharing'
  | 'scale-probe'
  | 'expert-routing'
  | 'span-learning';

/** A column of a comparison: a named mechanism, or what it is compared with. */
export type ColumnId = PresetId | 'own' | 'everything' | 'window_in_full';

export type LiveKind =
  | { readonly kind: 'panel'; readonly panel: PanelName }
  | {
      readonly kind: 'compare';
      readonly columns: readonly ColumnId[];
      /** Of the last column; the others stay as they are. */
      readonly knobs?: readonly Knob[];
      /** The last column's mask can be painted. */
      readonly paint?: true;
      /** The last column is put into the model's layer, and the next words are shown. */
      readonly into?: true;
      /** A slider cuts the sentence short. */
      readonly cut?: true;
      /** Weights of equal words are listed. */
      readonly equals?: true;
    }
  | { readonly kind: 'edit'; readonly side: 'q' | 'k' | 'v' }
  | { readonly kind: 'swap'; readonly mechanisms: readonly PresetId[] }
  | {
      readonly kind:
        | 'tokens'
        | 'pair'
        | 'mask'
        | 'softmax'
        | 'mix'
        | 'mute'
        | 'stream'
        | 'network'
        | 'order'
        | 'cache'
        | 'cross'
        | 'next';
    };

export type LiveSetup = LiveKind & {
  readonly layer: number;
  readonly head: number;
  /** Too wide to stand beside its text. */
  readonly wide?: true;
  /** The reader can choose another head. */
  readonly pick?: true;
  /** Shown when it is asked for. */
  readonly folded?: true;
};

/** Heads of the shipped model, by what they do on most sentences (its README.md tells how that was found). */
const heads = {
  /** Looks far and at several tokens: masks change it. */
  far: { layer: 4, head: 3 },
  broad: { layer: 2, head: 3 },
  /** As broad, and one of the first of its layer: ALiBi's slope is steep there. */
  steep: { layer: 2, head: 1 },
  /** Looks at the token before. */
  previous: { layer: 2, head: 4 },
  /** Of the first layer, where equal words are still equal vectors. */
  first: { layer: 0, head: 4 },
  /** Of the layer that loses the next word when it is not told the order. */
  places: { layer: 1, head: 4 },
  /** Goes back to a name. */
  name: { layer: 5, head: 6 },
} as const;
type HeadName = keyof typeof heads;

const live = (head: HeadName, kind: LiveKind): LiveSetup => ({ ...heads[head], ...kind });
const wide = (head: HeadName, kind: LiveKind): LiveSetup => ({ ...live(head, kind), wide: true });
const growth: LiveSetup = { ...wide('far', { kind: 'panel', panel: 'growth-chart' }), folded: true };
const panel = (name: PanelName, head: HeadName = 'far') => wide(head, { kind: 'panel', panel: name });
type Compare = Extract<LiveKind, { kind: 'compare' }>;
const compare = (columns: readonly ColumnId[], more: Omit<Compare, 'kind' | 'columns'> = {}, head: HeadName = 'far') =>
  live(head, { kind: 'compare', columns, ...more });
const picked = (setup: LiveSetup): LiveSetup => ({ ...setup, pick: true });
const knob = (item: string, name: string, least: number, most: number, step = 1): Knob => ({
  item,
  name,
  least,
  most,
  step,
});

const steps: Readonly<Record<StepId, readonly LiveSetup[]>> = {
  query: [picked(live('far', { kind: 'edit', side: 'q' }))],
  key: [live('far', { kind: 'edit', side: 'k' })],
  value: [live('far', { kind: 'edit', side: 'v' })],
  score: [live('far', { kind: 'pair' })],
  scale: [panel('scale-probe')],
  mask: [live('far', { kind: 'mask' })],
  softmax: [live('far', { kind: 'softmax' })],
  sum: [live('far', { kind: 'mix' })],
  heads: [wide('previous', { kind: 'mute' })],
  residual: [
    live('name', { kind: 'stream' }),
    wide('name', { kind: 'mute' }),
    wide('name', { kind: 'swap', mechanisms: ['sliding_window', 'linear_attention'] }),
  ],
  feed_forward: [live('far', { kind: 'network' })],
  positions: [live('first', { kind: 'order' })],
  gradient: [panel('scale-probe')],
  kv_cache: [live('far', { kind: 'cache' }), panel('kv-sharing')],
};

const mechanisms: Readonly<Record<PresetId, readonly LiveSetup[]>> = {
  bahdanau: [compare(['own', 'bahdanau'])],
  luong_dot: [compare(['transformer', 'luong_dot'])],
  luong_general: [compare(['luong_dot', 'luong_general'])],
  transformer: [panel('scale-probe')],
  cosine: [picked(compare(['own', 'cosine']))],
  multi_head: [panel('heads-glance')],
  grouped_query: [compare(['own', 'grouped_query']), panel('kv-sharing')],
  multi_query: [picked(wide('broad', { kind: 'compare', columns: ['own', 'grouped_query', 'multi_query'] }))],
  self_attention: [compare(['own', 'self_attention'])],
  cross_attention: [live('far', { kind: 'cross' })],
  causal: [compare(['everything', 'causal'], { cut: true })],
  sliding_window: [compare(['own', 'sliding_window'], { knobs: [knob('local', 'window', 1, 0)] }), growth],
  dilated: [
    compare(['own', 'dilated'], { knobs: [knob('dilated', 'dilation', 1, 8), knob('dilated', 'window', 1, 12)] }),
  ],
  sparse_strided: [compare(['own', 'sparse_strided'], { knobs: [knob('strided', 'stride', 0, 16)] }), growth],
  sparse_fixed: [
    compare(['own', 'sparse_fixed'], { knobs: [knob('fixed', 'summary', 1, 6), knob('fixed', 'stride', 0, 16)] }),
  ],
  longformer: [
    compare(['own', 'longformer'], { knobs: [knob('local', 'window', 1, 16), knob('global', 'count', 0, 6)] }),
  ],
  bigbird: [compare(['own', 'bigbird'], { knobs: [knob('random', 'keys', 0, 6), knob('random', 'seed', 1, 20)] })],
  packed: [compare(['own', 'packed'])],
  prefix_lm: [compare(['own', 'prefix_lm'], { knobs: [knob('prefix', 'length', 0, 0)] })],
  painted: [compare(['own', 'painted'], { paint: true, into: true }, 'name')],
  alibi: [picked(compare(['no_positions', 'alibi'], {}, 'steep'))],
  t5_relative: [compare(['own', 't5_relative'])],
  softcap: [compare(['own', 'softcap'], { knobs: [knob('', 'softcap', 0.5, 50, 0.5)] })],
  no_positions: [
    compare(['own', 'no_positions'], { equals: true }, 'first'),
    wide('places', { kind: 'swap', mechanisms: ['no_positions'] }),
  ],
  learned_positions: [compare(['no_positions', 'learned_positions'], {}, 'broad')],
  sinusoidal: [compare(['no_positions', 'sinusoidal'], {}, 'broad')],
  rotary: [wide('previous', { kind: 'compare', columns: ['own', 'rotary', 'no_positions'] })],
  flash: [panel('flash-steps'), growth],
  block_sparse: [compare(['window_in_full', 'block_sparse']), growth],
  linear_attention: [compare(['own', 'linear_attention']), growth],
  selective_scan: [compare(['own', 'selective_scan'])],
  adaptive_span: [
    compare(['own', 'adaptive_span'], {
      knobs: [knob('adaptive_span', 'span', 0, 0), knob('adaptive_span', 'ramp', 1, 16)],
    }),
    picked(panel('span-learning', 'previous')),
  ],
  hierarchical: [compare(['own', 'hierarchical'])],
  mixture_of_experts: [panel('expert-routing')],
};

/** The two ends of the path, which have texts of the page's own. */
export type EndId = 'tokens' | 'next-word';
export type EntryId = ExplainId | EndId;

const ends: Readonly<Record<EndId, readonly LiveSetup[]>> = {
  tokens: [live('far', { kind: 'tokens' })],
  'next-word': [live('far', { kind: 'next' })],
};

const setups: Readonly<Record<EntryId, readonly LiveSetup[]>> = { ...ends, ...steps, ...mechanisms };

export const livesOf = (id: EntryId): readonly LiveSetup[] => setups[id];

/** From a text to its next word, and then what surrounds the path. */
export const path: readonly EntryId[] = [
  'tokens',
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
  'next-word',
];
export const around: readonly StepId[] = ['positions', 'gradient', 'kv_cache'];

/** Anchors: an entry's id; a group's has a prefix, as some groups are called what a step is called. */
export const groupAnchor = (group: GroupId | 'path' | 'around' | 'history'): string =>
  group === 'history' ? 'history' : `part-${group}`;
