/** Declarations of the package into `ATTN_DIST` (or dist): tsc's own, beside the scripts that they describe. */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const web = fileURLToPath(new URL('../', import.meta.url));
const dist = resolve(process.env.ATTN_DIST || join(web, 'dist'));
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const args = [tsc, '-p', join(web, 'tsconfig.types.json'), '--outDir', join(dist, 'lib/types')];
process.exit(spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1);
