import { css } from 'lit';

export const explorerStyle = css`
  :host { container: explorer / inline-size; }
  .explorer { display: grid; gap: 14px 28px; grid-template-columns: minmax(0, 1fr); }
  .says { margin: 6px 0 0; min-height: 1.45em; color: var(--ap-ink-2); overflow-wrap: anywhere; }
  h2 { margin: 0; font-size: 13px; font-weight: 600; }
  h3 { margin: 4px 0 2px; font-size: var(--ap-small); font-weight: 600; }
  .head { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 4px 12px; min-height: 28px; margin-bottom: 8px; }
  .tabs { display: inline-flex; border: 1px solid var(--ap-line-strong); border-radius: var(--ap-radius); overflow: hidden; }
  .tabs button { padding: 3px 8px; min-height: 26px; }
  .tabs button[aria-selected='true'] { background: var(--ap-ink); color: var(--ap-paper); forced-color-adjust: none; }
  .tabs button:focus-visible { outline-offset: -3px; }
  attention-tokens { max-height: 190px; overflow-y: auto; scrollbar-width: thin; padding: 3px; margin: -3px; }
  @media (pointer: coarse) { .tabs button { min-height: 36px; } }
  @container explorer (min-width: 800px) {
    .explorer { grid-template-columns: minmax(0, 10fr) minmax(0, 12fr); }
    .text { grid-column: 1 / -1; }
  }
  :host([hide~='tokens']) attention-tokens, :host([hide~='tokens']) h3, :host([hide~='heads']) .all, :host([hide~='tabs']) .tabs,
  :host([hide~='readout']) .says { display: none; }
  :host([hide~='heads']) .explorer { grid-template-columns: minmax(0, 1fr); }
  :host([hide~='zoom']) attention-matrix::part(zoom), :host([hide~='table']) attention-matrix::part(table),
  :host([hide~='legend']) :is(attention-matrix, attention-heads)::part(legend),
  :host([hide~='threshold']) attention-arcs::part(threshold) { display: none; }
`;
