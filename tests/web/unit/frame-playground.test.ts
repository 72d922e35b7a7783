import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Playground } from '../../../web/src/elements/playground.ts';
import type { Source } from '../../../web/src/elements/state.ts';
import { Refusal, Script } from './scripted-engine.ts';

const source = (name: string): Source => ({ kind: name === 'shipped' ? 'default' : 'url', value: name, label: name });

async function ready(text = 'one two three') {
  const script = new Script();
  const playground = new Playground(async () => script, source('shipped'), text);
  await playground.load();
  await playground.settled();
  return { script, playground };
}

test('the first load runs the text and takes its last token apart', async () => {
  const { playground } = await ready();
  const { shown, cell, explanation, phase } = playground.state;
  assert.equal(phase, 'ready');
  assert.equal(shown?.text, 'one two three');
  assert.equal(shown?.patterns.length, 2);
  assert.deepEqual(cell, { query: 2, key: 0 });
  assert.equal(explanation?.query, 2);
});

test('texts that are outdated before the engine is free are never run', async () => {
  const { script, playground } = await ready();
  script.pace = 30;
  script.ran.length = 0;
  for (const text of ['a', 'a b', 'a b c', 'a b c d']) playground.setText(text);
  await playground.settled();
  assert.deepEqual(script.ran, ['a', 'a b c d']);
  assert.equal(playground.state.shown?.text, 'a b c d');
});

test('a text that cannot be run is kept, and so is what was on the screen', async () => {
  const { playground } = await ready();
  const long = '1 2 3 4 5 6 7 8 9 10';
  playground.setText(long);
  await playground.settled();
  assert.equal(playground.state.text, long);
  assert.equal(playground.state.shown?.text, 'one two three');
  assert.equal(playground.state.failure?.code, 'context-full');
  await playground.trim();
  await playground.settled();
  assert.equal(playground.state.text, '1 2 3 4 5 6 7 8');
  assert.equal(playground.state.failure, null);
});

test('a model that cannot be loaded leaves the one before at work', async () => {
  const { script, playground } = await ready();
  script.refuse.load = new Refusal('bad-file', 'model.safetensors ends early', 'model.safetensors');
  assert.equal(await playground.load(source('broken')), false);
  assert.equal(playground.state.phase, 'ready');
  assert.equal(playground.state.source.label, 'shipped');
  assert.equal(playground.state.failure?.file, 'model.safetensors');
  playground.setText('still alive');
  await playground.settled();
  assert.equal(playground.state.shown?.text, 'still alive');
});

test('without any model the failure says so, and Try again loads it', async () => {
  const script = new Script();
  script.refuse.load = new Refusal('network', 'config.json: 404', 'config.json');
  const playground = new Playground(async () => script, source('shipped'), 'kept');
  await playground.load();
  assert.equal(playground.state.phase, 'failed');
  assert.equal(playground.state.text, 'kept');
  playground.retry();
  while (playground.hasModel === false) await new Promise((resolve) => setTimeout(resolve, 5));
  await playground.settled();
  assert.equal(playground.state.shown?.text, 'kept');
});

test('an engine that did not start is started again by Try again', async () => {
  const script = new Script();
  let starts = 0;
  const start = async () => {
    starts++;
    if (starts === 1) throw new Refusal('network', 'attn.wasm: 404');
    return script;
  };
  const playground = new Playground(start, source('shipped'), 'x');
  await playground.load();
  assert.equal(playground.state.failure?.message, 'attn.wasm: 404');
  assert.ok(await playground.load());
  assert.equal(starts, 2);
});

test('a new model disposes of the old one and starts without its mutes', async () => {
  const { script, playground } = await ready();
  playground.toggleMute(1, 1);
  await playground.settled();
  await playground.load(source('other'));
  await playground.settled();
  assert.deepEqual(script.disposed, ['shipped']);
  assert.deepEqual(playground.state.mutes, []);
  assert.equal(playground.state.info?.name, 'other');
});

test('mutes are undone one by one, back to none', async () => {
  const { playground } = await ready();
  playground.toggleMute(0, 1);
  playground.toggleMute(1, 0);
  playground.unmuteAll();
  const history: (readonly string[])[] = [];
  while (playground.state.muteHistory.length > 0) {
    history.push(playground.state.mutes);
    playground.undoMute();
  }
  assert.deepEqual(history, [[], ['0.1', '1.0'], ['0.1']]);
  assert.deepEqual(playground.state.mutes, []);
});

test('under mutes the distribution without them is there to compare', async () => {
  const { playground } = await ready();
  playground.toggleMute(0, 1);
  await playground.settled();
  assert.equal(playground.state.shown?.before?.[0]?.probability, 0.5);
  assert.equal(playground.state.shown?.next[0]?.probability, 0.25);
});

