import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { EngineClient } from '../../../web/src/engine/engine.ts';
import { loadEngine } from '../../../web/src/engine/node.ts';
import type { Intervention, Model } from '../../../web/src/engine/types.ts';
import { all, fails } from './engine-shared.ts';
import { holds } from './shared.ts';
import { config, safetensors, sizes, tensors, tinyModel, tokenizer } from './tiny-model.ts';

let engine: EngineClient;
let model: Model;

before(async () => {
  engine = (await loadEngine()) as EngineClient;
  model = await engine.loadModel(tinyModel());
});
after(() => engine.dispose());

test('a million characters are refused at once, with what fits', async () => {
  const start = performance.now();
  await fails(model.run('a'.repeat(1_000_000)), 'context-full', /1000000 characters.*64 tokens.*Shorten/);
  await fails(model.tokenize('\uD83D'.repeat(1_000_000)), 'context-full', /1000000 characters/);
  holds(performance.now() - start < 1000);
});

test('a text past the context says how much of it fits, and that much does', async () => {
  const text = 'x'.repeat(100);
  const error = await fails(
    model.run(text),
    'context-full',
    /101 tokens.*holds 64.*first 63 of its 100 characters fit/,
  );
  assert.equal(error.file, undefined);
  assert.equal((await model.run(text.slice(0, 63))).tokens.length, sizes.positions);
  await fails(all(model.generate(text.slice(0, 63))), 'context-full', /64 tokens.*holds 64/);
});

test('what is out of range is an error that says the range', async () => {
  const cell = { layer: 0, head: 0, query: 0, key: 0 };
  await fails(model.explain('a', { ...cell, layer: 2 }), 'bad-argument', /layer is 2.*0 to 1/);
  await fails(model.explain('a', { ...cell, layer: -1 }), 'bad-argument', /layer is -1/);
  await fails(model.explain('a', { ...cell, head: 0.5 }), 'bad-argument', /head is 0.5/);
  await fails(model.explain('a', { ...cell, head: 2 ** 32 }), 'bad-argument', /head is/);
  await fails(model.explain('a', { ...cell, query: 2 }), 'bad-argument', /2/);
  await fails(model.run('a', { interventions: [{ kind: 'zero', layer: 9, head: 0 }] }), 'bad-argument', /layer.*9/);
  await fails(
    model.run('a', { interventions: [{ kind: 'zap' as 'zero', layer: 0, head: 0 }] }),
    'unknown-id',
    /zap.*zero, scale/,
  );
  const short: Intervention = { kind: 'replace', layer: 0, head: 0, values: new Float32Array(3) };
  await fails(model.run('a', { interventions: [short] }), 'bad-argument', /3/);
  await fails(model.run('a', { capture: ['blocks.7.hook_nothing'] }), 'unknown-id', /hook_nothing/);
  await fails(model.run('a', { sampling: { temperature: 0 } }), 'bad-argument', /temperature/);
  await fails(model.run('a', { sampling: { topP: Number.NaN } }), 'bad-argument', /topP/);
  await fails(model.run('a', { sampling: { seed: -1 } }), 'bad-argument', /seed is -1/);
  await fails(model.run('a', { ids: [70000] }), 'bad-argument', /70000/);
  await fails(model.run('', { ids: [-1] }), 'bad-argument', /-1/);
  await fails(all(model.generate('a', { maxTokens: -1 })), 'bad-argument', /maxTokens is -1/);
});

test('weights that are cut short, lie or are not numbers are errors that say what is wrong', async () => {
  const good = safetensors(tensors());
  const load = (weights: Uint8Array) => engine.loadModel(tinyModel({ 'model.safetensors': weights }));
  for (const length of [0, 7, 8, 100, good.length - 1]) {
    const error = await fails(load(good.slice(0, length)), 'bad-file', /model\.safetensors/);
    assert.equal(error.file, 'model.safetensors');
  }
  const lying = good.slice();
  new DataView(lying.buffer).setBigUint64(0, 2n ** 63n, true);
  await fails(load(lying), 'bad-file', /model\.safetensors/);
  const nan = tensors();
  nan.get('model.layers.1.mlp.up_proj.weight')!.data[5] = Number.NaN;
  await fails(load(safetensors(nan)), 'not-finite', /model\.layers\.1\.mlp\.up_proj\.weight/);
  const missing = tensors();
  missing.delete('model.norm.weight');
  await fails(load(safetensors(missing)), 'bad-file', /model\.norm\.weight/);
  const odd = tensors();
  odd.set('model.norm.weight', { shape: [3], data: new Float32Array(3) });
  await fails(load(safetensors(odd)), 'bad-file', /model\.norm\.weight/);
});

test('files that are missing or of something else are errors that name the file and the remedy', async () => {
  const load = (changes: Parameters<typeof tinyModel>[0]) => engine.loadModel(tinyModel(changes));
  await fails(
    load({ 'config.json': { ...config, architectures: ['MambaForCausalLM'] } }),
    'unsupported',
    /Mamba.*Llama/,
  );
  await fails(load({ 'config.json': undefined }), 'bad-file', /config\.json is missing/);
  await fails(load({ 'config.json': new TextEncoder().encode('{') }), 'bad-file', /config\.json/);
  const page = new TextEncoder().encode('\n<!DOCTYPE html><html>');
  await fails(load({ 'tokenizer.json': page }), 'bad-file', /tokenizer\.json.*web page/);
  await fails(
    load({ 'tokenizer.json': undefined, 'tokenizer.model': page }),
    'bad-file',
    /tokenizer\.model.*save_pretrained/,
  );
  await fails(
    load({ 'model.safetensors': undefined, 'pytorch_model.bin': page }),
    'unsupported',
    /pytorch_model\.bin.*safe_serialization/,
  );
  await fails(
    load({ 'model.safetensors': undefined, 'model.safetensors.index.json': page }),
    'unsupported',
    /several parts/,
  );
  const error = await fails(
    load({ 'config.json': { ...config, vocab_size: 100 } }),
    'bad-file',
    /model\.embed_tokens|tokenizer\.json/,
  );
  holds(error.file);
  const model = { ...tokenizer.model, vocab: { ...tokenizer.model.vocab, zzz: 5000 } };
  await fails(
    load({ 'tokenizer.json': { ...tokenizer, model } }),
    'bad-file',
    /tokenizer\.json has 5001 tokens.*vocab_size of 260/,
  );
});

test('after every error the engine goes on', async () => {
  await engine.loadModel(tinyModel({ 'config.json': undefined })).catch(() => {});
  holds((await model.run('the end')).next.length > 0);
});

test('a folder on this machine is a model, and what it lacks is said', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'attention-playground-'));
  try {
    await fails(engine.loadModel(folder), 'bad-file', /config\.json is missing in/);
    for (const [name, bytes] of tinyModel()) await writeFile(join(folder, name), bytes);
    const loaded = await engine.loadModel(folder);
    assert.equal((await loaded.run('the end')).next[0]!.id, (await model.run('the end')).next[0]!.id);
    await loaded.dispose();
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a disposed model says so', async () => {
  const gone = await engine.loadModel(tinyModel());
  await gone.dispose();
  await gone.dispose();
  await fails(gone.run('a'), 'bad-argument', /disposed/);
});

test('a disposed engine says so', async () => {
  const other = (await loadEngine()) as EngineClient;
  other.dispose();
  await fails(other.loadModel(tinyModel()), 'bad-argument', /disposed/);
});

test('a module that is not there is an error that says what to do', async () => {
  await fails(loadEngine({ wasmUrl: '/nowhere/attn.wasm' }), 'worker-lost', /attn\.wasm/);
});
