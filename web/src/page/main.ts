/** The page: the element, a switch for the theme, and files dropped beside the element. */
import '../elements/attention-playground.ts';
import { catchDrops } from './drops.ts';
import { startTheme } from './theme.ts';

const playground = document.querySelector('attention-playground');
const choice = document.querySelector<HTMLFieldSetElement>('#theme');
if (playground && choice) startTheme(playground, choice);
if (playground) catchDrops(document, playground);
