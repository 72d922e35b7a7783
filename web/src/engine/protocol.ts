/** What the page and the engine's worker say to each other: one request at a time, each answered once. */
import type { ModelFiles } from './files.js';
import type {
  Attended,
  AttendOptions,
  CacheConfig,
  CellExplanation,
  Difference,
  EngineErrorShape,
  Experts,
  ExpertsOptions,
  ExplainOptions,
  GenerateOptions,
  GenerationStep,
  Measured,
  MeasureOptions,
  ModelInfo,
  Registry,
  RowProbe,
  Run,
  RunOptions,
  ScaleProbe,
  ScaleProbeOptions,
  SpanLearned,
  SpanOptions,
  Token,
} from './types.js';
import type { WasmPlace } from './wasm.js';

/** Options as they travel: functions and signals stay behind. */
export type Sent<T> = Omit<T, 'signal' | 'onProgress'>;

/** Every request with what it takes and what it is answered with. Models and generations go by number. */
export interface Requests {
  /** `lock`: a Web Lock that the worker holds as long as it lives. */
  start: { take: { place: WasmPlace; lock?: string }; give: { arch: string; registry: Registry } };
  load: { take: { model: number; files: ModelFiles }; give: ModelInfo };
  tokenize: { take: { model: number; text: string }; give: Token[] };
  run: { take: { model: number; text: string; options: Sent<RunOptions> }; give: Run };
  explain: { take: { model: number; text: string; options: Sent<ExplainOptions> }; give: CellExplanation };
  generate: {
    take: { model: number; generation: number; text: string; options: Sent<GenerateOptions> };
    give: null;
  };
  step: { take: { generation: number }; give: GenerationStep };
  end: { take: { generation: number }; give: null };
  dispose: { take: { model: number }; give: null };
  experts: { take: { model: number; text: string; options: Sent<ExpertsOptions> }; give: Experts };
  attend: { take: Sent<AttendOptions>; give: Attended };
  measure: { take: Sent<MeasureOptions>; give: Measured };
  difference: { take: { a: Float32Array; b: Float32Array; width: number }; give: Difference };
  fitExponent: { take: { sizes: readonly number[]; values: readonly number[] }; give: number };
  rowProbe: { take: { scores: Float32Array }; give: RowProbe };
  scaleProbe: { take: Sent<ScaleProbeOptions>; give: ScaleProbe };
  learnSpan: { take: Sent<SpanOptions>; give: SpanLearned };
  cacheBytes: { take: CacheConfig; give: number };
  heap: { take: Record<string, never>; give: number };
}

export type Operation = keyof Requests;

export type Request<O extends Operation = Operation> = {
  [K in O]: { readonly id: number; readonly operation: K; readonly take: Requests[K]['take'] };
}[O];

export type Reply =
  | { readonly id: number; readonly give: unknown }
  /** `fatal`: the module is in no state to go on. */
  | { readonly id: number; readonly error: EngineErrorShape; readonly fatal: boolean };
