import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MaskNode } from '../../../web/src/engine/types.ts';
import { amend, begin, change, redo, seal, undo } from '../../../web/src/mechanisms/history.ts';
import { segmentsOf } from '../../../web/src/mechanisms/segments.ts';
import {
  canonical,
  changeMask,
  fitPictures,
  joinMask,
  parseSpec,
  presetNamed,
  presetOf,
  presets,
  stringify,
  withParameter,
  workingSpec,
} from '../../../web/src/mechanisms/spec.ts';
import { registry } from './mechanisms-script.ts';
import { tokenize } from './scripted-engine.ts';
import { holds } from './shared.ts';

test('every named mechanism is written as JSON and read back as what it was', () => {
  for (const { id, spec } of presets) if (spec) assert.deepEqual(parseSpec(stringify(spec)), spec, id);
});

test('what is no object is said so, and so is what is no JSON', () => {
  for (const text of ['', '{', '[]', '7', 'null', '"causal"']) assert.throws(() => parseSpec(text), Error, text);
});

/** Numbers from a seed, so that what fails can be run again. */
function random(seed: number): () => number {
  let at = seed;
  return () => {
    at = (Math.imul(at, 1664525) + 1013904223) >>> 0;
    return at / 2 ** 32;
  };
}

function anyJson(next: () => number, depth: number): unknown {
  const keys = ['id', 'all', 'any', 'rows', 'window', 'mask', 'toString', 'length', '__proto__'];
  const plain = [null, true, 0, -1.5, '', 'causal', 'painted', 'local', [], {}];
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  if (depth === 0 || next() < 0.4) return pick(plain);
  const inner = Array.from({ length: Math.floor(next() * 4) }, () => anyJson(next, depth - 1));
  return next() < 0.5
    ? inner
    : JSON.parse(`{${inner.map((value, n) => `"${n ? pick(keys) : 'id'}":${JSON.stringify(value)}`).join()}}`);
}

test('whatever JSON is pasted, it has a name or none, and a picture that fits or none: only the engine refuses it', () => {
  const axes = ['operator', 'score', 'bias', 'softcap', 'mask', 'position', 'kv_heads', 'executor'];
  const given = [
    '{"mask":null}',
    '{"bias":null}',
    '{"bias":[null]}',
    '{"mask":{"all":"causal"}}',
    '{"mask":{"any":{}}}',
    '{"mask":{"all":[null]}}',
  ];
  for (let seed = 1; seed <= 400; seed++) {
    const next = random(seed);
    given.push(
      JSON.stringify(Object.fromEntries(axes.filter(() => next() < 0.5).map((axis) => [axis, anyJson(next, 4)]))),
    );
  }
  for (const text of given) {
    const spec = parseSpec(text);
    assert.equal(typeof presetNamed(spec, '', registry), 'string', text);
    assert.equal(typeof stringify(fitPictures(spec, 3, 3)), 'string', text);
    assert.equal(
      typeof canonical({ ...spec, mask: joinMask(spec.mask ?? 'full', [], 'all', 'causal') }, registry),
      'string',
      text,
    );
  }
});

test('a spec is refused that is nested deeper, or has more masks, than can be drawn', () => {
  const nested = (levels: number) => `{"mask":${'{"all":['.repeat(levels)}"causal"${']}'.repeat(levels)}}`;
  const many = (masks: number) => `{"mask":{"any":[${Array.from({ length: masks }, () => '"causal"').join()}]}}`;
  holds(parseSpec(nested(7)));
  for (const levels of [8, 2000]) assert.throws(() => parseSpec(nested(levels)), /nested/, String(levels));
  holds(parseSpec(many(63)));
  for (const masks of [64, 5000]) assert.throws(() => parseSpec(many(masks)), /large/, String(masks));
  assert.throws(() => parseSpec(`{"bias":[${Array.from({ length: 99 }, () => '"alibi"').join()}]}`), /large/);
});

test('every named mechanism is named so, as it is and as the view runs it', () => {
  for (const preset of presets) {
    const working = workingSpec(preset);
    if (!preset.spec || !working) continue;
    const across = preset.source === 'cross';
    assert.equal(presetNamed(preset.spec, preset.id, registry, across), preset.id);
    assert.equal(presetNamed(working, preset.id, registry, across), preset.id);
  }
});

test('whether there are two texts tells self-attention and cross-attention apart', () => {
  for (const remembered of ['', 'self_attention', 'cross_attention']) {
    assert.equal(presetNamed({ mask: 'full' }, remembered, registry, false), 'self_attention');
    assert.equal(presetNamed({ mask: 'full' }, remembered, registry, true), 'cross_attention');
  }
});

test('a mask is run by the executor whose work follows it, where its name does not say by which', () => {
  assert.equal(workingSpec(presetOf('sliding_window')!)?.executor, 'sparse');
  assert.equal(workingSpec(presetOf('flash')!)?.executor, 'flash');
  assert.equal(workingSpec(presetOf('alibi')!)?.executor, undefined);
  assert.equal(workingSpec(presetOf('mixture_of_experts')!), null);
});

