/** What a reader chose in one playground, as links and files keep it (share/types.ts), and back. */
import type { AttentionData } from '../data/types.ts';
import type { NextToken, Tensor, Token } from '../engine/types.ts';
import type { ShareState } from '../share/types.ts';
import { tellingHead } from './choices.ts';
import { patternSize } from './generation.ts';
import { nextFrame } from './latest.ts';
import type { Choices, Playground } from './playground.ts';
import { ranges, readField, type SamplingField } from './sampling.ts';
import { initialState, type State } from './state.ts';

/** Tokens that one Play may add. */
const kMostTokens = 4096;

type Given = Readonly<Partial<Record<keyof ShareState, unknown>>>;

const usual = initialState({ kind: 'default', value: '', label: '' }, '');

/** What is asked of a model, in words that a link can carry: '' for the shipped one and for files, which have no address. */
export const addressOf = ({ source }: State): string => (source.kind === 'url' ? String(source.value) : '');

/** Members in which it is as a playground that just began are there too: whoever keeps it knows what to leave out. */
export function snapshotOf(playground: Playground): Partial<ShareState> {
  const { state: now, wanted } = playground;
  const { layer, head } = headOf(now);
  const sampling = Object.fromEntries(
    Object.entries(now.sampling).filter(([name, value]) => usual.sampling[name as SamplingField] !== value),
  );
  return {
    model: addressOf(now),
    text: now.text,
    layer: wanted.layer ?? layer,
    head: wanted.head ?? head,
    cell: wanted.cell === undefined ? (now.cellChosen ? now.cell : null) : wanted.cell,
    mutes: wanted.mutes ?? now.mutes,
    sampling,
    length: now.length,
  };
}

/** Null where a new playground would show the same head of this text by itself. */
function headOf({ shown, layer, head }: State): { layer: number | null; head: number | null } {
  const first = { layer: 0, head: 0, ...tellingHead(shown?.stats ?? []) };
  return layer === first.layer && head === first.head ? { layer: null, head: null } : { layer, head };
}

const whole = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 0;
const count = (value: unknown): number | null => (whole(value) ? value : null);

function cellIn(value: unknown): Choices['cell'] {
  const { query, key } = (value ?? {}) as Record<string, unknown>;
  return whole(query) && whole(key) ? { query, key } : null;
}

function samplingIn(value: unknown): State['sampling'] {
  const given = (value ?? {}) as Record<string, unknown>;
  const numbers = (Object.keys(ranges) as SamplingField[]).flatMap((name) => {
    const number = typeof given[name] === 'number' ? readField(name, String(given[name])) : null;
    return number === null ? [] : [[name, number]];
  });
  const greedy = typeof given['greedy'] === 'boolean' ? { greedy: given['greedy'] } : {};
  return { ...usual.sampling, ...Object.fromEntries(numbers), ...greedy };
}

/** From what anybody wrote: a member that is missing stays as it is, a bad value is as at the beginning. */
export function choicesIn(given: Given): Choices {
  const { text, cell, mutes, sampling, length } = given;
  const list = Array.isArray(mutes) ? mutes.filter((key) => typeof key === 'string' && /^\d+\.\d+$/.test(key)) : [];
  const turns = whole(length) && length >= 1 && length <= kMostTokens ? length : usual.length;
  return {
    ...(typeof text === 'string' && { text }),
    ...('layer' in given && { layer: count(given.layer) }),
    ...('head' in given && { head: count(given.head) }),
    ...('cell' in given && { cell: cellIn(cell) }),
    ...('mutes' in given && { mutes: list }),
    ...('sampling' in given && { sampling: samplingIn(sampling) }),
    ...('length' in given && { length: turns }),
  };
}

/** One of a few words, the first where it is none of them; undefined where nothing is said. */
export function wordIn<T extends string>(value: unknown, words: readonly [T, ...T[]]): T | undefined {
  return value === undefined ? undefined : (words.find((word) => word === value) ?? words[0]);
}

export interface Drawn {
  readonly text: string;
  readonly model: string;
  readonly tokens: readonly Token[];
  /** [h, t, t] of each layer; null where it was not fetched. */
  readonly patterns: readonly (Tensor | null)[];
  readonly next: readonly NextToken[];
}

/** What is drawn, as data; null while there is nothing. Layers that were too many to fetch are left out. */
export function dataOf(
  { text, model, tokens, patterns, next }: Drawn,
  state: Partial<ShareState>,
): AttentionData | null {
  const size = patternSize(patterns);
  if (size === 0) return null;
  // The token that was generated last has no row yet: nothing was computed behind it.
  const queries = tokens.slice(0, size);
  const layers = patterns.flatMap((weights, layer) =>
    weights ? [{ layer, heads: Array.from({ length: weights.shape[0] ?? 0 }, (_, head) => head), weights }] : [],
  );
  const beyond = tokens[size]?.start ?? -1;
  const end = beyond < 0 ? text.length : beyond;
  const causal = layers.every(({ weights }) => isCausal(weights, size));
  return { queries, keys: queries, layers, causal, text: text.slice(0, end), model, next, state };
}

function isCausal({ data, shape: [heads = 0] }: Tensor, size: number): boolean {
  for (let row = 0; row < heads * size; row++) {
    for (let j = (row % size) + 1; j < size; j++) if (data[row * size + j] !== 0) return false;
  }
  return true;
}

/** Fires `change` {detail: the snapshot} at an element, once a frame at most, when its snapshot is another than before. */
export class ChangeTeller {
  readonly #element: EventTarget & { snapshot(): Partial<ShareState> };
  #told = '';
  #waiting = false;

  constructor(element: EventTarget & { snapshot(): Partial<ShareState> }) {
    this.#element = element;
  }

  /** What it is now is what it was: the beginning is no change. */
  begin(): void {
    this.#told = JSON.stringify(this.#element.snapshot());
  }

  /** To be called whenever it may be another. */
  look(): void {
    if (this.#waiting || this.#told === '') return;
    this.#waiting = true;
    void nextFrame().then(() => {
      this.#waiting = false;
      const detail = this.#element.snapshot();
      const now = JSON.stringify(detail);
      if (now === this.#told) return;
      this.#told = now;
      this.#element.dispatchEvent(new CustomEvent('change', { detail, bubbles: true, composed: true }));
    });
  }
}
