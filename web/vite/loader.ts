/**
 * `virtual:loader`: what the loader (src/embed/attention.ts) must know at once: the script of each element, from
 * scripts/entries.json, and the words on its button in every language, from the files of src/text.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import entries from '../scripts/entries.json' with { type: 'json' };
import { languagesIn } from '../scripts/languages.mjs';
import { palette } from '../src/style/palette.ts';

const kName = 'virtual:loader';
const source = fileURLToPath(new URL('../src/', import.meta.url));

function words(): Record<string, string> {
  const said = languagesIn().flatMap(({ tag, also }) => {
    const text = /^ {2}'poster\.show': '(.+)',$/m.exec(readFileSync(`${source}text/${tag}.ts`, 'utf8'))?.[1];
    if (!text) throw new Error(`src/text/${tag}.ts: 'poster.show' should stand on a line of its own`);
    return [tag, ...also].map((each) => [each.toLowerCase(), text]);
  });
  return Object.fromEntries(said) as Record<string, string>;
}

export function loader(): Plugin {
  return {
    name: 'attn-loader',
    resolveId: (id) => (id === kName ? `\0${kName}` : null),
    load(id) {
      if (id !== `\0${kName}`) return null;
      const elements = entries.filter((entry) => 'element' in entry && entry.element);
      const scripts = elements.map(({ name, source: path }) => {
        return `${JSON.stringify(name)}: () => import(${JSON.stringify(source + path)})`;
      });
      const { ink, surface, raised, line, 'line-strong': strong, focus } = palette;
      const colours = Object.entries({ ink, surface, raised, line, strong, focus }).map(([name, both]) => {
        return `${name}: 'light-dark(${both.join()})'`;
      });
      return `export const colours = {${colours.join(', ')}};
export const scripts = {${scripts.join(', ')}};
export const words = ${JSON.stringify(words())};`;
    },
  };
}
