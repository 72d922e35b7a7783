/** The engine for browsers: a worker with the WebAssembly module. */
import { EngineClient } from './engine.js';
import { readModelFiles } from './files.js';
import { openWorker } from './port.js';
import type { Engine, EngineOptions } from './types.js';

export { EngineError } from './errors.js';
export type * from './types.js';

/** Starts the engine. Throws EngineError 'worker-lost' where the worker or its module cannot be loaded. */
export async function loadEngine(options: EngineOptions = {}): Promise<Engine> {
  const url = options.wasmUrl === undefined ? undefined : new URL(options.wasmUrl, document.baseURI).href;
  const client = new EngineClient(openWorker(options.workerUrl), url === undefined ? {} : { url }, readModelFiles);
  return client.start(options);
}
