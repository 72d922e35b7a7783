/**
 * What went wrong and what can be done, where the reader is; it blocks nothing.
 *
 * Events: `remedy` {remedy}.
 */
import { css, html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { t } from '../text/text.ts';
import { View } from '../views/view.ts';
import { define } from './define.ts';
import type { Failure, Remedy } from './failures.ts';
import { integer, safe } from './format.ts';

export class AlertBox extends View {
  @property({ attribute: false }) failure: Failure | null = null;
  @property() notice = '';
  /** The model that goes on working after another could not be loaded. */
  @property() working = '';
  /** Tokens the model can read. */
  @property({ type: Number }) limit = 0;

  static override styles = [
    View.styles,
    css`
      .box {
        display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: flex-start; justify-content: space-between; padding: 10px 14px;
        border: 1px solid var(--ap-line); border-inline-start: 3px solid var(--ap-error); border-radius: var(--ap-radius);
        background: var(--ap-raised);
      }
      .box.notice { border-inline-start-color: var(--ap-query); }
      .words { flex: 1 1 260px; min-width: 0; overflow-wrap: anywhere; }
      strong { display: block; }
      p { margin: 0; }
      .actions { display: flex; flex-wrap: wrap; gap: 8px; }
    `,
  ];

  override render(): TemplateResult {
    return html`<div role="alert">${this.failure ? this.#failed(this.failure) : nothing}</div>
      <div role="status">${
        !this.failure && this.notice
          ? html`<div class="box notice">
        <p class="words">${safe(this.notice)}</p><div class="actions">${this.#button('dismiss')}</div></div>`
          : nothing
      }</div>`;
  }

  #failed(failure: Failure): TemplateResult {
    const file =
      failure.file && !failure.message.includes(failure.file)
        ? `${t('failure.file', { file: safe(failure.file) })} `
        : '';
    return html`<div class="box">
      <div class="words">
        <strong>${t(`failure.${failure.during}`)}</strong>
        <p>${file}${sentence(safe(failure.message), failure.file)}</p>
        ${failure.during === 'load' && this.working ? html`<p class="quiet">${t('failure.kept', { name: safe(this.working) })}</p>` : nothing}
      </div>
      <div class="actions">${failure.remedies.map((remedy) => this.#button(remedy))}</div>
    </div>`;
  }

  #button(remedy: Remedy): TemplateResult {
    const text = remedy === 'trim' ? t('failure.trim', { n: integer(this.limit) }) : t(`failure.${remedy}`);
    return html`<button type="button" class="button" data-remedy=${remedy} @click=${() => this.emit('remedy', { remedy })}>${text}</button>`;
  }
}

/** Begins with a capital, unless it begins with the name of a file or an address. */
function sentence(message: string, file: string | undefined): string {
  return (file && message.startsWith(file)) || /^\S*\//.test(message)
    ? message
    : message.charAt(0).toUpperCase() + message.slice(1);
}

define('playground-alert', AlertBox);
