/**
 * The explaining texts in the reader's language. Each language is a chunk of its own that is fetched when it
 * is asked for; nobody pays for the others.
 */
import type { Language } from '../language.ts';
import { sectionIn } from '../sections.ts';
import type { Explanations } from './types.ts';

export { type Language, pickLanguage } from '../language.ts';
export type { HistoryEvent } from './history.ts';
export { history } from './history.ts';
export type { ExplainId, Explanation, Explanations, GroupId, HistoryId, PresetId, StepId } from './types.ts';
export { groupIds, presetIds, stepIds } from './types.ts';

/** The texts in that language. */
export const loadExplanations = (language: Language): Promise<Explanations> =>
  sectionIn('explain', language, async () => (await import('./en.ts')).en);
