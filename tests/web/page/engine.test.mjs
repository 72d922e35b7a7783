import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bitsOf, golden } from '../bits.mjs';
import { playgroundTests } from './harness.mjs';

const playground = playgroundTests();

/** Every worker that the page starts, so that a test can take one down; and the engine's library beside the page. */
function prepare() {
  const Native = window.Worker;
  window.workers = [];
  window.Worker = class extends Native {
    constructor(...args) {
      super(...args);
      window.workers.push(this);
    }
  };
  window.begin = async () => {
    const { loadEngine } = await import(new URL('lib/index.js', document.baseURI).href);
    const engine = await loadEngine();
    const restarts = [];
    engine.onRestart((error) => restarts.push(error.code));
    const model = await engine.loadModel('models/stories/');
    return { engine, model, restarts, worker: () => window.workers.at(-1) };
  };
  window.failure = (promise) =>
    promise.then(
      () => 'nothing failed',
      ({ code, message }) => ({ code, message }),
    );
}
const open = (t, options = {}) =>
  playground.open(t, { script: { content: `(${prepare})(); window.bitsOf = ${bitsOf};` }, ...options });

test('Chromium computes the bits that the golden file holds, as Node does', async (t) => {
  const page = await open(t);
  const { prompt, ...expected } = golden();
  const bits = await page.evaluate(async (text) => window.bitsOf((await window.begin()).model, text), prompt);
  assert.deepEqual(bits, expected);
});

test('a worker that is terminated is replaced: the call fails, the next one works, with the same model', async (t) => {
  const page = await open(t);
  const seen = await page.evaluate(async () => {
    const { model, restarts, worker } = await window.begin();
    const before = await model.run('Tom had a', { top: 5 });
    const dying = worker();
    const pending = window.failure(model.run('Tom had a red kite. '.repeat(15), { capture: ['*'] }));
    dying.terminate();
    const lost = await pending;
    const after = await model.run('Tom had a', { top: 5 });
    return {
      lost,
      restarts,
      same: JSON.stringify(after.next) === JSON.stringify(before.next),
      fresh: worker() !== dying,
    };
  });
  assert.equal(seen.lost.code, 'worker-lost');
  assert.match(seen.lost.message, /started again; try once more/);
  assert.deepEqual(seen.restarts, ['worker-lost']);
  assert.ok(seen.same && seen.fresh);
});

test('a worker that ends while nobody waits for it is replaced as well', async (t) => {
  const page = await open(t);
  const seen = await page.evaluate(async () => {
    const { engine, model, worker } = await window.begin();
    const restarted = new Promise((resolve) => engine.onRestart(resolve));
    worker().terminate();
    const { code } = await restarted;
    return { code, tokens: (await model.run('Tom')).tokens.length };
  });
  assert.equal(seen.code, 'worker-lost');
  assert.ok(seen.tokens > 1);
});

test('an error event and an unreadable message of the worker are its end, told with the remedy', async (t) => {
  const page = await open(t);
  for (const event of ['error', 'messageerror']) {
    const seen = await page.evaluate(async (type) => {
      const { model, restarts, worker } = await window.begin();
      const pending = window.failure(model.run('Tom had a'));
      // Long enough for the request to be sent, too short for its answer.
      for (let n = 0; n < 10; ++n) await Promise.resolve();
      worker().dispatchEvent(
        type === 'error' ? new ErrorEvent('error', { message: 'boom', cancelable: true }) : new MessageEvent(type),
      );
      const lost = await pending;
      return { lost, restarts, tokens: (await model.run('Tom')).tokens.length };
    }, event);
    assert.equal(seen.lost.code, 'worker-lost', event);
    assert.match(seen.lost.message, /try once more/);
    assert.deepEqual(seen.restarts, ['worker-lost']);
    assert.ok(seen.tokens > 1);
  }
});

test('a generation that loses its worker ends with an error, and another one begins', async (t) => {
  const page = await open(t);
  const seen = await page.evaluate(async () => {
    const { model, worker } = await window.begin();
    const work = async () => {
      for await (const step of model.generate('Tom had a', { maxTokens: 100, ignoreEos: true })) {
        if (step.index === 3) worker().terminate();
      }
    };
    const lost = await window.failure(work());
    const texts = [];
    for await (const step of model.generate('Tom had a', { maxTokens: 3, ignoreEos: true })) texts.push(step.text);
    return { lost, texts };
  });
  assert.equal(seen.lost.code, 'worker-lost');
  assert.equal(seen.texts.length, 3);
});

test('an abort rejects at once, and nothing that was asked for later suffers', async (t) => {
  const page = await open(t);
  const seen = await page.evaluate(async () => {
    const { model, restarts } = await window.begin();
    const stop = new AbortController();
    const runs = ['one', 'two', 'three'].map((text) => window.failure(model.run(text, { signal: stop.signal })));
    const kept = model.run('Tom had a');
    stop.abort();
    return { codes: (await Promise.all(runs)).map(({ code }) => code), kept: (await kept).tokens.length, restarts };
  });
  assert.deepEqual(seen.codes, ['aborted', 'aborted', 'aborted']);
  assert.ok(seen.kept > 1);
  assert.deepEqual(seen.restarts, []);
});

test('a worker script that is not there is an error, not a hang', async (t) => {
  const page = await open(t, { allow: [/404/] });
  const error = await page.evaluate(async () => {
    const { loadEngine } = await import(new URL('lib/index.js', document.baseURI).href);
    return window.failure(loadEngine({ workerUrl: 'nowhere.js' }));
  });
  assert.equal(error.code, 'worker-lost');
  assert.match(error.message, /could not be loaded/);
});

test('files that are not there are errors that name them', async (t) => {
  const page = await open(t, { allow: [/404/] });
  const errors = await page.evaluate(async () => {
    const { engine } = await window.begin();
    return Promise.all(['models/none/', new Map()].map((source) => window.failure(engine.loadModel(source))));
  });
  for (const error of errors) assert.match(error.message, /config\.json is missing/);
});

test('memory that runs out is an error, and afterwards it is given back', async (t) => {
  const page = await open(t);
  const seen = await page.evaluate(async () => {
    const { engine, model, restarts } = await window.begin();
    const stories = new Map();
    for (const name of ['config.json', 'tokenizer.json', 'model.safetensors']) {
      stories.set(name, new Uint8Array(await (await fetch(`models/stories/${name}`)).arrayBuffer()));
    }
    const config = JSON.parse(new TextDecoder().decode(stories.get('config.json')));
    config.max_position_embeddings = 1_000_000;
    stories.set('config.json', new TextEncoder().encode(JSON.stringify(config)));
    const long = await engine.loadModel(stories);
    const error = await window.failure(
      long.run('', { ids: new Array(60_000).fill(5), capture: ['blocks.0.attn.hook_pattern'] }),
    );
    const heap = await engine.heapBytes();
    return { error, heap, restarts, tokens: (await model.run('Tom')).tokens.length };
  });
  assert.equal(seen.error.code, 'out-of-memory');
  assert.match(seen.error.message, /shorter text/);
  assert.deepEqual(seen.restarts, ['out-of-memory']);
  assert.ok(seen.heap < 128 * 2 ** 20, `${seen.heap} bytes`);
  assert.ok(seen.tokens > 1);
});
