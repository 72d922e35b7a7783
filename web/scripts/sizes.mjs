/**
 * What visitors download, against the budgets of DESIGN.md; exits with 1 above one. 1 KB is 1024 bytes, gzipped
 * with level 9 unless it says otherwise. Run after `npm run build`.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { transformWithOxc } from 'vite';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const kKb = 1024;

const gzipped = (bytes) => gzipSync(bytes, { level: 9 }).length;
const size = (...path) => gzipped(readFileSync(join(dist, ...path)));

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

/** The glue is bundled into the worker; measured alone it is made for browsers (vite.config.ts) and minified the same way. */
async function glue() {
  const source = fileURLToPath(new URL('../src/engine/wasm/attn.mjs', import.meta.url));
  const { minify } = await import('rolldown/experimental').catch(() => ({}));
  const text = readFileSync(source, 'utf8')
    .replace(/var ENVIRONMENT_IS_NODE=[^;]*;/, 'var ENVIRONMENT_IS_NODE=false;')
    .replaceAll(/await import\("module"\)/g, '{}');
  return gzipped(minify ? (await minify('attn.mjs', text)).code : (await transformWithOxc(text, 'attn.mjs')).code);
}

/** Scripts that a page with an element runs itself, without the worker: the entry and all that it imports, or all at once. */
function scriptsOf(entry, { lazy }) {
  const seen = new Set();
  const imports = lazy
    ? /(?:from|import)\s*\(?["'`](\.{1,2}\/[^"'`]+\.js)["'`]/g
    : /(?:from|import)\s*["'](\.{1,2}\/[^"']+\.js)["']/g;
  const visit = (path) => {
    if (seen.has(path)) return;
    seen.add(path);
    const text = readFileSync(path, 'utf8');
    for (const [, name] of text.matchAll(imports)) {
      const file = join(dirname(path), name);
      if (existsSync(file)) visit(file);
    }
  };
  visit(join(dist, 'element', entry));
  return [...seen];
}

const sum = (paths) => paths.reduce((total, path) => total + gzipped(readFileSync(path)), 0);
/** A language other than English is fetched by those who read it, and one of them. */
const isLanguage = (path) => /\/(nb|nl)-[^/]*\.js$/.test(path);
const everything = scriptsOf('attention-playground.js', { lazy: true });
const playground = everything.filter((path) => !isLanguage(path));
const languages = everything.filter(isLanguage).map((path) => gzipped(readFileSync(path)));
const mechanisms = scriptsOf('attention-mechanisms.js', { lazy: false });
const opened = scriptsOf('attention-mechanisms.js', { lazy: true }).filter((path) => !mechanisms.includes(path));

/** Everything of the page but the libraries; hosts gzip text and wasm, and send weights as they are. */
function firstVisit() {
  const rows = filesBelow(dist)
    .map((path) => relative(dist, path))
    .filter(
      (name) =>
        !/^(lib|element)\//.test(name) &&
        !/\.(md|map|csv|log|png|txt)$/.test(name) &&
        !/^models\/(?!stories\/)/.test(name),
    )
    .filter(
      (name) => !name.startsWith('models/') || /\/(config|tokenizer|tokenizer_config)\.json$|\.safetensors$/.test(name),
    );
  return rows.reduce((sum, name) => {
    const bytes = readFileSync(join(dist, name));
    return sum + (name.endsWith('.safetensors') ? bytes.length : gzipped(bytes));
  }, 0);
}

const rows = [
  ['wasm', size('lib', 'wasm', 'attn.wasm'), null],
  ['wasm and its glue', size('lib', 'wasm', 'attn.wasm') + (await glue()), 100 * kKb],
  ['worker script (glue, tokenizers)', size('lib', 'worker.js'), null],
  ["element's scripts (without the worker)", sum(playground), 60 * kKb],
  ['its words in another language, the longest', Math.max(...languages), 6 * kKb],
  ["mechanisms' own scripts", sum(mechanisms.filter((path) => !playground.includes(path))), 45 * kKb],
  ['all its panels and languages', sum(opened), null],
  ['first visit with the default model', firstVisit(), 2.5 * kKb * kKb],
];
let over = 0;
for (const [what, bytes, budget] of rows) {
  const bad = budget !== null && bytes > budget;
  over += bad ? 1 : 0;
  const limit = budget === null ? '' : `  of ${(budget / kKb).toFixed(0)} KB${bad ? '  OVER' : ''}`;
  console.log(`${what.padEnd(40)} ${(bytes / kKb).toFixed(1).padStart(8)} KB${limit}`);
}
process.exit(over > 0 ? 1 : 0);
