/** Mechanisms in the place of the model’s own attention, and changed numbers in the model. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { given, playgroundTests } from './harness.mjs';
import { choose, openView, settled } from './mechanisms-view.mjs';

const playground = playgroundTests();
const open = (t, options) => openView(playground, t, options);
const _presets = JSON.parse(readFileSync(new URL('../../../src/mechanisms/presets.json', import.meta.url), 'utf8'));

test('in the model’s place the mechanism moves the bars and what is written', async (t) => {
  const page = await open(t);
  await choose(page, 'sliding_window');
  const probabilities = async () =>
    (await given(page, 'attention-mechanisms attention-next', 'next')).map((entry) => entry.probability);
  const before = await probabilities();
  await page.getByRole('radio', { name: 'all layers' }).check();
  await settled(page);
  assert.notDeepEqual(await probabilities(), before);
  const baseline = await given(page, 'attention-mechanisms attention-next', 'baseline');
  assert.deepEqual(
    baseline.map((entry) => entry.probability),
    before,
  );
  await page.locator('[data-action=write]').click();
  await page.locator('[data-action=write]').waitFor();
  await settled(page);
  for (const side of ['before', 'after'])
    assert.ok((await page.locator(`[data-written=${side}]`).innerText()).length > 0, side);
});

test('the model’s own attention in its own place changes nothing', async (t) => {
  const page = await open(t);
  await choose(page, 'transformer');
  await page.getByRole('radio', { name: 'all layers' }).check();
  await settled(page);
  const of = async (name) => given(page, 'attention-mechanisms attention-next', name);
  const [next, baseline] = [await of('next'), await of('baseline')];
  // The mechanism goes another way through the same arithmetic.
  next.slice(0, 5).forEach((entry, n) => {
    assert.equal(entry.id, baseline[n].id);
    assert.ok(Math.abs(entry.probability - baseline[n].probability) < 1e-4);
  });
});

test('where a mechanism cannot stand in for the model’s, the engine says why', async (t) => {
  const page = await open(t);
  await page.getByRole('tab', { name: 'Compose' }).click();
  await page.locator('mechanism-composer textarea').fill('{"kv_heads": 3, "mask": "causal"}');
  await page.getByRole('radio', { name: 'all layers' }).check();
  await settled(page);
  assert.match(await page.locator('.model [role=alert]').innerText(), /key\/value heads.*3.*divisor/);
  await page.locator('mechanism-composer textarea').fill('{"kv_heads": 2, "mask": "causal"}');
  await settled(page);
  assert.equal((await page.locator('.model [role=alert]').innerText()).trim(), '');
});

test('a changed number moves the next-word bars, is said beside the columns, and is put back there', async (t) => {
  const page = await open(t);
  // Every token sees the first one's value.
  await choose(page, 'causal');
  const probabilities = async () =>
    (await given(page, 'attention-mechanisms attention-next', 'next')).map((entry) => entry.probability);
  const before = await probabilities();
  for (const place of ['nowhere', 'all layers']) {
    await page.getByRole('tab', { name: 'In the model' }).click();
    await page.getByRole('radio', { name: place }).check();
    await page.getByRole('tab', { name: 'Change a number' }).click();
    await settled(page);
    const bars = await probabilities();
    await page.locator('[role=slider][data-side=v]').focus();
    for (let n = 0; n < 12; n++) await page.keyboard.press('PageUp');
    await settled(page);
    assert.notDeepEqual(await probabilities(), bars, place);
    assert.match(await page.locator('.changed').innerText(), /1 number changed/);
    await page.locator('[data-action=restore-numbers]').click();
    await settled(page);
    assert.deepEqual(await probabilities(), bars, place);
  }
  await page.getByRole('tab', { name: 'In the model' }).click();
  await page.getByRole('radio', { name: 'nowhere' }).check();
  await settled(page);
  assert.deepEqual(await probabilities(), before);
});

test('a head’s own output computed from its own numbers changes nothing in the model', async (t) => {
  const page = await open(t);
  // A change that is lost in the rounding: everything is recomputed, and nothing may move.
  await page.evaluate(() => {
    const { store } = document.querySelector('attention-mechanisms');
    const { cell } = store.state;
    store.setNumber('v', cell.key, 0, store.vectors('v', cell.key).given[0] + 1e-7);
  });
  await settled(page);
  const of = (name) => given(page, 'attention-mechanisms attention-next', name);
  const [next, baseline] = [await of('next'), await of('baseline')];
  next.slice(0, 5).forEach((entry, n) => {
    assert.equal(entry.id, baseline[n].id);
    assert.ok(Math.abs(entry.probability - baseline[n].probability) < 1e-4);
  });
});

test('documents packed and sentences of words stand in for the model’s attention too', async (t) => {
  const page = await open(t);
  for (const id of ['packed', 'hierarchical']) {
    await choose(page, id);
    await page.getByRole('radio', { name: 'all layers' }).check();
    await settled(page);
    assert.equal((await page.locator('.model [role=alert]').innerText()).trim(), '', id);
    await page.locator('[data-action=write]').click();
    await page.locator('[data-action=write]').waitFor();
    await settled(page);
    assert.equal((await page.locator('.model [role=alert]').innerText()).trim(), '', id);
    assert.ok((await page.locator('[data-written=after]').innerText()).length > 0, id);
  }
});
