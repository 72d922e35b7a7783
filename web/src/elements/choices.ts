/** What a playground takes where nobody has chosen: a head, a cell, the part of a text that fits. */
import type { HeadStats, Model, ModelInfo } from '../engine/types.ts';
import { t } from '../text/text.ts';
import { rowOf } from '../views/pattern.ts';
import { isEngineError } from './failures.ts';
import { parseMute, type State } from './state.ts';

/** Pattern entries that one run may fetch (64 MiB); beyond that only the selected layer's. */
const kPatternBudget = 16 * 1024 * 1024;
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

const exists = (n: number, count: number) => Number.isInteger(n) && n >= 0 && n < count;

/** Of muted heads, "layer.head", those that the model has. */
export function existingMutes(mutes: readonly string[], { layers, heads }: ModelInfo): string[] {
  const has = (key: string) => exists(parseMute(key).layer, layers) && exists(parseMute(key).head, heads);
  return [...new Set(mutes)].filter(has);
}

/** The head to show where another was asked for; null leaves it. `wrong` says which numbers there are none of. */
export function headAsked(now: State, info: ModelInfo, layer: number | null, head: number | null) {
  const wrong: string[] = [];
  const choose = (wanted: number | null, before: number, count: number, say: (shown: number) => string) => {
    const shown = before < count ? before : 0;
    if (wanted === null || exists(wanted, count)) return wanted ?? shown;
    wrong.push(say(shown));
    return shown;
  };
  const { layers, heads } = info;
  const l = choose(layer, now.layer, layers, (shown) =>
    t('failure.layer', { layer: String(layer), layers, last: layers - 1, shown }),
  );
  const h = choose(head, now.head, heads, (shown) =>
    t('failure.head', { head: String(head), heads, last: heads - 1, shown }),
  );
  return { layer: l, head: h, wrong: wrong.join(' ') };
}

/** Whether the patterns of all layers are few enough to be fetched at every change. */
export async function allFit(model: Model, text: string, signal: AbortSignal): Promise<boolean> {
  const { layers, heads, maxPositions } = model.info;
  const fits = (t: number) => layers * heads * t * t <= kPatternBudget;
  // No token is shorter than a byte of UTF-8, and there are at most three a UTF-16 unit.
  if (fits(Math.min(text.length * 3 + 1, maxPositions))) return true;
  const tokens = await model.tokenize(text);
  signal.throwIfAborted();
  return fits(Math.min(tokens.length, maxPositions));
}
