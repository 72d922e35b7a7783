/**
 * What the Mechanisms view says, in the reader's language. One table a language; a key that one of them lacks does
 * not compile. English is there at once, the others are fetched when they are asked for.
 */
import type { Language } from '../language.ts';
import { sectionIn } from '../sections.ts';
import { en } from './en.ts';

export type MechanismKey = keyof typeof en;
export type MechanismTexts = Readonly<Record<MechanismKey, string>>;

type Placeholder<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Placeholder<Rest> : never;
type Values<S> = [Placeholder<S>] extends [never] ? [] : [values: Record<Placeholder<S>, string | number>];

/** The text under a key, its placeholders filled. Values are data: they are put in as they are, never as markup. */
export interface Say {
  <K extends MechanismKey>(key: K, ...values: Values<(typeof en)[K]>): string;
  readonly language: Language;
  /** A formula, a cost or a section of presets.json, its words in this language. */
  phrase(english: string): string;
}

type Phrases = Readonly<Record<string, string>>;

function sayWith(language: Language, texts: MechanismTexts, phrases: Phrases = {}): Say {
  const say = (key: MechanismKey, ...given: readonly unknown[]): string => {
    const values = given[0] as Readonly<Record<string, string | number>> | undefined;
    if (!values) return texts[key];
    return texts[key].replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
  };
  return Object.assign(say, { language, phrase: (english: string) => phraseIn(phrases, english) }) as Say;
}

/** "section 3.1" needs its first word alone. */
function phraseIn(phrases: Phrases, english: string): string {
  return phrases[english] ?? english.replace(/^section\b/, (word) => phrases[word] ?? word);
}

export const english = sayWith('en', en);

export async function sayIn(language: Language): Promise<Say> {
  if (language === 'en') return english;
  const [texts, learn] = await Promise.all([
    sectionIn('mechanisms', language, en),
    sectionIn('learn', language, async () => (await import('../learn/en.ts')).en),
  ]);
  return sayWith(language, texts, learn.phrases);
}
