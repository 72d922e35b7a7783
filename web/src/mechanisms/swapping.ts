/** A mechanism in the model's own place: the next words, and what it writes, before and after. */

import { isAbort } from '../elements/failures.ts';
import { Latest } from '../elements/latest.ts';
import type { AttentionSwap, GenerateOptions, Intervention, Token } from '../engine/types.ts';
import { captureOf, edited, holding, inputsOf } from './inputs.ts';
import { segmentsOf } from './segments.ts';
import { ownSpec } from './spec.ts';
import type { Subject, Use } from './state.ts';
import { kTop, type MechanismsStore, messageOf } from './store.ts';

/** Tokens that each of the two texts grows by, at most. */
export const kWritten = 30;

export class Swapping {
  readonly #store: MechanismsStore;
  readonly #runs = new Latest<void>((_, signal) => this.#run(signal));
  #writing: AbortController | null = null;
  /** What was, or is being, written with. */
  #wroteWith = '';

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

  /** The mechanism, the layer or the text may have changed. What was written with another one is not this one's. */
  refresh(): void {
    if (this.#store.state.written && this.#wroteWith !== this.#stamp()) {
      this.stop();
      this.#store.patch({ written: null });
    }
    if (this.#store.state.use !== 'off' || this.#mayBeEdited()) this.#runs.request();
    else if (this.#store.state.swapped) this.#store.patch({ swapped: null });
  }

  /** Nothing of what was computed holds any more. */
  drop(): void {
    this.stop();
    this.#runs.cancel();
    this.#store.patch({ swapped: null, written: null });
  }

  /** Where and what, for `tokens` of the text; null for nowhere. */
  #swap(tokens: readonly Token[] = []): AttentionSwap | null {
    const { use, subject } = this.#store.state;
    const spec = this.#store.active?.spec;
    if (use === 'off' || !subject || !spec) return null;
    const layers = use === 'all' ? use : [subject.layer];
    return { layers, mechanism: spec, segments: [...segmentsOf(subject.text, tokens)] };
  }

  #stamp(): string {
    return JSON.stringify([this.#swap(), this.#store.state.subject?.text]);
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { subject } = this.#store.state;
    if (!subject) return;
    const { model, text, ids } = subject;
    const shared = { ...(ids && { ids }), top: kTop, stats: false, signal };
    try {
      const { next: before, tokens } = await model.run(text, shared);
      const swap = this.#swap(tokens);
      const changed = await this.#changed(subject, swap, signal);
      // The text, or what is asked, may be another by now: then another run is waiting.
      if (signal.aborted || subject !== this.#store.state.subject) return;
      if (!swap && !changed) {
        this.#store.patch({ swapped: null, swapFailure: '' });
        return;
      }
      const how = { ...(swap && { attention: [swap] }), ...(changed && { interventions: [changed] }) };
      const { next } = await model.run(text, { ...shared, ...how });
      if (!signal.aborted) this.#store.patch({ swapped: { before, next }, swapFailure: '' });
    } catch (error) {
      if (!signal.aborted && !isAbort(error)) this.#store.patch({ swapped: null, swapFailure: messageOf(error) });
    }
  }

  /** Numbers of this head were changed, at tokens that may still be there. */
  #mayBeEdited(): boolean {
    const { subject } = this.#store.state;
    const { edits, queryText } = this.#store.doc;
    const of = subject && `${subject.layer}.${subject.head}.`;
    return of !== null && queryText === null && Object.keys(edits).some((place) => place.startsWith(of));
  }

  /**
   * What the head gives out with the reader's numbers, to be put in the place of what it gave. With a mechanism in
   * layers before it, its queries, keys and values are others than in the columns: they are taken from such a run.
   */
  async #changed(subject: Subject, swap: AttentionSwap | null, signal: AbortSignal): Promise<Intervention | null> {
    if (!this.#mayBeEdited()) return null;
    const { engine, model, info, text, ids, layer, head } = subject;
    const attention = swap && { attention: [swap] };
    const capture = captureOf(layer);
    const run = await model.run(text, { ...(ids && { ids }), ...attention, capture, top: 1, stats: false, signal });
    const edits = holding(this.#store.doc.edits, subject, () => run.tokens);
    if (Object.keys(edits).length === 0) return null;
    const reading = { ...run, text, layer };
    const { heads, bare } = inputsOf(reading, reading, info);
    const mechanism = swap?.mechanism ?? ownSpec;
    // Where the model adds its positions to its embeddings, the engine too gives the mechanism what there is.
    const input = edited(mechanism.position === undefined ? heads : (bare ?? heads), edits, layer, head);
    const { y } = await engine.mechanisms.attend({ ...input, mechanism, head, pattern: false, signal });
    return { kind: 'replace', target: 'output', layer, head, values: y };
  }

  /** Lets the model write on, as it is and with the mechanism: always the likeliest token. */
  async write(): Promise<void> {
    const { subject } = this.#store.state;
    if (!subject || !this.#swap()) return;
    this.stop();
    const writing = new AbortController();
    const { signal } = writing;
    this.#writing = writing;
    this.#wroteWith = this.#stamp();
    let [before, after] = ['', ''];
    const tell = () => !signal.aborted && this.#store.patch({ written: { before, after }, writing: true });
    const ids = subject.ids && { ids: subject.ids };
    const options = { ...ids, greedy: true, maxTokens: kWritten, top: 1, signal };
    const on = (more: Partial<GenerateOptions>) => subject.model.generate(subject.text, { ...options, ...more });
    const added = (text: string) => text.slice(subject.text.length);
    tell();
    try {
      const { tokens } = await subject.model.run(subject.text, { ...ids, top: 1, stats: false, signal });
      const swap = this.#swap(tokens);
      for await (const step of on({})) {
        before = added(step.text);
        tell();
      }
      for await (const step of on(swap ? { attention: [swap] } : {})) {
        after = added(step.text);
        tell();
      }
    } catch (error) {
      if (!signal.aborted && !isAbort(error)) this.#store.patch({ swapFailure: messageOf(error) });
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
