/** What the dialog that shares, exports and imports says. Fetched with the dialog. A key that a table lacks does not compile. */
import type { Language } from '../language.ts';
import { type Says, sayWith } from '../say.ts';
import { sectionIn } from '../sections.ts';
import { en } from './en.ts';

export type ShareKey = keyof typeof en;
export type ShareTexts = Readonly<Record<ShareKey, string>>;

export type Say = Says<typeof en>;

export const english = sayWith<typeof en>('en', en);

/** `(await sayIn('nb'))('export.done', { file })` */
export async function sayIn(language: Language): Promise<Say> {
  return language === 'en' ? english : sayWith<typeof en>(language, await sectionIn('share', language, en));
}
