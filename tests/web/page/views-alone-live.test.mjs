/** Single views that a model feeds: lazily, together, and until they are taken away. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { given } from './harness.mjs';
import { fed, heard, openViews, said, viewTests } from './views-alone.mjs';

const views = viewTests();
const text = 'Anna lost her red kite.';

test('a text is read by the shipped model, and read again when it changes', async (t) => {
  const page = await openViews(views, t, {
    markup: `<attention-matrix text="${text}" layer="1" head="2"></attention-matrix>`,
  });
  await fed(page, 'attention-matrix');
  const tokens = await given(page, 'attention-matrix', 'tokens');
  assert.equal(
    tokens
      .map((token) => token.text)
      .slice(1)
      .join(''),
    text,
  );
  const pattern = await given(page, 'attention-matrix', 'pattern');
  assert.equal(pattern.length, tokens.length ** 2);
  for (let i = 0; i < tokens.length; i++) {
    const row = pattern.slice(i * tokens.length, (i + 1) * tokens.length);
    assert.ok(Math.abs(row.reduce((a, b) => a + b, 0) - 1) < 1e-5);
  }
  await page.locator('attention-matrix').evaluate((view) => view.setAttribute('text', 'A bird sang'));
  await page.waitForFunction(() =>
    document.querySelector('attention-matrix').tokens.some(({ text }) => text === ' bir'),
  );
  await page.locator('attention-matrix').evaluate((view) => view.setAttribute('layer', '0'));
  await page.waitForFunction(() =>
    document.querySelector('attention-matrix').shadowRoot.textContent.includes('Layer 0, head 2'),
  );
});

test('several views share one worker and one reading of the model; the last to go ends it', async (t) => {
  const markup = ['matrix', 'heads', 'arcs']
    .map((name) => `<attention-${name} text="${text}"></attention-${name}>`)
    .join('');
  const page = await openViews(views, t, { scripts: ['matrix', 'heads', 'arcs'], markup });
  for (const name of ['matrix', 'heads', 'arcs']) await fed(page, `attention-${name}`);
  assert.equal(page.workers().length, 1);
  assert.equal(page.asked.filter((name) => name === 'model.safetensors').length, 1);
  await page.evaluate(() => document.querySelector('attention-matrix').remove());
  await page.locator('attention-arcs').evaluate((view) => view.setAttribute('text', 'It works on'));
  await page.waitForFunction(() => document.querySelector('attention-arcs').tokens.length < 8);
  assert.equal(page.workers().length, 1);
  const closed = page.workers()[0].waitForEvent('close');
  await page.evaluate(() => document.querySelector('main').replaceChildren());
  await closed;
});

test('loading=click shows its poster and asks for nothing until it is clicked', async (t) => {
  const markup = `<attention-matrix loading="click" text="${text}"><b slot="poster">Look inside</b></attention-matrix>`;
  const page = await openViews(views, t, { markup });
  await page.getByText('Look inside').waitFor();
  await page.waitForTimeout(200);
  assert.deepEqual(
    page.asked.filter((name) => /worker|wasm|safetensors|live/.test(name)),
    [],
  );
  await heard(page, 'attention-matrix', 'ready');
  await page.getByRole('button', { name: 'Show attention' }).focus();
  await page.keyboard.press('Enter');
  await fed(page, 'attention-matrix');
  assert.equal((await said(page, 'ready')).data.text, text);
  assert.equal(await page.getByText('Look inside').isVisible(), false);
});

test('loading=lazy begins when it comes near what is in sight', async (t) => {
  const markup = `<div class="low"></div><attention-matrix loading="lazy" text="${text}"></attention-matrix>`;
  const page = await openViews(views, t, { markup });
  await page.locator('attention-matrix .poster').waitFor();
  await page.waitForTimeout(200);
  assert.equal(page.workers().length, 0);
  await page.locator('attention-matrix').scrollIntoViewIfNeeded();
  await fed(page, 'attention-matrix');
});

test('a head is muted and the heads after it follow; readonly refuses', async (t) => {
  const page = await openViews(views, t, {
    scripts: ['heads'],
    markup: `<attention-heads text="${text}"></attention-heads>`,
  });
  await fed(page, 'attention-heads');
  const last = () => page.locator('attention-heads').evaluate((view) => [...view.patterns.at(-1).data]);
  const before = await last();
  await page.locator('attention-heads [role=gridcell]').first().focus();
  await page.keyboard.press('m');
  await page.locator('attention-heads .muted').waitFor();
  await page.waitForFunction(
    (old) =>
      document
        .querySelector('attention-heads')
        .patterns.at(-1)
        .data.some((w, n) => w !== old[n]),
    before,
  );
  await page.locator('attention-heads').evaluate((view) => {
    view.readonly = true;
  });
  await page.keyboard.press('m');
  assert.equal(await page.locator('attention-heads .muted').count(), 1);
});

test('a model that cannot be had says why, and can be tried again', async (t) => {
  const page = await openViews(views, t, {
    scripts: [],
    markup: `<attention-arcs text="${text}" model="nowhere/"></attention-arcs>`,
    allow: [/404/],
  });
  await heard(page, 'attention-arcs', 'error');
  await page.evaluate(() => import(new URL('../element/attention-arcs.js', document.baseURI).href));
  const { code, file } = await said(page, 'error');
  assert.deepEqual([code, file], ['bad-file', 'config.json']);
  await page.locator('attention-arcs [role=alert]').waitFor();
  await page.locator('attention-arcs').evaluate((view) => view.setAttribute('model', ''));
  await fed(page, 'attention-arcs');
  assert.equal(await page.locator('attention-arcs [role=alert]').count(), 0);
});

test('the language around a view, and its own, is spoken', async (t) => {
  const page = await openViews(views, t, {
    markup: '<attention-matrix lang="nb" src="two-heads.json"></attention-matrix>',
  });
  await page.getByText('Lag 3, hode 2 i by hand').waitFor();
  await page.locator('attention-matrix').evaluate((view) => view.setAttribute('lang', 'nl'));
  await page.getByText('Laag 3, kop 2 van by hand').waitFor();
});

test('theme decides against the system, and hide leaves controls out', async (t) => {
  const page = await openViews(views, t, {
    markup: '<attention-matrix theme="dark" hide="zoom table legend" src="two-heads.json"></attention-matrix>',
  });
  await fed(page, 'attention-matrix');
  const paper = await page.locator('attention-matrix').evaluate((view) => getComputedStyle(view).backgroundColor);
  assert.equal(paper, 'rgb(15, 18, 22)');
  await page.locator('attention-matrix .plot').waitFor();
  for (const name of ['.group', '.table-button', 'attention-legend'])
    assert.equal(await page.locator(`attention-matrix ${name}`).first().isVisible(), false, name);
});
