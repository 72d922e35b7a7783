/** Text to tokens and back, by the model's own tokenizer.json. */
import { Tokenizer } from '@huggingface/tokenizers';
import { align, wellFormed } from './align.js';
import { EngineError } from './errors.js';
import { type Json, type Piece, pieceBytes, type Spelling, spellingOf, visibleBytes } from './pieces.js';
import type { Token } from './types.js';

const kFile = 'tokenizer.json';
const kModels = ['BPE', 'Unigram', 'WordPiece'];
const kSentinel = '\u0000text';

type JsonObject = { [key: string]: Json };

export class TextTokenizer {
  /** One more than the largest id of the vocabulary proper; added tokens may lie beyond. */
  readonly vocabulary: number;
  /** Bytes of the longest piece: no text of n tokens is longer than n times this. */
  readonly longestPiece: number;
  private readonly library: Tokenizer;
  private readonly spelling: Spelling;
  private readonly pieces: readonly (Piece | undefined)[];
  /** Ids that go before every text. */
  private readonly leading: readonly number[];
  /** Does decoding drop the space before the first word? */
  private readonly dropsFirstSpace: boolean;

  constructor(tokenizerJson: string, tokenizerConfigJson: string | null) {
    const json = parse(tokenizerJson, kFile);
    const config = tokenizerConfigJson === null ? {} : parse(tokenizerConfigJson, 'tokenizer_config.json');
    this.library = open(json, config);
    this.spelling = spellingOf(json);
    this.pieces = readPieces(this.library, this.spelling);
    this.vocabulary = largestId(json) + 1;
    this.longestPiece = this.pieces.reduce((longest, piece) => Math.max(longest, piece?.bytes.length ?? 0), 1);
    this.leading = leadingIds(this.library, config);
    this.dropsFirstSpace = dropsFirstSpace(this.library, this.pieces);
  }

  encode(text: string): Token[] {
    const clean = wellFormed(text);
    const ids = clean === '' ? [] : this.library.encode(clean, { add_special_tokens: false }).ids;
    if (ids.some((id) => id === undefined)) {
      throw new EngineError('bad-file', `${kFile}: no token for a part of this text, and no unk_token either`, kFile);
    }
    return this.describe([...this.leading, ...ids], text);
  }

  /** Ids as tokens of this text. */
  describe(ids: readonly number[], text: string): Token[] {
    const leads = this.leading.length > 0 && this.leading.every((id, n) => ids[n] === id);
    const pieces = ids.map((id) => this.piece(id));
    // Spelled with ▁ for a space, a typed ▁ is a space too; both are one UTF-16 unit.
    const spelled = this.spelling === 'metaspace' ? wellFormed(text).replaceAll('\u2581', ' ') : wellFormed(text);
    const ranges = align(spelled, pieces, leads ? this.leading.length : 0);
    return ids.map((id, n) => ({ id, text: pieces[n]!.text, special: pieces[n]!.special, ...ranges[n]! }));
  }

  piece(id: number): Piece {
    // A model may have more rows than its tokenizer has pieces; such an id adds nothing to the text.
    return this.pieces[id] ?? { bytes: new Uint8Array(0), text: `⟨${id}⟩`, added: true, special: true };
  }

  /** Writes ids down as text after `before`, token by token. */
  writer(before: string): TextWriter {
    return new TextWriter(this, before, this.dropsFirstSpace && before === '');
  }
}

/** A character that comes in several tokens is held back until it is whole. */
export class TextWriter {
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  constructor(
    private readonly tokenizer: TextTokenizer,
    private written: string,
    private dropSpace: boolean,
  ) {}

  get text(): string {
    return this.written;
  }

  push(id: number): string {
    const piece = this.tokenizer.piece(id);
    if (piece.special) return this.written;
    const drop = this.dropSpace && piece.bytes[0] === 0x20;
    this.dropSpace = false;
    this.written += this.decoder.decode(drop ? piece.bytes.subarray(1) : piece.bytes, { stream: true });
    return this.written;
  }

  /** Whatever is left of a character that never became whole is U+FFFD. */
  finish(): string {
    this.written += this.decoder.decode();
    return this.written;
  }
}

function parse(text: string, file: string): JsonObject {
  let json: Json;
  try {
    json = JSON.parse(text) as Json;
  } catch (thrown) {
    throw new EngineError('bad-file', `${file} is no JSON: ${(thrown as Error).message}`, file);
  }
  if (json === null || typeof json !== 'object' || Array.isArray(json)) {
    throw new EngineError('bad-file', `${file} holds no JSON object; is it another file of that name?`, file);
  }
  return json;
}

function open(json: JsonObject, config: JsonObject): Tokenizer {
  const model = json['model'];
  if (model === null || typeof model !== 'object' || Array.isArray(model) || model['vocab'] == null) {
    throw new EngineError('bad-file', `${kFile}: model.vocab is missing; is it a tokenizer of Hugging Face?`, kFile);
  }
  const { type } = model;
  if (type != null && !kModels.includes(String(type))) {
    throw new EngineError(
      'unsupported',
      `${kFile}: model.type is ${JSON.stringify(type)}; have ${kModels.join(', ')}`,
      kFile,
    );
  }
  // The library insists on these being there; the format does not.
  const whole = {
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: null,
    post_processor: null,
    decoder: null,
    ...json,
  };
  try {
    return new Tokenizer(whole, config);
  } catch (thrown) {
    throw new EngineError('bad-file', `${kFile}: ${(thrown as Error).message}`, kFile);
  }
}

function readPieces(library: Tokenizer, spelling: Spelling): (Piece | undefined)[] {
  const added = library.get_added_tokens_decoder();
  const pieces: (Piece | undefined)[] = [];
  for (const [content, id] of library.get_vocab()) {
    if (typeof content !== 'string') continue; // a hole between ids
    const extra = added.get(id);
    const bytes = pieceBytes(content, extra ? 'plain' : spelling);
    const text = extra ? content : visibleBytes(bytes);
    pieces[id] = { bytes, text, added: extra !== undefined, special: extra?.special ?? false };
  }
  return pieces;
}

function largestId(json: JsonObject): number {
  const vocab = (json['model'] as JsonObject)['vocab'] as JsonObject | Json[];
  if (Array.isArray(vocab)) return vocab.length - 1;
  return Object.values(vocab).reduce<number>((largest, id) => Math.max(largest, Number(id)), -1);
}

/**
 * What the tokenizer puts before a text. What it would put after it (EOS, for some) is left out: the text is
 * there to be continued.
 */
function leadingIds(library: Tokenizer, config: JsonObject): number[] {
  const processed = library.post_processor?.([kSentinel], null, true) as { tokens: string[] } | undefined;
  const tokens = processed ? processed.tokens.slice(0, processed.tokens.indexOf(kSentinel)) : [];
  const bos = config['bos_token'];
  const name = bos !== null && typeof bos === 'object' && !Array.isArray(bos) ? bos['content'] : bos;
  if (tokens.length === 0 && config['add_bos_token'] === true && typeof name === 'string') tokens.push(name);
  return tokens.flatMap((token) => library.token_to_id(token) ?? []);
}

function dropsFirstSpace(library: Tokenizer, pieces: readonly (Piece | undefined)[]): boolean {
  const id = pieces.findIndex((piece) => piece && !piece.added && /^ \p{L}/u.test(piece.text));
  return id >= 0 && !library.decode([id], { clean_up_tokenization_spaces: false }).startsWith(' ');
}
