/** Files that come into the Share dialog: what of them is used, what the dialog says of them, and that it is true. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enter, given, idle, playgroundTests } from './harness.mjs';

const playground = playgroundTests();
const dialog = (page) => page.locator('attention-share');
const said = (page) => dialog(page).locator('[data-section=import] [role=status]');
const problems = (page) => dialog(page).locator('[data-problems]');
const state = (page) => page.evaluate(() => document.querySelector('attention-playground').snapshot());

async function open(page) {
  await page.click('#share');
  await dialog(page).locator('[data-section=import]').waitFor();
}

async function paste(page, value) {
  await dialog(page)
    .locator('#paste')
    .fill(typeof value === 'string' ? value : JSON.stringify(value));
  await dialog(page).locator('[data-action=open]').click();
}

/** The file of what is on the screen, as an object. */
async function file(page) {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog(page).locator('[data-export=json]').click(),
  ]);
  const chunks = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

const tiny = {
  tokens: ['one', 'two'],
  attention: [
    [
      [
        [1, 0],
        [0.25, 0.75],
      ],
    ],
  ],
};

test('bad values of a file’s state are named and never used; the good ones hold', async (t) => {
  const page = await playground.open(t);
  await open(page);
  const made = await file(page);
  // Not by JSON.stringify, which goes no deeper than its stack.
  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  const state_ = { ...made.state, text: 'Tom sat.', theme: 'pink', model: 'file:///etc/', mechanisms: 0 };
  await paste(page, JSON.stringify({ ...made, state: state_ }).replace('"mechanisms":0', `"mechanisms":${deep}`));
  await problems(page).getByText('theme').waitFor();
  assert.match(await problems(page).innerText(), /model.*mechanisms.*theme|mechanisms.*theme.*model|model.*theme/s);
  await page.keyboard.press('Escape');
  await idle(page);
  assert.equal(await page.evaluate(() => document.querySelector('attention-playground').text), 'Tom sat.');
  assert.equal(await page.evaluate(() => document.querySelector('attention-playground').phase), 'ready');
  // The page goes on writing its address.
  await enter(page, 'Anna ran.');
  await page.waitForFunction(() => location.hash.includes('Anna+ran'));
});

test('a file whose state has nothing good is shown as its numbers, and what is bad is said', async (t) => {
  const page = await playground.open(t);
  const before = await state(page);
  await open(page);
  await paste(page, { ...tiny, state: { mechanisms: 'foo', model: 'file:///etc/' } });
  await dialog(page).locator('attention-explorer').waitFor();
  assert.match(await problems(page).innerText(), /model.*mechanisms|mechanisms.*model/s);
  assert.deepEqual(await state(page), before);
});

test('an element restores no address that a browser would not fetch a model from', async (t) => {
  const page = await playground.open(t);
  await page.evaluate(() => document.querySelector('attention-playground').restore({ model: 'file:///etc/' }));
  await page.waitForTimeout(200);
  await idle(page);
  const { phase, source } = await page.evaluate(() => {
    const { phase, source } = document.querySelector('attention-playground').store.state;
    return { phase, source: source.value };
  });
  assert.equal(phase, 'ready');
  assert.doesNotMatch(String(source), /^file:/);
});

test('a file of a model that cannot be loaded is not said to be open, and its own numbers are offered', async (t) => {
  const page = await playground.open(t, { allow: [/404/] });
  await open(page);
  const made = await file(page);
  await paste(page, { ...made, state: { ...made.state, model: `${playground.url}models/nothing/` } });
  await page.waitForFunction(() =>
    document.querySelector('attention-share').shadowRoot.querySelector('[data-section=import] .wrong'),
  );
  assert.doesNotMatch(await said(page).innerText(), /is open/);
  assert.match(await said(page).innerText(), /could not be/);
  await dialog(page).locator('[data-action=numbers]').click();
  await dialog(page).locator('attention-explorer').waitFor();
  const tokens = await dialog(page)
    .locator('attention-explorer')
    .evaluate((element) => element.data.queries.length);
  assert.equal(tokens, made.tokens.length);
});

