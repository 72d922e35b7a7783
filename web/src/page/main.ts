/** The page: the elements, which of them is seen, switches for language and theme, and files dropped beside the element. */
import '../elements/attention-playground.ts';
import { catchDrops } from './drops.ts';
import { startLanguage } from './language.ts';
import { startTheme } from './theme.ts';
import { startViews } from './views.ts';

const playground = document.querySelector('attention-playground');
const choice = document.querySelector<HTMLFieldSetElement>('#theme');
const mechanisms = document.querySelector<HTMLElement>('#mechanisms');
const languages = document.querySelector<HTMLFieldSetElement>('#language');
const theme = playground && choice ? startTheme([playground], choice) : null;
const language = playground && languages ? startLanguage([playground], languages) : null;
if (playground) catchDrops(document, playground);
if (playground && mechanisms && language)
  startViews(playground, mechanisms, language.say, (element) => {
    theme?.add(element);
    language.add(element);
  });
