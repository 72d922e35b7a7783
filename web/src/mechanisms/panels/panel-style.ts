/** What the panels share on the screen: rows of controls, tables of numbers, charts. */
import { css } from 'lit';

export const panelStyle = css`
  :host { container: panel / inline-size; }
  p { margin: 0; }
  .panel { display: grid; gap: 12px; grid-template-columns: minmax(0, 1fr); }
  .panel > [role='alert']:empty { display: none; }
  .note { color: var(--ap-ink-2); max-width: 72ch; }
  .lead { max-width: 72ch; }
  h3 { margin: 0; font-size: 13px; font-weight: 600; line-height: 1.4; }
  a { color: inherit; text-decoration-color: var(--ap-line-strong); text-underline-offset: 2px; }
  a:hover { text-decoration-color: currentcolor; }

  figure { margin: 0; min-width: 0; }
  figcaption { margin: 0 0 2px; font-size: var(--ap-small); color: var(--ap-ink-2); }
  figcaption.strong { font-size: inherit; font-weight: 600; color: inherit; margin-bottom: 4px; }

  .trouble {
    display: flex; flex-wrap: wrap; gap: 6px 12px; align-items: center; justify-content: space-between;
    border-inline-start: 2px solid var(--ap-error); padding: 4px 0; padding-inline-start: 10px;
  }

  .controls { display: flex; flex-wrap: wrap; gap: 10px 20px; align-items: end; }
  .field { display: grid; gap: 2px; min-width: 0; }
  .field > .name, .choice legend { color: var(--ap-ink-2); font-size: var(--ap-small); padding: 0; }
  .slide { display: flex; align-items: center; gap: 8px; }
  .slide output { min-width: 5ch; white-space: nowrap; }
  input[type='range'] { width: 140px; margin: 0; min-height: 26px; accent-color: var(--ap-ink); }
  select {
    font: inherit; color: inherit; background: var(--ap-paper); border: 1px solid var(--ap-line-strong);
    border-radius: var(--ap-radius); min-height: 26px; padding: 0 4px; max-width: 220px;
  }
  .choice { border: 0; margin: 0; padding: 0; min-width: 0; }
  .choice .options { display: flex; flex-wrap: wrap; }
  .choice label { position: relative; cursor: pointer; margin-inline-start: -1px; }
  .choice label:first-of-type { margin-inline-start: 0; }
  .choice input { position: absolute; inset: 0; opacity: 0; margin: 0; cursor: pointer; }
  .choice span {
    display: grid; place-items: center; min-height: 26px; min-width: 28px; padding: 0 8px; white-space: nowrap;
    border: 1px solid var(--ap-line-strong); color: var(--ap-ink-2);
  }
  .choice label:first-of-type span { border-start-start-radius: var(--ap-radius); border-end-start-radius: var(--ap-radius); }
  .choice label:last-of-type span { border-start-end-radius: var(--ap-radius); border-end-end-radius: var(--ap-radius); }
  .choice :checked + span { background: var(--ap-ink); border-color: var(--ap-ink); color: var(--ap-paper); forced-color-adjust: none; }
  .choice :focus-visible + span { outline: 2px solid var(--ap-focus); outline-offset: 1px; z-index: 1; }
  .tick { display: inline-flex; gap: 6px; align-items: center; min-height: 26px; cursor: pointer; }
  .tick input { margin: 0; accent-color: var(--ap-ink); }
  .button { border-color: var(--ap-line-strong); min-height: 28px; }
  .button.main { font-weight: 600; padding: 0 14px; }

  .two { display: grid; gap: 16px 28px; grid-template-columns: minmax(0, 1fr); align-items: start; }
  @container panel (min-width: 720px) { .two { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); } }
  .two > *, .stack > * { min-width: 0; }
  .stack { display: grid; gap: 10px; align-content: start; }

  /* A shade at the right edge while there is more to scroll to: the first layer moves with the table and covers it at the end. */
  .sheet {
    overflow: auto; scrollbar-width: thin; scrollbar-color: var(--ap-line-strong) transparent; position: relative;
    background:
      linear-gradient(to left, var(--ap-paper) 20px, transparent) right / 40px 100% no-repeat local,
      linear-gradient(to left, var(--ap-line-strong), transparent) right / 14px 100% no-repeat scroll;
  }
  .sheet:dir(rtl) { background: none; }
  .sheet:focus-visible { outline: 2px solid var(--ap-focus); outline-offset: 1px; }
  table { border-collapse: collapse; font-size: 12px; width: 100%; }
  .caption { color: var(--ap-ink-2); font-size: var(--ap-small); max-width: 90ch; margin-bottom: -8px; }
  caption { text-align: start; color: var(--ap-ink-2); font-size: var(--ap-small); padding: 0 0 4px; }
  th, td {
    text-align: end; font-weight: normal; white-space: nowrap; padding: 2px 0; padding-inline-start: 12px;
    border-bottom: 1px solid var(--ap-line); vertical-align: baseline;
  }
  thead th { color: var(--ap-ink-2); font-size: var(--ap-small); vertical-align: bottom; }
  th:first-child, td:first-child { padding-inline-start: 0; }
  .sheet tbody th, .sheet thead th:first-child { position: sticky; inset-inline-start: 0; background: var(--ap-paper); z-index: 1; }
  .sheet tr.lit > th { background: var(--ap-surface); }
  tbody th, th.start, td.start { text-align: start; }
  tr.lit { background: var(--ap-surface); }
  tr.lit > * { border-bottom-color: var(--ap-line-strong); }

  details > summary { cursor: pointer; color: var(--ap-ink-2); min-height: 24px; width: max-content; max-width: 100%; }
  details[open] > summary { margin-bottom: 4px; }

  .frame { position: relative; direction: ltr; }
  .frame canvas { position: absolute; image-rendering: pixelated; forced-color-adjust: none; box-shadow: 0 0 0 1px var(--ap-line); }
  .frame svg { position: absolute; inset: 0; overflow: visible; }
  svg text { fill: var(--ap-ink-2); font-size: 11px; font-family: var(--ap-sans); }
  svg text.query { fill: var(--ap-query); }
  svg text.key { fill: var(--ap-key); }
  svg text.value { fill: var(--ap-value); }
  svg text.strong { fill: var(--ap-ink); }
  .chart { display: block; overflow: visible; max-width: 100%; }
  .chart .axis { stroke: var(--ap-line-strong); fill: none; shape-rendering: crispEdges; }
  .chart .grid { stroke: var(--ap-line); fill: none; shape-rendering: crispEdges; }

  .keys { display: flex; flex-wrap: wrap; gap: 2px 16px; font-size: var(--ap-small); color: var(--ap-ink-2); }
  .line-key { display: inline-block; width: 20px; height: 0; border-top: 2px solid var(--ap-ink); vertical-align: 4px; margin-inline-end: 5px; }
  .line-key.broken { border-top-style: dashed; }
  .keys i:not(.line-key) { display: inline-block; width: 16px; height: 10px; margin-inline-end: 5px; vertical-align: -1px; box-shadow: inset 0 0 0 1px var(--ap-line-strong); }

  @media print {
    .sheet { overflow: visible; max-height: none; background: none; }
    input[type='range'], details:not([open]) { display: none; }
    figure, .frame, tr { break-inside: avoid; }
    /* What is chosen is text. */
    .choice label:not(:has(:checked)) { display: none; }
    .choice.choice label span { min-height: 0; padding: 0; border: 0; background: none; color: inherit; }
    select { appearance: none; border: 0; padding: 0; }
  }
  @media (pointer: coarse) {
    .choice span, select { min-height: 36px; min-width: 36px; }
    input[type='range'] { min-height: 36px; }
    .tick { min-height: 36px; }
  }
`;
