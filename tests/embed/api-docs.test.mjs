/** The API's documentation: made from the packed declarations without a warning, every public name with a comment. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { apiDocs } from './api-docs.mjs';
import { npmTools, packedPackage, work } from './lib.mjs';

const { skip } = await npmTools();

test('TypeDoc documents every public name and warns of nothing', { skip }, async () => {
  const { folder } = await packedPackage();
  const out = join(work, 'api-docs');
  rmSync(out, { recursive: true, force: true });
  const { status, output } = await apiDocs(join(folder, 'dist/types'), out);
  assert.equal(status, 0, output);
  for (const path of ['index.html', 'modules/engine.html'])
    assert.ok(existsSync(join(out, path)), `${path} is written`);
  assert.match(readFileSync(join(out, 'modules/engine.html'), 'utf8'), /loadEngine/);
});
