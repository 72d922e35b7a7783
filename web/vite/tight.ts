/**
 * Style sheets and templates without the white space that makes them readable: in a style sheet it says nothing, in a
 * template a line's indentation says no more than its line break. Only scripts that draw with Lit are treated so.
 */
import type { Plugin } from 'vite';

const kDrawing = /\/src\/(elements|embed|mechanisms|style|views)\/.*\.ts$/;

const tightCss = (css: string): string =>
  css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,>]) ?/g, '$1')
    .replace(/: /g, ':')
    .replaceAll(';}', '}');

export function tight(): Plugin {
  return {
    name: 'attn-tight',
    apply: 'build',
    enforce: 'pre',
    transform(code, id) {
      if (!kDrawing.test(id)) return null;
      const out = code.replace(/\bcss`([^`]*)`/g, (_, css: string) => `css\`${tightCss(css)}\``);
      return { code: out.replace(/\n[ \t]+/g, '\n'), map: null };
    },
  };
}
