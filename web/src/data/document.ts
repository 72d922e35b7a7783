/**
 * Attention from a file, from PyTorch by way of JSON, or from a page's own numbers: whatever is given becomes
 * AttentionData or a DataError whose sentence names the value and the remedy. docs/attention-json.md is the specification.
 */
import type { NextToken, Token } from '../engine/types.js';
import type { ShareState } from '../share/types.js';
import { DataError, shown } from './errors.ts';
import type { AttentionData, LayerData } from './types.ts';
import { checkWeights, limits, readLayer, type Size, splitLayers } from './weights.ts';

export { DataError, type DataErrorCode } from './errors.ts';
export { formatDocument, toDocument, type WriteOptions } from './write.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The members that the value itself has: nothing inherited, so that no name of a prototype is taken for data. */
function fieldsOf(value: unknown, path: string, remedy: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new DataError('not-a-document', `${path} is ${shown(value)}; it must be ${remedy}`);
  }
  return value as Fields;
}

const own = (fields: Fields, name: string): unknown => (Object.hasOwn(fields, name) ? fields[name] : undefined);

/** JSON text as data. */
export function parseText(text: string): AttentionData {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    const hint = /\b(NaN|Infinity)\b/.test(text) ? '; JSON has no NaN and no Infinity' : '';
    const why = (thrown as Error).message.replaceAll(/\s+/g, ' ').slice(0, 120);
    throw new DataError('not-a-document', `this is not JSON: ${why}${hint}`);
  }
  return parseDocument(value);
}

/**
 * A document of version 1; `{tokens, attention}` with weights [t][t], [h][t][t], [l][h][t][t] or, with the batch axis of
 * transformers, [l][1][h][t][t], as nested arrays, typed arrays with `shape`, or base64; or AttentionData itself.
 */
export function parseDocument(value: unknown): AttentionData {
  const fields = fieldsOf(value, 'the data', 'an object with "tokens" and "attention"');
  if (Array.isArray(own(fields, 'layers')) && Array.isArray(own(fields, 'queries'))) return parseData(fields);
  checkVersion(fields);
  const text = textOf(fields, 'text');
  const queries = readTokens(own(fields, 'tokens'), 'tokens', text);
  const given = own(fields, 'keys');
  const keys = given === undefined || given === null ? queries : readTokens(given, 'keys', '');
  const size = { queries: queries.length, keys: keys.length };
  const layers = readLayers(fields, size);
  return {
    queries,
    keys,
    layers,
    causal:
      queries === keys && layers.every(({ weights, heads }) => isCausal(weights.data, heads.length, size.queries)),
    text,
    ...modelOf(fields),
    next: readNext(own(fields, 'next')),
    state: readState(own(fields, 'state')),
  };
}

/** Data that some program put together: it is checked as a file is. */
function parseData(fields: Fields): AttentionData {
  const { queries, keys, layers, causal } = fields;
  const as = { ...fields, tokens: queries, keys: keys === queries ? undefined : keys, attention: layers };
  const read = parseDocument({ ...as, layers: undefined });
  return typeof causal === 'boolean' ? { ...read, causal: causal && read.keys === read.queries } : read;
}

function checkVersion(fields: Fields): void {
  const [format, version] = [own(fields, 'format'), own(fields, 'version')];
  if (format === undefined || format === null) return;
  if (format !== 'attention-playground') {
    throw new DataError('not-a-document', `the format is ${shown(format)}; "attention-playground" can be read`);
  }
  if (version === 1) return;
  const newer = typeof version === 'number' && version > 1;
  const remedy = newer ? 'a newer Attention Playground wrote it: update this one' : 'write "version": 1';
  throw new DataError('bad-version', `the version is ${shown(version)}; version 1 can be read: ${remedy}`);
}

function textOf(fields: Fields, name: string, path = name): string {
  const text = own(fields, name) ?? '';
  if (typeof text !== 'string') throw new DataError('not-a-document', `${path} is ${shown(text)}; it must be a string`);
  return bounded(text, path);
}

