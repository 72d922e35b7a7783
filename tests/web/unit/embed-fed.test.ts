import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AttentionData } from '../../../web/src/data/types.ts';
import { type Fed, headProps, headsProps, listed, placeOf } from '../../../web/src/embed/fed.ts';

const token = (text: string) => ({ id: -1, text, start: -1, end: -1, special: false });
const queries = ['a', 'b'].map(token);
const keys = ['x', 'y', 'z'].map(token);

/** Layers 3 and 8, heads 1 and 4; every weight tells its layer's and head's place. */
function fed(first: Fed['first'] = {}, crossed = true): Fed {
  const across = crossed ? keys : queries;
  const cells = queries.length * across.length;
  const layers = [3, 8].map((layer, row) => ({
    layer,
    heads: [1, 4],
    weights: {
      name: '',
      shape: [2, queries.length, across.length],
      data: Float32Array.from({ length: 2 * cells }, (_, n) => row + Math.floor(n / cells) / 2),
    },
  }));
  const data: AttentionData = {
    queries,
    keys: across,
    layers,
    causal: false,
    text: '',
    model: '',
    next: [],
    state: null,
  };
  return { data, stats: [], fixed: true, first };
}

test('a layer and a head are found by their numbers, the first ones where nobody chose', () => {
  assert.deepEqual(placeOf(fed(), 8, 4), { layer: 1, head: 1 });
  assert.deepEqual(placeOf(fed(), null, null), { layer: 0, head: 0 });
  assert.deepEqual(placeOf(fed(), 8, null), { layer: 1, head: 0 });
});

test('where nobody chose, what tells most is shown; a chosen layer has its own first head', () => {
  assert.deepEqual(placeOf(fed({ layer: 8, head: 4 }), null, null), { layer: 1, head: 1 });
  assert.deepEqual(placeOf(fed({ layer: 8, head: 4 }), 3, null), { layer: 0, head: 0 });
  assert.deepEqual(placeOf(fed({ layer: 8, head: 4 }), null, 1), { layer: 1, head: 0 });
});

test('a number that is not there is named with those that are', () => {
  assert.deepEqual(placeOf(fed(), 4, null), { missing: 'layer', layer: 4, head: 0, have: '3, 8' });
  assert.deepEqual(placeOf(fed(), 8, 0), { missing: 'head', layer: 8, head: 0, have: '1, 4' });
  assert.equal((placeOf(fed(), Number.NaN, null) as { missing: string }).missing, 'layer');
});

test('data of no tokens and no layers has a place, and nothing in it', () => {
  const empty: Fed = { ...fed(), data: { ...fed().data, queries: [], keys: [], layers: [] } };
  assert.deepEqual(placeOf(empty, null, null), { layer: 0, head: 0 });
  assert.equal(headProps(empty, { layer: 0, head: 0 }).pattern.length, 0);
});

test('one head’s weights are cut from its layer, rectangles too, without a copy', () => {
  const given = fed();
  const props = headProps(given, { layer: 1, head: 1 });
  assert.deepEqual([...props.pattern], [1.5, 1.5, 1.5, 1.5, 1.5, 1.5]);
  assert.deepEqual([props.size, props.columns, props.keyTokens], [2, 3, keys]);
  assert.equal(props.pattern.buffer, given.data.layers[1]?.weights.data.buffer);
});

test('keys that are the queries are not given a second time', () => {
  assert.equal(headProps(fed({}, false), { layer: 0, head: 0 }).keyTokens, null);
  assert.equal(headsProps(fed({}, false)).cross, false);
  assert.equal(headsProps(fed()).cross, true);
});

test('numbers in a row are shortened when they are many', () => {
  assert.deepEqual(
    [listed([0, 1, 2]), listed([0, 1, 2, 3, 4, 5]), listed([2, 4, 6, 8, 9])],
    ['0, 1, 2', '0–5', '2, 4, 6, 8, 9'],
  );
});
