/**
 * The API's documentation, made by TypeDoc from the declarations that the package ships (web/dist/types): `npm run docs`
 * in web. Into build/api-docs, or the folder that is given. Warnings are errors, and so is a public name without a comment.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { attempt, dist, npmTools, root, work } from './lib.mjs';

/** Returns {skip} where TypeDoc cannot be installed, else {status, output}. */
export async function apiDocs(types, out) {
  const { skip, bin } = await npmTools();
  if (skip) return { skip };
  const entries = JSON.parse(readFileSync(join(root, 'web/scripts/entries.json'), 'utf8'))
    // The loader has a side effect and no names.
    .filter(({ name }) => name !== 'attention')
    .map(({ source }) => join(types, source.replace(/\.ts$/, '.d.ts')));
  const entryPoints = [...entries, join(types, 'engine/node.d.ts')];
  const compilerOptions = {
    target: 'es2022',
    module: 'esnext',
    moduleResolution: 'bundler',
    strict: true,
    noEmit: true,
  };
  const project = join(work, 'typedoc.json');
  writeFileSync(
    join(work, 'typedoc-tsconfig.json'),
    JSON.stringify({
      compilerOptions: { ...compilerOptions, lib: ['es2022', 'dom', 'dom.iterable'], types: [] },
      files: entryPoints,
    }),
  );
  writeFileSync(
    project,
    JSON.stringify({
      name: 'attention-playground',
      tsconfig: join(work, 'typedoc-tsconfig.json'),
      entryPoints,
      out,
      readme: join(root, 'web/README.md'),
      disableSources: true,
      excludeExternals: true,
      externalPattern: ['**/typescript/lib/**'],
      treatWarningsAsErrors: true,
      // Unions of words and event maps are spoken of where they are used, without a page of their own.
      validation: { notExported: false, invalidLink: true, notDocumented: true },
      requiredToBeDocumented: ['Class', 'Interface', 'Function', 'TypeAlias', 'Variable', 'Enum'],
      hideGenerator: true,
    }),
  );
  return attempt(bin('typedoc'), ['--options', project]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!existsSync(join(dist, 'types'))) throw new Error(`${dist} has no types: run \`npm run build\` in web first`);
  const out = resolve(process.argv[2] ?? join(root, 'build/api-docs'));
  const { skip, status, output } = await apiDocs(join(dist, 'types'), out);
  console.log(skip ?? output);
  process.exit(skip ? 1 : status);
}
