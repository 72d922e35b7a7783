/** What every panel of the Mechanisms view works on: one layer of one model on one text, as it is now. */
import type { AttendInput, Engine, HeadStats, Model, ModelInfo, Token } from '../engine/types.js';

export interface Source {
  readonly engine: Engine;
  readonly model: Model;
  readonly info: ModelInfo;
  /** The text of the keys, and of the queries too unless `queryTokens` says otherwise. */
  readonly text: string;
  readonly tokens: readonly Token[];
  /** Cross-attention: where the queries come from; null in self-attention. */
  readonly queryTokens: readonly Token[] | null;
  readonly layer: number;
  readonly head: number;
  /** This layer's q, k and v as the model's own attention uses them (rotary positions applied, unless two texts meet). */
  readonly heads: AttendInput;
  /** The same before positions, for mechanisms that bring their own; null where the model adds positions to its embeddings. */
  readonly bare: AttendInput | null;
  /** Of the model's own attention on `text`, all layers. */
  readonly stats: readonly HeadStats[];
}
