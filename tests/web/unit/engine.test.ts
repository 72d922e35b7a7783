import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { Core, CoreModel } from '../../../web/src/engine/core.ts';
import type { EngineClient } from '../../../web/src/engine/engine.ts';
import { EngineError, loadEngine } from '../../../web/src/engine/node.ts';
import type { Intervention, Model } from '../../../web/src/engine/types.ts';
// @ts-expect-error plain JavaScript, shared with the page's tests
import { bitsOf, golden, modelFolder } from '../bits.mjs';
import { all, fails } from './engine-shared.ts';
import { holds, stories260K, withoutStories } from './shared.ts';
import { config, sizes, tensors, tinyModel, tokenizer } from './tiny-model.ts';

const kPatterns = 'blocks.*.attn.hook_pattern';
let engine: EngineClient;
let model: Model;

before(async () => {
  engine = (await loadEngine()) as EngineClient;
  model = await engine.loadModel(tinyModel());
});
after(() => engine.dispose());

test('a model tells its sizes', () => {
  const { layers, heads, kvHeads, headWidth, width, vocab, maxPositions, parameters, bosId, eosIds } = model.info;
  assert.deepEqual([layers, heads, kvHeads, headWidth, width, vocab, maxPositions], [2, 4, 2, 4, 16, 260, 64]);
  assert.equal(
    parameters,
    [...tensors().values()].reduce((sum, { data }) => sum + data.length, 0),
  );
  assert.deepEqual([bosId, eosIds], [256, [257]]);
});

test('the registry lists mechanisms with their sources', () => {
  const ids = (kind: string) => engine.registry.filter((item) => item.kind === kind).map(({ id }) => id);
  holds(ids('score').includes('scaled_dot'));
  holds(ids('mask').includes('causal'));
  holds(ids('operator').includes('softmax') && ids('executor').includes('sparse') && ids('position').includes('none'));
  for (const { name, formula, source } of engine.registry) holds(name && formula && source);
});

test('a run gives tokens, the intermediates asked for and no others, and the next token', async () => {
  const run = await model.run('the end', { capture: [kPatterns, 'hook_embed'], top: 7 });
  const t = run.tokens.length;
  assert.deepEqual([...run.tensors.keys()].sort(), [
    'blocks.0.attn.hook_pattern',
    'blocks.1.attn.hook_pattern',
    'hook_embed',
  ]);
  assert.deepEqual(run.tensors.get('blocks.1.attn.hook_pattern')!.shape, [sizes.heads, t, t]);
  assert.deepEqual(run.tensors.get('hook_embed')!.shape, [t, sizes.c]);
  assert.equal(run.next.length, 7);
  for (let n = 1; n < 7; ++n) holds(run.next[n]!.probability <= run.next[n - 1]!.probability);
  holds(run.entropy > 0 && run.entropy <= Math.log2(sizes.vocab));
});

test('rows of a pattern sum to 1 and look back only', async () => {
  const run = await model.run('the end is near', { capture: [kPatterns] });
  for (const { shape, data } of run.tensors.values()) {
    const [h, t] = [shape[0]!, shape[1]!];
    for (let row = 0; row < h * t; ++row) {
      const weights = data.subarray(row * t, (row + 1) * t);
      holds(Math.abs(weights.reduce((sum, weight) => sum + weight, 0) - 1) < 1e-5);
      holds(weights.subarray((row % t) + 1).every((weight) => weight === 0));
    }
  }
});

test('head statistics come with patterns, or alone when asked for', async () => {
  const asked = await model.run('the end', { stats: true });
  assert.equal(asked.stats.length, sizes.layers * sizes.heads);
  assert.equal(asked.tensors.size, 0);
  const { stats } = await model.run('the end', { capture: [kPatterns] });
  assert.deepEqual(stats, asked.stats);
  const last = stats.at(-1)!;
  assert.deepEqual([last.layer, last.head], [sizes.layers - 1, sizes.heads - 1]);
  holds(last.previousToken >= 0 && last.previousToken <= 1);
  assert.equal((await model.run('the end')).stats.length, 0);
});

