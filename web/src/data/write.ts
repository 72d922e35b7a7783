/** Attention as a document, exactly: reading it again gives the same float32, bit for bit. */
import type { Token } from '../engine/types.js';
import { DataError, shown } from './errors.ts';
import { charactersOf, needRoom, tooLong } from './room.ts';
import type {
  AttentionData,
  AttentionDocument,
  DocumentLayer,
  DocumentNext,
  DocumentToken,
  LayerData,
} from './types.ts';

/** Which layers and heads are written, and how. */
export interface WriteOptions {
  /** Numbers of layers and heads to write; without them all. */
  readonly layers?: readonly number[] | undefined;
  readonly heads?: readonly number[] | undefined;
  /** Weights as base64: a third of the size, and no longer to be read by eye. */
  readonly base64?: boolean | undefined;
  /** Who writes it: "attention-playground 0.2.0". */
  readonly made?: string | undefined;
}

/** The number with the fewest decimals that is this float32 when it is read again. */
export function shortest(x: number): number {
  if (x === 0 || !Number.isFinite(x) || Number.isInteger(x)) return x + 0;
  if (Math.fround(x) !== x) return x;
  return x >= 1e-4 && x < 1 ? shortWeight(x) : fewest(x, (digits) => Number(x.toPrecision(digits)));
}

/** From 8 digits, which are mostly enough, downwards; 9 always are. */
function fewest(x: number, near: (digits: number) => number): number {
  let best = near(8);
  if (Math.fround(best) !== x) return near(9);
  for (let digits = 7; digits > 0; digits--) {
    const shorter = near(digits);
    if (Math.fround(shorter) !== x) break;
    best = shorter;
  }
  return best;
}

/**
 * There are millions of weights, and making text of each to count its digits takes seconds. Exact: 24 bits of the float32 times
 * at most the 28 of 5 to the 12th fit a double, and so the product is no further from its whole number than the decimal is.
 */
function shortWeight(x: number): number {
  const zeros = x >= 0.1 ? 0 : x >= 0.01 ? 1 : x >= 0.001 ? 2 : 3;
  return fewest(x, (digits) => {
    const power = powers[digits + zeros] as number;
    return Math.round(x * power) / power;
  });
}

const powers = Array.from({ length: 13 }, (_, n) => 10 ** n);

export function chooseLayers(data: AttentionData, { layers, heads }: WriteOptions): LayerData[] {
  const all = data.layers.map(({ layer }) => layer);
  const chosen = (layers ?? all).map((layer) => {
    const found = data.layers.find((one) => one.layer === layer);
    if (found) return found;
    throw new DataError('unknown-layer', `there is no layer ${shown(layer)} (have ${listed(all)})`);
  });
  return heads ? chosen.map((layer) => chooseHeads(layer, heads)) : chosen;
}

function chooseHeads({ layer, heads: all, weights }: LayerData, heads: readonly number[]): LayerData {
  const [, queries = 0, keys = 0] = weights.shape;
  const cells = queries * keys;
  const data = new Float32Array(heads.length * cells);
  heads.forEach((head, n) => {
    const at = all.indexOf(head);
    if (at < 0) throw new DataError('unknown-head', `layer ${layer} has no head ${shown(head)} (have ${listed(all)})`);
    data.set(weights.data.subarray(at * cells, (at + 1) * cells), n * cells);
  });
  return { layer, heads, weights: { ...weights, shape: [heads.length, queries, keys], data } };
}

/** `0 to 7`, `0, 2, 5`. */
export function listed(numbers: readonly number[]): string {
  const run = numbers.length > 2 && numbers.every((n, i) => n === (numbers[0] as number) + i);
  return run ? `${numbers[0]} to ${numbers.at(-1)}` : numbers.join(', ') || 'none';
}

const remedy = 'write the weights as base64, or choose a layer or head';

