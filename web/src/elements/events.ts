/** What the elements tell, by tag: the one table that types the listeners of pages, React and Svelte. */
import type { AttentionData } from '../data/types.ts';
import type { EngineErrorShape, GenerationStep, ModelInfo, Progress } from '../engine/types.ts';
import type { ShareState } from '../share/types.ts';

/** Of an element that works with a model. */
export interface ModelEvents {
  /** The first attention of a model is on the screen. Bubbles and leaves the shadow root, as all but `error` do. */
  ready: CustomEvent<{ readonly info: ModelInfo }>;
  /** Something long goes on: the engine starts, a file comes, a model is read. */
  progress: CustomEvent<Progress>;
  /** Something failed; the element shows the same sentence. It stays at the element, as an image's does. */
  error: CustomEvent<EngineErrorShape>;
  /** What {@link ShareState} says of the element is another than before; at most once a frame. */
  change: CustomEvent<Partial<ShareState>>;
}

/** Of an element that also generates. */
export interface GeneratingEvents extends ModelEvents {
  /** One more token was generated. */
  token: CustomEvent<GenerationStep>;
}

/** Of a single view. */
export interface ViewEvents {
  /** What was given is on the screen. */
  ready: CustomEvent<{ readonly data: AttentionData }>;
  /** Something long goes on: the engine starts, a file comes, a model is read. */
  progress: CustomEvent<Progress>;
  /** What was given cannot be shown; the element shows the same sentence. It stays at the element. */
  error: CustomEvent<{ readonly code: string; readonly message: string; readonly file?: string }>;
}

/** A query and a key, by their place in the text, from 0. */
export interface CellPlace {
  readonly query: number;
  readonly key: number;
}

/** A layer and a head of it, from 0. */
export interface HeadPlace {
  readonly layer: number;
  readonly head: number;
}

/** Of `<attention-matrix>`. */
export interface MatrixEvents extends ViewEvents {
  /** A cell was chosen. */
  'cell-select': CustomEvent<CellPlace>;
  /** The pointer or the keyboard is at a cell; null when it left. */
  'cell-hover': CustomEvent<CellPlace | null>;
  /** The pointer is at a token, by its place; -1 when it left. */
  'token-hover': CustomEvent<{ readonly index: number }>;
}

/** Of `<attention-heads>`. */
export interface HeadsEvents extends ViewEvents {
  /** A head was chosen. */
  'head-select': CustomEvent<HeadPlace>;
  /** A head was muted, or is heard again. */
  'head-mute': CustomEvent<HeadPlace>;
}

/** Of `<attention-arcs>`. */
export interface ArcsEvents extends ViewEvents {
  /** An arc was chosen. */
  'cell-select': CustomEvent<CellPlace>;
  /** The pointer is at a token, by its place; -1 when it left. */
  'token-hover': CustomEvent<{ readonly index: number }>;
  /** A token was chosen. */
  'token-select': CustomEvent<{ readonly index: number }>;
}

/** Of `<attention-generation>`. */
export interface GenerationEvents extends GeneratingEvents {
  /** The pointer is at a token, by its place; -1 when it left. */
  'token-hover': CustomEvent<{ readonly index: number }>;
}

/** Of `<attention-explorer>`. */
export interface ExplorerEvents extends MatrixEvents {
  /** A head was chosen. */
  'head-select': CustomEvent<HeadPlace>;
  /** A token was chosen. */
  'token-select': CustomEvent<{ readonly index: number }>;
}

/** The events of each public element. */
export interface ElementEvents {
  'attention-playground': GeneratingEvents;
  'attention-mechanisms': ModelEvents;
  'attention-matrix': MatrixEvents;
  'attention-heads': HeadsEvents;
  'attention-arcs': ArcsEvents;
  'attention-generation': GenerationEvents;
  'attention-explorer': ExplorerEvents;
}
