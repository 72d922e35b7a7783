/**
 * What each entry of a vocabulary stands for, as bytes. Tokenizers spell their pieces in three ways:
 *   byte-level  every byte is one printable character ("Ġthe", GPT-2: Radford et al. 2019)
 *   metaspace   spaces are "▁", and bytes without a piece are "<0xE2>" (SentencePiece: Kudo & Richardson 2018)
 *   plain       the piece is the text
 */

export type Spelling = 'byte-level' | 'metaspace' | 'plain';

/** A JSON value that is looked into with care: files come from anywhere. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export interface Piece {
  readonly bytes: Uint8Array;
  /** For people: bytes that are no whole character stand as ⟨E2⟩. */
  readonly text: string;
  /** Of added_tokens: it stands for itself, whatever the spelling. */
  readonly added: boolean;
  readonly special: boolean;
}

const kMetaspace = '\u2581';
const encoder = new TextEncoder();

/** Every object below `json` that has a "type". */
function* typed(json: Json | undefined): Generator<{ [key: string]: Json }> {
  if (json === null || typeof json !== 'object') return;
  if (!Array.isArray(json) && typeof json['type'] === 'string') yield json;
  for (const value of Array.isArray(json) ? json : Object.values(json)) yield* typed(value);
}

export function spellingOf(tokenizer: { [key: string]: Json }): Spelling {
  const parts = [tokenizer['normalizer'], tokenizer['pre_tokenizer'], tokenizer['decoder']].flatMap((part) => [
    ...typed(part),
  ]);
  if (parts.some((part) => part['type'] === 'ByteLevel')) return 'byte-level';
  const model = tokenizer['model'] as { [key: string]: Json } | undefined;
  const spelled = parts.some((part) => part['type'] === 'Metaspace' || JSON.stringify(part).includes(kMetaspace));
  return spelled || model?.['byte_fallback'] === true ? 'metaspace' : 'plain';
}

/**
 * Byte-level spelling: printable Latin-1 stands for itself, the other 68 bytes for U+0100 and on, in order.
 */
const byteOfCharacter: ReadonlyMap<string, number> = (() => {
  const printable = (byte: number) =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
  const map = new Map<string, number>();
  let next = 0x100;
  for (let byte = 0; byte < 256; ++byte) map.set(String.fromCharCode(printable(byte) ? byte : next++), byte);
  return map;
})();

function byteLevelBytes(content: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of content) {
    const byte = byteOfCharacter.get(character);
    if (byte === undefined) bytes.push(...encoder.encode(character));
    else bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}

function metaspaceBytes(content: string): Uint8Array {
  const byte = /^<0x([0-9A-Fa-f]{2})>$/.exec(content);
  if (byte) return Uint8Array.of(Number.parseInt(byte[1]!, 16));
  return encoder.encode(content.replaceAll(kMetaspace, ' '));
}

export function pieceBytes(content: string, spelling: Spelling): Uint8Array {
  if (spelling === 'byte-level') return byteLevelBytes(content);
  return spelling === 'metaspace' ? metaspaceBytes(content) : encoder.encode(content);
}

/** Bytes of the character that begins with this byte; 0 where none does. */
function characterLength(first: number): number {
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first < 0xe0) return 2;
  if (first >= 0xe0 && first < 0xf0) return 3;
  return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Whole characters as they are, every other byte as ⟨E2⟩. */
export function visibleBytes(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const length = characterLength(bytes[at]!);
    try {
      if (length === 0 || at + length > bytes.length) throw new TypeError('no whole character');
      text += strict.decode(bytes.subarray(at, at + length));
      at += length;
    } catch {
      text += `⟨${bytes[at]!.toString(16).toUpperCase().padStart(2, '0')}⟩`;
      at += 1;
    }
  }
  return text;
}
