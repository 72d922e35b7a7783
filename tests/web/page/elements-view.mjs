/** What the tests of the elements share: a page with the loader and nothing else, into which a test puts tags. */
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { dist } from './server.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
export const mounts = {
  'blank/': here('elements-page/'),
  'blank/models/': `${dist}models/`,
  'article/': here('../../../examples/embed/article/'),
  'article/attention-playground/': `${dist}element/`,
  'article/models/': `${dist}models/`,
};

/** Counts the workers that a page starts; for `open({ script })`. */
export const countWorkers = () => {
  globalThis.workersStarted = 0;
  const Real = globalThis.Worker;
  globalThis.Worker = class extends Real {
    constructor(...given) {
      super(...given);
      globalThis.workersStarted++;
    }
  };
};

export const workers = (page) => page.evaluate(() => globalThis.workersStarted);

/** What a page fetched, by path; scripts with their size as hosts send it, gzipped. */
export function watchFetches(page) {
  const paths = [];
  const bytes = [];
  page.on('response', async (response) => {
    const { pathname } = new URL(response.url());
    paths.push(pathname);
    if (pathname.endsWith('.js')) bytes.push(response.body().then((body) => gzipSync(body, { level: 9 }).length));
  });
  return {
    paths,
    count: (end) => paths.filter((path) => path.endsWith(end)).length,
    scriptBytes: async () => (await Promise.all(bytes)).reduce((sum, size) => sum + size, 0),
  };
}

/** Puts a tag into the page, with attributes, and listens; gives its selector. */
let tags = 0;
export async function put(page, tag, attributes = {}, inside = '') {
  const id = `element-${++tags}`;
  await page.evaluate(
    ([name, given, key, text]) => {
      const element = document.createElement(name);
      for (const [attribute, value] of Object.entries({ ...given, id: key })) element.setAttribute(attribute, value);
      element.told = [];
      for (const event of ['ready', 'change', 'error', 'progress'])
        element.addEventListener(event, ({ detail }) => element.told.push([event, detail]));
      if (text) element.append(Object.assign(document.createElement('p'), { slot: 'poster', textContent: text }));
      document.querySelector('main').append(element);
    },
    [tag, attributes, id, inside],
  );
  return `#${id}`;
}

export const told = (page, selector, name) =>
  page.locator(selector).evaluate((element, event) => element.told.filter(([type]) => type === event), name);

/** The element has told that it is ready, and nothing computes any more. */
export async function ready(page, selector) {
  await page.waitForFunction(
    (key) => document.querySelector(key).told?.some(([type]) => type === 'ready' || type === 'error'),
    selector,
  );
  await page.locator(selector).evaluate((element) => element.settled?.());
}
