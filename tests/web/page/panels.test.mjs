/** The panels of the Mechanisms view, each on its own on the shipped model: their numbers against the engine's. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { axePath, playgroundTests } from './harness.mjs';

const web = fileURLToPath(new URL('../../../web/', import.meta.url));
const require = createRequire(`${web}package.json`);
const { build, loadConfigFromFile } = await import(pathToFileURL(require.resolve('vite')).href);

const built = `${mkdtempSync(join(tmpdir(), 'attn-panels-'))}/`;
after(() => rmSync(built, { recursive: true, force: true }));
const { config } = await loadConfigFromFile({ command: 'build', mode: 'production' }, `${web}vite.config.ts`);
const root = fileURLToPath(new URL('./panels-page/', import.meta.url));
await build({
  ...config,
  configFile: false,
  root,
  publicDir: false,
  logLevel: 'error',
  build: { ...config.build, outDir: built, emptyOutDir: true, rollupOptions: { input: `${root}index.html` } },
});

const playground = playgroundTests({ mounts: { 'panels/': built } });
const axe = readFileSync(axePath, 'utf8');
const sentence = 'Tom had a red kite. Anna had a small boat. Tom gave the kite to';
const names = [
  'flash-steps',
  'scale-probe',
  'growth-chart',
  'kv-sharing',
  'heads-glance',
  'expert-routing',
  'span-learning',
];

/** A page with one panel that has answered. */
async function open(t, name, { lang, ...options } = {}) {
  const page = await playground.open(t, { path: 'panels/', wait: false, ...options });
  await page.waitForFunction(() => 'panels' in window);
  if (lang) await page.evaluate((tag) => document.documentElement.setAttribute('lang', tag), lang);
  await page.evaluate(
    async ([panel, text]) => window.panels.mount(panel, await window.panels.source(text, 2, 3)),
    [name, sentence],
  );
  await quiet(page, name);
  return page;
}

/** Nothing is asked any more, and what was answered is drawn. */
async function quiet(page, name) {
  // No promise in here: it would be taken for a yes.
  await page.waitForFunction((panel) => {
    const element = document.querySelector(panel);
    return !element.isUpdatePending && element.renderRoot.querySelector('.panel')?.ariaBusy === 'false';
  }, name);
  assert.equal(await page.locator(`${name} [role=alert]`).innerText(), '');
}

const rows = (page, selector) =>
  page
    .locator(`${selector} tbody tr`)
    .evaluateAll((all) => all.map((row) => [...row.querySelectorAll('th, td')].map((cell) => cell.textContent.trim())));

/** As views/number.ts writes it. */
const near = (text, value, digits) => {
  const read = Number(text.replace('−', '-').replace('e−', 'e-').replace('▲ ', ''));
  assert.ok(Math.abs(read - value) <= Math.abs(value) * 10 ** (1 - digits) + 1e-12, `${text} is not ${value}`);
};

test('flash’s last step has the engine’s output, within 1e-5 of the reference', async (t) => {
  const page = await open(t, 'flash-steps');
  await page.locator('flash-steps input[name=step]').press('End');
  await page.locator('flash-steps details summary').click();
  const { y, width, i0, off, flash, reference } = await page.locator('flash-steps').evaluate(async (panel) => {
    const { engine, heads, head } = panel.source;
    const { queries, keys } = { queries: 6, keys: 6 };
    const mechanism = { mask: 'causal', executor: 'flash' };
    const asked = { ...heads, head, mechanism, against: { mask: 'causal' }, trace: { queries, keys } };
    const got = await engine.mechanisms.attend(asked);
    const plain = await engine.mechanisms.attend({ ...heads, head, mechanism: { mask: 'causal' } });
    return {
      y: [...got.y],
      width: heads.width,
      i0: got.steps.at(-1).i0,
      off: Math.max(...got.y.map((value, n) => Math.abs(value - plain.y[n]))),
      flash: got.work.peakBytes,
      reference: plain.work.peakBytes,
    };
  });
  assert.ok(off < 1e-5, `${off}`);
  const shown = await rows(page, 'flash-steps table.output');
  assert.ok(shown.length > 0);
  for (const [r, [, ...cells]] of shown.entries()) {
    assert.equal(cells.length, width);
    for (const [n, cell] of cells.entries()) near(cell, y[(i0 + r) * width + n], 3);
  }
  const said = await page.locator('flash-steps .end').innerText();
  near(said.match(/at most ([\d.e−]+\d|0)/)[1], off, 2);
  const peak = (await rows(page, 'flash-steps table.costs'))[0];
  const bytes = (n) => (n >= 1000 ? `${(n / 1000).toFixed(1)} kB` : `${n} B`);
  assert.deepEqual(peak.slice(1), [bytes(flash), bytes(reference)]);
});

