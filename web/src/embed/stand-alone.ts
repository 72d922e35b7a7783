/**
 * What feeds a view that stands alone: it reads its data, its `src` or its child script, or has a model read its text,
 * and sets the properties that a parent would set. The engine is fetched only for a text.
 */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { parseDocument, parseText } from '../data/document.ts';
import type { Failure } from '../elements/failures.ts';
import type { Progress } from '../engine/types.ts';
import { themeSwitch } from '../style/tokens.ts';
import { aloneTexts, english, fill } from '../text/alone/index.ts';
import { language, onLanguage, speakAround, t } from '../text/text.ts';
import type { Feeder, LoneView } from '../views/lone-view.ts';
import { rowOf, strongest } from '../views/pattern.ts';
import { aloneStyle, hideable } from './alone-style.ts';
import { type Fed, headProps, headsProps, placeOf } from './fed.ts';
import { load } from './fetching.ts';
import type { Live } from './live.ts';

export const standAlone = (view: LoneView): Feeder => new StandAlone(view);

/** What went wrong, as the `error` event tells it. */
interface Problem {
  readonly code: string;
  readonly message: string;
  readonly file?: string;
  readonly title: string;
}

/** The properties that feeding sets; a view has those that it draws. */
interface Shows {
  query?: number;
  key?: number;
  pattern?: Float32Array;
  patterns?: unknown;
  columns?: number;
  size?: number;
  muted?: ReadonlySet<string>;
}

class StandAlone implements Feeder {
  readonly #view: LoneView & Shows;
  /** Nothing is asked for before the view is wanted. */
  #wanted = false;
  #unwatch: () => void = () => undefined;
  #fed: Fed | null = null;
  #problem: Problem | null = null;
  #progress = '';
  #words = english;
  #unlisten: (() => void) | null = null;
  #reading: AbortController | null = null;
  #live: Live | null = null;
  #told: Fed['data'] | null = null;

  constructor(view: LoneView) {
    this.#view = view;
    adopt(view);
    this.#listen();
    this.#arrive();
  }

  moved(): void {
    if (this.#view.isConnected) this.#arrive();
    // Moved within the document it is connected again by then.
    else queueMicrotask(() => this.#view.isConnected || this.#leave());
  }

  #arrive(): void {
    if (this.#unlisten) return;
    this.#unlisten = onLanguage(() => void this.#reword());
    speakAround(this.#view);
    void this.#reword();
    this.#warn();
    if (this.#view.loading === 'eager') this.#wanted = true;
    else if (this.#view.loading === 'lazy') this.#watch();
    if (this.#view.hasUpdated) this.#begin();
  }

  #leave(): void {
    this.#unlisten?.();
    this.#unlisten = null;
    this.#unwatch();
    this.#reading?.abort();
    this.#live?.dispose();
    this.#live = null;
  }

  /** Wanted when it comes within 200 px of what is in sight. */
  #watch(): void {
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) this.#want();
      },
      { rootMargin: '200px' },
    );
    observer.observe(this.#view);
    this.#unwatch = () => observer.disconnect();
  }

  #want(): void {
    this.#unwatch();
    if (this.#wanted) return;
    this.#wanted = true;
    this.#begin();
  }

  async #reword(): Promise<void> {
    this.#words = await aloneTexts(language()).catch(() => english);
    this.#view.requestUpdate();
  }

  #warn(): void {
    const unknown = this.#view.hide.split(/\s+/).filter((name) => name && !hideable.some((known) => known === name));
    if (unknown.length > 0)
      console.warn(`${this.#view.localName}: hide has ${unknown.join(', ')}; known are ${hideable.join(', ')}`);
  }

