/** What feeds `<attention-generation>`: a playground's state without the rest of the playground. */
import { examples } from '../elements/examples.ts';
import { Playground } from '../elements/playground.ts';
import { ranges, readField, type SamplingField } from '../elements/sampling.ts';
import type { State } from '../elements/state.ts';
import { sharedEngine } from '../engine/shared.ts';
import { t } from '../text/text.ts';
import type { Feeder } from '../views/lone-view.ts';
import type { AttentionGeneration } from './attention-generation.ts';
import { sourceOf } from './live.ts';
import { Starting } from './starting.ts';

export const writing = (view: AttentionGeneration): Feeder => new Writing(view);

const kLongest = 4096;

class Writing extends Starting<AttentionGeneration> {
  protected readonly hideable = ['prompt', 'tokens', 'play', 'options', 'next', 'caption'];
  protected readonly caption = '';
  #store: Playground | null = null;
  #before: State | null = null;

  protected get filled(): boolean {
    return this.#store?.state.info != null;
  }

  protected get retries(): boolean {
    return true;
  }

  protected begin(): void {
    this.problem = null;
    if (!this.#store) {
      const text = this.view.text ?? examples[0]?.text ?? '';
      const store = new Playground(sharedEngine, sourceOf(''), text);
      this.#store = store;
      store.subscribe(() => this.#changed(store));
      store.generating.onToken((step) => this.fire('token', step));
      this.#options();
      this.view.store = store;
    }
    this.#store.want(this.view.layer, this.view.head);
    void this.#store.load(sourceOf(this.view.model));
  }

  protected end(): void {
    // The text that was written is there again when it comes back.
    if (this.#store && this.view.text !== null) this.view.text = this.#store.state.text;
    this.#store?.dispose();
    this.#store = null;
    this.#before = null;
    this.view.store = null;
  }

  protected changed(any: (...names: string[]) => boolean): void {
    const store = this.#store;
    if (!store) return;
    if (any('text') && this.view.text !== null) store.setText(this.view.text);
    if (any('model')) void store.load(sourceOf(this.view.model));
    if (any('layer', 'head')) store.want(this.view.layer, this.view.head);
    if (any('temperature', 'topK', 'seed', 'greedy', 'tokens')) this.#options();
  }

  /** What is out of its range is said, and the default holds. */
  #options(): void {
    const store = this.#store;
    if (!store) return;
    const good = Object.entries(this.view.asked).filter(
      ([name, value]) => !(name in ranges) || this.#fits(name as SamplingField, value as number),
    );
    store.setSampling({ ...store.state.sampling, ...Object.fromEntries(good) });
    const { tokens } = this.view;
    if (tokens === null) return;
    if (Number.isInteger(tokens) && tokens >= 1 && tokens <= kLongest) store.patch({ length: tokens });
    else console.warn(`attention-generation: tokens is ${tokens}; a whole number from 1 to ${kLongest} is one`);
  }

  #fits(name: SamplingField, value: number): boolean {
    if (readField(name, String(value)) !== null) return true;
    const { min, max, openMin, integer } = ranges[name];
    const kind = integer ? 'a whole number' : 'a number';
    console.warn(
      `attention-generation: ${name} is ${value}; ${kind} ${openMin ? 'above' : 'from'} ${min} to ${max} is one`,
    );
    return false;
  }

  #changed(store: Playground): void {
    if (store !== this.#store) return;
    const before = this.#before;
    const now = store.state;
    this.#before = now;
    if (now.progress && now.progress !== before?.progress) {
      this.progress = t(`progress.${now.progress.stage}`, { file: now.progress.file ?? '' });
      this.fire('progress', now.progress);
    }
    if (now.failure && now.failure !== before?.failure) {
      // With a model at work the alert in the element says it.
      const { failure } = now;
      this.fail(failure, t(`failure.${failure.during}`));
      if (now.info) this.problem = null;
    }
    if (now.shown && !before?.shown && now.info)
      void this.view.updateComplete.then(() => this.fire('ready', { info: now.info }));
    this.view.requestUpdate();
  }
}
