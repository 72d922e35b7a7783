/** What stands around a single view. English is there at once, the others are fetched. */
import type { Language } from '../language.ts';
import { sectionIn } from '../sections.ts';
import { en } from './en.ts';

export type AloneKey = keyof typeof en;
export type AloneTexts = Readonly<Record<AloneKey, string>>;

export const english: AloneTexts = en;

export const aloneTexts = (language: Language): Promise<AloneTexts> => sectionIn('alone', language, english);
