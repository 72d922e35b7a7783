import { css } from 'lit';

export const matrixStyle = css`
  :host { container-type: inline-size; --names: 72px; }
  @container (max-width: 420px) { .sheet, .corner { --names: 58px; } }
  .bar { display: flex; align-items: center; gap: 4px; min-height: 30px; margin-bottom: 4px; }
  .readout { direction: ltr; text-align: match-parent; flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .readout b { margin-inline-start: 0.75em; }
  .bar .group { display: flex; direction: ltr; }
  .bar .group .button { border-radius: 0; margin-inline-start: -1px; }
  .bar .group .button:first-child { border-radius: var(--ap-radius) 0 0 var(--ap-radius); }
  .bar .group .button:last-child { border-radius: 0 var(--ap-radius) var(--ap-radius) 0; }

  .scroller {
    direction: ltr; position: relative; overflow: auto; height: var(--height);
    touch-action: pan-x pan-y; scrollbar-width: thin; scrollbar-color: var(--ap-line-strong) transparent;
  }
  .zoomed { overscroll-behavior: contain; }
  .sheet {
    user-select: none; display: grid; width: max-content; padding: 0 3px 3px 0;
    grid-template: var(--names) calc(var(--rows) * var(--cell)) / var(--names) calc(var(--t) * var(--cell));
  }
  .corner, .keys, .queries { background: var(--ap-paper); }
  .corner {
    position: sticky; inset: 0 auto auto 0; z-index: 3; padding: 0 6px 4px 0;
    display: flex; flex-direction: column; justify-content: end; align-items: end;
    font-size: 10px; line-height: 13px; white-space: nowrap;
  }
  .keys { position: sticky; top: 0; z-index: 2; }
  .queries { position: sticky; left: 0; z-index: 2; }
  .name {
    position: absolute; font-size: var(--ap-small); line-height: 13px; white-space: pre; cursor: default;
    overflow: hidden; text-overflow: ellipsis; max-width: calc(var(--names) - 8px); padding: 0 2px; border-radius: 2px; min-width: 12px; min-height: 12px; text-align: end;
  }
  .queries .name { right: 5px; top: clamp(7px, calc((var(--n) + 0.5) * var(--cell)), calc(var(--rows) * var(--cell) - 7px)); transform: translateY(-50%); color: var(--ap-query); }
  .keys .name {
    bottom: 5px; left: clamp(7px, calc((var(--n) + 0.5) * var(--cell)), calc(var(--t) * var(--cell) - 7px)); color: var(--ap-key);
    max-width: none; max-height: calc(var(--names) - 8px); padding: 2px 0;
    writing-mode: vertical-rl; transform: translateX(-50%) rotate(180deg);
  }
  .name.lit { background: var(--ap-query); color: var(--ap-paper); forced-color-adjust: none; }
  .keys .name.lit { background: var(--ap-key); }

  /* Frame, strips and boxes are shadows, in system colours where those are forced; the scale stays as it is. */
  .plot { forced-color-adjust: none; position: relative; cursor: crosshair; box-shadow: 0 0 0 1px var(--ap-line); }
  canvas { display: block; width: 100%; height: 100%; image-rendering: pixelated; }
  .strip, .box, .value { position: absolute; pointer-events: none; }
  .of-row { left: 0; right: 0; top: calc(var(--q) * var(--cell)); height: max(1px, var(--cell)); }
  .of-column { top: 0; bottom: 0; left: calc(var(--k) * var(--cell)); width: max(1px, var(--cell)); }
  .of-row { box-shadow: 0 -1px 0 var(--ap-query), 0 1px 0 var(--ap-query); }
  .of-column { box-shadow: -1px 0 0 var(--ap-key), 1px 0 0 var(--ap-key); }
  .strip.faint { opacity: 0.6; }
  .box {
    left: calc(var(--k) * var(--cell)); top: calc(var(--q) * var(--cell));
    width: max(3px, var(--cell)); height: max(3px, var(--cell));
  }
  .box.selected { box-shadow: inset 0 0 0 2px var(--ap-ink), inset 0 0 0 3px var(--ap-paper); z-index: 1; }
  .small .box.selected { box-shadow: 0 0 0 1px var(--ap-paper), 0 0 0 3px var(--ap-ink); }
  .box.active:focus { outline: none; }
  .box.active:focus-visible { outline: 2px solid var(--ap-focus); outline-offset: 0; box-shadow: 0 0 0 3px var(--ap-paper); z-index: 1; }
  .value {
    left: calc(var(--k) * var(--cell)); top: calc(var(--q) * var(--cell)); width: var(--cell); line-height: var(--cell);
    text-align: center; font-size: clamp(9px, calc(var(--cell) * 0.32), 13px);
  }

  @media print { .scroller, .table { height: auto; overflow: visible; } .sheet, tr { break-inside: avoid; } }
  .foot { margin-top: 8px; }
  .table { overflow: auto; height: var(--height); scrollbar-width: thin; }
  table { border-collapse: collapse; width: 100%; font-size: 12px; }
  caption { text-align: start; color: var(--ap-ink-2); padding: 0 0 6px; }
  th, td { text-align: start; padding: 1px 0; padding-inline-end: 8px; border-bottom: 1px solid var(--ap-line); white-space: nowrap; font-weight: normal; }
  thead th { position: sticky; top: 0; background: var(--ap-paper); color: var(--ap-ink-2); font-size: var(--ap-small); z-index: 1; }
  tr.lit { background: var(--ap-surface); }
  td button { display: flex; gap: 6px; width: 100%; padding: 1px 3px; }
  td button:hover { border-color: var(--ap-line-strong); }
  td button[aria-current] { border-color: var(--ap-ink); font-weight: 600; }
`;
