/**
 * Sentences with placeholders, `{name}`, for the tables of every section: a missing value is a type error, not an empty
 * gap on the screen.
 */
import type { Language } from './language.ts';

type Placeholder<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Placeholder<Rest> : never;
/** What a sentence needs besides its key. */
export type Values<S> = [Placeholder<S>] extends [never] ? [] : [values: Record<Placeholder<S>, string | number>];

/** `text` with its placeholders filled. Values are data: they are put in as they are, never as markup. */
export const fill = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));

/** The text under a key of a section's table, its placeholders filled. */
export interface Says<Table> {
  <K extends keyof Table>(key: K, ...values: Values<Table[K]>): string;
  readonly language: Language;
}

/** `texts` has the keys of the English table, `Table`, in another language. */
export function sayWith<Table>(language: Language, texts: Readonly<Record<keyof Table, string>>): Says<Table> {
  const say = (key: keyof Table, values?: Readonly<Record<string, string | number>>) =>
    values ? fill(texts[key], values) : texts[key];
  return Object.assign(say, { language }) as unknown as Says<Table>;
}
