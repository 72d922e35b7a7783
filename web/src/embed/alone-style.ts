/** Around a view that stands alone, and the controls that its `hide` leaves out. */
import { css } from 'lit';

export const aloneStyle = css`
  :host { background: var(--ap-paper); }
  .poster p { margin: 0; padding: 2px 8px; border-radius: var(--ap-radius); background: var(--ap-surface); color: var(--ap-ink-2); }
  .failed {
    display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: flex-start; justify-content: space-between; padding: 10px 14px; margin-bottom: 8px;
    border: 1px solid var(--ap-line); border-inline-start: 3px solid var(--ap-error); border-radius: var(--ap-radius);
    background: var(--ap-raised); overflow-wrap: anywhere;
  }
  .failed div { flex: 1 1 220px; min-width: 0; }
  .failed strong { display: block; }
  .failed p { margin: 0; }
  .caption { margin-top: 6px; color: var(--ap-ink-2); font-size: var(--ap-small); line-height: 1.4; }

  :host([hide~='zoom']) .bar .group, :host([hide~='table']) .bar .table-button, :host([hide~='threshold']) .threshold,
  :host([hide~='legend']) attention-legend, :host([hide~='caption']) .caption { display: none; }
  :host([hide~='readout']) .readout { visibility: hidden; height: 0; }
  :host([hide~='readout'][hide~='zoom'][hide~='table']) .bar { min-height: 0; }
`;
