/**
 * Every sentence people read comes from one table, so that it can be translated, reviewed and tested in
 * one place. Placeholders are `{name}`; a missing value is a type error, not an empty gap on the screen.
 */
import { en } from './en.ts';

type Table = typeof en;
export type TextKey = keyof Table;

type Placeholder<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Placeholder<Rest> : never;
type Values<S> = [Placeholder<S>] extends [never] ? [] : [values: Record<Placeholder<S>, string | number>];

/** `x.other` names a plural; its stem `x` is what {@link plural} takes. */
type PluralKey = TextKey extends infer K ? (K extends `${infer Stem}.other` ? Stem : never) : never;

const rules = new Intl.PluralRules('en');

function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}

/** The text under `key`, its placeholders filled. Values are data: they are put in as they are, never as markup. */
export function t<K extends TextKey>(key: K, ...values: Values<Table[K]>): string {
  return values.length ? fill(en[key], values[0] as Record<string, string | number>) : en[key];
}

/** `plural('tokens.count', 3)`: the form of `tokens.count` for the number, which fills `{n}`. */
export function plural(stem: PluralKey, n: number, values: Readonly<Record<string, string | number>> = {}): string {
  const key = `${stem}.${rules.select(n)}`;
  const text = key in en ? en[key as TextKey] : en[`${stem}.other` as TextKey];
  return fill(text, { n, ...values });
}
