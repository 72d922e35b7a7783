/**
 * The list of languages before anything is built, and the switch for the language in the pages: made of the list, and
 * in the HTML, so that its room is there before any script runs.
 */
import type { Plugin } from 'vite';
import { languagesIn, writeLanguages } from '../scripts/languages.mjs';

const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

export function languages(): Plugin {
  return {
    name: 'attn-languages',
    config: () => writeLanguages(),
    transformIndexHtml: (html) =>
      html.replace(/<fieldset id="language"[^>]*>\s*<legend.*<\/legend>/, (start) => {
        const labels = languagesIn().map(
          ({ tag, name, direction }) =>
            `<label lang="${tag}" dir="${direction}"><input type="radio" name="language" value="${tag}"><span>${escaped(name)}</span></label>`,
        );
        return [start, ...labels].join('\n        ');
      }),
  };
}
