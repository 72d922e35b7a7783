/**
 * From Bahdanau to today: what happened, in order. Year, paper and address of an event are those of its preset
 * in presets.json, unless it has its own; the words are in each language's file under the event's id.
 */
import type { HistoryId, PresetId } from './types.ts';

export interface HistoryEvent {
  readonly id: HistoryId;
  /** The mechanism that shows it live, or its nearest relative. */
  readonly preset: PresetId;
  /** Where the event is not the preset's own paper. The year is that of the first public version. */
  readonly own?: { readonly year: number; readonly paper: string; readonly url: string };
}

/** Oldest first. */
export const history: readonly HistoryEvent[] = [
  { id: 'additive', preset: 'bahdanau' },
  { id: 'multiplicative', preset: 'luong_general' },
  { id: 'hierarchical', preset: 'hierarchical' },
  { id: 'experts', preset: 'mixture_of_experts' },
  { id: 'transformer', preset: 'transformer' },
  { id: 'sparse', preset: 'sparse_strided' },
  { id: 'one_key', preset: 'multi_query' },
  { id: 'windows', preset: 'longformer' },
  { id: 'linear', preset: 'linear_attention' },
  { id: 'rotary', preset: 'rotary' },
  { id: 'flash', preset: 'flash' },
  { id: 'groups', preset: 'grouped_query' },
  { id: 'states', preset: 'selective_scan' },
  { id: 'programmed', preset: 'painted' },
  {
    id: 'trained_sparse',
    preset: 'block_sparse',
    own: { year: 2025, paper: 'Yuan et al. 2025', url: 'https://arxiv.org/abs/2502.11089' },
  },
];
