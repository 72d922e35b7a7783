// "One file adds a mask or a score": a copy of the tree with two headers more, and nothing else, must list them, run
// them, sweep them with the tests there are, and hand them to the page.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
// Always the same place, so that the compiler's cache knows what has not changed.
const tree = join(root, 'build', 'scratch', 'tree');
const build = join(tree, 'build', 'dev');  // where scripts/mechanisms looks for the tool
const run = (command, args, options = {}) =>
  execFileSync(command, args, { cwd: tree, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 26, ...options });

const make = (...targets) =>
  run('cmake', ['--build', build, '-j', process.env.ATTN_JOBS ?? '2', '--target', ...targets], { timeout: 1_200_000 });

before(() => {
  rmSync(tree, { recursive: true, force: true });
  mkdirSync(tree, { recursive: true });
  for (const part of ['CMakeLists.txt', 'LICENSE', 'README.md', 'cmake', 'scripts', 'src', 'tests', 'web/package.json']) {
    cpSync(join(root, part), join(tree, part), { recursive: true, filter: (path) => !path.includes('__pycache__') });
  }
  if (existsSync(join(root, '.toolchain'))) run('ln', ['-s', join(root, '.toolchain'), '.toolchain']);
  copyFileSync(join(root, 'examples/mechanism/every_third.hpp'), join(tree, 'src/attention/masks/every_third.hpp'));
  copyFileSync(join(root, 'examples/mechanism/distance.hpp'), join(tree, 'src/attention/scores/distance.hpp'));
  const options = ['-DCMAKE_BUILD_TYPE=Debug', '-DCMAKE_CXX_FLAGS_DEBUG=-O1', '-DATTN_WERROR=ON'];
  run('cmake', ['-S', '.', '-B', build, '-G', 'Ninja', ...options]);
  make('attn_cli', 'attn_registry', 'attn_tests_attention');
});

const attn = (...args) => JSON.parse(run(join(build, 'attn'), args));
const ids = (kind) => attn('mechanisms').items.filter((item) => item.kind === kind).map((item) => item.id);

test('a new mask and a new score are listed, with their knobs', () => {
  assert.ok(ids('mask').includes('every_third'));
  assert.ok(ids('score').includes('distance'));
  const mask = attn('mechanisms').items.find((item) => item.id === 'every_third');
  assert.deepEqual(mask.knobs, [{ name: 'step', least: 1, usual: 3, most: 64 }]);
});

test("the README's table gets them from scripts/mechanisms", () => {
  const script = join(tree, 'scripts', 'mechanisms');
  for (const id of ['every_third', 'distance']) assert.ok(!readFileSync(join(tree, 'README.md'), 'utf8').includes(`\`${id}\``));
  run(process.execPath, [script, '--write']);
  const readme = readFileSync(join(tree, 'README.md'), 'utf8');
  assert.match(readme, /^- mask: .*`every_third`/m);
  assert.match(readme, /^- score: .*`distance`/m);
});

test("the page's registry holds them, with name, formula and knobs", async () => {
  const path = join(build, 'registry.mjs');
  writeFileSync(path, run(join(build, 'attn_registry'), []));
  const { default: items } = await import(path);
  const of = (kind, id) => items.find((item) => item.kind === kind && item.id === id);
  assert.equal(of('mask', 'every_third').knobs[0].name, 'step');
  assert.ok(of('score', 'distance').formula.length > 0);
});

test('they run by id, by every executor alike', () => {
  const row = (n) => [Math.sin(n), Math.cos(n)];
  const rows = [[[0, 1, 2, 3].map(row)]];
  const y = ['reference', 'flash', 'sparse'].map((executor) => {
    const mask = { id: 'every_third', step: 2 };
    writeFileSync(join(build, 'problem.json'), JSON.stringify({ q: rows, k: rows, v: rows, score: 'distance', mask, executor }));
    return attn('attention', join(build, 'problem.json'));
  });
  const weights = y[0].pattern[0][0];
  assert.deepEqual(weights.map((line) => line.map((weight) => (weight > 0 ? '#' : '.')).join('')), ['#...', '.#..', '#.#.', '.#.#']);
  // The query is its own key: distance 0 against |row(0) - row(2)|^2.
  const apart = row(0).reduce((sum, x, n) => sum + (x - row(2)[n]) ** 2, 0);
  assert.ok(Math.abs(weights[2][0] / weights[2][2] - Math.exp(-apart / 2)) < 1e-6);
  for (const other of y.slice(1)) {
    other.y.flat(9).forEach((value, n) => assert.ok(Math.abs(value - y[0].y.flat(9)[n]) < 1e-6));
  }
});

test('an unknown id names them among those there are', () => {
  const rows = [[[[1, 0]]]];
  writeFileSync(join(build, 'problem.json'), JSON.stringify({ q: rows, k: rows, v: rows, mask: 'every_forth' }));
  assert.throws(() => attn('attention', join(build, 'problem.json')), /unknown mask: every_forth \(have .*every_third/);
});

const sweep = () => run(join(build, 'tests', 'attn_tests_attention'), ['[mask],[score]', '--colour-mode', 'none']);

test('the tests that sweep every mask and score pass with them', () => assert.match(sweep(), /All tests passed/));

test('and fail by name when the new mask lies about its rows', () => {
  const header = join(tree, 'src/attention/masks/every_third.hpp');
  const lie = '\n  void runs(std::size_t i, KeyRuns& out) const { out.add(0, static_cast<std::ptrdiff_t>(i) + 1); }\n};\n\n}  //';
  writeFileSync(header, readFileSync(header, 'utf8').replace('\n};\n\n}  //', lie));
  make('attn_tests_attention');
  assert.throws(sweep, (error) => /FAILED/.test(error.stdout) && /every_third/.test(error.stdout));
});
