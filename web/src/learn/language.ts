/** Which of the languages the page speaks: what the address says, else what was chosen before, else the browser's. */
import { findLanguage, isLanguage, type Language, pickLanguage } from '../text/language.ts';

const kKey = 'attention-playground.language';

/** `search` as in location.search; `stored` what was remembered; `preferred` as navigator.languages. */
export function resolveLanguage(search: string, stored: string | null, preferred: readonly string[]): Language {
  return askedLanguage(search, stored) || pickLanguage(preferred);
}

/** What somebody asked for; '' where nobody did. */
function askedLanguage(search: string, stored: string | null): Language | '' {
  const asked = findLanguage(new URLSearchParams(search).get('lang') ?? '');
  // One that there are no texts for leaves the reader's own.
  if (asked) return asked;
  return isLanguage(stored) ? stored : '';
}

/** What the address or an earlier choice asks for; '' where neither does. */
export function chosenLanguage(): Language | '' {
  let stored: string | null = null;
  try {
    stored = localStorage.getItem(kKey);
  } catch {
    // Storage is refused here.
  }
  return askedLanguage(location.search, stored);
}

/** `preferred`: where neither the address nor an earlier choice says. */
export const currentLanguage = (preferred: readonly string[] = navigator.languages): Language =>
  chosenLanguage() || pickLanguage(preferred);

/** `search` with another language in it, where it names one; as it is where it does not. */
export function searchIn(search: string, language: Language): string {
  const query = new URLSearchParams(search);
  if (!query.has('lang')) return search;
  query.set('lang', language);
  return `?${query}`;
}

export function rememberLanguage(language: Language): void {
  try {
    localStorage.setItem(kKey, language);
  } catch {
    // Storage is refused here: the choice holds until the page is closed.
  }
  const search = searchIn(location.search, language);
  // An address that names a language would bring it back on the next visit.
  if (search !== location.search)
    history.replaceState(history.state, '', `${location.pathname}${search}${location.hash}`);
}
