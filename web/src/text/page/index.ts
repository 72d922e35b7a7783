/** What the page says around the elements, in the reader's language. English is there at once, the others are fetched. */
import type { Language } from '../language.ts';
import { sectionIn } from '../sections.ts';
import { en } from './en.ts';

export type PageKey = keyof typeof en;
export type PageTexts = Readonly<Record<PageKey, string>>;

export const english: PageTexts = en;

export const pageTexts = (language: Language): Promise<PageTexts> => sectionIn('page', language, english);
