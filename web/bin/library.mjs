/** The built library beside the command, and a model opened with it. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A file of the package's dist folder; it must have been built. */
export function built(path) {
  const url = new URL(`../dist/${path}`, import.meta.url);
  if (!existsSync(url)) throw new Error(`dist/${path} is missing; run npm run build first`);
  return url;
}

export const builtPath = (path) => fileURLToPath(built(path));

export const loadData = () => import(built('lib/data.js').href);

export const version = () => JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;

/** Runs `use(model)`; engine and model are let go whatever happens. */
export async function withModel(where, use) {
  const { loadEngine } = await import(built('lib/node.js').href);
  const engine = await loadEngine();
  try {
    const model = await engine.loadModel(where);
    try {
      return await use(model);
    } finally {
      await model.dispose();
    }
  } finally {
    engine.dispose();
  }
}
