import assert from 'node:assert/strict';
import { test } from 'node:test';
import { box, enter, given, heads, idle, playgroundTests } from './harness.mjs';

const playground = playgroundTests();

test('the page opens with an example text and the attention of every head', async (t) => {
  const page = await playground.open(t);
  assert.notEqual(await box(page).inputValue(), '');
  const layers = await heads(page);
  const info = await given(page, 'playground-model', 'info');
  assert.equal(layers.length, info.layers);
  for (const layer of layers) assert.equal(layer.length, info.heads);
});

test('every row of every head sums to one and looks at no later token', async (t) => {
  const page = await playground.open(t);
  await enter(page, 'Tom had a red kite. Anna had a small boat.');
  const layers = await heads(page);
  const size = Math.sqrt(layers[0][0].length);
  assert.ok(size > 5, `${size} tokens`);
  for (const pattern of layers.flat()) {
    for (let i = 0; i < size; i++) {
      const row = pattern.slice(i * size, (i + 1) * size);
      // 2^-20 a term: a softmax in single precision over at most a few hundred terms.
      assert.ok(Math.abs(row.reduce((sum, w) => sum + w, 0) - 1) < size * 2 ** -20, `row ${i}`);
      assert.ok(
        row.slice(i + 1).every((w) => w === 0),
        `row ${i} looks at no later token`,
      );
    }
  }
});

test('typing redraws every head, the tokens and the bars', async (t) => {
  const page = await playground.open(t);
  await enter(page, 'Once upon a time');
  const [before, barsBefore] = [await heads(page), await given(page, 'attention-next', 'next')];
  await box(page).press('End');
  await box(page).pressSequentially(' there was');
  await idle(page);
  const after = await heads(page);
  for (const [layer, head] of before.flatMap((row, l) => row.map((_, h) => [l, h]))) {
    assert.ok(after[layer][head].length > before[layer][head].length, `layer ${layer} head ${head}`);
  }
  assert.notDeepEqual(await given(page, 'attention-next', 'next'), barsBefore);
  const tokens = await given(page, 'attention-tokens', 'tokens');
  assert.equal(
    tokens
      .map((token) => (token.special ? '' : token.text))
      .join('')
      .trim(),
    'Once upon a time there was',
  );
});

test('the attention of a prefix does not change when text is added behind it', async (t) => {
  const page = await playground.open(t);
  await enter(page, 'The dog ran to the tree');
  const before = (await heads(page))[0][0];
  const small = Math.sqrt(before.length);
  await enter(page, 'The dog ran to the tree and sat down');
  const after = (await heads(page))[0][0];
  const large = Math.sqrt(after.length);
  for (let i = 0; i < small - 1; i++) {
    for (let j = 0; j <= i; j++) {
      // The two runs may block their sums differently: a few units in the last place of a weight.
      assert.ok(Math.abs(before[i * small + j] - after[i * large + j]) < 1e-5, `${i}, ${j}`);
    }
  }
});

test('of many keys pressed fast the last text is what is shown', async (t) => {
  const page = await playground.open(t);
  const text = 'One day a little girl went to the park with her dog and saw a big red ball.';
  await box(page).fill('');
  await box(page).pressSequentially(text, { delay: 2 });
  await idle(page);
  const tokens = await given(page, 'attention-tokens', 'tokens');
  assert.equal(
    tokens
      .filter((token) => !token.special)
      .map((token) => token.text)
      .join('')
      .trim(),
    text,
  );
});

test('an example replaces the text, and one’s own text comes back on request', async (t) => {
  const page = await playground.open(t);
  await enter(page, 'My own words.');
  await page.locator('playground-prompt .examples button').first().click();
  await idle(page);
  assert.notEqual(await box(page).inputValue(), 'My own words.');
  await page.getByRole('button', { name: 'Back to my text' }).click();
  assert.equal(await box(page).inputValue(), 'My own words.');
});

test('token ids are shown on demand', async (t) => {
  const page = await playground.open(t);
  const first = await given(page, 'attention-tokens', 'tokens');
  assert.equal(await page.locator('attention-tokens .id').count(), 0);
  await page.getByLabel('Token ids').check();
  assert.deepEqual(
    await page.locator('attention-tokens .id').allInnerTexts(),
    first.map((token) => String(token.id)),
  );
});

test('the element tells ready, progress and tokens to the page around it', async (t) => {
  const page = await playground.open(t, {
    script: () => {
      window.heard = [];
      for (const name of ['ready', 'progress', 'token'])
        document.addEventListener(name, (event) => window.heard.push([name, event.detail]));
    },
  });
  await page.locator('[data-action=step]').click();
  await idle(page);
  const heard = await page.evaluate(() => window.heard.map(([name, detail]) => [name, Object.keys(detail)]));
  assert.deepEqual([...new Set(heard.map(([name]) => name))].sort(), ['progress', 'ready', 'token']);
  assert.equal(heard.filter(([name]) => name === 'ready').length, 1);
  assert.ok(heard.find(([name]) => name === 'token')[1].includes('next'));
});

test("the element's error is told at the element, and is no error of the page's script", async (t) => {
  const page = await playground.open(t);
  const heard = await page.locator('attention-playground').evaluate(async (element) => {
    const names = [];
    window.addEventListener('error', () => names.push('window'));
    const told = new Promise((resolve) => element.addEventListener('error', resolve, { once: true }));
    element.setAttribute('layer', '99');
    names.push((await told).detail.code);
    return names;
  });
  assert.deepEqual(heard, ['bad-argument']);
});
