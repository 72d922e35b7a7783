import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Playground } from '../../../web/src/elements/playground.ts';
import { ChangeTeller, choicesIn, dataOf, snapshotOf } from '../../../web/src/elements/snapshot.ts';
import type { Source } from '../../../web/src/elements/state.ts';
import type { ShareState } from '../../../web/src/share/types.ts';
import { Script } from './scripted-engine.ts';

const shipped: Source = { kind: 'default', value: 'shipped', label: 'shipped' };
const make = (text: string) => new Playground(async () => new Script(), shipped, text);

async function ready(text = 'one two three') {
  const playground = make(text);
  await playground.load();
  await playground.settled();
  return playground;
}

test('a snapshot put back into a new playground gives the same snapshot, and the same on the screen', async () => {
  const first = await ready();
  first.setText('four five six seven');
  first.selectHead(1, 0);
  first.toggleMute(0, 1);
  first.setSampling({ ...first.state.sampling, temperature: 1.5, seed: 7 });
  first.patch({ length: 12 });
  await first.settled();
  first.selectCell({ query: 3, key: 1 });
  await first.settled();
  const kept = JSON.parse(JSON.stringify(snapshotOf(first))) as Partial<ShareState>;
  assert.deepEqual(kept.cell, { query: 3, key: 1 });
  assert.deepEqual(kept.sampling, { temperature: 1.5, seed: 7 });

  const second = make('something else');
  second.restore(choicesIn(kept));
  assert.deepEqual(snapshotOf(second), kept, 'before the model is there it is already what was asked');
  await second.load();
  await second.settled();
  assert.deepEqual(snapshotOf(second), kept);
  assert.deepEqual(second.wanted, {});
  for (const name of ['text', 'layer', 'head', 'cell', 'cellChosen', 'mutes', 'sampling', 'length'] as const)
    assert.deepEqual(second.state[name], first.state[name], name);
  assert.equal(second.state.shown?.text, 'four five six seven');
  assert.notEqual(second.state.shown?.before, null, 'the mutes were in force in the first run');
});

test('what nobody chose is not in a snapshot', async () => {
  const { layer, head, cell, mutes, sampling, model } = snapshotOf(await ready());
  assert.deepEqual(
    { layer, head, cell, mutes, sampling, model },
    { layer: null, head: null, cell: null, mutes: [], sampling: {}, model: '' },
  );
});

test('bad values fall back one by one, and nothing throws', async () => {
  const bad: unknown[] = [null, 'x', -1, 1.5, Number.NaN, [], {}, [['0.1']], { query: 'a' }, true];
  for (const value of bad) {
    const playground = await ready();
    playground.selectHead(1, 1);
    const given = { text: 3, layer: value, head: value, cell: value, mutes: value, sampling: value, length: value };
    playground.restore(choicesIn(given as unknown as Partial<ShareState>));
    await playground.settled();
    const { text, layer, head, cell, mutes, sampling, length } = snapshotOf(playground);
    assert.deepEqual(
      { text, layer, head, cell, mutes, sampling, length },
      { text: 'one two three', layer: null, head: null, cell: null, mutes: [], sampling: {}, length: 60 },
      `${JSON.stringify(value)}`,
    );
  }
});

test('mutes and cells that this model and text do not have are left out', async () => {
  const playground = await ready();
  playground.restore(choicesIn({ mutes: ['0.1', '7.7', '0.1'], cell: { query: 9, key: 0 } }));
  await playground.settled();
  assert.deepEqual(playground.state.mutes, ['0.1']);
  assert.equal(playground.state.cellChosen, false);
  assert.equal(playground.state.cell?.query, 2);
});

test('what is missing stays as it is', async () => {
  const playground = await ready();
  playground.selectHead(1, 1);
  playground.toggleMute(0, 0);
  await playground.settled();
  const before = snapshotOf(playground);
  playground.restore(choicesIn({ length: 5 }));
  await playground.settled();
  assert.deepEqual(snapshotOf(playground), { ...before, length: 5 });
  playground.restore(choicesIn({ text: 'four' }));
  await playground.settled();
  assert.deepEqual(snapshotOf(playground), { ...before, length: 5, text: 'four' });
});

test('data are the tokens and weights of all layers on the screen, and causal where they are', async () => {
  const { shown } = (await ready()).state;
  const data = dataOf({ ...shown!, model: 'scripted' }, {});
  assert.deepEqual(
    data?.queries.map(({ text }) => text),
    ['one', ' two', ' three'],
  );
  assert.equal(data?.keys, data?.queries);
  assert.equal(data?.causal, true);
  assert.deepEqual(
    data?.layers.map(({ layer, heads, weights }) => [layer, heads, weights.shape]),
    [
      [0, [0, 1], [2, 3, 3]],
      [1, [0, 1], [2, 3, 3]],
    ],
  );
  const ahead = shown!.patterns.map((tensor) => tensor && { ...tensor, data: tensor.data.map(() => 1 / 3) });
  assert.equal(dataOf({ ...shown!, patterns: ahead, model: '' }, {})?.causal, false);
});

test('a token that was just generated, without a row of its own yet, is not in the data', async () => {
  const { shown } = (await ready()).state;
  const tokens = [...shown!.tokens, { id: 7, text: ' kite', start: 13, end: 18, special: false }];
  const data = dataOf({ ...shown!, tokens, text: 'one two three kite', model: '' }, {});
  assert.equal(data?.text, 'one two three');
  assert.equal(data?.queries.length, 3);
});

test('a change is told once for all that changed together, and not when nothing did', async () => {
  const element = Object.assign(new EventTarget(), { now: { length: 1 }, snapshot: () => element.now });
  const heard: unknown[] = [];
  element.addEventListener('change', (event) => heard.push((event as CustomEvent).detail));
  const teller = new ChangeTeller(element);
  const frame = () => new Promise((resolve) => setTimeout(resolve, 40));
  teller.look();
  await frame();
  assert.deepEqual(heard, [], 'nothing is told before it began');
  teller.begin();
  element.now = { length: 2 };
  teller.look();
  element.now = { length: 3 };
  teller.look();
  await frame();
  element.now = { length: 3 };
  teller.look();
  await frame();
  assert.deepEqual(heard, [{ length: 3 }]);
});
