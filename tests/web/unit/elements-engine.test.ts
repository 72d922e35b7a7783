import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Playground } from '../../../web/src/elements/playground.ts';
import { EngineError } from '../../../web/src/engine/errors.ts';
import { sharing } from '../../../web/src/engine/shared.ts';
import type { Engine, EngineOptions, LoadModelOptions, Model, Progress } from '../../../web/src/engine/types.ts';
import { Script } from './scripted-engine.ts';

const turn = (milliseconds = 0) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** An engine that tells how often it was started and what it loaded, and loads when it is told to. */
class Slow extends Script {
  readonly loads: { source: string; options: LoadModelOptions; go: () => void; fail: (error: Error) => void }[] = [];
  readonly listeners = new Set<Parameters<Engine['onRestart']>[0]>();
  ended = 0;

  override async loadModel(source: unknown, options: LoadModelOptions = {}): Promise<Model> {
    await new Promise<void>((go, fail) => this.loads.push({ source: String(source), options, go, fail }));
    return super.loadModel(source);
  }

  override onRestart(listener: Parameters<Engine['onRestart']>[0]): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  override dispose(): void {
    this.ended++;
  }
}

function make() {
  const engines: Slow[] = [];
  const starts: EngineOptions[] = [];
  const shared = sharing(async (options) => {
    starts.push(options);
    await turn();
    const engine = new Slow();
    engines.push(engine);
    return engine;
  });
  return { shared, engines, starts };
}

const code = (wanted: string) => (error: unknown) => error instanceof EngineError && error.code === wanted;
const url = 'https://example.org/models/stories/';

test('three users have one engine, and the last one to let go ends it', async () => {
  const { shared, engines } = make();
  const users = await Promise.all([shared(), shared(), shared()]);
  assert.equal(engines.length, 1);
  users[0]!.dispose();
  users[0]!.dispose();
  users[1]!.dispose();
  await turn();
  assert.equal(engines[0]!.ended, 0, 'one is still at work');
  users[2]!.dispose();
  await turn();
  assert.equal(engines[0]!.ended, 1);
  await shared();
  assert.equal(engines.length, 2, 'whoever comes later starts another');
  assert.equal(engines[1]!.ended, 0);
});

test('a model at one address is loaded once for all, and disposed of with its last user', async () => {
  const { shared, engines } = make();
  const [a, b] = await Promise.all([shared(), shared()]);
  const heard: string[] = [];
  const hear = (who: string) => ({
    onProgress: ({ stage, loaded }: Progress) => heard.push(`${who} ${stage} ${loaded}`),
  });
  const first = a.loadModel(url, hear('a'));
  const [load] = engines[0]!.loads;
  load!.options.onProgress?.({ stage: 'download', file: 'model.safetensors', loaded: 5, total: 9 });
  const second = b.loadModel(new URL(url), hear('b'));
  load!.options.onProgress?.({ stage: 'download', file: 'model.safetensors', loaded: 9, total: 9 });
  assert.deepEqual(
    heard,
    ['a download 5', 'b download 5', 'a download 9', 'b download 9'],
    'who comes later hears too',
  );
  load!.go();
  const models = await Promise.all([first, second]);
  assert.equal(engines[0]!.loads.length, 1);
  await models[0].dispose();
  await models[0].dispose();
  await turn();
  assert.deepEqual(engines[0]!.disposed, []);
  assert.equal((await models[1].run('one two')).tokens.length, 2);
  await assert.rejects(models[0].run('one two'), code('bad-argument'));
  await models[1].dispose();
  await turn();
  assert.deepEqual(engines[0]!.disposed, [url]);
});

test('files are loaded for each user, and other addresses too', async () => {
  const { shared, engines } = make();
  const [a, b] = await Promise.all([shared(), shared()]);
  const files = new Map([['config.json', new Uint8Array()]]);
  for (const user of [a, b]) void user.loadModel(files);
  void a.loadModel(url);
  void b.loadModel('https://example.org/models/other/');
  await turn();
  assert.equal(engines[0]!.loads.length, 4);
});

