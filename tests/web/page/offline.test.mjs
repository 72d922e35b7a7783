/**
 * Kept for offline use: after one visit everything works without the server; a newer build is told and never mixed with
 * the one that is open. The build is copied, so that it can be changed; its server is stopped and started on one port.
 */
import assert from 'node:assert/strict';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { writeWorker } from '../../../web/vite/offline.mjs';
import { box, given, idle, launch, settled } from './harness.mjs';
import { settled as mechanismsSettled } from './mechanisms-view.mjs';
import { dist, serve } from './server.mjs';

const shared = {};
before(async () => {
  shared.browser = await launch();
});
after(() => shared.browser?.close());

/** A copy of the build on a server that counts what it is asked for. */
async function host(t) {
  const root = mkdtempSync(join(tmpdir(), 'attn-offline-'));
  cpSync(dist, root, { recursive: true, filter: (path) => !/\/(element|lib|types|docs|widget)$/.test(path) });
  const asked = [];
  const options = { root, onRequest: (path) => asked.push(path) };
  let server = await serve({}, options);
  const { url } = server;
  const port = Number(new URL(url).port);
  const stop = () => server.close();
  t.after(async () => {
    await stop();
    rmSync(root, { recursive: true, force: true });
  });
  return {
    root,
    url,
    asked,
    stop,
    start: async () => {
      server = await serve({}, { ...options, port });
    },
  };
}

