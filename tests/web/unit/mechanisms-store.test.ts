import assert from 'node:assert/strict';
import { test } from 'node:test';
import { vectorOf } from '../../../web/src/mechanisms/inputs.ts';
import { Painter } from '../../../web/src/mechanisms/painter.ts';
import { activeData, mechanismsIn, mechanismsOf } from '../../../web/src/mechanisms/snapshot.ts';
import { presetOf } from '../../../web/src/mechanisms/spec.ts';
import { MechanismsStore } from '../../../web/src/mechanisms/store.ts';
import { MechanismScript } from './mechanisms-script.ts';
import { holds } from './shared.ts';

async function ready(text = 'one two three', set: (script: MechanismScript) => void = () => undefined) {
  const script = new MechanismScript();
  set(script);
  const store = new MechanismsStore();
  store.start(['sliding_window']);
  store.setSubject(script.subject(text));
  await store.settled();
  return { script, store };
}

const masksOf = (store: MechanismsStore) => store.doc.columns.map(({ spec }) => spec.mask);

test('the text is run once, and every column answers on its queries, keys and values', async () => {
  const { script, store } = await ready();
  assert.deepEqual(script.ran, ['one two three']);
  assert.equal(script.questions.length, 2);
  assert.equal(store.state.results.size, 2);
  for (const asked of script.questions) {
    assert.deepEqual(asked.against, { mask: 'causal' });
    assert.equal(asked.q.length, 3 * 2 * 2);
    assert.deepEqual([...(asked.segments ?? [])], [0, 0, 0]);
  }
});

test('mechanisms that are outdated before the engine is free are never asked for', async () => {
  const { script, store } = await ready();
  script.pace = 20;
  script.asked.length = 0;
  for (const window of [1, 2, 3, 4, 5]) store.setSpec({ mask: { id: 'local', window } });
  await store.settled();
  const windows = script.questions.map(({ mechanism: { mask } }) => (mask as unknown as { window: number }).window);
  assert.deepEqual(windows, [1, 5]);
});

test('a column that did not change is not asked again', async () => {
  const { script, store } = await ready();
  script.asked.length = 0;
  store.addColumn();
  await store.settled();
  assert.equal(script.questions.length, 1);
});

test('undo brings back the mechanism, redo the change, and both are asked of the engine', async () => {
  const { script, store } = await ready();
  const before = masksOf(store);
  store.choose('longformer');
  await store.settled();
  const after = masksOf(store);
  store.undo();
  await store.settled();
  assert.deepEqual(masksOf(store), before);
  store.redo();
  await store.settled();
  assert.deepEqual(masksOf(store), after);
  assert.deepEqual(script.questions.at(-1)?.mechanism.mask, after[1]);
});

test('reset leaves the columns, the numbers and the texts as they began, and can be undone', async () => {
  const { store } = await ready();
  assert.equal(store.canReset, false);
  store.addColumn();
  store.setNumber('v', 1, 0, 9);
  store.setQueryText('who');
  await store.settled();
  store.reset();
  await store.settled();
  assert.equal(store.doc.columns.length, 2);
  assert.deepEqual(store.doc.edits, {});
  assert.equal(store.doc.queryText, null);
  assert.equal(store.canReset, false);
  store.undo();
  assert.equal(store.doc.queryText, 'who');
});

test('a number that is changed goes into every column, and back to what it was with undo', async () => {
  const { script, store } = await ready();
  // Query head 0 of token 1 in [3, 2, 2]: numbers 4 and 5.
  assert.deepEqual([...(store.vectors('q', 1)?.now ?? [])], [4, 5]);
  script.asked.length = 0;
  store.setNumber('q', 1, 1, -7);
  await store.settled();
  assert.equal(script.questions.length, 2);
  for (const asked of script.questions) assert.deepEqual([...vectorOf(asked, 'q', 0, 1)], [4, -7]);
  assert.deepEqual([...(store.vectors('q', 1)?.given ?? [])], [4, 5]);
  assert.deepEqual([...vectorOf(store.source!.heads, 'q', 0, 1)], [4, -7]);
  store.undo();
  await store.settled();
  assert.deepEqual([...(store.vectors('q', 1)?.now ?? [])], [4, 5]);
});

