/** Where labels, arcs and previews go, and where keys lead. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arcHeight, arcPath, chooseArcs, layLine } from '../../../web/src/views/arcs-layout.ts';
import { inSight, thinned } from '../../../web/src/views/labels.ts';
import { beside } from '../../../web/src/views/peek-place.ts';
import { moveInGrid, moveInList } from '../../../web/src/views/roving.ts';

test('labels that fit are all drawn; dense ones are thinned to every n-th', () => {
  assert.deepEqual(thinned(0, 4, 20, 14, []), [0, 1, 2, 3, 4]);
  assert.deepEqual(thinned(0, 9, 5, 14, []), [0, 3, 6, 9]);
});

test('a wanted label is always drawn, and its neighbours make room for it', () => {
  assert.deepEqual(thinned(0, 9, 5, 14, [4]), [0, 4, 9]);
  assert.deepEqual(thinned(0, 9, 5, 14, [42]), [0, 3, 6, 9]);
});

test('no two labels are closer than the gap, however dense', () => {
  for (const size of [0.7, 1, 3.3, 9, 13.9, 14, 20]) {
    for (const wanted of [[], [17], [255]]) {
      const drawn = thinned(0, 511, size, 14, wanted);
      for (let n = 1; n < drawn.length; n++)
        assert.ok((drawn[n]! - drawn[n - 1]!) * size >= 14 - 1e-9, `${size} ${wanted}`);
    }
  }
});

test('only cells in the window are in sight', () => {
  assert.deepEqual(inSight(100, 10, 0, 50), [0, 4]);
  assert.deepEqual(inSight(100, 10, 25, 50), [2, 7]);
  assert.deepEqual(inSight(3, 10, 0, 500), [0, 2]);
  assert.deepEqual(inSight(0, 10, 0, 500), [0, -1]);
  assert.deepEqual(inSight(5, 10, 0, 0), [0, -1]);
});

test('tokens keep their order and never overlap, with room or without', () => {
  for (const room of [0, 100, 2000]) {
    const line = layLine([10, 40, 25], 8, room, 40);
    for (let n = 1; n < 3; n++) {
      const [a, b] = [line.places[n - 1]!, line.places[n]!];
      assert.ok(b.centre - b.extent / 2 >= a.centre + a.extent / 2 + 8 - 1e-9, `room ${room}`);
    }
    assert.ok(line.length >= 99);
  }
  assert.deepEqual(layLine([], 8, 100, 40), { places: [], length: 0 });
});

test('arcs are those at or over the threshold, weakest first, the strongest kept when there are too many', () => {
  const pattern = Float32Array.of(1, 0, 0.25, 0.75);
  const all = chooseArcs(pattern, 2, 0.25, 10, true);
  assert.deepEqual(
    all.arcs.map((a) => [a.query, a.key]),
    [
      [1, 0],
      [1, 1],
      [0, 0],
    ],
  );
  assert.equal(all.left, 0);
  const few = chooseArcs(pattern, 2, 0.01, 1, true);
  assert.deepEqual(
    few.arcs.map((a) => a.weight),
    [1],
  );
  assert.equal(few.left, 2);
});

test('a longer arc is higher, none higher than the room', () => {
  assert.equal(arcHeight(100, 100, 200), 200);
  assert.ok(arcHeight(10, 100, 200) < arcHeight(20, 100, 200));
  assert.equal(arcHeight(500, 100, 200), 200);
  assert.equal(arcHeight(5, 0, 200), 0);
});

test('an arc starts and ends on the line; turned, x and y change places', () => {
  assert.match(arcPath(10, 90, 100, 40, false), /^M10 100C.* 90 100$/);
  assert.match(arcPath(10, 90, 100, 40, true), /^M100 10C.* 100 90$/);
  assert.doesNotMatch(arcPath(10, 10, 100, 40, false), /NaN/);
});

test('a preview lies beside its target and whole inside the window', () => {
  const box = { left: 0, top: 0, width: 260, height: 300 };
  const target = (left: number, top: number) => ({ left, top, width: 40, height: 40 });
  for (const [width, height] of [
    [1280, 800],
    [600, 500],
    [360, 640],
    [320, 400],
  ] as const) {
    for (let left = 0; left <= width - 40; left += 40) {
      for (let top = 0; top <= height - 40; top += 40) {
        const place = beside(target(left, top), box, width, height);
        assert.ok(place.left >= 8 && place.left + box.width <= width - 8, `${left} ${top} in ${width}`);
        assert.ok(place.top >= 8 && place.top + box.height <= height - 8, `${left} ${top} in ${width}`);
      }
    }
  }
  assert.equal(beside(target(100, 300), box, 1280, 800).left, 150);
  assert.equal(beside(target(1200, 300), box, 1280, 800).left, 1200 - 10 - 260);
});

test('arrows step inside the grid and stop at its edges', () => {
  const at = { row: 1, column: 1 };
  assert.deepEqual(moveInGrid({ key: 'ArrowRight' }, at, 3, 3), { row: 1, column: 2 });
  assert.deepEqual(moveInGrid({ key: 'ArrowUp' }, at, 3, 3), { row: 0, column: 1 });
  assert.deepEqual(moveInGrid({ key: 'ArrowRight' }, { row: 0, column: 2 }, 3, 3), { row: 0, column: 2 });
  assert.deepEqual(moveInGrid({ key: 'PageDown' }, at, 3, 3), { row: 2, column: 1 });
});

test('Home and End go to the row’s ends, with Ctrl to the corners', () => {
  const at = { row: 1, column: 1 };
  assert.deepEqual(moveInGrid({ key: 'Home' }, at, 3, 4), { row: 1, column: 0 });
  assert.deepEqual(moveInGrid({ key: 'End' }, at, 3, 4), { row: 1, column: 3 });
  assert.deepEqual(moveInGrid({ key: 'Home', ctrlKey: true }, at, 3, 4), { row: 0, column: 0 });
  assert.deepEqual(moveInGrid({ key: 'End', ctrlKey: true }, at, 3, 4), { row: 2, column: 3 });
});

test('keys of the browser are left to it', () => {
  assert.equal(moveInGrid({ key: 'ArrowLeft', altKey: true }, { row: 0, column: 0 }, 3, 3), null);
  assert.equal(moveInGrid({ key: 'Tab' }, { row: 0, column: 0 }, 3, 3), null);
  assert.equal(moveInGrid({ key: 'ArrowLeft' }, { row: 0, column: 0 }, 0, 0), null);
  assert.equal(moveInList({ key: 'ArrowLeft', ctrlKey: true }, 1, 3), null);
});

test('a list is walked with the arrows of both axes', () => {
  assert.deepEqual(
    ['ArrowLeft', 'ArrowUp', 'ArrowRight', 'ArrowDown', 'Home', 'End'].map((key) => moveInList({ key }, 1, 3)),
    [0, 0, 2, 2, 0, 2],
  );
  assert.equal(moveInList({ key: 'End' }, 0, 0), null);
});
