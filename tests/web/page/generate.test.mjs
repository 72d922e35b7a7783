import assert from 'node:assert/strict';
import { test } from 'node:test';
import { box, enter, given, idle, playgroundTests } from './harness.mjs';

const playground = playgroundTests();
const prompt = 'Tom had a red kite. Anna had a';

async function choose(page, name) {
  await page.locator('playground-sampling .how label', { hasText: name }).click();
  await idle(page);
}

async function option(page, label, value) {
  const details = page.locator('playground-sampling details');
  if (!(await details.evaluate((element) => element.open))) await details.locator('summary').click();
  await page.getByLabel(label, { exact: true }).fill(value);
  await idle(page);
}

const step = async (page) => {
  await page.locator('[data-action=step]').click();
  await idle(page);
};

/** A run that records patterns goes through another executor than one that does not: they agree to rounding. */
function near(actual, expected) {
  assert.deepEqual(
    actual.slice(0, 10).map(({ id }) => id),
    expected.slice(0, 10).map(({ id }) => id),
  );
  for (const [n, { probability }] of actual.slice(0, 10).entries())
    assert.ok(Math.abs(probability - expected[n].probability) < 1e-5);
}

test('greedy Step adds the likeliest token, and marks it', async (t) => {
  const page = await playground.open(t);
  await enter(page, prompt);
  await choose(page, 'the likeliest');
  const [likeliest] = await given(page, 'attention-next', 'next');
  await step(page);
  assert.equal(await box(page).inputValue(), prompt + likeliest.text);
  assert.equal(await page.locator('attention-tokens .generated').count(), 1);
});

test('Step by Step writes what Play writes with the same seed', async (t) => {
  const page = await playground.open(t);
  await enter(page, prompt);
  await option(page, 'Tokens per Play', '5');
  await page.locator('[data-action=play]').click();
  await page.locator('[data-action=play]').waitFor();
  await idle(page);
  const played = await box(page).inputValue();
  assert.ok(played.length > prompt.length);
  await enter(page, prompt);
  for (let n = 0; n < 5; n++) await step(page);
  assert.equal(await box(page).inputValue(), played);
});

test('another seed writes another text, the same seed the same', async (t) => {
  const page = await playground.open(t);
  const write = async (seed) => {
    await option(page, 'Seed', seed);
    await enter(page, '');
    await enter(page, prompt);
    await page.locator('[data-action=play]').click();
    await page.locator('[data-action=play]').waitFor();
    await idle(page);
    return box(page).inputValue();
  };
  const [first, again, other] = [await write('7'), await write('7'), await write('8')];
  assert.equal(first, again);
  assert.notEqual(first, other);
});

test('Stop ends a long Play at once, and what was written stays', async (t) => {
  const page = await playground.open(t);
  await enter(page, prompt);
  await option(page, 'Tokens per Play', '4000');
  await page.locator('[data-action=play]').click();
  await page.waitForFunction((n) => document.querySelector('attention-playground').text.length > n, prompt.length);
  const stop = page.locator('[data-action=stop]');
  // A fast engine may have filled the context before the hand was there.
  if (await stop.count()) await stop.click({ timeout: 2000 }).catch(() => undefined);
  await page.locator('[data-action=play]').waitFor();
  const text = await box(page).inputValue();
  await page.waitForTimeout(300);
  assert.equal(await box(page).inputValue(), text);
  assert.ok(text.startsWith(prompt) && text.length > prompt.length);
});

test('a generated token opens the distribution it was drawn from, with itself marked', async (t) => {
  const page = await playground.open(t);
  await enter(page, prompt);
  await choose(page, 'the likeliest');
  const offered = await given(page, 'attention-next', 'next');
  await step(page);
  await step(page);
  await page.locator('attention-tokens .generated').first().click();
  await idle(page);
  const drawnFrom = await given(page, 'attention-next', 'next');
  assert.equal(await given(page, 'attention-next', 'chosen'), offered[0].id);
  assert.deepEqual(
    drawnFrom.slice(0, 5).map(({ id }) => id),
    offered.slice(0, 5).map(({ id }) => id),
  );
  assert.ok(Math.abs(drawnFrom[0].probability - offered[0].probability) < 1e-5);
  await page.mouse.move(2, 2);
  // Its attention: the row of the token before it, over all tokens there were.
  const row = await given(page, 'attention-tokens', 'weightsTo');
  const generated = await given(page, 'attention-tokens', 'generated');
  assert.equal(row.length, generated[0]);
  assert.ok(Math.abs(row.reduce((sum, w) => sum + w, 0) - 1) < 1e-5);
  await page.locator('[data-action=close-step]').click();
  assert.equal(await given(page, 'attention-next', 'chosen'), -1);
});

