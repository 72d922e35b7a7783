/** Errors as the engine's callers see them: a code for programs, a sentence with the remedy for people. */
import type { EngineErrorShape, ErrorCode } from './types.js';

export class EngineError extends Error implements EngineErrorShape {
  override readonly name = 'EngineError';
  readonly code: ErrorCode;
  readonly file?: string;

  constructor(code: ErrorCode, message: string, file?: string) {
    super(message);
    this.code = code;
    if (file !== undefined) this.file = file;
  }

  /** What can be sent to another thread; an Error would lose its code on the way. */
  toShape(): EngineErrorShape {
    return { code: this.code, message: this.message, ...(this.file === undefined ? {} : { file: this.file }) };
  }

  static fromShape(shape: EngineErrorShape): EngineError {
    return new EngineError(shape.code, shape.message, shape.file);
  }

  /** Whatever was thrown, as an EngineError. */
  static from(thrown: unknown): EngineError {
    if (thrown instanceof EngineError) return thrown;
    if (thrown instanceof RangeError && /alloc|length|size|memory/i.test(thrown.message)) {
      return new EngineError('out-of-memory', 'out of memory; try a shorter text, fewer captures or a smaller model');
    }
    return new EngineError('internal', thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown));
  }
}

export const aborted = (): EngineError => new EngineError('aborted', 'stopped, as was asked');

export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw aborted();
}
