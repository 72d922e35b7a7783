/**
 * Serves web/dist on loopback the way the strictest host would: under a deep sub-path, with a strict
 * Content-Security-Policy, without the headers that SharedArrayBuffer wants.
 */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `ATTN_TEST_DIST`: a build elsewhere, for development. */
export const dist = process.env.ATTN_TEST_DIST ?? fileURLToPath(new URL('../../../web/dist/', import.meta.url));
export const prefix = '/~someone/a/deep/sub-path/';

export const policy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.md': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
};

/** `mounts`: folders served beside dist, by the path under the prefix: `{ 'models/other/': '/some/folder/' }`. */
export async function serve(mounts = {}) {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://x').pathname);
    const file = path.startsWith(prefix) ? locate(path.slice(prefix.length), mounts) : null;
    response.setHeader('Content-Security-Policy', policy);
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Cache-Control', 'no-cache');
    if (!file) {
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('not found');
      return;
    }
    response.setHeader('Content-Type', types[extname(file)] ?? 'application/octet-stream');
    response.setHeader('Content-Length', statSync(file).size);
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return { origin, url: origin + prefix, close: () => new Promise((resolve) => server.close(resolve)) };
}

function locate(relative, mounts) {
  const folders = Object.entries({ '': dist, ...mounts }).sort(([a], [b]) => b.length - a.length);
  for (const [mount, folder] of folders) {
    if (!relative.startsWith(mount)) continue;
    const inside = normalize(`/${relative.slice(mount.length)}`);
    const file = join(folder, inside.endsWith('/') ? `${inside}index.html` : inside);
    return existsSync(file) && statSync(file).isFile() ? file : null;
  }
  return null;
}
