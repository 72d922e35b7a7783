/** Mechanisms through the engine in Node: what the page's numbers come through. What they are is the C++ suites' matter. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { EngineClient } from '../../../web/src/engine/engine.ts';
import { loadEngine } from '../../../web/src/engine/node.ts';
import type { AttendInput, MechanismSpec, Model } from '../../../web/src/engine/types.ts';
import { all, fails } from './engine-shared.ts';
import { holds } from './shared.ts';
import { tinyModel } from './tiny-model.ts';

const text = 'the end of the end';
let engine: EngineClient;
let model: Model;
let input: AttendInput;

before(async () => {
  engine = (await loadEngine()) as EngineClient;
  model = await engine.loadModel(tinyModel());
  const names = ['q', 'k', 'v'].map((name) => `blocks.1.attn.hook_${name === 'v' ? 'v' : `rot_${name}`}`);
  const { tensors } = await model.run(text, { capture: names });
  const [q, k, v] = names.map((name) => tensors.get(name)!.data) as [Float32Array, Float32Array, Float32Array];
  const { heads, kvHeads, headWidth: width } = model.info;
  input = { q, k, v, heads, kvHeads, width };
});
after(() => engine.dispose());

const causal: MechanismSpec = { mask: 'causal' };
const near = (a: ArrayLike<number>, b: ArrayLike<number>, by = 1e-5) => {
  assert.equal(a.length, b.length);
  for (let n = 0; n < a.length; n++) holds(Math.abs(a[n]! - b[n]!) < by, `${n}: ${a[n]} and ${b[n]}`);
};

test("causal softmax on the model's own q, k and v is the model's own pattern and output", async () => {
  const capture = ['blocks.1.attn.hook_pattern', 'blocks.1.attn.hook_z'];
  const { tensors, tokens } = await model.run(text, { capture });
  const [t, { heads, width }] = [tokens.length, input];
  for (let head = 0; head < heads; head++) {
    const got = await engine.mechanisms.attend({ ...input, head, mechanism: causal });
    near(got.pattern!, tensors.get(capture[0]!)!.data.subarray(head * t * t, (head + 1) * t * t));
    const z = tensors.get(capture[1]!)!.data;
    const own = Float32Array.from({ length: t * width }, (_, n) => {
      const i = Math.floor(n / width);
      return z[(i * heads + head) * width + (n % width)]!;
    });
    near(got.y, own);
  }
});

test("flash's steps are cut where they belong: the last of each tile of queries, divided by l, is its output", async () => {
  const flash = { ...causal, executor: 'flash' };
  const got = await engine.mechanisms.attend({
    ...{ ...input, head: 2, mechanism: flash, against: causal },
    trace: { queries: 3, keys: 4 },
  });
  holds(got.difference!.maxAbs < 1e-5);
  const { width } = input;
  let ends = 0;
  for (const { i0, i1, j1, m, l, y } of got.steps!) {
    assert.deepEqual([m.length, l.length, y.length], [i1 - i0, i1 - i0, (i1 - i0) * width]);
    if (j1 < got.keys) continue;
    ends++;
    near(
      y.map((value, n) => value / l[Math.floor(n / width)]!),
      got.y.subarray(i0 * width, i1 * width),
    );
  }
  assert.equal(ends, Math.ceil(got.queries / 3));
  holds(got.steps!.some(({ cover }) => cover === 'empty') && got.steps!.some(({ cover }) => cover === 'partial'));
});

test('counts follow the mask, and only what was asked for comes', async () => {
  const window = { mask: { id: 'local', window: 1 }, executor: 'sparse' };
  const got = await engine.mechanisms.attend({ ...input, head: 0, mechanism: window, pattern: false });
  assert.equal(got.work.pairs, got.queries);
  assert.deepEqual([got.pattern, got.difference, got.milliseconds, got.steps], [null, null, null, null]);
  const scan = { ...causal, operator: 'selective_scan' };
  assert.equal((await engine.mechanisms.attend({ ...input, head: 0, mechanism: scan })).cacheBytesPerToken, 0);
});

test('another mechanism in a layer, in all, and while it writes', async () => {
  const plain = (await model.run(text)).next;
  const run = (mechanism: MechanismSpec, layers: 'all' | number[] = 'all') =>
    model.run(text, { attention: [{ layers, mechanism }] });
  near(
    (await run(causal)).next.map(({ logit }) => logit),
    plain.map(({ logit }) => logit),
    1e-4,
  );
  const none = { mask: { id: 'local', window: 1 } };
  const [all_, one] = [(await run(none)).next[0]!.logit, (await run(none, [1])).next[0]!.logit];
  holds(Math.abs(all_ - plain[0]!.logit) > 1e-3 && Math.abs(one - all_) > 1e-4);
  const options = {
    maxTokens: 2,
    greedy: true,
    ignoreEos: true,
    attention: [{ layers: 'all' as const, mechanism: none }],
  };
  const [first] = await all(model.generate(text, options));
  near([first!.next[0]!.logit], [all_], 1e-4);
  await fails(run(causal, [9]), 'bad-argument', /layer 9.*0 to 1/);
});

test('probes, experts, a learned span and the small sums answer', async () => {
  const { mechanisms } = engine;
  const row = await mechanisms.rowProbe(Float32Array.of(0, 0, 0, 0));
  assert.deepEqual([row.entropyBits, row.largest], [2, 0.25]);
  near(row.jacobian.subarray(0, 2), [0.25 * 0.75, -0.0625]);
  const [scaled, raw] = [
    await mechanisms.scaleProbe({ width: 256, keys: 16, scaled: true }),
    await mechanisms.scaleProbe({ width: 256, keys: 16, scaled: false }),
  ];
  holds(raw.meanEntropyBits < scaled.meanEntropyBits / 2 && Math.abs(scaled.scoreVariance - 1) < 0.2);
  const whole = await model.experts(text, { layer: 0, experts: 4, keep: 4 });
  holds(whole.difference < 1e-5 && whole.multiplyAdds === whole.multiplyAddsWhole);
  const span = await mechanisms.learnSpan({ ...input, head: 0, steps: 5 });
  assert.deepEqual([span.spans.length, span.losses.length], [6, 6]);
  assert.equal(await mechanisms.cacheBytes({ layers: 32, kvHeads: 8, headWidth: 128, bytesPerNumber: 2 }), 131072);
  near([await mechanisms.fitExponent([1, 2, 4], [3, 12, 48])], [2], 1e-9);
  assert.equal((await mechanisms.difference(Float32Array.of(1, 2), Float32Array.of(1, 5), 1)).maxAbs, 3);
  const { work } = await mechanisms.measure({ mechanism: causal, keys: 10, width: 4 });
  assert.equal(work.pairs, 55);
});

test('what makes no sense is an error with a remedy, and the engine goes on', async () => {
  const attend = (mechanism: unknown, more: object = {}) =>
    engine.mechanisms.attend({ ...input, head: 0, mechanism: mechanism as MechanismSpec, ...more });
  await fails(attend({ mask: 'lcal' }), 'unknown-id', /unknown mask: lcal \(have .*local/);
  await fails(attend({ msk: 'causal' }), 'bad-file', /msk/);
  await fails(attend({ softcap: Number.NaN }), 'bad-argument', /softcap is NaN/);
  await fails(attend(causal, { head: 9 }), 'bad-argument', /head 9.*0 to 3/);
  await fails(attend(causal, { k: input.k.slice(1) }), 'bad-argument', /k has \d+ numbers/);
  await fails(attend(causal, { trace: { queries: 2, keys: 2 } }), 'unsupported', /flash/);
  await fails(attend({ mask: 'document' }), 'bad-argument', /segments/);
  await fails(engine.mechanisms.rowProbe(new Float32Array(0)), 'bad-argument', /./);
  await fails(model.experts(text, { layer: 0, experts: 2, keep: 3 }), 'bad-argument', /keep 3 of 2/);
  holds((await attend(causal)).y.length > 0);
});
