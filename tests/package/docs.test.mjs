// The reference of the C++ library: made by Doxygen without a complaint, and complaining where a public name says nothing.
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { has, release, root, run, scratch, text } from './harness.mjs';

const without = !has('doxygen') && 'there is no doxygen (scripts/setup installs it on Debian)';
const work = scratch();

/** Makes the reference of a checkout into a folder. */
const docs = (source, folder) =>
  run(
    'cmake',
    [
      '-DATTN_DOXYGEN=doxygen',
      `-DPROJECT_SOURCE_DIR=${source}`,
      `-DATTN_GENERATED_DIR=${release}/generated`,
      `-DATTN_DOCS_DIR=${folder}`,
      '-DATTN_VERSION_TEXT=1.2.3',
      '-DPROJECT_DESCRIPTION=x',
      '-P',
      join(root, 'cmake/RunDoxygen.cmake'),
    ],
    { status: null },
  );

test('every snippet of the reference is a marked part of a program, and every program is quoted', () => {
  const quoted = [...text('docs/cpp.dox').matchAll(/^\\snippet (\S+) (\S+)$/gm)].map(([, file, part]) => ({
    file,
    part,
  }));
  assert.ok(quoted.length >= 8);
  for (const { file, part } of quoted)
    assert.equal(
      text(`examples/${file}`).split(`//! [${part}]\n`).length,
      3,
      `${file}: [${part}] begins and ends once`,
    );
  const programs = readdirSync(join(root, 'examples/library')).filter((file) => file.endsWith('.cpp'));
  assert.deepEqual([...new Set(quoted.map(({ file }) => file.replace('library/', '')))].sort(), programs.sort());
  for (const program of programs)
    assert.ok(text('examples/library/CMakeLists.txt').includes(` ${program.replace('.cpp', '')}`));
});

test('the target docs makes pages that open offline and show the programs', { skip: without }, () => {
  run('cmake', ['--build', release, '--target', 'docs']);
  const folder = join(root, 'build/docs/cpp');
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  const plain = page.replace(/<[^>]+>/g, '').replaceAll('&quot;', '"');
  assert.ok(
    plain.includes('problem.score = attn::make_score("scaled_dot", {.d = d});'),
    'the snippet is on the main page',
  );
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.html'))) {
    const loads = [...readFileSync(join(folder, file), 'utf8').matchAll(/(?:src|href)="(https?:[^"]+)"/g)].filter(
      ([, url]) => !/doxygen\.org/.test(url),
    );
    assert.deepEqual(loads, [], file);
  }
  assert.match(readFileSync(join(folder, 'structattn_1_1AttentionShape.html'), 'utf8'), /query heads/);
  // Members that are declared together have the comment each.
  const explained = readFileSync(join(folder, 'structattn_1_1CellExplanation.html'), 'utf8');
  assert.equal(explained.match(/which cell/g).length >= 5, true);
  assert.ok(!existsSync(join(folder, 'structattn_1_1masks_1_1Causal.html')), 'items are made by id, and not public');
});

test('a public name without documentation is an error that names it', { skip: without }, () => {
  const copy = join(work, 'checkout');
  mkdirSync(copy);
  for (const part of ['src', 'docs/cpp.dox', 'examples', 'scripts/lib'])
    cpSync(join(root, part), join(copy, part), { recursive: true });
  const header = join(copy, 'src/attention/work.hpp');
  writeFileSync(header, readFileSync(header, 'utf8').replace('struct Work {', 'struct Work {\n  int unexplained = 0;'));
  const refused = docs(copy, join(work, 'html'));
  assert.notEqual(refused.status, 0);
  assert.match(refused.out + refused.err, /unexplained \(variable\) of struct attn::Work is not documented/);
  assert.equal((refused.out + refused.err).match(/ is not documented/g).length, 1, 'and nothing else');
});