test('muting a head moves the next token, scaling it by 1 does not', async () => {
  const next = async (...interventions: Intervention[]) =>
    (await model.run('the end', { interventions, top: sizes.vocab })).next.map(({ id, logit }) => [id, logit]);
  const plain = await next();
  assert.notDeepEqual(await next({ kind: 'zero', layer: 1, head: 2 }), plain);
  assert.deepEqual(await next({ kind: 'scale', layer: 1, head: 2, factor: 1 }), plain);
  assert.deepEqual(
    await next({ kind: 'scale', layer: 1, head: 2, factor: 0 }),
    await next({ kind: 'zero', layer: 1, head: 2 }),
  );
});

test('a pattern that is put in is the pattern that is used', async () => {
  const { tokens } = await model.run('ab');
  const t = tokens.length;
  const values = Float32Array.from({ length: t * t }, (_, n) => (n % t === 0 ? 1 : 0));
  const interventions: Intervention[] = [{ kind: 'replace', target: 'pattern', layer: 0, head: 3, values }];
  const { tensors } = await model.run('ab', { capture: [kPatterns], interventions });
  assert.deepEqual(tensors.get('blocks.0.attn.hook_pattern')!.data.subarray(3 * t * t), values);
});

test('the explanation of a cell agrees with the run, and its arithmetic with itself', async () => {
  const { tensors } = await model.run('the end', { capture: [kPatterns, 'blocks.*.attn.hook_z'] });
  const pattern = tensors.get('blocks.1.attn.hook_pattern')!;
  const t = pattern.shape[1]!;
  const cell = await model.explain('the end', { layer: 1, head: 3, query: 4, key: 2 });
  assert.equal(cell.kvHead, 1);
  holds(Math.abs(cell.weight - pattern.data[3 * t * t + 4 * t + 2]!) < 1e-6);
  holds(Math.abs(cell.products.reduce((sum, x) => sum + x, 0) - cell.dot) < 1e-5);
  holds(Math.abs(cell.dot * cell.scale - cell.score) < 1e-6);
  holds(Math.abs(cell.rowExps[2]! / cell.denominator - cell.weight) < 1e-6);
  const z = tensors
    .get('blocks.1.attn.hook_z')!
    .data.subarray((4 * sizes.heads + 3) * sizes.d, (4 * sizes.heads + 4) * sizes.d);
  for (let n = 0; n < sizes.d; ++n) holds(Math.abs(z[n]! - cell.z[n]!) < 1e-6);
  assert.equal((await model.explain('the end', { layer: 1, head: 3, query: 2, key: 4 })).masked, true);
});

test('an empty text is BOS alone', async () => {
  const { tokens, next } = await model.run('');
  assert.deepEqual(
    tokens.map(({ text }) => text),
    ['<s>'],
  );
  holds(next.length > 0);
});

test('an empty text is an error where the model has nothing to begin with', async () => {
  const { bos_token_id, ...rest } = config;
  assert.equal(bos_token_id, 256);
  const bare = await engine.loadModel(
    tinyModel({ 'config.json': rest, 'tokenizer.json': { ...tokenizer, post_processor: null } }),
  );
  await fails(bare.run(''), 'bad-argument', /empty.*type something/);
  assert.equal((await bare.run('a')).tokens.length, 1);
  await bare.dispose();
});

test('generation steps one token at a time, each from the distribution it shows', async () => {
  const steps = await all(model.generate('the', { maxTokens: 5, greedy: true, ignoreEos: true, capture: [kPatterns] }));
  assert.deepEqual(
    steps.map(({ index }) => index),
    [0, 1, 2, 3, 4],
  );
  assert.deepEqual(
    steps.map(({ done }) => done),
    [undefined, undefined, undefined, undefined, 'max-tokens'],
  );
  const prompt = (await model.tokenize('the')).length;
  steps.forEach((step, n) => {
    assert.equal(step.next[0]!.id, step.token.id);
    assert.deepEqual(step.tensors.get('blocks.0.attn.hook_pattern')!.shape, [sizes.heads, 1, prompt + n]);
    assert.equal(step.ids.length, prompt + n + 1);
  });
});

