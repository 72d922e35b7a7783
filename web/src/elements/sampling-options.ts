/**
 * How a token is drawn: likeliest or by chance, and the numbers behind chance. A field that is out of range
 * says so and leaves the last good value in force.
 *
 * Events: `sampling-change` {sampling}, `length-change` {length}.
 */
import { css, html, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import type { SamplingOptions } from '../engine/types.ts';
import { t } from '../text/text.ts';
import { View } from '../views/view.ts';
import { define } from './define.ts';
import { ranges, readField, type SamplingField } from './sampling.ts';

const fields: readonly SamplingField[] = ['temperature', 'topK', 'topP', 'minP', 'repetitionPenalty', 'seed'];
const kLongest = 4096;

export class SamplingOptionsBox extends View {
  @property({ attribute: false }) sampling: SamplingOptions = {};
  @property({ type: Number }) length = 60;

  /** What was typed, while it differs from the number in force: "1." on the way to 1.5, or out of range. */
  @state() private typed: Readonly<Partial<Record<SamplingField | 'length', string>>> = {};

  static override styles = [
    View.styles,
    css`
      .how { display: flex; border: 1px solid var(--ap-line-strong); border-radius: var(--ap-radius); overflow: hidden; padding: 0; margin: 0; }
      .how label { flex: 1; display: block; cursor: pointer; }
      .how input { position: absolute; opacity: 0; pointer-events: none; }
      .how span { display: grid; place-items: center; min-height: 28px; padding: 2px 8px; text-align: center; line-height: 1.2; }
      .how :checked + span { background: var(--ap-ink); color: var(--ap-paper); forced-color-adjust: none; }
      .how :focus-visible + span { outline: 2px solid var(--ap-focus); outline-offset: -4px; }
      details { margin-top: 8px; }
      summary { cursor: pointer; color: var(--ap-ink-2); padding: 2px 0; width: fit-content; }
      summary:hover { color: var(--ap-ink); }
      .fields { display: grid; grid-template-columns: 1fr 92px; gap: 6px 10px; align-items: center; padding-top: 6px; }
      .fields input {
        width: 100%; min-height: 28px; padding: 2px 6px; border: 1px solid var(--ap-line-strong); border-radius: var(--ap-radius);
        background: var(--ap-raised); color: var(--ap-ink); font: inherit; font-variant-numeric: tabular-nums; text-align: end;
      }
      .fields input:disabled { border-color: var(--ap-line); color: var(--ap-ink-2); background: none; }
      .fields input[aria-invalid='true'] { border-color: var(--ap-error); outline-color: var(--ap-error); }
      .hint { grid-column: 1 / -1; margin: -3px 0 3px; font-size: var(--ap-small); line-height: 1.35; color: var(--ap-ink-2); }
      .hint.wrong { color: var(--ap-error); }
      @media (pointer: coarse) { .how span, .fields input, summary { min-height: 38px; } }
    `,
  ];

  override render(): TemplateResult {
    const greedy = this.sampling.greedy ?? false;
    return html`
      <fieldset class="how" aria-label=${t('generate.how')}>
        ${this.#choice(false, t('generate.sample'), !greedy)}${this.#choice(true, t('generate.greedy'), greedy)}
      </fieldset>
      <details>
        <summary>${t('generate.options')}</summary>
        <div class="fields">
          ${this.#length()}
          ${fields.map((field) => this.#field(field, greedy && field !== 'repetitionPenalty'))}
        </div>
      </details>`;
  }

  #choice(greedy: boolean, text: string, checked: boolean): TemplateResult {
    return html`<label><input type="radio" name="how" .checked=${live(checked)}
      @change=${() => this.#change({ greedy })}><span>${text}</span></label>`;
  }

  #field(field: SamplingField, disabled: boolean): TemplateResult {
    const typed = this.typed[field];
    const wrong = typed !== undefined && readField(field, typed) === null;
    const hint = t(`sampling.${field}-hint`);
    return html`
      <label for=${field}>${t(`sampling.${field}`)}</label>
      <input id=${field} inputmode=${ranges[field].integer ? 'numeric' : 'decimal'} autocomplete="off"
        .value=${live(typed ?? String(this.sampling[field] ?? ranges[field].neutral))} ?disabled=${disabled}
        aria-invalid=${wrong ? 'true' : 'false'} aria-describedby=${`${field}-hint`}
        @input=${(event: Event) => this.#type(field, event)} @change=${() => this.#leave(field)}
        @keydown=${(event: KeyboardEvent) => this.#nudge(field, event)}>
      <p class=${wrong ? 'hint wrong' : 'hint'} id=${`${field}-hint`}>${wrong ? t('sampling.invalid', { hint }) : hint}</p>`;
  }

  #length(): TemplateResult {
    const typed = this.typed.length;
    const wrong = typed !== undefined && readLength(typed) === null;
    return html`
      <label for="length">${t('generate.length')}</label>
      <input id="length" inputmode="numeric" autocomplete="off" .value=${live(typed ?? String(this.length))}
        aria-invalid=${wrong ? 'true' : 'false'} aria-describedby="length-hint"
        @input=${this.#typeLength} @change=${() => this.#leave('length')}>
      <p class=${wrong ? 'hint wrong' : 'hint'} id="length-hint">${
        wrong
          ? t('sampling.invalid', { hint: t('generate.length-hint', { n: kLongest }) })
          : t('generate.length-hint', { n: kLongest })
      }</p>`;
  }

  #change(change: SamplingOptions): void {
    this.emit('sampling-change', { sampling: { ...this.sampling, ...change } });
  }

  #type(field: SamplingField, event: Event): void {
    const typed = (event.target as HTMLInputElement).value;
    const value = readField(field, typed);
    this.typed = { ...this.typed, [field]: typed };
    if (value !== null && value !== this.sampling[field]) this.#change({ [field]: value });
  }

  /** What is good is written as the number it is; what is not stays, with its error, to be mended. */
  #leave(field: SamplingField | 'length'): void {
    const typed = this.typed[field];
    if (typed === undefined) return;
    const good = field === 'length' ? readLength(typed) : readField(field, typed);
    if (good !== null) this.#forget(field);
  }

  #forget(field: SamplingField | 'length'): void {
    const { [field]: _, ...others } = this.typed;
    this.typed = others;
  }

  /** Up and down, as a number field has them. */
  #nudge(field: SamplingField, event: KeyboardEvent): void {
    const direction = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
    if (direction === 0) return;
    event.preventDefault();
    const { step, neutral } = ranges[field];
    const moved = (this.sampling[field] ?? neutral) + direction * step;
    const value = readField(field, String(Math.round(moved * 1e6) / 1e6));
    if (value === null) return;
    this.#forget(field);
    this.#change({ [field]: value });
  }

  #typeLength(event: Event): void {
    const typed = (event.target as HTMLInputElement).value;
    this.typed = { ...this.typed, length: typed };
    const length = readLength(typed);
    if (length !== null) this.emit('length-change', { length });
  }
}

function readLength(typed: string): number | null {
  const length = typed.trim() === '' ? Number.NaN : Number(typed);
  return Number.isInteger(length) && length >= 1 && length <= kLongest ? length : null;
}

define('playground-sampling', SamplingOptionsBox);
