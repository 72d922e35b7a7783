import { css } from 'lit';

export const headsStyle = css`
  :host { container-type: inline-size; }
  .scroll { direction: ltr; overflow-x: auto; padding: 3px; margin: -3px; }
  .grid { user-select: none; display: grid; gap: 2px 0; max-width: calc(20px + var(--heads) * 108px); }
  .row { display: grid; grid-template-columns: 20px repeat(var(--heads), minmax(26px, 1fr)); column-gap: 3px; }
  .name { font-size: 10px; line-height: 14px; color: var(--ap-ink-2); text-align: center; }
  .name[role='rowheader'] { text-align: start; padding-top: 2px; }

  .cell { display: block; min-width: 0; cursor: pointer; border-radius: 2px; touch-action: manipulation; }
  .cell:focus-visible { outline-offset: 2px; }
  .plot { forced-color-adjust: none; position: relative; display: block; aspect-ratio: var(--ratio, 1); overflow: hidden; box-shadow: 0 0 0 1px var(--ap-line); }
  canvas { display: block; width: 100%; height: 100%; image-rendering: pixelated; }
  .cell:hover .plot { box-shadow: 0 0 0 1px var(--ap-line-strong); }
  .chosen .plot { box-shadow: 0 0 0 2px var(--ap-ink); }
  .label {
    display: block; height: 14px; overflow: hidden; white-space: nowrap; text-align: center;
    font-size: 10px; line-height: 14px; color: var(--ap-ink-2);
  }
  .chosen .label { color: var(--ap-ink); font-weight: 600; }
  /* An abbreviation of what the cell's name says in full: drawn, so that it is not a second name. */
  .label::before { content: attr(data-short); }
  @container (min-width: 560px) { .label::after { content: ' ' attr(data-score); } }

  .strip { display: none; position: absolute; z-index: 1; pointer-events: none; }
  .lit .strip { display: block; }
  .cross .of-column { display: none; }
  .of-row {
    left: 0; right: 0; top: calc(var(--i) / var(--rows) * 100%); height: max(1px, calc(100% / var(--rows)));
    box-shadow: 0 -1px var(--ap-query), 0 1px var(--ap-query);
  }
  .of-column {
    top: 0; bottom: 0; left: calc(var(--i) / var(--t) * 100%); width: max(1px, calc(100% / var(--t)));
    box-shadow: -1px 0 var(--ap-key), 1px 0 var(--ap-key);
  }

  .muted canvas { opacity: 0.25; }
  .muted .plot::after {
    content: ''; position: absolute; inset: 0;
    background:
      linear-gradient(to top right, transparent calc(50% - 1px), var(--ap-ink) calc(50% - 1px) calc(50% + 1px), transparent calc(50% + 1px)),
      linear-gradient(to bottom right, transparent calc(50% - 1px), var(--ap-ink) calc(50% - 1px) calc(50% + 1px), transparent calc(50% + 1px));
    opacity: 0.75;
  }
  .muted .label { text-decoration: line-through; }

  attention-legend { margin-top: 8px; }

  .peek {
    position: fixed; inset: auto; margin: 0; width: min(264px, calc(100vw - 16px)); padding: 10px 12px;
    border: 1px solid var(--ap-line); border-radius: 6px; background: var(--ap-raised); color: var(--ap-ink);
    box-shadow: var(--ap-shadow); pointer-events: none; font-size: var(--ap-small); line-height: 16px;
  }
  .peek p { margin: 0; min-height: 16px; }
  .peek .title { font-size: var(--ap-text); margin-bottom: 6px; }
  .peek .plot { margin-bottom: 6px; }
`;