test('a file whose tokens or model are not those on the page is said to differ, and its own numbers are offered', async (t) => {
  const page = await playground.open(t);
  await open(page);
  const made = await file(page);
  for (const [what, other, say] of [
    ['tokens', { ...made, tokens: made.tokens.map((token) => ({ ...token, text: `${token.text}x` })) }, /other tokens/],
    ['model', { ...made, model: { name: 'llama-9' } }, /llama-9/],
  ]) {
    await paste(page, other);
    await dialog(page).locator('[data-action=numbers]').waitFor();
    assert.match(await said(page).innerText(), say, what);
    assert.doesNotMatch(await said(page).innerText(), /everything is as it was/, what);
  }
  await dialog(page).locator('[data-action=numbers]').click();
  await dialog(page).locator('attention-explorer').waitFor();
  await dialog(page).locator('[data-action=back]').click();
  await paste(page, made);
  await said(page).getByText('everything is as it was').waitFor();
  assert.equal(await dialog(page).locator('[data-action=numbers]').count(), 0);
});

test('a file made in another language is the same model’s', async (t) => {
  const page = await playground.open(t, { locale: 'nl' });
  await page.waitForFunction(() => document.documentElement.lang === 'nl');
  await open(page);
  const made = await file(page);
  const other = await playground.open(t);
  await open(other);
  await paste(other, { ...made, state: { ...made.state, language: 'en' } });
  await said(other).getByText('everything is as it was').waitFor();
});

test('success is said when what was imported is on the screen, not before', async (t) => {
  const page = await playground.open(t);
  await open(page);
  const made = await file(page);
  // The first words that it says, and what was on the screen then.
  await page.evaluate(() => {
    const { shadowRoot } = document.querySelector('attention-share');
    const look = () => {
      const text = shadowRoot.querySelector('[data-section=import] [role=status]')?.textContent ?? '';
      if (!/everything is as it was/.test(text)) return requestAnimationFrame(look);
      const { shown } = document.querySelector('attention-playground').store.state;
      window.shownThen = shown.text;
    };
    look();
  });
  const text = 'A much longer text of many words. '.repeat(8);
  await paste(page, { ...made, tokens: made.tokens, state: { ...made.state, text } });
  await dialog(page).locator('[data-action=numbers]').waitFor();
  await paste(page, made);
  await page.waitForFunction(() => window.shownThen !== undefined);
  assert.equal(await page.evaluate(() => window.shownThen), made.state.text);
});

test('what was pasted has its name in the title, and Back stands where the line begins', async (t) => {
  const page = await playground.open(t);
  await open(page);
  await paste(page, tiny);
  await dialog(page).locator('attention-explorer').waitFor();
  assert.equal(await dialog(page).locator('#title').innerText(), 'Imported: pasted JSON');
  const [back, box] = [
    await dialog(page).locator('[data-action=back]').boundingBox(),
    await dialog(page).locator('.imported').boundingBox(),
  ];
  assert.ok(back.x - box.x < 24, `Back begins ${back.x - box.x} px from the edge`);
});

async function svg(page, what) {
  await dialog(page).locator('#what').selectOption(what);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog(page).locator('[data-export=svg]').click(),
  ]);
  const chunks = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

test('exported arcs and matrix are those on the screen: the slider’s threshold, and the token that is lit though nobody chose it', async (t) => {
  const page = await playground.open(t);
  await enter(page, 'Tom had a red kite. Tom lost the kite.');
  assert.deepEqual(
    await page.evaluate(() => document.querySelector('attention-playground').store.state.cellChosen),
    false,
  );
  await page.locator('#tab-arcs').click();
  const slider = page.locator('attention-arcs input[type=range]');
  await slider.fill('0.3');
  await idle(page);
  const numbers = await page.locator('attention-arcs').evaluate((arcs) => {
    const { pattern, size, query } = arcs;
    const row = [...pattern.subarray(query * size, (query + 1) * size)];
    return { query, size, drawn: row.filter((w) => w >= 0.3).length };
  });
  assert.equal(numbers.query, numbers.size - 1);
  await open(page);
  const arcs = await svg(page, 'arcs');
  assert.match(arcs, /from weight 0\.3 on/);
  const lit = await page.evaluate(async (text) => {
    const root = new DOMParser().parseFromString(text, 'image/svg+xml');
    return [...root.querySelectorAll('text')]
      .map((node) => node.textContent)
      .filter((word) => /^\.\d+$|^0\.\d+$|^1$/.test(word)).length;
  }, arcs);
  assert.ok(lit >= numbers.drawn, `${lit} numbers at the lit token`);
  const cell = await page.evaluate(() => document.querySelector('attention-playground').store.state.cell);
  const matrix = await svg(page, 'matrix');
  const weight = (await given(page, 'attention-playground', 'data')).layers;
  assert.ok(weight.length > 0 && cell.query === numbers.size - 1);
  assert.match(matrix, /→/, 'the cell that is lit is told in a line above');
});
