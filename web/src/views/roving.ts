/** Keyboard movement, as the ARIA patterns for grids and lists have it. Null: the key is not ours. */

export interface Cell {
  readonly row: number;
  readonly column: number;
}

const clamp = (n: number, length: number): number => Math.max(0, Math.min(length - 1, n));

/** What matters of a KeyboardEvent. */
export interface Press {
  readonly key: string;
  readonly ctrlKey?: boolean;
  readonly metaKey?: boolean;
  readonly altKey?: boolean;
  /** The list: where its lines run from right to left, so do the arrows. */
  readonly currentTarget?: EventTarget | null;
}

/** Arrows step, Home and End go to the row's ends, with Ctrl to the grid's corners, Page keys go ten rows. */
export function moveInGrid(press: Press, at: Cell, rows: number, columns: number): Cell | null {
  if (rows === 0 || columns === 0 || press.altKey) return null;
  const far = press.ctrlKey || press.metaKey;
  const to = (row: number, column: number): Cell => ({ row: clamp(row, rows), column: clamp(column, columns) });
  switch (press.key) {
    case 'ArrowUp':
      return far ? null : to(at.row - 1, at.column);
    case 'ArrowDown':
      return far ? null : to(at.row + 1, at.column);
    case 'ArrowLeft':
      return far ? null : to(at.row, at.column - 1);
    case 'ArrowRight':
      return far ? null : to(at.row, at.column + 1);
    case 'Home':
      return to(far ? 0 : at.row, 0);
    case 'End':
      return to(far ? rows - 1 : at.row, columns - 1);
    case 'PageUp':
      return to(at.row - 10, at.column);
    case 'PageDown':
      return to(at.row + 10, at.column);
    default:
      return null;
  }
}

/** Arrows of both axes step, those along the line as it runs; Home and End go to the ends. */
export function moveInList(press: Press, at: number, length: number): number | null {
  if (length === 0 || press.ctrlKey || press.metaKey || press.altKey) return null;
  const list = press.currentTarget as Element | null | undefined;
  const along = () => (list && getComputedStyle(list).direction === 'rtl' ? -1 : 1);
  switch (press.key) {
    case 'ArrowUp':
      return clamp(at - 1, length);
    case 'ArrowLeft':
      return clamp(at - along(), length);
    case 'ArrowDown':
      return clamp(at + 1, length);
    case 'ArrowRight':
      return clamp(at + along(), length);
    case 'Home':
      return 0;
    case 'End':
      return length - 1;
    default:
      return null;
  }
}
