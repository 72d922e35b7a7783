/** Runs the page's tests in Chromium, one file after the other: `npm run test:page [part of a file's name]`. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dist } from './server.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
if (!existsSync(join(dist, 'index.html'))) {
  console.error('web/dist is missing: run `npm run build` in web first.');
  process.exit(1);
}
const wanted = process.argv.slice(2);
const files = readdirSync(here)
  .filter((name) => name.endsWith('.test.mjs') && (wanted.length === 0 || wanted.some((part) => name.includes(part))))
  .sort();
// One page at a time: several would share the processor, and the times that are printed would mean nothing.
const { status } = spawnSync(
  process.execPath,
  ['--test', '--test-concurrency=1', ...files.map((name) => here + name)],
  {
    stdio: 'inherit',
  },
);
process.exit(status ?? 1);