/** Attention in the form that docs/attention-json.md specifies; JSON.stringify or formatDocument makes a file of it. */
export function toDocument(data: AttentionData, options: WriteOptions = {}): AttentionDocument {
  const layers = chooseLayers(data, options);
  if (!options.base64) {
    const characters = layers.reduce((sum, { weights }) => sum + charactersOf(weights.data), 0);
    needRoom(characters, 'the document', remedy);
  }
  const cross = data.keys !== data.queries;
  return {
    format: 'attention-playground',
    version: 1,
    ...(options.made ? { made: options.made } : {}),
    ...(data.model || data.modelUrl ? { model: writeModel(data) } : {}),
    ...(data.text ? { text: data.text } : {}),
    tokens: data.queries.map(writeToken),
    ...(cross ? { keys: data.keys.map(writeToken) } : {}),
    attention: layers.map((layer) => writeLayer(layer, options.base64 ?? false)),
    ...(data.next.length > 0 ? { next: data.next.map(writeNext) } : {}),
    ...(data.state ? { state: data.state } : {}),
  };
}

function writeModel({ model, modelUrl }: AttentionData): NonNullable<AttentionDocument['model']> {
  return { name: model, ...(modelUrl ? { url: modelUrl } : {}) };
}

function writeToken({ id, text, start, end, special }: Token): DocumentToken {
  return {
    text,
    ...(id >= 0 ? { id } : {}),
    ...(start >= 0 ? { start, end } : {}),
    ...(special ? { special } : {}),
  };
}

function writeNext(next: AttentionData['next'][number]): DocumentNext {
  return {
    ...(next.id >= 0 ? { id: next.id } : {}),
    text: next.text,
    probability: shortest(next.probability),
    ...(Number.isFinite(next.logit) ? { logit: shortest(next.logit) } : {}),
    ...(next.chance === next.probability ? {} : { chance: shortest(next.chance) }),
  };
}

function writeLayer({ layer, heads, weights }: LayerData, base64: boolean): DocumentLayer {
  const [count = 0, queries = 0, keys = 0] = weights.shape;
  if (base64) return { layer, heads, weights: { shape: [count, queries, keys], base64: encode(weights.data) } };
  const row = (at: number) => Array.from(weights.data.subarray(at, at + keys), shortest);
  const matrix = (head: number) => Array.from({ length: queries }, (_, i) => row((head * queries + i) * keys));
  return { layer, heads, weights: Array.from({ length: count }, (_, head) => matrix(head)) };
}

function encode(data: Float32Array): string {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const parts: string[] = [];
  // A multiple of 3, so that parts join without padding; small enough for one call's arguments.
  const step = 3 * 8192;
  for (let at = 0; at < bytes.length; at += step) {
    parts.push(btoa(String.fromCharCode(...bytes.subarray(at, at + step))));
  }
  return parts.join('');
}

/** JSON text with a line a token and a line a row of weights, so that a change is seen where it is. */
export function formatDocument(document: AttentionDocument): string {
  try {
    return format(document);
  } catch (thrown) {
    // V8's "Invalid string length", other engines' words for it.
    if (thrown instanceof RangeError) throw tooLong('the document', remedy);
    throw thrown;
  }
}

function format(document: AttentionDocument): string {
  const lines = (list: readonly unknown[], indent: string) =>
    list.length === 0 ? '[]' : `[\n${list.map((one) => `${indent}  ${JSON.stringify(one)}`).join(',\n')}\n${indent}]`;
  const matrix = (rows: readonly unknown[]) => `      ${lines(rows, '      ')}`;
  const weights = (w: DocumentLayer['weights']) => {
    if (!Array.isArray(w)) return JSON.stringify(w);
    return w.length === 0 ? '[]' : `[\n${w.map(matrix).join(',\n')}\n    ]`;
  };
  const layer = (one: DocumentLayer) =>
    `    {"layer": ${one.layer}, "heads": ${JSON.stringify(one.heads)}, "weights": ${weights(one.weights)}}`;
  const members = Object.entries(document).map(([name, value]) => {
    if (name === 'tokens' || name === 'keys' || name === 'next') return `  "${name}": ${lines(value, '  ')}`;
    if (name !== 'attention') return `  "${name}": ${JSON.stringify(value)}`;
    const layers = document.attention;
    return `  "attention": ${layers.length === 0 ? '[]' : `[\n${layers.map(layer).join(',\n')}\n  ]`}`;
  });
  return `{\n${members.join(',\n')}\n}\n`;
}
