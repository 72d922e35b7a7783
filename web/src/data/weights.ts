/**
 * Weights as they are found: nested arrays, typed arrays with a shape, base64. All become one Float32Array [h, t_q, t_k],
 * every number checked. Sizes are checked against the tokens before anything is allocated or walked.
 */
import { DataError, shown } from './errors.ts';

/** What one reading holds at most: 256 MB of weights; more could not be drawn either. */
export const limits = { tokens: 16384, layers: 1024, heads: 1024, weights: 2 ** 26, characters: 1_000_000 } as const;

/** Rounding in half precision passes 1 by less than this. */
const slack = 0.01;

export interface Size {
  readonly queries: number;
  readonly keys: number;
}

/** A tensor of any library: `{shape, data}`, `{dims, data}` (transformers.js, ONNX Runtime), or `{shape, base64}`. */
interface TensorLike {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

export interface ReadLayer {
  readonly heads: number;
  readonly data: Float32Array;
}

const isNumbers = (node: unknown): node is ArrayLike<number> =>
  ArrayBuffer.isView(node) && !(node instanceof DataView) && typeof (node as unknown as number[])[0] !== 'bigint';

const isRecord = (node: unknown): node is Record<string, unknown> =>
  typeof node === 'object' && node !== null && !Array.isArray(node) && !ArrayBuffer.isView(node);

const sizes = (shape: readonly number[]): string => `[${shape.slice(0, 8).join(', ')}]`;

function readShape(node: Record<string, unknown>, path: string): readonly number[] | null {
  const shape = node['shape'] ?? node['dims'];
  if (shape === undefined) return null;
  const whole = (n: unknown) => Number.isSafeInteger(n) && (n as number) >= 0;
  const list = Array.isArray(shape) ? shape : isNumbers(shape) ? Array.from(shape) : null;
  if (!list || list.length > 8 || !list.every(whole)) {
    throw new DataError('bad-shape', `the shape of ${path} is ${shown(shape)}; it must be a list of whole numbers`);
  }
  const count = list.reduce((all, n) => all * n, 1);
  if (count > limits.weights) throw tooLarge(path, sizes(list));
  return list;
}

function tooLarge(path: string, what: string): DataError {
  const most = `${limits.weights / 2 ** 20} million`;
  return new DataError(
    'too-large',
    `${path} has the shape ${what}, more than ${most} weights; give fewer layers or heads`,
  );
}

/** The bytes of `base64` as float32, which must be exactly `count`. */
function decode(base64: string, count: number, path: string): Float32Array {
  const bytes = count * 4;
  const wanted = Math.ceil(bytes / 3) * 4;
  const wrong = (why: string) =>
    new DataError('bad-base64', `the base64 of ${path} ${why}; it must be ${count} little-endian float32, padded`);
  if (base64.length !== wanted) throw wrong(`has ${base64.length} characters, not ${wanted}`);
  let binary: string;
  try {
    binary = atob(base64);
  } catch {
    throw wrong('has characters that base64 does not');
  }
  if (binary.length !== bytes) throw wrong(`holds ${binary.length} bytes, not ${bytes}`);
  const out = new Uint8Array(bytes);
  for (let n = 0; n < bytes; n++) out[n] = binary.charCodeAt(n);
  return new Float32Array(out.buffer);
}

/** Bytes, as notebooks hand them over, as the float32 that they are; all else as it is. */
function ofBytes(data: unknown, count: number, path: string): unknown {
  const view = data instanceof ArrayBuffer ? new DataView(data) : data;
  if (!(view instanceof DataView)) return data;
  if (view.byteLength === count * 4) {
    return new Float32Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
  }
  throw new DataError('bad-shape', `${path} has ${view.byteLength} bytes; ${count} float32 have ${count * 4}`);
}

function tensorOf(node: unknown, path: string): TensorLike | null {
  if (!isRecord(node)) return null;
  const shape = readShape(node, path);
  if (!shape) return null;
  const count = shape.reduce((all, n) => all * n, 1);
  const { base64 } = node;
  const data = ofBytes(node['data'], count, path);
  if (typeof base64 === 'string') return { shape, data: decode(base64, count, path) };
  if (!isNumbers(data) && !Array.isArray(data)) {
    throw new DataError('bad-shape', `${path} has a shape but ${shown(data)} for data; give a typed array, or base64`);
  }
  if (data.length !== count) {
    throw new DataError('bad-shape', `${path} has ${data.length} numbers; its shape ${sizes(shape)} needs ${count}`);
  }
  return { shape, data: data as ArrayLike<number> };
}

/** Axes of what is given, told from its first entries; no deeper than 6. */
function rankOf(node: unknown, path: string, size: Size): number {
  let at = node;
  for (let rank = 0; rank < 6; rank++) {
    if (isNumbers(at)) return rank + 1;
    if (!Array.isArray(at)) {
      const tensor = tensorOf(at, path);
      return rank + (tensor ? tensor.shape.length : 0);
    }
    // Without tokens the axis of queries is empty, and that of keys cannot be seen.
    if (at.length === 0) return rank + (size.queries === 0 ? 2 : 1);
    at = at[0];
  }
  return 6;
}

/** Copies `node`, of axes `dims`, to `out` from `offset` on. */
function fill(out: Float32Array, offset: number, node: unknown, dims: readonly number[], path: string): void {
  const tensor = tensorOf(node, path);
  if (tensor) {
    if (tensor.shape.length !== dims.length || dims.some((n, i) => tensor.shape[i] !== n)) {
      throw new DataError('bad-shape', `${path} has the shape ${sizes(tensor.shape)}; ${sizes(dims)} is needed`);
    }
    copy(out, offset, tensor.data);
    return;
  }
  if (!Array.isArray(node) && !isNumbers(node)) throw notWeights(node, path);
  const [count = 0, ...rest] = dims;
  if (node.length !== count) {
    const what = rest.length === 0 ? 'keys' : rest.length === 1 ? 'queries' : 'heads';
    throw new DataError('bad-shape', `${path} has ${node.length} entries; there are ${count} ${what}`);
  }
  if (rest.length === 0) {
    copy(out, offset, node as ArrayLike<number>);
    return;
  }
  const step = rest.reduce((all, n) => all * n, 1);
  for (let n = 0; n < count; n++) fill(out, offset + n * step, node[n], rest, `${path}[${n}]`);
}

/** What is no number becomes NaN, which `check` finds by its place. */
function copy(out: Float32Array, offset: number, from: ArrayLike<unknown>): void {
  for (let n = 0; n < from.length; n++) {
    const w = from[n];
    // A zero without its sign: a file cannot keep it.
    out[offset + n] = typeof w === 'number' ? w + 0 : Number.NaN;
  }
}

function notWeights(node: unknown, path: string): DataError {
  const none = node === null || node === undefined;
  const remedy = none
    ? 'in transformers, ask for output_attentions=True with attn_implementation="eager"'
    : 'give arrays of numbers, a typed array with a shape, or base64';
  return new DataError('bad-shape', `${path} is ${shown(node)}, not weights; ${remedy}`);
}

/** Every weight is in [0, 1]; the first that is not is named. */
export function checkWeights(data: Float32Array, size: Size, layer: number, heads: readonly number[]): void {
  for (let n = 0; n < data.length; n++) {
    const w = data[n] as number;
    if (w >= 0 && w <= 1 + slack) continue;
    const cells = size.queries * size.keys;
    const [query, key] = [Math.floor((n % cells) / size.keys), n % size.keys];
    const where = `the weight of layer ${layer}, head ${heads[Math.floor(n / cells)]}, query ${query}, key ${key}`;
    const why = w > 1 ? '; are these scores before the softmax, or was the model in training mode?' : '';
    const is = Number.isNaN(w) ? 'not a number' : String(w);
    throw new DataError('bad-weight', `${where} is ${is}; weights are numbers from 0 to 1${why}`);
  }
}

/** Which axes a layer's weights may have: [t][t], [h][t][t], or [1][h][t][t] with the batch axis of transformers. */
export function readLayer(node: unknown, path: string, size: Size): ReadLayer {
  const rank = rankOf(node, path, size);
  const tensor = tensorOf(node, path);
  if (rank < 2 || rank > 4) {
    if (rank === 0) throw notWeights(node, path);
    throw new DataError('bad-shape', `${path} has ${rank} axes; a layer's weights are [heads][queries][keys]`);
  }
  const shape = tensor ? tensor.shape : null;
  if (rank === 4) {
    const batch = shape ? shape[0] : (node as unknown[]).length;
    if (batch !== 1) throw new DataError('bad-shape', `${path} has a batch of ${batch} texts; give the weights of one`);
    if (tensor && shape) return readLayer({ shape: shape.slice(1), data: tensor.data }, path, size);
    return readLayer((node as unknown[])[0], `${path}[0]`, size);
  }
  const heads = rank === 2 ? 1 : shape ? (shape[0] as number) : (node as unknown[]).length;
  if (heads < 1 || heads > limits.heads) {
    throw new DataError('bad-shape', `${path} has ${heads} heads; 1 to ${limits.heads} can be read`);
  }
  const dims = [heads, size.queries, size.keys];
  if (heads * size.queries * size.keys > limits.weights) throw tooLarge(path, sizes(dims));
  // The engine's own weights are large and stay where they are.
  if (tensor?.data instanceof Float32Array && rank === 3 && dims.every((n, i) => n === tensor.shape[i])) {
    return { heads, data: tensor.data };
  }
  const data = new Float32Array(heads * size.queries * size.keys);
  fill(data, 0, node, dims.slice(3 - rank), path);
  return { heads, data };
}

/** Weights without layers' names, as a list of layers: [t][t] and [h][t][t] are one, [l][h][t][t] and [l][1][h][t][t] are l. */
export function splitLayers(node: unknown, path: string, size: Size): { node: unknown; path: string }[] {
  const rank = rankOf(node, path, size);
  if (rank === 0) throw notWeights(node, path);
  if (Array.isArray(node) && (node[0] ?? null) === null && node.length > 0) throw notWeights(node[0], `${path}[0]`);
  if (rank < 2 || rank > 5) {
    throw new DataError('bad-shape', `${path} has ${rank} axes; 2 to 5 can be read: [layer][batch][head][query][key]`);
  }
  if (rank < 4) return [{ node, path }];
  const tensor = tensorOf(node, path);
  if (!tensor) return (node as unknown[]).map((layer, n) => ({ node: layer, path: `${path}[${n}]` }));
  const [count = 0, ...shape] = tensor.shape;
  const step = shape.reduce((all, n) => all * n, 1);
  const data = tensor.data instanceof Float32Array ? tensor.data : Float32Array.from(tensor.data);
  return Array.from({ length: Math.min(count, limits.layers + 1) }, (_, n) => ({
    node: { shape, data: data.subarray(n * step, (n + 1) * step) },
    path: `${path}[${n}]`,
  }));
}
