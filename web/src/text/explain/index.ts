/**
 * The explaining texts in the reader's language. Each language is a chunk of its own that is fetched when it
 * is asked for; nobody pays for the other two.
 */
import type { Language } from '../language.ts';
import type { Explanations } from './types.ts';

export { type Language, languages, pickLanguage } from '../language.ts';
export type { HistoryEvent } from './history.ts';
export { history } from './history.ts';
export type { ExplainId, Explanation, Explanations, GroupId, HistoryId, PresetId, StepId } from './types.ts';
export { groupIds, presetIds, stepIds } from './types.ts';

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
