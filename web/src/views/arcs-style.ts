import { css } from 'lit';

export const arcsStyle = css`
  :host { container-type: inline-size; }
  .bar { display: flex; align-items: center; gap: 12px; min-height: 30px; margin-bottom: 4px; }
  .readout { direction: ltr; text-align: match-parent; flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  @container (max-width: 480px) {
    .bar { flex-wrap: wrap; gap: 0; }
    .readout { flex: 1 0 100%; }
  }
  .threshold { display: flex; align-items: center; gap: 6px; color: var(--ap-ink-2); font-size: var(--ap-small); white-space: nowrap; }
  .threshold input { width: 84px; accent-color: var(--ap-ink-2); margin: 0; min-height: 26px; }
  .threshold output { min-width: 4ch; color: var(--ap-ink); }

  .scroller { direction: ltr; overflow: auto; scrollbar-width: thin; scrollbar-color: var(--ap-line-strong) transparent; overscroll-behavior-x: contain; }
  .scroller.tall { max-height: 70vh; }
  @media print { .threshold { display: none; } .scroller.tall { max-height: none; } }
  svg { display: block; overflow: visible; }
  .arc { fill: none; stroke: var(--ap-ink-2); stroke-linecap: butt; pointer-events: none; }
  .lit-some .others { opacity: 0.14; }
  .arc.lit.back { stroke: url(#back); }
  .arc.lit.ahead { stroke: url(#ahead); }
  .arc.lit.link { stroke: url(#across); }
  .arc.lit.own { stroke: var(--ap-query); }
  .hit { fill: none; stroke: transparent; stroke-width: 9px; cursor: pointer; }
  .stop-query { stop-color: var(--ap-query); }
  .stop-key { stop-color: var(--ap-key); }

  .token { cursor: default; }
  .token text { fill: var(--ap-ink); font-size: 13px; dominant-baseline: central; }
  .token .back { fill: transparent; }
  .token:hover .back { fill: var(--ap-surface); }
  .token .mark { fill: var(--ap-ink-2); }
  .token .to { fill: var(--ap-key); font-size: 11px; }
  .token .from { fill: var(--ap-query); font-size: 11px; }
  .lit-some .token:not(.lit, .chief) .text { fill: var(--ap-ink-2); }
  .token.chief .back { fill: var(--ap-query); }
  svg .token.chief .text, svg .token.chief .text .mark { fill: var(--ap-paper); }
  .token:focus { outline: none; }
  .token:focus-visible .back { stroke: var(--ap-focus); stroke-width: 2px; }
  .more { color: var(--ap-ink-2); font-size: var(--ap-small); margin: 4px 0 0; min-height: 16px; }
`;
