/**
 * The explaining texts in the reader's language. Each language is a chunk of its own that is fetched when it
 * is asked for; nobody pays for the other two.
 */
import type { Explanations } from './types.ts';

export type { HistoryEvent } from './history.ts';
export { history } from './history.ts';
export type { ExplainId, Explanation, Explanations, GroupId, HistoryId, PresetId, StepId } from './types.ts';
export { groupIds, presetIds, stepIds } from './types.ts';

export type Language = 'en' | 'nb' | 'nl';

/** In each language's own words, for a menu. */
export const languages: Readonly<Record<Language, string>> = {
  en: 'English',
  nb: 'Norsk bokmål',
  nl: 'Nederlands',
};

/**
 * The first of the tags (BCP 47, as in `navigator.languages`) that there are texts for. Norwegian of any kind
 * reads Bokmål; a reader of none of the three reads English.
 */
export function pickLanguage(tags: string | readonly string[]): Language {
  for (const tag of typeof tags === 'string' ? [tags] : tags) {
    const language = tag.toLowerCase().split(/[-_]/)[0];
    if (language === 'en' || language === 'nb' || language === 'nl') return language;
    if (language === 'no' || language === 'nn') return 'nb';
  }
  return 'en';
}

/** The texts in that language. */
export async function loadExplanations(language: Language): Promise<Explanations> {
  switch (language) {
    case 'nb':
      return (await import('./nb.ts')).nb;
    case 'nl':
      return (await import('./nl.ts')).nl;
    default:
      return (await import('./en.ts')).en;
  }
}
