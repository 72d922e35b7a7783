/**
 * One Chromium a file, one fresh context a test. Whatever a page does wrong besides what is tested fails the
 * test too: errors on the console, violations of the policy, requests to anywhere but its own origin.
 */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { serve } from './server.mjs';

const require = createRequire(new URL('../../../web/package.json', import.meta.url));
const { chromium } = require('playwright-core');
export const axePath = require.resolve('axe-core/axe.min.js');

const root = fileURLToPath(new URL('../../../', import.meta.url));
/** A real model from outside the project, for tests that can do without. */
export const stories260K = [process.env.ATTN_SHARED, `${root}../shared`]
  .filter(Boolean)
  .map((shared) => `${shared}/models/stories260K`)
  .find((folder) => existsSync(folder));

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-extensions',
];

/** The flags and the place of the browser, for scripts that take pictures. */
export const launch = () => chromium.launch({ executablePath, args: flags, headless: true });

/** For development: another model in the place of the shipped one. */
const standIn = process.env.ATTN_TEST_MODEL;

/** Call once in a test file; gives `open`. `mounts` as in server.mjs. */
export function playgroundTests({ mounts = {} } = {}) {
  const shared = {};
  before(async () => {
    shared.server = await serve({ ...mounts, ...(standIn && { 'models/stories/': standIn }) });
    shared.browser = await launch();
  });
  after(async () => {
    await shared.browser?.close();
    await shared.server?.close();
  });
  return {
    get url() {
      return shared.server.url;
    },
    /** A page in a context of its own; `t.after` closes it and asserts that nothing else went wrong. */
    open: (t, options) => openPage(t, shared, options),
  };
}

/** `shared`: {server, browser}, as serve() and launch() give them. */
export async function openPage(t, { server, browser }, options = {}) {
  const {
    width = 1280,
    height = 900,
    theme = 'light',
    path = '',
    wait = true,
    allow = [],
    script,
    ...context
  } = options;
  const own = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    reducedMotion: 'reduce',
    // Whether the page is kept for offline use is tested by itself; here every test begins as a first visit does.
    serviceWorkers: 'block',
    ...context,
  });
  const page = await own.newPage();
  // Generous: other work may share the machine, and what is slow is not what is wrong.
  page.setDefaultTimeout(120_000);
  const problems = watch(page, server.origin, allow);
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
    });
  });
  if (script) await page.addInitScript(script);
  t.after(async () => {
    await own.close();
    assert.deepEqual(problems, [], 'nothing else goes wrong on the page');
  });
  await page.goto(server.url + path);
  if (wait) await settled(page);
  return page;
}

function watch(page, origin, allow) {
  const problems = [];
  const note = (text) => {
    if (!allow.some((pattern) => pattern.test(text))) problems.push(text);
  };
  page.on('pageerror', (error) => note(`exception: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') note(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !/^(data|blob):/.test(url)) note(`request: ${url}`);
  });
  return problems;
}

/** The first attention is on the screen and nothing is computing. */
export async function settled(page) {
  await page.waitForFunction(() => {
    const marks = performance.getEntriesByName('attention-playground:first-attention');
    return marks.length > 0;
  });
  await idle(page);
}

export const idle = (page) => page.evaluate(() => document.querySelector('attention-playground').settled());

export const box = (page) => page.locator('playground-prompt textarea');

/** Types as a person would replace the whole text, and waits for the screen to follow. */
export async function enter(page, text) {
  await box(page).fill(text);
  await idle(page);
}

/** What a view was given to draw, by property name. */
export const given = (page, view, property) =>
  page.locator(view).evaluate((element, name) => {
    const plain = (value) => {
      if (value instanceof Float32Array) return [...value];
      if (value instanceof Set) return [...value];
      if (Array.isArray(value)) return value.map(plain);
      if (value && typeof value === 'object')
        return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, plain(v)]));
      return value;
    };
    return plain(element[name]);
  }, property);

/** Heads as an array [layer][head] of flat [t, t]. */
export async function heads(page) {
  const patterns = await given(page, 'attention-heads', 'patterns');
  return patterns.map(({ shape: [h, t], data }) =>
    Array.from({ length: h }, (_, n) => data.slice(n * t * t, (n + 1) * t * t)),
  );
}

/** What is in the alert, or ''. */
export async function alertText(page) {
  return (await page.locator('playground-alert [role=alert]').textContent()).trim();
}
