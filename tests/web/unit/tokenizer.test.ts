import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { EngineError } from '../../../web/src/engine/errors.ts';
import { visibleBytes } from '../../../web/src/engine/pieces.ts';
import { TextTokenizer } from '../../../web/src/engine/tokenizer.ts';
import type { Token } from '../../../web/src/engine/types.ts';
import { holds, stories260K, withoutStories } from './shared.ts';
import { bos, eos, tokenizer as tinyJson } from './tiny-model.ts';

const kFamily = '\u{1F468}\u200D\u{1F469}\u200D\u{1F467}';
const kOdd = [
  ['plain words', 'Once upon a time'],
  ['spaces at both ends and inside', '  a   b  '],
  ['line breaks and tabs', 'a\n\n\tb\r\n'],
  ['an emoji', 'x\u{1F600}y'],
  ['a family joined by ZWJ', `a${kFamily}b`],
  ['right to left with marks', 'שָׁלוֹם עולם'],
  ['Arabic with a bidi control', 'a\u202Eمرحبا\u202Cb'],
  ['a composed and a decomposed letter', 'é e\u0301'],
  ['a lone high surrogate', 'a\uD83Db'],
  ['a lone low surrogate', 'a\uDE00b'],
  ['swapped surrogates', '\uDE00\uD83D'],
  ['a lone surrogate at the end', 'ab\uD83D'],
  ['NUL and other controls', 'a\u0000b\u0007c\u007F'],
  ['a byte order mark', '\uFEFFa'],
  ['a noncharacter', 'a\uFFFFb'],
  ['the metaspace itself', '\u2581a \u2581'],
  ['text that looks like a byte piece', '<0x0A> a'],
  ['CJK and rare planes', '漢字\u{20000}か'],
  ['special tokens typed by hand', 'a<s>b </s>'],
] as const;

const tiny = () => new TextTokenizer(JSON.stringify(tinyJson), null);
const stories = () =>
  new TextTokenizer(
    readFileSync(`${stories260K}/tokenizer.json`, 'utf8'),
    readFileSync(`${stories260K}/tokenizer_config.json`, 'utf8'),
  );

/** Ranges follow each other without gap or overlap and cover the whole text. */
function assertCovers(tokens: readonly Token[], text: string): void {
  let at = 0;
  for (const token of tokens.slice(1)) {
    assert.equal(token.start, at, `${JSON.stringify(text)}: ${JSON.stringify(token)} begins where the last one ended`);
    holds(token.end >= token.start);
    at = token.end;
  }
  assert.equal(at, text.length, `${JSON.stringify(text)}: all of it is covered`);
}

for (const [what, text] of kOdd) {
  test(`byte-level: the ranges of ${what} tile the text`, () => {
    const tokens = tiny().encode(text);
    assert.equal(tokens[0]!.id, bos);
    assert.deepEqual([tokens[0]!.start, tokens[0]!.end], [-1, -1]);
    assertCovers(tokens, text);
  });

  test(`SentencePiece style: the ranges of ${what} tile the text`, { skip: withoutStories }, () => {
    const tokens = stories().encode(text);
    assert.equal(tokens[0]!.text, '<s>');
    assertCovers(tokens, text);
  });
}

test('a token stands exactly where its letters are', () => {
  const tokens = tiny().encode('to the');
  const shown = tokens.map(({ text, start, end }) => [text, start, end]);
  assert.deepEqual(shown, [
    ['<s>', -1, -1],
    ['t', 0, 1],
    ['o', 1, 2],
    [' t', 2, 4],
    ['he', 4, 6],
  ]);
});

test('the space that SentencePiece puts first is of no width', { skip: withoutStories }, () => {
  const [, first, second] = stories().encode('Once upon');
  assert.deepEqual([first!.text, first!.start, first!.end], [' Once', 0, 4]);
  assert.deepEqual([second!.text, second!.start, second!.end], [' upon', 4, 9]);
});

