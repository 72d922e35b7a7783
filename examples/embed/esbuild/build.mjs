import { cpSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { build } from 'esbuild';

await build({ entryPoints: ['main.js'], outdir: 'dist', bundle: true, format: 'esm', splitting: true, minify: true });

// esbuild leaves `new URL(..., import.meta.url)` alone: worker, WebAssembly and model are copied, and main.js says where to.
const { resolve } = createRequire(import.meta.url);
cpSync('index.html', 'dist/index.html');
cpSync(resolve('attention-playground/worker.js'), 'dist/engine/worker.js');
cpSync(resolve('attention-playground/attn.wasm'), 'dist/engine/attn.wasm');
cpSync(dirname(resolve('attention-playground/models/stories/config.json')), 'dist/engine/models/stories', { recursive: true });
