/** From whatever was thrown to what people are told: what happened, why, and what they can do now. */
import type { EngineErrorShape, ErrorCode } from '../engine/types.ts';

export type During = 'load' | 'run' | 'generate' | 'explain' | 'attribute' | 'share';
export type Remedy = 'retry' | 'default-model' | 'trim' | 'dismiss';

export interface Failure {
  readonly during: During;
  readonly code: ErrorCode;
  readonly message: string;
  readonly file?: string;
  readonly remedies: readonly Remedy[];
}

/** As the `error` event tells it. */
export const shapeOf = ({ code, message, file }: Failure): EngineErrorShape => ({
  code,
  message,
  ...(file && { file }),
});

export function isEngineError(error: unknown): error is EngineErrorShape {
  return typeof error === 'object' && error !== null && 'code' in error && 'message' in error;
}

export const codeOf = (error: unknown): ErrorCode => (isEngineError(error) ? error.code : 'internal');

export function isAbort(error: unknown): boolean {
  return (
    (isEngineError(error) && error.code === 'aborted') || (error instanceof DOMException && error.name === 'AbortError')
  );
}

function remediesFor(during: During, code: ErrorCode, hasModel: boolean, isDefault: boolean): Remedy[] {
  if (during === 'attribute') return ['dismiss'];
  if (during === 'load') {
    const remedies: Remedy[] = ['retry'];
    if (!isDefault && !hasModel) remedies.push('default-model');
    if (hasModel) remedies.push('dismiss');
    return remedies;
  }
  if (code === 'context-full') return during === 'run' ? ['trim', 'dismiss'] : ['dismiss'];
  if (code === 'not-finite' && !isDefault) return ['default-model', 'dismiss'];
  return ['retry', 'dismiss'];
}

/** `hasModel`: there is a model to go on with; `isDefault`: the model concerned is the shipped one. */
export function describe(error: unknown, during: During, hasModel: boolean, isDefault: boolean): Failure {
  const code = codeOf(error);
  const message = error instanceof Error || isEngineError(error) ? error.message : String(error);
  const file = isEngineError(error) && error.file ? { file: error.file } : {};
  return { during, code, message, ...file, remedies: remediesFor(during, code, hasModel, isDefault) };
}
