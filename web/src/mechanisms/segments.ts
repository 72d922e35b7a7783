/** Which sentence each token belongs to: for masks of documents and for attention to words, then sentences. */
import type { Token } from '../engine/types.ts';

/** Where sentences end: after . ! ? and what closes behind them, if a gap or the end follows; and after line breaks. */
const ends = /[.!?…]+["'”’»)\]]*(?=\s|$)|\n+/gu;

/** Segment numbers from 0, one a token. A token without a place in the text (BOS) goes with the one before it. */
export function segmentsOf(text: string, tokens: readonly Token[]): Int32Array {
  const bounds = [...text.matchAll(ends)].map((match) => match.index + match[0].length);
  let segment = 0;
  let bound = 0;
  let filled = false;
  return Int32Array.from(tokens, (token) => {
    if (token.start >= 0) {
      // A gap or a line break that a token begins with is not yet what it says.
      const gap = text.slice(token.start, token.end).search(/\S/);
      const said = token.start + Math.max(0, gap);
      let passed = false;
      for (; bound < bounds.length && (bounds[bound] as number) <= said; bound++) passed = true;
      // Two line breaks, or a full stop before one, leave no empty sentence between them.
      if (passed && filled) segment++;
      filled = true;
    }
    return segment;
  });
}
