import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alertText, box, enter, given, idle, playgroundTests, settled } from './harness.mjs';

const playground = playgroundTests();

test('an empty text is run, or says what to do, and the next text works', async (t) => {
  const page = await playground.open(t);
  await enter(page, '');
  const message = await alertText(page);
  if (message === '') assert.equal((await given(page, 'attention-tokens', 'tokens')).length, 1);
  else assert.match(message, /empty/);
  await enter(page, 'Tom');
  assert.equal(await alertText(page), '');
});

test('a million characters are kept, refused in words, and cut to what fits on request', async (t) => {
  const page = await playground.open(t);
  const long = 'The dog ran to the tree. '.repeat(40_000);
  await box(page).evaluate((element, text) => {
    element.value = text;
    element.dispatchEvent(new Event('input', { bubbles: true }));
  }, long);
  await page.locator('playground-alert .box').waitFor();
  assert.equal((await box(page).inputValue()).length, long.length);
  assert.match(await alertText(page), /context/);
  await page.locator('[data-remedy=trim]').click();
  await page.waitForFunction((n) => document.querySelector('attention-playground').text.length < n, long.length);
  await idle(page);
  assert.equal(await alertText(page), '');
  const limit = (await given(page, 'playground-model', 'info')).maxPositions;
  const { length } = await given(page, 'attention-tokens', 'tokens');
  assert.ok(length <= limit && length > limit - 8, `${length} of ${limit}`);
  // And nothing is lost: the long text can come back.
  await page.getByRole('button', { name: 'Back to my text' }).click();
  assert.equal((await box(page).inputValue()).length, long.length);
});

test('lone surrogates, controls and right-to-left overrides do no harm', async (t) => {
  const page = await playground.open(t);
  await enter(page, 'a\ud800b \udfff \u0000\u0007 \u202Etxet\u202C 😀 שלום');
  assert.equal(await alertText(page), '');
  assert.ok((await given(page, 'attention-tokens', 'tokens')).length > 5);
  assert.doesNotMatch(await page.locator('attention-tokens .chips').textContent(), /\p{Cf}|[^\P{Cc}\n]/u);
});

test('a text beyond the context keeps what was shown and says how to go on', async (t) => {
  const page = await playground.open(t);
  await enter(page, 'The dog sat.');
  const before = await given(page, 'attention-tokens', 'tokens');
  await enter(page, 'dog tree '.repeat(600));
  assert.match(await alertText(page), /tokens|context/);
  assert.deepEqual(await given(page, 'attention-tokens', 'tokens'), before);
  await enter(page, 'The dog sat.');
  assert.equal(await alertText(page), '');
});

test('a context that is full ends the writing in words', async (t) => {
  const page = await playground.open(t);
  await enter(page, 'dog tree '.repeat(600));
  await page.locator('[data-remedy=trim]').click();
  await page.waitForFunction(() => document.querySelector('attention-playground').text.length < 5000);
  await idle(page);
  await page.locator('[data-action=play]').click();
  await page.locator('[data-action=play]').waitFor();
  await idle(page);
  const words = `${await page.locator('.area-play').textContent()} ${await alertText(page)}`;
  assert.match(words, /holds 512|context is full|ended the text/i);
});

test('a layer out of range says so and shows one that exists', async (t) => {
  const page = await playground.open(t);
  await page.locator('attention-playground').evaluate((element) => element.setAttribute('layer', '99'));
  await page.locator('playground-alert .box').waitFor();
  const [, shown] = /no layer 99.*Layer (\d+) is shown/.exec(await alertText(page)) ?? [];
  assert.equal(String(await given(page, 'attention-heads', 'layer')), shown);
  await page.locator('[data-remedy=dismiss]').click();
  await page.locator('attention-playground').evaluate((element) => element.setAttribute('layer', '3'));
  await idle(page);
  assert.equal(await given(page, 'attention-heads', 'layer'), 3);
  assert.equal(await alertText(page), '');
});

test('a worker that ends silently is started again, and the text is as it was', async (t) => {
  const page = await playground.open(t);
  await enter(page, 'Once upon a time');
  // The worker may end before it answers.
  await page
    .workers()[0]
    .evaluate(() => self.close())
    .catch(() => undefined);
  await page.locator('playground-alert .box').waitFor();
  await idle(page);
  assert.match(await page.locator('playground-alert .box').textContent(), /started again/);
  assert.equal(await box(page).inputValue(), 'Once upon a time');
  await enter(page, 'Once upon a time there was');
  assert.equal((await given(page, 'attention-tokens', 'tokens')).at(-1).text, ' was');
});

test('a worker that dies in mid-generation leaves what was written, and Play works again', async (t) => {
  const page = await playground.open(t);
  await enter(page, 'Once upon a time');
  await page.locator('playground-sampling summary').click();
  await page.getByLabel('Tokens per Play').fill('400');
  await page.locator('[data-action=play]').click();
  await page.waitForFunction(() => document.querySelector('attention-playground').text.length > 20);
  await page
    .workers()[0]
    .evaluate(() =>
      setTimeout(() => {
        throw new Error('out of luck');
      }, 0),
    )
    .catch(() => undefined);
  await page.locator('playground-alert .box').waitFor();
  await page.locator('[data-action=play]').waitFor();
  await idle(page);
  const text = await box(page).inputValue();
  assert.ok(text.startsWith('Once upon a time') && text.length > 20, text);
  await page.locator('[data-action=step]').click();
  await idle(page);
  assert.ok((await box(page).inputValue()).startsWith(text));
});

test('a page that was kept without storage still switches its theme', async (t) => {
  const page = await playground.open(t, {
    script: () =>
      Object.defineProperty(window, 'localStorage', {
        get: () => {
          throw new DOMException('refused', 'SecurityError');
        },
      }),
  });
  await page.getByText('Dark', { exact: true }).click();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
});

test('the theme is remembered over a reload', async (t) => {
  const page = await playground.open(t);
  await page.getByText('Dark', { exact: true }).click();
  await page.reload();
  await settled(page);
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(15, 18, 22)');
  assert.equal(await page.locator('attention-playground').getAttribute('theme'), 'dark');
});