test('a head that does not exist is said so, and one that does is shown', async () => {
  const { playground } = await ready();
  playground.want(99, 1);
  assert.equal(playground.state.failure?.during, 'attribute');
  assert.match(playground.state.failure?.message ?? '', /no layer 99.*0 to 1.*Layer 0 is shown/);
  assert.deepEqual([playground.state.layer, playground.state.head], [0, 1]);
  for (const nonsense of [Number.NaN, -1, 0.5]) {
    playground.dismiss();
    playground.want(nonsense, null);
    assert.equal(playground.state.failure?.during, 'attribute', String(nonsense));
  }
});

test('steps share one stream, and an edit opens a new one', async () => {
  const { script, playground } = await ready('one');
  await playground.generating.advance(1);
  await playground.generating.advance(2);
  assert.equal(script.generated.length, 1);
  assert.equal(playground.state.text, 'one w1 w2 w3');
  assert.equal(playground.state.written.length, 3);
  playground.setText('two');
  await playground.settled();
  await playground.generating.advance(1);
  assert.equal(script.generated.length, 2);
  assert.equal(playground.state.text, 'two w1');
});

test('generation ends by itself when the context is full, and says why', async () => {
  const { playground } = await ready('one');
  await playground.generating.advance(100);
  await playground.settled();
  assert.equal(playground.state.ended, 'context-full');
  assert.equal(playground.state.written.length, 7);
  assert.equal(playground.state.generating, false);
});

test('an edit while text is being written ends the writing and wins', async () => {
  const { playground } = await ready('one');
  const writing = playground.generating.advance(100);
  await new Promise((resolve) => setTimeout(resolve, 3));
  playground.setText('mine');
  await writing;
  await playground.settled();
  assert.equal(playground.state.text, 'mine');
  assert.equal(playground.state.shown?.text, 'mine');
  assert.equal(playground.state.generating, false);
});

test('writing that an edit cut off does not end the writing that follows', async () => {
  const { playground } = await ready('one');
  const first = playground.generating.advance(100);
  await new Promise((resolve) => setTimeout(resolve, 3));
  playground.setText('mine');
  const second = playground.generating.advance(6);
  await first;
  assert.equal(playground.state.generating, true);
  await second;
  assert.equal(playground.state.text, 'mine w1 w2 w3 w4 w5 w6');
});

test('a failure in mid-generation keeps what was written and leaves the next action working', async () => {
  const { script, playground } = await ready('one');
  script.refuse.generateAt = [2, new Refusal('worker-lost', 'the engine stopped')];
  await playground.generating.advance(100);
  await playground.settled();
  assert.equal(playground.state.text, 'one w1 w2');
  assert.equal(playground.state.failure?.during, 'generate');
  assert.equal(playground.state.generating, false);
  delete script.refuse.generateAt;
  await playground.generating.advance(1);
  assert.equal(playground.state.text, 'one w1 w2 w3');
});

test('a restarted engine is told to the reader and runs the text again', async () => {
  const { script, playground } = await ready();
  script.ran.length = 0;
  script.restart(new Refusal('worker-lost', 'the engine stopped and was started again'));
  await playground.settled();
  assert.deepEqual(script.ran, ['one two three']);
  assert.match(playground.state.notice, /started again/);
});

test('a run that ends the worker is not done again until somebody asks', async () => {
  const { script, playground } = await ready();
  script.deadly = 'run';
  playground.toggleMute(0, 1);
  await playground.settled();
  assert.equal(script.deaths, 1);
  assert.equal(playground.state.failure?.during, 'run');
  assert.ok(playground.state.failure?.remedies.includes('retry'));
  script.deadly = null;
  playground.retry();
  await playground.settled();
  assert.equal(playground.state.failure, null);
  assert.equal(playground.state.notice, '');
  assert.equal(playground.state.shown?.before?.length, 1);
});

test('an explanation that ends the worker is not asked for again, and none is shown', async () => {
  const { script, playground } = await ready();
  script.deadly = 'explain';
  playground.selectCell({ query: 1, key: 0 });
  await playground.settled();
  assert.equal(script.deaths, 1);
  assert.equal(playground.state.failure?.during, 'explain');
  assert.equal(playground.state.explanation, null);
});

test('an explanation of the text before is not shown over the text of now', async () => {
  const { script, playground } = await ready();
  script.explainPace = 40;
  playground.selectCell({ query: 1, key: 0 });
  const seen: string[] = [];
  let last = playground.state.explanation;
  playground.subscribe(() => {
    const { explanation, shown } = playground.state;
    if (explanation !== last) seen.push(`${explanation?.query} of ${shown?.text}, ${script.explained}`);
    last = explanation;
  });
  playground.setText('four five six');
  await playground.settled();
  assert.deepEqual(seen, ['1 of four five six, four five six']);
});

test('picking a token at an open step takes the place of what was drawn there', async () => {
  const { playground } = await ready('one');
  await playground.generating.advance(3);
  await playground.settled();
  playground.openStep(1);
  playground.pick(7);
  assert.equal(playground.state.text, 'one w1 kite');
  assert.equal(playground.state.written.length, 1);
  assert.equal(playground.state.open, -1);
});
