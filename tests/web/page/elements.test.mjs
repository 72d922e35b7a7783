/** What all elements of a document share, and the contract of docs/elements.md for the playground and the mechanisms. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countWorkers, mounts, put, ready, told, watchFetches, workers } from './elements-view.mjs';
import { playgroundTests } from './harness.mjs';

const playground = playgroundTests({ mounts });
const open = async (t, options = {}) => {
  const page = await playground.open(t, { path: 'blank/', wait: false, script: countWorkers, ...options });
  return { page, fetches: watchFetches(page) };
};
const text = 'Anna had a red kite.';

test('three elements of one document have one worker, and the model is fetched once', async (t) => {
  const { page, fetches } = await open(t);
  const all = [
    await put(page, 'attention-playground', { text }),
    await put(page, 'attention-playground', { text: 'Tom had a boat.' }),
    await put(page, 'attention-mechanisms', { text }),
  ];
  for (const one of all) await ready(page, one);
  assert.equal(await workers(page), 1);
  assert.equal(fetches.count('model.safetensors'), 1);
  for (const one of all) assert.ok((await told(page, one, 'progress')).length > 1, `${one} heard of progress`);

  await page.evaluate(
    (gone) => {
      for (const one of gone) document.querySelector(one).remove();
    },
    all.slice(0, 2),
  );
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 50)));
  await page.locator(`${all[2]} textarea`).fill('Still at work.');
  await page.locator(all[2]).evaluate((element) => element.settled());
  const tokens = await page.locator(all[2]).evaluate((element) => element.store.tokens.map((token) => token.text));
  assert.ok(tokens.join('').includes('work'), `the last one goes on working: ${tokens}`);
  assert.equal(await workers(page), 1);
});

test('while one element writes, another answers to what is typed', async (t) => {
  const { page } = await open(t);
  const writer = await put(page, 'attention-playground', { text });
  const typed = await put(page, 'attention-playground', { text: 'Tom had a boat.' });
  for (const one of [writer, typed]) await ready(page, one);
  const meanwhile = await page.evaluate(
    async ([a, b]) => {
      const [one, two] = [document.querySelector(a), document.querySelector(b)];
      one.store.patch({ length: 400 });
      const writing = one.store.generating.advance(400);
      await new Promise((resolve) => one.addEventListener('token', resolve, { once: true }));
      two.text = 'Ida saw a bird.';
      await new Promise((resolve) => {
        const stop = two.store.subscribe(() => two.store.state.shown?.text === two.text && resolve(stop()));
      });
      const stillWriting = one.store.state.generating;
      one.store.generating.stop();
      await writing;
      return { stillWriting, written: one.text };
    },
    [writer, typed],
  );
  assert.equal(meanwhile.stillWriting, true, 'the typed text was read before the writing was over');
  assert.ok(meanwhile.written.startsWith(text) && meanwhile.written.length > text.length, meanwhile.written);
});

test('a worker that dies is started again for all, and each says so', async (t) => {
  const { page } = await open(t, {
    script: () => {
      const Real = globalThis.Worker;
      globalThis.Worker = class extends Real {
        constructor(...given) {
          super(...given);
          globalThis.lastWorker = this;
        }
      };
    },
  });
  const all = [await put(page, 'attention-playground', { text }), await put(page, 'attention-playground', { text })];
  for (const one of all) await ready(page, one);
  await page.evaluate(() => globalThis.lastWorker.terminate());
  for (const one of all) await page.locator(`${one} playground-alert .notice`).waitFor();
  await page.locator(`${all[1]} textarea`).fill('It works again.');
  await page.locator(all[1]).evaluate((element) => element.settled());
  assert.equal(await page.locator(all[1]).evaluate((element) => element.store.state.shown.text), 'It works again.');
});

const parts = {
  model: 'model',
  prompt: 'prompt',
  tokens: 'tokens',
  play: 'play',
  next: 'next',
  mutes: 'mutes',
  heads: 'heads',
  head: 'head',
  cell: 'cell',
};

test('hide leaves out what it names, and says which names it does not know', async (t) => {
  const { page } = await open(t);
  const warnings = [];
  page.on('console', (message) => message.type() === 'warning' && warnings.push(message.text()));
  const element = await put(page, 'attention-playground', { text });
  await ready(page, element);
  const seen = () =>
    page
      .locator(element)
      .evaluate(({ shadowRoot }) => [...shadowRoot.querySelectorAll('[part]')].map((at) => at.getAttribute('part')));
  const all = await seen();
  for (const [name, part] of Object.entries(parts)) {
    assert.ok(all.includes(part), `${part} is there`);
    await page.locator(element).evaluate((it, hide) => it.setAttribute('hide', hide), name);
    await page.locator(element).evaluate((it) => it.settled());
    assert.deepEqual(
      await seen(),
      all.filter((other) => other !== part),
      `hide="${name}"`,
    );
  }
  const shows = (selector) => page.locator(`${element} ${selector}`).isVisible();
  assert.deepEqual([await shows('.tabs'), await shows('playground-prompt .examples')], [true, true]);
  await page.locator(element).evaluate((it) => it.setAttribute('hide', 'tabs examples nonsense'));
  await page.locator(element).evaluate((it) => it.settled());
  assert.deepEqual([await shows('.tabs'), await shows('playground-prompt .examples')], [false, false]);
  assert.equal(warnings.length, 1);
  assert.match(warnings[0], /nonsense; known are model, prompt/);
});

for (const [name, selector] of Object.entries({
  prompt: 'playground-prompt',
  head: '.pick',
  cross: '.subject .toggle',
  rail: '.rail',
  history: '.main .tools',
  numbers: '.numbers',
  legend: 'attention-legend',
  about: '.about',
  panels: '.closer',
}))
  test(`hide="${name}" of the mechanisms`, async (t) => {
    const { page } = await open(t);
    const element = await put(page, 'attention-mechanisms', { text });
    await ready(page, element);
    const at = page.locator(`${element} ${selector}`).first();
    assert.equal(await at.isVisible(), true);
    await page.locator(element).evaluate((it, hide) => it.setAttribute('hide', hide), name);
    await page.locator(element).evaluate((it) => it.settled());
    assert.equal(await at.isVisible(), false);
  });

test('readonly keeps text, model and mutes, and heads can still be looked at', async (t) => {
  const { page } = await open(t);
  const element = await put(page, 'attention-playground', { text, readonly: '' });
  await ready(page, element);
  const at = (selector) => page.locator(`${element} ${selector}`);
  assert.equal(await at('textarea').evaluate((box) => box.readOnly), true);
  for (const changing of [
    '[data-action=mute]',
    '[data-action=play]',
    'playground-model summary',
    '.examples button',
    'attention-next button',
  ])
    assert.equal(await at(changing).count(), 0, changing);
  assert.equal(await at('.area-mutes').count(), 0, 'nothing is muted, and nothing can be');
  const layer = () =>
    page.locator(element).evaluate(({ store }) => [store.state.layer, store.state.head, store.state.mutes]);
  const [before] = await layer();
  await at('attention-heads').evaluate((heads) => {
    for (const key of ['Home', 'm', 'Enter'])
      (heads.shadowRoot.querySelector('[tabindex="0"]') ?? heads).dispatchEvent(
        new KeyboardEvent('keydown', { key, bubbles: true }),
      );
  });
  const [, , mutes] = await layer();
  assert.deepEqual(mutes, []);
  await page.locator(element).evaluate((it, l) => it.setAttribute('layer', l === 0 ? 1 : 0), before);
  await page.locator(element).evaluate((it) => it.settled());
  assert.notEqual((await layer())[0], before);
});

test('a snapshot put into another element shows the same there, and a change is told', async (t) => {
  const { page } = await open(t);
  const first = await put(page, 'attention-playground', { text });
  await ready(page, first);
  await page.locator(`${first} textarea`).fill('Anna lost her red kite.');
  await page.locator(first).evaluate(async (it) => {
    it.store.selectHead(1, 2);
    it.store.toggleMute(0, 1);
    await it.settled();
    it.store.selectCell({ query: 3, key: 1 });
    await it.settled();
  });
  const kept = await page.locator(first).evaluate((it) => it.snapshot());
  assert.deepEqual(
    [kept.text, kept.layer, kept.head, kept.mutes, kept.cell],
    ['Anna lost her red kite.', 1, 2, ['0.1'], { query: 3, key: 1 }],
  );
  assert.deepEqual((await told(page, first, 'change')).at(-1)[1], kept);

  const second = await put(page, 'attention-playground', { text: 'Something else.' });
  await page.waitForFunction((it) => document.querySelector(it).restore, second);
  await page.locator(second).evaluate((it, state) => it.restore(state), kept);
  await ready(page, second);
  assert.deepEqual(await page.locator(second).evaluate((it) => it.snapshot()), kept);
  const weights = (it) => it.data.layers.map(({ weights: { data } }) => [...data]);
  assert.deepEqual(await page.locator(second).evaluate(weights), await page.locator(first).evaluate(weights));
});

test('the compared mechanisms of a snapshot come back, names and points in the space alike', async (t) => {
  const { page } = await open(t);
  const mechanisms = ['alibi', { mask: { id: 'local', window: 2 } }];
  const element = await put(page, 'attention-mechanisms', { text });
  await ready(page, element);
  await page
    .locator(element)
    .evaluate((it, given) => it.restore({ mechanisms: given, layer: 1, text: 'Tom had a boat.' }), mechanisms);
  await page.locator(element).evaluate((it) => it.settled());
  await page.waitForFunction(
    (it) =>
      document.querySelector(it).told.some(([type, detail]) => type === 'change' && detail.text === 'Tom had a boat.'),
    element,
  );
  const kept = await page.locator(element).evaluate((it) => it.snapshot());
  assert.deepEqual([kept.mechanisms, kept.layer, kept.text], [mechanisms, 1, 'Tom had a boat.']);
  assert.equal(await page.locator(`${element} mechanism-grid`).count(), 3);
});

test('an element without the loader waits behind its own poster, and a caption stands under it', async (t) => {
  const { page, fetches } = await open(t);
  await page.addScriptTag({ type: 'module', url: `${playground.url}element/attention-mechanisms.js` });
  await page.waitForFunction(() => customElements.get('attention-mechanisms'));
  const element = await put(page, 'attention-mechanisms', { loading: 'click', text }, 'What stands there before.');
  assert.equal(await page.getByText('What stands there before.').isVisible(), true);
  assert.equal(fetches.count('worker.js'), 0);
  await page.locator(element).getByRole('button', { name: 'Show attention' }).focus();
  await page.keyboard.press('Enter');
  await ready(page, element);
  assert.equal(await page.getByText('What stands there before.').isVisible(), false);
  assert.equal(await page.evaluate((it) => document.activeElement === document.querySelector(it), element), true);
});

test('a lazy element that comes later begins when it is near', async (t) => {
  const { page, fetches } = await open(t);
  await page.evaluate(() => {
    document.querySelector('h1').style.marginBottom = '3000px';
  });
  const element = await put(page, 'attention-playground', { loading: 'lazy', text });
  await page.waitForTimeout(200);
  assert.equal(fetches.count('attention-playground.js'), 0);
  await page.locator(element).scrollIntoViewIfNeeded();
  await ready(page, element);
});

test('numbers and theme may be given as properties, the numbers as strings too, as frameworks do', async (t) => {
  const { page } = await open(t);
  for (const tag of ['attention-playground', 'attention-mechanisms', 'attention-matrix', 'attention-explorer']) {
    const one = await put(page, tag, { loading: 'click', text });
    await page.locator(one).evaluate((element) => {
      Object.assign(element, { layer: '5', head: '2', theme: 'dark' });
      element.setAttribute('loading', 'eager');
    });
    await ready(page, one);
    assert.deepEqual(await told(page, one, 'error'), [], tag);
    const given = await page
      .locator(one)
      .evaluate((element) => [element.layer, element.head, getComputedStyle(element).colorScheme]);
    assert.deepEqual(given, [5, 2, 'dark'], tag);
  }
});
