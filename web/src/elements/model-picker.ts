/**
 * Which model is at work, in one line, and how to bring another: files, a folder, an address.
 *
 * Events: `model-choose` {source}, `model-default`, `model-cancel`.
 */
import { css, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { ModelInfo, Progress } from '../engine/types.ts';
import { t } from '../text/text.ts';
import { View } from '../views/view.ts';
import { define } from './define.ts';
import { bytes, integer, safe, short } from './format.ts';
import { fromFiles, fromUrl } from './model-source.ts';
import type { Source } from './state.ts';

export class ModelPicker extends View {
  @property({ attribute: false }) info: ModelInfo | null = null;
  @property({ attribute: false }) source: Source | null = null;
  @property({ attribute: false }) progress: Progress | null = null;
  @property({ type: Boolean }) loading = false;

  /** It is told, not changed. */
  @property({ type: Boolean }) readonly = false;

  @state() private badUrl = false;

  static override styles = [
    View.styles,
    css`
      .line { display: flex; flex-wrap: wrap; align-items: baseline; gap: 2px 14px; min-height: 30px; }
      .name { font-weight: 600; overflow-wrap: anywhere; }
      .facts { color: var(--ap-ink-2); display: flex; flex-wrap: wrap; gap: 0 14px; flex: 1; }
      .progress { flex: 1; display: flex; align-items: center; gap: 10px; min-width: 200px; color: var(--ap-ink-2); }
      progress {
        appearance: none; width: 120px; height: 4px; border: 0; border-radius: 2px; overflow: hidden; background: var(--ap-line);
      }
      progress::-webkit-progress-bar { background: var(--ap-line); }
      progress::-webkit-progress-value { background: var(--ap-query); }
      progress::-moz-progress-bar { background: var(--ap-query); }
      details { position: relative; }
      @media print { details { display: none; } }
      summary { cursor: pointer; color: var(--ap-ink); padding: 4px 0; }
      summary:hover { text-decoration: underline; text-underline-offset: 3px; }
      .panel {
        position: absolute; z-index: 5; inset-inline-end: 0; top: 100%; width: min(440px, 92cqi); padding: 14px 16px 16px;
        background: var(--ap-raised); border: 1px solid var(--ap-line); border-radius: 6px; box-shadow: var(--ap-shadow);
      }
      .panel p { margin: 0 0 10px; color: var(--ap-ink-2); }
      .row { display: flex; flex-wrap: wrap; gap: 8px; margin-bottom: 12px; }
      .url { display: grid; grid-template-columns: 1fr auto; gap: 4px 8px; }
      .url label { grid-column: 1 / -1; }
      .url input {
        min-width: 0; min-height: 28px; padding: 2px 8px; border: 1px solid var(--ap-line-strong); border-radius: var(--ap-radius);
        background: var(--ap-paper); color: var(--ap-ink); font: inherit;
      }
      .url .wrong { grid-column: 1 / -1; margin: 0; color: var(--ap-error); }
      input[type='file'] { display: none; }
      /* The facts get rows of their own, which are there before they are known. */
      @container playground (max-width: 960px) {
        .line { align-content: start; min-height: 54px; }
        .name { flex: 1; }
        .facts { flex-basis: 100%; order: 3; gap: 0 10px; }
      }
      @container playground (max-width: 480px) { .line { min-height: 94px; } }
      @container playground (max-width: 720px) {
        .facts { font-size: 12px; line-height: 20px; }
        details[open] { flex-basis: 100%; order: 4; }
        .panel { position: static; width: auto; margin-bottom: 8px; box-shadow: none; }
      }
    `,
  ];

  override render(): TemplateResult {
    return html`
      <div class="line">
        <span class="said">${t('model.title')}: </span>
        ${this.loading ? this.#progress() : this.#facts()}
        ${this.readonly ? nothing : this.#change()}
      </div>`;
  }

  #change(): TemplateResult {
    return html`${
      this.source && this.source.kind !== 'default' && !this.loading
        ? html`<button type="button" class="button" @click=${() => this.emit('model-default', null)}>${t('model.default', { name: t('model.default-name') })}</button>`
        : nothing
    }
        <details @keydown=${this.#escape}>
          <summary>${t('model.change')}</summary>
          <div class="panel">
            <p>${t('model.help')}</p>
            <div class="row">
              <button type="button" class="button" @click=${() => this.#open('files')}>${t('model.files')}</button>
              <button type="button" class="button" @click=${() => this.#open('folder')}>${t('model.folder')}</button>
            </div>
            <input id="files" type="file" multiple tabindex="-1" aria-hidden="true" @change=${this.#files}>
            <input id="folder" type="file" webkitdirectory tabindex="-1" aria-hidden="true" @change=${this.#files}>
            <form class="url" @submit=${this.#url}>
              <label for="url">${t('model.url')}</label>
              <input id="url" name="url" inputmode="url" autocomplete="off" spellcheck="false" placeholder="https://…/"
                aria-invalid=${this.badUrl ? 'true' : 'false'} @input=${() => {
                  this.badUrl = false;
                }}>
              <button class="button">${t('model.load')}</button>
              ${this.badUrl ? html`<p class="wrong" role="alert">${t('model.bad-url')}</p>` : nothing}
            </form>
          </div>
        </details>`;
  }

  #facts(): TemplateResult | typeof nothing {
    const info = this.info;
    if (!info) return nothing;
    const kv = info.kvHeads === info.heads ? '' : ` (${t('model.kv', { n: info.kvHeads })})`;
    return html`<span class="name">${safe(modelName(this.source, info.name))}</span>
      <span class="facts">
        <span class="number">${t('model.parameters', { n: short(info.parameters) })}</span>
        <span>${t('model.shape', { layers: info.layers, heads: info.heads })}${kv}</span>
        <span class="number">${t('model.context', { n: integer(info.maxPositions) })}</span>
        <span class="number">${t('model.cache', { bytes: bytes(info.cacheBytesPerToken) })}</span>
      </span>`;
  }

  #progress(): TemplateResult {
    const { stage = 'engine', file = '', loaded = 0, total = 0 } = this.progress ?? {};
    const label = stage === 'download' ? t('progress.download', { file: safe(file) }) : t(`progress.${stage}`);
    const amount =
      stage === 'download' && total > 0 ? t('progress.of', { loaded: bytes(loaded), total: bytes(total) }) : '';
    return html`<span class="name">${t('model.loading', { name: safe(modelName(this.source, this.source?.label)) })}</span>
      <span class="progress">
        <progress aria-label=${label} max="1" .value=${share(stage, loaded, total)}></progress>
        <span class="number">${label} ${amount}</span>
        ${this.info && !this.readonly ? html`<button type="button" class="button" @click=${() => this.emit('model-cancel', null)}>${t('model.cancel')}</button>` : nothing}
      </span>`;
  }

  #open(which: 'files' | 'folder'): void {
    this.renderRoot.querySelector<HTMLInputElement>(`#${which}`)?.click();
  }

  #files(event: Event): void {
    const input = event.target as HTMLInputElement;
    const files = [...(input.files ?? [])];
    input.value = '';
    if (files.length > 0) this.#choose(fromFiles(files));
  }

  #url(event: Event): void {
    event.preventDefault();
    const typed = this.renderRoot.querySelector<HTMLInputElement>('#url')?.value ?? '';
    const source = fromUrl(typed, document.baseURI);
    this.badUrl = source === null;
    if (source) this.#choose(source);
  }

  #choose(source: Source): void {
    this.close();
    this.emit('model-choose', { source });
  }

  #escape(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    this.close();
    this.renderRoot.querySelector('summary')?.focus();
  }

  close(): void {
    this.renderRoot.querySelector('details')?.removeAttribute('open');
  }
}

/** What people call a model: the shipped one has a name in every language. */
export const modelName = (source: Source | null, name = ''): string =>
  source?.kind === 'default' ? t('model.default-name') : name;

/** Of the whole wait, roughly: the download is most of it. */
function share(stage: Progress['stage'], loaded: number, total: number): number {
  if (stage === 'engine') return 0.1;
  return stage === 'model' ? 0.95 : 0.15 + 0.75 * (total > 0 ? Math.min(1, loaded / total) : 0);
}

define('playground-model', ModelPicker);
