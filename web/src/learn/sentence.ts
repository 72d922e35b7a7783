/** Looking at a sentence's tokens and at queries, keys and values by token. */
import type { AttendInput, Token } from '../engine/types.ts';

/** The first `count` tokens' queries, keys and values: of self-attention. Views, no copies. */
export function cutInput(input: AttendInput, count: number): AttendInput {
  const { q, k, v, heads, kvHeads, width, valueWidth = width, segments } = input;
  const cut = {
    ...input,
    q: q.subarray(0, count * heads * width),
    k: k.subarray(0, count * kvHeads * width),
    v: v.subarray(0, count * kvHeads * valueWidth),
  };
  return segments ? { ...cut, segments: segments.subarray(0, count) } : cut;
}

/** Places of the token that comes more than once: a whole word before a part of one, a long one before a short; [] for none. */
export function equalTokens(tokens: readonly Token[]): number[] {
  const places = new Map<number, number[]>();
  for (const [n, token] of tokens.entries()) {
    const known = places.get(token.id);
    if (known) known.push(n);
    else places.set(token.id, [n]);
  }
  const isWord = (n: number) => /^ \p{L}/u.test(tokens[n]?.text ?? '') && !/^\p{L}/u.test(tokens[n + 1]?.text ?? '');
  const worth = (at: readonly number[]) =>
    (at.every(isWord) ? 100 : 0) + (tokens[at[0] as number] as Token).text.trim().length;
  return (
    [...places.values()].filter((at) => at.length > 1).sort((a, b) => worth(b) - worth(a) || b.length - a.length)[0] ??
    []
  );
}

/** How many rows of two [rows, width] arrays differ in any number. */
export function rowsThatDiffer(a: Float32Array, b: Float32Array, rows: number): number {
  const width = rows > 0 ? a.length / rows : 0;
  let count = 0;
  for (let i = 0; i < rows; i++) {
    for (let n = i * width; n < (i + 1) * width; n++) {
      if (a[n] !== b[n]) {
        count++;
        break;
      }
    }
  }
  return count;
}
