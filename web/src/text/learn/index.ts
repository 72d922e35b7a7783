/**
 * The Learn page's own words, in the reader's language; what it explains with is in text/explain. One table a
 * language; a key that one of them lacks does not compile. Placeholders are `{name}`.
 */
import type { Explanations, Language, PresetId } from '../explain/index.ts';
import { en } from './en.ts';
import { nb } from './nb.ts';
import { nl } from './nl.ts';

export type LearnKey = keyof typeof en.words;

/** What one language says: words, and whole formulas and costs where those of presets.json hold English words. */
export interface LearnTexts {
  readonly words: Readonly<Record<LearnKey, string>>;
  readonly phrases: Readonly<Record<string, string>>;
}

type Placeholder<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Placeholder<Rest> : never;
type Values<S> = [Placeholder<S>] extends [never] ? [] : [values: Record<Placeholder<S>, string | number>];

export const learnTexts: Readonly<Record<Language, LearnTexts>> = { en, nb, nl };

/** Values are data: they are put in as they are, never as markup. */
export interface Tell {
  <K extends LearnKey>(key: K, ...values: Values<(typeof en.words)[K]>): string;
  /** What text/explain calls a mechanism. */
  title(id: PresetId): string;
  /** A formula or a cost of presets.json, its words in this language. */
  phrase(english: string): string;
  readonly language: Language;
}

/** Titles come with the explanations, which are fetched; the page has them before it shows anything that needs one. */
const titles = new Map<Language, Explanations>();

export function knowTitles(language: Language, explanations: Explanations): void {
  titles.set(language, explanations);
}

function makeTell(language: Language): Tell {
  const { words, phrases } = learnTexts[language];
  const tell = (key: LearnKey, ...given: readonly unknown[]): string => {
    const values = given[0] as Readonly<Record<string, string | number>> | undefined;
    if (!values) return words[key];
    return words[key].replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
  };
  return Object.assign(tell, {
    title: (id: PresetId) => titles.get(language)?.texts[id].title ?? id,
    phrase: (english: string) => phrases[english] ?? english,
    language,
  }) as Tell;
}

const tells = new Map<Language, Tell>();

export function tellIn(language: Language): Tell {
  let tell = tells.get(language);
  if (!tell) {
    tell = makeTell(language);
    tells.set(language, tell);
  }
  return tell;
}
