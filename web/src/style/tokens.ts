/**
 * The colour language as CSS custom properties. Both themes stand side by side in `light-dark()`, which
 * the browser resolves by the inherited `color-scheme`: one property on the playground switches
 * everything inside, and a view used on its own follows the page around it.
 *
 * Contrast: ink and the four letters' colours reach 4.5:1 on paper and on surface (WCAG AA for text),
 * `line-strong` and `focus` reach 3:1 (WCAG 1.4.11); tests/web/unit/views-colour.test.ts computes it.
 */
import { css, unsafeCSS } from 'lit';
import { fonts, hatching, palette } from './palette.ts';

export { type PaletteName, palette } from './palette.ts';

const colours = Object.entries(palette)
  .map(([name, [light, dark]]) => `--ap-${name}: light-dark(${light}, ${dark});`)
  .join('\n');

const hatch = ([colour, opacity]: readonly [string, number]) => `${colour}${Math.round(opacity * 255).toString(16)}`;

/**
 * For the outermost element: `:host { color-scheme: light dark }`, and `theme="light"` or `"dark"` decides
 * against the system. A page may override any `--ap-*` on the element.
 */
export const themeSwitch = css`
  :host { color-scheme: light dark; }
  :host([theme='light']) { color-scheme: light; }
  :host([theme='dark']) { color-scheme: dark; }
`;

export const tokens = css`
  :host {
    ${unsafeCSS(colours)}
    --ap-hatch: light-dark(${unsafeCSS(hatching.map(hatch).join(', '))});
    --ap-shadow: 0 1px 2px light-dark(rgb(0 0 0 / 10%), rgb(0 0 0 / 60%)), 0 6px 24px light-dark(rgb(0 0 0 / 14%), rgb(0 0 0 / 60%));
    --ap-sans: ${unsafeCSS(fonts.sans)};
    --ap-mono: ${unsafeCSS(fonts.mono)};
    --ap-text: 13px;
    --ap-small: 11px;
    --ap-radius: 3px;
  }

  @media (forced-colors: active) {
    :host {
      --ap-paper: Canvas; --ap-surface: Canvas; --ap-raised: Canvas;
      --ap-ink: CanvasText; --ap-ink-2: CanvasText; --ap-accent: CanvasText;
      --ap-line: CanvasText; --ap-line-strong: CanvasText; --ap-hatch: color-mix(in srgb, CanvasText 30%, transparent);
      --ap-focus: Highlight;
      --ap-query: LinkText; --ap-key: CanvasText; --ap-value: CanvasText; --ap-output: CanvasText;
      --ap-error: CanvasText;
    }
  }
`;
