/**
 * The colour language as CSS custom properties. Both themes stand side by side in `light-dark()`, which
 * the browser resolves by the inherited `color-scheme`: one property on the playground switches
 * everything inside, and a view used on its own follows the page around it.
 *
 * Contrast: ink and the four letters' colours reach 4.5:1 on paper and on surface (WCAG AA for text),
 * `line-strong` and `focus` reach 3:1 (WCAG 1.4.11); tests/web/unit/views-colour.test.ts computes it.
 */
import { css, unsafeCSS } from 'lit';

/** Name to [light, dark]. The test of contrast reads this table, the page reads what is made from it. */
export const palette = {
  paper: ['#ffffff', '#0f1216'],
  surface: ['#f5f5f2', '#181c22'],
  raised: ['#ffffff', '#1f242c'],
  ink: ['#1b1d20', '#e7e9ec'],
  'ink-2': ['#575b61', '#a3a9b2'],
  line: ['#deded9', '#2c323b'],
  'line-strong': ['#85898f', '#727b87'],
  focus: ['#0b57d0', '#8ab8ff'],
  accent: ['#1b1d20', '#e7e9ec'],
  query: ['#0063b1', '#6fb4f5'],
  key: ['#b04a00', '#f0a35c'],
  value: ['#007052', '#52c9a0'],
  output: ['#8b3a94', '#d79be4'],
  error: ['#b3261e', '#ff9d94'],
} as const;

export type PaletteName = keyof typeof palette;

const colours = Object.entries(palette)
  .map(([name, [light, dark]]) => `--ap-${name}: light-dark(${light}, ${dark});`)
  .join('\n');

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
    --ap-hatch: light-dark(rgb(27 29 32 / 13%), rgb(231 233 236 / 11%));
    --ap-shadow: 0 1px 2px light-dark(rgb(0 0 0 / 10%), rgb(0 0 0 / 60%)), 0 6px 24px light-dark(rgb(0 0 0 / 14%), rgb(0 0 0 / 60%));
    --ap-sans: system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif;
    --ap-mono: ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace;
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
