/** What the page says around the elements, in the reader's language. English is there at once, the others are fetched. */
import type { Language } from '../language.ts';
import { en } from './en.ts';

export type PageKey = keyof typeof en;
export type PageTexts = Readonly<Record<PageKey, string>>;

export const english: PageTexts = en;

export async function pageTexts(language: Language): Promise<PageTexts> {
  if (language === 'nb') return (await import('./nb.ts')).nb;
  if (language === 'nl') return (await import('./nl.ts')).nl;
  return english;
}
