/** The engine for browsers: a worker with the WebAssembly module. */
import { configured } from './configure.js';
import { EngineClient } from './engine.js';
import { readModelFiles } from './files.js';
import { openWorker } from './port.js';
import type { Engine, EngineOptions } from './types.js';

export { configure, type Places } from './configure.js';
export { EngineError } from './errors.js';
export type * from './types.js';

/** Starts the engine. Throws EngineError 'worker-lost' where the worker or its module cannot be loaded. */
export async function loadEngine(options: EngineOptions = {}): Promise<Engine> {
  // The module that imports this one may configure() while it is being evaluated.
  await Promise.resolve();
  const { wasmUrl, workerUrl } = { ...configured(), ...given(options) };
  const url = wasmUrl === undefined ? undefined : new URL(wasmUrl, document.baseURI).href;
  const client = new EngineClient(openWorker(workerUrl), url === undefined ? {} : { url }, readModelFiles);
  return client.start(options);
}

const given = ({ workerUrl, wasmUrl }: EngineOptions) => ({
  ...(workerUrl !== undefined && { workerUrl }),
  ...(wasmUrl !== undefined && { wasmUrl }),
});
