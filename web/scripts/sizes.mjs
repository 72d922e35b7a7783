/**
 * What visitors download, against the budgets of DESIGN.md; exits with 1 above one. 1 KB is 1024 bytes, gzipped
 * with level 9 unless it says otherwise. Run after `npm run build`.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { transformWithOxc } from 'vite';
import { languagesIn } from './languages.mjs';

const dist = process.env.ATTN_DIST || fileURLToPath(new URL('../dist/', import.meta.url));
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
function scriptsOf(entries, { lazy = false } = {}) {
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
  for (const entry of entries) visit(join(dist, 'element', entry));
  return [...seen];
}

const sum = (paths) => paths.reduce((total, path) => total + gzipped(readFileSync(path)), 0);
const without = (paths, others) => paths.filter((path) => !others.includes(path));
/** The chunk of this beginning: what is fetched by import() has its hash in its name. */
const chunk = (start) =>
  readdirSync(join(dist, 'element')).filter((name) => new RegExp(`^${start}-[\\w-]{8}\\.js$`).test(name));

// What it takes until everything that is drawn without a click is drawn: nothing of that is fetched by import().
const playground = scriptsOf(['attention-playground.js']);
const arcs = without(scriptsOf(chunk('attention-arcs')), playground);
const mechanisms = without(scriptsOf(['attention-mechanisms.js']), playground);
const opened = without(scriptsOf(['attention-mechanisms.js'], { lazy: true }), [...playground, ...mechanisms]);
const alone = (name) => scriptsOf([`attention-${name}.js`, ...chunk('stand-alone')]);
/** From data: what knows an engine is not among them. */
const [matrix, heads, fromArcs, explorer] = ['matrix', 'heads', 'arcs', 'explorer'].map(alone);
const generation = scriptsOf(['attention-generation.js']);

/** A language other than English is fetched by those who read it: the file that names it, and the playground's words. */
function wordsIn(tag) {
  const files = chunk(tag).map((name) => readFileSync(join(dist, 'element', name), 'utf8'));
  const needed = files.filter((text) => text.includes('import(') || text.includes('model.bad-url'));
  if (needed.length !== 2) throw new Error(`${tag}: ${needed.length} files where there should be two`);
  return needed.reduce((total, text) => total + gzipped(text), 0);
}
const languages = languagesIn()
  .filter(({ tag }) => tag !== 'en')
  .map(({ tag }) => wordsIn(tag));

/** Everything of the page but the libraries; hosts gzip text and wasm, and send weights as they are. */
function firstVisit() {
  const rows = filesBelow(dist)
    .map((path) => relative(dist, path))
    .filter(
      (name) =>
        !/^(lib|element|types|docs|widget)\//.test(name) &&
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
  ['the loader', size('element', 'attention.js'), 2 * kKb],
  ["element's scripts (without the worker)", sum(playground), 60 * kKb],
  ['and arcs, when they are looked at', sum(arcs), null],
  ['its words in another language, the longest', Math.max(...languages), 6 * kKb],
  ["mechanisms' own scripts", sum(mechanisms), 45 * kKb],
  ['all its panels and languages', sum(opened), null],
  ['a matrix from data, no engine', sum(matrix), 38 * kKb],
  ['all heads from data', sum(heads), 38 * kKb],
  ['arcs from data', sum(fromArcs), 43 * kKb],
  ['the explorer from data', sum(explorer), 48 * kKb],
  ['the explorer as one file, three languages', size('widget', 'attention-explorer.js'), 50 * kKb],
  ['generation, without the worker', sum(generation), 58 * kKb],
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
