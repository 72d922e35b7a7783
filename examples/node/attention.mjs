// The same engine in Node: run a text, read a pattern, mute a head, generate.
// node examples/node/attention.mjs MODEL_DIR TEXT
import { loadEngine } from 'attention-playground';

const [, , folder, text] = process.argv;
const engine = await loadEngine();
const model = await engine.loadModel(folder);

const run = await model.run(text, { capture: ['blocks.0.attn.hook_pattern'] });
const pattern = run.tensors.get('blocks.0.attn.hook_pattern');
console.log('pattern of layer 0, [heads, queries, keys]:', pattern.shape);
console.log('next:', run.next.slice(0, 3).map(({ text, probability }) => `${text} ${probability.toFixed(3)}`));

const muted = await model.run(text, { interventions: [{ kind: 'zero', layer: 0, head: 0 }] });
console.log('with head 0.0 muted:', muted.next.slice(0, 3).map(({ text, probability }) => `${text} ${probability.toFixed(3)}`));

for await (const step of model.generate(text, { greedy: true, maxTokens: 20 })) {
  process.stdout.write(step.token.text);
}
console.log();
engine.dispose();
