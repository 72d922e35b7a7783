/** `<attention-explorer>` from data, and as the one file that a notebook loads. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { given } from './harness.mjs';
import { dist } from './server.mjs';
import { heard, load, openViews, said, viewTests } from './views-alone.mjs';

const views = viewTests();
const tag = 'attention-explorer';
const open = (t, markup, options = {}) => openViews(views, t, { scripts: ['explorer'], markup, ...options });
const says = (page) => page.locator(`${tag} .says`).textContent();

test('tokens, all heads and one head are drawn from data, and no engine is asked for', async (t) => {
  const page = await open(t, `<${tag} src="two-heads.json" layer="3" head="5"></${tag}>`);
  await page.locator(`${tag} attention-matrix .value`).first().waitFor();
  assert.deepEqual(await page.locator(`${tag} .chip bdi`).allTextContents(), ['The', '·dog', '·ran']);
  assert.equal(await page.locator(`${tag} [role=gridcell][data-layer]`).count(), 4);
  assert.equal(await page.locator(`${tag} h2`).textContent(), 'Layer 3, head 5');
  assert.deepEqual(await given(page, `${tag} attention-matrix`, 'pattern'), [1, 0, 0, 1, 0, 0, 0.0625, 0.9375, 0]);
  await page.waitForTimeout(200);
  assert.deepEqual(
    page.asked.filter((name) => /worker|wasm|safetensors|live|start-/.test(name)),
    [],
  );
  assert.equal(page.workers().length, 0);
});

test('a token that is lit is lit in every view, and its strongest keys are said', async (t) => {
  const page = await open(t, `<${tag} src="two-heads.json"></${tag}>`);
  await page.locator(`${tag} attention-matrix .value`).first().waitFor();
  await page.locator(`${tag} .chip`).nth(2).hover();
  await page.waitForFunction(
    (name) => document.querySelector(name).shadowRoot.querySelector('.says').textContent !== '',
    tag,
  );
  assert.equal(await says(page), '“ran” attends most to “ran” 0.500, “dog” 0.375, “The” 0.125.');
  assert.equal(await given(page, `${tag} attention-matrix`, 'hover'), 2);
  assert.equal(await given(page, `${tag} attention-heads`, 'hover'), 2);
  await page.locator(`${tag} attention-matrix .queries .name`).nth(1).hover();
  assert.equal(await says(page), '“dog” attends most to “dog” 0.750, “The” 0.250.');
});

test('a head that is chosen in the grid is the one that is large, as matrix or as arcs', async (t) => {
  const page = await open(t, `<${tag} src="two-heads.json"></${tag}>`);
  await page.locator(`${tag} attention-matrix .value`).first().waitFor();
  await heard(page, tag, 'head-select');
  await page.locator(`${tag} [role=gridcell][data-layer]`).nth(3).click();
  assert.deepEqual(await said(page, 'head-select'), { layer: 7, head: 5 });
  assert.equal(await page.locator(`${tag} h2`).textContent(), 'Layer 7, head 5');
  await page.getByRole('tab', { name: 'Matrix' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.locator(`${tag} attention-arcs [role=option]`).first().waitFor();
  assert.deepEqual(await given(page, `${tag} attention-arcs`, 'pattern'), [1, 0, 0, 0.5, 0.5, 0, 0, 1, 0]);
  assert.equal(await page.getByRole('tab', { name: 'Arcs' }).getAttribute('aria-selected'), 'true');
});

test('queries and keys that differ stand in two rows, and a lit query lights keys', async (t) => {
  const page = await open(t, `<${tag} src="crossed.json" lang="nb"></${tag}>`);
  await page.getByText('Spørringer', { exact: true }).waitFor();
  await page.locator(`${tag} attention-tokens`).first().locator('.chip').nth(1).hover();
  await page.waitForFunction(
    (name) => document.querySelector(name).shadowRoot.querySelector('.says').textContent.includes('rouge'),
    tag,
  );
  assert.equal(
    await says(page),
    '“red” ser mest på “rouge” 0.750, “-volant” 0.250.'.replaceAll('“', '«').replaceAll('”', '»'),
  );
  assert.equal(await page.locator(`${tag} attention-tokens`).nth(1).locator('.chip.lit').count(), 2);
});

test('it works beside a playground’s script, whichever came first', async (t) => {
  const page = await open(
    t,
    `<${tag} src="two-heads.json"></${tag}><attention-matrix src="two-heads.json"></attention-matrix>`,
  );
  await load(page, ['playground', 'matrix', 'heads']);
  await page.locator(`${tag} attention-matrix .value`).first().waitFor();
  await page.locator('main > attention-matrix .value').first().waitFor();
});

test('the file for notebooks imports nothing, and its traits go both ways', async (t) => {
  const source = readFileSync(`${dist}widget/attention-explorer.js`, 'utf8');
  assert.doesNotMatch(
    source,
    /\bimport\s*\(|(?:^|[;}])import[\s{"'`*]|\bexport\b[^;]*\bfrom\s*["'`]\.|new Worker/,
    'one file',
  );
  const page = await openViews(views, t, { scripts: [] });
  await page.evaluate(async () => {
    const { default: widget } = await import(new URL('../widget/attention-explorer.js', document.baseURI).href);
    const listeners = new Map();
    const data = await (await fetch('two-heads.json')).json();
    window.traits = { _document: data, layer: 7, head: 2, selection: null, theme: 'dark', lang: 'nl' };
    window.saved = 0;
    const model = {
      get: (name) => window.traits[name],
      set: (name, value) => {
        window.traits[name] = value;
      },
      save_changes: () => window.saved++,
      on: (name, listener) => listeners.set(name, listener),
      off: (name) => listeners.delete(name),
    };
    window.change = (name, value) => {
      window.traits[name] = value;
      listeners.get(`change:${name}`)();
    };
    window.close = widget.render({ model, el: document.querySelector('main') });
    window.listening = () => listeners.size;
  });
  await page.locator(`${tag} h2`).filter({ hasText: 'Laag 7, kop 2' }).waitFor();
  assert.equal(await page.locator(tag).evaluate((view) => getComputedStyle(view).backgroundColor), 'rgb(15, 18, 22)');
  await page.locator(`${tag} [role=gridcell][data-layer]`).nth(1).click();
  await page.waitForFunction(() => window.traits.layer === 3 && window.traits.head === 5 && window.saved > 0);
  const plot = await page.locator(`${tag} attention-matrix .plot`).boundingBox();
  await page.mouse.click(plot.x + plot.width * 0.5, plot.y + plot.height * 0.9);
  await page.waitForFunction(() => JSON.stringify(window.traits.selection) === '[2,1]');
  await page.evaluate(() => window.change('layer', 7));
  await page.locator(`${tag} h2`).filter({ hasText: 'Laag 7, kop 5' }).waitFor();
  await page.evaluate(() => window.close());
  assert.equal(await page.locator(tag).count(), 0);
  assert.equal(await page.evaluate(() => window.listening()), 0);
});
