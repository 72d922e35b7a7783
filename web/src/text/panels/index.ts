/**
 * What the panels of the Mechanisms view say, in the reader's language. One table a language; a key that one
 * of them lacks does not compile. Placeholders are `{name}`. English is there at once, the others are fetched
 * when they are asked for.
 */
import type { Language } from '../language.ts';
import { sectionIn } from '../sections.ts';
import { en } from './en.ts';

export type PanelKey = keyof typeof en;
export type PanelTexts = Readonly<Record<PanelKey, string>>;

type Placeholder<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Placeholder<Rest> : never;
type Values<S> = [Placeholder<S>] extends [never] ? [] : [values: Record<Placeholder<S>, string | number>];

/** The text under a key, its placeholders filled. Values are data: they are put in as they are, never as markup. */
export interface Say {
  <K extends PanelKey>(key: K, ...values: Values<(typeof en)[K]>): string;
  readonly language: Language;
}

function sayWith(language: Language, texts: PanelTexts): Say {
  const say = (key: PanelKey, ...given: readonly unknown[]): string => {
    const values = given[0] as Readonly<Record<string, string | number>> | undefined;
    if (!values) return texts[key];
    return texts[key].replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
  };
  return Object.assign(say, { language }) as Say;
}

export const english = sayWith('en', en);

/** `(await sayIn('nb'))('flash.of', { n: 1, of: 9 })` */
export async function sayIn(language: Language): Promise<Say> {
  return language === 'en' ? english : sayWith(language, await sectionIn('panels', language, en));
}
