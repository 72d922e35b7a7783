/**
 * What the Mechanisms view says, in the reader's language. One table a language; a key that one of them lacks does
 * not compile. English is there at once, the others are fetched when they are asked for.
 */
import type { Language } from '../language.ts';
import { type Says, sayWith } from '../say.ts';
import { sectionIn } from '../sections.ts';
import { en } from './en.ts';

export type MechanismKey = keyof typeof en;
export type MechanismTexts = Readonly<Record<MechanismKey, string>>;

export interface Say extends Says<typeof en> {
  /** A formula, a cost or a section of presets.json, its words in this language. */
  phrase(english: string): string;
}

type Phrases = Readonly<Record<string, string>>;

const speaking = (language: Language, texts: MechanismTexts, phrases: Phrases = {}): Say =>
  Object.assign(sayWith<typeof en>(language, texts), { phrase: (english: string) => phraseIn(phrases, english) });

/** "section 3.1" needs its first word alone. */
function phraseIn(phrases: Phrases, english: string): string {
  return phrases[english] ?? english.replace(/^section\b/, (word) => phrases[word] ?? word);
}

export const english = speaking('en', en);

export async function sayIn(language: Language): Promise<Say> {
  if (language === 'en') return english;
  const [texts, learn] = await Promise.all([
    sectionIn('mechanisms', language, en),
    sectionIn('learn', language, async () => (await import('../learn/en.ts')).en),
  ]);
  return speaking(language, texts, learn.phrases);
}