test('one drag of a number is one step', async () => {
  const { store } = await ready();
  for (const value of [1, 2, 3]) store.setNumber('k', 0, 0, value);
  store.seal();
  store.setNumber('k', 0, 0, 4);
  store.undo();
  assert.equal(store.vectors('k', 0)?.now[0], 3);
  store.undo();
  assert.equal(store.vectors('k', 0)?.now[0], 0);
});

test('changes hold while their token stands there, and belong to their head', async () => {
  const { script, store } = await ready();
  const isChanged = () => store.vectors('q', 1)?.now[0] !== store.vectors('q', 1)?.given[0];
  store.setNumber('q', 1, 0, 100);
  store.choose('longformer');
  store.setSubject(script.subject('one two six seven'));
  await store.settled();
  assert.equal(store.vectors('q', 1)?.now[0], 100);
  assert.equal(Object.keys(store.edits).length, 1);
  store.setSubject(script.subject('one six two'));
  await store.settled();
  assert.deepEqual([isChanged(), store.edits], [false, {}]);
  store.setSubject(script.subject('four two'));
  await store.settled();
  assert.equal(isChanged(), true);
  assert.equal(store.presetOf(store.doc.columns[1]!)?.id, 'longformer');
  store.setSubject(script.subject('four two', { head: 1 }));
  await store.settled();
  assert.deepEqual(store.edits, {});
  assert.deepEqual(store.vectors('q', 1)?.now, store.vectors('q', 1)?.given);
  // A text so short that the token is gone.
  store.setSubject(script.subject('four'));
  await store.settled();
  assert.equal(store.state.failure, '');
});

test('what is changed in this head is put back by itself, and that is undone', async () => {
  const { script, store } = await ready();
  store.setNumber('q', 1, 0, 100);
  store.setSubject(script.subject('one two three', { head: 1 }));
  await store.settled();
  store.setNumber('v', 0, 0, 100);
  store.restoreNumbers();
  assert.deepEqual(store.vectors('v', 0)?.now, store.vectors('v', 0)?.given);
  assert.deepEqual(Object.keys(store.doc.edits), ['0.0.q.1.0']);
  store.undo();
  assert.equal(store.vectors('v', 0)?.now[0], 100);
});

test('changed numbers move the next words: what their head gives out is put into the model', async () => {
  const { script, store } = await ready();
  assert.equal(store.state.swapped, null);
  store.setNumber('v', 1, 0, 9);
  await store.settled();
  const asked = script.outputs.at(-1)!;
  assert.deepEqual([...vectorOf(asked, 'v', 0, 1)][0], 9);
  assert.deepEqual(asked.mechanism, { mask: 'causal' });
  const [changed] = script.interventions.at(-1) ?? [];
  assert.deepEqual([changed?.kind, changed?.layer, changed?.head, changed?.values?.length], ['replace', 0, 0, 3 * 2]);
  holds(store.state.swapped);
  store.swapping.set('layer');
  await store.settled();
  assert.deepEqual(script.outputs.at(-1)!.mechanism, store.active!.spec);
  assert.equal(script.interventions.at(-1)?.length, 1);
  store.swapping.set('off');
  store.restoreNumbers();
  await store.settled();
  assert.equal(store.state.swapped, null);
});

test('what the engine refuses is said in the column, the picture before stays, and the next one works', async () => {
  const { script, store } = await ready();
  const key = store.doc.columns[1]!.key;
  script.refuses = 'lcal';
  store.setSpec({ mask: 'lcal' });
  await store.settled();
  assert.equal(store.state.results.get(key)?.failure, 'unknown mask: lcal');
  holds(store.state.results.get(key)?.attended);
  assert.equal(store.state.results.get(0)?.failure, '');
  store.setSpec({ mask: 'full' });
  await store.settled();
  assert.equal(store.state.results.get(key)?.failure, '');
});

test('a mechanism with positions of its own gets queries without any, and its difference is still told', async () => {
  const { script, store } = await ready();
  store.choose('no_positions');
  await store.settled();
  const asked = script.questions.at(-1)!;
  assert.equal(asked.against, undefined);
  assert.equal(asked.q, store.state.inputs?.bare?.q);
  // As the script tells differences, of outputs of one size.
  assert.deepEqual(store.state.results.get(store.doc.columns[1]!.key)?.difference, {
    maxAbs: 0,
    query: 0,
    cosine: 0.5,
  });
});

