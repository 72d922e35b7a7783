// What the scripts say to wrong arguments and to files that are not what was pinned.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs a command; {status, out, err}. */
function run(command, args, options = {}) {
  return new Promise((done) => {
    const child = spawn(command, args, { cwd: root, ...options, env: { ...process.env, ...options.env } });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => (out += chunk));
    child.stderr.on('data', (chunk) => (err += chunk));
    child.on('close', (status) => done({ status, out, err }));
  });
}

/** Calls use(folder) with a new folder that is gone afterwards. */
async function inFolder(use) {
  const folder = mkdtempSync(join(tmpdir(), 'attn-scripts-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

for (const [script, argument] of [
  ['setup', '--frob'],
  ['test', 'frob'],
  ['play', '--frob'],
]) {
  test(`scripts/${script} names an argument that it does not know, and its usage`, async () => {
    const { status, err } = await run(`scripts/${script}`, [argument]);
    assert.equal(status, 1);
    assert.match(err, /^usage: /);
    assert.ok(err.includes(argument), err);
  });
}

test('scripts/play refuses a port that is no number before it builds anything', async () => {
  for (const args of [['--port', 'x'], ['--port'], ['--port=']]) {
    const { status, err } = await run('scripts/play', args);
    assert.equal(status, 1);
    assert.match(err, /--port wants a number/);
  }
});

test('every pin has a version, a file and a SHA-256 sum', () => {
  const lines = readFileSync(join(root, 'scripts/lib/pins.txt'), 'utf8').split('\n').filter((line) => line && !line.startsWith('#'));
  assert.ok(lines.length >= 10);
  for (const line of lines) assert.match(line, /^(deb|alt|src|npm)\s+(trixie|forky|-)\s+\S+\s+\S+\s+\S+\s+[0-9a-f]{64}$/);
});

test('a download that does not have the pinned sum is refused and not kept', async () => {
  const server = createServer((_, response) => response.end('not what was pinned')).listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  try {
    await inFolder(async (cache) => {
      const command = '. scripts/lib/common.sh; . scripts/lib/setup-prefix.sh; mkdir -p "$DEBS"; fetch typescript';
      const { status, err } = await run('bash', ['-euo', 'pipefail', '-c', command], {
        env: { XDG_CACHE_HOME: cache, npm_config_registry: `http://127.0.0.1:${server.address().port}/` },
      });
      assert.equal(status, 1);
      assert.match(err, /does not have the pinned SHA-256 sum; refusing it/);
      assert.ok(!existsSync(join(cache, 'attention-playground/debs/typescript-5.9.3.tgz')));
    });
  } finally {
    server.close();
  }
});

/** What layers.py says of a project whose src holds these files. */
function layers(files) {
  return inFolder((folder) => {
    mkdirSync(join(folder, 'scripts/lib'), { recursive: true });
    cpSync(join(root, 'scripts/lib/layers.py'), join(folder, 'scripts/lib/layers.py'));
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(join(folder, 'src', name, '..'), { recursive: true });
      writeFileSync(join(folder, 'src', name), text);
    }
    return run('python3', [join(folder, 'scripts/lib/layers.py')]);
  });
}

test('an include against the order of the layers is found', async () => {
  const { status, out } = await layers({ 'simd/a.cpp': '#include <vector>\n#include "model/model.hpp"\n' });
  assert.equal(status, 1);
  assert.equal(out, 'src/simd/a.cpp:2: simd may not include model/model.hpp\n');
});

test('xsimd outside src/simd is found', async () => {
  const { status, out } = await layers({ 'nn/a.cpp': '#include <xsimd/xsimd.hpp>\n' });
  assert.equal(status, 1);
  assert.equal(out, 'src/nn/a.cpp:1: only simd may include xsimd/xsimd.hpp\n');
});

test('a file too long for a sitting is found', async () => {
  const { status, out } = await layers({ 'nn/a.cpp': '// x\n'.repeat(451) });
  assert.equal(status, 1);
  assert.match(out, /451 lines; split it/);
});

test('includes downwards are in order', async () => {
  const { status, out } = await layers({ 'model/a.cpp': '#include "nn/norm.hpp"\n#include "simd/kernels.hpp"\n#include "formats/json.hpp"\n' });
  assert.equal(status, 0, out);
});