function bounded(text: string, path: string): string {
  if (text.length <= limits.characters) return text;
  throw new DataError('too-large', `${path} has ${text.length} characters; ${limits.characters} can be read`);
}

/** A name alone, or the object that a document has; AttentionData has the address beside the name. */
function modelOf(fields: Fields): Pick<AttentionData, 'model' | 'modelUrl'> {
  const value = own(fields, 'model') ?? '';
  const named = typeof value === 'string';
  const model = named
    ? { name: value, url: own(fields, 'modelUrl') }
    : fieldsOf(value, 'model', 'a name, or {"name", "url"}');
  const url = textOf(model, 'url', named ? 'modelUrl' : 'the url of model');
  return { model: textOf(model, 'name', named ? 'model' : 'the name of model'), ...(url ? { modelUrl: url } : {}) };
}

function readTokens(value: unknown, path: string, text: string): Token[] {
  if (!Array.isArray(value)) {
    const remedy = `give "${path}": a list of strings or of {"text": ..., "id": ...}`;
    throw new DataError('bad-token', `${path} is ${shown(value)}; ${remedy}`);
  }
  if (value.length > limits.tokens) {
    throw new DataError('too-large', `there are ${value.length} ${path}; ${limits.tokens} can be read`);
  }
  let at = 0;
  return Array.from(value, (one: unknown, n) => {
    const token = readToken(one, `${path}[${n}]`);
    if (token.start >= 0) at = token.end;
    else if (token.text !== '' && !token.special && text.startsWith(token.text, at)) {
      // Where the file does not say: the next place in the text that it can stand for.
      const start = at;
      at += token.text.length;
      return { ...token, start, end: at };
    }
    return token;
  });
}

function readToken(value: unknown, path: string): Token {
  if (typeof value === 'string') return { id: -1, text: bounded(value, path), start: -1, end: -1, special: false };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new DataError('bad-token', `${path} is ${shown(value)}; a token is a string or {"text": ..., "id": ...}`);
  }
  const fields = value as Fields;
  const text = own(fields, 'text');
  if (typeof text !== 'string')
    throw new DataError('bad-token', `the text of ${path} is ${shown(text)}; it must be a string`);
  const [start, end] = [whole(fields, 'start', path), whole(fields, 'end', path)];
  const stands = start >= 0 && end >= start;
  return {
    id: whole(fields, 'id', path),
    text: bounded(text, path),
    start: stands ? start : -1,
    end: stands ? end : -1,
    special: own(fields, 'special') === true,
  };
}

/** -1 where nothing is said. */
function whole(fields: Fields, name: string, path: string): number {
  const n = own(fields, name) ?? -1;
  if (Number.isSafeInteger(n) && (n as number) >= -1) return n as number;
  throw new DataError('bad-token', `${name} of ${path} is ${shown(n)}; it must be a whole number from 0`);
}

function readLayers(fields: Fields, size: Size): LayerData[] {
  const attention = own(fields, 'attention');
  const layers = listLayers(fields, attention, size);
  if (layers.length > limits.layers) {
    throw new DataError('too-large', `there are ${layers.length} layers; ${limits.layers} can be read`);
  }
  if (layers.length === 0 && size.queries > 0) {
    throw new DataError('bad-shape', 'attention is empty; in transformers, ask for output_attentions=True');
  }
  let total = 0;
  const seen = new Set<number>();
  return layers.map(({ node, path, layer, heads: named }) => {
    if (seen.has(layer)) throw new DataError('bad-shape', `layer ${layer} is there twice; a layer is given once`);
    seen.add(layer);
    const { heads: count, data } = readLayer(node, path, size);
    total += data.length;
    if (total > limits.weights) {
      throw new DataError('too-large', `there are more than ${limits.weights} weights; give fewer layers or heads`);
    }
    const heads = headNumbers(named, count, path);
    checkWeights(data, size, layer, heads);
    const shape = [count, size.queries, size.keys];
    return { layer, heads, weights: { name: `blocks.${layer}.attn.hook_pattern`, shape, data } };
  });
}

