// A static file server for loopback: node serve.mjs FOLDER [--port N]
// Prints the URL once it listens. --port 0 takes any free port; without --port the next free one from 8000 on.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

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

/** The file under root that a request path names, or undefined when it names none or leaves root. */
export async function fileOf(root, requestPath) {
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
  return found?.isFile() ? { file, size: found.size, etag: `"${found.size}-${Math.round(found.mtimeMs)}"` } : undefined;
}

async function answer(root, request, response) {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end();
    return;
  }
  const found = await fileOf(root, request.url.split(/[?#]/, 1)[0]);
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
  else createReadStream(found.file).on('error', () => response.destroy()).pipe(response);
}

/** Serves root on 127.0.0.1; gives the listening server. */
export function serve(root, port) {
  const absolute = resolve(root);
  const server = createServer((request, response) => {
    answer(absolute, request, response).catch(() => response.destroy());
  });
  return new Promise((done, failed) => {
    server.once('error', failed);
    server.listen(port, '127.0.0.1', () => done(server));
  });
}

async function main(args) {
  const at = args.indexOf('--port');
  const asked = at >= 0 ? args[at + 1] : undefined;
  const [root] = args;
  if (!root || (at >= 0 && !/^\d{1,5}$/.test(asked ?? '')) || Number(asked) > 65535) {
    throw new Error('usage: serve FOLDER [--port N], N from 0 (any free port) to 65535');
  }
  let port = asked === undefined ? 8000 : Number(asked);
  for (;;) {
    try {
      const server = await serve(root, port);
      console.log(`Attention Playground is at http://127.0.0.1:${server.address().port}/  (Ctrl-C stops it)`);
      return;
    } catch (error) {
      if (error.code === 'EACCES') throw new Error(`port ${port} needs more rights; choose one above 1023 with --port`);
      if (error.code !== 'EADDRINUSE') throw error;
      if (asked !== undefined) throw new Error(`port ${port} is in use; choose another with --port, or 0 for any`);
      if (port >= 8099) throw new Error('ports 8000 to 8099 are all in use; choose one with --port, or 0 for any');
      port += 1;
    }
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  main(process.argv.slice(2)).catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
