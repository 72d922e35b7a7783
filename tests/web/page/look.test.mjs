import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { axePath, enter, idle, playgroundTests } from './harness.mjs';

const playground = playgroundTests();
const axe = readFileSync(axePath, 'utf8');

/** In words: what, where, how to mend it. */
async function violations(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document));
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.flat(9).join(' ')}: ${node.failureSummary}`),
  );
}

const states = {
  'as it opens': async () => undefined,
  'with a token opened, a head muted and the options open': async (page) => {
    await enter(page, 'The dog ran to the');
    await page.locator('[data-action=step]').click();
    await idle(page);
    await page.locator('[data-action=mute]').click();
    await idle(page);
    await page.locator('playground-sampling summary').click();
    await page.locator('playground-model summary').click();
    await page.locator('attention-tokens .generated').first().click();
    await page.getByRole('tab', { name: 'Arcs' }).click();
    await idle(page);
  },
  'with an error': async (page) => {
    await enter(page, 'dog tree '.repeat(600));
    await page.locator('playground-alert .box').waitFor();
  },
};

for (const theme of ['light', 'dark']) {
  for (const width of [1280, 360]) {
    for (const [name, prepare] of Object.entries(states)) {
      test(`axe finds nothing ${name}, ${theme}, ${width} px`, async (t) => {
        // The tool itself is a script of the test, not of the page.
        const page = await playground.open(t, { theme, width, bypassCSP: true });
        await prepare(page);
        assert.deepEqual(await violations(page), []);
      });
    }
  }
}

for (const width of [320, 360, 768, 1280, 1920]) {
  test(`nothing is wider than the page at ${width} px`, async (t) => {
    const page = await playground.open(t, { width });
    for (const prepare of Object.values(states)) {
      await prepare(page);
      const wide = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      assert.equal(wide, 0);
    }
  });
}

test('nothing that was on the screen moves when the attention arrives', async (t) => {
  const page = await playground.open(t, {
    script: () => {
      window.shifts = [];
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries())
          window.shifts.push([entry.value, entry.sources.map(({ node }) => node?.nodeName)]);
      }).observe({ type: 'layout-shift', buffered: true });
    },
  });
  const shifts = await page.evaluate(() => window.shifts);
  const sum = shifts.reduce((total, [value]) => total + value, 0);
  // 0.1 is what Core Web Vitals call good; the page keeps to half of it.
  assert.ok(sum < 0.05, JSON.stringify(shifts));
});

test('every control is reached by Tab, and the focus is seen', async (t) => {
  const page = await playground.open(t);
  const seen = [];
  for (let n = 0; n < 60; n++) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      if (!element || element === document.body) return null;
      const host = element.getRootNode().host;
      // A hidden radio shows its focus on the label's text beside it.
      const marked = element.matches('input[type=radio]') ? element.nextElementSibling : element;
      const { outlineStyle, boxShadow } = getComputedStyle(marked);
      return {
        name: `${host?.localName ?? 'page'} ${element.localName}${element.id ? `#${element.id}` : ''}`,
        visible: outlineStyle !== 'none' || boxShadow !== 'none',
      };
    });
    if (!at) break;
    seen.push(at);
  }
  assert.deepEqual(
    seen.filter(({ visible }) => !visible),
    [],
  );
  const names = new Set(seen.map(({ name }) => name.split(' ')[0]));
  for (const host of [
    'page',
    'playground-prompt',
    'playground-model',
    'playground-sampling',
    'attention-tokens',
    'attention-heads',
    'attention-matrix',
    'attention-next',
  ]) {
    assert.ok(names.has(host), `${host} is reached`);
  }
});
