/** An article with three embeds: what it costs before anybody asks for them, and that they work when somebody does. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { countWorkers, mounts, watchFetches, workers } from './elements-view.mjs';
import { axePath, playgroundTests } from './harness.mjs';

const playground = playgroundTests({ mounts });
const open = async (t, options = {}) => {
  const page = await playground.open(t, { path: 'blank/', wait: false, script: countWorkers, ...options });
  const fetches = watchFetches(page);
  await page.goto(`${playground.url}article/`, { waitUntil: 'networkidle' });
  return { page, fetches };
};
const none = { engine: 0, model: 0, wasm: 0 };
const heavy = ({ count }) => ({ engine: count('worker.js'), model: count('.safetensors'), wasm: count('.wasm') });

test('before anything is asked for, an article with three embeds fetches less than 5 KB of script and no engine', async (t) => {
  const { page, fetches } = await open(t);
  const below = await page.locator('attention-playground').evaluate((element) => element.getBoundingClientRect().top);
  assert.ok(below > 900 + 200, `the lazy one is out of reach, at ${below} px`);
  await page.mouse.wheel(0, 50);
  await page.waitForTimeout(300);
  const bytes = await fetches.scriptBytes();
  assert.ok(bytes > 0 && bytes < 5 * 1024, `${bytes} bytes of script: ${fetches.paths.join(' ')}`);
  assert.deepEqual(heavy(fetches), none);
  assert.equal(await workers(page), 0);
});

test('each embed works when it is asked for, with one worker and one model for all, and the text below stays', async (t) => {
  const { page, fetches } = await open(t, { height: 700 });
  const after = page.locator('main > p:last-of-type');
  const top = () => after.evaluate((element) => element.getBoundingClientRect().top + scrollY);
  const before = await top();

  await page.locator('attention-matrix').getByRole('button', { name: 'Show attention' }).click();
  await page.locator('attention-matrix canvas').first().waitFor();
  assert.equal(await page.locator('attention-matrix img').isVisible(), false, 'the poster makes room');
  assert.equal(await page.locator('attention-matrix [slot=caption]').isVisible(), true);

  await page.locator('attention-playground').scrollIntoViewIfNeeded();
  const chips = page.locator('attention-playground attention-tokens');
  await chips.getByText('kite').first().waitFor();
  await page.locator('attention-playground textarea').fill('Tom had a boat.');
  await chips.getByText('boat').first().waitFor();

  await page.locator('attention-mechanisms').scrollIntoViewIfNeeded();
  await page.locator('attention-mechanisms').getByRole('button', { name: 'Show attention' }).click();
  await page.waitForFunction(() => performance.getEntriesByName('attention-mechanisms:first-matrices').length > 0);
  assert.equal(await page.locator('attention-mechanisms mechanism-grid').count(), 2);

  assert.equal(await workers(page), 1);
  assert.deepEqual(heavy(fetches), { engine: 1, model: 1, wasm: 1 });
  assert.equal(await top(), before, 'nothing pushed the text away');
});

test('a poster is opened by keyboard, and the keyboard goes on in what comes', async (t) => {
  const { page } = await open(t);
  await page.keyboard.press('Tab');
  const button = page.locator('attention-matrix').getByRole('button', { name: 'Show attention' });
  assert.equal(await button.evaluate((element) => element.matches(':focus-visible')), true);
  await page.keyboard.press('Enter');
  await page.locator('attention-matrix canvas').first().waitFor();
  await page.keyboard.press('Tab');
  const inside = await page.evaluate(() => document.activeElement?.localName);
  assert.equal(inside, 'attention-matrix');
});

test('a script that cannot be fetched is said in the poster, and can be asked for again', async (t) => {
  const page = await playground.open(t, { path: 'blank/', wait: false, allow: [/Failed to load resource|net::/] });
  await page.route('**/attention-mechanisms.js', (route) => route.abort(), { times: 1 });
  await page.goto(`${playground.url}article/`);
  const element = page.locator('attention-mechanisms');
  const failed = element.evaluate(
    (it) => new Promise((resolve) => it.addEventListener('error', (e) => resolve(e.detail.code))),
  );
  await element.getByRole('button').click();
  assert.equal(await failed, 'network');
  await element.getByRole('alert').waitFor();
  await element.getByRole('button').click();
  await page.locator('attention-mechanisms mechanism-grid').first().waitFor();
});

for (const theme of ['light', 'dark'])
  test(`posters have no violations of axe, ${theme}`, async (t) => {
    const { page } = await open(t, { theme });
    await page.evaluate(readFileSync(axePath, 'utf8'));
    const { violations } = await page.evaluate(() => globalThis.axe.run());
    assert.deepEqual(
      violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
      [],
    );
  });
