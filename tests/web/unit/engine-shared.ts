/** What tests of the engine in Node share. */
import assert from 'node:assert/strict';
import { EngineError } from '../../../web/src/engine/node.ts';
import type { ErrorCode } from '../../../web/src/engine/types.ts';
import { holds } from './shared.ts';

/** `work` fails with this code and a message like that. */
export async function fails(
  work: Promise<unknown> | (() => Promise<unknown>),
  code: ErrorCode,
  says: RegExp,
): Promise<EngineError> {
  const error = await (typeof work === 'function' ? work() : work).then(
    () => assert.fail(`nothing failed; expected ${code}`),
    (thrown: unknown) => thrown,
  );
  holds(error instanceof EngineError, String(error));
  assert.equal(error.code, code, error.message);
  assert.match(error.message, says);
  return error;
}

export async function all<T>(steps: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const step of steps) list.push(step);
  return list;
}
