/** Where tokens stand in the text they came from, found by walking both as bytes. */
import type { Piece } from './pieces.js';

/** UTF-16 range; both -1 where a token stands for none of the text. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** How far to look for a piece that is not where it should be (a normalizer dropped or changed something). */
const kWindow = 256;
const kSpace = 0x20;
const encoder = new TextEncoder();

/**
 * A lone half of a surrogate pair is no character and has no bytes: each becomes U+FFFD, one UTF-16 unit for
 * one, so that every index stays what it was.
 */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD');
}

/** The text's bytes, and for every byte offset the UTF-16 index of the first character that begins there or later. */
class Bytes {
  readonly bytes: Uint8Array;
  private readonly index: Int32Array;

  constructor(text: string) {
    this.bytes = encoder.encode(text);
    this.index = new Int32Array(this.bytes.length + 1);
    let at = 0;
    let unit = 0;
    for (const character of text) {
      const code = character.codePointAt(0)!;
      const length = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
      this.index[at] = unit;
      unit += character.length;
      this.index.fill(unit, at + 1, at + length);
      at += length;
    }
    this.index[at] = unit;
  }

  /** A character that several tokens share belongs to the first of them. */
  range(begin: number, end: number): Range {
    return { start: this.index[begin]!, end: this.index[end]! };
  }

  startsWith(piece: Uint8Array, at: number): boolean {
    if (at + piece.length > this.bytes.length) return false;
    for (let n = 0; n < piece.length; ++n) if (this.bytes[at + n] !== piece[n]) return false;
    return true;
  }

  /** Where the piece next stands, within the window; -1 where it does not. */
  find(piece: Uint8Array, from: number): number {
    const last = Math.min(from + kWindow, this.bytes.length - piece.length);
    for (let at = from; piece.length > 0 && at <= last; ++at) if (this.startsWith(piece, at)) return at;
    return -1;
  }
}

class Walk {
  readonly ranges: Range[];
  private readonly text: Bytes;
  private position = 0;
  /** Tokens passed over since the text and the pieces last agreed. */
  private lost: number[] = [];

  constructor(
    text: string,
    private readonly pieces: readonly Piece[],
  ) {
    this.text = new Bytes(text);
    this.ranges = pieces.map(() => ({ start: -1, end: -1 }));
  }

  /** A token that stands for itself; one that the text does not hold was put there by nobody's typing. */
  added(n: number): void {
    const found = this.text.find(this.pieces[n]!.bytes, this.position);
    if (found >= 0) this.put(n, found, found + this.pieces[n]!.bytes.length);
  }

  /** Pieces [from, to) that follow each other in the text. Some tokenizers put a space before the first. */
  ordinary(from: number, to: number): void {
    for (let n = from; n < to; ++n) {
      const bytes = this.pieces[n]!.bytes;
      const bare = n === from && bytes[0] === kSpace ? bytes.subarray(1) : undefined;
      if (bare && this.prefixed(from, to)) this.put(n, this.position, this.position + bare.length);
      else if (this.text.startsWith(bytes, this.position)) this.put(n, this.position, this.position + bytes.length);
      else this.search(n, bytes, bare);
    }
  }

  finish(): Range[] {
    this.settle(this.text.bytes.length);
    return this.ranges;
  }

  /** Do the pieces, without the first one's space, spell what comes next? Enough of them to be sure. */
  private prefixed(from: number, to: number): boolean {
    let at = this.position;
    for (let n = from; n < to; ++n) {
      const bytes = n === from ? this.pieces[n]!.bytes.subarray(1) : this.pieces[n]!.bytes;
      if (!this.text.startsWith(bytes, at)) return this.settles(from, n);
      at += bytes.length;
    }
    return true;
  }

  /** Both readings broke off somewhere: the one that holds longer is meant. */
  private settles(from: number, broke: number): boolean {
    let at = this.position;
    for (let n = from; n <= broke; ++n) {
      const bytes = this.pieces[n]!.bytes;
      if (!this.text.startsWith(bytes, at)) return n < broke;
      at += bytes.length;
    }
    return false;
  }

  private search(n: number, bytes: Uint8Array, bare: Uint8Array | undefined): void {
    for (const piece of bare ? [bytes, bare] : [bytes]) {
      const found = this.text.find(piece, this.position);
      if (found < 0) continue;
      this.put(n, found, found + piece.length);
      return;
    }
    this.lost.push(n);
  }

  private put(n: number, begin: number, end: number): void {
    this.settle(begin);
    this.ranges[n] = this.text.range(begin, end);
    this.position = end;
  }

  /** Text that no piece matched belongs to the first of the tokens passed over; the others stand at its end. */
  private settle(until: number): void {
    this.lost.forEach((n, nth) => {
      this.ranges[n] = this.text.range(nth === 0 ? this.position : until, until);
    });
    this.lost = [];
    this.position = until;
  }
}

/**
 * Ranges of the pieces in a well-formed text, in order. The first `leading` pieces were put before the text by
 * the tokenizer (BOS) and stand for none of it.
 */
export function align(text: string, pieces: readonly Piece[], leading: number): Range[] {
  const walk = new Walk(text, pieces);
  for (let n = leading; n < pieces.length; ) {
    if (pieces[n]!.added) {
      walk.added(n++);
      continue;
    }
    let to = n;
    while (to < pieces.length && !pieces[to]!.added) ++to;
    walk.ordinary(n, to);
    n = to;
  }
  return walk.finish();
}
