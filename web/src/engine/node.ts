/** The engine for Node: the same module in this very thread; between two requests the event loop turns. */
import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EngineClient } from './engine.js';
import { EngineError } from './errors.js';
import { type ReadOptions, readModelFiles } from './files.js';
import type { OpenPort } from './port.js';
import { Service } from './service.js';
import type { Engine, EngineOptions, ModelSource } from './types.js';

export { EngineError } from './errors.js';
export type * from './types.js';

/** Starts the engine. A model may also be the path of a folder. `workerUrl` is ignored: there is no worker. */
export async function loadEngine(options: EngineOptions = {}): Promise<EngineClient & Engine> {
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

async function readSource(source: ModelSource, options: ReadOptions = {}) {
  const path = folderPath(source);
  if (path === undefined) return readModelFiles(source, options);
  return readModelFiles(await readFolder(path), { name: basename(resolve(path)), ...options });
}

/** The folder on this machine that is meant, or undefined for everything else. */
function folderPath(source: ModelSource): string | undefined {
  if (source instanceof URL) return source.protocol === 'file:' ? fileURLToPath(source) : undefined;
  if (typeof source !== 'string') return undefined;
  if (source.startsWith('file:')) return fileURLToPath(source);
  return /^https?:/.test(source) ? undefined : source;
}

/** Those files of a folder that matter, and the names of those that explain what is missing. */
class FolderMap extends Map<string, Uint8Array> {}

async function readFolder(path: string): Promise<FolderMap> {
  const files = new FolderMap();
  for (const name of ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors']) {
    try {
      files.set(name, await readFile(join(path, name)));
    } catch (thrown) {
      const { code, message } = thrown as NodeJS.ErrnoException;
      if (code !== 'ENOENT') throw new EngineError('bad-file', `${name} cannot be read: ${message}`, name);
    }
  }
  return files;
}
