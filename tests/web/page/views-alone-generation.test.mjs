/** `<attention-generation>`: words one by one, each openable to what it was drawn from. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heard, openViews, said, viewTests } from './views-alone.mjs';

const views = viewTests();
const prompt = 'Once upon a time';
const tag = 'attention-generation';

async function ready(page) {
  await page.locator(`${tag} [data-action=step]:enabled`).waitFor();
}
const written = (page) => page.locator(tag).evaluate((element) => element.written);
const open = (t, attributes, options = {}) =>
  openViews(views, t, {
    scripts: ['generation'],
    markup: `<${tag} text="${prompt}" ${attributes}></${tag}>`,
    ...options,
  });

test('step adds one token, play as many as were asked for, and the same seed writes the same text', async (t) => {
  const texts = [];
  for (let n = 0; n < 2; n++) {
    const page = await open(t, 'seed="7" temperature="0.5" tokens="6"');
    await ready(page);
    await heard(page, tag, 'token');
    await page.locator(`${tag} [data-action=step]`).click();
    const step = await said(page, 'token');
    await page.waitForFunction(
      ([name, text]) => document.querySelector(name).written.length > text.length,
      [tag, prompt],
    );
    await page.locator(tag).evaluate((element) => element.play());
    const text = await written(page);
    assert.ok(text.startsWith(prompt + step.token.text), text);
    assert.equal(await page.locator(`${tag} .chip.generated`).count(), 7);
    texts.push(text);
  }
  assert.equal(texts[0], texts[1]);
});

test('another seed, and no chance at all, write other texts', async (t) => {
  const texts = [];
  for (const attributes of ['seed="7" temperature="1.5"', 'seed="8" temperature="1.5"', 'greedy']) {
    const page = await open(t, `${attributes} tokens="12"`);
    await ready(page);
    await page.locator(tag).evaluate((element) => element.play());
    texts.push(await written(page));
  }
  assert.equal(new Set(texts).size, 3, texts.join('\n'));
});

test('a written token opens the distribution it was drawn from, and closes again', async (t) => {
  const page = await open(t, 'seed="3" tokens="4"');
  await ready(page);
  await page.locator(tag).evaluate((element) => element.play());
  const chip = page.locator(`${tag} .chip.generated`).nth(1);
  const token = await chip.evaluate((element) => element.querySelector('bdi').textContent);
  await chip.click();
  await page.locator(`${tag} .opened`).waitFor();
  const chosen = page.locator(`${tag} attention-next tr.chosen .token`);
  assert.equal((await chosen.textContent()).trim(), token);
  await page.locator(`${tag} [data-action=close-step]`).click();
  assert.equal(await page.locator(`${tag} .opened`).count(), 0);
});

test('readonly hides typing and does not let a bar be picked; hide leaves out what it names', async (t) => {
  const page = await open(t, 'readonly hide="options next"');
  await ready(page);
  assert.equal(await page.locator(`${tag} textarea`).count(), 0);
  assert.equal(await page.locator(`${tag} playground-sampling`).isVisible(), false);
  assert.equal(await page.locator(`${tag} attention-next`).isVisible(), false);
  assert.equal(await page.locator(`${tag} attention-next button`).count(), 0);
});

test('an option that is out of range is said, and the default holds', async (t) => {
  const warnings = [];
  const page = await open(t, 'temperature="-1" tokens="2.5"', {
    script: () => {
      window.warned = [];
      console.warn = (...all) => window.warned.push(all.join(' '));
    },
  });
  await ready(page);
  warnings.push(...(await page.evaluate(() => window.warned)));
  assert.deepEqual(warnings, [
    'attention-generation: temperature is -1; a number above 0 to 10 is one',
    'attention-generation: tokens is 2.5; a whole number from 1 to 4096 is one',
  ]);
  assert.equal(await page.locator(tag).evaluate((element) => element.store.state.sampling.temperature), 0.8);
});

test('it shares the worker with a matrix, and ends it with the last', async (t) => {
  const page = await openViews(views, t, {
    scripts: ['generation', 'matrix'],
    markup: `<${tag} text="${prompt}"></${tag}><attention-matrix text="${prompt}"></attention-matrix>`,
  });
  await ready(page);
  await page.waitForFunction(() => document.querySelector('attention-matrix').pattern.length > 0);
  assert.equal(page.workers().length, 1);
  assert.equal(page.asked.filter((name) => name === 'model.safetensors').length, 1);
  const closed = page.workers()[0].waitForEvent('close');
  await page.evaluate(() => document.querySelector('main').replaceChildren());
  await closed;
});

test('a model that cannot be had says why in its place', async (t) => {
  const page = await openViews(views, t, {
    scripts: ['generation'],
    markup: `<${tag} text="${prompt}" model="nowhere/"></${tag}>`,
    allow: [/404/],
  });
  await page.locator(`${tag} [role=alert]`).first().waitFor();
  assert.match(await page.locator(`${tag} [role=alert]`).first().textContent(), /config\.json/);
});
