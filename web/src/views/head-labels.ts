/** Words for what a head was found to do. An id without words (a newer engine's) is shown as it is. */
import type { HeadStats } from '../engine/types.ts';
import { find, t } from '../text/text.ts';
import { shortWeight, significant, weight } from './number.ts';

const word = (prefix: string, id: string): string => find(`${prefix}.${id}`) ?? id;

/** `previous token`; empty for a head without label. */
export const labelText = (id: string): string => (id === '' ? '' : word('label', id));

/** `prev`: what fits under a thumbnail. */
export const labelShort = (id: string): string => (id === '' ? '' : word('label-short', id));

/** What the label claims, in a sentence. */
export const labelMeaning = (id: string): string => (id === '' ? t('label-meaning.none') : word('label-meaning', id));

/** `previous token 0.93`. */
export function labelWithScore(stats: HeadStats | undefined): string {
  return stats && stats.label !== '' ? `${labelText(stats.label)} ${weight(stats.labelScore)}` : '';
}

export const shortScore = (stats: HeadStats): string => shortWeight(stats.labelScore);

/** `entropy 1.32 bits, looks back 4.1 tokens`. */
export function measures(stats: HeadStats): string {
  return t('heads.measures', { entropy: significant(stats.entropy, 3), distance: significant(stats.distance, 3) });
}
