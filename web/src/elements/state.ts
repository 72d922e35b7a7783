/** Everything one playground knows, as one object that is replaced and never changed in place. */
import type {
  CellExplanation,
  HeadStats,
  ModelInfo,
  ModelSource,
  NextToken,
  Progress,
  SamplingOptions,
  Tensor,
  Token,
} from '../engine/types.ts';
import type { Failure } from './failures.ts';
import type { Written } from './generation.ts';

/** A model to load, and how to name it to people. */
export interface Source {
  readonly kind: 'default' | 'url' | 'files';
  readonly value: ModelSource;
  readonly label: string;
}

export interface Cell {
  readonly query: number;
  readonly key: number;
}

/** What the engine computed last; all of it belongs to `text`. */
export interface Shown {
  readonly text: string;
  readonly tokens: readonly Token[];
  /** One per layer [h, t, t]; null for a layer whose patterns were too many to fetch. */
  readonly patterns: readonly (Tensor | null)[];
  readonly stats: readonly HeadStats[];
  readonly next: readonly NextToken[];
  /** The same distribution without mutes, while there are any. */
  readonly before: readonly NextToken[] | null;
  /** Entropy of `next`, bits; NaN while text is being generated. */
  readonly entropy: number;
  readonly milliseconds: number;
}

export interface State {
  /** Of the model: `failed` means that there is none to work with. */
  readonly phase: 'idle' | 'loading' | 'ready' | 'failed';
  readonly progress: Progress | null;
  readonly source: Source;
  readonly info: ModelInfo | null;
  readonly text: string;
  readonly shown: Shown | null;
  readonly layer: number;
  readonly head: number;
  readonly cell: Cell | null;
  /** The reader chose the cell; otherwise it follows the last token. */
  readonly cellChosen: boolean;
  readonly explanation: CellExplanation | null;
  readonly explaining: boolean;
  /** Token under the pointer or focus, or -1. */
  readonly hover: number;
  /** Muted heads, "layer.head", in the order they were muted. */
  readonly mutes: readonly string[];
  /** Earlier values of `mutes`, the last one first to come back. */
  readonly muteHistory: readonly (readonly string[])[];
  readonly sampling: SamplingOptions;
  /** Tokens that one Play adds at most. */
  readonly length: number;
  readonly written: readonly Written[];
  /**
   * The very tokens of a text that was generated: its own tokens need not be those that the tokenizer would
   * make of it. They hold for exactly that text.
   */
  readonly sequence: { readonly text: string; readonly ids: readonly number[] } | null;
  readonly generating: boolean;
  /** Why the last generation ended by itself, or ''. */
  readonly ended: '' | 'max-tokens' | 'end-of-text' | 'context-full';
  /** Index into `written` of the step that is open, or -1. */
  readonly open: number;
  readonly failure: Failure | null;
  /** Something worth saying that is no failure: the engine was restarted. */
  readonly notice: string;
}

export const muteKey = (layer: number, head: number): string => `${layer}.${head}`;

export function parseMute(key: string): { layer: number; head: number } {
  const [layer, head] = key.split('.').map(Number);
  return { layer: layer ?? 0, head: head ?? 0 };
}

/** For the engine's options: the tokens of the text as they were generated, or nothing, and it tokenizes. */
export function idsOf({ sequence }: State, text: string): { ids?: readonly number[] } {
  return sequence?.text === text ? { ids: sequence.ids } : {};
}

/** What is on the screen belongs to an earlier text, because the text that stands now could not be run. */
export const isStale = ({ shown, text, failure }: State): boolean =>
  shown !== null && shown.text !== text && failure?.during === 'run';

export function initialState(source: Source, text: string): State {
  return {
    phase: 'idle',
    progress: null,
    source,
    info: null,
    text,
    shown: null,
    layer: 0,
    head: 0,
    cell: null,
    cellChosen: false,
    explanation: null,
    explaining: false,
    hover: -1,
    mutes: [],
    muteHistory: [],
    sampling: { greedy: false, temperature: 0.8, topK: 0, topP: 1, minP: 0, repetitionPenalty: 1, seed: 1 },
    length: 60,
    written: [],
    sequence: null,
    generating: false,
    ended: '',
    open: -1,
    failure: null,
    notice: '',
  };
}

/** Holds the state and tells who listens, once a change. */
export class Store {
  #state: State;
  readonly #listeners = new Set<() => void>();

  constructor(state: State) {
    this.#state = state;
  }

  get state(): State {
    return this.#state;
  }

  patch(change: Partial<State>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
