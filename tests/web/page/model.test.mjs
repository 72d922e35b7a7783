import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { alertText, box, enter, given, idle, playgroundTests, stories260K } from './harness.mjs';

const playground = playgroundTests({ mounts: stories260K ? { 'models/tiny/': `${stories260K}/` } : {} });
const skip = stories260K ? false : '../shared/models/stories260K is not here';
const names = ['config.json', 'model.safetensors', 'tokenizer.json', 'tokenizer_config.json'];

const filesOf = (change = {}) =>
  names
    .map((name) => ({
      name,
      mimeType: 'application/octet-stream',
      buffer: change[name] ?? (name in change ? null : readFileSync(`${stories260K}/${name}`)),
    }))
    .filter(({ buffer }) => buffer !== null);

/** Chooses files as a person does, and waits until the model is in use or refused. */
async function choose(page, files) {
  await page.locator('playground-model #files').setInputFiles(files);
  await page.waitForFunction(() => document.querySelector('attention-playground').phase !== 'loading');
  await idle(page);
}

test('a model of one’s own is loaded from its files, and writes its published greedy text', { skip }, async (t) => {
  const page = await playground.open(t);
  await choose(page, filesOf());
  assert.equal((await given(page, 'playground-model', 'info')).vocab, 512);
  await enter(page, '');
  await page.locator('playground-sampling .how label', { hasText: 'the likeliest' }).click();
  await page.locator('playground-sampling summary').click();
  await page.getByLabel('Tokens per Play').fill('200');
  await page.locator('[data-action=play]').click();
  await page.locator('[data-action=play]').waitFor();
  await idle(page);
  assert.equal(await box(page).inputValue(), readFileSync(`${stories260K}/greedy.txt`, 'utf8'));
  const ids = JSON.parse(readFileSync(`${stories260K}/greedy_ids.json`, 'utf8'));
  const tokens = await given(page, 'attention-tokens', 'tokens');
  assert.deepEqual(
    tokens.slice(1).map(({ id }) => id),
    (Array.isArray(ids) ? ids : ids.ids).slice(-200),
  );
});

test('a model is loaded from the address of its folder, and the way back is one click', { skip }, async (t) => {
  const page = await playground.open(t);
  await enter(page, 'The cat');
  const shipped = (await given(page, 'playground-model', 'info')).vocab;
  await page.locator('playground-model summary').click();
  await page.getByLabel('Address of a folder').fill('models/tiny');
  await page.getByRole('button', { name: 'Load', exact: true }).click();
  await page.waitForFunction(() => document.querySelector('attention-playground').info?.vocab === 512);
  await idle(page);
  assert.equal(await box(page).inputValue(), 'The cat');
  await page.getByRole('button', { name: 'Back to the story model' }).click();
  await page.waitForFunction((vocab) => document.querySelector('attention-playground').info?.vocab === vocab, shipped);
  assert.equal(await box(page).inputValue(), 'The cat');
});

/** Drops the small model on what `locator` finds. Resolves to how often the page loaded a model for it. */
async function dropOn(page, locator) {
  const files = filesOf().map(({ name, buffer }) => [name, buffer.toString('base64')]);
  const kept = await locator.evaluate((target, list) => {
    window.readied = 0;
    document.addEventListener('ready', () => window.readied++);
    const transfer = new DataTransfer();
    for (const [name, base64] of list)
      transfer.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name));
    const init = { dataTransfer: transfer, bubbles: true, cancelable: true, composed: true };
    target.dispatchEvent(new DragEvent('dragenter', init));
    // An event that nobody prevents is the browser's: it would open the file in place of the page.
    return ['dragover', 'drop'].every((name) => !target.dispatchEvent(new DragEvent(name, init)));
  }, files);
  assert.ok(kept, 'the page takes the drop');
  await page.waitForFunction(() => document.querySelector('attention-playground').info?.vocab === 512);
  await page.waitForFunction(() => window.readied > 0);
  await idle(page);
  return page.evaluate(() => window.readied);
}

test('files dropped anywhere on the playground are a model, loaded once', { skip }, async (t) => {
  const page = await playground.open(t);
  assert.equal(await dropOn(page, page.locator('attention-playground .frame')), 1);
  assert.equal(await page.locator('.overlay').count(), 0);
});

