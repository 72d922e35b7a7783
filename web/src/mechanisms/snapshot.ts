/** The compared mechanisms as links and files keep them (share/types.ts), and back; and what is drawn, as data. */
import type { AttentionData } from '../data/types.ts';
import type { MechanismSpec } from '../engine/types.ts';
import type { ShareState } from '../share/types.ts';
import { parseSpec, specOf } from './spec.ts';
import type { Column } from './state.ts';
import type { MechanismsStore } from './store.ts';

/** Those beside the model's own: a name while it says all, else the point in the space. */
export function mechanismsOf(columns: readonly Column[]): ShareState['mechanisms'] {
  return columns
    .slice(1)
    .map(({ chosen, spec }) => (JSON.stringify(specOf(chosen)) === JSON.stringify(spec) ? chosen : spec));
}

/** What is none is left out; undefined where nothing is said, and empty where nothing good is. */
export function mechanismsIn(given: unknown): (string | MechanismSpec)[] | undefined {
  if (given === undefined) return undefined;
  if (!Array.isArray(given)) return [];
  return given.flatMap((entry: unknown): (string | MechanismSpec)[] => {
    if (typeof entry === 'string') return specOf(entry) ? [entry] : [];
    try {
      return [parseSpec(JSON.stringify(entry) ?? '')];
    } catch {
      return [];
    }
  });
}

/** The matrix of the mechanism that is being changed; null while there is none. */
export function activeData(
  { state, active, tokens, queryTokens }: MechanismsStore,
  now: Partial<ShareState>,
): AttentionData | null {
  const attended = active && state.results.get(active.key)?.attended;
  const { subject } = state;
  if (!attended?.pattern || !subject || attended.queries !== queryTokens.length || attended.keys !== tokens.length)
    return null;
  const { queries, keys, pattern } = attended;
  const { text, info, layer, head } = subject;
  const weights = { name: `blocks.${layer}.attn.hook_pattern`, shape: [1, queries, keys], data: pattern };
  const causal =
    queryTokens === tokens && pattern.every((weight, n) => weight === 0 || n % keys <= Math.floor(n / keys));
  const next = state.reading?.next ?? [];
  return {
    queries: queryTokens,
    keys: tokens,
    layers: [{ layer, heads: [head], weights }],
    causal,
    text,
    model: info.name,
    next,
    state: now,
  };
}
