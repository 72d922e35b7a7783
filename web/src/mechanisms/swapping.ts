/** A mechanism in the model's own place: the next words, and what it writes, before and after. */

import { isAbort } from '../elements/failures.ts';
import { Latest } from '../elements/latest.ts';
import type { AttentionSwap, GenerateOptions } from '../engine/types.ts';
import type { Use } from './state.ts';
import { kTop, type MechanismsStore, messageOf } from './store.ts';

/** Tokens that each of the two texts grows by, at most. */
export const kWritten = 30;

export class Swapping {
  readonly #store: MechanismsStore;
  readonly #runs = new Latest<void>((_, signal) => this.#run(signal));
  #writing: AbortController | null = null;

  constructor(store: MechanismsStore) {
    this.#store = store;
  }

  get busy(): boolean {
    return this.#runs.busy || this.#writing !== null;
  }

  /** In one layer, in all, or nowhere. */
  set(use: Use): void {
    this.stop();
    this.#store.patch({ use, written: null, ...(use === 'off' && { swapped: null, swapFailure: '' }) });
    this.refresh();
  }

  /** The mechanism, the layer or the text changed. */
  refresh(): void {
    if (this.#store.state.use !== 'off') this.#runs.request();
  }

  /** Nothing of what was computed holds any more. */
  drop(): void {
    this.stop();
    this.#runs.cancel();
    this.#store.patch({ swapped: null, written: null });
  }

  #swap(): AttentionSwap | null {
    const { use, subject } = this.#store.state;
    const spec = this.#store.active?.spec;
    if (use === 'off' || !subject || !spec) return null;
    return { layers: use === 'all' ? 'all' : [subject.layer], mechanism: spec };
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { subject } = this.#store.state;
    const swap = this.#swap();
    if (!subject || !swap) return;
    const { model, text, ids } = subject;
    const shared = { ...(ids && { ids }), top: kTop, stats: false, signal };
    try {
      const { next: before } = await model.run(text, shared);
      const { next } = await model.run(text, { ...shared, attention: [swap] });
      if (!signal.aborted && this.#swap()) this.#store.patch({ swapped: { before, next }, swapFailure: '' });
    } catch (error) {
      if (!signal.aborted && !isAbort(error)) this.#store.patch({ swapped: null, swapFailure: messageOf(error) });
    }
  }

  /** Lets the model write on, as it is and with the mechanism: always the likeliest token. */
  async write(): Promise<void> {
    const { subject } = this.#store.state;
    const swap = this.#swap();
    if (!subject || !swap) return;
    this.stop();
    const writing = new AbortController();
    this.#writing = writing;
    let [before, after] = ['', ''];
    const tell = () => !writing.signal.aborted && this.#store.patch({ written: { before, after }, writing: true });
    const options = { ...(subject.ids && { ids: subject.ids }), greedy: true, maxTokens: kWritten, top: 1 };
    const on = (more: Partial<GenerateOptions>) =>
      subject.model.generate(subject.text, { ...options, ...more, signal: writing.signal });
    const added = (text: string) => text.slice(subject.text.length);
    tell();
    try {
      for await (const step of on({})) {
        before = added(step.text);
        tell();
      }
      for await (const step of on({ attention: [swap] })) {
        after = added(step.text);
        tell();
      }
    } catch (error) {
      if (!writing.signal.aborted && !isAbort(error)) this.#store.patch({ swapFailure: messageOf(error) });
    }
    if (this.#writing === writing) {
      this.#writing = null;
      this.#store.patch({ writing: false });
    }
  }

  /** What was written so far stays. */
  stop(): void {
    this.#writing?.abort();
    this.#writing = null;
    if (this.#store.state.writing) this.#store.patch({ writing: false });
  }
}
