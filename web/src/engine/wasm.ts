/** The module that the C++ build puts into wasm/, and what its entries return. */

import { EngineError } from './errors.js';
import type { ErrorCode, ModelInfo } from './types.js';
import type { MainModule } from './wasm/attn.mjs';
import createAttn from './wasm/attn.mjs';

export type Module = MainModule;

/** A column a member. */
export interface WasmCandidates {
  readonly ids: Int32Array;
  readonly logits: Float32Array;
  readonly probabilities: Float32Array;
  readonly chances: Float32Array;
}

export interface WasmTensor {
  readonly name: string;
  readonly shape: number[];
  readonly data: Float32Array;
}

/** A row a head: previous, first, current, induction, duplicate, entropy, distance, label's score. */
export interface WasmStats {
  readonly columns: number;
  readonly rows: Float64Array;
  readonly labels: string[];
}

export interface WasmRun {
  readonly stats: WasmStats | null;
  readonly tensors: WasmTensor[];
  readonly next: WasmCandidates;
  readonly entropy: number;
  readonly milliseconds: number;
}

export interface WasmStep {
  readonly id: number;
  readonly next: WasmCandidates;
  readonly tensors: WasmTensor[];
  readonly full: boolean;
  readonly milliseconds: number;
}

export type WasmInfo = Omit<ModelInfo, 'name' | 'bytes'>;

/** A model in the module, which knows it by number until delete(). */
export class WasmModel {
  readonly number: number;

  constructor(private readonly module: Module) {
    this.number = module.createModel();
  }

  reserve(bytes: number): unknown {
    return this.module.reserve(this.number, bytes);
  }

  load(config: string): unknown {
    return this.module.load(this.number, config);
  }

  run(options: object): unknown {
    return this.module.run(this.number, options);
  }

  explain(options: object): unknown {
    return this.module.explain(this.number, options);
  }

  experts(options: object): unknown {
    return this.module.experts(this.number, options);
  }

  delete(): void {
    this.module.deleteModel(this.number);
  }
}

export class WasmGeneration {
  private readonly number: number;

  constructor(private readonly module: Module) {
    this.number = module.createGeneration();
  }

  start(model: WasmModel, options: object): unknown {
    return this.module.start(this.number, model.number, options);
  }

  step(): unknown {
    return this.module.step(this.number);
  }

  delete(): void {
    this.module.deleteGeneration(this.number);
  }
}

export interface WasmPlace {
  readonly url?: string;
  readonly bytes?: Uint8Array;
}

export async function openModule({ url, bytes }: WasmPlace): Promise<Module> {
  try {
    return await createAttn({
      ...(bytes ? { wasmBinary: bytes } : {}),
      ...(url ? { locateFile: () => url } : {}),
      printErr: () => {}, // what matters is thrown as well
    });
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    const remedy =
      'attn.wasm must lie beside the script, be served as application/wasm, and the page must allow it: script-src wasm-unsafe-eval';
    throw new EngineError('worker-lost', `the engine cannot start: ${message}; ${remedy}`);
  }
}

interface Failure {
  readonly error?: { readonly code: ErrorCode; readonly message: string };
}

/** What an entry returned, or the error that it returned instead. */
export function result<T>(returned: unknown): T {
  const { error } = returned as Failure;
  if (!error) return returned as T;
  const { code, message } = error;
  throw new EngineError(code, message, fileOf(message));
}

/** The file that a message of the model's loader is about. */
function fileOf(message: string): string | undefined {
  if (/^(config\.json\b|unknown architecture)/.test(message)) return 'config.json';
  return /^(model\.safetensors|tensor)\b/.test(message) ? 'model.safetensors' : undefined;
}
