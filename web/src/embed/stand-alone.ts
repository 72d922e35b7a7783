/**
 * What feeds a view that stands alone: it reads its data, its `src` or its child script, or has a model read its text,
 * and sets the properties that a parent would set. The engine is fetched only for a text.
 */
import { parseDocument, parseText } from '../data/document.ts';
import type { Progress } from '../engine/types.ts';
import { fill } from '../text/say.ts';
import { t } from '../text/text.ts';
import type { Feeder, LoneView } from '../views/lone-view.ts';
import { rowOf, strongest } from '../views/pattern.ts';
import { type Fed, headProps, headsProps, placeOf } from './fed.ts';
import { load } from './fetching.ts';
import type { Live } from './live.ts';
import { Starting } from './starting.ts';

export const standAlone = (view: LoneView): Feeder => new StandAlone(view);

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

const childOf = (view: LoneView): string | null =>
  view.querySelector('script[type="application/json"]')?.textContent ?? null;

class StandAlone extends Starting<LoneView & Shows> {
  protected readonly hideable = [
    ...['zoom', 'table', 'legend', 'readout', 'caption', 'threshold'],
    ...['tokens', 'heads', 'tabs'],
  ];
  #fed: Fed | null = null;
  #reading: AbortController | null = null;
  #live: Live | null = null;
  #ready = false;
  /** The JSON of the child script as it was read; null without one. */
  #child: string | null = null;
  readonly #children = new MutationObserver(() => {
    const { data, src } = this.view;
    if (this.wanted && !data && !src && childOf(this.view) !== this.#child) this.begin();
  });

  constructor(view: LoneView) {
    super(view);
    this.#listen();
  }

  protected get filled(): boolean {
    return this.#fed !== null;
  }

  protected get retries(): boolean {
    return this.problem?.code !== 'bad-argument' && (this.#live !== null || (!this.view.data && this.view.src !== ''));
  }

  protected changed(any: (...names: string[]) => boolean): void {
    if (any('data', 'src', 'text', 'model')) this.begin();
    else if (any('layer', 'head') && this.#fed) this.#rechoose(this.#fed);
  }

  protected end(): void {
    this.#children.disconnect();
    this.#reading?.abort();
    this.#drop();
  }

  #drop(): void {
    this.#live?.dispose();
    this.#live = null;
  }

  protected begin(): void {
    const { view } = this;
    this.#reading?.abort();
    const reading = new AbortController();
    this.#reading = reading;
    this.problem = null;
    const child = childOf(view);
    this.#child = child;
    this.#children.observe(view, { childList: true, characterData: true, subtree: true });
    // What a model is still reading must not come in the place of the data.
    if (view.data || view.src || child !== null || (view.text === null && !view.model)) this.#drop();
    if (view.data) this.#read(() => parseDocument(view.data));
    else if (view.src) void this.#fetch(view.src, reading.signal);
    else if (child !== null) this.#read(() => parseText(child));
    else if (view.text !== null || view.model) void this.#ask();
    else this.fail({ code: 'bad-argument', message: this.words['failed.nothing'] });
    view.requestUpdate();
  }

  #read(parse: () => Fed['data']): void {
    try {
      this.#show({ data: parse(), stats: [], fixed: true, first: {} });
    } catch (error) {
      this.fail(error);
    }
  }

  async #fetch(src: string, signal: AbortSignal): Promise<void> {
    this.progress = fill(this.words.reading, { src });
    try {
      const text = await load(src, signal, this.words);
      if (!signal.aborted) this.#read(() => parseText(text));
    } catch (error) {
      if (!signal.aborted) this.fail(error);
    }
  }

  async #ask(): Promise<void> {
    const reading = this.#reading;
    if (!this.#live) {
      const { Live } = await import('./live.ts');
      if (reading !== this.#reading || reading?.signal.aborted) return;
      this.#live ??= new Live({
        show: (fed) => this.#show(fed),
        fail: (failure) => this.fail(failure, t(`failure.${failure.during}`)),
        progress: (progress) => this.#tell(progress),
      });
    }
    const { model, text, layer, muted } = this.view;
    const all = 'patterns' in this.view;
    this.#live.want({ model, text: text ?? '', layer: all ? null : layer, muted: muted ?? new Set() });
  }

  #tell(progress: Progress): void {
    const { stage, file = '', loaded, total } = progress;
    const share = total > 1 ? ` ${Math.floor((100 * loaded) / total)}%` : '';
    this.progress = stage === 'download' ? t('progress.download', { file }) + share : t(`progress.${stage}`);
    this.fire('progress', progress);
    this.view.requestUpdate();
  }

  #show(fed: Fed): void {
    this.#fed = fed;
    this.#choose(fed);
    this.view.requestUpdate();
    if (!this.#ready && !this.problem) void this.#tellReady(fed);
  }

  async #tellReady({ data }: Fed): Promise<void> {
    this.#ready = true;
    await this.view.updateComplete;
    this.fire('ready', { data });
  }

  /** A model's other layers were not asked for while one was chosen. */
  #rechoose(fed: Fed): void {
    const { layer } = this.view;
    const there = layer === null || fed.data.layers.some((one) => one.layer === layer);
    if (this.#live && !there) void this.#ask();
    else this.#choose(fed);
  }

  #choose(fed: Fed): void {
    const { view } = this;
    const place = placeOf(fed, view.layer, view.head);
    this.problem = null;
    if ('missing' in place) {
      const message = fill(this.words[`failed.${place.missing}`], { ...place });
      this.fail({ code: 'bad-argument', message });
      return;
    }
    const props = { ...headProps(fed, place), ...headsProps(fed), fed, place };
    for (const [name, value] of Object.entries(props)) if (name in view) Object.assign(view, { [name]: value });
    const { query = -1, key = -1 } = view;
    const { queries, keys } = fed.data;
    if (query >= queries.length || key >= keys.length) Object.assign(view, { query: -1, key: -1 });
  }

  /** What a parent would do when something is chosen. */
  #listen(): void {
    const { view } = this;
    const on = <T>(name: string, then: (detail: T) => void) =>
      view.addEventListener(name, (event) => event.target === view && then((event as CustomEvent<T>).detail));
    on<{ query: number; key: number }>('cell-select', (cell) => Object.assign(view, cell));
    on<{ layer: number; head: number }>('head-select', (head) => Object.assign(view, head));
    on<{ index: number }>('token-select', ({ index }) => this.#selectRow(index));
    on<{ layer: number; head: number }>('head-mute', ({ layer, head }) => this.#mute(`${layer}.${head}`));
  }

  #selectRow(query: number): void {
    const { pattern = new Float32Array(), columns = 0, size = 0 } = this.view;
    const key = strongest(rowOf(pattern, columns || size, query), 1)[0]?.index ?? 0;
    Object.assign(this.view, { query, key });
  }

  #mute(key: string): void {
    if (!this.#live || this.view.readonly) return;
    const muted = new Set(this.view.muted);
    if (!muted.delete(key)) muted.add(key);
    this.view.muted = muted;
    void this.#ask();
  }

  /** Which head it is, where there is a choice and the view does not say it itself. */
  protected get caption(): string {
    const fed = this.#fed;
    const { view } = this;
    if (!fed || this.problem || !('pattern' in view) || 'patterns' in view) return '';
    const { data } = fed;
    const place = placeOf(fed, view.layer, view.head);
    const only = data.layers.length === 1 && data.layers[0]?.heads.length === 1;
    if ('missing' in place || (only && !data.model)) return '';
    const at = data.layers[place.layer];
    const values = { layer: at?.layer ?? 0, head: at?.heads[place.head] ?? 0, model: data.model };
    return fill(this.words[data.model ? 'caption.model' : 'caption'], values);
  }
}
