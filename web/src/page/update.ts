/** Says that a newer build of the page has come; in the language that is spoken now. Fetched when there is something to say. */
import { pickLanguage } from '../text/language.ts';
import { pageTexts } from '../text/page/index.ts';
import { notify } from './notices.ts';

export async function tellUpdate(act: () => void): Promise<void> {
  const texts = await pageTexts(pickLanguage(document.documentElement.lang));
  const action = { text: texts['offline.reload'], act };
  notify(noticesOf(document), 'update', texts['offline.update'], texts['notice.close'], action);
}

/** The Learn page has no place for notices until there is one. */
function noticesOf(page: Document): HTMLElement {
  const known = page.querySelector<HTMLElement>('#notices');
  if (known) return known;
  const made = page.createElement('div');
  made.id = 'notices';
  made.setAttribute('role', 'status');
  page.querySelector('header')?.after(made);
  return made;
}
