/** The languages of the page, and which of them a reader, a page or an element asks for. */
import { list } from './language-list.ts';

export { list };
export type Language = keyof typeof list;
export type Direction = 'ltr' | 'rtl';

/** For a menu: each in its own words. */
export const languages: readonly { readonly tag: Language; readonly name: string; readonly direction: Direction }[] =
  Object.entries(list).map(([tag, { name, direction }]) => ({ tag: tag as Language, name, direction }));

export const isLanguage = (tag: unknown): tag is Language => typeof tag === 'string' && Object.hasOwn(list, tag);

/** Which way lines of it run. */
export const directionOf = (language: Language): Direction => list[language].direction;

/** The first of the tags (BCP 47, as in `navigator.languages`) that there are texts for, by its whole or else by its first part. */
export function findLanguage(tags: string | readonly string[]): Language | undefined {
  for (const tag of typeof tags === 'string' ? [tags] : tags) {
    const whole = tag.toLowerCase().replaceAll('_', '-');
    for (const wanted of [whole, whole.split('-')[0] as string])
      for (const [known, { also }] of Object.entries(list))
        if (known.toLowerCase() === wanted || (also as readonly string[]).includes(wanted)) return known as Language;
  }
  return undefined;
}

/** As {@link findLanguage}; a reader of none of them reads English. */
export const pickLanguage = (tags: string | readonly string[]): Language => findLanguage(tags) ?? 'en';

/** The language stated around a node, out through the shadow roots: where a page says it, or a reader chose it. */
export function languageAround(node: Element): string {
  for (let at: Element | null = node; at; ) {
    const near: Element | null = at.closest('[lang]:not([lang=""])');
    if (near) return near.getAttribute('lang') as string;
    const root: Node = at.getRootNode();
    at = root instanceof ShadowRoot ? root.host : null;
  }
  return 'en';
}
