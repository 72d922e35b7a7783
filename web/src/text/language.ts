/** The languages of the page, and which of them a reader, a page or an element asks for. */

export type Language = 'en' | 'nb' | 'nl';

/** In each language's own words, for a menu. */
export const languages: Readonly<Record<Language, string>> = {
  en: 'English',
  nb: 'Norsk bokmål',
  nl: 'Nederlands',
};

/**
 * The first of the tags (BCP 47, as in `navigator.languages`) that there are texts for. Norwegian of any kind
 * reads Bokmål; a reader of none of the three reads English.
 */
export function pickLanguage(tags: string | readonly string[]): Language {
  for (const tag of typeof tags === 'string' ? [tags] : tags) {
    const language = tag.toLowerCase().split(/[-_]/)[0];
    if (language === 'en' || language === 'nb' || language === 'nl') return language;
    if (language === 'no' || language === 'nn') return 'nb';
  }
  return 'en';
}

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
