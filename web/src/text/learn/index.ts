/**
 * The Learn page's own words, in the reader's language; what it explains with is in text/explain. One table a
 * language; a key that one of them lacks does not compile. Placeholders are `{name}`.
 */
import { type Explanations, loadExplanations, type PresetId } from '../explain/index.ts';
import type { Language } from '../language.ts';
import { type Says, sayWith } from '../say.ts';
import { sectionIn } from '../sections.ts';
import { en } from './en.ts';

export type LearnKey = keyof typeof en.words;

/** What one language says: words, and whole formulas and costs where those of presets.json hold English words. */
export interface LearnTexts {
  readonly words: Readonly<Record<LearnKey, string>>;
  readonly phrases: Readonly<Record<string, string>>;
}

export interface Tell extends Says<typeof en.words> {
  /** What text/explain calls a mechanism. */
  title(id: PresetId): string;
  /** A formula or a cost of presets.json, its words in this language. */
  phrase(english: string): string;
}

const makeTell = (language: Language, { words, phrases }: LearnTexts, explanations: Explanations | null): Tell =>
  Object.assign(sayWith<typeof en.words>(language, words), {
    title: (id: PresetId) => explanations?.texts[id].title ?? id,
    phrase: (english: string) => phrases[english] ?? english,
  });

const english = makeTell('en', en, null);
const tells = new Map<Language, Tell>();

/** What the page says of itself and of its subject; from then on {@link tellIn} has it too. */
export async function loadTell(language: Language): Promise<{ readonly tell: Tell; readonly texts: Explanations }> {
  const [words, texts] = await Promise.all([sectionIn('learn', language, en), loadExplanations(language)]);
  const tell = tells.get(language) ?? makeTell(language, words, texts);
  tells.set(language, tell);
  return { tell, texts };
}

/** English for a language that has not been loaded. */
export const tellIn = (language: Language): Tell => tells.get(language) ?? english;