test('flash is scrubbed with the keyboard; m and l of each step are the kernel’s, a skipped tile says so', async (t) => {
  const page = await open(t, 'flash-steps');
  const scrub = page.locator('flash-steps input[name=step]');
  const steps = await page.locator('flash-steps').evaluate(async (panel) => {
    const { engine, heads, head } = panel.source;
    const mechanism = { mask: 'causal', executor: 'flash' };
    const { steps } = await engine.mechanisms.attend({ ...heads, head, mechanism, trace: { queries: 6, keys: 6 } });
    return steps.map(({ m, l, y, ...rest }) => ({ ...rest, m: [...m], l: [...l] }));
  });
  assert.equal(await scrub.getAttribute('max'), String(steps.length - 1));
  await scrub.press('Home');
  let skipped = 0;
  for (const step of steps) {
    const shown = await rows(page, 'flash-steps .stack > .state');
    assert.equal(shown.length, step.i1 - step.i0);
    for (const [r, [, m, l]] of shown.entries()) {
      near(m.replace(/ rose.*/, ''), step.m[r], 4);
      near(l, step.l[r], 4);
    }
    const where = await page.locator('flash-steps .where').innerText();
    assert.equal(where.includes('skipped, nothing is computed'), step.cover === 'empty', where);
    if (step.cover === 'empty') skipped++;
    assert.match(where, new RegExp(`Skipped: ${skipped}\\.`));
    await scrub.press('ArrowRight');
  }
  assert.ok(skipped > 0, 'a causal mask empties the tiles above the diagonal');
  await page.getByRole('button', { name: 'Step back' }).click();
  assert.equal(await scrub.inputValue(), String(steps.length - 2));
  await page.locator('flash-steps input[name=keys]').press('Home');
  await quiet(page, 'flash-steps');
  await page.waitForFunction(
    (few) => Number(document.querySelector('flash-steps').renderRoot.querySelector('[name=step]').max) > few,
    steps.length,
  );
});

test('flash plays to its end and stops there', async (t) => {
  const page = await open(t, 'flash-steps');
  const scrub = page.locator('flash-steps input[name=step]');
  await scrub.press('End');
  await scrub.press('ArrowLeft');
  await page.getByRole('button', { name: 'Play' }).click();
  await page.locator('flash-steps .end.reached').waitFor();
  await page.getByRole('button', { name: 'Play' }).waitFor();
});

test('flash shows cross-attention, wider than high', async (t) => {
  const page = await open(t, 'flash-steps');
  await page.evaluate(async (text) => {
    const panel = document.querySelector('flash-steps');
    panel.source = await window.panels.crossed('Anna ran', text, 1, 2);
  }, sentence);
  await quiet(page, 'flash-steps');
  await page.waitForFunction(() => {
    const canvas = document.querySelector('flash-steps').renderRoot.querySelector('canvas');
    return canvas.width > canvas.height && canvas.height > 1;
  });
  assert.doesNotMatch(await page.locator('flash-steps .where').innerText(), /masked/);
});

test('without the division by the root of d, at d = 256, entropy is far lower and the gradient smaller', async (t) => {
  const page = await open(t, 'scale-probe');
  const slide = page.locator('scale-probe input[name=width]');
  await slide.fill('8');
  assert.equal(await slide.getAttribute('aria-valuetext'), 'd = 256');
  const [variance, entropy, largest, gradient] = (await rows(page, 'scale-probe .random table')).map(
    ([, scaled, raw]) => [Number(scaled), Number(raw)],
  );
  assert.ok(variance[0] > 0.7 && variance[0] < 1.3 && variance[1] > 180, `${variance}`);
  assert.ok(entropy[0] > 3 && entropy[1] < 1, `${entropy}`);
  assert.ok(largest[0] < 0.4 && largest[1] > 0.8, `${largest}`);
  assert.ok(gradient[1] < gradient[0], `${gradient}`);
  const asked = await page.evaluate(() =>
    window.panels.engine.mechanisms.scaleProbe({ width: 256, keys: 16, scaled: false, seed: 1 }),
  );
  near(String(entropy[1]), asked.meanEntropyBits, 3);
});

test('the real row of the scale probe is the row of the model’s own pattern', async (t) => {
  const page = await open(t, 'scale-probe');
  await page.locator('scale-probe select').selectOption('9');
  await quiet(page, 'scale-probe');
  await page.getByText('The 10 keys this query sees').waitFor();
  const [entropy, largest] = (await rows(page, 'scale-probe .real table')).map(([, scaled]) => Number(scaled));
  const row = await page.evaluate(async (text) => {
    const run = await window.panels.model.run(text, { capture: ['blocks.2.attn.hook_pattern'] });
    const [tensor] = run.tensors.values();
    const [, t] = tensor.shape;
    return [...tensor.data.subarray((3 * t + 9) * t, (3 * t + 9) * t + 10)];
  }, sentence);
  near(String(largest), Math.max(...row), 3);
  near(String(entropy), -row.reduce((sum, p) => sum + p * Math.log2(p), 0), 3);
});

