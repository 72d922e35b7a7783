/** Where a real model from outside the project is, for tests that can do without. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

export const stories260K = [process.env.ATTN_SHARED, `${root}../shared`]
  .filter((shared) => shared !== undefined)
  .map((shared) => `${shared}/models/stories260K`)
  .find((folder) => existsSync(folder));

/** For `test(name, {skip}, ...)`: why, or false. */
export const withoutStories = stories260K ? false : 'shared/models/stories260K is not there';

/** assert.ok without its search for the failed expression's source, which takes for ever in tsx's one-line output. */
export function holds(value: unknown, message = 'this does not hold'): asserts value {
  assert.ok(value, message);
}
