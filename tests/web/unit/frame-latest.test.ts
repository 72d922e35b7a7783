import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Latest } from '../../../web/src/elements/latest.ts';

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('of the requests that come while a job runs only the newest is done', async () => {
  const done: number[] = [];
  const latest = new Latest<number>(async (n) => {
    await wait(20);
    done.push(n);
  });
  for (const n of [1, 2, 3, 4]) latest.request(n);
  while (latest.busy) await wait(5);
  assert.deepEqual(done, [1, 4]);
});

test('a quick job is not aborted by its successor', async () => {
  const aborted: boolean[] = [];
  const latest = new Latest<number>(async (_, signal) => {
    await wait(10);
    aborted.push(signal.aborted);
  });
  latest.request(1);
  latest.request(2);
  while (latest.busy) await wait(5);
  assert.deepEqual(aborted, [false, false]);
});

test('a slow job is aborted when something newer comes', async () => {
  const events: string[] = [];
  const latest = new Latest<string>(async (name, signal) => {
    await new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => {
        events.push(`${name} aborted`);
        resolve();
      });
      setTimeout(resolve, name === 'slow' ? 5000 : 1).unref();
    });
    if (!signal.aborted) events.push(name);
  });
  latest.request('slow');
  await wait(350);
  latest.request('new');
  while (latest.busy) await wait(5);
  assert.deepEqual(events, ['slow aborted', 'new']);
});

test('cancel aborts what runs and forgets what waits', async () => {
  const started: number[] = [];
  const latest = new Latest<number>(async (n, signal) => {
    started.push(n);
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  });
  latest.request(1);
  latest.request(2);
  latest.cancel();
  while (latest.busy) await wait(5);
  assert.deepEqual(started, [1]);
  latest.request(3);
  latest.cancel();
  assert.deepEqual(started, [1, 3]);
});
