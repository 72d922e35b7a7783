/**
 * axe-core finds nothing in any view and any state of it, in light, in dark, and where the system forces its colours.
 * ATTN_SHOTS=folder: pictures of what was looked at.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { axePath, enter, idle, playgroundTests } from './harness.mjs';
import { choose, settled as mechanismsSettled } from './mechanisms-view.mjs';

/** A page of somebody else's with one of every element in it: from data, or not started yet. */
const folder = mkdtempSync(join(tmpdir(), 'attn-access-'));
after(() => rmSync(folder, { recursive: true }));
const data = JSON.stringify({
  tokens: ['The', ' kite', ' flies'],
  attention: [0.2, 0.6].map((w) => [
    [1, 0, 0],
    [1 - w, w, 0],
    [0.5, 0.3, 0.2],
  ]),
});
const kinds = ['matrix', 'heads', 'arcs', 'explorer'];
const fed = kinds.map(
  (kind) => `<h2>${kind}</h2><attention-${kind}><script type="application/json">${data}</script></attention-${kind}>`,
);
const idlers = ['playground', 'mechanisms', 'generation'].map(
  (kind) => `<h2>${kind}</h2><attention-${kind} loading="click"></attention-${kind}>`,
);
writeFileSync(
  join(folder, 'index.html'),
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Elements</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><meta name="color-scheme" content="light dark">
<script type="module" src="../element/attention.js"></script></head>
<body><main><h1>Elements</h1>${[...fed, ...idlers].join('\n')}</main></body></html>`,
);
const playground = playgroundTests({ mounts: { 'elements/': `${folder}/` } });
const axe = readFileSync(axePath, 'utf8');

/** In words: what, where, how to mend it. */
async function violations(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document));
  // Three of a kind tell enough.
  return violations.flatMap(({ id, nodes }) =>
    nodes
      .slice(0, 3)
      .map((node) => `${id} (${nodes.length}): ${node.target.flat(9).join(' ')}: ${node.failureSummary}`),
  );
}

const panels = ['model', 'numbers', 'flash', 'growth', 'scale', 'heads', 'sharing', 'experts', 'span'];

/** By view, its states one after the other on one page; each is prepared from the one before. */
const views = {
  playground: {
    open: { path: '' },
    ready: idle,
    states: {
      'loaded, a cell chosen': async (page) => {
        await page.locator('attention-matrix .box.active').press('Enter');
        await idle(page);
      },
      'as a table, numbers listed': async (page) => {
        await page.locator('attention-matrix [aria-pressed]').first().click();
        await page.locator('attention-cell .numbers button').click();
      },
      'written, a step opened, arcs, a head muted, everything unfolded': async (page) => {
        await page.locator('[data-action=play]').click();
        await page.waitForFunction(() => !document.querySelector('attention-playground').store.state.generating);
        await idle(page);
        await page.locator('[data-action=mute]').click();
        await page.getByRole('tab', { name: 'Arcs' }).click();
        await page.locator('playground-sampling summary').click();
        await page.locator('playground-model summary').click();
        await page.locator('attention-tokens .generated').first().click();
        await idle(page);
      },
      empty: async (page) => {
        await enter(page, '');
      },
      'with a failure': async (page) => {
        await enter(page, 'dog tree '.repeat(600));
        await page.locator('playground-alert .box').waitFor();
      },
    },
  },
  'a model that fails': {
    open: { path: '', wait: false, allow: [/404/] },
    before: async (page) => {
      await page.evaluate(() => document.querySelector('attention-playground').setAttribute('model', './no/such/'));
    },
    ready: (page) => page.locator('playground-alert .box').waitFor(),
    states: { failed: async () => undefined },
  },
  mechanisms: {
    open: { path: '#mechanisms', wait: false },
    ready: mechanismsSettled,
    states: {
      'compared, and painted': async (page) => choose(page, 'painted'),
      'with the composer': async (page) => {
        await page.locator('#rail-compose').click();
        await mechanismsSettled(page);
      },
      ...Object.fromEntries(
        panels.map((id) => [
          `with the panel ${id}`,
          async (page) => {
            const tab = page.locator(`attention-mechanisms #tab-${id}`);
            assert.equal(await tab.count(), 1, `there is a tab ${id}`);
            await tab.click();
            await mechanismsSettled(page);
            await page.waitForFunction(() => {
              const { shadowRoot } = document.querySelector('attention-mechanisms');
              const view = shadowRoot.querySelector('.closer-view > *');
              return view && !view.firstElementChild?.shadowRoot?.querySelector('[aria-busy=true]');
            });
          },
        ]),
      ),
    },
  },
  learn: {
    open: { path: 'learn.html', wait: false },
    ready: async (page) => {
      await page.locator('.entry').first().waitFor();
      await page.locator('.live[data-phase=live]').first().waitFor();
    },
    states: {
      'as it opens': async () => undefined,
      'further down': async (page) => {
        await page.locator('#softmax').scrollIntoViewIfNeeded();
        await page.locator('#softmax .live[data-phase=live]').first().waitFor();
      },
    },
  },
};

Object.assign(views, {
  'the share dialog': {
    open: { path: '' },
    ready: idle,
    states: {
      opened: async (page) => {
        await page.locator('#share').click();
        await page.locator('attention-share [data-section=import]').waitFor();
      },
      'with code': async (page) => {
        await page.locator('attention-share #tab-iframe').click();
      },
    },
  },
  'the page in a frame': {
    open: { path: 'embed.html' },
    ready: idle,
    states: { 'as it opens': async () => undefined },
  },
  'every element by itself': {
    open: { path: 'elements/', wait: false },
    ready: async (page) => {
      for (const kind of ['matrix', 'heads', 'arcs'])
        await page.locator(`attention-${kind} [role=grid], attention-${kind} [role=listbox]`).first().waitFor();
      for (const kind of ['explorer', 'playground', 'mechanisms', 'generation'])
        await page.waitForFunction(
          (name) => document.querySelector(`attention-${name}`).shadowRoot?.childElementCount > 0,
          kind,
        );
    },
    states: { 'from data, or waiting for a click': async () => undefined },
  },
});

const looks = {
  'light, colours forced': { theme: 'light', forcedColors: 'active' },
  'dark, colours forced': { theme: 'dark', forcedColors: 'active' },
  light: { theme: 'light', width: 360 },
  dark: { theme: 'dark' },
};

for (const [look, options] of Object.entries(looks)) {
  for (const [view, { open, before, ready, states }] of Object.entries(views)) {
    test(`axe finds nothing: ${view}, ${look}`, async (t) => {
      // The tool itself is a script of the test, not of the page.
      const page = await playground.open(t, { ...open, ...options, bypassCSP: true });
      page.setDefaultTimeout(30_000);
      await before?.(page);
      await ready(page);
      for (const [state, prepare] of Object.entries(states)) {
        await prepare(page);
        assert.deepEqual(await violations(page), [], state);
        if (process.env.ATTN_SHOTS)
          await page.screenshot({
            path: `${process.env.ATTN_SHOTS}/${`${look} ${view} ${state}`.replaceAll(/\W+/g, '-')}.png`,
            fullPage: true,
          });
      }
    });
  }
}
