/**
 * Writes dist/sw.js, the service worker of the page: src/offline/worker.ts with the list of what it keeps in front, every
 * file of the build with its content's hash. The worker's own text changes with any of them, so that browsers see a new version.
 *
 * Not workbox, which does this too: it would bring some 300 packages for the work of this file and the worker's.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { minifySync, transformWithOxc } from 'vite';

const worker = fileURLToPath(new URL('../src/offline/worker.ts', import.meta.url));
/** The page's own files. Others are built into the same folder: the package's scripts, types, a notebook's widget. */
const kPage = /^(assets\/|models\/stories\/|[^/]+\.(html|js|css|svg)$)/;
/** Read by nobody, or the worker itself. */
const kLeftOut = /\.map$|^sw\.js$/;

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

/** Names relative to `dist`, with slashes, and the SHA-256 of each file in hex. */
export function precacheList(dist) {
  const names = filesBelow(dist)
    .map((path) => relative(dist, path).split(sep).join('/'))
    .filter((name) => kPage.test(name) && !kLeftOut.test(name))
    .sort();
  return Object.fromEntries(names.map((name) => [name, sha256(readFileSync(join(dist, name)))]));
}

/** For a build of the pages that lies in `dist`. */
export async function writeWorker(dist) {
  const files = JSON.stringify(precacheList(dist));
  const { code } = await transformWithOxc(readFileSync(worker, 'utf8'), worker);
  const version = sha256(files).slice(0, 16);
  const whole = `const kFiles = ${files};\nconst kVersion = '${version}';\n${code.replace(/^export \{\s*\};?$/m, '')}`;
  writeFileSync(join(dist, 'sw.js'), minifySync('sw.js', whole).code);
}

export function offline() {
  let dist = '';
  return {
    name: 'attn-offline',
    apply: 'build',
    configResolved(config) {
      dist = config.build.outDir;
    },
    // Everything is written by then, what was copied from public too.
    async closeBundle() {
      if (existsSync(join(dist, 'index.html'))) await writeWorker(dist);
    },
  };
}
