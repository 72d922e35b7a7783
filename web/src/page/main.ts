/** The page: the element, and a switch for the theme. */
import '../elements/attention-playground.ts';
import { startTheme } from './theme.ts';

const playground = document.querySelector('attention-playground');
const choice = document.querySelector<HTMLFieldSetElement>('#theme');
if (playground && choice) startTheme(playground, choice);
