/** What was generated, where it stands in the text, and the patterns that grow with it. Pure functions. */
import type { GenerationStep, NextToken, Tensor, Token } from '../engine/types.ts';

/** One generated token: its place in the text, what it was drawn from, and what the model looked at. */
export interface Written {
  /** UTF-16 range in the text at the time it was written. */
  readonly start: number;
  readonly end: number;
  readonly token: Token;
  readonly next: readonly NextToken[];
  /** One per layer [h, 1, t]: the row of the token before it, over the t tokens there were. */
  readonly rows: readonly (Tensor | null)[];
}

export function commonPrefix(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  let n = 0;
  while (n < length && a.charCodeAt(n) === b.charCodeAt(n)) n++;
  return n;
}

/** The steps that an edit from `before` to `after` leaves true: everything up to their end still stands. */
export function keepWritten(written: readonly Written[], before: string, after: string): readonly Written[] {
  if (written.length === 0) return written;
  const same = commonPrefix(before, after);
  const kept = written.filter((step) => step.end <= same);
  return kept.length === written.length ? written : kept;
}

/** Index of the step that wrote the character at `offset`, or -1. */
export function stepAt(written: readonly Written[], offset: number): number {
  if (offset < 0) return -1;
  return written.findIndex((step) => offset >= step.start && offset < step.end);
}

/** Indices of the tokens that were generated; a token belongs to the step in which it starts. */
export function generatedTokens(tokens: readonly Token[], written: readonly Written[]): ReadonlySet<number> {
  const marked = new Set<number>();
  if (written.length === 0) return marked;
  tokens.forEach((token, index) => {
    if (stepAt(written, token.start) >= 0) marked.add(index);
  });
  return marked;
}

/**
 * The text after a step. The engine decodes the whole sequence, which may differ from what was typed where a
 * tokenizer normalises: then what was typed stays, and only the new token's own text is added.
 */
export function textAfter(textBefore: string, step: GenerationStep): string {
  if (step.text.startsWith(textBefore)) return step.text;
  return step.token.special ? textBefore : textBefore + step.token.text;
}

export function patternsOf(tensors: ReadonlyMap<string, Tensor>, layers: number): (Tensor | null)[] {
  return Array.from({ length: layers }, (_, layer) => tensors.get(`blocks.${layer}.attn.hook_pattern`) ?? null);
}

/** Tokens along the last axis of the first pattern there is, or 0. */
export function patternSize(patterns: readonly (Tensor | null)[]): number {
  return patterns.find((tensor) => tensor !== null)?.shape.at(-1) ?? 0;
}

/** Numbers that the rows of all steps may take together (32 MiB). */
const kRowBudget = 8 * 1024 * 1024;

/** The same steps, the oldest without their rows where all of them would take too much memory. */
export function forgetOldRows(written: readonly Written[], budget = kRowBudget): readonly Written[] {
  let left = budget;
  const kept = [...written].reverse().map((step) => {
    left -= step.rows.reduce((sum, row) => sum + (row?.data.length ?? 0), 0);
    return left >= 0 || step.rows.length === 0 ? step : { ...step, rows: [] };
  });
  return kept.reverse();
}

/** Row of one head in a step's [h, 1, t]. */
export function stepRow(step: Written, layer: number, head: number): Float32Array | null {
  const tensor = step.rows[layer];
  if (!tensor) return null;
  const keys = tensor.shape.at(-1) ?? 0;
  return tensor.data.subarray(head * keys, (head + 1) * keys);
}

/**
 * A layer's pattern [h, t, t] with the rows [h, 1, n] that later steps brought, as [h, n, n]: causal
 * attention never changes the rows that stand. A row that leaves a gap is not used.
 */
export function growPattern(pattern: Tensor, rows: readonly Tensor[]): Tensor {
  const [heads = 0, size = 0] = pattern.shape;
  const fresh = new Map(rows.map((row) => [row.shape.at(-1) ?? 0, row]));
  let grown = size;
  while (fresh.has(grown + 1)) grown++;
  if (grown === size) return pattern;
  const data = new Float32Array(heads * grown * grown);
  for (let h = 0; h < heads; h++) {
    const base = h * grown * grown;
    for (let i = 0; i < size; i++) {
      const from = h * size * size + i * size;
      data.set(pattern.data.subarray(from, from + size), base + i * grown);
    }
    for (let i = size; i < grown; i++) {
      const row = fresh.get(i + 1)!.data;
      data.set(row.subarray(h * (i + 1), (h + 1) * (i + 1)), base + i * grown);
    }
  }
  return { name: pattern.name, shape: [heads, grown, grown], data };
}

/** {@link growPattern} for every layer. */
export function growPatterns(patterns: readonly (Tensor | null)[], steps: readonly Written[]): (Tensor | null)[] {
  return patterns.map((pattern, layer) => {
    const rows = steps.map((step) => step.rows[layer]).filter((row): row is Tensor => row != null);
    return pattern ? growPattern(pattern, rows) : null;
  });
}
