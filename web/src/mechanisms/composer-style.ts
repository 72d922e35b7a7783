import { css } from 'lit';

export const composerStyle = css`
  .axis { display: grid; align-items: start; grid-template-columns: 76px minmax(0, 1fr); gap: 2px 8px; padding: 5px 0; border-top: 1px solid var(--ap-line); }
  .axis:first-of-type { border-top: 0; }
  .label { color: var(--ap-ink-2); line-height: 26px; }
  .value { display: grid; gap: 4px; min-width: 0; }
  select, input[type='number'], textarea {
    font: inherit; color: inherit; background: var(--ap-raised); border: 1px solid var(--ap-line-strong); border-radius: var(--ap-radius);
    margin: 0; padding: 2px 4px; min-height: 26px; max-width: 100%;
  }
  select { width: 100%; min-width: 0; text-overflow: ellipsis; }
  .line { display: flex; gap: 4px; align-items: center; min-width: 0; }
  .line select { flex: 1 1 60px; }
  .line .button { padding: 0 5px; min-width: 24px; }
  .joins .button { min-height: 24px; font-size: var(--ap-small); color: var(--ap-ink-2); border-color: transparent; background: none; padding: 0 4px; }
  .joins .button:hover { color: var(--ap-ink); }
  .leaf { display: grid; gap: 3px; min-width: 0; }
  .join { display: grid; gap: 6px; margin: 0; padding: 0 0 2px; padding-inline-start: 8px; border: 0; border-inline-start: 2px solid var(--ap-line-strong); min-width: 0; }
  .join legend { padding: 0; font-size: var(--ap-small); color: var(--ap-ink-2); }
  .knobs { display: grid; gap: 3px; padding-inline-start: 8px; }
  .knobs p { margin: 0; font-size: var(--ap-small); }
  .knob { display: grid; grid-template-columns: minmax(0, 1fr) 74px; gap: 0 6px; align-items: center; }
  .knob > span { color: var(--ap-ink-2); font-size: 12px; overflow-wrap: anywhere; }
  .knob input[type='range'] { grid-area: 2 / 1 / 3 / -1; width: 100%; min-width: 0; margin: 2px 0; height: 14px; accent-color: var(--ap-ink); }
  .knob input[type='number'] { grid-column: 2; width: 100%; text-align: end; padding-inline-end: 2px; }
  .json { border-top: 1px solid var(--ap-line); padding-top: 6px; margin-top: 4px; }
  .json .line { justify-content: space-between; margin-bottom: 4px; }
  .json label { color: var(--ap-ink-2); }
  textarea { display: block; width: 100%; font: 12px / 1.45 var(--ap-mono); resize: vertical; scrollbar-width: thin; }
  textarea[aria-invalid='true'] { border-color: var(--ap-error); }
  .wrong { min-height: 19px; margin: 2px 0 0; color: var(--ap-error); font-size: var(--ap-small); overflow-wrap: anywhere; }
  @media (pointer: coarse) { select, input[type='number'] { min-height: 36px; } .label { line-height: 36px; } }
`;
