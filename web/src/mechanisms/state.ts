/** Everything that one Mechanisms view knows, as one object that is replaced and never changed in place. */

import type { Cell } from '../elements/state.ts';
import type {
  Attended,
  Difference,
  Engine,
  ErrorCode,
  MechanismSpec,
  Model,
  ModelInfo,
  NextToken,
} from '../engine/types.ts';
import { begin, type History } from './history.ts';
import type { Inputs, Kept, Reading } from './inputs.ts';
import { ownSpec } from './spec.ts';

/** What the view is about: given from outside, by a playground or by whoever embeds the element. */
export interface Subject {
  readonly engine: Engine;
  readonly model: Model;
  readonly info: ModelInfo;
  readonly text: string;
  /** The tokens of a text that was generated. */
  readonly ids?: readonly number[];
  readonly layer: number;
  readonly head: number;
}

export interface Column {
  /** Tells columns apart while they change. */
  readonly key: number;
  readonly spec: MechanismSpec;
  /** The named mechanism that was chosen; the spec may have left it. */
  readonly chosen: string;
}

/** What a reader made: all of it can be undone. */
export interface Doc {
  /** The first is the model's own attention, and stays. */
  readonly columns: readonly Column[];
  readonly edits: Kept;
  /** The text whose tokens ask, where it is another one; null: the text asks itself. */
  readonly queryText: string | null;
}

export interface Result {
  /** What was asked; another question makes this an old answer. */
  readonly stamp: string;
  readonly attended: Attended | null;
  /** To the first column's output. */
  readonly difference: Difference | null;
  readonly milliseconds: number | null;
  /** Why there is none, in the engine's words; what was computed before is kept. */
  readonly failure: string;
}

export type Use = 'off' | 'layer' | 'all';

export interface Swapped {
  readonly next: readonly NextToken[];
  readonly before: readonly NextToken[];
}

export interface Written {
  readonly before: string;
  readonly after: string;
}

export interface MechanismsState {
  readonly subject: Subject | null;
  /** Of the text; and of the one that asks, the same unless there are two. */
  readonly reading: Reading | null;
  readonly queryReading: Reading | null;
  /** With the reader's changes. */
  readonly inputs: Inputs | null;
  /** As the model made them. */
  readonly given: Inputs | null;
  readonly history: History<Doc>;
  readonly results: ReadonlyMap<number, Result>;
  /** Index of the column that is being changed. */
  readonly active: number;
  readonly cell: Cell;
  /** Query under the pointer or focus, or -1. */
  readonly hover: number;
  readonly use: Use;
  readonly swapped: Swapped | null;
  /** Why the mechanism cannot work in the model. */
  readonly swapFailure: string;
  readonly written: Written | null;
  readonly writing: boolean;
  /** Why the text could not be run, and of which kind that is. */
  readonly failure: string;
  readonly code: ErrorCode;
}

export const emptyDoc: Doc = {
  columns: [{ key: 0, spec: ownSpec, chosen: 'transformer' }],
  edits: {},
  queryText: null,
};

export const initialState: MechanismsState = {
  subject: null,
  reading: null,
  queryReading: null,
  inputs: null,
  given: null,
  history: begin(emptyDoc),
  results: new Map(),
  active: 1,
  cell: { query: -1, key: -1 },
  hover: -1,
  use: 'off',
  swapped: null,
  swapFailure: '',
  written: null,
  writing: false,
  failure: '',
  code: 'internal',
};
