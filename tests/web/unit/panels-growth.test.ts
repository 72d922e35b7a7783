/** Who is measured when, and why it ends; the times are the test's own. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MeasureOptions, Mechanisms, Work } from '../../../web/src/engine/types.ts';
import {
  type Contender,
  clockStep,
  contenders,
  type Ending,
  endsBefore,
  grow,
  measurable,
  type Point,
  sizes,
} from '../../../web/src/mechanisms/panels/growth-run.ts';

const work = (peakBytes: number): Work => ({ pairs: 0, scores: 0, multiplyAdds: 0, bytesMoved: 0, peakBytes });
const point = (milliseconds: number, peakBytes = 0): Point => ({ keys: 256, milliseconds, work: work(peakBytes) });
const named = (id: Contender['id']): Contender => contenders.find((c) => c.id === id) as Contender;

/** Measures by a law: milliseconds(n). Tells how many requests were under way at once. */
function measuring(law: (options: MeasureOptions) => number, refuse?: (options: MeasureOptions) => Error | null) {
  const asked: MeasureOptions[] = [];
  const state = { atOnce: 0, most: 0 };
  const mechanisms = {
    measure: async (options: MeasureOptions) => {
      asked.push(options);
      state.most = Math.max(state.most, ++state.atOnce);
      await new Promise((resolve) => setTimeout(resolve, 0));
      state.atOnce--;
      options.signal?.throwIfAborted();
      const error = refuse?.(options);
      if (error) throw error;
      return { milliseconds: law(options), work: work(1) };
    },
  } as unknown as Mechanisms;
  return { mechanisms, asked, state };
}

function listening() {
  const points: [string, number][] = [];
  const ended: [string, Ending, string][] = [];
  const on = {
    begins: () => undefined,
    point: async (c: Contender, p: Point) => void points.push([c.id, p.keys]),
    ended: (c: Contender, why: Ending, message: string) => void ended.push([c.id, why, message]),
  };
  return { on, points, ended };
}

test('sizes double from 256 to 65,536', () => {
  assert.deepEqual([sizes[0], sizes.at(-1), sizes.length], [256, 65_536, 9]);
});

test('whoever is quick is measured to the longest, one request at a time, each length before the next', async () => {
  const { mechanisms, asked, state } = measuring(() => 1);
  const { on, points, ended } = listening();
  await grow(mechanisms, [named('linear'), named('scan')], on, new AbortController().signal);
  assert.equal(state.most, 1);
  assert.deepEqual(
    asked.map((options) => options.keys),
    sizes.flatMap((n) => [n, n]),
  );
  assert.equal(points.length, 2 * sizes.length);
  assert.deepEqual(ended, [
    ['linear', 'longest', ''],
    ['scan', 'longest', ''],
  ]);
});

test('whoever would take too long leaves, and the others go on', async () => {
  const { mechanisms } = measuring(({ keys, mechanism }) =>
    mechanism.executor === 'reference' ? 100 * (keys / 256) ** 2 : 1,
  );
  const { on, points, ended } = listening();
  await grow(mechanisms, [named('full'), named('local')], on, new AbortController().signal);
  // 100, 400, 1600 ms: 1600 is too slow itself, and 400 is followed because 1600 was within twice the patience.
  assert.deepEqual(
    points.filter(([id]) => id === 'full').map(([, n]) => n),
    [256, 512, 1024],
  );
  assert.deepEqual(ended[0], ['full', 'slow', '']);
  assert.equal(points.filter(([id]) => id === 'local').length, sizes.length);
});

test('time, memory and theory decide who goes on', () => {
  assert.equal(endsBefore(undefined, named('full')), null);
  assert.equal(endsBefore(point(1400), named('local')), null);
  assert.equal(endsBefore(point(1600), named('local')), 'slow');
  assert.equal(endsBefore(point(800), named('full')), 'slow', 'four times as long is more than three seconds');
  assert.equal(endsBefore(point(10, 335e6), named('full')), 'large');
  assert.equal(endsBefore(point(10, 335e6), named('flash')), null, 'its memory does not grow');
});

test('a refusal ends one mechanism, with its reason', async () => {
  const { mechanisms } = measuring(
    () => 1,
    ({ keys, mechanism }) => (mechanism.mask === 'strided' && keys > 300 ? new Error('out of memory') : null),
  );
  const { on, points, ended } = listening();
  await grow(mechanisms, [named('strided'), named('scan')], on, new AbortController().signal);
  assert.deepEqual(ended[0], ['strided', 'failed', 'out of memory']);
  assert.equal(points.filter(([id]) => id === 'strided').length, 1);
  assert.equal(points.filter(([id]) => id === 'scan').length, sizes.length);
});

test('cancelling ends all of it at once and is not a failure of a mechanism', async () => {
  const { mechanisms, asked } = measuring(() => 1);
  const { on, points, ended } = listening();
  const cancel = new AbortController();
  const told = {
    ...on,
    point: async (c: Contender, p: Point) => (points.length === 2 ? cancel.abort() : on.point(c, p)),
  };
  await assert.rejects(grow(mechanisms, [named('linear'), named('scan')], told, cancel.signal), { name: 'AbortError' });
  assert.equal(asked.length, 3);
  assert.deepEqual(ended, []);
});

test('a time that the clock cannot tell from nothing is left out of the fit', () => {
  const points = [point(0), point(0.1), point(0.11), point(5)];
  assert.deepEqual(
    measurable(points, 0.1).map((p) => p.milliseconds),
    [0.11, 5],
  );
});

test('the clock’s step is the least difference it shows', () => {
  let reads = 0;
  assert.equal(
    clockStep(() => Math.floor(reads++ / 3) * 0.5),
    0.5,
  );
});