test('growth is measured while the page stays live, shows exponents, and can be cancelled', async (t) => {
  const page = await open(t, 'growth-chart');
  for (const name of ['Strided', 'Local', 'Linear', 'Selective', 'Flash'])
    await page.getByLabel(new RegExp(`^${name}`)).uncheck();
  await page.getByRole('button', { name: 'Measure in this browser' }).click();
  const cell = page.locator('growth-chart tr[data-id=full] .fitted b');
  await cell.waitFor();
  // Somebody else's request is answered before the measuring has ended.
  await page.evaluate(() => window.panels.model.tokenize('still here'));
  await page.locator('growth-chart tr[data-id=full]').getByText('twice as long').waitFor();
  const [[, time, theory, memory]] = await rows(page, 'growth-chart table.exponents');
  assert.equal(theory, '2');
  t.diagnostic(`full attention: time grows like n^${time}, memory like n^${memory}`);
  // A machine that does other things meanwhile bends the line; memory is counted, and exact.
  assert.ok(Number(time) > 0.6 && Number(time) < 3.2, time);
  assert.ok(Math.abs(Number(memory) - 2) < 0.1, memory);
  await page.getByRole('button', { name: 'Measure again' }).waitFor();
  await page.getByLabel(/^Local/).check();
  await page.getByRole('button', { name: 'Measure again' }).click();
  await page.locator('growth-chart .series .marker').first().waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('Cancelled. What was measured stays.').waitFor();
  const kept = await page.locator('growth-chart .series .marker').count();
  assert.ok(kept > 0);
  await page.waitForTimeout(300);
  assert.equal(await page.locator('growth-chart .series .marker').count(), kept, 'nothing more is measured');
});

test('cache sizes of named models follow from their configs', async (t) => {
  const page = await open(t, 'kv-sharing');
  const shown = await page
    .locator('kv-sharing tr[data-model]')
    .evaluateAll((all) =>
      all.map((row) => [
        row.dataset.model,
        ...[...row.cells].slice(1, 4).map((c) => Number(c.textContent)),
        row.cells[4].textContent.trim(),
        Number(row.cells[5].textContent),
        Number(row.querySelector('[data-bytes]').dataset.bytes),
        row.querySelector('a')?.href ?? '',
      ]),
    );
  assert.equal(shown.length, 10);
  for (const [model, layers, heads, kvHeads, layout, width, bytes, source] of shown) {
    assert.equal(bytes, 2 * layers * kvHeads * width * 2, `${model}: keys and values, 16 bits`);
    const expected = kvHeads === heads ? 'multi-head' : kvHeads === 1 ? 'multi-query' : 'grouped-query';
    assert.equal(layout, expected, model);
    if (model !== 'stories') assert.match(source, /^https:\/\/huggingface\.co\/.*config\.json$/);
  }
  // Llama 2 70B: 80 layers, 8 of 64 heads kept, 128 wide: 320 KiB a token (Ainslie et al.'s point).
  assert.equal(shown.find(([model]) => model === 'Llama 2 70B')[6], 327_680);
});

test('pooling key/value heads says how far the head’s output moves', async (t) => {
  const page = await open(t, 'kv-sharing');
  const whole = await page.locator('kv-sharing dl.own dd').first().innerText();
  await page.locator('kv-sharing input[name=shared][value="1"]').check({ force: true });
  await quiet(page, 'kv-sharing');
  const said = await page.getByText('pooled by their mean').innerText();
  const difference = await page.locator('kv-sharing').evaluate(async (panel) => {
    const { engine, heads, head } = panel.source;
    const asked = { ...heads, head, mechanism: { mask: 'causal', kv_heads: 1 }, against: { mask: 'causal' } };
    return (await engine.mechanisms.attend(asked)).difference;
  });
  near(said.match(/at most ([\d.]+\d)/)[1], difference.maxAbs, 3);
  assert.match(await page.locator('kv-sharing h3').first().innerText(), /multi-query/);
  assert.notEqual(await page.locator('kv-sharing dl.own dd').first().innerText(), whole);
});

