/** The files of a model, wherever they come from, with errors that name the file and the remedy. */
import { EngineError, throwIfAborted } from './errors.js';
import type { ModelSource, Progress } from './types.js';

export interface ModelFiles {
  readonly name: string;
  readonly config: string;
  readonly tokenizer: string;
  readonly tokenizerConfig: string | null;
  readonly weights: Uint8Array;
}

export interface ReadOptions {
  readonly name?: string;
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

const kConfig = 'config.json';
const kTokenizer = 'tokenizer.json';
const kTokenizerConfig = 'tokenizer_config.json';
const kWeights = 'model.safetensors';

/** Where files come from: bytes, or null where there is no such file. */
export interface Folder {
  readonly name: string;
  read(file: string, options: ReadOptions): Promise<Uint8Array | null>;
  /** Is there a file of that name? */
  has(file: string): Promise<boolean>;
  /** "in the folder https://...", "among the files dropped" */
  readonly where: string;
}

export async function readModelFiles(source: ModelSource, options: ReadOptions = {}): Promise<ModelFiles> {
  throwIfAborted(options.signal);
  return readFolder(folderOf(source), options);
}

export async function readFolder(folder: Folder, options: ReadOptions): Promise<ModelFiles> {
  const config = await readText(folder, kConfig, options);
  // The longest comes last, when nothing small can be wrong any more.
  const tokenizer = await readText(folder, kTokenizer, options);
  const tokenizerConfig = await readOptional(folder, kTokenizerConfig, options);
  const weights = await folder.read(kWeights, options);
  if (!weights) throw await missingWeights(folder);
  refusePage(weights, kWeights, folder);
  return { name: options.name ?? folder.name, config, tokenizer, tokenizerConfig, weights };
}

function folderOf(source: ModelSource): Folder {
  if (typeof source === 'string' || source instanceof URL) return new UrlFolder(source);
  if (source instanceof Map) return new MapFolder(source as ReadonlyMap<string, Uint8Array>);
  if (Array.isArray(source)) return new FileFolder(source as readonly File[]);
  throw new EngineError(
    'bad-argument',
    'a model comes from the URL of a folder, from files, or from a Map of their bytes',
  );
}

async function readText(folder: Folder, file: string, options: ReadOptions): Promise<string> {
  const bytes = await folder.read(file, options);
  if (!bytes) throw await missing(folder, file);
  refusePage(bytes, file, folder);
  return new TextDecoder().decode(bytes);
}

async function readOptional(folder: Folder, file: string, options: ReadOptions): Promise<string | null> {
  const bytes = await folder.read(file, options);
  // A server that answers every address with a page says by that that it has no such file.
  return bytes && !isPage(bytes) ? new TextDecoder().decode(bytes) : null;
}

function isPage(bytes: Uint8Array): boolean {
  const head = new TextDecoder().decode(bytes.subarray(0, 256)).trimStart().toLowerCase();
  return head.startsWith('<!doctype') || head.startsWith('<html');
}

function refusePage(bytes: Uint8Array, file: string, folder: Folder): void {
  if (!isPage(bytes)) return;
  throw new EngineError('bad-file', `${file} ${folder.where} is a web page; is the address right?`, file);
}

async function missing(folder: Folder, file: string): Promise<EngineError> {
  const remedy =
    file === kTokenizer && (await folder.has('tokenizer.model'))
      ? 'there is a tokenizer.model, which cannot be read: save the tokenizer once with AutoTokenizer(...).save_pretrained'
      : 'a model is a Hugging Face folder with config.json, tokenizer.json and model.safetensors';
  return new EngineError('bad-file', `${file} is missing ${folder.where}; ${remedy}`, file);
}

const kOtherWeights: readonly [string, string][] = [
  [
    'model.safetensors.index.json',
    'the weights are in several parts; save them in one with save_pretrained(max_shard_size="100GB")',
  ],
  [
    'pytorch_model.bin',
    'there is a pytorch_model.bin, which cannot be read; save the model with safe_serialization=True',
  ],
];

async function missingWeights(folder: Folder): Promise<EngineError> {
  for (const [file, remedy] of kOtherWeights) {
    if (!(await folder.has(file))) continue;
    return new EngineError('unsupported', `${kWeights} is missing ${folder.where}; ${remedy}`, kWeights);
  }
  return missing(folder, kWeights);
}

/** Bytes by name, as a program has them. */
class MapFolder implements Folder {
  readonly name: string = 'model';
  readonly where: string = 'in the Map of files';

  constructor(private readonly files: ReadonlyMap<string, Uint8Array>) {}

