/** From attention as data to the properties of the views that draw it. Pure functions. */
import type { AttentionData } from '../data/types.ts';
import type { HeadStats, Tensor, Token } from '../engine/types.ts';
import type { HeadNumbers } from '../views/attention-heads.ts';

/** What is drawn: the data, and what an engine knows besides. */
export interface Fed {
  readonly data: AttentionData;
  /** A row a layer of the data, row-major; empty where nobody computed them. */
  readonly stats: readonly HeadStats[];
  /** No engine: there is nothing that muting a head could change. */
  readonly fixed: boolean;
  /** Shown where nobody chose a layer or a head. */
  readonly first: { readonly layer?: number; readonly head?: number };
}

/** The properties of a view of one head. */
export interface HeadProps {
  readonly pattern: Float32Array;
  readonly size: number;
  readonly columns: number;
  readonly tokens: readonly Token[];
  readonly keyTokens: readonly Token[] | null;
  readonly causal: boolean;
}

/** The properties of a view of all heads. */
export interface HeadsProps {
  readonly patterns: readonly Tensor[];
  readonly heads: number;
  readonly numbers: readonly HeadNumbers[];
  readonly stats: readonly HeadStats[];
  readonly cross: boolean;
  readonly causal: boolean;
  readonly fixed: boolean;
}

/** Where a layer and a head stand in the data. */
export interface Place {
  readonly layer: number;
  readonly head: number;
}

export type Missing = {
  readonly missing: 'layer' | 'head';
  readonly layer: number;
  readonly head: number;
  readonly have: string;
};

/** `0, 1, 2`; `0 to 11` where they are many and in a row. */
export function listed(numbers: readonly number[]): string {
  const first = numbers[0] ?? 0;
  const inRow = numbers.every((n, at) => n === first + at);
  return inRow && numbers.length > 4 ? `${first}–${numbers.at(-1)}` : numbers.join(', ');
}

/** The place of the layer and the head of these numbers; without a number the first of the data's. */
export function placeOf({ data, first }: Fed, layer: number | null, head: number | null): Place | Missing {
  const numbers = data.layers.map((one) => one.layer);
  const wanted = layer ?? first.layer ?? numbers[0] ?? 0;
  const row = numbers.indexOf(wanted);
  // Of no tokens there need not be a layer.
  if (row < 0 && (numbers.length > 0 || layer !== null))
    return { missing: 'layer', layer: wanted, head: head ?? 0, have: listed(numbers) };
  const heads = data.layers[row]?.heads ?? [];
  const fallback = layer === null || layer === first.layer ? first.head : undefined;
  const chosen = head ?? (fallback !== undefined && heads.includes(fallback) ? fallback : heads[0]) ?? 0;
  const column = heads.indexOf(chosen);
  if (column < 0 && (heads.length > 0 || head !== null))
    return { missing: 'head', layer: wanted, head: chosen, have: listed(heads) };
  return { layer: Math.max(0, row), head: Math.max(0, column) };
}

const crossed = ({ queries, keys }: AttentionData): boolean => keys !== queries;

export function headProps({ data }: Fed, { layer, head }: Place): HeadProps {
  const { queries, keys } = data;
  const [size, columns] = [queries.length, keys.length];
  const weights = data.layers[layer]?.weights.data;
  return {
    pattern: weights?.subarray(head * size * columns, (head + 1) * size * columns) ?? new Float32Array(),
    size,
    columns,
    tokens: queries,
    keyTokens: crossed(data) ? keys : null,
    causal: data.causal,
  };
}

export function headsProps({ data, stats, fixed }: Fed): HeadsProps {
  return {
    patterns: data.layers.map((layer) => layer.weights),
    heads: Math.max(0, ...data.layers.map((layer) => layer.heads.length)),
    numbers: data.layers.map(({ layer, heads }) => ({ layer, heads })),
    stats,
    cross: crossed(data),
    causal: data.causal,
    fixed,
  };
}
