/**
 * Measuring mechanisms on longer and longer random sequences, one request at a time: whoever types meanwhile is
 * answered between two of them. A mechanism leaves when it has become slow, would not fit, or failed.
 */

import { isAbort } from '../../elements/failures.ts';
import type { MechanismSpec, Mechanisms, Work } from '../../engine/types.ts';
import type { Marker } from './log-chart.ts';

export interface Contender {
  readonly id: 'full' | 'flash' | 'local' | 'strided' | 'linear' | 'scan';
  readonly mechanism: MechanismSpec;
  /** How its time is said to grow: the exponent of n, and the paper that says it. */
  readonly exponent: number;
  /** The same of the kernel's own buffers: a matrix, a tile, or the runs of a strided row, of which there are √n. */
  readonly memory: number;
  readonly source: string;
  readonly url: string;
  readonly marker: Marker;
}

/** Dearest first. */
export const contenders: readonly Contender[] = [
  {
    id: 'full',
    mechanism: { mask: 'causal', executor: 'reference' },
    exponent: 2,
    memory: 2,
    source: 'Vaswani et al. 2017, table 1',
    url: 'https://arxiv.org/abs/1706.03762',
    marker: 'square',
  },
  {
    id: 'flash',
    mechanism: { mask: 'causal', executor: 'flash' },
    exponent: 2,
    memory: 0,
    source: 'Dao et al. 2022, theorem 1',
    url: 'https://arxiv.org/abs/2205.14135',
    marker: 'diamond',
  },
  {
    id: 'strided',
    mechanism: { mask: 'strided', executor: 'sparse' },
    exponent: 1.5,
    memory: 0.5,
    source: 'Child et al. 2019, section 4.2',
    url: 'https://arxiv.org/abs/1904.10509',
    marker: 'triangle',
  },
  {
    id: 'local',
    mechanism: { mask: { id: 'local', window: 256, sides: 1 }, executor: 'sparse' },
    exponent: 1,
    memory: 0,
    source: 'Beltagy et al. 2020, section 3.1',
    url: 'https://arxiv.org/abs/2004.05150',
    marker: 'circle',
  },
  {
    id: 'linear',
    mechanism: { operator: 'linear_attention', mask: 'causal' },
    exponent: 1,
    memory: 0,
    source: 'Katharopoulos et al. 2020, section 3.2',
    url: 'https://arxiv.org/abs/2006.16236',
    marker: 'cross',
  },
  {
    id: 'scan',
    mechanism: { operator: 'selective_scan', mask: 'causal' },
    exponent: 1,
    memory: 0,
    source: 'Gu & Dao 2023, section 3.2',
    url: 'https://arxiv.org/abs/2312.00752',
    marker: 'plus',
  },
];

export const headWidth = 64;
const leastKeys = 256;
const mostKeys = 65_536;
export const sizes: readonly number[] = Array.from(
  { length: Math.log2(mostKeys / leastKeys) + 1 },
  (_, n) => leastKeys * 2 ** n,
);

/** A call that takes longer, in milliseconds, is a mechanism's last; one that would take twice that is not begun. */
const patience = 1500;
/** More than this, in bytes, is not asked of a reader's machine, which may be a phone. */
const mostMemory = 600e6;

export interface Point {
  readonly keys: number;
  readonly milliseconds: number;
  readonly work: Work;
}

export type Ending = 'longest' | 'slow' | 'large' | 'failed';

/** Why a mechanism does not go on to twice the length, judged by its last point and its theory; null: it does. */
export function endsBefore(last: Point | undefined, { exponent, memory }: Contender): Ending | null {
  if (!last) return null;
  if (last.milliseconds > patience || last.milliseconds * 2 ** exponent > 2 * patience) return 'slow';
  return last.work.peakBytes * 2 ** memory > mostMemory ? 'large' : null;
}

/** Points that the clock could tell from nothing. */
export function measurable(points: readonly Point[], resolution: number): Point[] {
  return points.filter((point) => point.milliseconds > resolution);
}

/** The least step of a clock, in milliseconds: the least that is seen between two readings that differ. */
export function clockStep(now: () => number, rounds = 5): number {
  let least = Number.POSITIVE_INFINITY;
  for (let n = 0; n < rounds; n++) {
    const start = now();
    let next = start;
    while (next === start) next = now();
    least = Math.min(least, next - start);
  }
  return least;
}

export interface GrowthEvents {
  /** Before a request. */
  readonly begins: (contender: Contender, keys: number) => void;
  readonly point: (contender: Contender, point: Point) => Promise<void>;
  readonly ended: (contender: Contender, why: Ending, message: string) => void;
}

/** Rejects with AbortError when cancelled; what was measured until then has been told of. */
export async function grow(
  mechanisms: Mechanisms,
  chosen: readonly Contender[],
  on: GrowthEvents,
  signal: AbortSignal,
): Promise<void> {
  const running = new Map(chosen.map((contender) => [contender, undefined as Point | undefined]));
  for (const keys of sizes) {
    for (const [contender, last] of running) {
      signal.throwIfAborted();
      const ends = endsBefore(last, contender);
      if (ends) {
        running.delete(contender);
        on.ended(contender, ends, '');
        continue;
      }
      on.begins(contender, keys);
      try {
        const { mechanism } = contender;
        const { milliseconds, work } = await mechanisms.measure({ mechanism, keys, width: headWidth, signal });
        const point = { keys, milliseconds, work };
        running.set(contender, point);
        await on.point(contender, point);
      } catch (error) {
        if (signal.aborted || isAbort(error)) throw error;
        running.delete(contender);
        on.ended(contender, 'failed', error instanceof Error ? error.message : String(error));
      }
    }
  }
  for (const contender of running.keys()) on.ended(contender, 'longest', '');
}
