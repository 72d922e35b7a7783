/** Painting a column's mask cell by cell: from the mask it has, as the engine applies it. */

import type { MaskNode } from '../engine/types.ts';
import { idOf, isJoined, isRows, parameter } from './spec.ts';
import type { Column, MechanismsState } from './state.ts';
import { type MechanismsStore, messageOf } from './store.ts';

export class Painter {
  readonly #store: MechanismsStore;
  /** The column that is painted, or -1. */
  #key = -1;
  #strokes = 0;

  constructor(store: MechanismsStore) {
    this.#store = store;
  }

  isPainting(column: Column): boolean {
    // Undo may have taken the picture away.
    return column.key === this.#key && rowsOf(column) !== null;
  }

  /** Rows of '#' and '.' while the column is painted, or null. */
  pictureOf(column: Column): readonly string[] | null {
    return this.isPainting(column) ? rowsOf(column) : null;
  }

  /** Makes the column's mask a picture, to be painted on. */
  async start(index: number): Promise<void> {
    const store = this.#store;
    store.activate(index);
    const column = store.doc.columns[index];
    if (!column) return;
    try {
      const rows = rowsOf(column) ?? (await pictured(store.state, column.spec.mask ?? 'full'));
      // The column, or the text, may be another by now.
      if (store.doc.columns[store.state.active] !== column || rows.length !== store.queryTokens.length) return;
      if (!rowsOf(column)) store.setSpec({ executor: 'sparse', ...column.spec, mask: { id: 'painted', rows } });
      this.#key = column.key;
      store.patch({});
    } catch (error) {
      store.patch({ failure: messageOf(error) });
    }
  }

  stop(): void {
    this.#key = -1;
    this.#store.seal();
    this.#store.patch({});
  }

  /** One cell. All cells of one stroke are undone at once; the store's `seal` ends it. */
  paint(query: number, key: number, open: boolean): void {
    const store = this.#store;
    const column = store.doc.columns.find((other) => other.key === this.#key);
    const rows = column && rowsOf(column);
    if (!column || !rows?.[query]) return;
    const row = rows[query];
    const painted = rows.map((old, i) =>
      i === query ? `${row.slice(0, key)}${open ? '#' : '.'}${row.slice(key + 1)}` : old,
    );
    if (store.state.history.gesture === '') this.#strokes++;
    store.activate(store.doc.columns.indexOf(column));
    store.setSpec({ ...column.spec, mask: { id: 'painted', rows: painted } }, { gesture: `paint ${this.#strokes}` });
  }
}

/** The rows of '#' and '.' that a mask lets through, as the engine applies it: of equal scores only masked ones weigh 0. */
async function pictured({ subject, inputs }: MechanismsState, mask: MaskNode): Promise<readonly string[]> {
  if (!subject || !inputs) return [];
  const { heads } = inputs;
  const q = new Float32Array(heads.q.length);
  const how = { ...heads, q, mechanism: { mask }, head: 0 };
  const { pattern, queries, keys } = await subject.engine.mechanisms.attend(how);
  return Array.from({ length: queries }, (_, i) =>
    Array.from({ length: keys }, (_, j) => ((pattern?.[i * keys + j] ?? 0) !== 0 ? '#' : '.')).join(''),
  );
}

function rowsOf({ spec: { mask } }: Column): readonly string[] | null {
  if (mask === undefined || isJoined(mask) || idOf(mask) !== 'painted') return null;
  const rows = parameter(mask, 'rows');
  return isRows(rows) ? rows : null;
}
