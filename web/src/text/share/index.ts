/** What the dialog that shares, exports and imports says. Fetched with the dialog. A key that a table lacks does not compile. */
import type { Language } from '../language.ts';
import { sectionIn } from '../sections.ts';
import { en } from './en.ts';

export type ShareKey = keyof typeof en;
export type ShareTexts = Readonly<Record<ShareKey, string>>;

type Placeholder<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Placeholder<Rest> : never;
type Values<S> = [Placeholder<S>] extends [never] ? [] : [values: Record<Placeholder<S>, string | number>];

/** The text under a key, its placeholders filled. Values are data: they are put in as they are, never as markup. */
export interface Say {
  <K extends ShareKey>(key: K, ...values: Values<(typeof en)[K]>): string;
  readonly language: Language;
}

function sayWith(language: Language, texts: ShareTexts): Say {
  const say = (key: ShareKey, ...given: readonly unknown[]): string => {
    const values = given[0] as Readonly<Record<string, string | number>> | undefined;
    if (!values) return texts[key];
    return texts[key].replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
  };
  return Object.assign(say, { language }) as Say;
}

export const english = sayWith('en', en);

/** `(await sayIn('nb'))('export.done', { file })` */
export async function sayIn(language: Language): Promise<Say> {
  return language === 'en' ? english : sayWith(language, await sectionIn('share', language, en));
}
