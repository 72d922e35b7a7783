/** What stands around a single view. English is there at once, the others are fetched. */
import type { Language } from '../language.ts';
import { sectionIn } from '../sections.ts';
import { en } from './en.ts';

export type AloneKey = keyof typeof en;
export type AloneTexts = Readonly<Record<AloneKey, string>>;

export const english: AloneTexts = en;

export const aloneTexts = (language: Language): Promise<AloneTexts> => sectionIn('alone', language, english);

/** `text` with its placeholders filled; values are data and are put in as they are. */
export const fill = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
