/**
 * The page's service worker: keeps every file of one build, so that all of the page works without a network after the
 * first visit, and nobody is ever given files of two builds. vite/offline.ts puts the list of files in front of it and
 * writes the whole as sw.js; it may import nothing.
 *
 * A model from elsewhere, another page of the same host, a file that the reader chose: none of its business, the browser
 * fetches them as if it were not here. It asks its own host for the files of the list and sends nothing.
 */

/** Name relative to the page, and the SHA-256 of what is in it. */
declare const kFiles: Readonly<Record<string, string>>;
declare const kVersion: string;

// What lib.webworker.d.ts has, which cannot stand beside lib.dom.d.ts.
interface Extendable extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetched extends Extendable {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
interface Scope {
  readonly registration: ServiceWorkerRegistration;
  readonly clients: { claim(): Promise<void>; matchAll(options: object): Promise<readonly unknown[]> };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: Extendable) => void): void;
  addEventListener(type: 'fetch', listener: (event: Fetched) => void): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
}

const worker = self as unknown as Scope;
const home = worker.registration.scope;
/** Other pages of this host have caches too, and may be copies of this one under another path. */
const prefix = `attention-playground ${home} `;
const cacheName = prefix + kVersion;
const kHash = 'x-content-sha256';
/** Files that are fetched at a time. */
const kAtOnce = 6;

const addressOf = (name: string): string => new URL(name === 'index.html' ? './' : name, home).href;

async function hashOf(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Of this page, the oldest first; without this build's own. */
async function olderCaches(): Promise<string[]> {
  return (await caches.keys()).filter((name) => name.startsWith(prefix) && name !== cacheName);
}

async function fromOlder(name: string, hash: string): Promise<Response | undefined> {
  for (const older of await olderCaches()) {
    const response = await (await caches.open(older)).match(addressOf(name));
    if (response?.headers.get(kHash) === hash) return response;
  }
  return undefined;
}

/** The file as this build has it; undefined where the host gives another, as while it is being deployed. */
async function fetched(name: string, hash: string, cache: RequestCache): Promise<Response | undefined> {
  const response = await fetch(addressOf(name), { cache });
  if (!response.ok) return undefined;
  const bytes = await response.arrayBuffer();
  if ((await hashOf(bytes)) !== hash) return undefined;
  const headers = new Headers(response.headers);
  // They are about how it came. A response made anew may also answer a navigation, which a redirected one may not.
  headers.delete('content-encoding');
  headers.delete('content-length');
  headers.set(kHash, hash);
  return new Response(bytes, { headers });
}

async function keep(cache: Cache, name: string, hash: string): Promise<void> {
  if (await cache.match(addressOf(name))) return;
  // The page has just fetched most of them: the browser's own cache has them, however old it says they are, and by
  // the hash they are the right ones. Only what it lacks, or has in another version, is asked for.
  const response =
    (await fromOlder(name, hash)) ??
    (await fetched(name, hash, 'force-cache')) ??
    (await fetched(name, hash, 'reload'));
  if (!response) throw new Error(`${name} is not the file of this build: the page goes on without being kept.`);
  await cache.put(addressOf(name), response);
}

async function install(): Promise<void> {
  const cache = await caches.open(cacheName);
  const names = Object.keys(kFiles);
  const next = async (): Promise<void> => {
    for (let name = names.shift(); name !== undefined; name = names.shift())
      await keep(cache, name, kFiles[name] as string);
  };
  await Promise.all(Array.from({ length: kAtOnce }, next));
}

async function activate(): Promise<void> {
  const older = await olderCaches();
  // A page of the build before may still be open in another tab, and fetch a part of itself that it has not needed yet.
  const open = (await worker.clients.matchAll({ type: 'window', includeUncontrolled: true })).length > 0;
  for (const name of open ? older.slice(0, -1) : older) await caches.delete(name);
  // The first visit: what it has not fetched yet is here already.
  if (older.length === 0) await worker.clients.claim();
}

/** Null for what is not of this page. */
function nameOf({ method, url }: Request): string | null {
  if (method !== 'GET' || !url.startsWith(home)) return null;
  const name = new URL(url).pathname.slice(new URL(home).pathname.length) || 'index.html';
  // Parts of a build before this one have other hashes in their names.
  return Object.hasOwn(kFiles, name) || name.startsWith('assets/') ? name : null;
}

async function answer(request: Request, name: string): Promise<Response> {
  const own = await (await caches.open(cacheName)).match(addressOf(name));
  if (own) return own;
  for (const older of Object.hasOwn(kFiles, name) ? [] : await olderCaches()) {
    const response = await (await caches.open(older)).match(addressOf(name));
    if (response) return response;
  }
  return fetch(request);
}

worker.addEventListener('install', (event) => event.waitUntil(install()));
worker.addEventListener('activate', (event) => event.waitUntil(activate()));
worker.addEventListener('fetch', (event) => {
  const name = nameOf(event.request);
  if (name !== null) event.respondWith(answer(event.request, name));
});
// The reader asked for the new version.
worker.addEventListener('message', ({ data }) => {
  if (data === 'take-over') void worker.skipWaiting();
});

export {};
