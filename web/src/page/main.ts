/** The page: the elements, which of them is seen, switches for language and theme, what the address says, and what is kept. */
import '../elements/attention-playground.ts';
import { startOffline } from '../offline/register.ts';
import type { Problem } from '../share/hash.ts';
import { Address, defaultsOf } from './address.ts';
import { catchDrops } from './drops.ts';
import { startLanguage } from './language.ts';
import { notify } from './notices.ts';
import { startShare } from './share.ts';
import { startTheme } from './theme.ts';
import { startViews } from './views.ts';

const find = <T extends Element>(selector: string): T => {
  const found = document.querySelector<T>(selector);
  if (!found) throw new Error(`index.html has no ${selector}`);
  return found;
};

const playground = find<HTMLElementTagNameMap['attention-playground']>('attention-playground');
const place = find<HTMLElement>('#mechanisms');
const notices = find<HTMLElement>('#notices');
let address: Address | null = null;
const changed = () => address?.writeSoon();
const theme = startTheme([playground], find('#theme'), changed);
const language = startLanguage([playground], find('#language'), changed);
const { say } = language;

function tellProblems(problems: readonly Problem[]): void {
  const [first] = problems;
  if (!first) {
    // What is said of a link goes with it.
    for (const line of notices.querySelectorAll('[data-notice^=link]')) line.remove();
    return;
  }
  const keys = problems.map(({ key, value }) => (value ? `${key} (${value})` : key)).join(', ');
  const text = say(`link.${first.why}`).replace('{keys}', () => keys);
  notify(notices, first.why === 'missing' ? 'link-missing' : 'link', text, say('notice.close'));
}

address = new Address({ playground, theme, language, defaults: defaultsOf(playground), onProblems: tellProblems });
const failed = (message: string) =>
  notify(
    notices,
    'failed',
    say('share.failed').replace('{message}', () => message),
    say('notice.close'),
  );
const share = startShare({ address, playground, theme, language, button: find('#share'), onFailure: failed });
catchDrops(document, playground, (file) => share.import(file));
startViews(playground, place, say, (element) => {
  theme.add(element);
  language.add(element);
  address?.attach(element);
});
// After the first picture: nobody waits for what is only kept.
playground.addEventListener('ready', () => void startOffline(), { once: true });
