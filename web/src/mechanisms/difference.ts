/** How far one output lies from another, for outputs that the engine gave in two calls. */
import type { Difference } from '../engine/types.ts';

/** Both [queries, width]. As `Difference` says it: largest |a - b|, and the cosine of both as one long vector. */
export function differenceOf(a: Float32Array, b: Float32Array, queries: number): Difference | null {
  if (a.length !== b.length || queries === 0) return null;
  const width = a.length / queries;
  let [maxAbs, query, ab, aa, bb] = [0, 0, 0, 0, 0];
  for (let n = 0; n < a.length; n++) {
    const [x, y] = [a[n] as number, b[n] as number];
    ab += x * y;
    aa += x * x;
    bb += y * y;
    if (Math.abs(x - y) > maxAbs) [maxAbs, query] = [Math.abs(x - y), Math.floor(n / width)];
  }
  return { maxAbs, cosine: aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : aa === bb ? 1 : 0, query };
}