test('the first token of a character has all of it, the others are empty and show their bytes', () => {
  const tokens = tiny().encode('x\u{1F600}');
  const shown = tokens.slice(2).map(({ text, start, end }) => [text, start, end]);
  assert.deepEqual(shown, [
    ['⟨F0⟩', 1, 3],
    ['⟨9F⟩', 3, 3],
    ['⟨98⟩', 3, 3],
    ['⟨80⟩', 3, 3],
  ]);
});

test('a lone surrogate is tokenized as U+FFFD and moves nothing', () => {
  const lone = tiny().encode('a\uD83Db');
  assert.deepEqual(lone, tiny().encode('a\uFFFDb'));
  assert.deepEqual([lone.at(-1)!.start, lone.at(-1)!.end], [2, 3]);
});

test('an empty text has what the tokenizer puts before every text, and nothing else', () => {
  assert.deepEqual(
    tiny()
      .encode('')
      .map(({ id }) => id),
    [bos],
  );
});

test('special tokens that are typed are special tokens, at their place', () => {
  const tokens = tiny().encode('a</s>b');
  const end = tokens.find(({ id }) => id === eos)!;
  assert.deepEqual([end.special, end.start, end.end, end.text], [true, 1, 5, '</s>']);
});

test('ids that no text was tokenized into stand where their letters are, special ones nowhere', () => {
  const [start, t, h, e, end] = tiny().describe([bos, 258, 104, 101, eos], ' the');
  assert.deepEqual([start!.start, end!.start], [-1, -1]);
  assert.deepEqual([t!.start, t!.end, h!.start, e!.end], [0, 2, 2, 4]);
});

test('an id without a piece is shown by its number and adds nothing to the text', () => {
  const tokenizer = tiny();
  assert.equal(tokenizer.piece(999).text, '⟨999⟩');
  assert.equal(tokenizer.writer('a').push(999), 'a');
});

test('a writer holds half a character back until it is whole', () => {
  const writer = tiny().writer('x');
  assert.deepEqual(
    [0xf0, 0x9f, 0x98].map((byte) => writer.push(byte)),
    ['x', 'x', 'x'],
  );
  assert.equal(writer.push(0x80), 'x\u{1F600}');
  writer.push(0xe2);
  assert.equal(writer.finish(), 'x\u{1F600}\uFFFD');
});

test('writing the ids of a text gives the text', () => {
  for (const [, text] of kOdd) {
    const clean = text.replace(/\p{Surrogate}/gu, '\uFFFD').replaceAll(/<\/?s>/g, '');
    const tokenizer = tiny();
    const writer = tokenizer.writer('');
    for (const token of tokenizer.encode(clean)) writer.push(token.id);
    assert.equal(writer.finish(), clean);
  }
});

test('SentencePiece style: writing from nothing drops the first space, writing on keeps it', {
  skip: withoutStories,
}, () => {
  const tokenizer = stories();
  const [, once] = tokenizer.encode('Once');
  assert.equal(tokenizer.writer('').push(once!.id), 'Once');
  assert.equal(tokenizer.writer('a').push(once!.id), 'a Once');
});

test('a normalizer that changes the text costs ranges only where it did', () => {
  const json = { ...tinyJson, normalizer: { type: 'NFC' } };
  const tokens = new TextTokenizer(JSON.stringify(json), null).encode('a e\u0301 b');
  assert.deepEqual([tokens.at(-1)!.text, tokens.at(-1)!.start, tokens.at(-1)!.end], ['b', 5, 6]);
  assertCovers(tokens, 'a e\u0301 b');
});

test('bytes that are no character are shown one by one, the rest as it is', () => {
  assert.equal(visibleBytes(Uint8Array.of(0x61, 0xc3, 0xa9, 0xff, 0xe2, 0x82)), 'aé⟨FF⟩⟨E2⟩⟨82⟩');
});

test('a broken tokenizer.json is an error that names it', () => {
  for (const text of ['{', '[]', '{}', '{"model": {"type": "Nonsense", "vocab": {}}}']) {
    assert.throws(
      () => new TextTokenizer(text, null),
      (error: EngineError) =>
        error instanceof EngineError &&
        ['bad-file', 'unsupported'].includes(error.code) &&
        error.file === 'tokenizer.json',
      text,
    );
  }
});
