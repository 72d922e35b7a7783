/** Whoever asks for reduced motion gets none: nothing fades, slides or scrolls by itself. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { idle, playgroundTests } from './harness.mjs';
import { settled as mechanismsSettled } from './mechanisms-view.mjs';

const playground = playgroundTests();

/** Whatever takes longer than 0.01 s to change, or scrolls smoothly, in words; of what stands before and behind elements too. */
const moving = (page) =>
  page.evaluate(() => {
    const out = new Set();
    const longest = (list) =>
      Math.max(...list.split(',').map((time) => Number.parseFloat(time) * (time.trim().endsWith('ms') ? 0.001 : 1)));
    const visit = (root) => {
      for (const node of [root.host ?? document.documentElement, ...root.querySelectorAll('*')]) {
        if (node.shadowRoot && node !== root.host) visit(node.shadowRoot);
        for (const pseudo of [null, '::before', '::after']) {
          const style = getComputedStyle(node, pseudo);
          const name = `${node.localName}.${node.getAttribute('class') ?? ''}${pseudo ?? ''}`;
          if (longest(style.transitionDuration) > 0.01) out.add(`${name} transition ${style.transitionDuration}`);
          if (style.animationName !== 'none' && longest(style.animationDuration) > 0.01) out.add(`${name} animation`);
          if (style.scrollBehavior === 'smooth') out.add(`${name} scrolls smoothly`);
        }
      }
    };
    visit(document);
    return [...out];
  });

/** Notes every script that asks for smooth scrolling. */
const watchScrolling = () => {
  window.smooth = [];
  for (const [owner, name] of [
    [Element.prototype, 'scrollTo'],
    [Element.prototype, 'scrollBy'],
    [Element.prototype, 'scrollIntoView'],
    [window, 'scrollTo'],
    [window, 'scrollBy'],
  ]) {
    const real = owner[name];
    owner[name] = function (...given) {
      if (given[0]?.behavior === 'smooth') window.smooth.push(name);
      return real.apply(this, given);
    };
  }
};

const views = {
  playground: ['', idle],
  mechanisms: ['#mechanisms', mechanismsSettled],
  learn: ['learn.html', (page) => page.locator('.live[data-phase=live]').first().waitFor()],
};

for (const [name, [path, ready]] of Object.entries(views)) {
  test(`nothing moves by itself where motion is reduced: ${name}`, async (t) => {
    const page = await playground.open(t, { path, wait: path === '', script: watchScrolling });
    page.setDefaultTimeout(30_000);
    await ready(page);
    assert.deepEqual(await moving(page), []);
    if (name === 'playground') {
      await page.locator('[data-action=step]').click();
      await idle(page);
      await page.locator('attention-matrix').getByRole('button', { name: 'Zoom in' }).click();
    }
    if (name === 'mechanisms') await page.locator('#tab-growth').click();
    if (name === 'learn') await page.locator('a[href$="#softmax"]').first().click();
    await page.waitForTimeout(300);
    assert.deepEqual(await moving(page), []);
    assert.deepEqual(await page.evaluate(() => window.smooth), []);
  });
}

test('where it is not reduced something does move: what is asked above can be answered', async (t) => {
  const page = await playground.open(t, { reducedMotion: 'no-preference' });
  assert.ok((await moving(page)).length > 0);
});