  follow(changed: PropertyValues): void {
    const any = (...names: string[]) => names.some((name) => changed.has(name));
    if (changed.has('hide') && this.#view.hasUpdated) this.#warn();
    if (changed.has('lang') && this.#view.hasUpdated) speakAround(this.#view);
    if (changed.has('loading') && this.#view.loading === 'eager') this.#want();
    if (!this.#wanted) return;
    if ((!this.#fed && !this.#problem && !this.#reading) || any('data', 'src', 'text', 'model')) this.#begin();
    else if (any('layer', 'head') && this.#fed) this.#rechoose(this.#fed);
  }

  #begin(): void {
    if (!this.#wanted) return;
    const view = this.#view;
    this.#reading?.abort();
    const reading = new AbortController();
    this.#reading = reading;
    this.#problem = null;
    const child = view.querySelector('script[type="application/json"]');
    if (view.data) this.#read(() => parseDocument(view.data));
    else if (view.src) void this.#fetch(view.src, reading.signal);
    else if (child) this.#read(() => parseText(child.textContent ?? ''));
    else if (view.text !== null || view.model) void this.#ask();
    else this.#fail({ code: 'bad-argument', message: this.#words['failed.nothing'] });
    view.requestUpdate();
  }

  #read(parse: () => Fed['data']): void {
    try {
      this.#show({ data: parse(), stats: [], fixed: true, first: {} });
    } catch (error) {
      this.#fail(error);
    }
  }

  async #fetch(src: string, signal: AbortSignal): Promise<void> {
    this.#progress = fill(this.#words.reading, { src });
    try {
      const text = await load(src, signal, this.#words);
      if (!signal.aborted) this.#read(() => parseText(text));
    } catch (error) {
      if (!signal.aborted) this.#fail(error);
    }
    this.#view.requestUpdate();
  }

  async #ask(): Promise<void> {
    if (!this.#live) {
      const { Live } = await import('./live.ts');
      if (!this.#view.isConnected || this.#live) return;
      this.#live = new Live({
        show: (fed) => this.#show(fed),
        fail: (failure) => this.#fail(failure, titleOf(failure)),
        progress: (progress) => this.#tell(progress),
      });
    }
    const { model, text, layer, muted } = this.#view;
    const all = 'patterns' in this.#view;
    this.#live.want({ model, text: text ?? '', layer: all ? null : layer, muted: muted ?? new Set() });
  }

  #tell(progress: Progress): void {
    const { stage, file = '', loaded, total } = progress;
    const share = total > 1 ? ` ${Math.floor((100 * loaded) / total)}%` : '';
    this.#progress = stage === 'download' ? t('progress.download', { file }) + share : t(`progress.${stage}`);
    this.#fire('progress', progress);
    this.#view.requestUpdate();
  }

  #show(fed: Fed): void {
    this.#fed = fed;
    this.#problem = null;
    this.#choose(fed);
    this.#view.requestUpdate();
    void this.#ready(fed);
  }

  async #ready({ data }: Fed): Promise<void> {
    if (this.#told === data || this.#problem) return;
    const first = this.#told === null;
    this.#told = data;
    await this.#view.updateComplete;
    if (first) this.#fire('ready', { data });
  }

  /** A model's other layers were not asked for while one was chosen. */
  #rechoose(fed: Fed): void {
    const { layer } = this.#view;
    const there = layer === null || fed.data.layers.some((one) => one.layer === layer);
    if (this.#live && !there) void this.#ask();
    else this.#choose(fed);
  }

  #choose(fed: Fed): void {
    const view = this.#view;
    const { layer, head } = view;
    const place = placeOf(fed, layer, head);
    this.#problem = null;
    if ('missing' in place) {
      const message = fill(this.#words[`failed.${place.missing}`], { ...place });
      this.#fail({ code: 'bad-argument', message });
      return;
    }
    const props = { ...headProps(fed, place), ...headsProps(fed), fed, place };
    for (const [name, value] of Object.entries(props)) if (name in view) Object.assign(view, { [name]: value });
    const { query = -1, key = -1 } = view;
    const { queries, keys } = fed.data;
    if (query >= queries.length || key >= keys.length) Object.assign(view, { query: -1, key: -1 });
  }

  #fail(error: unknown, title = this.#words['failed.data']): void {
    const { code, message, file } = error as Partial<Problem>;
    const said = { code: code ?? 'internal', message: message ?? String(error), ...(file && { file }) };
    this.#problem = { ...said, title };
    this.#view.requestUpdate();
    // Who listens may remove the view: not while it is being drawn.
    queueMicrotask(() => this.#view.dispatchEvent(new CustomEvent('error', { detail: said })));
  }

  #fire(name: string, detail: unknown): void {
    this.#view.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  /** What a parent would do when something is chosen. */
  #listen(): void {
    const view = this.#view;
    const on = <T>(name: string, then: (detail: T) => void) =>
      view.addEventListener(name, (event) => event.target === view && then((event as CustomEvent<T>).detail));
    on<{ query: number; key: number }>('cell-select', (cell) => Object.assign(view, cell));
    on<{ layer: number; head: number }>('head-select', (head) => Object.assign(view, head));
    on<{ index: number }>('token-select', ({ index }) => this.#selectRow(index));
    on<{ layer: number; head: number }>('head-mute', ({ layer, head }) => this.#mute(`${layer}.${head}`));
  }

  #selectRow(query: number): void {
    const { pattern = new Float32Array(), columns = 0, size = 0 } = this.#view;
    const key = strongest(rowOf(pattern, columns || size, query), 1)[0]?.index ?? 0;
    Object.assign(this.#view, { query, key });
  }

  #mute(key: string): void {
    if (!this.#live || this.#view.readonly) return;
    const muted = new Set(this.#view.muted);
    if (!muted.delete(key)) muted.add(key);
    this.#view.muted = muted;
    void this.#ask();
  }

  frame(draw: () => TemplateResult): TemplateResult {
    const { caption } = this;
    return html`<div lang=${language()}>
      ${this.#problem ? this.#failed(this.#problem) : this.#fed ? draw() : this.#poster()}
      <div class="caption" part="caption"><slot name="caption">${caption}</slot></div>
    </div>`;
  }

  get caption(): string {
    const fed = this.#fed;
    const view = this.#view;
    if (!fed || !('pattern' in view) || 'patterns' in view) return '';
    const { data } = fed;
    const place = placeOf(fed, view.layer, view.head);
    const only = data.layers.length === 1 && data.layers[0]?.heads.length === 1;
    if ('missing' in place || (only && !data.model)) return '';
    const at = data.layers[place.layer];
    const values = { layer: at?.layer ?? 0, head: at?.heads[place.head] ?? 0, model: data.model };
    return fill(this.#words[data.model ? 'caption.model' : 'caption'], values);
  }

  #poster(): TemplateResult {
    return html`<div class="poster" part="poster" @click=${() => this.#want()}><slot name="poster"></slot>${
      this.#wanted
        ? html`<p role="status">${this.#progress}</p>`
        : html`<button type="button" class="button">${this.#words['poster.show']}</button>`
    }</div>`;
  }

  #failed({ title, message, file }: Problem): TemplateResult {
    const place = file && !message.includes(file) ? `${t('failure.file', { file })} ` : '';
    return html`<div class="failed" role="alert"><div><strong>${title}</strong><p>${place}${message}</p></div>
      ${
        this.#live || this.#view.src
          ? html`<button type="button" class="button" @click=${() => this.#begin()}>${t('failure.retry')}</button>`
          : nothing
      }</div>`;
  }
}

const titleOf = ({ during }: Failure): string => t(`failure.${during}`);

function adopt(view: LoneView): void {
  const root = view.renderRoot;
  for (const { styleSheet } of [themeSwitch, aloneStyle])
    if (styleSheet && root instanceof ShadowRoot) root.adoptedStyleSheets.push(styleSheet);
}
