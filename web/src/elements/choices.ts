/** What a playground takes where nobody has chosen: a head, a cell, the part of a text that fits. */
import type { HeadStats, Model } from '../engine/types.ts';
import { rowOf } from '../views/pattern.ts';
import { isEngineError } from './failures.ts';
import type { State } from './state.ts';

/** Labels in the order in which they are worth a first look. */
const kTelling = ['induction', 'duplicate-token', 'previous-token'];

/** The head that does something with a name best; nothing where none does. */
export function tellingHead(stats: readonly HeadStats[]): { layer?: number; head?: number } {
  for (const label of kTelling) {
    const [best] = stats.filter((head) => head.label === label).sort((a, b) => b.labelScore - a.labelScore);
    if (best) return { layer: best.layer, head: best.head };
  }
  return {};
}

/** What the selected head looks at most from one token, or -1 where no pattern says so. */
export function strongestKey({ shown, layer, head }: State, query: number): number {
  const pattern = shown?.patterns[layer];
  const size = pattern?.shape.at(-1) ?? 0;
  if (!pattern || query < 0 || query >= size) return -1;
  const row = rowOf(pattern.data.subarray(head * size * size), size, query);
  return row.reduce((best, weight, j) => (weight > row[best]! ? j : best), 0);
}

/** The longest beginning of the text whose tokens the model can read. */
export async function fittingText(model: Model, text: string): Promise<string> {
  for (let piece = text; ; piece = piece.slice(0, piece.length / 2)) {
    try {
      const last = (await model.tokenize(piece))[model.info.maxPositions - 1];
      return last ? piece.slice(0, last.end) : piece;
    } catch (error) {
      // So long that it is not even tokenized: half of that is still more than fits.
      if (!isEngineError(error) || error.code !== 'context-full') throw error;
    }
  }
}