test('where the model has no queries without positions, the column says so', async () => {
  const { store } = await ready('one two', (script) => {
    script.rotary = false;
  });
  store.choose('rotary');
  await store.settled();
  assert.equal(store.state.results.get(store.doc.columns[1]!.key)?.failure, 'no-bare');
});

test('two texts: queries of the one, keys and values of the other, and nothing is hidden', async () => {
  const { script, store } = await ready('one two three');
  store.setQueryText('who then');
  await store.settled();
  const asked = script.questions.at(-1)!;
  assert.equal(asked.q.length, 2 * 2 * 2);
  assert.equal(asked.k.length, 3 * 1 * 2);
  assert.deepEqual(asked.against, { mask: 'full' });
  assert.equal(store.source?.queryTokens?.length, 2);
  store.setQueryText(null);
  await store.settled();
  assert.equal(store.source?.queryTokens, null);
  assert.deepEqual(masksOf(store)[0], 'causal');
});

test('cross-attention brings a second text, and what is chosen after it takes it away again', async () => {
  const { store } = await ready();
  store.choose('cross_attention', 'who');
  await store.settled();
  assert.equal(store.doc.queryText, 'who');
  assert.equal(store.presetOf(store.active!)?.id, 'cross_attention');
  store.choose('causal', 'who');
  await store.settled();
  assert.equal(store.doc.queryText, null);
  assert.equal(store.queryTokens.length, 3);
  assert.equal(masksOf(store)[0], 'causal');
});

test('a view that begins with cross-attention begins with two texts, and nothing is to be reset', async () => {
  const { script, store } = await ready();
  store.start(['cross_attention'], 'who');
  await store.settled();
  assert.equal(store.queryTokens.length, 1);
  assert.deepEqual(script.questions.at(-1)?.against, { mask: 'full' });
  assert.equal(store.canReset, false);
  store.setQueryText(null);
  await store.settled();
  assert.equal(store.presetOf(store.active!)?.id, 'self_attention');
  assert.equal(store.canReset, true);
});

test('two texts meet without positions where the model has such queries and keys', async () => {
  for (const rotary of [true, false]) {
    const { script, store } = await ready('one two three', (s) => {
      s.rotary = rotary;
      // Tells positions from none: the script numbers both alike.
      s.turned = 100;
    });
    holds(script.questions.at(-1)!.k[0] === (rotary ? 100 : 0));
    store.setQueryText('who then');
    await store.settled();
    const asked = script.questions.at(-1)!;
    assert.deepEqual([asked.q[0], asked.k[0]], [0, 0]);
    assert.deepEqual(asked.against, { mask: 'full' }, 'both columns get the same');
  }
});

test('the chosen cell is the last query’s until the reader chooses one, which comes back with its text', async () => {
  const { script, store } = await ready();
  const after = async (text: string) => {
    store.setSubject(script.subject(text));
    await store.settled();
    return store.state.cell;
  };
  assert.deepEqual(store.state.cell, { query: 2, key: 0 });
  await after('one');
  assert.deepEqual(await after('one two three four'), { query: 3, key: 0 });
  store.selectCell({ query: 2, key: 1 });
  assert.deepEqual(await after('one two three'), { query: 2, key: 1 });
  assert.deepEqual(await after('one two'), { query: 1, key: 0 });
  assert.deepEqual(await after('one two three'), { query: 2, key: 1 });
});

test('painting starts from the mask that is there; a stroke is one step', async () => {
  const { script, store } = await ready('a b c');
  const painter = new Painter(store);
  const { mask } = store.active!.spec;
  script.asked.length = 0;
  await painter.start(1);
  // Asked of the engine with scores that are all the same: then only what is masked weighs nothing.
  const asked = script.asked[0]!;
  assert.deepEqual(asked.mechanism, { mask });
  holds(asked.q.every((x) => x === 0));
  await store.settled();
  const column = () => store.doc.columns[1]!;
  assert.deepEqual(painter.pictureOf(column()), ['#..', '##.', '###']);
  painter.paint(0, 1, true);
  painter.paint(0, 2, true);
  store.seal();
  painter.paint(2, 0, false);
  store.seal();
  assert.deepEqual(painter.pictureOf(column()), ['###', '##.', '.##']);
  assert.equal(store.presetOf(column())?.id, 'painted');
  store.undo();
  assert.deepEqual(painter.pictureOf(column()), ['###', '##.', '###']);
  store.undo();
  assert.deepEqual(painter.pictureOf(column()), ['#..', '##.', '###']);
});