test('a window or global tokens, and nothing ahead, composed in any order is Longformer', () => {
  const local = { id: 'local', sides: 1, window: 5 };
  for (const mask of [
    { all: [{ any: ['global', local] }, 'causal'] },
    { all: ['causal', { all: [{ any: [local, { any: [{ id: 'global', count: 1 }] }] }] }] },
    { all: ['causal', 'causal', { any: [local, 'global'] }] },
  ] as MaskNode[]) {
    assert.equal(presetNamed({ mask }, '', registry), 'longformer', JSON.stringify(mask));
    assert.equal(presetNamed({ mask, executor: 'sparse' }, '', registry), 'longformer');
  }
  assert.equal(presetNamed({ mask: { any: ['causal', { all: [local, 'global'] }] } }, '', registry), '');
});

test('a knob that is what it usually is need not be said, another one tells mechanisms apart', () => {
  const of = (window: number) => canonical({ mask: { id: 'local', window } }, registry);
  assert.equal(of(4), canonical({ mask: 'local' }, registry));
  assert.notEqual(of(5), of(4));
});

test('how it is computed makes another name only where the name says how', () => {
  assert.equal(presetNamed({ mask: 'causal', executor: 'flash' }, '', registry), 'flash');
  assert.equal(
    presetNamed({ mask: { id: 'local', window: 6, sides: 1 }, executor: 'flash' }, '', registry),
    'sliding_window',
  );
});

test('the name that was chosen stays while several fit', () => {
  assert.equal(presetNamed({ mask: 'causal' }, 'multi_head', registry), 'multi_head');
  assert.equal(presetNamed({ mask: 'causal' }, 'bahdanau', registry), 'transformer');
});

test('masks are joined where one points, and taken apart again', () => {
  const both = joinMask('causal', [], 'all', 'local');
  assert.deepEqual(both, { all: ['causal', 'local'] });
  const three = joinMask(both, [1], 'any', 'global');
  assert.deepEqual(three, { all: ['causal', { any: ['local', 'global'] }] });
  assert.deepEqual(joinMask(three, [0], 'all', 'full'), { all: ['causal', 'full', { any: ['local', 'global'] }] });
  assert.deepEqual(changeMask(three, [1, 0], null), { all: ['causal', 'global'] });
  assert.deepEqual(changeMask(both, [0], null), 'local');
  assert.deepEqual(changeMask(three, [1, 1], { id: 'global', count: 2 }), {
    all: ['causal', { any: ['local', { id: 'global', count: 2 }] }],
  });
  assert.equal(changeMask('causal', [], null), null);
});

test('a node without parameters is its id', () => {
  assert.deepEqual(withParameter('local', 'window', 3), { id: 'local', window: 3 });
  assert.equal(withParameter({ id: 'local', window: 3 }, 'window', undefined), 'local');
});

test('a painted picture grows with the text, and what is new looks back', () => {
  const spec = { mask: { any: [{ id: 'painted', rows: ['.#', '#.'] }, 'causal'] } };
  assert.deepEqual(fitPictures(spec, 3, 3), {
    mask: { any: [{ id: 'painted', rows: ['.#.', '#..', '###'] }, 'causal'] },
  });
  assert.equal(fitPictures(spec, 2, 2), spec);
  assert.equal(fitPictures(spec, 1, 1), spec);
});

test('the named mechanism painted is painted, whatever the picture', () => {
  assert.equal(presetNamed({ mask: { id: 'painted', rows: ['#'] } }, '', registry), 'painted');
  holds(presetOf('painted'));
});

test('sentences end at . ! ? and at line breaks, but not inside of numbers', () => {
  const cases: readonly [string, string][] = [
    ['a b. c d', '0011'],
    ['is 3.14 a number? yes! "it is." so', '00001223'],
    ['one\ntwo\n\nthree', '012'],
    ['end.\nnext', '01'],
    ['...', '0'],
    ['\n\none two', '00'],
    ['', ''],
  ];
  for (const [text, expected] of cases) assert.equal(segmentsOf(text, tokenize(text)).join(''), expected, text);
});

test('a token without a place in the text goes with the one before it', () => {
  const bos = { id: 0, text: '<s>', start: -1, end: -1, special: true };
  const tokens = tokenize('a. b');
  assert.deepEqual([...segmentsOf('a. b', [bos, ...tokens, bos])], [0, 0, 1, 1]);
});

test('changes of one gesture are undone at once, others one by one', () => {
  let history = begin(0);
  history = change(history, 1);
  for (const n of [2, 3, 4]) history = change(history, n, 'drag');
  history = change(seal(history), 5, 'drag');
  const seen = [];
  for (; history.past.length > 0; history = undo(history)) seen.push(history.now);
  assert.deepEqual([...seen, history.now], [5, 4, 1, 0]);
  assert.equal(redo(redo(history)).now, 4);
});

test('a change after undo forgets what was undone, an amendment does not', () => {
  const undone = undo(change(change(begin(0), 1), 2));
  assert.deepEqual(amend(undone, 7).future, [2]);
  assert.equal(redo(amend(undone, 7)).now, 2);
  assert.deepEqual(change(undone, 9).future, []);
});
