/**
 * What all elements that stand alone do besides drawing: they wait until they are wanted behind their poster, speak the
 * language around them, name their caption and say what went wrong in their place.
 */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { themeSwitch } from '../style/tokens.ts';
import { aloneTexts, english } from '../text/alone/index.ts';
import { direction, language, onLanguage, speakAround, t } from '../text/text.ts';
import type { Feeder, LoneView } from '../views/lone-view.ts';
import { aloneStyle } from './alone-style.ts';
import { Beginning, beginStyle } from './begin.ts';
import { hiddenIn } from './hide.ts';

/** What went wrong, as the `error` event tells it. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly file?: string;
  readonly title: string;
}

export abstract class Starting<V extends LoneView> implements Feeder {
  protected readonly view: V;
  protected problem: Problem | null = null;
  /** What is being waited for, in words. */
  protected progress = '';
  protected words = english;
  readonly #beginning: Beginning;
  #unlisten: (() => void) | null = null;

  constructor(view: V) {
    this.view = view;
    this.#beginning = new Beginning(view, () => this.begin());
    const root = view.renderRoot;
    for (const { styleSheet } of [themeSwitch, beginStyle, aloneStyle])
      if (styleSheet && root instanceof ShadowRoot) root.adoptedStyleSheets.push(styleSheet);
  }

  /** Nothing is asked for before the view is wanted. */
  protected get wanted(): boolean {
    return this.#beginning.begun;
  }

  /** The names that `hide` knows. */
  protected abstract readonly hideable: readonly string[];
  /** Reads or runs what the view asks for now. Called when it is wanted, and when it comes back into the document. */
  protected abstract begin(): void;
  /** Ends what the view has begun. */
  protected abstract end(): void;
  /** There is something to draw. */
  protected abstract get filled(): boolean;
  protected abstract get caption(): string;
  /** Trying again may help. */
  protected abstract get retries(): boolean;
  /** A property changed, and the view is wanted. */
  protected abstract changed(any: (...names: string[]) => boolean): void;

  moved(): void {
    if (this.view.isConnected) this.#arrive();
    // Moved within the document it is connected again by then.
    else queueMicrotask(() => this.view.isConnected || this.#leave());
  }

  follow(changed: PropertyValues): void {
    // What changes while it is away is read when it is back.
    if (!this.#unlisten && !this.view.isConnected) return;
    const any = (...names: string[]) => names.some((name) => changed.has(name));
    if (!this.#unlisten) this.#arrive();
    else if (any('lang')) speakAround(this.view);
    if (any('hide')) hiddenIn(this.view, this.view.hide, this.hideable);
    if (any('loading')) this.#beginning.arrive();
    if (this.wanted) this.changed(any);
  }

  #arrive(): void {
    if (this.#unlisten) return;
    this.#unlisten = onLanguage(() => void this.#reword());
    speakAround(this.view);
    void this.#reword();
    hiddenIn(this.view, this.view.hide, this.hideable);
    this.#beginning.arrive();
  }

  #leave(): void {
    this.#unlisten?.();
    this.#unlisten = null;
    this.#beginning.leave();
    this.end();
  }

  async #reword(): Promise<void> {
    this.words = await aloneTexts(language()).catch(() => english);
    this.view.requestUpdate();
  }

  protected fail(error: unknown, title: string = this.words['failed.data']): void {
    const { code, message, file } = error as Partial<Problem>;
    const said = { code: code ?? 'internal', message: message ?? String(error), ...(file && { file }) };
    this.problem = { ...said, title };
    this.view.requestUpdate();
    // Who listens may remove the view: not while it is being drawn.
    queueMicrotask(() => this.view.dispatchEvent(new CustomEvent('error', { detail: said })));
  }

  protected fire(name: string, detail: unknown): void {
    this.view.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  frame(draw: () => TemplateResult): TemplateResult {
    return html`<div part="frame" tabindex="-1" lang=${language()} dir=${direction()}>
      ${this.problem ? this.#failed(this.problem) : this.filled ? draw() : this.#poster()}
      <div class="caption" part="caption"><slot name="caption">${this.caption}</slot></div>
    </div>`;
  }

  /** What is waited for stands where the poster stood. */
  #poster(): TemplateResult {
    if (!this.wanted) return this.#beginning.poster();
    return html`<div class="poster" part="poster"><slot name="poster"></slot><p role="status">${this.progress}</p></div>`;
  }

  #failed({ title, message, file }: Problem): TemplateResult {
    const place = file && !message.includes(file) ? `${t('failure.file', { file })} ` : '';
    return html`<div class="failed" role="alert" part="error"><div><strong>${title}</strong><p>${place}${message}</p></div>
      ${
        this.retries
          ? html`<button type="button" class="button" @click=${() => this.begin()}>${t('failure.retry')}</button>`
          : nothing
      }</div>`;
  }
}
