/** The attribute `state` of the larger elements: a link's state in a tag. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mounts, put, ready, told, watchFetches } from './elements-view.mjs';
import { playgroundTests } from './harness.mjs';

const playground = playgroundTests({ mounts });
const open = async (t, options = {}) => {
  const page = await playground.open(t, { path: 'blank/', wait: false, ...options });
  const warnings = [];
  page.on('console', (message) => message.type() === 'warning' && warnings.push(message.text()));
  return { page, warnings, fetches: watchFetches(page) };
};
const shown = (page, one) => page.locator(one).evaluate((element) => element.snapshot());
const query = 'v=1&text=Tom+sat.&layer=2&head=3&cell=1,0&mute=1.2&tab=arcs&scale=sqrt&seed=9&length=7&theme=dark';

test('all that a state says is restored, what other attributes say holds, and nothing is loaded twice', async (t) => {
  const { page, warnings, fetches } = await open(t);
  const alone = await put(page, 'attention-playground', { state: query });
  await ready(page, alone);
  assert.deepEqual(await shown(page, alone), {
    model: '',
    text: 'Tom sat.',
    layer: 2,
    head: 3,
    cell: { query: 1, key: 0 },
    mutes: ['1.2'],
    sampling: { seed: 9 },
    length: 7,
    tab: 'arcs',
    scale: 'sqrt',
  });
  assert.equal(await page.locator(alone).getAttribute('theme'), 'dark');
  const given = { text: 'Anna had a red kite.', layer: '5', head: '0', theme: 'light' };
  const both = await put(page, 'attention-playground', {
    state: `${query}&model=nowhere/`,
    model: 'models/stories/',
    ...given,
  });
  await ready(page, both);
  const { text, layer, head, mutes } = await shown(page, both);
  assert.deepEqual({ text, layer, head, mutes }, { text: given.text, layer: 5, head: 0, mutes: ['1.2'] });
  assert.equal(await page.locator(both).getAttribute('theme'), 'light');
  assert.equal(fetches.paths.filter((path) => path.includes('nowhere')).length, 0);
  assert.deepEqual(warnings, []);
});

test('the model of a state is the only one that is asked for', async (t) => {
  const { page, fetches } = await open(t, { allow: [/404/] });
  const one = await put(page, 'attention-playground', { state: '#playground?v=1&model=nowhere/' });
  await ready(page, one);
  assert.equal((await told(page, one, 'error'))[0][1].code, 'bad-file');
  assert.equal(fetches.count('models/stories/config.json'), 0);
});

test('what of a state is bad is said by console.warn, and the rest holds', async (t) => {
  const { page, warnings } = await open(t);
  const one = await put(page, 'attention-playground', { state: 'layer=x&mute=1.2&cell=9&text=Tom+sat.' });
  await ready(page, one);
  assert.deepEqual(warnings, [
    'attention-playground: state has layer=x, no good value; the rest holds',
    'attention-playground: state has cell=9, no good value; the rest holds',
  ]);
  const { text, mutes, cell } = await shown(page, one);
  assert.deepEqual({ text, mutes, cell }, { text: 'Tom sat.', mutes: ['1.2'], cell: null });
  assert.deepEqual(await told(page, one, 'error'), []);
});

test('another state is followed, before it begins and after; out of the document and back it is as it was left', async (t) => {
  const { page } = await open(t);
  const one = await put(page, 'attention-playground', { state: query, loading: 'click', text: 'Tom sat.' });
  const set = (state) => page.locator(one).evaluate((element, text) => element.setAttribute('state', text), state);
  await set('layer=3&head=1&mute=0.1');
  await page.locator(one).evaluate((element) => element.setAttribute('loading', 'eager'));
  await ready(page, one);
  let now = await shown(page, one);
  assert.deepEqual([now.layer, now.head, now.mutes, now.tab], [3, 1, ['0.1'], 'matrix']);
  await set('layer=4&head=2&mute=0.1,2.2&tab=arcs');
  await page.waitForFunction((key) => document.querySelector(key).snapshot().layer === 4, one);
  await page.locator(one).evaluate((element) => element.settled());
  now = await shown(page, one);
  assert.deepEqual([now.head, now.mutes, now.tab], [2, ['0.1', '2.2'], 'arcs']);

  await page.locator(one).evaluate(async (element) => {
    const parent = element.parentNode;
    element.text = 'Ida saw a bird.';
    await element.settled();
    element.remove();
    await new Promise((resolve) => setTimeout(resolve, 50));
    element.told = [];
    parent.append(element);
  });
  await ready(page, one);
  assert.deepEqual(await shown(page, one), { ...now, text: 'Ida saw a bird.' });
});

test('mechanisms: composed ones and the scale are restored, and named ones in the attributes hold', async (t) => {
  const { page, warnings } = await open(t);
  const m = encodeURIComponent(JSON.stringify(['alibi', { mask: { all: ['causal', { id: 'local', window: 3 }] } }]));
  const one = await put(page, 'attention-mechanisms', { state: `m=${m}&scale=sqrt&layer=2&head=3`, text: 'Tom sat.' });
  await ready(page, one);
  const now = await shown(page, one);
  assert.deepEqual([now.text, now.layer, now.head, now.scale], ['Tom sat.', 2, 3, 'sqrt']);
  assert.equal(now.mechanisms[0], 'alibi');
  assert.match(JSON.stringify(now.mechanisms[1]), /"window":3/);
  const named = await put(page, 'attention-mechanisms', { state: 'm=alibi&seed=x', mechanism: 'causal' });
  await ready(page, named);
  assert.deepEqual((await shown(page, named)).mechanisms, ['causal']);
  assert.deepEqual(warnings, ['attention-mechanisms: state has seed=x, no good value; the rest holds']);
});
