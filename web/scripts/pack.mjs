/** `npm pack` and `npm publish` take what lies in this folder: license and changelog come here for them, and leave. */
import { copyFileSync, rmSync } from 'node:fs';

const names = ['LICENSE', 'CHANGELOG.md'];
for (const name of names) {
  const here = new URL(`../${name}`, import.meta.url);
  if (process.argv[2] === 'remove') rmSync(here, { force: true });
  else copyFileSync(new URL(`../../${name}`, import.meta.url), here);
}