test('files dropped beside the playground are a model too, and the text stays', { skip }, async (t) => {
  const page = await playground.open(t);
  await enter(page, 'The cat');
  await dropOn(page, page.locator('h1'));
  assert.equal(await box(page).inputValue(), 'The cat');
});

const config = (change) =>
  Buffer.from(JSON.stringify({ ...JSON.parse(readFileSync(`${stories260K}/config.json`, 'utf8')), ...change }));
const weights = () => Buffer.from(readFileSync(`${stories260K}/model.safetensors`));
const lying = () => {
  const bytes = weights();
  bytes.writeBigUInt64LE(2n ** 40n, 0);
  return bytes;
};
const notANumber = () => {
  const bytes = weights();
  // The end of the file is the last tensor's numbers; a whole stretch, so that no layout hides it.
  for (let at = bytes.length - 400_000; at + 4 <= bytes.length; at += 4) bytes.writeFloatLE(Number.NaN, at);
  return bytes;
};

const broken = [
  ['truncated weights', () => ({ 'model.safetensors': weights().subarray(0, 500_000) }), /model\.safetensors/],
  ['weights whose header lies about its length', () => ({ 'model.safetensors': lying() }), /model\.safetensors/],
  ['a file that is no safetensors at all', () => ({ 'model.safetensors': Buffer.from('hello') }), /model\.safetensors/],
  [
    'a config of an unknown family',
    () => ({ 'config.json': config({ architectures: ['MambaForCausalLM'], model_type: 'mamba' }) }),
    /config\.json|Mamba/,
  ],
  ['a config that is not JSON', () => ({ 'config.json': Buffer.from('{') }), /config\.json/],
  [
    'a config that contradicts the weights',
    () => ({ 'config.json': config({ hidden_size: 128 }) }),
    /config\.json|model\.safetensors/,
  ],
  ['a missing tokenizer', () => ({ 'tokenizer.json': null }), /tokenizer\.json/],
  ['missing weights', () => ({ 'model.safetensors': null }), /model\.safetensors/],
];

for (const [what, change, names] of broken) {
  test(`${what}: the message names the file, and the model before goes on working`, { skip }, async (t) => {
    const page = await playground.open(t);
    await enter(page, 'Once upon a time');
    const before = await given(page, 'playground-model', 'info');
    await choose(page, filesOf(change()));
    assert.match(await alertText(page), names);
    assert.deepEqual(await given(page, 'playground-model', 'info'), before);
    assert.equal(await box(page).inputValue(), 'Once upon a time');
    await page.locator('[data-remedy=dismiss]').click();
    assert.equal(await alertText(page), '');
    await page.locator('[data-action=step]').click();
    await idle(page);
    assert.ok((await box(page).inputValue()).length > 'Once upon a time'.length);
  });
}

test('weights that are not numbers end in a message and one click back to a model that works', { skip }, async (t) => {
  const page = await playground.open(t);
  await enter(page, 'Once upon a time');
  await choose(page, filesOf({ 'model.safetensors': notANumber() }));
  assert.match(await alertText(page), /NaN|not finite|not a number/i);
  assert.equal(await box(page).inputValue(), 'Once upon a time');
  const back = page.locator('[data-remedy=default-model]');
  if (await back.count()) await back.click();
  else await page.locator('[data-remedy=dismiss]').click();
  await page.waitForFunction(() => document.querySelector('attention-playground').info?.vocab !== 512);
  await idle(page);
  assert.equal(await alertText(page), '');
});

test('an address that is none is refused beside the field', async (t) => {
  const page = await playground.open(t);
  await page.locator('playground-model summary').click();
  await page.getByLabel('Address of a folder').fill('javascript:alert(1)');
  await page.getByRole('button', { name: 'Load', exact: true }).click();
  assert.match(await page.locator('playground-model .wrong').textContent(), /Not a web address/);
});

test('an address without a model says which file is missing', async (t) => {
  const page = await playground.open(t, { allow: [/404/] });
  await page.locator('playground-model summary').click();
  await page.getByLabel('Address of a folder').fill('no/such/folder');
  await page.getByRole('button', { name: 'Load', exact: true }).click();
  await page.locator('playground-alert .box').waitFor();
  assert.match(await alertText(page), /config\.json/);
});