interface FoundLayer {
  readonly node: unknown;
  readonly path: string;
  readonly layer: number;
  readonly heads: unknown;
}

/** Told by what no tensor has, so that a layer without its weights is told so. */
const isLayer = (entry: object): boolean => ['weights', 'layer', 'heads'].some((name) => Object.hasOwn(entry, name));

function listLayers(fields: Fields, attention: unknown, size: Size): FoundLayer[] {
  if (attention === undefined) {
    const have = Object.keys(fields).slice(0, 8).map(shown).join(', ');
    throw new DataError('not-a-document', `there is no "attention"; give the weights under that name (have ${have})`);
  }
  const first: unknown = Array.isArray(attention) ? attention[0] : undefined;
  if (Array.isArray(attention) && typeof first === 'object' && first !== null && isLayer(first)) {
    return attention.slice(0, limits.layers + 1).map((entry: unknown, n) => {
      const path = `attention[${n}]`;
      const layer = fieldsOf(entry, path, 'an object with "weights", as the first layer is');
      return {
        node: own(layer, 'weights'),
        path: `${path}.weights`,
        layer: number(own(layer, 'layer') ?? n, path),
        heads: own(layer, 'heads'),
      };
    });
  }
  if (Array.isArray(attention) && attention.length === 0) return [];
  const shape = own(fields, 'shape');
  const flat = ArrayBuffer.isView(attention) && shape !== undefined ? { shape, data: attention } : attention;
  return splitLayers(flat, 'attention', size).map((found, layer) => ({ ...found, layer, heads: undefined }));
}

function number(value: unknown, path: string): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw new DataError('bad-shape', `the number of ${path} is ${shown(value)}; it must be a whole number from 0`);
}

function headNumbers(named: unknown, count: number, path: string): number[] {
  if (named === undefined || named === null) return Array.from({ length: count }, (_, n) => n);
  if (!Array.isArray(named) || named.length !== count) {
    throw new DataError(
      'bad-shape',
      `${path} has ${count} heads but names ${shown(named)}; give as many numbers as heads`,
    );
  }
  const heads = named.map((head: unknown) => number(head, `a head of ${path}`));
  if (new Set(heads).size < count) throw new DataError('bad-shape', `a head of ${path} is named twice; numbers differ`);
  return heads;
}

/** Nothing above the diagonal of any head. */
function isCausal(data: Float32Array, heads: number, t: number): boolean {
  for (let row = 0; row < heads * t; row++) {
    for (let key = (row % t) + 1; key < t; key++) if (data[row * t + key] !== 0) return false;
  }
  return true;
}

function readNext(value: unknown): NextToken[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new DataError('bad-token', `next is ${shown(value)}; it must be a list`);
  return value.slice(0, limits.tokens).map((one: unknown, n) => {
    const path = `next[${n}]`;
    const { id, text } = readToken(one, path);
    const share = (name: string, fallback?: number) => {
      const p = own(one as Fields, name) ?? fallback;
      if (typeof p === 'number' && p >= 0 && p <= 1) return p;
      throw new DataError('bad-token', `the ${name} of ${path} is ${shown(p)}; it must be a number from 0 to 1`);
    };
    const probability = share('probability');
    const logit = own(one as Fields, 'logit');
    return {
      id,
      text,
      logit: typeof logit === 'number' ? logit : Number.NaN,
      probability,
      chance: share('chance', probability),
    };
  });
}

// biome-ignore format: a list
const stateNames = [
  'view', 'model', 'text', 'tab', 'scale', 'layer', 'head', 'cell', 'mutes', 'mechanisms', 'queries', 'sampling', 'length',
  'theme', 'language',
] as const satisfies readonly (keyof ShareState)[];

/** Known members, as they were found: who restores a state checks it, whether it came by a link or a file. */
function readState(value: unknown): Partial<ShareState> | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const found = stateNames.filter((name) => Object.hasOwn(value, name));
  return Object.fromEntries(found.map((name) => [name, (value as Fields)[name]])) as Partial<ShareState>;
}
