/**
 * Where the parts lie that the engine and the elements fetch themselves. Without it everything is found beside the
 * script; a host that moves files, or serves scripts from another origin, says so once, for all engines and elements.
 */

/** Addresses; relative ones are relative to the page. What is left out stays as it was. */
export interface Places {
  /** The engine's worker script. Default: `worker.js` beside the script. */
  readonly workerUrl?: string | URL;
  /** The WebAssembly module. Default: `wasm/attn.wasm` beside the worker. */
  readonly wasmUrl?: string | URL;
  /** The folder that holds `stories/`, the model of elements that name none. Default: `models/` beside the page. */
  readonly modelBase?: string | URL;
}

let places: { readonly [name in keyof Places]?: string } = {};

/**
 * Call it before the first element starts or the first engine is loaded: at the top of the module that imports the
 * elements is early enough, for they start after the modules of the page have run.
 */
export function configure(given: Places): void {
  const resolved = Object.entries(given)
    .filter(([, url]) => url !== undefined)
    .map(([name, url]) => [name, absolute(url)]);
  places = { ...places, ...Object.fromEntries(resolved) };
}

/** What was configured, as absolute addresses. */
export const configured = (): Readonly<typeof places> => places;

/** The address of the model of elements that name none. */
export function defaultModelUrl(): string {
  const base = absolute(places.modelBase ?? 'models/');
  return new URL('stories/', base.endsWith('/') ? base : `${base}/`).href;
}

function absolute(url: string | URL): string {
  return new URL(url, document.baseURI).href;
}
