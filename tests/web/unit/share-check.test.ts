/** States that come as objects, from a file or a message: what is good of them is kept, the rest is named, and nothing throws. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkState } from '../../../web/src/share/check.ts';
import { emptyState } from '../../../web/src/share/hash.ts';

const keysOf = (value: unknown) => checkState(value).problems.map(({ key }) => key);

test('what no JSON can hold is a bad value like any other: cycles, BigInt, what throws when it is read, 20,000 lists in one another', () => {
  const cycle: unknown[] = [];
  cycle.push(cycle);
  let deep: unknown = [];
  for (let n = 0; n < 20_000; n++) deep = [deep];
  const throws = {
    toJSON() {
      throw new Error('no');
    },
  };
  for (const [member, value] of [
    ['mechanisms', cycle],
    ['mechanisms', deep],
    ['mutes', cycle],
    ['cell', { query: 1n, key: 2n }],
    ['layer', 1n],
    ['sampling', { seed: 1n }],
    ['mechanisms', [throws]],
    ['tab', throws],
  ] as const) {
    const { state, problems } = checkState({ [member]: value, text: 'Tom' });
    assert.deepEqual(state, { text: 'Tom' });
    assert.deepEqual(
      problems.map(({ key }) => key),
      [member],
    );
  }
});

test('values of other kinds, or out of what any page has, are bad', () => {
  for (const [member, value] of [
    ['mechanisms', 'foo'],
    ['mechanisms', { length: 1 }],
    ['theme', 'pink'],
    ['model', 'file:///etc/'],
    ['model', 'javascript:0'],
    ['queries', 7],
    ['text', null],
    ['view', 'learn'],
  ] as const)
    assert.deepEqual(keysOf({ [member]: value }), [member], `${member} ${JSON.stringify(value)}`);
});

test('a comparison too large for a link is good all the same: a file has room for it', () => {
  const side = 260;
  // A picture of no pattern, so that nothing packs it well.
  const rows = Array.from({ length: side }, (_, i) =>
    Array.from({ length: side }, (_, j) => ((i * 7919 + j * 104729) % 11 < 5 ? '#' : '.')).join(''),
  );
  const mechanisms = [{ mask: { id: 'painted', rows } }, 'alibi'];
  const { state, problems } = checkState({ ...emptyState, mechanisms });
  assert.deepEqual(problems, []);
  assert.deepEqual(state.mechanisms, mechanisms);
});

test('a whole state is as it was', () => {
  const whole = {
    ...emptyState,
    text: 'Tom',
    queries: 'Where is the kite?',
    cell: { query: 1, key: 0 },
    mutes: ['0.1'],
  };
  assert.deepEqual(checkState(whole), { state: whole, problems: [] });
});
