/**
 * The text: a box that grows with it, how much of the context it fills, prompts to try.
 *
 * Events: `prompt-input` {text} for what was typed, `prompt-example` {text}, `prompt-back`.
 */
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { plural, t } from '../text/text.ts';
import { View } from '../views/view.ts';
import { define } from './define.ts';
import type { Example } from './examples.ts';
import { integer } from './format.ts';

/** Longer texts fill the box anyway, and measuring them would cost a layout of all of it. */
const kMeasured = 5000;
const grows = typeof CSS !== 'undefined' && CSS.supports('field-sizing', 'content');

export class PromptBox extends View {
  @property() text = '';
  /** Tokens of the text, or -1 while they are not known. */
  @property({ type: Number }) count = -1;
  /** Tokens that the model can read; 0 while it is not known. */
  @property({ type: Number }) limit = 0;
  @property({ attribute: false }) examples: readonly Example[] = [];
  /** A text of the reader's own was replaced and can come back. */
  @property({ type: Boolean }) parked = false;

  @property({ type: Boolean }) readonly = false;

  @query('textarea') private box!: HTMLTextAreaElement;

  static override styles = [
    View.styles,
    css`
      .head { display: flex; align-items: center; justify-content: space-between; gap: 12px; min-height: 28px; margin-bottom: 8px; }
      label { font-weight: 600; }
      .count { color: var(--ap-ink-2); }
      .count.over { color: var(--ap-error); font-weight: 600; }
      textarea {
        display: block; width: 100%; min-height: calc(2lh + 22px); max-height: 232px; field-sizing: content; resize: none;
        margin: 0; padding: 10px 12px; border: 1px solid var(--ap-line-strong); border-radius: var(--ap-radius);
        background: var(--ap-raised); color: var(--ap-ink);
        font: 17px / 1.5 var(--ap-sans); overflow-wrap: anywhere;
      }
      textarea:focus-visible { outline-offset: -1px; }
      textarea::placeholder { color: var(--ap-ink-2); opacity: 1; }
      textarea:read-only { background: none; border-color: var(--ap-line); }
      [hidden] { display: none !important; }
      .examples { display: flex; flex-wrap: wrap; gap: 4px 6px; align-items: baseline; margin-top: 8px; color: var(--ap-ink-2); }
      .examples button {
        max-width: 100%; padding: 2px 8px; border: 1px solid var(--ap-line); border-radius: 12px; color: var(--ap-ink);
        overflow: hidden; text-overflow: ellipsis; white-space: nowrap;
      }
      .examples button:hover { border-color: var(--ap-line-strong); }
      .examples button[aria-pressed='true'] { border-color: var(--ap-ink); }
      @media print { .examples { display: none; } textarea { max-height: none; } }
      @media (pointer: coarse) { .examples button { padding: 7px 12px; border-radius: 18px; } }
    `,
  ];

  override render(): TemplateResult {
    return html`
      <div class="head">
        <label for="text">${t('prompt.label')}</label>
        ${this.#count()}
      </div>
      <textarea id="text" part="text" rows="2" dir="auto" spellcheck="false" autocapitalize="sentences" autocomplete="off"
        placeholder=${t('prompt.placeholder')} aria-describedby="count"
        .value=${live(this.text)} ?readonly=${this.readonly} @input=${this.#input}></textarea>
      <div class="examples" ?hidden=${this.examples.length === 0 && !this.parked} role="group" aria-label=${t('prompt.try')}>
        ${this.examples.length > 0 ? html`<span aria-hidden="true">${t('prompt.try')}</span>` : nothing}
        ${this.examples.map(
          ({
            id,
            text,
          }) => html`<button type="button" title=${text} aria-pressed=${text === this.text ? 'true' : 'false'}
            @click=${() => this.emit('prompt-example', { text })}>${t(`example.${id}`)}</button>`,
        )}
        ${this.parked ? html`<button type="button" @click=${() => this.emit('prompt-back', null)}>↶ ${t('prompt.back')}</button>` : nothing}
      </div>`;
  }

  #count(): TemplateResult {
    const over = this.limit > 0 && this.count > this.limit;
    const words =
      this.count < 0
        ? plural('prompt.characters', this.text.length, { n: integer(this.text.length) })
        : plural('prompt.tokens', this.count, { n: integer(this.count) });
    const of = this.count >= 0 && this.limit > 0 ? ` ${t('prompt.of', { n: integer(this.limit) })}` : '';
    const title = this.limit > 0 ? t('prompt.of-title', { n: integer(this.limit) }) : '';
    return html`<span id="count" class=${over ? 'count number over' : 'count number'} title=${title}>${words}${of}</span>`;
  }

  override updated(changed: PropertyValues): void {
    if (changed.has('text') && !grows) this.#grow();
  }

  /** For browsers without `field-sizing`. */
  #grow(): void {
    if (this.text.length > kMeasured) return;
    this.box.style.height = 'auto';
    this.box.style.height = `${this.box.scrollHeight + 2}px`;
  }

  /** Follows what is being written at the end, unless the reader works in the box. */
  showEnd(): void {
    if (this.renderRoot instanceof ShadowRoot && this.renderRoot.activeElement !== this.box) {
      this.box.scrollTop = this.box.scrollHeight;
    }
  }

  #input(event: Event): void {
    this.text = (event.target as HTMLTextAreaElement).value;
    this.emit('prompt-input', { text: this.text });
  }
}

define('playground-prompt', PromptBox);
