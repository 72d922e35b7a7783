/** Which labels of an axis are drawn when there is not room for all, and which cells are in sight. */

/** Indices [first, last] of the cells of `size` px that a window of `room` px at `offset` px shows; last < first for none. */
export function inSight(count: number, size: number, offset: number, room: number): readonly [number, number] {
  if (count === 0 || size <= 0 || room <= 0) return [0, -1];
  return [Math.max(0, Math.floor(offset / size)), Math.min(count - 1, Math.ceil((offset + room) / size) - 1)];
}

/**
 * Every n-th index of [first, last], n the least that keeps labels `gap` px apart; always those in
 * `wanted` (hovered, selected), and none that would touch one of those.
 */
export function thinned(first: number, last: number, size: number, gap: number, wanted: readonly number[]): number[] {
  const every = Math.max(1, Math.ceil(gap / size));
  const kept = wanted.filter((n) => n >= first && n <= last);
  const out = new Set(kept);
  for (let n = Math.ceil(first / every) * every; n <= last; n += every) {
    if (kept.every((w) => w === n || Math.abs(w - n) * size >= gap)) out.add(n);
  }
  return [...out].sort((a, b) => a - b);
}
