// What the tests of the C++ package share. They need the release build, which scripts/test makes before them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const release = join(root, 'build/release');
export const attn = join(release, 'attn');
export const stories = join(root, 'web/public/models/stories');

if (!existsSync(attn))
  throw new Error('no build/release/attn; cmake --preset release && cmake --build --preset release');

/** The text of a file of the project. */
export const text = (path) => readFileSync(join(root, path), 'utf8');

/** The version of everything. */
export const version = JSON.parse(text('web/package.json')).version;

/** Runs a command; {status, out, err}. A status that was not expected fails with what the command said. */
export function run(command, args, { status = 0, ...options } = {}) {
  const ran = spawnSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26, ...options });
  if (ran.error) throw ran.error;
  if (status !== null)
    assert.equal(
      ran.status,
      status,
      `${command} ${args.join(' ')}\n${ran.stdout.slice(-3000)}${ran.stderr.slice(-3000)}`,
    );
  return { status: ran.status, out: ran.stdout, err: ran.stderr };
}

/** Whether there is such a command. */
export const has = (command) => spawnSync(command, ['--version']).error === undefined;

/** A new folder that is gone when the file's tests are over. */
export function scratch() {
  const folder = mkdtempSync(join(tmpdir(), 'attn-package-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
