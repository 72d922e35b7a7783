/**
 * What the panels of the Mechanisms view say, in the reader's language. One table a language; a key that one
 * of them lacks does not compile. Placeholders are `{name}`. English is there at once, the others are fetched
 * when they are asked for.
 */
import type { Language } from '../language.ts';
import { type Says, sayWith } from '../say.ts';
import { sectionIn } from '../sections.ts';
import { en } from './en.ts';

export type PanelKey = keyof typeof en;
export type PanelTexts = Readonly<Record<PanelKey, string>>;

export type Say = Says<typeof en>;

export const english = sayWith<typeof en>('en', en);

/** `(await sayIn('nb'))('flash.of', { n: 1, of: 9 })` */
export async function sayIn(language: Language): Promise<Say> {
  return language === 'en' ? english : sayWith<typeof en>(language, await sectionIn('panels', language, en));
}
