/** Files that come in: read, checked, and shown. What they hold was written by anybody. */
import type { AttentionData } from '../data/types.ts';
import type { Token } from '../engine/types.ts';
import { en } from '../text/en.ts';
import { languages } from '../text/language.ts';
import { sectionIn } from '../text/sections.ts';
import type { ShareSource } from './source.ts';

/** Bytes, or characters pasted; a page that reads more stands still for seconds. */
export const kLargest = 64 * 1024 * 1024;

export interface Imported {
  /** Of the file; '' for what was pasted. */
  readonly name: string;
  readonly element: HTMLElement;
}

/** Throws a DataError whose sentence names what is wrong. */
export async function openText(text: string): Promise<AttentionData> {
  const { parseText } = await import('../data/document.ts');
  return parseText(text);
}

/** Data as it is in a file: a view of its own, which needs no engine. */
export async function showImported(
  data: AttentionData,
  name: string,
  { theme, language }: { readonly theme: string; readonly language: string },
): Promise<Imported> {
  await import('../embed/explorer.ts');
  const element = document.createElement('attention-explorer');
  element.data = data;
  element.theme = theme;
  element.lang = language;
  return { name, element };
}

/** In what the screen is another than the file whose state it shows. */
export async function difference(file: AttentionData, source: ShareSource): Promise<'model' | 'tokens' | ''> {
  const shown = source.data();
  if (file.model !== '' && !(await isNamed(file.model, source.names()))) return 'model';
  if (!shown || !begins(file.keys, shown.keys)) return 'tokens';
  const across = file.queries !== file.keys;
  return across && (shown.queries === shown.keys || !begins(file.queries, shown.queries)) ? 'tokens' : '';
}

/** The shipped model is named in the words of the page: those of another language mean the same one. */
async function isNamed(name: string, names: readonly string[]): Promise<boolean> {
  if (names.includes(name)) return true;
  const tables = await Promise.all(languages.map(({ tag }) => sectionIn('main', tag, en)));
  const shipped = tables.map((table) => table['model.default-name']);
  return shipped.includes(name as never) && names.some((other) => shipped.includes(other as never));
}

/** A token that was generated last had no row yet, and is not in the file. */
const begins = (file: readonly Token[], shown: readonly Token[]): boolean =>
  shown.length - file.length <= 1 && file.every(({ text }, n) => text === shown[n]?.text);
