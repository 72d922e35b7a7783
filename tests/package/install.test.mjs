// The installed package: what is in it, found by CMake and by pkg-config, wherever it is moved; and the programs of
// examples/library, which the reference quotes.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { attn, has, release, root, run, scratch, stories, text, version } from './harness.mjs';

const work = scratch();
run('cmake', ['--install', release, '--prefix', join(work, 'first')]);
// Moved after it was installed: nothing in it may remember where it was.
const prefix = join(work, 'moved here');
renameSync(join(work, 'first'), prefix);

const compiler = process.env.CXX ?? 'c++';
const within = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));

/** Configures and builds a project against the installed package. */
function build(source, name, options = []) {
  const folder = join(work, name);
  run('cmake', ['-S', source, '-B', folder, '-G', 'Ninja', '-DCMAKE_BUILD_TYPE=Release', ...options]);
  run('cmake', ['--build', folder]);
  return folder;
}

test('headers of the public interface are installed with what they include, and no others', () => {
  const include = join(prefix, 'include/attn');
  const installed = new Set(within(include).map((file) => file.slice(include.length + 1)));
  const included = new Set();
  for (const header of installed) {
    for (const [, other] of readFileSync(join(include, header), 'utf8').matchAll(/^#include "([^"]+)"/gm)) {
      assert.ok(installed.has(other), `${header} includes ${other}, which is not installed`);
      included.add(other);
    }
    assert.doesNotMatch(readFileSync(join(include, header), 'utf8'), /#include <(xsimd|rapidjson)/, header);
  }
  const list = text('cmake/PublicHeaders.cmake')
    .match(/set\(ATTN_PUBLIC_HEADERS([^)]*)\)/)[1]
    .trim()
    .split(/\s+/);
  for (const header of list) assert.ok(installed.has(header), `${header} is public but not installed`);
  for (const header of installed)
    assert.ok(list.includes(header) || included.has(header), `${header} is installed, but nothing public needs it`);
  for (const header of ['simd/vector.hpp', 'attention/executor.hpp', 'model/weights.hpp', 'cli/args.hpp'])
    assert.ok(!installed.has(header), `${header} is nobody's business`);
});

test('every public header compiles by what is installed alone', () => {
  const list = text('cmake/PublicHeaders.cmake')
    .match(/set\(ATTN_PUBLIC_HEADERS([^)]*)\)/)[1]
    .trim()
    .split(/\s+/);
  const file = join(work, 'all.cpp');
  writeFileSync(file, `${list.map((header) => `#include <attn/${header}>`).join('\n')}\nint main() {}\n`);
  run(compiler, [
    '-std=c++20',
    '-Wall',
    '-Wextra',
    '-Werror',
    '-fsyntax-only',
    `-I${prefix}/include`,
    `-I${prefix}/include/attn`,
    file,
  ]);
});

test('licences are installed: ours, and those of the headers that are compiled in', () => {
  const folder = join(prefix, 'share/licenses/attn');
  assert.match(readFileSync(join(folder, 'LICENSE'), 'utf8'), /MIT License/);
  assert.match(readFileSync(join(folder, 'xsimd.txt'), 'utf8'), /BSD/);
  assert.match(readFileSync(join(folder, 'rapidjson.txt'), 'utf8'), /MIT|Permission is hereby granted/);
});

test('nothing that is installed names the folder that it was built or first installed in', () => {
  for (const file of within(prefix).filter((name) => /\.(cmake|pc|hpp)$/.test(name))) {
    const said = readFileSync(file, 'utf8');
    for (const folder of [root.replace(/\/$/, ''), join(work, 'first')])
      assert.ok(!said.includes(`${folder}/`), `${file} names ${folder}`);
  }
});

test("a packager may stage it: DESTDIR comes before every path, the headers' too", () => {
  const staged = join(work, 'staged');
  run('cmake', ['--install', release, '--prefix', '/opt/attn'], { env: { ...process.env, DESTDIR: staged } });
  const inside = (folder) =>
    within(folder)
      .map((file) => file.slice(folder.length + 1))
      .sort();
  assert.deepEqual(
    inside(staged),
    inside(prefix).map((file) => `opt/attn/${file}`),
  );
});

test('the consumer finds a package that was moved, in a prefix with a space, by CMake', () => {
  const folder = build(join(root, 'examples/consumer'), 'consumer', [`-DCMAKE_PREFIX_PATH=${prefix}`]);
  assert.match(run(join(folder, 'consumer'), []).out, /head 1\n {2}token 0 attends 1\.000 0\.000 0\.000/);
  // The same build folder, asked to look in another prefix: the first must not stick.
  const second = join(work, 'second');
  cpSync(prefix, second, { recursive: true });
  run('cmake', [
    '-S',
    join(root, 'examples/consumer'),
    '-B',
    folder,
    `-DCMAKE_PREFIX_PATH=${second}`,
    `-Dattn_DIR=${second}/lib/cmake/attn`,
  ]);
  run('cmake', ['--build', folder]);
  assert.match(readFileSync(join(folder, 'build.ninja'), 'utf8'), new RegExp(`${second}/lib/libattn\\.a`));
  run(join(folder, 'consumer'), []);
});

test('pkg-config alone says how to compile and link the consumer', {
  skip: !has('pkg-config') && 'there is no pkg-config',
}, () => {
  // A path with spaces cannot pass through $(pkg-config ...) unquoted; that is pkg-config's own limit.
  const plain = join(work, 'plain');
  cpSync(prefix, plain, { recursive: true });
  const env = { ...process.env, PKG_CONFIG_PATH: join(plain, 'lib/pkgconfig'), CXX: compiler };
  run('bash', ['-c', '$CXX main.cpp -o "$OUT" $(pkg-config --cflags --libs attn)'], {
    cwd: join(root, 'examples/consumer'),
    env: { ...env, OUT: join(work, 'by-pkg-config') },
  });
  assert.match(run(join(work, 'by-pkg-config'), []).out, /^head 0\n/);
  assert.equal(run('pkg-config', ['--modversion', 'attn'], { env }).out.trim(), version);
  run('pkg-config', ['--validate', 'attn'], { env });
});

test('the version is that of web/package.json: of the tool, and of what find_package asks for', () => {
  assert.equal(run(attn, ['--version']).out, `attn ${version}\n`);
  const [major, minor] = version.split('.').map(Number);
  const wants = (wanted) => {
    const folder = join(work, `wants-${wanted}`);
    mkdirSync(folder);
    writeFileSync(
      join(folder, 'CMakeLists.txt'),
      `cmake_minimum_required(VERSION 3.25)\nproject(wants LANGUAGES NONE)\nfind_package(attn ${wanted} CONFIG REQUIRED)\nmessage(STATUS "found \${attn_VERSION}")\n`,
    );
    return run('cmake', ['-S', folder, '-B', join(folder, 'build'), `-DCMAKE_PREFIX_PATH=${prefix}`], { status: null });
  };
  const found = wants(`${major}.${minor}`);
  assert.equal(found.status, 0, found.err);
  assert.ok(found.out.includes(`found ${version.split('-')[0]}\n`), found.out);
  // Before 1.0 the next minor version may be another interface, and so may the one before.
  for (const other of [`${major}.${minor + 1}`, `${major + 1}.0`, ...(minor > 0 ? [`${major}.${minor - 1}`] : [])]) {
    const refused = wants(other);
    assert.notEqual(refused.status, 0);
    assert.match(refused.err, /version: /);
  }
});

for (const [given, expected] of [
  ['{"version": "1.2.3"}', '1.2.3 1.2.3'],
  ['{"version": "1.2.3-rc.1"}', '1.2.3-rc.1 1.2.3'],
  ['{"version": "1.2"}', 'version is "1.2"; expected three numbers'],
  ['{}', 'expected three numbers'],
]) {
  test(`a package.json of ${given} gives CMake: ${expected}`, () => {
    const folder = join(work, `version-${given.replace(/\W/g, '')}`);
    mkdirSync(join(folder, 'web'), { recursive: true });
    writeFileSync(join(folder, 'web/package.json'), given);
    writeFileSync(
      join(folder, 'CMakeLists.txt'),
      `cmake_minimum_required(VERSION 3.25)\ninclude(${root}/cmake/Version.cmake)\nproject(x VERSION \${ATTN_VERSION_NUMBERS} LANGUAGES NONE)\nmessage(STATUS "\${ATTN_VERSION_TEXT} \${PROJECT_VERSION}")\n`,
    );
    const ran = run('cmake', ['-S', folder, '-B', join(folder, 'build')], { status: null });
    assert.ok((ran.out + ran.err.replace(/\s+/g, ' ')).includes(expected), ran.out + ran.err);
  });
}

test('the programs that the reference quotes build against the package, and do what they say', () => {
  const folder = build(join(root, 'examples/library'), 'library', [`-DCMAKE_PREFIX_PATH=${prefix}`]);
  const said = (name, ...args) => run(join(folder, name), args).out;
  assert.match(said('attend'), /^reference +largest difference 0\.0e\+00\nflash .*\nsparse /);
  assert.match(said('mask'), /\n#\.\.###\.\.\n[\s\S]*unknown mask: lcal \(have block, causal/);
  assert.match(said('work'), /local +sparse +4090 +4090 +261760\n/);
  // The same model and tokens through the tool.
  const ids = [0, 46, 575, 307, 260];
  const json = JSON.parse(
    run(attn, ['run', stories, '--ids', ids.join(), '--capture', 'blocks.2.attn.hook_pattern']).out,
  );
  const pattern = json.tensors['blocks.2.attn.hook_pattern'].data[4];
  const strongest = pattern.map(
    (row, i) => `${i} -> ${row.indexOf(Math.max(...row))}  ${Math.max(...row).toFixed(3)}\n`,
  );
  assert.equal(said('inspect', stories, '2', '4', ...ids), strongest.join(''));
  const drawn = JSON.parse(
    run(attn, [
      'generate',
      stories,
      '--ids',
      ids.join(),
      '-n',
      '8',
      '--temperature',
      '0.8',
      '--top-k',
      '40',
      '--seed',
      '7',
      '--ignore-eos',
    ]).out,
  );
  assert.equal(said('generate', stories, '8', ...ids).trim(), drawn.ids.join(' '));
  run(join(folder, 'inspect'), ['/nowhere', '0', '0', '1'], { status: 1 });
});
