/**
 * The list of languages, made of the files of src/text/languages: a language is there when its file is. The builds and
 * the tests write it before they start (src/text/language-list.ts, not in git); `node scripts/languages.mjs` does too.
 * Names and directions are in the list, because a menu needs them at once; words are fetched with the file.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const texts = fileURLToPath(new URL('../src/text/', import.meta.url));
/** The one that the others fall back to: nothing has to be fetched for it. */
const kBase = 'en';

/** `{ tag, name, direction, also }` a file, English first, then by tag; throws a sentence that names file and remedy. */
export function languagesIn(folder = `${texts}languages/`) {
  const tags = readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -3))
    .sort((a, b) => Number(b === kBase) - Number(a === kBase) || (a < b ? -1 : 1));
  return tags.map((tag) => {
    const fail = (what) => {
      throw new Error(`src/text/languages/${tag}.ts: ${what}`);
    };
    if (!/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(tag)) fail('the file should be named by a BCP 47 tag, as in nb.ts');
    const source = readFileSync(`${folder}${tag}.ts`, 'utf8');
    const name = /^export const name = (['"])(.+)\1;$/m.exec(source)?.[2];
    if (!name) fail("add a line of its own, export const name = '...';, what the language calls itself");
    const direction = /^export const direction = '(ltr|rtl)';$/m.exec(source)?.[1];
    if (!direction) fail("add a line of its own, export const direction = 'ltr'; (or 'rtl')");
    const also = /^export const also = \[(.*)\];$/m.exec(source)?.[1] ?? '';
    return { tag, name, direction, also: [...also.matchAll(/'([^']+)'/g)].map(([, other]) => other) };
  });
}

/** Writes the list where it is not the same already. */
export function writeLanguages(root = texts) {
  const quoted = (text) => `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
  const rows = languagesIn(`${root}languages/`).map(({ tag, name, direction, also }) => {
    const load = tag === kBase ? '' : `, load: () => import('./languages/${tag}.ts')`;
    return `  ${quoted(tag)}: { name: ${quoted(name)}, direction: '${direction}', also: [${also.map(quoted).join(', ')}]${load} },\n`;
  });
  const list = `// Written by web/scripts/languages.mjs from the files of text/languages/.\nexport const list = {\n${rows.join('')}} as const;\n`;
  const path = `${root}language-list.ts`;
  if (!existsSync(path) || readFileSync(path, 'utf8') !== list) writeFileSync(path, list);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeLanguages();
