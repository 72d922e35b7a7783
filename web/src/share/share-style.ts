import { css } from 'lit';

export const shareStyle = css`
  dialog {
    width: min(760px, calc(100vw - 24px)); max-height: min(900px, calc(100dvh - 24px)); padding: 0; overflow: auto;
    border: 1px solid var(--ap-line-strong); border-radius: 6px; background: var(--ap-paper); color: var(--ap-ink);
    box-shadow: var(--ap-shadow); overscroll-behavior: contain;
  }
  dialog.wide { width: min(1240px, calc(100vw - 24px)); }
  dialog::backdrop { background: light-dark(rgb(20 22 26 / 35%), rgb(0 0 0 / 60%)); }
  .top {
    position: sticky; top: 0; z-index: 2; display: flex; align-items: center; justify-content: space-between; gap: 12px;
    padding: 12px 16px; border-bottom: 1px solid var(--ap-line); background: var(--ap-paper);
  }
  h2 { margin: 0; font-size: 17px; font-weight: 650; overflow-wrap: anywhere; }
  h3 { margin: 0; font-size: 14px; font-weight: 650; }
  section { padding: 14px 16px 16px; }
  section + section { border-top: 1px solid var(--ap-line); }
  p { margin: 2px 0 8px; max-width: 72ch; }
  .row { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
  .row + .row { margin-top: 8px; }
  .row .row { margin: 0; }
  .grow { flex: 1 1 220px; min-width: 0; }
  input:not([type='file']), textarea, select {
    width: 100%; min-height: 30px; padding: 4px 8px; border: 1px solid var(--ap-line-strong); border-radius: var(--ap-radius);
    background: var(--ap-raised); color: var(--ap-ink); font: inherit;
  }
  select { width: auto; max-width: 100%; }
  textarea { display: block; resize: vertical; font: 12px / 1.5 var(--ap-mono); }
  .code { direction: ltr; text-align: left; white-space: pre; overflow: auto; tab-size: 2; }
  .link { direction: ltr; text-overflow: ellipsis; }
  label { color: var(--ap-ink-2); }
  .tabs { display: flex; flex-wrap: wrap; gap: 0 14px; margin: 4px 0 8px; border-bottom: 1px solid var(--ap-line); }
  [role='tab'] { padding: 5px 0; border: 0; border-bottom: 2px solid transparent; border-radius: 0; color: var(--ap-ink-2); }
  [role='tab'][aria-selected='true'] { color: var(--ap-ink); font-weight: 600; border-bottom-color: var(--ap-ink); }
  .after { margin: 8px 0 0; min-height: 19px; overflow-wrap: anywhere; }
  .after:empty { min-height: 0; margin: 0; }
  .wrong { color: var(--ap-error); }
  .imported { padding: 14px 16px; }
  .label { border-inline-start: 3px solid var(--ap-query); padding-inline-start: 10px; }
  @media (pointer: coarse) {
    input:not([type='file']), select, [role='tab'] { min-height: 38px; }
  }
  @media (max-width: 480px) {
    dialog, dialog.wide { width: 100vw; max-width: 100vw; max-height: 100dvh; border-radius: 0; border-inline: 0; }
  }
  @media (forced-colors: active) {
    dialog { border: 2px solid CanvasText; }
    /* What is transparent has a colour there. */
    [role='tab'] { border-bottom-color: Canvas; }
    [role='tab'][aria-selected='true'] { border-bottom-color: Highlight; }
  }
  @media print { dialog { display: none; } }
`;
