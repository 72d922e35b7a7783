/** Scales, ticks, labels that keep apart, and where things are drawn. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { amountsIn, brief, count } from '../../../web/src/mechanisms/panels/amounts.ts';
import { byDistance, labelled, towards } from '../../../web/src/mechanisms/panels/heads-layout.ts';
import * as chart from '../../../web/src/mechanisms/panels/log-chart.ts';
import { frameSize } from '../../../web/src/mechanisms/panels/matrix-frame.ts';
import { diagonal } from '../../../web/src/mechanisms/panels/span-plot.ts';

test('a logarithmic scale puts equal factors at equal distances and holds what lies beyond at its ends', () => {
  const scale = chart.logScale(1, 1000, 0, 300);
  assert.deepEqual([1, 10, 100, 1000].map(scale.at).map(Math.round), [0, 100, 200, 300]);
  assert.deepEqual(scale.ticks.map(Math.round), [1, 10, 100, 1000]);
  assert.deepEqual([scale.at(0.001), scale.at(1e9)].map(Math.round), [0, 300]);
  assert.deepEqual(chart.logScale(256, 1024, 0, 1, 2).ticks.map(Math.round), [256, 512, 1024]);
});

test('decades enclose the values, and are never too few', () => {
  assert.deepEqual(chart.decadesAround([0.3, 40], 3), [0.1, 100]);
  assert.deepEqual(chart.decadesAround([5], 3), [1, 1000]);
  assert.deepEqual(chart.decadesAround([1, 1000], 3), [1, 1000]);
  assert.deepEqual(chart.decadesAround([0, Number.NaN], 2), [1, 100]);
});

test('ticks of a plain scale are round and reach no further than the axis', () => {
  assert.deepEqual(chart.plainScale(10, 0, 1, 5).ticks, [0, 2, 4, 6, 8, 10]);
  assert.deepEqual(chart.plainScale(3.6, 0, 1, 4).ticks, [0, 1, 2, 3]);
  assert.equal(chart.plainScale(0, 0, 100, 4).at(0), 0);
});

test('labels are moved just so far that they do not touch, and stay inside', () => {
  assert.deepEqual(chart.spread([10, 12, 50], 10, 0, 100), [10, 20, 50]);
  assert.deepEqual(chart.spread([98, 99], 10, 0, 100), [90, 100]);
  assert.deepEqual(chart.spread([30, 10], 5, 0, 100), [30, 10]);
  const many = chart.spread([5, 5, 5, 5], 13, 0, 100);
  for (const [n, place] of many.entries()) assert.ok(n === 0 || place - (many[n - 1] as number) >= 13, `${many}`);
});

test('a matrix fits its room both ways, with square cells', () => {
  const wide = frameSize(2, 40, 360, 400);
  assert.ok(wide.names + wide.width <= 360, 'as wide as the room at most');
  assert.equal(wide.height, 2 * wide.cell);
  const high = frameSize(40, 2, 1000, 400);
  assert.equal(high.height, 400);
  assert.ok(frameSize(1, 1, 1000, 400).cell <= 40, 'a single cell is not a poster');
});

test('a diagonal joins the cells that lie so many tokens apart, and is nowhere where there are none', () => {
  assert.equal(diagonal(0, 3, 3, 10), 'M5 5L25 25');
  assert.equal(diagonal(1, 3, 3, 10), 'M5 15L15 25');
  assert.equal(diagonal(3, 3, 3, 10), '');
});

const places = [
  { x: 10, y: 10 },
  { x: 14, y: 10 },
  { x: 100, y: 10 },
  { x: 100, y: 90 },
];

test('a point is named where its name covers neither a point nor another name', () => {
  assert.deepEqual([...labelled(places, 20, 11, [])].sort(), [1, 2, 3]);
  const crowd = [
    { x: 10, y: 10 },
    { x: 10, y: 16 },
  ];
  assert.deepEqual([...labelled(crowd, 20, 11, [1])], [1], 'the one that is asked for comes first');
});

test('arrows go to the nearest point that way, and nowhere where there is none', () => {
  assert.equal(towards(places, 0, 'ArrowRight'), 1);
  assert.equal(towards(places, 1, 'ArrowRight'), 2);
  assert.equal(towards(places, 2, 'ArrowDown'), 3);
  assert.equal(towards(places, 0, 'ArrowUp'), null);
  assert.equal(towards(places, 0, 'Tab'), null);
});

test('heads are listed from the nearest look to the furthest', () => {
  const stat = (layer: number, head: number, distance: number) => ({ layer, head, distance }) as never;
  const order = byDistance([stat(0, 0, 5), stat(1, 0, 2), stat(0, 1, 2)]).map((s) => [s.layer, s.head]);
  assert.deepEqual(order, [
    [0, 1],
    [1, 0],
    [0, 0],
  ]);
});

test('amounts lose no zeros but those behind the point', () => {
  assert.deepEqual(
    [100, 71, 0.5, 1.25, 1e-7].map((x) => brief(x)),
    ['100', '71', '0.5', '1.25', '1.00e−7'],
  );
  assert.deepEqual([0, 999, 1000, 65536, 1234567].map(count), [
    '0',
    '999',
    '1\u202f000',
    '65\u202f536',
    '1\u202f234\u202f567',
  ]);
});

test('amounts are written as the language writes numbers', () => {
  const told = (language: 'en' | 'nb' | 'nl') => {
    const { whole, fixed, short, milliseconds: time, bytes } = amountsIn(language);
    return [whole(65_536), fixed(1.5), short(0.5), time(3140), time(0.045), bytes(5_255_172), bytes(999)].map((text) =>
      text.replace(/[\u00a0\u202f]/g, '_'),
    );
  };
  assert.deepEqual(told('en'), ['65,536', '1.50', '0.5', '3.14 s', '45 µs', '5.3 MB', '999 B']);
  assert.deepEqual(told('nb'), ['65_536', '1,50', '0,5', '3,14 s', '45 µs', '5,3 MB', '999 B']);
  assert.deepEqual(told('nl'), ['65.536', '1,50', '0,5', '3,14 s', '45 µs', '5,3 MB', '999 B']);
});
