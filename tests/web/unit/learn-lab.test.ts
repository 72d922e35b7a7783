/** The one engine behind all live views: asleep until it is wanted, and never with a queue of sentences. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Engine, Model, Run, RunOptions } from '../../../web/src/engine/types.ts';
import { Lab } from '../../../web/src/learn/lab.ts';
import { info, Refusal, tokenize } from './scripted-engine.ts';

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function script({ refuse = [] as string[], failStarts = 0 } = {}) {
  const log: string[] = [];
  let starts = 0;
  const model = {
    info,
    run: async (text: string, { capture = [] }: RunOptions = {}): Promise<Run> => {
      log.push(`run ${text}`);
      assert.ok(capture.every((name) => name.startsWith('blocks.*.attn.hook_')));
      await wait(10);
      if (refuse.includes(text)) throw new Refusal('context-full', `${text} is too long`);
      const tokens = tokenize(text);
      const tensor = (name: string, heads: number) => ({
        name,
        shape: [tokens.length, heads, 4],
        data: new Float32Array(tokens.length * heads * 4),
      });
      const tensors = new Map(
        [0, 1].flatMap((layer) =>
          (['q', 'k', 'v'] as const).map((side) => {
            const name = `blocks.${layer}.attn.hook_${side}`;
            return [name, tensor(name, side === 'q' ? info.heads : info.kvHeads)] as const;
          }),
        ),
      );
      return { tokens, tensors, next: [], entropy: 0, stats: [], milliseconds: 0 };
    },
  } as unknown as Model;
  const load = async (): Promise<Engine> => {
    log.push('engine');
    if (++starts <= failStarts) throw new Refusal('network', 'no net');
    const loadModel = async () => {
      log.push('model');
      return model;
    };
    return { loadModel } as unknown as Engine;
  };
  return { log, load };
}

async function quiet(lab: Lab): Promise<void> {
  while (lab.busy) await wait(5);
}

test('nothing is asked of an engine before somebody wants to see something', async () => {
  const { log, load } = script();
  const lab = new Lab(load, 'there', 'a kite');
  lab.setText('another kite');
  assert.equal(lab.source(0, 0), null);
  await wait(20);
  assert.deepEqual(log, []);
});

test('however many views come near at once, one engine, one model and one run answer them', async () => {
  const { log, load } = script();
  const lab = new Lab(load, 'there', 'a red kite');
  for (let n = 0; n < 5; n++) void lab.start();
  await quiet(lab);
  assert.deepEqual(log, ['engine', 'model', 'run a red kite']);
  assert.equal(lab.version, 1);
  assert.equal(lab.source(1, 0)?.layer, 1);
  assert.equal(lab.source(1, 0), lab.source(1, 0), 'the same object until something changes');
  assert.notEqual(lab.source(1, 0), lab.source(1, 1));
});

test('of sentences typed in a row the last is run, not all', async () => {
  const { log, load } = script();
  const lab = new Lab(load, 'there', 'a');
  await lab.start();
  await quiet(lab);
  const before = lab.source(0, 0);
  for (const text of ['ab', 'abc', 'abcd', 'abcde']) lab.setText(text);
  await quiet(lab);
  assert.deepEqual(log.slice(3), ['run ab', 'run abcde']);
  assert.equal(lab.source(0, 0)?.text, 'abcde');
  assert.notEqual(lab.source(0, 0), before);
});

test('a sentence that cannot be run leaves the one before, says why, and is forgiven by the next', async () => {
  const { load } = script({ refuse: ['too much'] });
  const lab = new Lab(load, 'there', 'a kite');
  await lab.start();
  await quiet(lab);
  lab.setText('too much');
  await quiet(lab);
  assert.equal(lab.source(0, 0)?.text, 'a kite');
  assert.match(lab.failure?.message ?? '', /too long/);
  lab.setText('enough');
  await quiet(lab);
  assert.equal(lab.source(0, 0)?.text, 'enough');
  assert.equal(lab.failure, null);
});

test('an engine that does not start says why, and can be started again', async () => {
  const { load } = script({ failStarts: 1 });
  const lab = new Lab(load, 'there', 'a kite');
  let told = 0;
  lab.subscribe(() => told++);
  await lab.start();
  assert.equal(lab.phase, 'failed');
  assert.match(lab.failure?.message ?? '', /no net/);
  await lab.start();
  await quiet(lab);
  assert.equal(lab.phase, 'ready');
  assert.equal(lab.source(0, 0)?.text, 'a kite');
  assert.ok(told > 3);
});
