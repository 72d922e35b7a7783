/**
 * Every sentence people read comes from one table a language, so that it can be translated, reviewed and tested in
 * one place. Placeholders are `{name}`; a missing value is a type error, not an empty gap on the screen.
 *
 * A document speaks one language at a time: the one that was asked for last. English is there at once, the others
 * are fetched when they are asked for; views draw themselves again when the words change.
 */
import { en } from './en.ts';
import { type Direction, directionOf, type Language, languageAround, pickLanguage } from './language.ts';
import { fill, type Values } from './say.ts';
import { sectionIn } from './sections.ts';

type Table = typeof en;
export type TextKey = keyof Table;
/** What a language has to say: a key that it lacks does not compile. */
export type Texts = Readonly<Record<TextKey, string>>;

/** `x.other` names a plural; its stem `x` is what {@link plural} takes. */
type PluralKey = TextKey extends infer K ? (K extends `${infer Stem}.other` ? Stem : never) : never;

/** Every form of a plural that some language has. */
export type PluralTexts = Readonly<Partial<Record<`${PluralKey}.${Intl.LDMLPluralRule}`, string>>>;

let words: Texts = en;
let spoken: Language = 'en';
let rules = new Intl.PluralRules('en');
/** Newest wins: a language that was asked for later is not overwritten by one that took longer to come. */
let asked: Language = 'en';
const listeners = new Set<() => void>();

/** The language of the words that {@link t} gives now. */
export const language = (): Language => spoken;
export const direction = (): Direction => directionOf(spoken);

/** Resolves when the words are those of `wanted`, or of one that was asked for since. */
export async function speak(wanted: Language): Promise<void> {
  asked = wanted;
  const table = await sectionIn('main', wanted, en);
  if (asked !== wanted || spoken === wanted) return;
  [words, spoken, rules] = [table, wanted, new Intl.PluralRules(wanted)];
  for (const listener of listeners) listener();
}

/** As {@link speak}, what the element or the page around it says; the words stay where others cannot be fetched. */
export function speakAround(element: HTMLElement): void {
  speak(pickLanguage(element.lang || languageAround(element))).catch((error) => console.warn(error));
}

/** Tells when the words have changed. */
export function onLanguage(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The text under `key`, its placeholders filled. Values are data: they are put in as they are, never as markup. */
export function t<K extends TextKey>(key: K, ...values: Values<Table[K]>): string {
  return values.length ? fill(words[key], values[0] as Record<string, string | number>) : words[key];
}

/** `plural('tokens.count', 3)`: the form of `tokens.count` for the number, which fills `{n}`. */
export function plural(stem: PluralKey, n: number, values: Readonly<Record<string, string | number>> = {}): string {
  const text = find(`${stem}.${rules.select(n)}`) ?? words[`${stem}.other` as TextKey];
  return fill(text, { n, ...values });
}

/** The text under a key that is not known to be one. */
export const find = (key: string): string | undefined => (key in words ? words[key as TextKey] : undefined);