test('a step shows what a run of the ids before it shows', async () => {
  const steps = await all(model.generate('the', { maxTokens: 3, seed: 3, ignoreEos: true }));
  const last = steps.at(-1)!;
  const run = await model.run(steps.at(-2)!.text, { ids: last.ids.slice(0, -1), top: 3 });
  assert.deepEqual(
    run.next.map(({ id }) => id),
    last.next.slice(0, 3).map(({ id }) => id),
  );
  for (const [n, next] of run.next.entries()) holds(Math.abs(next.logit - last.next[n]!.logit) < 1e-4);
});

test('the same seed writes the same text, another seed another', async () => {
  const write = async (seed: number) =>
    (await all(model.generate('the', { maxTokens: 20, seed, ignoreEos: true }))).at(-1)!.ids;
  assert.deepEqual(await write(1), await write(1));
  assert.notDeepEqual(await write(1), await write(2));
});

test('generation ends when the context is full', async () => {
  const steps = await all(model.generate('x', { maxTokens: 1000, ignoreEos: true }));
  assert.equal(steps.at(-1)!.done, 'context-full');
  assert.equal(steps.at(-1)!.ids.length, sizes.positions);
});

test('generation ends at the end of the text, which adds nothing to it', async () => {
  const [first] = await all(model.generate('the', { greedy: true, maxTokens: 1, ignoreEos: true }));
  const ending = await engine.loadModel(tinyModel({ 'config.json': { ...config, eos_token_id: first!.token.id } }));
  const steps = await all(ending.generate('the', { greedy: true, maxTokens: 9 }));
  assert.deepEqual(
    steps.map(({ done }) => done),
    ['end-of-text'],
  );
  await ending.dispose();
});

test('an abort stops a generation between two steps, and the next action works', async () => {
  const stop = new AbortController();
  const seen: number[] = [];
  const work = async () => {
    for await (const step of model.generate('the', { maxTokens: 50, ignoreEos: true, signal: stop.signal })) {
      seen.push(step.index);
      if (step.index === 2) stop.abort();
    }
  };
  await fails(work, 'aborted', /stopped/);
  assert.deepEqual(seen, [0, 1, 2]);
  holds((await model.run('a')).next.length > 0);
});

test('an aborted run that still waits is dropped, and one that runs is rejected', async () => {
  const stop = new AbortController();
  const running = model.run('one', { signal: stop.signal });
  const waiting = model.run('two', { signal: stop.signal });
  const other = model.run('three');
  stop.abort();
  await fails(running, 'aborted', /stopped/);
  await fails(waiting, 'aborted', /stopped/);
  assert.equal((await other).tokens.at(-1)!.text, 'e');
  await fails(() => model.run('x', { signal: stop.signal }), 'aborted', /stopped/);
});

test('loading, running and disposing of 200 models does not grow the memory', async () => {
  const round = async () => {
    const loaded = await engine.loadModel(tinyModel());
    await loaded.run('the end', { capture: ['*'] });
    for await (const _ of loaded.generate('the', { maxTokens: 2 })) break;
    await loaded.dispose();
  };
  for (let n = 0; n < 5; ++n) await round();
  const before = await engine.heapBytes();
  for (let n = 0; n < 200; ++n) await round();
  assert.equal(await engine.heapBytes(), before);
});

/** Makes tokenizing fail once, the way the module would. */
async function breaking<T>(thrown: Error, work: () => Promise<T>): Promise<T> {
  const { tokenize } = CoreModel.prototype;
  CoreModel.prototype.tokenize = () => {
    CoreModel.prototype.tokenize = tokenize;
    throw thrown;
  };
  try {
    return await work();
  } finally {
    CoreModel.prototype.tokenize = tokenize;
  }
}

