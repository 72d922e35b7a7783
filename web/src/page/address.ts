/**
 * The state of the page in its address, behind the #: read at the start, written a moment after the reader changed
 * something, and followed when another one is opened in the same page. What a link says of theme and language holds for
 * the visit and is not remembered.
 *
 * A bare `#mechanisms` or `#playground` (the views' links, the skip link) only names a view: what the reader has stays.
 */
import type { AttentionPlayground } from '../elements/attention-playground.ts';
import { examples } from '../elements/examples.ts';
import type { AttentionMechanisms } from '../mechanisms/attention-mechanisms.ts';
import { emptyState, type Problem, readHash, type WrittenHash, writeHash } from '../share/hash.ts';
import type { ShareState } from '../share/types.ts';
import { Arrival } from './arrival.ts';
import type { LanguageSwitch } from './language.ts';
import type { ThemeSwitch } from './theme.ts';

/** Milliseconds from a change to the address; browsers refuse to be told much more often than three times a second. */
const kDelay = 400;

export interface AddressOf {
  readonly playground: AttentionPlayground;
  readonly theme: ThemeSwitch;
  readonly language: LanguageSwitch;
  /** The page without a hash: as index.html says. */
  readonly defaults: ShareState;
  /** What of a link could not be read; or what there is none of, which may be known later. None: another link is open. */
  readonly onProblems: (problems: readonly Problem[]) => void;
}

/** What index.html shows: its first example, at the head that the element there names. */
export function defaultsOf(playground: AttentionPlayground): ShareState {
  const number = (name: string) => (playground.hasAttribute(name) ? Number(playground.getAttribute(name)) : null);
  return { ...emptyState, text: examples[0]?.text ?? '', layer: number('layer'), head: number('head') };
}

export class Address {
  readonly #of: AddressOf;
  #mechanisms: AttentionMechanisms | null = null;
  /** What was asked of the Mechanisms view before it was opened, or is of it still. */
  #compared: ShareState['mechanisms'] = [];
  #queries = '';
  readonly #arrival: Arrival;
  #missing: readonly Problem[] = [];
  /** What the Mechanisms view compares when nobody has chosen. */
  #usual: ShareState['mechanisms'] | null = null;
  /** Entries of the browser's history that show the same state in another view share a number. */
  #generation = 0;
  #timer = 0;
  #attached!: () => void;