test('editing before generated text takes its marks away, adding behind it does not', async (t) => {
  const page = await playground.open(t);
  await enter(page, prompt);
  await step(page);
  const written = await box(page).inputValue();
  const marked = await page.locator('attention-tokens .generated').count();
  assert.ok(marked > 0);
  await enter(page, `${written} and then`);
  assert.equal(await page.locator('attention-tokens .generated').count(), marked);
  await enter(page, `So ${written}`);
  assert.equal(await page.locator('attention-tokens .generated').count(), 0);
});

test('a bar that is clicked puts its token behind the text', async (t) => {
  const page = await playground.open(t);
  await enter(page, prompt);
  const next = await given(page, 'attention-next', 'next');
  await page.locator('attention-next').evaluate((element, id) => {
    element.dispatchEvent(new CustomEvent('next-pick', { detail: { id } }));
  }, next[1].id);
  await idle(page);
  assert.equal(await box(page).inputValue(), prompt + next[1].text);
});

test('an option out of range says so, and the last good value stays in force', async (t) => {
  const page = await playground.open(t);
  await option(page, 'Temperature', '0.5');
  await option(page, 'Temperature', '-1');
  assert.equal(await page.getByLabel('Temperature', { exact: true }).getAttribute('aria-invalid'), 'true');
  assert.match(await page.locator('#temperature-hint').textContent(), /Not in range/);
  assert.equal((await given(page, 'playground-sampling', 'sampling')).temperature, 0.5);
  await option(page, 'Temperature', '1.25');
  assert.equal(await page.getByLabel('Temperature', { exact: true }).getAttribute('aria-invalid'), 'false');
  assert.equal((await given(page, 'playground-sampling', 'sampling')).temperature, 1.25);
});

test('top-k leaves exactly k tokens a chance', async (t) => {
  const page = await playground.open(t);
  await enter(page, prompt);
  await option(page, 'Top-k', '3');
  const next = await given(page, 'attention-next', 'next');
  assert.equal(next.filter(({ chance }) => chance > 0).length, 3);
});

test('muting a head moves the bars, shows from where, and Undo brings them back', async (t) => {
  const page = await playground.open(t);
  await enter(page, prompt);
  const before = await given(page, 'attention-next', 'next');
  await page.locator('[data-action=mute]').click();
  await idle(page);
  const muted = await given(page, 'attention-next', 'next');
  assert.notDeepEqual(muted, before);
  near(await given(page, 'attention-next', 'baseline'), before);
  assert.equal((await given(page, 'attention-heads', 'muted')).length, 1);
  assert.ok(
    muted.some(
      ({ id, probability }) =>
        Math.abs(probability - (before.find((entry) => entry.id === id)?.probability ?? 0)) > 1e-3,
    ),
  );
  await page.locator('[data-action=undo-mute]').click();
  await idle(page);
  near(await given(page, 'attention-next', 'next'), before);
  assert.equal(await given(page, 'attention-next', 'baseline'), null);
  assert.deepEqual(await given(page, 'attention-heads', 'muted'), []);
});

test('generation goes on with the heads that are muted', async (t) => {
  const page = await playground.open(t);
  await enter(page, prompt);
  await choose(page, 'the likeliest');
  await page.locator('[data-action=mute]').click();
  await idle(page);
  const [likeliest] = await given(page, 'attention-next', 'next');
  await step(page);
  await page.locator('attention-tokens .generated').first().click();
  const drawnFrom = await given(page, 'attention-next', 'next');
  assert.equal(drawnFrom[0].id, likeliest.id);
  assert.ok(Math.abs(drawnFrom[0].probability - likeliest.probability) < 1e-5);
});
