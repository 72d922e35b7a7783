/** Where each head stands in the plane of distance and entropy, and which names can be written beside their points. */
import type { HeadStats } from '../../engine/types.ts';

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Which of `places` may carry a label of `width` x `height` px to its right without covering a point or a label. */
export function labelled(
  places: readonly Place[],
  width: number,
  height: number,
  first: readonly number[],
): Set<number> {
  const taken: { x0: number; x1: number; y0: number; y1: number; own: number }[] = places.map((p, own) => ({
    x0: p.x - 4,
    x1: p.x + 4,
    y0: p.y - 4,
    y1: p.y + 4,
    own,
  }));
  const out = new Set<number>();
  for (const n of [...first, ...places.keys()]) {
    const place = places[n];
    if (!place || out.has(n)) continue;
    const box = {
      x0: place.x + 6,
      x1: place.x + 6 + width,
      y0: place.y - height / 2,
      y1: place.y + height / 2,
      own: n,
    };
    const free = taken.every(
      (t) => t.own === n || t.x1 <= box.x0 || t.x0 >= box.x1 || t.y1 <= box.y0 || t.y0 >= box.y1,
    );
    if (!free) continue;
    taken.push({ ...box, own: -1 });
    out.add(n);
  }
  return out;
}

/** The point next to `from` in a direction: the nearest of those that lie more that way than aside; null for none. */
export function towards(places: readonly Place[], from: number, key: string): number | null {
  const at = places[from];
  const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
  if (!at || !way) return null;
  const [wx, wy] = way as [number, number];
  let best: number | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const [n, p] of places.entries()) {
    const [dx, dy] = [p.x - at.x, p.y - at.y];
    const along = dx * wx + dy * wy;
    const aside = Math.abs(dx * wy) + Math.abs(dy * wx);
    if (n === from || along <= 0 || along < aside) continue;
    const far = Math.hypot(dx, dy);
    if (far < least) [best, least] = [n, far];
  }
  return best;
}

/** Nearest looks first. */
export const byDistance = (stats: readonly HeadStats[]): readonly HeadStats[] =>
  [...stats].sort((a, b) => a.distance - b.distance || a.layer - b.layer || a.head - b.head);
