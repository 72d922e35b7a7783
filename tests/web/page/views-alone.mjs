/** A page of nothing but single views: the scripts as an author would include them, elements as markup. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { playgroundTests } from './harness.mjs';
import { dist } from './server.mjs';

const built = join(dist, 'models/');
const models = existsSync(built) ? built : fileURLToPath(new URL('../../../web/public/models/', import.meta.url));

export const viewTests = () =>
  playgroundTests({
    mounts: {
      'views/': fileURLToPath(new URL('./views-alone-page/', import.meta.url)),
      'views/models/': models,
    },
  });

/** Opens the page with the named scripts and `markup` in its main. */
export async function openViews(tests, t, { scripts = ['matrix'], markup = '', file = 'index.html', ...options } = {}) {
  const page = await tests.open(t, { path: `views/${file}`, wait: false, ...options });
  const asked = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname.split('/').at(-1)));
  await page.evaluate((html) => {
    document.querySelector('main').innerHTML = html;
  }, markup);
  await load(page, scripts);
  return Object.assign(page, { asked });
}

export const load = (page, scripts) =>
  page.evaluate(async (names) => {
    await Promise.all(names.map((name) => import(new URL(`../element/attention-${name}.js`, document.baseURI).href)));
  }, scripts);

/** The view has been fed: its data is drawn. */
export const fed = (page, view, wanted = 1) =>
  page.waitForFunction(
    ([name, count]) =>
      [...document.querySelectorAll(name)].filter((one) => (one.pattern?.length ?? one.patterns?.length ?? 0) > 0)
        .length >= count,
    [view, wanted],
  );

/** The next event of this name at the element: its detail as JSON keeps it. */
export const heard = (page, view, name) =>
  page.locator(view).evaluate((element, event) => {
    window.heard ??= {};
    window.heard[event] = new Promise((resolve) => {
      element.addEventListener(event, ({ detail }) => resolve(JSON.parse(JSON.stringify(detail))), { once: true });
    });
  }, name);

export const said = (page, name) => page.evaluate((event) => window.heard[event], name);
