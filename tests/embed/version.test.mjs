/** One version, in web/package.json; everything that tells a version tells this one. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { command, packedPackage, root } from './lib.mjs';

const read = (path) => readFileSync(join(root, path), 'utf8');
const { version } = JSON.parse(read('web/package.json'));
const attn = ['dev', 'release'].map((preset) => join(root, `build/${preset}/attn`)).find(existsSync);

test('it is a semantic version', () => {
  assert.match(version, /^\d+\.\d+\.\d+(-[0-9a-z.]+)?$/);
});

test("the changelog's first entry is this version's, with its date, and something to read under it", () => {
  const [first, ...rest] = read('CHANGELOG.md').split(/^## /m).slice(1);
  assert.match(first, new RegExp(`^\\[${version.replaceAll('.', '\\.')}\\] - \\d{4}-\\d{2}-\\d{2}\\n`));
  assert.match(first, /### (Added|Changed|Fixed|Removed|Deprecated|Security)\n\n- \S/);
  const dates = [first, ...rest].map((entry) => /\] - ([\d-]+)/.exec(entry)[1]);
  assert.deepEqual(dates, [...dates].sort().reverse(), 'newest first');
});

test('the lock file of the npm package, and the package as it is packed, say the same', async () => {
  const lock = JSON.parse(read('web/package-lock.json'));
  assert.equal(lock.version, version);
  assert.equal(lock.packages[''].version, version);
  const { folder } = await packedPackage();
  assert.equal(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version, version);
  assert.equal(JSON.parse(readFileSync(join(folder, 'dist/custom-elements.json'), 'utf8')).version, version);
});

test('the npm command tells it', async () => {
  const { folder } = await packedPackage();
  const told = await command(process.execPath, [join(folder, 'bin/attention-playground.mjs'), '--version']);
  assert.equal(told.trim(), version);
});

test('the native tool tells it', { skip: attn ? false : 'attn is not built: scripts/test native' }, async () => {
  assert.equal((await command(attn, ['--version'])).trim().split(' ').at(-1), version);
});

test('the Python package takes it from there', () => {
  const table = /\[tool\.hatch\.version\]\npath = "([^"]+)"\npattern = '([^']+)'/.exec(read('python/pyproject.toml'));
  assert.ok(table, 'python/pyproject.toml names the file and the pattern');
  assert.equal(resolve(root, 'python', table[1]), join(root, 'web/package.json'));
  const pattern = new RegExp(table[2].replace('(?P<', '(?<'));
  assert.equal(pattern.exec(read('web/package.json')).groups.version, version);
});