test('into the model: the active mechanism, in one layer or in all, and nowhere again', async () => {
  const { script, store } = await ready();
  store.swapping.set('layer');
  await store.settled();
  assert.deepEqual(script.swaps.at(-1), [{ layers: [0], mechanism: store.active?.spec, segments: [0, 0, 0] }]);
  assert.equal(store.state.swapped?.next[0]?.id, 2);
  assert.equal(store.state.swapped?.before[0]?.id, 1);
  store.choose('alibi');
  store.swapping.set('all');
  await store.settled();
  assert.deepEqual(script.swaps.at(-1), [{ layers: 'all', mechanism: presetOf('alibi')!.spec, segments: [0, 0, 0] }]);
  store.swapping.set('off');
  await store.settled();
  assert.equal(store.state.swapped, null);
});

test('in the model’s place, and while it writes, a mechanism is told which sentence each token belongs to', async () => {
  const { script, store } = await ready('a b. c');
  store.choose('packed');
  store.swapping.set('all');
  await store.settled();
  await store.swapping.write();
  assert.deepEqual(script.swaps.at(-1)?.[0]?.segments, [0, 0, 1]);
  assert.deepEqual(script.wrote.at(-1)?.attention?.[0]?.segments, [0, 0, 1]);
  assert.deepEqual(store.state.written, { before: ' as as as', after: ' so so so' });
});

test('what was written with one mechanism goes when another is chosen, also while it writes', async () => {
  const { script, store } = await ready();
  store.swapping.set('all');
  await store.settled();
  await store.swapping.write();
  store.addColumn();
  holds(store.state.written, 'it is still the same mechanism');
  store.choose('longformer');
  assert.equal(store.state.written, null);
  script.pace = 5;
  const writing = store.swapping.write();
  holds(store.state.writing);
  store.choose('alibi');
  await writing;
  await store.settled();
  assert.equal(store.state.written, null);
  assert.equal(store.state.writing, false);
});

test('no more columns than fit are compared, and the last two stay', async () => {
  const { store } = await ready();
  for (let n = 0; n < 5; n++) store.addColumn();
  assert.equal(store.doc.columns.length, 4);
  for (let n = 0; n < 5; n++) store.removeColumn(1);
  assert.equal(store.doc.columns.length, 2);
  store.removeColumn(0);
  assert.equal(store.doc.columns[0]?.key, 0);
  await store.settled();
});

test('the compared mechanisms are kept by name while the name says all, and come back the same', async () => {
  const { store } = await ready();
  store.addColumn();
  store.choose('alibi');
  store.addColumn();
  store.setSpec({ mask: { id: 'local', window: 2 }, softcap: 5 });
  await store.settled();
  const kept: unknown = JSON.parse(JSON.stringify(mechanismsOf(store.doc.columns)));
  assert.deepEqual(kept, ['sliding_window', 'alibi', { mask: { id: 'local', window: 2 }, softcap: 5 }]);
  const { store: second } = await ready();
  second.start(mechanismsIn(kept) ?? []);
  await second.settled();
  assert.deepEqual(mechanismsOf(second.doc.columns), kept);
  assert.equal(second.state.results.size, 4);
});

test('what is no mechanism is left out of those that come back', () => {
  const cyclic: Record<string, unknown> = {};
  cyclic['mask'] = cyclic;
  assert.deepEqual(mechanismsIn(['alibi', 'nonsense', 3, null, [], cyclic, { softcap: 2 }]), ['alibi', { softcap: 2 }]);
  assert.deepEqual(mechanismsIn('alibi'), []);
  assert.equal(mechanismsIn(undefined), undefined);
});

test('the data are the matrix of the mechanism that is being changed, on the tokens that are there', async () => {
  const { store } = await ready();
  const data = activeData(store, {});
  assert.deepEqual([data?.queries.length, data?.keys.length], [3, 3]);
  assert.deepEqual(data?.layers[0]?.weights.shape, [1, 3, 3]);
  assert.equal(data?.layers[0]?.weights.data, store.state.results.get(store.active?.key ?? -1)?.attended?.pattern);
});
