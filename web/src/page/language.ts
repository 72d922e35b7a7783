/** The switch for the language: of the page, of its elements, remembered together with the Learn page's. */
import { chosenLanguage, rememberLanguage } from '../learn/language.ts';
import { directionOf, findLanguage, isLanguage, type Language, pickLanguage } from '../text/language.ts';
import { english, type PageKey, type PageTexts, pageTexts } from '../text/page/index.ts';
import { speak } from '../text/text.ts';

export interface LanguageSwitch {
  /** An element that comes later speaks the chosen language too. */
  add(element: HTMLElement): void;
  /** The text under a key as it stands, its placeholders still in it. */
  say(key: PageKey): string;
  /** What the page speaks, or is about to. */
  readonly spoken: Language;
  /** What a link or the reader asked for; '' where it is the browser's. */
  readonly chosen: Language | '';
  /** For this visit, because a link says so: what the reader chose before is not forgotten. False: there are no words for it. */
  hold(tag: string): boolean;
}

/** In the HTML `data-say` names what a node says, `data-name` what it is called. */
export function startLanguage(
  elements: HTMLElement[],
  choice: HTMLFieldSetElement,
  onChange: () => void = () => undefined,
): LanguageSwitch {
  const root = document.documentElement;
  let asked: Language = 'en';
  let spoken: Language = 'en';
  let texts = english;
  const show = () => {
    for (const input of choice.querySelectorAll('input')) input.checked = input.value === spoken;
  };
  const change = async (language: Language) => {
    asked = language;
    try {
      const [words] = await Promise.all([pageTexts(language), speak(language)]);
      if (asked !== language) return;
      [texts, spoken] = [words, language];
      root.lang = language;
      root.dir = directionOf(language);
      sayAll(texts);
      for (const element of elements) element.setAttribute('lang', language);
    } catch (error) {
      // Its texts could not be fetched: the page stays as it is, and the switch says so.
      if (asked !== language) return;
      asked = spoken;
      console.warn(error);
    }
    show();
  };
  choice.addEventListener('change', (event) => {
    const { value } = event.target as HTMLInputElement;
    if (!isLanguage(value)) return;
    rememberLanguage(value);
    chosen = value;
    void change(value).then(onChange);
  });
  let chosen = chosenLanguage();
  const first = chosen || pickLanguage(navigator.languages);
  if (first === 'en') show();
  else void change(first);
  choice.hidden = false;
  return {
    add(element) {
      elements.push(element);
      element.setAttribute('lang', asked);
    },
    say: (key) => texts[key],
    get spoken() {
      return asked;
    },
    get chosen() {
      return chosen;
    },
    hold(tag) {
      const language = findLanguage(tag);
      if (!language) return false;
      chosen = language;
      if (language !== asked) void change(language).then(onChange);
      return true;
    },
  };
}

function sayAll(texts: PageTexts): void {
  document.title = texts['page.title'];
  document.querySelector('meta[name=description]')?.setAttribute('content', texts['page.about']);
  for (const node of document.querySelectorAll<HTMLElement>('[data-say]'))
    node.textContent = texts[node.dataset['say'] as PageKey];
  for (const node of document.querySelectorAll<HTMLElement>('[data-name]'))
    node.ariaLabel = texts[node.dataset['name'] as PageKey];
}
