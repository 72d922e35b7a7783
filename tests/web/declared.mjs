/** The public elements as the package's manifest has them: what their classes and ElementEvents declare. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { describeElements } from '../../web/scripts/package/elements.mjs';

const web = fileURLToPath(new URL('../../web/', import.meta.url));
const ts = createRequire(`${web}package.json`)('typescript');
const source = (path) => `${web}src/${path}`;

/** {name, source, entry} of each script that defines an element. */
export const entries = JSON.parse(readFileSync(`${web}scripts/entries.json`, 'utf8')).filter(({ element }) => element);

export function declaredElements() {
  const { config } = ts.readConfigFile(`${web}tsconfig.types.json`, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, web);
  const ambient = ts.sys.readDirectory(source('.'), ['.d.ts'], ['**/wasm/**']);
  const files = [...entries.map((entry) => source(entry.source)), source('elements/events.ts'), ...ambient];
  const wanted = entries.map(({ name, source: path }) => ({ tag: name, file: source(path), path }));
  return describeElements(ts.createProgram(files, options), wanted, source('elements/events.ts'));
}
