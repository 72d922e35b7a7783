/** From a run's intermediates to what mechanisms take, and the numbers that a reader changed in it. */
import type { AttendInput, HeadStats, ModelInfo, Run, Tensor, Token } from '../engine/types.ts';
import { segmentsOf } from './segments.ts';

/** What one run of the model on one text gave. */
export interface Reading {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly stats: readonly HeadStats[];
  readonly next: Run['next'];
  readonly layer: number;
}

export interface Inputs {
  readonly heads: AttendInput;
  readonly bare: AttendInput | null;
}

export type Side = 'q' | 'k' | 'v';

/** Changes by place ("layer.head.side.token.component"): what is added to the number there. */
export type Edits = Readonly<Record<string, number>>;

/** What a reader changed, by place, with the token it was changed at: it holds while that token stands there. */
export type Kept = Readonly<Record<string, { readonly by: number; readonly at: string }>>;

/** Those of one layer and head; `tokens` of the text whose queries, keys or values they are. */
export function holding(
  kept: Kept,
  { layer, head }: { readonly layer: number; readonly head: number },
  tokens: (side: Side) => readonly Token[],
): Edits {
  const here = Object.entries(kept).filter(([place, { at }]) => {
    const [l, h, side, token] = place.split('.') as [string, string, Side, string];
    return Number(l) === layer && Number(h) === head && tokens(side)[Number(token)]?.text === at;
  });
  return Object.fromEntries(here.map(([place, { by }]) => [place, by]));
}

const hook = (layer: number, name: string) => `blocks.${layer}.attn.hook_${name}`;

/** What to ask a run for. A model without rotary positions has no rot_q and rot_k: the glob then finds none. */
export const captureOf = (layer: number): string[] => ['q', 'k', 'v', 'rot_*'].map((name) => hook(layer, name));

/**
 * Queries of one reading, keys and values of the other, which may be the same. Places in two texts have nothing to do
 * with each other: there queries and keys meet as they are before positions. Throws where the run gave none.
 */
export function inputsOf(keys: Reading, queries: Reading, info: ModelInfo): Inputs {
  const { layer } = keys;
  const of = (reading: Reading, name: string) => reading.tensors.get(hook(layer, name));
  const v = of(keys, 'v');
  const [q, k] = [of(queries, 'q'), of(keys, 'k')];
  if (!q || !k || !v) throw new Error(`the run gave no queries, keys and values of layer ${layer}`);
  const shape = {
    heads: info.heads,
    kvHeads: info.kvHeads,
    width: q.shape.at(-1) ?? info.headWidth,
    valueWidth: v.shape.at(-1) ?? info.headWidth,
    segments: segmentsOf(keys.text, keys.tokens),
  };
  const [rotQ, rotK] = [of(queries, 'rot_q'), of(keys, 'rot_k')];
  const bare = { q: q.data, k: k.data, v: v.data, ...shape };
  if (!rotQ || !rotK) return { heads: bare, bare: null };
  return keys === queries
    ? { heads: { q: rotQ.data, k: rotK.data, v: v.data, ...shape }, bare }
    : { heads: bare, bare };
}

/** Key/value head that a query head reads. */
export const kvHeadOf = (head: number, { heads, kvHeads }: { heads: number; kvHeads: number }): number =>
  Math.floor((head * kvHeads) / heads);

export const editPlace = (layer: number, head: number, side: Side, token: number, component: number): string =>
  [layer, head, side, token, component].join('.');

/** Numbers of one token's vector in one head: a view, no copy. */
export function vectorOf(input: AttendInput, side: Side, head: number, token: number): Float32Array {
  const { heads, kvHeads, width, valueWidth = width } = input;
  const [count, size] = side === 'q' ? [heads, width] : [kvHeads, side === 'k' ? width : valueWidth];
  const from = (token * count + (side === 'q' ? head : kvHeadOf(head, input))) * size;
  return input[side].subarray(from, from + size);
}

/** With the changes of this layer and head; the same object where there are none. */
export function edited(input: AttendInput, edits: Edits, layer: number, head: number): AttendInput {
  const copies: Partial<Record<Side, Float32Array>> = {};
  for (const [place, delta] of Object.entries(edits)) {
    const [l, h, side, token, component] = place.split('.') as [string, string, Side, string, string];
    if (Number(l) !== layer || Number(h) !== head) continue;
    copies[side] ??= input[side].slice();
    const vector = vectorOf({ ...input, [side]: copies[side] }, side, head, Number(token));
    // A token that the text no longer has.
    if (Number(component) >= vector.length) continue;
    vector[Number(component)] = (vector[Number(component)] as number) + delta;
  }
  return Object.keys(copies).length === 0 ? input : { ...input, ...copies };
}
