import { fileURLToPath } from 'node:url';
import { defineConfig, type UserConfig } from 'vite';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Four builds, by --mode:
 *   production  the page: dist/index.html with its files beside it, under any sub-path
 *   element     dist/element/attention-playground.js for one <script type="module">, its worker and wasm beside it
 *   lib         dist/lib/index.js, the engine for browsers
 *   node        dist/lib/node.js, the engine for Node, without a worker
 */
export default defineConfig(({ mode }): UserConfig => {
  const common: UserConfig = {
    base: './',
    worker: { format: 'es' },
    build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  };
  if (mode === 'element')
    return library(common, 'element', { 'attention-playground': at('src/elements/attention-playground.ts') });
  if (mode === 'lib') return library(common, 'lib', { index: at('src/engine/index.ts') });
  if (mode === 'node') return nodeLibrary(common);
  return common;
});

/** An ES module for browsers. Not Vite's library mode: that one would inline the worker and the wasm as base64. */
function library(common: UserConfig, folder: string, input: Record<string, string>): UserConfig {
  return {
    ...common,
    publicDir: false,
    build: {
      ...common.build,
      outDir: at(`dist/${folder}`),
      emptyOutDir: true,
      rollupOptions: {
        input,
        preserveEntrySignatures: 'strict',
        output: {
          entryFileNames: '[name].js',
          chunkFileNames: '[name]-[hash].js',
          assetFileNames: '[name]-[hash][extname]',
        },
      },
    },
  };
}

/** Beside the browser's build, from which it takes nothing but the folder. */
function nodeLibrary(common: UserConfig): UserConfig {
  const browser = library(common, 'lib', { node: at('src/engine/node.ts') });
  return {
    ...browser,
    ssr: { noExternal: true },
    build: { ...browser.build, ssr: true, emptyOutDir: false },
  };
}
