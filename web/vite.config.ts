import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin, type UserConfig } from 'vite';
import entries from './scripts/entries.json' with { type: 'json' };
import { languages } from './vite/languages.ts';
import { loader } from './vite/loader.ts';
import { offline } from './vite/offline.mjs';
import { helperGroup, plainImports } from './vite/plain-imports.ts';
import { tight } from './vite/tight.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
/** Where everything is built: `ATTN_DIST`, or dist here. */
const dist = resolve(process.env['ATTN_DIST'] || at('dist'));

/**
 * Five builds, by --mode:
 *   production  the pages: dist/index.html and dist/learn.html with their files beside them, under any sub-path
 *   element     dist/element/NAME.js for each of scripts/entries.json, one <script type="module"> each; what they share,
 *               worker.js and wasm/ beside them
 *   lib         dist/lib/index.js, the engine for browsers, worker.js and wasm/ beside it
 *   widget      dist/widget/attention-explorer.js, the explorer as one file, for notebooks
 *   node        dist/lib/node.js, the engine for Node, with the same wasm/, and dist/lib/data.js, which the command writes with
 */
export default defineConfig(({ mode }): UserConfig => {
  if (mode === 'element')
    return library('element', Object.fromEntries(entries.map(({ name, source }) => [name, at(`src/${source}`)])));
  if (mode === 'lib') return library('lib', { index: at('src/engine/index.ts') });
  if (mode === 'widget') return widget();
  if (mode === 'node') return nodeLibrary();
  return page();
});

function page(): UserConfig {
  const config = common();
  const input = { index: at('index.html'), learn: at('learn.html'), embed: at('embed.html') };
  const plugins = [...(config.plugins ?? []), offline()];
  return { ...config, plugins, build: { ...config.build, outDir: dist, emptyOutDir: true, rollupOptions: { input } } };
}

function common(): UserConfig {
  return {
    base: './',
    plugins: [browserGlue(), languages(), loader(), tight()],
    worker: { format: 'es', plugins: () => [browserGlue()] },
    build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  };
}

/** Emscripten's glue finds out at run time where it runs; in a build for browsers that is known. */
function browserGlue(): Plugin {
  return {
    name: 'attn-browser-glue',
    apply: 'build',
    transform(code, id) {
      if (!id.endsWith('/wasm/attn.mjs')) return null;
      return (
        code
          .replace(/var ENVIRONMENT_IS_NODE=[^;]*;/, 'var ENVIRONMENT_IS_NODE=false;')
          .replaceAll(/await import\("module"\)/g, '{}')
          // Dead from here on, but the bundler would bring createRequire for it.
          .replaceAll(/\brequire\(/g, 'absent(')
      );
    },
  };
}

/**
 * Vite writes the place of a worker and of the wasm so that no other bundler recognises it; written as everybody
 * else does, whoever bundles the package takes both along.
 */
function plainUrls(): Plugin {
  const theirs =
    /new URL\(new URL\([`"']([^`"']+)[`"'],\s*import\.meta\.url\)\.href,\s*(?:``|''|"")\s*\+\s*import\.meta\.url\)/g;
  return {
    name: 'attn-plain-urls',
    apply: 'build',
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        chunk.code = chunk.code.replace(theirs, 'new URL("./$1",import.meta.url)');
        if (/import\.meta\.url\)\.href,/.test(chunk.code)) this.error(`${chunk.fileName}: a URL that bundlers miss`);
      }
    },
  };
}

/** An ES module for browsers. Not Vite's library mode: that one would inline the worker and the wasm as base64. */
function library(folder: string, input: Record<string, string>): UserConfig {
  const config = common();
  const output = {
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    assetFileNames: 'wasm/[name][extname]',
  };
  // What several entries need lies in few files: each is a request, and small ones compress badly.
  const shared =
    'embed.(begin|hide)|style|text.(en|text|language|sections)|views.(attention-(heads|legend|matrix)|cell-strips|element|gestures|head-labels|labels|lone-view|heads-style|matrix-style|matrix-table|number|pattern|peek|roving|styled|token-|view)';
  const groups = [
    { name: 'base', test: new RegExp(`node_modules.(@lit|lit)|src.(${shared})`) },
    { name: 'start', test: /src.(elements|engine|views.attention-(cell|next))/ },
  ].map((group) => ({ ...group, minShareCount: 2 }));
  return {
    ...config,
    publicDir: false,
    plugins: [...(config.plugins ?? []), plainUrls(), plainImports()],
    worker: { format: 'es', plugins: () => [browserGlue(), plainUrls()], rollupOptions: { output } },
    build: {
      ...config.build,
      // No preloading: what it takes is more than the loader is.
      modulePreload: false,
      outDir: join(dist, folder),
      emptyOutDir: true,
      rollupOptions: {
        input,
        preserveEntrySignatures: 'strict',
        output: { ...output, advancedChunks: { groups: [helperGroup, ...groups] } },
      },
    },
  };
}

/** One file for notebooks and pages that must need nothing else: all languages in it, and no engine. */
function widget(): UserConfig {
  const { build, ...config } = library('widget', { 'attention-explorer': at('src/embed/widget.ts') });
  const output = { entryFileNames: '[name].js', codeSplitting: false };
  const plugins = [browserGlue(), languages(), tight(), withoutEngine()];
  return { ...config, plugins, build: { ...build, rollupOptions: { ...build?.rollupOptions, output } } };
}

/** What would have a model read a text says instead that there is none; words that are never said are left out. */
function withoutEngine(): Plugin {
  const unsaid = /\/src\/text\/(?!alone\/|languages\/)[^/]+\/([\w-]+)\.ts$/;
  return {
    name: 'attn-without-engine',
    enforce: 'pre',
    load: (id) => {
      const name = unsaid.exec(id)?.[1];
      if (name && name !== 'index') return `export const ${name} = {};`;
      if (!id.endsWith('/src/embed/live.ts')) return null;
      return "export class Live { constructor() { throw new Error('there is no engine in this file: give data'); } }";
    },
  };
}

/** Beside the browser's library, whose wasm it reads. */
function nodeLibrary(): UserConfig {
  const { build } = library('lib', { node: at('src/engine/node.ts'), data: at('src/data/index.ts') });
  return {
    publicDir: false,
    ssr: { noExternal: true },
    build: { ...build, ssr: true, emptyOutDir: false },
  };
}
