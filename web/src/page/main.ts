/** The page: the elements, which of them is seen, a switch for the theme, and files dropped beside the element. */
import '../elements/attention-playground.ts';
import { catchDrops } from './drops.ts';
import { startTheme } from './theme.ts';
import { startViews } from './views.ts';

const playground = document.querySelector('attention-playground');
const choice = document.querySelector<HTMLFieldSetElement>('#theme');
const mechanisms = document.querySelector<HTMLElement>('#mechanisms');
const theme = playground && choice ? startTheme([playground], choice) : null;
if (playground) catchDrops(document, playground);
if (playground && mechanisms) startViews(playground, mechanisms, (element) => theme?.add(element));
