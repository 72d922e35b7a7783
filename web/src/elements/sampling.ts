/** The options of drawing a token: their ranges, and reading them from what a person typed. */
import type { SamplingOptions } from '../engine/types.ts';

export type SamplingField = 'temperature' | 'topK' | 'topP' | 'minP' | 'repetitionPenalty' | 'seed';

export interface FieldRange {
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** `min` itself is not allowed. */
  readonly openMin?: boolean;
  readonly integer?: boolean;
  /** The value that changes nothing. */
  readonly neutral: number;
}

/** As the engine takes them (engine/types.ts); the upper ends are where the effect is over, or exact integers end. */
export const ranges: Readonly<Record<SamplingField, FieldRange>> = {
  temperature: { min: 0, openMin: true, max: 10, step: 0.1, neutral: 1 },
  topK: { min: 0, max: 1_000_000, step: 1, integer: true, neutral: 0 },
  topP: { min: 0, openMin: true, max: 1, step: 0.05, neutral: 1 },
  minP: { min: 0, max: 1, step: 0.01, neutral: 0 },
  repetitionPenalty: { min: 0, openMin: true, max: 10, step: 0.05, neutral: 1 },
  seed: { min: 0, max: Number.MAX_SAFE_INTEGER, step: 1, integer: true, neutral: 0 },
};

/** The number that was typed, or null where it is none or is out of range. */
export function readField(field: SamplingField, typed: string): number | null {
  const text = typed.trim().replace(',', '.');
  if (text === '') return null;
  const value = Number(text);
  const range = ranges[field];
  if (!Number.isFinite(value) || value > range.max || value < range.min) return null;
  if (range.openMin && value === range.min) return null;
  if (range.integer && !Number.isInteger(value)) return null;
  return value;
}

/** Whether two sets of options draw the same tokens. */
export function sameSampling(a: SamplingOptions, b: SamplingOptions): boolean {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]) as Set<keyof SamplingOptions>;
  return [...keys].every((key) => a[key] === b[key]);
}
