/** How the parts of the Mechanisms view stand together; widths are the view's own (container queries). */
import { css } from 'lit';

/** What `hide` may name. */
export const hideable = ['prompt', 'head', 'cross', 'rail', 'history', 'numbers', 'legend', 'about', 'panels'] as const;

export const mechanismsStyle = css`
  :host { display: block; container: mechanisms / inline-size; background: var(--ap-paper); }
  .frame { display: grid; gap: 18px; grid-template-columns: minmax(0, 1fr); }
  .frame > * { min-width: 0; }
  h2 { margin: 0; font-size: 13px; font-weight: 600; line-height: 1.4; }
  h3 { margin: 0; font-size: 13px; font-weight: 600; line-height: 1.4; }
  p { margin: 0; }
  a { color: var(--ap-ink); text-underline-offset: 3px; }
  .title { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 4px 12px; min-height: 28px; margin-bottom: 6px; }
  .changed { display: flex; flex-wrap: wrap; gap: 4px 8px; align-items: center; margin-inline-end: auto; }
  .changed::before { content: ''; width: 8px; height: 8px; border-radius: 50%; background: var(--ap-query); forced-color-adjust: none; }
  .changed .button { min-height: 22px; padding: 0 6px; }
  .tools { display: flex; flex-wrap: wrap; gap: 4px; }
  .toggle { display: inline-flex; gap: 6px; align-items: center; cursor: pointer; min-height: 26px; }
  .toggle input { margin: 0; accent-color: var(--ap-ink); }
  select, .across textarea {
    font: inherit; color: inherit; background: var(--ap-raised); border: 1px solid var(--ap-line-strong); border-radius: var(--ap-radius);
    margin: 0; padding: 2px 4px; min-height: 26px;
  }
  .subject .line { display: flex; flex-wrap: wrap; gap: 6px 18px; align-items: center; margin-top: 10px; }
  /* As wide as the toggle that comes in its place: what is around them does not move. */
  .subject .line .quiet { flex: 1 1 180px; line-height: 26px; }
  .pick select { min-width: 46px; }
  .subject .text { font-size: 17px; line-height: 1.5; }
  .across { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 4px 10px; align-items: baseline; margin-top: 8px; }
  .across textarea { width: 100%; font-size: 15px; padding: 4px 8px; field-sizing: content; resize: none; }

  .refused { color: var(--ap-error); overflow-wrap: anywhere; }
  div.refused { display: flex; flex-wrap: wrap; gap: 6px 12px; align-items: center; }
  .refused b { font-weight: 600; }

  .work { display: grid; gap: 18px 24px; grid-template-columns: minmax(0, 1fr); }
  .main { display: grid; gap: 18px; align-content: start; min-width: 0; grid-template-columns: minmax(0, 1fr); }
  .rail { min-width: 0; }
  .rail-view { margin-top: 8px; }
  .tabs { display: flex; flex-wrap: wrap; gap: 2px 16px; border-bottom: 1px solid var(--ap-line); }
  .tabs button { padding: 4px 0 5px; min-height: 28px; border-radius: 0; border: 0; color: var(--ap-ink-2); box-shadow: 0 1px 0 transparent; white-space: nowrap; }
  .tabs button:hover { color: var(--ap-ink); }
  .tabs button[aria-selected='true'] { color: var(--ap-ink); font-weight: 600; box-shadow: 0 2px 0 var(--ap-ink); }

  .columns { display: grid; gap: 0 20px; grid-template-columns: minmax(0, 1fr); }
  /* Header, matrix, refusal and numbers stand level in all columns of a row. */
  .column {
    display: grid; grid-row: span 4; grid-template-rows: subgrid; row-gap: 0; min-width: 0;
    border-top: 1px solid var(--ap-line); padding: 5px 0 16px;
  }
  .column.active { border-top: 2px solid var(--ap-ink); padding-top: 4px; }
  .column header { display: flex; align-items: start; gap: 4px 8px; min-height: 38px; justify-content: space-between; }
  .column h3 { min-width: 0; font-weight: 600; overflow-wrap: anywhere; }
  .column .year { font-weight: normal; color: var(--ap-ink-2); font-size: var(--ap-small); }
  .second { display: block; font-weight: normal; font-size: var(--ap-small); color: var(--ap-ink-2); }
  .column .tools { flex-wrap: nowrap; }
  .column .tools .button { min-height: 22px; padding: 0 6px; font-size: var(--ap-small); }
  .choose { min-height: 24px; font-weight: inherit; padding: 1px 0; padding-inline-end: 4px; text-align: start; }
  .choose:hover .name { text-decoration: underline; text-underline-offset: 3px; }
  .column:not(.active) .choose { color: var(--ap-ink-2); }
  /* What is not of this text, or of this mechanism. */
  .columns.stale .numbers, .columns.stale mechanism-grid, .bars.stale attention-next,
  mechanism-grid.stale { filter: grayscale(1); opacity: 0.6; }
  .column .refused { font-size: 12px; }
  .column .refused p { padding: 2px 0 6px; }
  .add { margin-top: 12px; }
  attention-legend { margin-top: 10px; }

  /* Bars of one length are one number: their track is the same in every column. */
  .numbers { --track: calc(96px - 18px * var(--count)); display: grid; grid-template-columns: auto minmax(0, 1fr); margin: 4px 0 0; align-self: start; }
  .numbers > div { display: grid; grid-column: 1 / -1; grid-template-columns: subgrid; column-gap: 8px; border-top: 1px solid var(--ap-line); padding: 2px 0; }
  .numbers dt { color: var(--ap-ink-2); white-space: nowrap; }
  .numbers dd { display: flex; align-items: center; gap: 8px; margin: 0; min-height: 19px; }
  .numbers dd .number { margin-inline-start: auto; }
  /* The one number that may need two lines: then in every column. */
  .many .numbers .number { white-space: normal; text-align: end; }
  .many [data-number='scores'] dd { min-height: 38px; align-items: start; }
  .numbers .bar { flex: 0 0 calc(var(--w) * var(--track)); height: 6px; background: var(--ap-line-strong); opacity: 0.7; }
  .column.active .numbers .bar { background: var(--ap-ink); }
  @media (forced-colors: active) {
    .tabs [aria-selected='true'] { text-decoration: underline 2px; text-underline-offset: 5px; }
    .numbers .bar { forced-color-adjust: none; background: CanvasText; }
  }

  .about { border-top: 1px solid var(--ap-line); padding-top: 8px; display: grid; gap: 4px; max-width: 74ch; }
  .about h3 span { white-space: nowrap; }
  .about h3 a, .about h3 span { font-weight: normal; margin-inline-start: 8px; }
  .about .show { display: flex; flex-wrap: wrap; gap: 6px; margin-top: 4px; }
  .about .formula { display: flex; flex-wrap: wrap; gap: 2px 16px; align-items: baseline; }
  code { font: 12px / 1.5 var(--ap-mono); overflow-wrap: anywhere; }
  .about .body { color: var(--ap-ink-2); min-height: 57px; }

  .closer h2 { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .closer-view { padding-top: 14px; min-height: 420px; }
  .model { display: grid; gap: 16px 32px; grid-template-columns: minmax(0, 1fr); }
  .model > div { display: grid; gap: 10px; align-content: start; }
  .choice { display: flex; flex-wrap: wrap; align-items: center; gap: 0; margin: 0; padding: 0; border: 0; }
  .choice legend { padding: 0 0 4px; color: var(--ap-ink-2); }
  .choice label { position: relative; cursor: pointer; }
  .choice input { position: absolute; opacity: 0; }
  .choice span { display: grid; place-items: center; min-height: 28px; padding: 0 12px; border: 1px solid var(--ap-line-strong); margin-inline-start: -1px; }
  .choice label:first-of-type span { margin: 0; border-start-start-radius: var(--ap-radius); border-end-start-radius: var(--ap-radius); }
  .choice label:last-of-type span { border-start-end-radius: var(--ap-radius); border-end-end-radius: var(--ap-radius); }
  .choice :checked + span { background: var(--ap-ink); color: var(--ap-paper); border-color: var(--ap-ink); forced-color-adjust: none; }
  .choice :focus-visible + span { outline: 2px solid var(--ap-focus); outline-offset: 2px; z-index: 1; }
  .model .button { justify-self: start; }
  .written { display: grid; gap: 8px; margin: 0; }
  .written dt { color: var(--ap-ink-2); font-size: var(--ap-small); }
  .written dd { margin: 0; min-height: 44px; font-size: 15px; line-height: 1.5; overflow-wrap: anywhere; white-space: pre-wrap; border-inline-start: 2px solid var(--ap-output); padding-inline-start: 10px; }
  mark { background: none; color: inherit; text-decoration: underline; text-decoration-color: var(--ap-output); text-decoration-thickness: 2px; text-underline-offset: 3px; }
  .vectors { display: grid; gap: 10px; max-width: 760px; }
  .vectors > p { max-width: 74ch; }

  @media (pointer: coarse) {
    .tabs button, .choice span { min-height: 40px; }
    .column .tools .button { min-height: 34px; }
    select, .toggle { min-height: 36px; }
  }
  /* Numbers two by two: a column's own stand on half a screen, and the next matrix is near. */
  @container mechanisms (max-width: 519px) {
    .numbers { grid-template-columns: repeat(2, minmax(0, 1fr)); column-gap: 16px; }
    .numbers > div { grid-column: auto; grid-template-columns: minmax(0, 1fr) auto; }
    .numbers dt { white-space: normal; hyphens: auto; overflow-wrap: anywhere; }
    .numbers .bar { display: none; }
  }
  @container mechanisms (min-width: 520px) {
    .columns { grid-template-columns: repeat(min(var(--count), 2), minmax(0, 1fr)); }
  }
  @container mechanisms (max-width: 899px) {
    .rail { order: 2; }
  }
  @container mechanisms (min-width: 900px) {
    .work { grid-template-columns: 256px minmax(0, 1fr); }
    .title { flex-wrap: nowrap; }
    /* Labels are the same in all columns, and so are the lines they take. */
    .many .numbers { grid-template-columns: fit-content(88px) minmax(0, 1fr); }
    .many .numbers dt { white-space: normal; hyphens: auto; overflow-wrap: anywhere; }
    .title > :not(h2) { flex: none; }
    .columns { grid-template-columns: repeat(var(--count), minmax(0, 1fr)); }
    .model { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); }
  }
  @media print {
    .rail.rail, .tabs, .subject .line, .closer [role='tabpanel']:empty { display: none; }
    .frame, .work.work, .main, .closer-view { display: block; min-height: 0; }
    /* As wide as mechanism-grid.ts draws for paper: two beside each other on A4 and Letter. */
    .columns.columns { grid-template-columns: repeat(auto-fill, 340px); }
    .column, .about, .bars { break-inside: avoid; }
    .many [data-number='scores'] dd { min-height: 19px; }
    .about { margin-bottom: 14px; }
    /* Of a choice what is chosen is text; of nothing in the model there is nothing to tell. */
    .choice label:not(:has(:checked)), .model > div:has([value='off']:checked) { display: none; }
    .choice.choice label span { min-height: 0; padding: 0; border: 0; background: none; color: inherit; }
  }
  .locked .work { grid-template-columns: minmax(0, 1fr); }
  :host([hide~='prompt']) :is(playground-prompt, .subject .text), :host([hide~='head']) .pick, :host([hide~='cross']) .subject .toggle,
  :host([hide~='rail']) .rail, :host([hide~='history']) .main .title .tools, :host([hide~='numbers']) .numbers,
  :host([hide~='legend']) attention-legend, :host([hide~='about']) .about, :host([hide~='panels']) .closer { display: none; }
  :host([hide~='rail']) .work { grid-template-columns: minmax(0, 1fr); }
`;
