/** Mechanisms over the WebAssembly module, synchronous: what the worker runs. Options travel as JSON, arrays beside. */
import { EngineError } from './errors.js';
import type { Sent } from './protocol.js';
import type {
  Attended,
  AttendInput,
  AttendOptions,
  AttentionSwap,
  CacheConfig,
  Difference,
  FlashStep,
  Measured,
  MeasureOptions,
  RowProbe,
  ScaleProbe,
  ScaleProbeOptions,
  SpanLearned,
  SpanOptions,
  Work,
} from './types.js';
import { type Module, result } from './wasm.js';

interface WasmTrace {
  /** i0, i1, j0, j1, cover of each step. */
  readonly tiles: Int32Array;
  readonly m: Float32Array;
  readonly l: Float32Array;
  readonly y: Float32Array;
}

interface WasmAttended {
  readonly queries: number;
  readonly keys: number;
  readonly y: Float32Array;
  readonly pattern?: Float32Array;
  readonly work: Work;
  readonly cacheBytesPerToken: number;
  readonly difference?: Difference;
  readonly milliseconds: number;
  readonly trace?: WasmTrace;
}

const kCovers = ['empty', 'partial', 'full'] as const;
const kColumns = 5;

export class CoreMechanisms {
  constructor(private readonly module: Module) {}

  attend(options: Sent<AttendOptions>): Attended {
    const { mechanism, against, pattern = true, measureMilliseconds = 0, trace } = options;
    const tiles = { traceQueries: trace?.queries ?? 0, traceKeys: trace?.keys ?? 0 };
    const asked = { mechanism, against, pattern, measureMilliseconds, ...tiles, ...layer(options, options.head) };
    const got = result<WasmAttended>(this.module.attend(json(asked), arrays(options)));
    const width = options.valueWidth ?? options.width;
    return {
      queries: got.queries,
      keys: got.keys,
      y: got.y,
      pattern: got.pattern ?? null,
      work: got.work,
      cacheBytesPerToken: got.cacheBytesPerToken,
      difference: got.difference ?? null,
      milliseconds: measureMilliseconds > 0 ? got.milliseconds : null,
      steps: got.trace ? steps(got.trace, width) : null,
    };
  }

  measure({ mechanism, keys, width, seed = 0 }: Sent<MeasureOptions>): Measured {
    return result<Measured>(this.module.measure(json({ mechanism, keys, width, seed })));
  }

  difference(a: Float32Array, b: Float32Array, width: number): Difference {
    return result<Difference>(this.module.difference(a, b, width));
  }

  fitExponent(sizes: readonly number[], values: readonly number[]): number {
    const fitted = this.module.fitExponent(Float64Array.from(sizes), Float64Array.from(values));
    return result<{ exponent: number }>(fitted).exponent;
  }

  rowProbe(scores: Float32Array): RowProbe {
    return result<RowProbe>(this.module.rowProbe(scores));
  }

  scaleProbe({ width, keys, scaled, seed = 0 }: Sent<ScaleProbeOptions>): ScaleProbe {
    return result<ScaleProbe>(this.module.scaleProbe(json({ width, keys, scaled, seed })));
  }

  learnSpan(options: Sent<SpanOptions>): SpanLearned {
    const { ramp = 4, price = 0.1, steps = 100 } = options;
    const asked = { ramp, price, steps, ...layer(options, options.head) };
    return result<SpanLearned>(this.module.learnSpan(json(asked), arrays(options)));
  }

  cacheBytes({ layers, kvHeads, headWidth, bytesPerNumber }: CacheConfig): number {
    return this.module.cacheBytes(layers, kvHeads, headWidth, bytesPerNumber);
  }
}

/** The option `attention` as the module takes it: '' swaps nothing. */
export function swapArgument(swaps: readonly AttentionSwap[] | undefined): string {
  return swaps && swaps.length > 0 ? json(swaps) : '';
}

/** A number that JSON has no text for would become null and be told of by a worse name. */
function json(options: unknown): string {
  return JSON.stringify(options, (key, value) => {
    if (typeof value !== 'number' || Number.isFinite(value)) return value;
    throw new EngineError('bad-argument', `${key} is ${value}; it must be a finite number`);
  });
}

function layer(input: AttendInput, head: number) {
  const { heads, kvHeads, width, valueWidth = width, offset = 0 } = input;
  return { heads, kvHeads, width, valueWidth, offset, head };
}

function arrays({ q, k, v, segments = new Int32Array(0) }: AttendInput) {
  return { q, k, v, segments };
}

function steps({ tiles, m, l, y }: WasmTrace, width: number): FlashStep[] {
  const list: FlashStep[] = [];
  for (let n = 0, row = 0; n < tiles.length; n += kColumns) {
    const [i0, i1, j0, j1, cover] = tiles.subarray(n, n + kColumns) as unknown as [
      number,
      number,
      number,
      number,
      number,
    ];
    const end = row + i1 - i0;
    list.push({
      ...{ i0, i1, j0, j1, cover: kCovers[cover]! },
      ...{ m: m.slice(row, end), l: l.slice(row, end), y: y.slice(row * width, end * width) },
    });
    row = end;
  }
  return list;
}
