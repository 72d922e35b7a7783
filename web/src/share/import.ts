/** Files that come in: read, checked, and shown. What they hold was written by anybody. */
import type { AttentionData } from '../data/types.ts';

/** Bytes, or characters pasted; a page that reads more stands still for seconds. */
export const kLargest = 64 * 1024 * 1024;

export interface Imported {
  readonly name: string;
  readonly element: HTMLElement;
}

/** Throws a DataError whose sentence names what is wrong. */
export async function openText(text: string): Promise<AttentionData> {
  const { parseText } = await import('../data/document.ts');
  return parseText(text);
}

/** Data without the state that made it: a view of its own, which needs no engine. */
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
