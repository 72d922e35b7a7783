/**
 * What an article with three embeds (examples/embed/article) costs its reader before anything is asked for, in
 * Chromium: script over the network, the main thread's long tasks, how far things moved. Needs web/dist.
 */
import { mounts, watchFetches } from '../../tests/web/page/elements-view.mjs';
import { launch } from '../../tests/web/page/harness.mjs';
import { serve } from '../../tests/web/page/server.mjs';

/** Milliseconds that are watched from the start of the navigation. */
const kWatched = 5000;
const watch = () => {
  const seen = { blocked: 0, shift: 0 };
  globalThis.seen = seen;
  const observe = (type, take) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  observe('longtask', ({ duration }) => {
    // A task blocks for what it takes beyond 50 ms (Long Tasks API).
    seen.blocked += duration - 50;
  });
  observe('layout-shift', ({ value, hadRecentInput }) => {
    seen.shift += hadRecentInput ? 0 : value;
  });
};

/**
 * {bytes, blocked, shift} of one visit; `slower`: the processor's speed is divided by it; `bare`: without the script, for
 * what the article itself takes.
 */
async function visit(browser, url, { slower = 1, bare = false }) {
  const context = await browser.newContext({ viewport: { width: 1000, height: 800 } });
  const page = await context.newPage();
  const fetches = watchFetches(page);
  await page.addInitScript(watch);
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slower });
  if (bare) await page.route('**/*.js', (route) => route.abort());
  await page.goto(url);
  await page.waitForTimeout(kWatched);
  const seen = await page.evaluate(() => globalThis.seen);
  const bytes = await fetches.scriptBytes();
  await context.close();
  return { ...seen, bytes };
}

/** Rows for a table: what, and the figure. */
export async function articleRows() {
  const server = await serve(mounts);
  const browser = await launch();
  try {
    const url = `${server.url}article/`;
    const blocked = async (slower) => {
      const [ours, bare] = [await visit(browser, url, { slower }), await visit(browser, url, { slower, bare: true })];
      return { ...ours, words: `${ours.blocked.toFixed(0)} ms; ${bare.blocked.toFixed(0)} ms without our script` };
    };
    const [plain, slow] = [await blocked(1), await blocked(4)];
    const before = 'an article with three embeds, before a click';
    return [
      [`${before}: script, gzipped`, `${(plain.bytes / 1024).toFixed(1)} KB`],
      [`${before}: main thread blocked (tasks beyond 50 ms, first 5 s)`, plain.words],
      ['the same with the processor slowed 4 times', slow.words],
      [`${before}: cumulative layout shift`, Math.max(plain.shift, slow.shift).toFixed(3)],
    ];
  } finally {
    await browser.close();
    await server.close();
  }
}
