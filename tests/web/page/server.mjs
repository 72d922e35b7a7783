/**
 * Serves web/dist on loopback the way the strictest host would: under a deep sub-path, with a strict
 * Content-Security-Policy, without the headers that SharedArrayBuffer wants.
 */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `ATTN_TEST_DIST`: a build elsewhere, for development. */
export const dist = process.env.ATTN_TEST_DIST ?? fileURLToPath(new URL('../../../web/dist/', import.meta.url));
export const prefix = '/~someone/a/deep/sub-path/';

/** What a host's owner may have to add to the strict policy for the sake of a tool that wrote the page. */
export function policyWith({ scripts = [], inlineStyles = false, frames = false, frameAncestors = "'none'" } = {}) {
  const hashes = scripts.map((hash) => ` '${hash}'`).join('');
  return [
    "default-src 'none'",
    `script-src 'self' 'wasm-unsafe-eval'${hashes}`,
    `style-src 'self'${inlineStyles ? " 'unsafe-inline'" : ''}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    ...(frames ? ["frame-src 'self'"] : []),
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${frameAncestors}`,
  ].join('; ');
}

export const policy = policyWith();

/** Hashes, as script-src takes them, of the scripts that stand in a page itself; data blocks need none. */
export function inlineScripts(html) {
  const found = html.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/gi);
  return [...found]
    .filter(([, attributes]) => !/\bsrc\s*=/i.test(attributes) && isExecuted(attributes))
    .map(([, , text]) => `sha256-${createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('base64')}`);
}

function isExecuted(attributes) {
  const type = /\btype\s*=\s*["']?([^"'\s>]*)/i.exec(attributes)?.[1] ?? '';
  return ['', 'module', 'importmap', 'text/javascript', 'application/javascript'].includes(type.toLowerCase());
}

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.md': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/**
 * `mounts`: folders served beside the root, by the path under the prefix: `{ 'models/other/': '/some/folder/' }`.
 * `root`: the folder served under the prefix. `policy`: the policy of a file (null for none), or false for no policy.
 * `port`: a certain one, as of a server that was stopped. `onRequest`: told of each path under the prefix.
 */
export async function serve(
  mounts = {},
  { root = dist, policy: policyOf = () => policy, headers = {}, port = 0, onRequest } = {},
) {
  const folders = { '': root, ...mounts };
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://x').pathname);
    const file = path.startsWith(prefix) ? locate(path.slice(prefix.length), folders) : null;
    if (path.startsWith(prefix)) onRequest?.(path.slice(prefix.length));
    if (policyOf) response.setHeader('Content-Security-Policy', policyOf(file));
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Cache-Control', 'no-cache');
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (!file) {
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('not found');
      return;
    }
    response.setHeader('Content-Type', types[extname(file)] ?? 'application/octet-stream');
    response.setHeader('Content-Length', statSync(file).size);
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    origin,
    url: origin + prefix,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        // What a browser keeps open for later would keep it waiting.
        server.closeIdleConnections();
      }),
  };
}

/** The policy of each file of a built page: strict, and what `inlineStyles`, `frames`, ... and its tool's own scripts need. */
export const policyOfFiles = (options) => (file) => {
  if (options.whole) return options.whole;
  const page = options.toolScripts && file && extname(file) === '.html';
  return policyWith({ ...options, scripts: page ? inlineScripts(readFileSync(file, 'utf8')) : [] });
};

function locate(relative, folders) {
  for (const [mount, folder] of Object.entries(folders).sort(([a], [b]) => b.length - a.length)) {
    if (!relative.startsWith(mount)) continue;
    const inside = normalize(`/${relative.slice(mount.length)}`);
    const file = join(folder, inside.endsWith('/') ? `${inside}index.html` : inside);
    return existsSync(file) && statSync(file).isFile() ? file : null;
  }
  return null;
}