test('heads are walked with the arrows, and Enter asks for the one it stands on', async (t) => {
  const page = await open(t, 'heads-glance');
  await page.evaluate(() => {
    window.asked = [];
    document.addEventListener('select-head', ({ detail }) => window.asked.push(detail));
  });
  const points = page.locator('heads-glance [role=option]');
  const { layers, heads } = await page.locator('heads-glance').evaluate((panel) => panel.source.info);
  assert.equal(await points.count(), layers * heads);
  assert.match(await page.locator('heads-glance [aria-selected=true]').getAttribute('aria-label'), /Layer 2, head 3/);
  await page.locator('heads-glance [role=option][tabindex="0"]').focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  const at = await page
    .locator('heads-glance')
    .evaluate((panel) => panel.shadowRoot.activeElement.getAttribute('aria-label'));
  const [{ layer, head }] = await page.evaluate(() => window.asked);
  assert.match(at, new RegExp(`^Layer ${layer}, head ${head}:`));
  assert.notDeepEqual([layer, head], [2, 3]);
});

test('keeping every expert gives back the whole layer; keeping one does not', async (t) => {
  const page = await open(t, 'expert-routing');
  const measure = async () =>
    Number.parseFloat((await page.locator('expert-routing dd').first().innerText()).replace('<', ''));
  await page.locator('expert-routing input[name=keep]').press('End');
  await quiet(page, 'expert-routing');
  await page.waitForFunction(() =>
    [...document.querySelector('expert-routing').renderRoot.querySelectorAll('.load')].every(
      (bar) => Number(bar.textContent) === document.querySelector('expert-routing').source.tokens.length,
    ),
  );
  assert.ok((await measure()) <= 0.1, 'per cent');
  await page.locator('expert-routing input[name=keep]').press('Home');
  await page.waitForFunction(
    () =>
      document.querySelector('expert-routing').renderRoot.querySelectorAll('tbody tr:first-child .chosen').length === 1,
  );
  assert.ok((await measure()) > 10, 'per cent');
});

test('a dearer span is learned shorter, and the number is the engine’s', async (t) => {
  const page = await open(t, 'span-learning');
  const span = async () => Number((await page.locator('span-learning .learned').innerText()).match(/back ([\d.]+)/)[1]);
  const usual = await span();
  const asked = await page
    .locator('span-learning')
    .evaluate(({ source: { engine, heads, head } }) =>
      engine.mechanisms.learnSpan({ ...heads, head, ramp: 4, price: 0.1, steps: 100 }),
    );
  near(String(usual), asked.span, 3);
  await page.locator('span-learning input[name=price]').press('End');
  await page.waitForFunction(
    (was) =>
      !document
        .querySelector('span-learning')
        .renderRoot.querySelector('.learned')
        .textContent.includes(`back ${was} `),
    String(usual),
  );
  assert.ok((await span()) < usual);
});

test('panels speak the language of the page around them', async (t) => {
  const page = await open(t, 'flash-steps', { lang: 'no' });
  await page.getByRole('button', { name: 'Spill av' }).waitFor();
  await page.evaluate(() => document.documentElement.setAttribute('lang', 'nl-BE'));
  await page.getByRole('button', { name: 'Afspelen' }).waitFor();
  await page.locator('flash-steps').evaluate((panel) => {
    panel.lang = 'en';
  });
  await page.getByRole('button', { name: 'Play' }).waitFor();
});

test('a refused request says why, keeps what was shown, and can be tried again', async (t) => {
  const page = await open(t, 'expert-routing');
  await page.locator('expert-routing').evaluate((panel) => {
    const { source } = panel;
    const refuse = () =>
      Promise.reject(Object.assign(new Error('the engine ran out of memory'), { code: 'out-of-memory' }));
    window.right = source;
    panel.source = { ...source, model: { ...source.model, experts: refuse } };
  });
  await page.locator('expert-routing [role=alert]').getByText('the engine ran out of memory').waitFor();
  assert.ok((await page.locator('expert-routing tbody tr').count()) > 0, 'what was shown stays');
  await page.locator('expert-routing').evaluate((panel) => {
    panel.source = window.right;
  });
  await page.locator('expert-routing .trouble').waitFor({ state: 'detached' });
});

for (const theme of ['light', 'dark']) {
  for (const name of names) {
    test(`axe finds nothing in ${name}, ${theme}, and nothing is wider than 320 px in any language`, async (t) => {
      const page = await open(t, name, { theme, bypassCSP: true, width: 320 });
      await page.locator(name).evaluate((panel) => {
        for (const details of panel.renderRoot.querySelectorAll('details')) details.open = true;
      });
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => window.axe.run(document));
      const told = violations.flatMap(({ id, nodes }) =>
        nodes.map((node) => `${id}: ${node.target.flat(9).join(' ')}: ${node.failureSummary}`),
      );
      assert.deepEqual(told, []);
      for (const lang of ['en', 'nb', 'nl']) {
        await page.locator(name).evaluate(async (panel, tag) => {
          panel.lang = tag;
          await panel.updateComplete;
          await new Promise((resolve) => setTimeout(resolve, 100));
        }, lang);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `${lang}: ${wide} px too wide`);
      }
    });
  }
}