test('a trap in the module ends the call, the module is replaced, and its models are there again', async () => {
  const restarts: string[] = [];
  const forget = engine.onRestart(({ code }) => restarts.push(code));
  const plain = (await model.run('the end')).next;
  const trap = new WebAssembly.RuntimeError('unreachable');
  await breaking(trap, () => fails(model.run('the end'), 'worker-lost', /unreachable.*started again; try once more/));
  assert.deepEqual((await model.run('the end')).next, plain);
  assert.deepEqual(restarts, ['worker-lost']);
  forget();
});

test('a model that cannot be loaded again is given up, and the engine goes on', async () => {
  const other = (await loadEngine()) as EngineClient;
  const [first, second] = [await other.loadModel(tinyModel()), await other.loadModel(tinyModel())];
  const { load } = Core.prototype;
  Core.prototype.load = () => {
    Core.prototype.load = load;
    throw new EngineError('out-of-memory', 'no room');
  };
  const trap = new WebAssembly.RuntimeError('unreachable');
  await breaking(trap, () => fails(first.run('a'), 'worker-lost', /unreachable/));
  await fails(first.run('a'), 'bad-argument', /load it once more/);
  holds((await second.run('a')).next.length > 0);
  holds((await (await other.loadModel(tinyModel())).run('a')).next.length > 0);
  other.dispose();
});

test('an engine that does not start again says why each time, until it does', async () => {
  const other = (await loadEngine()) as EngineClient;
  const loaded = await other.loadModel(tinyModel());
  const open = Core.open;
  Core.open = async () => {
    throw new EngineError('worker-lost', 'no engine today');
  };
  const trap = new WebAssembly.RuntimeError('unreachable');
  try {
    await breaking(trap, () => fails(loaded.run('a'), 'worker-lost', /unreachable/));
    await fails(loaded.run('a'), 'worker-lost', /no engine today/);
  } finally {
    Core.open = open;
  }
  await loaded.run('a').catch(() => {}); // may still be told of the attempt before
  holds((await loaded.run('a')).next.length > 0);
  other.dispose();
});

test('a generation does not go on in another module than it began in', async () => {
  const work = async () => {
    for await (const step of model.generate('the', { maxTokens: 9, ignoreEos: true })) {
      if (step.index > 0) continue;
      const trap = new WebAssembly.RuntimeError('unreachable');
      await breaking(trap, () => fails(model.run('a'), 'worker-lost', /unreachable/));
    }
  };
  await fails(work, 'worker-lost', /generate once more/);
  assert.equal((await all(model.generate('the', { maxTokens: 2, ignoreEos: true }))).length, 2);
});

test('memory that runs out is an error, and a fresh module gives it back', async () => {
  const big = await engine.loadModel(tinyModel({ 'config.json': { ...config, max_position_embeddings: 1_000_000 } }));
  const ids = new Array<number>(60_000).fill(5);
  await fails(big.run('', { ids, capture: [kPatterns] }), 'out-of-memory', /shorter text/);
  holds((await engine.heapBytes()) < 64 * 2 ** 20);
  holds((await big.run('a')).next.length > 0);
  await big.dispose();
});

test('Node computes the bits that the golden file holds, as browsers do', async () => {
  const shipped = await engine.loadModel(modelFolder);
  const { prompt: text, ...expected } = golden();
  assert.deepEqual(await bitsOf(shipped, text), expected);
  await shipped.dispose();
});

test('the real model writes its greedy text exactly', { skip: withoutStories }, async () => {
  const real = await engine.loadModel(stories260K!);
  const steps = await all(real.generate('', { greedy: true, maxTokens: 200 }));
  assert.equal(steps.at(-1)!.text, readFileSync(`${stories260K}/greedy.txt`, 'utf8'));
  const ids = JSON.parse(readFileSync(`${stories260K}/greedy_ids.json`, 'utf8')) as number[];
  assert.deepEqual(steps.at(-1)!.ids.slice(0, ids.length), ids.slice(0, 201));
  await real.dispose();
});
