import { css } from 'lit';

export const cellStyle = css`
  :host { container-type: inline-size; }
  .empty { color: var(--ap-ink-2); margin: 0; min-height: 120px; }
  .head { display: flex; align-items: baseline; gap: 8px; flex-wrap: wrap; min-height: 28px; margin: 0 0 8px; }
  .head .where { flex: 1; min-width: 0; direction: ltr; text-align: match-parent; }
  .head b { font-size: 15px; margin-inline-start: 4px; }
  .loading .steps { opacity: 0.45; }
  @media (prefers-reduced-motion: no-preference) { .steps { transition: opacity 120ms 120ms; } }

  .steps { display: grid; gap: 14px 40px; margin: 0; padding: 0; list-style: none; grid-template-columns: minmax(0, 1fr); }
  .part { display: grid; gap: 14px; align-content: start; margin: 0; padding: 0; list-style: none; }
  @container (min-width: 720px) { .steps { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); } }

  .step { display: grid; grid-template-columns: 20px minmax(0, 1fr); }
  .ordinal { color: var(--ap-ink-2); font-size: var(--ap-small); line-height: 19px; }
  .title { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 12px; margin: 0; font-weight: 600; font-size: var(--ap-text); line-height: 19px; }
  .title .result { font-weight: 600; direction: ltr; }
  .line { margin: 2px 0 0; line-height: 20px; min-height: 20px; overflow-wrap: anywhere; }
  .formula { font-variant-numeric: tabular-nums; direction: ltr; text-align: match-parent; }
  .formula var, .symbol var { font-style: italic; font-family: 'STIX Two Math', 'Cambria Math', Cambria, Georgia, 'Times New Roman', serif; font-size: 1.1em; }
  sub { font-size: 0.72em; line-height: 0; vertical-align: -0.25em; }
  .op { color: var(--ap-ink-2); padding: 0 0.2em; }

  .strips { direction: ltr; margin-top: 4px; border-radius: var(--ap-radius); touch-action: pan-y; }
  .strip { display: grid; grid-template-columns: 34px minmax(0, 1fr) 62px; align-items: center; gap: 6px; height: 34px; }
  .symbol { text-align: start; }
  .range { text-align: end; font-size: var(--ap-small); }
  .bars { width: 100%; height: 30px; display: block; background: var(--ap-surface); overflow: hidden; }
  .bars rect { fill: var(--ap-ink-2); }
  .bars.q rect { fill: var(--ap-query); } .bars.k rect { fill: var(--ap-key); }
  .bars.v rect { fill: var(--ap-value); } .bars.z rect { fill: var(--ap-output); }
  .bars line { stroke: var(--ap-line-strong); stroke-width: 1px; vector-effect: non-scaling-stroke; opacity: 0.7; }
  .bars rect.band, .columns rect.band { fill: var(--ap-ink); opacity: 0.16; }
  .columns rect.band.own { fill: var(--ap-key); }
  .columns { position: relative; margin-top: 6px; margin-inline-end: 68px; background: var(--ap-surface); }
  .columns svg { display: block; width: 100%; height: 56px; }
  .columns rect { fill: var(--ap-line-strong); }
  .columns rect.marked { fill: var(--ap-key); }
  .columns .future { position: absolute; inset: 0 0 0 auto; }

  .numbers { margin-top: 12px; }
  .table { overflow: auto; max-height: 320px; margin-top: 8px; scrollbar-width: thin; }
  table { border-collapse: collapse; font-size: 12px; width: 100%; max-width: 640px; }
  th, td { text-align: end; padding: 1px 0; padding-inline-start: 12px; white-space: nowrap; font-weight: normal; border-bottom: 1px solid var(--ap-line); }
  th:first-child { text-align: start; padding-inline-start: 0; color: var(--ap-ink-2); }
  thead th { position: sticky; top: 0; background: var(--ap-paper); }
  tfoot th, tfoot td { font-weight: 600; border-bottom: 0; border-top: 1px solid var(--ap-line-strong); }
  tr.lit { background: var(--ap-surface); }
`;
