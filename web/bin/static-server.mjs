/**
 * A static file server for this machine alone: loopback only, no listing, nothing outside the root, links or no links. Of a
 * model's folder only the names that a model has; those may be links, as Hugging Face keeps its snapshots.
 */
import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';

const types = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.safetensors': 'application/octet-stream',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/** The file under root that a request path names, or undefined when it names none or leaves root (by a link, unless those are let through). */
export async function fileOf(root, requestPath, links = false) {
  let path;
  try {
    path = decodeURIComponent(requestPath);
  } catch {
    return undefined;
  }
  if (path.includes('\0')) return undefined;
  let file = resolve(root, `.${path.startsWith('/') ? path : `/${path}`}`);
  if (file !== root && !file.startsWith(root + sep)) return undefined;
  let found = await stat(file).catch(() => undefined);
  if (found?.isDirectory()) {
    // Relative URLs of an index page only work below a trailing slash.
    if (!path.endsWith('/')) return { redirect: `${path}/` };
    file = join(file, 'index.html');
    found = await stat(file).catch(() => undefined);
  }
  if (!found?.isFile() || !(links || (await isUnder(root, file)))) return undefined;
  return { file, size: found.size, etag: `"${found.size}-${Math.round(found.mtimeMs)}"` };
}

async function isUnder(root, file) {
  const [folder, place] = await Promise.all([realpath(root), realpath(file)]);
  return place.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** A model's own files and nothing else that happens to lie in its folder; those the page cannot read it names. */
const modelFile =
  /^((config|generation_config|tokenizer|tokenizer_config|special_tokens_map|added_tokens|vocab)\.json|merges\.txt|vocab\.txt|README\.md|tokenizer\.model|pytorch_model\.bin|(model|adapter_model)[\w.-]*\.safetensors(\.index\.json)?)$/;

async function find({ root, models }, path) {
  for (const [prefix, folder] of models) {
    if (!path.startsWith(prefix)) continue;
    const name = path.slice(prefix.length);
    return modelFile.test(decodeURIComponent(name)) ? fileOf(folder, name, true) : undefined;
  }
  return fileOf(root, path);
}

/** Any name can be made to lead to this machine (DNS rebinding), and a page of that name would read what is served here. */
const ownName = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;

/**
 * The page registers a service worker, and that would go on answering for whatever comes to this port next. This one takes itself
 * away, and what an earlier one kept.
 */
const leaving = `self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(leave()));
async function leave() {
  const ours = (await caches.keys()).filter((name) => name.startsWith('attention-playground '));
  await Promise.all(ours.map((name) => caches.delete(name)));
  await self.registration.unregister();
}
`;

async function answer(folders, request, response) {
  if (!ownName.test(request.headers.host ?? '')) {
    const { localPort } = request.socket;
    response.writeHead(403, { 'content-type': 'text/plain; charset=utf-8' });
    response.end(`this answers to no other name: open http://127.0.0.1:${localPort}/\n`);
    return;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end();
    return;
  }
  const path = request.url.split(/[?#]/, 1)[0];
  if (path === '/sw.js') {
    response.writeHead(200, { 'content-type': types['.js'], 'cache-control': 'no-store' }).end(leaving);
    return;
  }
  const found = await find(folders, path).catch(() => undefined);
  if (!found) {
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('not found\n');
    return;
  }
  if (found.redirect) {
    response.writeHead(301, { location: encodeURI(found.redirect).replace(/^\/+/, '/') }).end();
    return;
  }
  const headers = {
    'content-type': types[extname(found.file)] ?? 'application/octet-stream',
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
    etag: found.etag,
  };
  if (request.headers['if-none-match'] === found.etag) {
    response.writeHead(304, headers).end();
    return;
  }
  response.writeHead(200, { ...headers, 'content-length': found.size });
  if (request.method === 'HEAD') response.end();
  else
    createReadStream(found.file)
      .on('error', () => response.destroy())
      .pipe(response);
}

/**
 * Serves root on 127.0.0.1; gives the listening server. `models` puts folders of models at paths of their own:
 * [['/model/NAME/', FOLDER], ...].
 */
export function serve(root, port, models = []) {
  const folders = { root: resolve(root), models: models.map(([prefix, folder]) => [prefix, resolve(folder)]) };
  const server = createServer((request, response) => {
    answer(folders, request, response).catch(() => response.destroy());
  });
  return new Promise((done, failed) => {
    server.once('error', failed);
    server.listen(port, '127.0.0.1', () => done(server));
  });
}

/** What --port says, or undefined where it is not given. */
export function readPort(given) {
  if (given === undefined) return undefined;
  const port = /^\d{1,5}$/.test(given) ? Number(given) : Number.NaN;
  if (port <= 65535) return port;
  throw new Error(`--port is ${JSON.stringify(given)}; it must be a whole number from 0 (any free port) to 65535`);
}

/** As `serve`, on the port that was asked for; on the first free one from 8000 on where none was. */
export async function serveOn(root, asked, models = []) {
  for (let port = asked ?? 8000; ; port++) {
    try {
      return await serve(root, port, models);
    } catch (error) {
      if (error.code === 'EACCES') throw new Error(`port ${port} needs more rights; choose one above 1023 with --port`);
      if (error.code !== 'EADDRINUSE') throw error;
      if (asked !== undefined) throw new Error(`port ${port} is in use; choose another with --port, or 0 for any`);
      if (port >= 8099) throw new Error('ports 8000 to 8099 are all in use; choose one with --port, or 0 for any');
    }
  }
}

/** The line that tells where it is. */
export const told = (server) =>
  `Attention Playground is at http://127.0.0.1:${server.address().port}/  (Ctrl-C stops it)`;
