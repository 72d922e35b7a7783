import { cpSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';

const dist = resolve(import.meta.dirname, 'dist');
const config = createRequire(import.meta.url).resolve('attention-playground/models/stories/config.json');

export default {
  mode: 'production',
  entry: './main.js',
  output: { path: dist, clean: true },
  performance: { hints: false },
  plugins: [
    {
      // The page, and the shipped model where the page can fetch it.
      apply: (compiler) =>
        compiler.hooks.done.tap('static files', () => {
          cpSync('index.html', resolve(dist, 'index.html'));
          cpSync(dirname(config), resolve(dist, 'models/stories'), { recursive: true });
        }),
    },
  ],
};
