/** Times are printed and not judged: they belong to the machine as much as to the page. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { box, idle, playgroundTests, settled } from './harness.mjs';

const playground = playgroundTests();
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

test('the time from navigation to the first attention on the screen is measured', async (t) => {
  const times = [];
  for (let n = 0; n < 5; n++) {
    const page = await playground.open(t);
    times.push(
      await page.evaluate(() => performance.getEntriesByName('attention-playground:first-attention')[0].startTime),
    );
  }
  assert.ok(times.every((ms) => ms > 0));
  t.diagnostic(
    `first attention, cold profile: median ${median(times).toFixed(0)} ms of ${times.map((ms) => ms.toFixed(0)).join(', ')}`,
  );
});

test('the time from a keystroke to everything redrawn is measured', async (t) => {
  const page = await playground.open(t);
  await box(page).press('End');
  const times = [];
  for (const key of ' and then she ran') {
    await page.keyboard.press(key === ' ' ? 'Space' : key);
    await idle(page);
    times.push(await page.evaluate(() => performance.getEntriesByName('attention-playground:keystroke')[0].duration));
  }
  t.diagnostic(`keystroke to redraw: median ${median(times).toFixed(0)} ms, worst ${Math.max(...times).toFixed(0)} ms`);
});

test('the tokens written in a second are measured', async (t) => {
  const page = await playground.open(t);
  await page.evaluate(() => {
    window.times = [];
    document.addEventListener('token', () => window.times.push(performance.now()));
  });
  await page.locator('[data-action=play]').click();
  await page.locator('[data-action=play]').waitFor();
  await settled(page);
  const times = await page.evaluate(() => window.times);
  if (times.length > 10)
    t.diagnostic(
      `tokens a second while everything is drawn: ${((1000 * (times.length - 1)) / (times.at(-1) - times[0])).toFixed(0)}`,
    );
});
