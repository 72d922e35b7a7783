/**
 * Writes dist/sw.js, the service worker of the page: src/offline/worker.ts with the list of what it keeps, every file
 * of the build with its content's hash. The worker's own text changes with any of them, so that browsers see a new version.
 *
 * Not workbox, which does this too: it would bring some 300 packages for the work of this file and the worker's.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { minifySync, type Plugin, transformWithOxc } from 'vite';

/** Built into the same folder, but no part of the page. */
const kLibraries = /^(lib|element)\//;
/** Models but the shipped one are fetched by who asks for them; maps and the worker itself by nobody. */
const kLeftOut = /\.map$|^sw\.js$|^models\/(?!stories\/)/;

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

/** Names relative to `dist`, with slashes, and the SHA-256 of each file in hex. */
export function precacheList(dist: string): Record<string, string> {
  const names = filesBelow(dist)
    .map((path) => relative(dist, path).split(sep).join('/'))
    .filter((name) => !kLibraries.test(name) && !kLeftOut.test(name))
    .sort();
  const hash = (name: string) =>
    createHash('sha256')
      .update(readFileSync(join(dist, name)))
      .digest('hex');
  return Object.fromEntries(names.map((name) => [name, hash(name)]));
}

export function offline(source: string): Plugin {
  let dist = '';
  return {
    name: 'attn-offline',
    apply: 'build',
    configResolved(config) {
      dist = config.build.outDir;
    },
    async closeBundle() {
      if (!existsSync(join(dist, 'index.html'))) return;
      const files = precacheList(dist);
      const version = createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 16);
      const { code } = await transformWithOxc(readFileSync(source, 'utf8'), source);
      const script = `const kFiles = ${JSON.stringify(files)};\nconst kVersion = '${version}';\n${code}`;
      writeFileSync(join(dist, 'sw.js'), minifySync('sw.js', script).code);
    },
  };
}