  constructor(of: AddressOf) {
    this.#of = of;
    this.#arrival = new Arrival(of.playground, (problems) => this.#miss(problems));
    const { state, whole, problems } = readHash(location.hash);
    this.#generation = generationOf(history.state) ?? 0;
    if (whole) this.#apply(state);
    if (problems.length > 0) of.onProblems(problems);
    addEventListener('hashchange', () => this.#follow());
    document.addEventListener('change', (event) => {
      // Boxes of the page fire `change` too; the elements' own has the snapshot with it.
      if (event instanceof CustomEvent) this.writeSoon();
    });
    addEventListener('pagehide', () => this.#flush());
  }

  /** The Mechanisms view was opened. */
  attach(mechanisms: AttentionMechanisms): void {
    this.#mechanisms = mechanisms;
    const { scale } = this.#of.playground.snapshot();
    const asked = this.#compared.length > 0 || this.#queries !== '';
    mechanisms.restore({ scale, ...(asked && { mechanisms: this.#compared, queries: this.#queries }) });
    this.#attached();
    if (this.#compared.length === 0 && !mechanisms.mechanism)
      void mechanisms.updateComplete.then(() => {
        this.#usual ??= mechanisms.snapshot().mechanisms ?? null;
      });
  }

  /** Resolves when the Mechanisms view has been opened. */
  readonly attached = new Promise<void>((resolve) => {
    this.#attached = resolve;
  });

  /** On the screen, or null: another view is. */
  get mechanisms(): AttentionMechanisms | null {
    return readHash(location.hash).state.view === 'mechanisms' ? this.#mechanisms : null;
  }

  /** All that the reader chose, whatever is on the screen. */
  state(): ShareState {
    const { playground, theme, language, defaults } = this.#of;
    const { state: shown } = playground.store;
    const given = playground.snapshot();
    const { view = 'playground' } = readHash(location.hash).state;
    const {
      mechanisms: compared = this.#compared,
      queries = this.#queries,
      scale,
    } = this.#mechanisms?.snapshot() ?? {};
    return {
      ...defaults,
      ...given,
      // A link says which head, even where the page would come to the same one by itself.
      layer: given.layer ?? (shown.info ? shown.layer : defaults.layer),
      head: given.head ?? (shown.info ? shown.head : defaults.head),
      mechanisms: this.#usual && same(compared, this.#usual) ? [] : compared,
      queries,
      ...(view === 'mechanisms' && scale && { scale }),
      view,
      theme: theme.chosen,
      language: language.chosen,
    };
  }

  /** For a link that somebody keeps: text and head are in it even where they are what the page begins with today. */
  link(): WrittenHash {
    return writeHash(this.state(), { ...emptyState, layer: null, head: null });
  }

  /** Shows a state; what it does not say is as on a page that was just opened. */
  show(state: Partial<ShareState>): void {
    this.#generation = Date.now();
    this.#apply(state);
    const { view = 'playground' } = state;
    // An entry of its own: Back leads to what was there before.
    if (readHash(location.hash).state.view !== view) location.hash = `#${view}`;
    this.writeSoon();
  }

  writeSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#write(), kDelay);
  }

  #flush(): void {
    if (this.#timer) this.#write();
  }

  #write(): void {
    clearTimeout(this.#timer);
    this.#timer = 0;
    const state = this.state();
    const { hash } = writeHash(state, this.#defaultsFor(state.model));
    const bare = !location.hash.includes('?');
    // The page as it is opened: its address stays as it was typed.
    const nothing = !hash.includes('?') && bare;
    const url = nothing ? location.href : `${location.pathname}${location.search}#${hash}`;
    history.replaceState({ ...Object(history.state), generation: this.#generation }, '', url);
  }

  #defaultsFor(model: string): ShareState {
    const { defaults } = this.#of;
    return model === '' ? defaults : { ...defaults, layer: null, head: null };
  }

  /** Another entry of the history, a link inside the page, or a hash that the reader typed. */
  #follow(): void {
    const { state, whole, problems } = readHash(location.hash);
    const generation = generationOf(history.state);
    const ours = generation === this.#generation;
    // Our own entries show another view of what is there now; one of an earlier link, or of none yet, a state of its own.
    if (whole && !ours) {
      this.#generation = generation ?? Date.now();
      this.#apply(state);
      if (problems.length > 0) this.#of.onProblems(problems);
    }
    this.writeSoon();
  }

  #apply(given: Partial<ShareState>): void {
    const { theme, language, onProblems } = this.#of;
    const usual = this.#defaultsFor(given.model ?? '');
    const state = { ...usual, ...given };
    this.#missing = [];
    onProblems([]);
    this.#arrival.restore(state, usual);
    const { mechanisms, queries, scale } = state;
    [this.#compared, this.#queries] = [mechanisms, queries];
    this.#mechanisms?.restore({ mechanisms, queries, scale });
    if (given.theme) theme.hold(given.theme);
    if (given.language && !language.hold(given.language))
      this.#miss([{ key: 'lang', value: given.language, why: 'missing' }]);
  }

  /** All of one link is said together. */
  #miss(problems: readonly Problem[]): void {
    this.#missing = [...this.#missing, ...problems];
    this.#of.onProblems(this.#missing);
  }
}

const generationOf = (state: unknown): number | null => {
  const { generation } = Object(state) as { generation?: unknown };
  return typeof generation === 'number' ? generation : null;
};

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
