/**
 * What there is to say, in sections that are fetched with the views that say them, and how a language's file says it:
 * a section is a table of its own file, and then a complete one; or it stands in the language's file, and what it
 * lacks is said in English. A section that is not there at all is English.
 */
import type { AloneTexts } from './alone/index.ts';
import type { Explanations } from './explain/types.ts';
import { type Language, list } from './language.ts';
import type { LearnTexts } from './learn/index.ts';
import type { MechanismTexts } from './mechanisms/index.ts';
import type { PageTexts } from './page/index.ts';
import type { PanelTexts } from './panels/index.ts';
import type { ShareTexts } from './share/index.ts';
import type { PluralTexts, Texts } from './text.ts';

export interface Sections {
  /** The playground and the single views. */
  readonly main: Texts;
  /** Around them, on the page. */
  readonly page: PageTexts;
  /** Around a single view that stands alone. */
  readonly alone: AloneTexts;
  readonly mechanisms: MechanismTexts;
  /** Of the Mechanisms view and the Learn page. */
  readonly panels: PanelTexts;
  /** What each step and each mechanism is. */
  readonly explain: Explanations;
  readonly learn: LearnTexts;
  /** The dialog that shares, exports and imports. */
  readonly share: ShareTexts;
}
export type SectionId = keyof Sections;

type Part<T> = T extends object ? { readonly [K in keyof T]?: Part<T[K]> } : T;
/** A language may have forms of a plural that English lacks: `prompt.tokens.few`. */
type Own<S extends SectionId> = Part<Sections[S]> & (S extends 'main' ? PluralTexts : unknown);

/** The `texts` of a file of languages/. */
export type LanguageTexts = { readonly [S in SectionId]?: (() => Promise<Sections[S]>) | Own<S> };

type Load = () => Promise<{ readonly texts: LanguageTexts }>;

/** A section in a language, `english` where it has no words of its own. */
export async function sectionIn<S extends SectionId>(
  id: S,
  language: Language,
  english: Sections[S] | (() => Promise<Sections[S]>),
): Promise<Sections[S]> {
  const base = async () => (typeof english === 'function' ? english() : english);
  const { load } = list[language] as { readonly load?: Load };
  const own = load && (await load()).texts[id];
  if (typeof own === 'function') return own() as Promise<Sections[S]>;
  return own ? completed(await base(), own as Part<Sections[S]>) : base();
}

/** `base`, with what `part` says in its place. */
export function completed<T extends object>(base: T, part: Part<T>): T {
  const whole = { ...base } as Record<string, unknown>;
  for (const [key, value] of Object.entries(part))
    whole[key] = value && typeof value === 'object' ? completed((whole[key] ?? {}) as object, value) : value;
  return whole as T;
}
