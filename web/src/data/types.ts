/**
 * Attention as it is drawn, written to files and read back: from the engine, from PyTorch, from a stored JSON file.
 * Its form in a file is AttentionDocument, which docs/attention-json.md specifies; `document.ts` goes between the two.
 * Nothing here knows an engine or a document object: it runs in the page, in Node and in a notebook alike.
 */
import type { NextToken, Tensor, Token } from '../engine/types.js';
import type { ShareState } from '../share/types.js';

/** Weights of some heads of some layers, with the tokens that they are about. */
export interface AttentionData {
  /** The tokens that ask; a row each. An `id` that is not known is -1, as is a place in the text. */
  readonly queries: readonly Token[];
  /** The tokens that are asked; a column each. The same array as `queries` in self-attention. */
  readonly keys: readonly Token[];
  readonly layers: readonly LayerData[];
  /** No query weighs a later key, in any head: what lies above the diagonal is drawn as absent. */
  readonly causal: boolean;
  /** What was tokenized, and by which model, where it is known; else ''. */
  readonly text: string;
  readonly model: string;
  /** The address of the model's Hugging Face folder; left out where it is not known. */
  readonly modelUrl?: string | undefined;
  /** A `logit` that is not known is NaN; a `chance` that is not known is the probability. */
  readonly next: readonly NextToken[];
  /** What was on the screen when it was written, if that is in the file. Members are as they were found: check them. */
  readonly state: Partial<ShareState> | null;
}

/** Some heads of one layer. */
export interface LayerData {
  /** The layer's number in its model. */
  readonly layer: number;
  /** The heads' numbers in their layer, in the order of `weights`. */
  readonly heads: readonly number[];
  /** [h, t_q, t_k] row-major; rows sum to 1 or, fully masked, to 0. */
  readonly weights: Tensor;
}

/** Version 1 of the file. Unknown members are kept out; a higher version is refused with a sentence that says so. */
export interface AttentionDocument {
  readonly format: 'attention-playground';
  readonly version: 1;
  readonly text?: string;
  readonly model?: { readonly name: string; readonly url?: string };
  /** A string is a token of which only the text is known. */
  readonly tokens: readonly (string | DocumentToken)[];
  /** Cross-attention only. */
  readonly keys?: readonly (string | DocumentToken)[];
  readonly attention: readonly DocumentLayer[];
  readonly next?: readonly DocumentNext[];
  readonly state?: Partial<ShareState>;
  /** Who wrote it, for people: "attention-playground 0.2.0". */
  readonly made?: string;
}

/** A token in a file. */
export interface DocumentToken {
  readonly text: string;
  readonly id?: number;
  readonly start?: number;
  readonly end?: number;
  readonly special?: boolean;
}

/** An entry of a next-token distribution in a file. */
export interface DocumentNext {
  readonly id?: number;
  readonly text: string;
  readonly probability: number;
  readonly logit?: number;
  /** After the options of sampling; without it they change nothing. */
  readonly chance?: number;
}

/** Some heads of one layer in a file. */
export interface DocumentLayer {
  readonly layer: number;
  /** Without it 0, 1, 2, ... */
  readonly heads?: readonly number[];
  /** [head][query][key]; or the same as little-endian float32 in base64, row-major. */
  readonly weights:
    | readonly (readonly (readonly number[])[])[]
    | { readonly shape: readonly [number, number, number]; readonly base64: string };
}
