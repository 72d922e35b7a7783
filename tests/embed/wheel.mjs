/** The Python package as its users have it: a wheel, built from python/ and installed into the tests' environment. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { command, dist, root, work } from './lib.mjs';

const filesBelow = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('__pycache__'))
    .map((entry) => join(entry.parentPath, entry.name));

let made;
/** {wheel}: its path. Built once for the same sources. */
export const attentionWheel = (python) => (made ??= build(python));

async function build(python) {
  const into = join(work, 'wheel');
  const stamp = join(into, '.stamp');
  const key = keyOfSources();
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== key) {
    rmSync(into, { recursive: true, force: true });
    mkdirSync(into, { recursive: true });
    const pip = ['-m', 'pip', '--disable-pip-version-check', '--quiet'];
    const offline = ['--no-deps', '--no-build-isolation', '--no-index'];
    // Without isolation it is the pinned hatchling that builds, and nothing is fetched.
    await command(python.bin('python'), [...pip, 'wheel', ...offline, '-w', into, join(root, 'python')], {
      env: { ATTN_DIST: dist },
    });
    const wheel = wheelIn(into);
    await command(python.bin('python'), [...pip, 'install', ...offline, '--force-reinstall', wheel]);
    writeFileSync(stamp, key);
  }
  return { wheel: wheelIn(into) };
}

function wheelIn(folder) {
  const wheels = readdirSync(folder).filter((name) => name.endsWith('.whl'));
  assert.equal(wheels.length, 1, `one wheel in ${folder}`);
  return join(folder, wheels[0]);
}

function keyOfSources() {
  const folders = [join(root, 'python'), join(dist, 'element'), join(dist, 'widget')];
  const paths = [...folders.flatMap(filesBelow), join(root, 'web/package.json'), join(work, '.venv.stamp')];
  const seen = paths.map((path) => `${path} ${statSync(path).size} ${statSync(path).mtimeMs}`);
  return createHash('sha256').update(seen.join('\n')).digest('hex');
}