test('one user who stops waiting does not stop the others, and the last one does', async () => {
  const { shared, engines } = make();
  const [a, b] = await Promise.all([shared(), shared()]);
  const stop = new AbortController();
  const first = a.loadModel(url, { signal: stop.signal });
  const second = b.loadModel(url);
  stop.abort();
  await assert.rejects(first, code('aborted'));
  const [load] = engines[0]!.loads;
  assert.equal(load!.options.signal?.aborted, false);
  b.dispose();
  await assert.rejects(second, code('aborted'));
  assert.equal(load!.options.signal?.aborted, true);
  load!.go();
  await turn();
  assert.deepEqual(engines[0]!.disposed, [url], 'what came all the same is not kept');
});

test('a start that failed is told to all who wait, and the next one starts anew', async () => {
  let starts = 0;
  const shared = sharing(async () => {
    await turn();
    if (++starts === 1) throw new EngineError('worker-lost', 'no worker');
    return new Slow();
  });
  const results = await Promise.allSettled([shared(), shared()]);
  assert.deepEqual(
    results.map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  await shared();
  assert.equal(starts, 2);
});

test('a load that failed is told to all who wait, and is tried again by the next', async () => {
  const { shared, engines } = make();
  const [a, b] = await Promise.all([shared(), shared()]);
  const both = Promise.allSettled([a.loadModel(url), b.loadModel(url)]);
  engines[0]!.loads[0]!.fail(new EngineError('network', 'no answer'));
  for (const { status } of await both) assert.equal(status, 'rejected');
  void a.loadModel(url);
  assert.equal(engines[0]!.loads.length, 2);
});

test('a user who lets go aborts what is its own, and nothing of the others', async () => {
  const { shared, engines } = make();
  const [a, b] = await Promise.all([shared(), shared()]);
  const loading = [a.loadModel(url), b.loadModel(url)];
  engines[0]!.loads[0]!.go();
  const [mine, other] = (await Promise.all(loading)) as [Model, Model];
  engines[0]!.pace = 10;
  const steps = mine.generate('one')[Symbol.asyncIterator]();
  await steps.next();
  const going = mine.run('one two');
  const staying = other.run('three');
  a.dispose();
  await assert.rejects(going);
  assert.equal((await staying).tokens.length, 1);
  const [options] = engines[0]!.generated;
  assert.equal(options?.signal?.aborted, true);
  assert.equal((await steps.next()).done, true, 'the generation is closed although nobody read on');
});

test('every user hears of a restart, but not after it let go, and nobody joins a model of before', async () => {
  const { shared, engines } = make();
  const [a, b] = await Promise.all([shared(), shared()]);
  const heard: string[] = [];
  a.onRestart(() => heard.push('a'));
  b.onRestart(() => heard.push('b'));
  const loading = a.loadModel(url);
  engines[0]!.loads[0]!.go();
  await loading;
  const die = () => {
    for (const listener of engines[0]!.listeners) listener({ code: 'worker-lost', message: '' });
  };
  die();
  assert.deepEqual(heard, ['a', 'b']);
  void b.loadModel(url);
  assert.equal(engines[0]!.loads.length, 2);
  a.dispose();
  die();
  assert.deepEqual(heard, ['a', 'b', 'b']);
});

test('two playgrounds on one engine: one writes on while the other is typed into', async () => {
  const engine = new Script();
  const shared = sharing(async () => engine);
  const make = (text: string) => new Playground(shared, { kind: 'default', value: url, label: 'shipped' }, text);
  const [writer, typed] = [make('one'), make('four five')];
  await Promise.all([writer.load(), typed.load()]);
  await Promise.all([writer.settled(), typed.settled()]);
  const meanwhile: boolean[] = [];
  typed.subscribe(() => typed.state.shown?.text === 'six seven' && meanwhile.push(writer.state.generating));
  const writing = writer.generating.advance(5);
  typed.setText('six seven');
  await typed.settled();
  assert.equal(meanwhile[0], true, 'the text was read before the writing was over');
  await writing;
  assert.equal(writer.state.text, 'one w1 w2 w3 w4 w5');
  typed.dispose();
  writer.setText('still here');
  await writer.settled();
  assert.equal(writer.state.shown?.text, 'still here');
});
