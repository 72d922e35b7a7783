/**
 * What the panels of the Mechanisms view say, in the reader's language. One table a language; a key that one
 * of them lacks does not compile. Placeholders are `{name}`.
 */
import type { Language } from '../explain/index.ts';
import { en } from './en.ts';
import { nb } from './nb.ts';
import { nl } from './nl.ts';

export type PanelKey = keyof typeof en;
export type PanelTexts = Readonly<Record<PanelKey, string>>;

type Placeholder<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Placeholder<Rest> : never;
type Values<S> = [Placeholder<S>] extends [never] ? [] : [values: Record<Placeholder<S>, string | number>];

export const panelTexts: Readonly<Record<Language, PanelTexts>> = { en, nb, nl };

/** Fills in one language's texts. Values are data: they are put in as they are, never as markup. */
export type Say = <K extends PanelKey>(key: K, ...values: Values<(typeof en)[K]>) => string;

/** `say('nb')('flash.step', { n: 1, of: 9 })` */
export function sayIn(language: Language): Say {
  const texts = panelTexts[language];
  return (key, ...given) => {
    const values = given[0] as Readonly<Record<string, string | number>> | undefined;
    if (!values) return texts[key];
    return texts[key].replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
  };
}
