/** The engine for Node: the same module in this very thread; between two requests the event loop turns. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EngineClient } from './engine.js';
import { EngineError, throwIfAborted } from './errors.js';
import { type Folder, type ModelFiles, type ReadOptions, readFolder, readModelFiles } from './files.js';
import type { OpenPort } from './port.js';
import { Service } from './service.js';
import type { Engine, EngineOptions, ModelSource } from './types.js';

export { EngineError } from './errors.js';
export type * from './types.js';

/** Starts the engine. A model may also be the path of a folder. `workerUrl` is ignored: there is no worker. */
export async function loadEngine(options: EngineOptions = {}): Promise<Engine> {
  const bytes = await readWasm(options.wasmUrl ?? new URL('./wasm/attn.wasm', import.meta.url));
  return new EngineClient(openService, { bytes }, readSource).start(options);
}

const openService: OpenPort = ({ onReply }) => {
  const service = new Service();
  let open = true;
  return {
    post: (request) => {
      setImmediate(async () => {
        if (!open) return;
        const reply = await service.answer(request);
        if (open) onReply(reply);
      });
    },
    terminate: () => {
      open = false;
    },
  };
};

async function readWasm(where: string | URL): Promise<Uint8Array> {
  try {
    return await readFile(where instanceof URL || where.startsWith('file:') ? new URL(where) : where);
  } catch (thrown) {
    throw new EngineError(
      'worker-lost',
      `the engine cannot start: ${(thrown as Error).message}; build it first (scripts/setup)`,
    );
  }
}

async function readSource(source: ModelSource, options: ReadOptions = {}): Promise<ModelFiles> {
  const path = folderPath(source);
  return path === undefined ? readModelFiles(source, options) : readFolder(new DiskFolder(path), options);
}

/** The folder on this machine that is meant, or undefined for everything else. */
function folderPath(source: ModelSource): string | undefined {
  if (source instanceof URL) return source.protocol === 'file:' ? fileURLToPath(source) : undefined;
  if (typeof source !== 'string') return undefined;
  if (source.startsWith('file:')) return fileURLToPath(source);
  return /^https?:/.test(source) ? undefined : source;
}

class DiskFolder implements Folder {
  readonly name: string;
  readonly where: string;

  constructor(private readonly path: string) {
    this.name = basename(resolve(path));
    this.where = `in ${path}`;
  }

  async read(file: string, { onProgress, signal }: ReadOptions): Promise<Uint8Array | null> {
    try {
      const bytes = await readFile(join(this.path, file), { signal });
      onProgress?.({ stage: 'download', file, loaded: bytes.length, total: bytes.length });
      return bytes;
    } catch (thrown) {
      throwIfAborted(signal);
      const { code, message } = thrown as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') return null;
      throw new EngineError('bad-file', `${file} cannot be read: ${message}`, file);
    }
  }

  async has(file: string): Promise<boolean> {
    return existsSync(join(this.path, file));
  }
}
