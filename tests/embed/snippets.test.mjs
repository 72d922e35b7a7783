/** What the Share dialog hands out for frameworks, as it is pasted: into the examples, built by their tools, opened under the strict policy. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { command, copyExample, dist, firstAttention, npmTools, openBuilt, packedPackage } from './lib.mjs';

const { skip, bin } = await npmTools();
await packedPackage();

const text = 'Anna lost her red kite.';
const hash = `v=1&text=${text.replaceAll(' ', '+')}&tab=arcs&layer=5&head=2&cell=3,1&mute=1.2&seed=9&length=7&theme=dark`;

/** The page's own dialog, of this state; the model is the example's, for the policy lets a page fetch from its own host only. */
async function snippet(t, id) {
  const page = await openBuilt(t, dist, { path: `#playground?${hash}` });
  await firstAttention(page);
  await page.click('#share');
  await page.locator(`attention-share #tab-${id}`).click();
  const code = await page.locator('attention-share #code').inputValue();
  return code.replace(/https?:[^"]*models\/stories\//, 'models/stories/');
}

const files = {
  react: {
    'src/Attention.tsx': (code) => code,
    'src/App.tsx': () => "import { Attention } from './Attention.tsx';\n\nexport const App = () => <Attention />;\n",
  },
  svelte: { 'src/App.svelte': (code) => code },
};

for (const name of ['react', 'svelte']) {
  test(`${name}: the snippet compiles as it is pasted and shows what was shared`, { skip }, async (t) => {
    const code = await snippet(t, name);
    const folder = copyExample(name, `${name}-snippet`);
    for (const [path, write] of Object.entries(files[name])) writeFileSync(join(folder, path), write(code));
    const check = name === 'react' ? ['tsc', '--noEmit'] : ['svelte-check', '--tsconfig', './tsconfig.json'];
    await command(bin(check[0]), check.slice(1), { cwd: folder });
    await command(bin('vite'), ['build'], { cwd: folder });
    const page = await openBuilt(t, join(folder, 'dist'));
    await firstAttention(page);
    const element = page.locator('attention-playground');
    await element.evaluate((it) => it.settled());
    const { failure, ...shown } = await element.evaluate((it) => ({
      ...it.snapshot(),
      failure: it.store.state.failure?.message ?? null,
      dark: getComputedStyle(it).colorScheme,
    }));
    assert.equal(failure, null);
    assert.deepEqual(shown, {
      model: shown.model,
      text,
      tab: 'arcs',
      scale: 'linear',
      layer: 5,
      head: 2,
      cell: { query: 3, key: 1 },
      mutes: ['1.2'],
      sampling: { seed: 9 },
      length: 7,
      dark: 'dark',
    });
  });
}
