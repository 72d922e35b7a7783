import { cpSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { defineConfig } from 'vite';

// The shipped model goes where the page can fetch it.
const config = createRequire(import.meta.url).resolve('attention-playground/models/stories/config.json');
cpSync(dirname(config), 'public/models/stories', { recursive: true });

export default defineConfig({
  base: './', // any sub-path will do
  worker: { format: 'es' },
  optimizeDeps: { exclude: ['attention-playground'] }, // in development the worker is found beside its script
});
