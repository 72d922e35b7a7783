/**
 * The examples of bundlers and frameworks: each copied, built by its own tool from the packed package, and opened under a
 * deep sub-path with the strict policy; none of these tools writes anything inline, so nothing is added to it.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { command, copyExample, firstAttention, npmTools, openBuilt, packedPackage, root } from './lib.mjs';

const { skip, bin } = await npmTools();
await packedPackage();

const read = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));
const names = ['vite', 'webpack', 'esbuild', 'react', 'svelte'];

/** As `npm run NAME` in the example's folder, with the tools of tests/embed. */
async function script(folder, name) {
  const [tool, ...args] = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).scripts[name].split(' ');
  return command(tool === 'node' ? process.execPath : bin(tool), args, { cwd: folder });
}

for (const name of names) {
  test(`${name}: the example pins the tools that it is tested with, and this version`, () => {
    const { dependencies, devDependencies } = read(`examples/embed/${name}/package.json`);
    const { 'attention-playground': ours, ...theirs } = dependencies;
    assert.equal(ours, read('web/package.json').version);
    const tested = read('tests/embed/package.json').devDependencies;
    for (const [tool, version] of Object.entries({ ...theirs, ...devDependencies }))
      assert.equal(version, tested[tool], tool);
  });
}

test('vite: the built page shows attention', { skip }, async (t) => {
  const folder = copyExample('vite');
  await script(folder, 'build');
  const page = await openBuilt(t, join(folder, 'dist'));
  await firstAttention(page);
  assert.equal(await page.title(), 'Attention in 6 layers of 8 heads');
});

test('webpack: the built page runs the engine and draws its numbers', { skip }, async (t) => {
  const folder = copyExample('webpack');
  await script(folder, 'build');
  const page = await openBuilt(t, join(folder, 'dist'));
  await page.getByText(/next may come \w+/).waitFor();
  await page.locator('attention-matrix [role=grid]').waitFor();
});

test('esbuild: worker, wasm and model are found where configure() says', { skip }, async (t) => {
  const folder = copyExample('esbuild');
  await script(folder, 'build');
  const page = await openBuilt(t, join(folder, 'dist'));
  await page.waitForFunction(() => document.querySelector('attention-mechanisms').data);
  const asked = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
  assert.ok(
    asked.some((url) => url.endsWith('/sub-path/engine/worker.js')),
    asked.join(' '),
  );
});

for (const name of ['react', 'svelte']) {
  test(`${name}: properties, events and references are typed; state flows into the element and out of it`, {
    skip,
  }, async (t) => {
    const folder = copyExample(name);
    await script(folder, 'check');
    await script(folder, 'build');
    const page = await openBuilt(t, join(folder, 'dist'));
    await page.locator('output', { hasText: '6 x 8' }).waitFor();
    const element = page.locator('attention-playground');
    assert.equal(await element.evaluate((it) => it.layer), 1, 'a number is set as a property');
    await page.getByRole('button', { name: 'Another text' }).click();
    await page.waitForFunction(() => document.querySelector('attention-playground').text === 'Tom found a small boat.');
    await element.evaluate((it) => it.settled());
  });
}
