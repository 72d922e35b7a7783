/**
 * The iframe of examples/embed/iframe: an article on one origin, the playground on another, both under policies as strict
 * as they can be. The example's https://attention.example/ is our second server's address here.
 */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { launch } from './harness.mjs';
import { dist, policy, serve } from './server.mjs';

const example = fileURLToPath(new URL('../../../examples/embed/iframe/', import.meta.url));
const shared = {};
const names = ['mechanisms', 'heads', 'matrix', 'arcs', 'generation', 'explorer'];

/** The article's folder, with frame.js beside it and the frame's address put in; served on an origin of its own. */
async function article() {
  const folder = mkdtempSync(join(tmpdir(), 'attn-frame-'));
  cpSync(example, folder, { recursive: true });
  mkdirSync(join(folder, 'attention-playground'));
  cpSync(join(dist, 'element/frame.js'), join(folder, 'attention-playground/frame.js'));
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  const around = { origin: '' };
  const child = await serve(
    {},
    { policy: () => policy.replace("frame-ancestors 'none'", `frame-ancestors ${around.origin}`) },
  );
  const here = page.replace('https://attention.example/', child.url);
  writeFileSync(join(folder, 'index.html'), here);
  for (const name of [...names, 'toString'])
    writeFileSync(
      join(folder, `${name}.html`),
      here.replace(/#playground\?v=1[^"]*/, `#element=${name}&amp;text=Tom+sat.&amp;m=alibi`),
    );
  writeFileSync(
    join(folder, 'bad.html'),
    here.replace(
      /#playground\?v=1[^"]*/,
      '#playground?v=1&amp;text=Tom+sat.&amp;layer=-1&amp;theme=pink&amp;lang=fr&amp;model=file:///etc/',
    ),
  );
  const strict = `default-src 'none'; script-src 'self'; frame-src ${child.origin}; base-uri 'none'; frame-ancestors 'none'`;
  const parent = await serve({}, { root: folder, policy: () => strict });
  around.origin = parent.origin;
  return { folder, child, parent };
}

before(async () => {
  Object.assign(shared, await article(), { browser: await launch() });
});
after(async () => {
  await shared.browser?.close();
  await shared.child?.close();
  await shared.parent?.close();
  rmSync(shared.folder, { recursive: true, force: true });
});

async function open(t, { width = 1000, article = 'index' } = {}) {
  const context = await shared.browser.newContext({
    viewport: { width, height: 900 },
    serviceWorkers: 'block',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const problems = [];
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(error.message));
  t.after(async () => {
    await context.close();
    assert.deepEqual(problems, [], 'nothing else goes wrong');
  });
  // Everything that the frame says, from the beginning.
  await page.addInitScript(() => {
    if (top !== window) return;
    window.heard = [];
    addEventListener('message', ({ data, origin }) => window.heard.push({ ...data, origin }));
  });
  await page.goto(`${shared.parent.url}${article}.html`);
  const frame = await (await page.waitForSelector('iframe')).contentFrame();
  return { page, frame };
}

const heard = (page, type) => page.evaluate((t) => window.heard.filter((said) => said.type === t), type);
const ready = (page) => page.waitForFunction(() => window.heard.some((said) => said.type === 'ready'));
const settled = (frame) => frame.evaluate(() => document.querySelector('attention-playground').settled());
test('an iframe of another origin shows what its address says and grows to its content, without scroll bars', async (t) => {
  const { page, frame } = await open(t);
  await ready(page);
  await settled(frame);
  const { text, layer, head } = await frame.evaluate(() => document.querySelector('attention-playground').store.state);
  assert.deepEqual([text, layer, head], ['Tom had a red kite.', 5, 6]);
  await page.waitForFunction(() => document.querySelector('iframe').style.height !== '');
  await frame.waitForFunction(() => document.documentElement.scrollHeight <= innerHeight);
  const wide = await page.evaluate(() => document.querySelector('iframe').offsetHeight);
  await page.setViewportSize({ width: 380, height: 900 });
  await page.waitForFunction((before) => document.querySelector('iframe').offsetHeight > before + 200, wide);
  await frame.waitForFunction(() => document.documentElement.scrollHeight <= innerHeight);
  assert.ok((await frame.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0);
});

test('the article hears which head is chosen, and chooses one', async (t) => {
  const { page, frame } = await open(t);
  await ready(page);
  await settled(frame);
  await page.click('#earlier');
  await page.getByText('Layer 2, head 4').waitFor();
  await settled(frame);
  assert.equal(await frame.locator('#head-title').innerText(), 'Layer 2, head 4');
  await frame.locator('attention-heads .cell[data-layer="3"][data-head="1"]').click();
  await page.getByText('Layer 3, head 1').waitFor();
});

test('what the reader types leaves the frame only when the page asks for it, and then to its origin alone', async (t) => {
  const { page, frame } = await open(t);
  await ready(page);
  await frame.locator('playground-prompt textarea').fill('A secret of Anna');
  await settled(frame);
  await frame.locator('attention-heads .cell[data-layer="1"][data-head="1"]').click();
  await page.getByText('Layer 1, head 1').waitFor();
  const said = JSON.stringify(await page.evaluate(() => window.heard));
  assert.ok(said.includes('"change"'), 'something was said');
  assert.ok(!said.includes('secret'), said);
  const state = await page.evaluate(async () => {
    const { connect } = await import('./attention-playground/frame.js');
    return connect(document.querySelector('iframe')).get();
  });
  assert.equal(state.text, 'A secret of Anna');
  assert.deepEqual([state.layer, state.head], [1, 1]);
});

test('bad messages are passed over or answered with a sentence, and nothing changes', async (t) => {
  const { page, frame } = await open(t);
  await ready(page);
  await settled(frame);
  const state = () => frame.evaluate(() => JSON.stringify(document.querySelector('attention-playground').snapshot()));
  const before = await state();
  await page.evaluate(() => {
    const { contentWindow } = document.querySelector('iframe');
    const base = { protocol: 'attention-playground', version: 1 };
    for (const data of [
      null,
      'set',
      { type: 'set', state: { layer: 1 } },
      { ...base, version: 2, type: 'set', state: { layer: 1 } },
      { ...base, protocol: 'other', type: 'set', state: { layer: 1 } },
      { ...base, type: 'destroy' },
      { ...base, type: 'set' },
      { ...base, type: 'set', state: 'layer' },
      { ...base, type: 'theme', theme: '<img>' },
      { ...base, type: 'get' },
      {
        ...base,
        type: 'set',
        state: {
          layer: -1,
          head: 'x',
          mutes: [{}],
          cell: [1],
          text: 7,
          model: 'javascript:0',
          __proto__: { tab: 'arcs' },
        },
      },
    ])
      contentWindow.postMessage(data, '*');
  });
  await page.waitForFunction(() => window.heard.some((said) => said.type === 'error'));
  const [error] = await heard(page, 'error');
  assert.equal(error.code, 'bad-argument');
  for (const name of ['layer', 'head', 'mutes', 'cell', 'text', 'model'])
    assert.match(error.message, new RegExp(`${name}:`));
  assert.equal(await state(), before);
  assert.deepEqual(await heard(page, 'state'), [], 'a get without a number is no get');
});

test('a state with a cycle or a BigInt is answered with a sentence, like any other bad one', async (t) => {
  const { page, frame } = await open(t);
  await ready(page);
  await settled(frame);
  await page.evaluate(() => {
    const { contentWindow } = document.querySelector('iframe');
    const cycle = [];
    cycle.push(cycle);
    const base = { protocol: 'attention-playground', version: 1, type: 'set' };
    contentWindow.postMessage({ ...base, state: { mechanisms: cycle } }, '*');
    contentWindow.postMessage({ ...base, state: { layer: 1n, head: 2 } }, '*');
  });
  await page.waitForFunction(() => window.heard.filter((said) => said.type === 'error').length > 1);
  const [cycle, big] = await heard(page, 'error');
  assert.match(cycle.message, /mechanisms:/);
  assert.match(big.message, /layer:/);
  await frame.waitForFunction(() => document.querySelector('attention-playground').store.state.head === 2);
});

const addressed = (page, part) =>
  page.evaluate((hash) => {
    const frame = document.querySelector('iframe');
    frame.src = `${frame.src.split('#')[0]}#${hash}`;
  }, part);

test('what of the frame’s address cannot be used is told to the page around, by name', async (t) => {
  const { page, frame } = await open(t, { article: 'bad' });
  await ready(page);
  await settled(frame);
  await page.waitForFunction(() => window.heard.filter((said) => said.type === 'error').length > 0);
  const [error] = await heard(page, 'error');
  assert.equal(error.code, 'bad-argument');
  for (const name of ['layer: -1', 'theme: pink', 'lang: fr', 'model']) assert.match(error.message, new RegExp(name));
  assert.doesNotMatch(error.message, /file:/);
  assert.equal(await frame.evaluate(() => document.querySelector('attention-playground').text), 'Tom sat.');
});

test('a changed address is followed: its state, what it leaves out, its controls, another element', async (t) => {
  const { page, frame } = await open(t);
  await ready(page);
  await settled(frame);
  await frame.evaluate(() => {
    window.same = document.querySelector('attention-playground');
  });
  await addressed(page, 'playground?v=1&text=Anna+ran.&layer=2&head=3&mute=0.1&hide=play&theme=dark');
  await frame.waitForFunction(() => document.querySelector('attention-playground').text === 'Anna ran.');
  await settled(frame);
  assert.deepEqual(
    await frame.evaluate(() => {
      const element = document.querySelector('attention-playground');
      const { layer, head, mutes } = element.store.state;
      const { theme } = document.documentElement.dataset;
      return [element === window.same, layer, head, mutes, element.getAttribute('hide'), theme];
    }),
    [true, 2, 3, ['0.1'], 'play', 'dark'],
  );
  await addressed(page, 'playground?v=1&text=Anna+ran.');
  await frame.waitForFunction(() => document.querySelector('attention-playground').store.state.mutes.length === 0);
  await settled(frame);
  assert.deepEqual(
    await frame.evaluate(() => {
      const element = document.querySelector('attention-playground');
      const { layer, head } = element.store.state;
      return [layer, head, element.hasAttribute('hide'), document.documentElement.dataset.theme];
    }),
    [5, 6, false, undefined],
  );
  await addressed(page, 'element=heads&text=Tom+sat.');
  await page.waitForFunction(() => window.heard.some((said) => said.type === 'ready' && said.element === 'heads'));
  assert.equal(await frame.locator('attention-playground').count(), 0);
  await addressed(page, 'element=nothing');
  await frame.getByText('There is no element nothing').waitFor();
});

test('messages of windows other than the page around are passed over', async (t) => {
  const { page, frame } = await open(t);
  await ready(page);
  await settled(frame);
  await frame.evaluate(() => {
    // Its own window is another than its parent.
    window.postMessage(
      { protocol: 'attention-playground', version: 1, type: 'set', state: { layer: 0, head: 0 } },
      '*',
    );
    window.postMessage({ protocol: 'attention-playground', version: 1, type: 'get', id: 1 }, '*');
  });
  await page.waitForTimeout(300);
  assert.deepEqual(await frame.evaluate(() => [document.querySelector('attention-playground').store.state.layer]), [5]);
  assert.deepEqual(await heard(page, 'state'), []);
});

test('the page around chooses the theme, and the link out carries what is shown', async (t) => {
  const { page, frame } = await open(t);
  await ready(page);
  await page.evaluate(async () => {
    const { connect } = await import('./attention-playground/frame.js');
    connect(document.querySelector('iframe')).theme('dark');
  });
  await frame.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
  assert.equal(await frame.locator('attention-playground').getAttribute('theme'), 'dark');
  await frame.locator('#out').focus();
  const href = await frame.locator('#out').evaluate((link) => link.href);
  assert.match(href, /\/#playground\?v=1&text=Tom\+had\+a\+red\+kite%2E|text=Tom\+had\+a\+red\+kite\./);
  assert.match(href, /theme=dark/);
});

for (const name of names) {
  test(`embed.html#element=${name} shows that element`, async (t) => {
    const { page, frame } = await open(t, { article: name });
    await ready(page);
    assert.deepEqual(
      (await heard(page, 'ready')).map((said) => said.element),
      [name],
    );
    await frame.locator(`attention-${name}`).first().waitFor();
    await page.waitForFunction(() => window.heard.some((said) => said.type === 'height' && said.height > 100));
    if (name === 'mechanisms') await frame.getByText('ALiBi').first().waitFor();
  });
}

test('a name that is no element is said so, in the frame and to the page around', async (t) => {
  const { page, frame } = await open(t, { article: 'toString' });
  await frame.getByText('There is no element toString').waitFor();
  assert.equal((await heard(page, 'error'))[0].code, 'unknown-id');
});
