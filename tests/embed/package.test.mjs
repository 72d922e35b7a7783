/** The npm package as npm packs it: what is in it, what judges of packages say, and that Node and TypeScript can use it. */
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { attempt, command, npmTools, packedPackage, root, work } from './lib.mjs';

const { skip, bin } = await npmTools();
const packed = await packedPackage();
const manifest = JSON.parse(readFileSync(join(packed.folder, 'package.json'), 'utf8'));
/** Megabytes: most of it is the model, which is 2 MB and hardly packs. */
const kLargest = 4.5;

/** A project of somebody's that has the package installed. */
function project(name, files) {
  const folder = join(work, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
  return folder;
}

/** Every file that the package's exports name, by entry; patterns aside. */
function targets() {
  const leaves = (value) => (typeof value === 'string' ? [value] : Object.values(value).flatMap(leaves));
  return Object.entries(manifest.exports).flatMap(([entry, value]) =>
    entry.includes('*') ? [] : leaves(value).map((path) => [entry, path.replace('./', '')]),
  );
}

test('the tarball holds what its exports name, the page and the model, and nothing else', (t) => {
  for (const [entry, path] of targets()) assert.ok(packed.files.includes(path), `${entry}: ${path} is in the tarball`);
  for (const path of [
    'LICENSE',
    'README.md',
    'CHANGELOG.md',
    'dist/index.html',
    'dist/learn.html',
    'dist/element/worker.js',
  ])
    assert.ok(packed.files.includes(path), path);
  for (const path of ['config.json', 'model.safetensors', 'tokenizer.json'])
    assert.ok(packed.files.includes(`dist/models/stories/${path}`), path);
  const foreign = packed.files.filter(
    (path) =>
      !/^(bin\/|dist\/|LICENSE$|README\.md$|CHANGELOG\.md$|package\.json$)/.test(path) ||
      /\.(ts|map|log)$/.test(path.replace(/\.d\.ts$/, '')),
  );
  assert.deepEqual(foreign, []);
  const megabytes = packed.bytes / 2 ** 20;
  t.diagnostic(`the tarball has ${packed.files.length} files and ${megabytes.toFixed(2)} MB`);
  assert.ok(megabytes < kLargest, `${megabytes.toFixed(2)} MB of ${kLargest}`);
});

test('every script for browsers that is built is exported, with types', () => {
  const entries = JSON.parse(readFileSync(join(root, 'web/scripts/entries.json'), 'utf8'));
  for (const { name, entry, source } of entries) {
    const exported = manifest.exports[entry];
    assert.equal(exported?.default, `./dist/element/${name}.js`, entry);
    assert.equal(exported.types, `./dist/types/${source.replace(/\.ts$/, '.d.ts')}`, entry);
  }
});

test('publint has nothing to say', { skip }, async () => {
  const output = await command(bin('publint'), ['--strict', packed.tarball]);
  assert.match(output, /All good/);
});

test('the types are not wrong, for every entry and way to resolve', { skip }, async () => {
  // ESM only: a CommonJS program on Node 20.19 or newer may require() it all the same.
  const args = [
    packed.tarball,
    '--profile',
    'esm-only',
    '--no-emoji',
    '--exclude-entrypoints',
    './custom-elements.json',
    // Files to be copied, not imported.
    './worker.js',
    './attn.wasm',
  ];
  const { status, output } = await attempt(bin('attw'), args);
  assert.equal(status, 0, output);
});

test('a program in Node loads the engine from the package, runs the shipped model and writes its attention as CSV', async () => {
  const folder = project('node-smoke', {
    'main.mjs': `
import { loadEngine } from 'attention-playground';
import { dataOfRun, toCsv, toDocument, parseDocument } from 'attention-playground/data';
const engine = await loadEngine();
const model = await engine.loadModel(new URL('.', import.meta.resolve('attention-playground/models/stories/config.json')));
const run = await model.run('Once upon a time', { capture: ['blocks.*.attn.hook_pattern'] });
const data = parseDocument(JSON.parse(JSON.stringify(toDocument(dataOfRun(run, { model: 'stories', text: 'Once upon a time' })))));
console.log(JSON.stringify({ layers: data.layers.length, layer: model.info.layers, csv: toCsv(data).split('\\n').length }));
engine.dispose();
`,
  });
  const { layers, layer, csv } = JSON.parse(await command(process.execPath, ['main.mjs'], { cwd: folder }));
  assert.equal(layers, layer);
  assert.ok(csv > 2);
});

test("the package's command answers when it is run as npx runs it", async () => {
  const path = join(packed.folder, manifest.bin['attention-playground']);
  const model = join(packed.folder, 'dist/models/stories');
  const output = await command(process.execPath, [
    path,
    'generate',
    '--model',
    model,
    '--greedy',
    '-n',
    '5',
    'Once upon a time',
  ]);
  assert.match(output, /^Once upon a time\S* \S+/);
});

for (const [name, options] of [
  ['node16', { module: 'node16', moduleResolution: 'node16' }],
  ['bundler', { module: 'esnext', moduleResolution: 'bundler' }],
]) {
  test(`a typed page and a typed program compile with moduleResolution ${name}, and what is wrong does not`, {
    skip,
  }, async () => {
    const compilerOptions = {
      ...options,
      target: 'es2022',
      strict: true,
      noEmit: true,
      lib: ['es2022', 'dom', 'dom.iterable'],
      types: [],
    };
    const folder = project(`types-${name}`, {
      'package.json': '{"private": true, "type": "module"}',
      // The declarations are checked too, with no Lit, React or Node types to lean on.
      'tsconfig.json': JSON.stringify({
        compilerOptions: { ...compilerOptions, skipLibCheck: false },
        include: ['*.ts'],
      }),
    });
    for (const file of ['elements.ts', 'engine.ts'])
      cpSync(join(root, 'tests/embed/consumer', file), join(folder, file));
    await command(bin('tsc'), ['-p', '.'], { cwd: folder });
  });
}

test('the manifest of the elements names real tags, attributes and events', () => {
  const { modules } = JSON.parse(readFileSync(join(packed.folder, 'dist/custom-elements.json'), 'utf8'));
  const entries = JSON.parse(readFileSync(join(root, 'web/scripts/entries.json'), 'utf8')).filter(
    ({ element }) => element,
  );
  assert.deepEqual(
    modules.map(({ declarations: [{ tagName }] }) => tagName).sort(),
    entries.map(({ name }) => name).sort(),
  );
  for (const {
    path,
    declarations: [declaration],
  } of modules) {
    assert.ok(existsSync(join(packed.folder, path)), path);
    const names = declaration.attributes.map(({ name }) => name);
    for (const name of ['model', 'text', 'layer', 'head', 'theme', 'lang'])
      assert.ok(names.includes(name), `${declaration.tagName} has ${name}`);
    for (const { name, description } of declaration.events)
      assert.ok(description, `${declaration.tagName}: ${name} is described`);
    assert.ok(declaration.description.length > 20, declaration.tagName);
  }
});
