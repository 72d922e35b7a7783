/**
 * Step, Play, Stop. One stream of tokens stays open between steps, so that stepping draws what playing
 * would have drawn with the same seed; any change of text, mutes or options closes it.
 */
import type { GenerationStep, Model } from '../engine/types.ts';
import { commonPrefix, forgetOldRows, growPatterns, patternsOf, textAfter, type Written } from './generation.ts';
import { nextFrame } from './latest.ts';
import type { Playground } from './playground.ts';
import { idsOf } from './state.ts';

/** Entries of each step's distribution. */
const kTop = 20;
/** One stream gives at most so many tokens; the context is full long before. */
const kEndless = 1_000_000;

interface Stream {
  readonly iterator: AsyncIterator<GenerationStep>;
  readonly abort: AbortController;
  /** The text behind which the stream goes on, and all its tokens. */
  text: string;
  ids: readonly number[];
}

export class Generating {
  readonly #playground: Playground;
  readonly #model: () => Model | null;
  #stream: Stream | null = null;
  #stopping = false;
  #drawing = false;
  /** Counts the calls of advance, so that one that was cut off does not end its successor. */
  #turn = 0;
  /** Steps that are not on the screen yet. */
  #fresh: Written[] = [];
  readonly #listeners = new Set<(step: GenerationStep) => void>();

  constructor(playground: Playground, model: () => Model | null) {
    this.#playground = playground;
    this.#model = model;
  }

  /** Called with every token as it comes. */
  onToken(listener: (step: GenerationStep) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Adds at most `count` tokens. Resolves when they are there, or it was stopped, or it ended by itself. */
  async advance(count: number): Promise<void> {
    const model = this.#model();
    if (!model || this.#playground.state.generating) return;
    this.#stopping = false;
    this.#playground.patch({ generating: true, ended: '', open: -1 });
    const stream = this.#open(model);
    const mine = ++this.#turn;
    try {
      await this.#take(stream, count);
      this.#flush(stream);
    } catch (error) {
      this.#flush(stream);
      if (this.#stream === stream) {
        this.#close();
        this.#playground.fail('generate', error, () => void this.advance(count));
      }
    }
    if (mine !== this.#turn) return;
    this.#playground.patch({ generating: false });
    this.#playground.refresh();
  }

  stop(): void {
    this.#stopping = true;
  }

  /** Stops and forgets the stream. What is on the screen stays. */
  drop(): void {
    this.#close();
    if (this.#playground.state.generating) this.#playground.patch({ generating: false });
  }

  #close(): void {
    const stream = this.#stream;
    this.#stream = null;
    this.#stopping = true;
    this.#fresh = [];
    stream?.abort.abort();
    void stream?.iterator.return?.().catch(() => undefined);
  }

  #open(model: Model): Stream {
    const { text, sampling } = this.#playground.state;
    if (this.#stream?.text === text) return this.#stream;
    const abort = new AbortController();
    const options = {
      ...idsOf(this.#playground.state, text),
      ...sampling,
      maxTokens: kEndless,
      top: kTop,
      capture: ['blocks.*.attn.hook_pattern'],
      interventions: this.#playground.interventions(),
      signal: abort.signal,
    };
    const iterator = model.generate(text, options)[Symbol.asyncIterator]();
    this.#stream = { iterator, abort, text, ids: [] };
    return this.#stream;
  }

  async #take(stream: Stream, count: number): Promise<void> {
    for (let n = 0; n < count && !this.#stopping; n++) {
      const { value: step, done } = await stream.iterator.next();
      if (this.#stream !== stream) return;
      if (done || !step) return this.#finish(stream, '');
      this.#add(stream, step);
      if (step.done) return this.#finish(stream, step.done);
      if (!this.#drawing) void this.#draw(stream);
    }
  }

  /**
   * Draws in the next frame, and then leaves as much time as drawing took: the engine's answers come through
   * the same thread, and a slow device must still hear Stop.
   */
  async #draw(stream: Stream): Promise<void> {
    this.#drawing = true;
    await nextFrame();
    const began = performance.now();
    this.#flush(stream);
    await nextFrame();
    const took = performance.now() - began;
    if (took > 25) await new Promise((resolve) => setTimeout(resolve, Math.min(took, 500)));
    this.#drawing = false;
  }

  /** The stream has nothing more to give. */
  #finish(stream: Stream, ended: GenerationStep['done'] | ''): void {
    this.#flush(stream);
    this.#playground.patch({ ended: ended ?? '' });
    this.#close();
  }

  #add(stream: Stream, step: GenerationStep): void {
    const text = textAfter(stream.text, step);
    const layers = this.#model()?.info.layers ?? 0;
    this.#fresh.push({
      start: commonPrefix(stream.text, text),
      end: text.length,
      token: step.token,
      next: step.next,
      rows: patternsOf(step.tensors, layers),
    });
    stream.text = text;
    stream.ids = step.ids;
    for (const listener of this.#listeners) listener(step);
  }

  /** Puts what came since the last frame on the screen, in one change. */
  #flush(stream: Stream): void {
    if (this.#stream !== stream || this.#fresh.length === 0) return;
    const fresh = this.#fresh;
    this.#fresh = [];
    const { shown, written } = this.#playground.state;
    this.#playground.patch({
      text: stream.text,
      written: forgetOldRows([...written, ...fresh]),
      sequence: { text: stream.text, ids: stream.ids },
      ...(shown && {
        shown: {
          ...shown,
          text: stream.text,
          tokens: [...shown.tokens, ...fresh.map(({ token, start, end }) => ({ ...token, start, end }))],
          patterns: growPatterns(shown.patterns, fresh),
          next: fresh.at(-1)!.next,
          before: null,
          entropy: Number.NaN,
        },
      }),
    });
  }
}