async function visitor(t) {
  const context = await shared.browser.newContext({ reducedMotion: 'reduce', viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const problems = [];
  page.on('pageerror', (error) => problems.push(error.message));
  t.after(async () => {
    await context.close();
    assert.deepEqual(problems, [], 'nothing else goes wrong');
  });
  return { context, page };
}

/** The first visit is over, and everything is kept. */
async function kept(page) {
  await settled(page);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
}

/** Another build: a line more in a script of it, and the worker made anew, as the build makes it. */
async function rebuild(root) {
  appendFileSync(join(root, 'theme.js'), '\ndocument.documentElement.dataset.build = "2";\n');
  await writeWorker(root);
}

test('after one visit all of the page works with no server: views, languages, Learn, the model', async (t) => {
  const site = await host(t);
  const { page } = await visitor(t);
  await page.goto(site.url);
  await kept(page);
  await site.stop();
  await page.reload();
  await settled(page);
  await box(page).fill('Tom had a red');
  await idle(page);
  assert.ok((await given(page, 'attention-next', 'next')).length > 5, 'the model computes');
  await page.click('[data-view=mechanisms]');
  await mechanismsSettled(page);
  await page.locator('#language input[value=nb]').evaluate((input) => input.click());
  await page.waitForFunction(() => document.documentElement.lang === 'nb');
  await page.locator('#language input[value=nl]').evaluate((input) => input.click());
  await page.waitForFunction(() => document.documentElement.lang === 'nl');
  await page.click('#share');
  await page.getByText('Insluiten').waitFor();
  await page.keyboard.press('Escape');
  await page.click('nav a[href="./learn.html"]');
  await page.locator('.entry').first().waitFor();
  await page.goto(`${site.url}?mechanism=alibi#mechanisms`);
  await mechanismsSettled(page);
  await page.goto(`${site.url}embed.html#playground?v=1&text=Tom`);
  await settled(page);
});

test('what the page has fetched is not fetched again to be kept, and nothing is fetched that is not of the page', async (t) => {
  const site = await host(t);
  const { page } = await visitor(t);
  await page.goto(site.url);
  await kept(page);
  const times = new Map();
  for (const path of site.asked) times.set(path, (times.get(path) ?? 0) + 1);
  const twice = [...times].filter(([, n]) => n > 1).map(([path]) => path);
  assert.deepEqual(twice, []);
  assert.ok(times.has('models/stories/model.safetensors'));
  assert.ok(!site.asked.some((path) => /^(element|lib|widget|types)\//.test(path)), 'the libraries are not kept');
  const bytes = [...times.keys()].reduce(
    (sum, path) => sum + readFileSync(join(site.root, path || 'index.html')).length,
    0,
  );
  t.diagnostic(`${times.size} requests, ${(bytes / 1024 / 1024).toFixed(2)} MB before compression`);
});

test('a model from elsewhere is fetched as ever and not kept', async (t) => {
  const site = await host(t);
  cpSync(join(site.root, 'models/stories'), join(site.root, 'models/other'), { recursive: true });
  const { page } = await visitor(t);
  await page.goto(site.url);
  await kept(page);
  await page.evaluate(() => document.querySelector('attention-playground').setAttribute('model', 'models/other/'));
  await page.waitForFunction(() => document.querySelector('attention-playground').store.state.source.kind === 'url');
  await page.waitForFunction(() => document.querySelector('attention-playground').phase === 'ready');
  assert.ok(site.asked.includes('models/other/model.safetensors'));
  const names = await page.evaluate(async () => {
    const caches_ = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
    const all = await Promise.all(caches_.map((cache) => cache.keys()));
    return all.flat().map(({ url }) => url);
  });
  assert.ok(names.some((name) => name.includes('models/stories/')));
  assert.deepEqual(
    names.filter((name) => name.includes('models/other/')),
    [],
  );
});

test('a new build is told, nothing reloads by itself, and Reload brings all of it', async (t) => {
  const site = await host(t);
  const { context, page } = await visitor(t);
  await page.goto(site.url);
  await kept(page);
  await rebuild(site.root);
  let loads = 0;
  page.on('load', () => loads++);
  await page.reload();
  await settled(page);
  const build = () => page.evaluate(() => document.documentElement.dataset.build ?? '1');
  assert.equal(await build(), '1', 'the build that was kept is whole');
  await box(page).fill('Typed by the reader');
  const notice = page.locator('[data-notice=update]');
  await notice.waitFor();
  assert.match(await notice.innerText(), /new version/);
  await page.waitForTimeout(700);
  const second = await context.newPage();
  await second.goto(site.url);
  assert.equal(
    await second.evaluate(() => document.documentElement.dataset.build ?? '1'),
    '1',
    'nobody has asked for it',
  );
  await second.close();
  assert.deepEqual([loads, await box(page).inputValue()], [1, 'Typed by the reader']);
  await notice.getByRole('button', { name: 'Reload' }).click();
  await page.waitForFunction(() => document.documentElement.dataset.build === '2');
  await settled(page);
  assert.equal(await box(page).inputValue(), 'Typed by the reader', 'the address kept it');
  assert.equal(await notice.count(), 0);
  // The one before is no longer needed by anybody.
  await site.stop();
  await page.reload();
  await settled(page);
  assert.equal(await build(), '2');
});

test('a tab of the first visit is told of a new build, and not of its own', async (t) => {
  const site = await host(t);
  const { page } = await visitor(t);
  await page.goto(site.url);
  await kept(page);
  await page.waitForTimeout(300);
  const notice = page.locator('[data-notice=update]');
  assert.equal(await notice.count(), 0, 'what has just come is not newer');
  await rebuild(site.root);
  await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
  await notice.getByRole('button', { name: 'Reload' }).click({ timeout: 20_000 });
  await page.waitForFunction(() => document.documentElement.dataset.build === '2');
});

test('a host in the middle of a deployment is not kept: the build before stays, whole', async (t) => {
  const site = await host(t);
  const { page } = await visitor(t);
  await page.goto(site.url);
  await kept(page);
  await rebuild(site.root);
  // The list is of the new build, one file of it has not come yet.
  writeFileSync(join(site.root, 'theme.js'), 'document.documentElement.dataset.build = "half";\n');
  await page.reload();
  await settled(page);
  const state = await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    const found = await registration.update();
    const worker = found.installing ?? found.waiting;
    if (worker && worker.state === 'installing')
      await new Promise((resolve) => worker.addEventListener('statechange', resolve, { once: true }));
    return worker?.state ?? 'gone';
  });
  assert.ok(['redundant', 'gone'].includes(state), state);
  await site.stop();
  await page.reload();
  await settled(page);
  assert.equal(await page.evaluate(() => document.documentElement.dataset.build ?? '1'), '1');
  assert.equal(await page.locator('[data-notice=update]').count(), 0);
});

test('who comes to the Learn page first has the playground without a network too, and is told of a new build there', async (t) => {
  const site = await host(t);
  const { page } = await visitor(t);
  await page.goto(`${site.url}learn.html`);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await rebuild(site.root);
  await page.reload();
  await page.locator('[data-notice=update]').waitFor();
  await site.stop();
  await page.goto(site.url);
  await settled(page);
});

test('an embed registers nothing', async (t) => {
  const site = await host(t);
  const { page } = await visitor(t);
  await page.goto(`${site.url}embed.html#playground?v=1`);
  await settled(page);
  await page.waitForTimeout(500);
  assert.deepEqual(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length), 0);
  assert.ok(!site.asked.includes('sw.js'));
});
