/** The colours and typefaces themselves: what the style sheets and the written pictures are both made from. */

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

/** Lines of the hatching that says masked, [light, dark]: colour and opacity. */
export const hatching = [
  ['#1b1d20', 0.13],
  ['#e7e9ec', 0.11],
] as const;

export const fonts = {
  sans: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
  mono: "ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace",
} as const;
