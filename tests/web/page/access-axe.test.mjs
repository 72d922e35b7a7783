/**
 * axe-core finds nothing in any view and any state of it, in light, in dark, and where the system forces its colours.
 * ATTN_SHOTS=folder: pictures of what was looked at.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { axePath, enter, idle, playgroundTests } from './harness.mjs';
import { choose, settled as mechanismsSettled } from './mechanisms-view.mjs';

const playground = playgroundTests();
const axe = readFileSync(axePath, 'utf8');

/** In words: what, where, how to mend it. */
async function violations(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document));
  // Three of a kind tell enough.
  return violations.flatMap(({ id, nodes }) =>
    nodes.slice(0, 3).map((node) => `${id} (${nodes.length}): ${node.target.flat(9).join(' ')}: ${node.failureSummary}`),
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
