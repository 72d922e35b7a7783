import { css } from 'lit';

export const gridStyle = css`
  :host { min-width: 0; }
  .sheet {
    direction: ltr; user-select: none; display: grid; width: max-content; max-width: 100%; padding: 0 2px 2px 0; column-gap: 0;
    grid-template: 52px calc(var(--rows) * var(--cell)) / var(--names) calc(var(--columns) * var(--cell)) 10px var(--strip);
    grid-template-areas: 'corner keys . over' 'queries plot . strip';
  }
  .corner {
    grid-area: corner; display: flex; flex-direction: column; justify-content: end; align-items: end; padding: 0 6px 3px 0;
    font-size: 10px; line-height: 12px; white-space: nowrap;
  }
  .corner[hidden] { display: none; }
  .keys { grid-area: keys; position: relative; }
  .queries { grid-area: queries; position: relative; }
  .over { grid-area: over; align-self: end; font-size: 10px; line-height: 12px; padding-bottom: 4px; color: var(--ap-output); white-space: nowrap; justify-self: end; }
  .name { position: absolute; font-size: var(--ap-small); line-height: 12px; white-space: pre; overflow: hidden; padding: 0 2px; border-radius: 2px; }
  .queries .name {
    right: 4px; max-width: calc(var(--names) - 6px); text-align: end; color: var(--ap-query); transform: translateY(-50%);
    top: calc((var(--n) + 0.5) * var(--cell));
  }
  .keys .name {
    bottom: 3px; max-height: 48px; padding: 2px 0; color: var(--ap-key);
    left: calc((var(--n) + 0.5) * var(--cell));
    writing-mode: vertical-rl; transform: translateX(-50%) rotate(180deg);
  }
  .name.lit { background: var(--ap-query); color: var(--ap-paper); forced-color-adjust: none; }
  .keys .name.lit { background: var(--ap-key); }

  .plot, .strip { forced-color-adjust: none; }
  .plot { grid-area: plot; position: relative; cursor: crosshair; box-shadow: 0 0 0 1px var(--ap-line); }
  .painting .plot { box-shadow: 0 0 0 2px var(--ap-ink); touch-action: none; }
  .strip { grid-area: strip; position: relative; box-shadow: 0 0 0 1px var(--ap-line); overflow: hidden; }
  canvas { display: block; width: 100%; height: 100%; image-rendering: pixelated; }
  .row, .column, .box { position: absolute; pointer-events: none; }
  .row {
    left: 0; right: 0; top: calc(var(--q) * var(--cell)); height: max(1px, var(--cell));
    box-shadow: 0 -1px 0 var(--ap-query), 0 1px 0 var(--ap-query);
  }
  .column {
    top: 0; bottom: 0; left: calc(var(--k) * var(--cell)); width: max(1px, var(--cell));
    box-shadow: -1px 0 0 var(--ap-key), 1px 0 0 var(--ap-key);
  }
  .box { left: calc(var(--k) * var(--cell)); top: calc(var(--q) * var(--cell)); width: max(3px, var(--cell)); height: max(3px, var(--cell)); }
  .chosen { box-shadow: inset 0 0 0 1px var(--ap-ink), inset 0 0 0 2px var(--ap-paper); }
  .active:focus { outline: none; }
  .active:focus-visible { outline: 2px solid var(--ap-focus); box-shadow: 0 0 0 3px var(--ap-paper); z-index: 1; }
  .readout { direction: ltr; text-align: match-parent; min-height: 34px; margin-top: 5px; font-size: var(--ap-small); line-height: 17px; overflow: hidden; }
  .readout b { margin-inline-start: 0.5em; }
`;