  async read(file: string): Promise<Uint8Array | null> {
    return this.files.get(file) ?? null;
  }

  async has(file: string): Promise<boolean> {
    return this.files.has(file);
  }
}

/** Files that were dropped or chosen; of several with one name the one nearest the top of its folder. */
class FileFolder implements Folder {
  readonly where = 'among the files given';
  readonly name: string;
  private readonly files = new Map<string, File>();

  constructor(files: readonly File[]) {
    const depth = (file: File) => file.webkitRelativePath.split('/').length;
    for (const file of [...files].sort((a, b) => depth(b) - depth(a))) this.files.set(file.name, file);
    const path = this.files.get(kConfig)?.webkitRelativePath.split('/') ?? [];
    this.name = path.at(-2) ?? 'dropped model';
    const gguf = files.find((file) => file.name.endsWith('.gguf'));
    if (gguf && !this.files.has(kWeights)) {
      throw new EngineError(
        'unsupported',
        `${gguf.name} is a GGUF file; give ${kWeights}, ${kConfig} and ${kTokenizer}`,
        gguf.name,
      );
    }
  }

  async read(name: string, { onProgress, signal }: ReadOptions): Promise<Uint8Array | null> {
    const file = this.files.get(name);
    if (!file) return null;
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      throwIfAborted(signal);
      onProgress?.({ stage: 'download', file: name, loaded: bytes.length, total: bytes.length });
      return bytes;
    } catch (thrown) {
      if (thrown instanceof EngineError) throw thrown;
      const message = `${name} cannot be read: ${(thrown as Error).message}; choose the files again`;
      throw new EngineError('bad-file', message, name);
    }
  }

  async has(file: string): Promise<boolean> {
    return this.files.has(file);
  }
}

/** Files below a URL. A model's page on huggingface.co stands for its files. */
class UrlFolder implements Folder {
  readonly name: string;
  readonly where: string;
  private readonly base: URL;

  constructor(source: string | URL) {
    this.base = folderUrl(source);
    this.where = `at ${this.base}`;
    this.name = decodeURIComponent(this.base.pathname.split('/').at(-2) || this.base.host);
  }

  async read(file: string, { onProgress, signal }: ReadOptions): Promise<Uint8Array | null> {
    const url = new URL(file, this.base);
    try {
      const response = await fetch(url, { signal: signal ?? null });
      if (response.status === 404 || response.status === 410) return null;
      if (!response.ok)
        throw new EngineError('network', `${url} answered ${response.status} ${response.statusText}`, file);
      return await readBody(response, (loaded, total) => onProgress?.({ stage: 'download', file, loaded, total }));
    } catch (thrown) {
      throw networkError(thrown, url, file, signal);
    }
  }

  async has(file: string): Promise<boolean> {
    try {
      return (await fetch(new URL(file, this.base), { method: 'HEAD' })).ok;
    } catch {
      return false;
    }
  }
}

function folderUrl(source: string | URL): URL {
  const base = typeof document === 'undefined' ? undefined : document.baseURI;
  let url: URL;
  try {
    url = new URL(source, base);
  } catch {
    throw new EngineError('bad-argument', `not a URL: ${source}`);
  }
  const page = /^\/([^/]+\/[^/]+)(?:\/tree\/([^/]+))?\/?$/.exec(url.pathname);
  if (url.host === 'huggingface.co' && page) url.pathname = `/${page[1]}/resolve/${page[2] ?? 'main'}/`;
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  url.search = '';
  url.hash = '';
  return url;
}

function networkError(thrown: unknown, url: URL, file: string, signal: AbortSignal | undefined): EngineError {
  throwIfAborted(signal);
  if (thrown instanceof EngineError) return thrown;
  if (thrown instanceof RangeError) return EngineError.from(thrown);
  const remedy =
    'is there a connection, and does the server allow this page (CORS)? The files can be dropped on the page instead';
  return new EngineError('network', `${url} cannot be fetched (${(thrown as Error).message}); ${remedy}`, file);
}

/** The whole body,. */
async function readBody(response: Response, report: (loaded: number, total: number) => void): Promise<Uint8Array> {
  if (!response.body) return new Uint8Array(await response.arrayBuffer());
  // Of a compressed body, Content-Length counts the compressed bytes.
  const encoded = response.headers.get('content-encoding');
  const total = encoded && encoded !== 'identity' ? 0 : Number(response.headers.get('content-length') ?? 0);
  const chunks: Uint8Array[] = [];
  let loaded = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    loaded += value.length;
    report(loaded, Math.max(total, total ? loaded : 0));
  }
  const bytes = new Uint8Array(loaded);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
