/** Templates of the controls that several panels use. Native inputs: the keyboard and screen readers know them. */
import { html, nothing, type TemplateResult } from 'lit';

export interface Slider {
  readonly label: string;
  readonly least: number;
  readonly most: number;
  readonly step?: number;
  readonly value: number;
  /** What stands beside the slider, and is spoken in the number's place. */
  readonly text: string;
  readonly disabled?: boolean;
  readonly name?: string;
  readonly onInput: (value: number) => void;
}

export function slider(s: Slider): TemplateResult {
  const given = (event: Event) => s.onInput(Number((event.target as HTMLInputElement).value));
  return html`<label class="field"><span class="name">${s.label}</span>
    <span class="slide"><input type="range" name=${s.name ?? nothing} min=${s.least} max=${s.most} step=${s.step ?? 1}
      .value=${String(s.value)} aria-valuetext=${s.text} ?disabled=${s.disabled ?? false} @input=${given}>
      <output aria-hidden="true">${s.text}</output></span></label>`;
}

export interface Option {
  readonly value: string;
  readonly text: string;
  /** Spoken in the text's place, where that is a sign. */
  readonly said?: string;
}

export interface Choice {
  readonly name: string;
  readonly label: string;
  readonly options: readonly Option[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** One of a few, all in sight. */
export function choice(c: Choice): TemplateResult {
  const given = (event: Event) => c.onChange((event.target as HTMLInputElement).value);
  return html`<fieldset class="choice" @change=${given}><legend>${c.label}</legend><div class="options">
    ${c.options.map(
      (o) => html`<label><input type="radio" name=${c.name} value=${o.value} .checked=${o.value === c.value}
        aria-label=${o.said ?? nothing}><span>${o.text}</span></label>`,
    )}</div></fieldset>`;
}

/** One of many. */
export function picker(c: Omit<Choice, 'name'>): TemplateResult {
  const given = (event: Event) => c.onChange((event.target as HTMLSelectElement).value);
  return html`<label class="field"><span class="name">${c.label}</span><select @change=${given}>
    ${c.options.map((o) => html`<option value=${o.value} .selected=${o.value === c.value}>${o.text}</option>`)}
  </select></label>`;
}

/** Yes or no. */
export function tick(label: string, on: boolean, onChange: (on: boolean) => void): TemplateResult {
  const given = (event: Event) => onChange((event.target as HTMLInputElement).checked);
  return html`<label class="tick"><input type="checkbox" .checked=${on} @change=${given}>${label}</label>`;
}
