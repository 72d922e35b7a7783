/**
 * What a link, an exported file and the page agree on: everything a reader chose, and nothing that was computed from it.
 * Version 1. Every member may be missing or bad; it then has its default, and the rest holds.
 */
import type { MechanismSpec, SamplingOptions } from '../engine/types.js';

/** What a reader chose; nothing that was computed from it. */
export interface ShareState {
  readonly view: 'playground' | 'mechanisms';
  /** URL of a Hugging Face folder; '' for the shipped model. Dropped files have no address and are never named here. */
  readonly model: string;
  readonly text: string;
  readonly tab: 'matrix' | 'arcs';
  readonly scale: 'linear' | 'sqrt';
  readonly layer: number | null;
  readonly head: number | null;
  /** Chosen by the reader; null follows the last token. */
  readonly cell: { readonly query: number; readonly key: number } | null;
  /** Muted heads, "layer.head". */
  readonly mutes: readonly string[];
  /** The compared mechanisms after the model's own: ids of named ones, or points in the space with masks as painted. */
  readonly mechanisms: readonly (string | MechanismSpec)[];
  /** The second text of a comparison, whose tokens ask; '' where the text asks itself. */
  readonly queries: string;
  readonly sampling: Partial<SamplingOptions>;
  /** Tokens that one Play adds at most. */
  readonly length: number;
  readonly theme: 'auto' | 'light' | 'dark';
  /** 'en', 'nb', ...; '' for the reader's own. */
  readonly language: string;
}
