import { languages } from '../text/language.ts';

/** The choices of the switch for the language, each in its own words; from then on the switch is seen. */
export function fillLanguages(choice: HTMLFieldSetElement): void {
  for (const { tag, name, direction } of languages) {
    const [label, input, word] = ['label', 'input', 'span'].map((part) => document.createElement(part));
    Object.assign(label as HTMLElement, { lang: tag, dir: direction });
    Object.assign(input as HTMLElement, { type: 'radio', name: 'language', value: tag });
    (word as HTMLElement).textContent = name;
    (label as HTMLElement).append(input as HTMLElement, word as HTMLElement);
    choice.append(label as HTMLElement);
  }
  choice.hidden = false;
}
