/**
 * What the package says about its scripts, made from the sources: declarations in `ATTN_DIST`/types (dist/types), the
 * manifest of its elements (custom-elements.json), and their tags' types for React and Svelte.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { cleaned } from './declarations.mjs';
import { describeElements } from './elements.mjs';
import { reactTypes, svelteTypes } from './frameworks.mjs';
import { manifestOf } from './manifest.mjs';

const web = fileURLToPath(new URL('../../', import.meta.url));
const dist = resolve(process.env.ATTN_DIST || join(web, 'dist'));
const source = (path) => join(web, 'src', path);
const entries = JSON.parse(readFileSync(new URL('../entries.json', import.meta.url), 'utf8'));

function programOf(files) {
  const { config } = ts.readConfigFile(join(web, 'tsconfig.types.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, web);
  return ts.createProgram(files, { ...options, noEmit: false });
}

/** Declarations by path under src, as the compiler writes them. */
function emitted(program) {
  const written = new Map();
  const { diagnostics } = program.emit(undefined, (path, text) => {
    if (path.endsWith('.d.ts')) written.set(relative(join(web, 'dist/types'), path), text);
  });
  const found = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
  if (found.length > 0) {
    console.error(
      ts.formatDiagnostics(found, {
        getCanonicalFileName: String,
        getCurrentDirectory: () => web,
        getNewLine: () => '\n',
      }),
    );
    process.exit(1);
  }
  return written;
}

const roots = [...entries.map((entry) => entry.source), 'engine/node.ts'];
const ambient = ts.sys.readDirectory(source('.'), ['.d.ts'], ['**/wasm/**']);
const program = programOf([...[...roots, 'elements/events.ts'].map(source), ...ambient]);
const elements = describeElements(
  program,
  entries.filter(({ element }) => element).map(({ name, source: path }) => ({ tag: name, file: source(path), path })),
  source('elements/events.ts'),
);
const types = cleaned(emitted(program), roots, elements);

rmSync(join(dist, 'types'), { recursive: true, force: true });
const write = (path, text) => {
  mkdirSync(dirname(join(dist, path)), { recursive: true });
  writeFileSync(join(dist, path), text);
};
for (const [path, text] of types) write(join('types', path), text);
write('types/react.d.ts', reactTypes(elements));
write('types/svelte.d.ts', svelteTypes(elements));
// There is nothing to run in these two, but an import of them must not fail.
for (const name of ['react', 'svelte']) write(`types/${name}.js`, 'export {};\n');
const { version } = JSON.parse(readFileSync(join(web, 'package.json'), 'utf8'));
write('custom-elements.json', `${JSON.stringify(manifestOf(elements, version), null, 2)}\n`);
