/** What every view shares: type, focus ring, quiet buttons, the four letters' colours, text for screen readers only. */
import { css } from 'lit';

export const shared = css`
  :host {
    display: block;
    /* Text for screen readers is placed absolutely: without this it would widen somebody else's box. */
    position: relative;
    color: var(--ap-ink);
    font: var(--ap-text) / 1.45 var(--ap-sans);
    font-variant-numeric: tabular-nums;
    text-align: start;
    -webkit-text-size-adjust: 100%;
    text-size-adjust: 100%;
  }
  :host([hidden]) { display: none; }
  *, *::before, *::after { box-sizing: border-box; }

  :focus { outline: none; }
  :focus-visible { outline: 2px solid var(--ap-focus); outline-offset: 1px; }

  button {
    font: inherit; font-variant-numeric: inherit; color: inherit;
    background: none; border: 1px solid transparent; border-radius: var(--ap-radius);
    margin: 0; padding: 0; text-align: inherit; cursor: pointer;
    touch-action: manipulation;
  }
  button:disabled { color: var(--ap-ink-2); cursor: default; }
  .button {
    min-width: 28px; min-height: 26px; padding: 0 8px;
    border-color: var(--ap-line); background: var(--ap-paper);
    text-align: center; line-height: 1.2;
  }
  .button:hover:not(:disabled) { border-color: var(--ap-line-strong); }
  .button[aria-pressed='true'] { background: var(--ap-ink); border-color: var(--ap-ink); color: var(--ap-paper); }
  @media (pointer: coarse) { .button { min-height: 36px; min-width: 36px; } }

  .q { color: var(--ap-query); }
  .k { color: var(--ap-key); }
  .v { color: var(--ap-value); }
  .z { color: var(--ap-output); }
  .quiet { color: var(--ap-ink-2); }
  .number { font-variant-numeric: tabular-nums; white-space: nowrap; direction: ltr; unicode-bidi: isolate; }
  /* Drawings run from left to right in every language, as what is measured in them does. */
  svg { direction: ltr; }
  .mark { color: var(--ap-ink-2); opacity: 0.75; }

  .hatch {
    background-image: repeating-linear-gradient(
      -45deg, var(--ap-hatch) 0 1px, transparent 1px 4px);
  }
  .place { font-size: 0.72em; line-height: 0; vertical-align: -0.25em; color: var(--ap-ink-2); font-weight: normal; margin-inline-start: 1px; }
  @media (forced-colors: active) {
    .button[aria-pressed='true'] { forced-color-adjust: none; }
    /* Gradients and shadows are taken away otherwise, and with them the sign for a masked cell. */
    .hatch { forced-color-adjust: none; }
  }
  /* Paper is light, whatever the screen is; what it shows by colour it is to keep, and nothing is to be pressed there. */
  @media print {
    :host { color-scheme: light !important; print-color-adjust: exact; }
    .button, .readout > .quiet { display: none !important; }
  }
  .said {
    position: absolute; width: 1px; height: 1px; margin: -1px; padding: 0;
    overflow: hidden; clip-path: inset(50%); white-space: nowrap; border: 0;
  }
`;
