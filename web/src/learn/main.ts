/** The Learn page: texts first; the engine when somebody comes near a live view. */
import { render } from 'lit';
import { examples } from '../elements/examples.ts';
import { loadEngine } from '../engine/index.ts';
import { startOffline } from '../offline/register.ts';
import { startTheme } from '../page/theme.ts';
import { directionOf, isLanguage, type Language } from '../text/language.ts';
import { type LearnKey, loadTell, type Tell, tellIn } from '../text/learn/index.ts';
import { article, type Words } from './article.ts';
import { aside } from './aside.ts';
import { type EntryId, livesOf } from './entries.ts';
import { Lab } from './lab.ts';
import { currentLanguage, rememberLanguage } from './language.ts';
import { poster } from './poster.ts';
import { followReading, goToAnchor, stayingPut } from './scroll.ts';
import { Stage } from './stage.ts';

const example = examples[0]?.text ?? '';
/** From this width on the contents stand beside the texts, and open. */
const kBeside = '(min-width: 1080px)';

const main = document.querySelector<HTMLElement>('#texts') as HTMLElement;
const side = document.querySelector<HTMLElement>('#aside') as HTMLElement;
const lab = new Lab(loadEngine, new URL('models/stories/', document.baseURI).href, example);
const saves = (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true;
const stage = new Stage(lab, () => tellIn(asked), saves);
let words: Words | null = null;
/** Newest wins: a language that was chosen later is not overwritten by one that took longer to come. */
let asked: Language = 'en';

const entries = () => main.querySelectorAll<HTMLElement>('.entry, .part:last-child');

function sayAll(tell: Tell): void {
  const { language } = tell;
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
  document.title = tell('page.title');
  document.querySelector('meta[name=description]')?.setAttribute('content', tell('page.about'));
  for (const node of document.querySelectorAll<HTMLElement>('[data-say]')) {
    node.textContent = tell(node.dataset['say'] as 'page.lead' & LearnKey);
  }
  document.querySelector('#pages')?.setAttribute('aria-label', tell('nav.label'));
  for (const input of document.querySelectorAll<HTMLInputElement>('#language input'))
    input.checked = input.value === language;
}

function drawPosters(): void {
  if (!words) return;
  for (const node of main.querySelectorAll<HTMLElement>('.live:not([data-phase=live])'))
    poster(node, words.tell, lab, () => stage.wake());
}

function drawAside(): void {
  if (words) render(aside(words, lab, example), side);
}

async function speak(language: Language): Promise<void> {
  asked = language;
  const now: Words = await loadTell(language);
  if (asked !== language) return;
  const first = words === null;
  words = now;
  stayingPut(entries(), () => {
    sayAll(now.tell);
    if (first) main.replaceChildren();
    render(article(now), main);
    drawAside();
    drawPosters();
    stage.speak();
  });
  if (first) begin();
}

function begin(): void {
  for (const node of main.querySelectorAll<HTMLElement>('.live')) {
    const setup = livesOf(node.dataset['entry'] as EntryId)[Number(node.dataset['live'])];
    if (setup) stage.add(node, setup);
  }
  const contents = side.querySelector<HTMLDetailsElement>('#contents');
  const beside = matchMedia(kBeside);
  const open = () => {
    if (contents) contents.open = beside.matches;
  };
  beside.addEventListener('change', open);
  open();
  // A choice in the contents of a narrow window: what was chosen is to be seen.
  contents?.addEventListener('click', (event) => {
    if (!beside.matches && (event.target as Element).closest('a')) contents.open = false;
  });
  followReading(side.querySelector('.side') as HTMLElement, entries());
  lab.subscribe(() => {
    drawAside();
    drawPosters();
  });
  goToAnchor(main);
  addEventListener('hashchange', () => goToAnchor(main));
  performance.mark('attention-playground:learn');
}

const theme = document.querySelector<HTMLFieldSetElement>('#theme');
if (theme) startTheme([], theme);
const choice = document.querySelector<HTMLFieldSetElement>('#language');
if (choice) choice.hidden = false;
choice?.addEventListener('change', (event) => {
  const { value } = event.target as HTMLInputElement;
  if (!isLanguage(value)) return;
  rememberLanguage(value);
  void speak(value).catch(failed);
});

function failed(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  const words = tellIn(asked)('page.failed', { message });
  if (main.childElementCount <= 1) main.textContent = words;
  else console.warn(words);
}

void speak(currentLanguage()).catch(failed);
// After the texts: nobody waits for what is only kept.
addEventListener('load', () => setTimeout(() => void startOffline(), 3000));
