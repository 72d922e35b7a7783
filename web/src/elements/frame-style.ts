/**
 * How the parts stand together. Widths are those of the playground itself (container queries), so that it
 * is as much at home in the narrow column of a documentation page as on a page of its own.
 */
import { css } from 'lit';

export const frameStyle = css`
  :host { display: block; container: playground / inline-size; background: var(--ap-paper); position: relative; }

  .frame { display: grid; gap: 20px 28px; grid-template-columns: minmax(0, 1fr); }
  playground-alert.filled { margin-bottom: 12px; }
  .frame > * { min-width: 0; }
  [hidden] { display: none !important; }
  h2 { margin: 0; font-size: 13px; font-weight: 600; line-height: 1.4; }
  p { margin: 0; }
  .title { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 12px; min-height: 28px; margin-bottom: 8px; }
  .title .end { margin-inline-start: auto; }
  .toggle { display: inline-flex; min-height: 24px; gap: 6px; align-items: center; color: var(--ap-ink-2); cursor: pointer; }
  .toggle input { margin: 0; accent-color: var(--ap-ink); }

  .tokens { margin-top: 12px; min-height: 62px; }
  .tokens .under { display: flex; flex-wrap: wrap; gap: 2px 16px; min-height: 22px; margin-top: 6px; color: var(--ap-ink-2); }
  .chips { min-height: 32px; max-height: 190px; overflow-y: auto; overscroll-behavior: contain; padding: 3px; margin: -3px; scrollbar-width: thin; }
  .stale .heads, .stale .square, .stale .bars { filter: grayscale(1); }

  .opened { border-inline-start: 2px solid var(--ap-output); padding: 2px 0 4px; padding-inline-start: 12px; margin-top: 10px; }
  .opened .row { display: flex; flex-wrap: wrap; gap: 6px; margin-top: 6px; }

  .head-title { display: grid; grid-template-columns: auto minmax(0, 1fr) auto auto; align-items: center; gap: 4px 8px; min-height: 28px; margin-bottom: 8px; }
  .head-title .label { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  @container playground (max-width: 480px) {
    .head-title { grid-template-columns: 1fr auto auto; }
    .head-title .label { grid-row: 2; grid-column: 1 / -1; min-height: 20px; }
  }
  .tabs { display: inline-flex; border: 1px solid var(--ap-line-strong); border-radius: var(--ap-radius); overflow: hidden; }
  .tabs button { padding: 3px 8px; min-height: 26px; }
  .tabs button[aria-selected='true'] { background: var(--ap-ink); color: var(--ap-paper); forced-color-adjust: none; }
  .tabs button:focus-visible { outline-offset: -3px; }
  .label { color: var(--ap-ink-2); }
  .square { min-height: 300px; }

  .play { display: grid; grid-template-columns: 1fr 1fr; gap: 8px; margin-bottom: 10px; }
  .play .button { min-height: 34px; font-weight: 600; border-color: var(--ap-line-strong); }
  .play .button:hover:not(:disabled) { background: var(--ap-surface); }
  .play .button:disabled { border-color: var(--ap-line); font-weight: 400; }
  .play .icon { font-size: 10px; margin-inline-end: 6px; }
  .ended { color: var(--ap-ink-2); margin-top: 6px; }

  .mutes { display: flex; flex-wrap: wrap; gap: 6px; align-items: center; min-height: 28px; color: var(--ap-ink-2); }
  .mutes .button { color: var(--ap-ink); }
  .bars { min-height: 260px; }
  .hint { color: var(--ap-ink-2); margin-top: 8px; }

  .overlay {
    position: absolute; inset: 0; z-index: 10; display: grid; justify-items: center; align-items: start; padding: 24px; text-align: center;
    background: color-mix(in srgb, var(--ap-paper) 88%, transparent); border: 2px dashed var(--ap-line-strong); border-radius: 8px;
    font-size: 16px; pointer-events: none;
  }

  .overlay span { position: sticky; top: 40vh; }

  @media (pointer: coarse) { .tabs button { min-height: 36px; } .play .button { min-height: 44px; } }

  .measures { display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: 2px 20px; margin: 14px 0 0; }
  .measures div { display: flex; justify-content: space-between; gap: 8px; border-top: 1px solid var(--ap-line); padding: 3px 0; }
  .measures dt { color: var(--ap-ink-2); }
  .measures dd { margin: 0; }

  @media print {
    .frame.frame, .rail.rail { display: block; max-height: none; overflow: visible; position: static; }
    .frame > *, .rail > * { margin-bottom: 18px; break-inside: avoid; }
    .frame > .rail { break-inside: auto; }
    .chips { max-height: none; overflow: visible; }
    .area-play, .area-mutes:not(:has([data-muted])), .tabs, .toggle, .hint, .share { display: none; }
    .mutes [data-muted] { display: inline !important; border: 0; }
    .mutes [data-muted] [aria-hidden] { display: none; }
  }

  .share { margin: 14px 0 0; }

  .area-model { grid-area: model; } .area-text { grid-area: text; } .area-play { grid-area: play; }
  .area-next { grid-area: next; } .area-mutes { grid-area: mutes; } .area-heads { grid-area: heads; }
  .area-head { grid-area: head; } .area-cell { grid-area: cell; } .rail { grid-area: rail; }

  /* Areas, columns and rows: frame-layout.ts. */
  .frame { grid-template-areas: var(--narrow); }
  .rail { display: contents; }

  @container playground (min-width: 760px) {
    .frame { grid-template-areas: var(--middle); grid-template-columns: var(--middle-columns); grid-template-rows: var(--middle-rows); }
    .rail {
      display: grid; gap: 20px; align-content: start; position: sticky; top: 0; padding: 3px; margin: -3px;
      max-height: 100vh; overflow-y: auto; scrollbar-width: thin;
    }
    .rail > * { grid-area: auto; }
  }
  @container playground (min-width: 1140px) {
    .frame {
      gap: 18px 32px;
      grid-template-areas: var(--wide); grid-template-columns: var(--wide-columns); grid-template-rows: var(--wide-rows);
    }
  }
`;
