/** A page of tests: mounts one panel on a real model's layer, with nothing of the Mechanisms view around it. */
import { loadEngine } from '../../../../web/src/engine/index.ts';
import type { Tensor } from '../../../../web/src/engine/types.ts';
import '../../../../web/src/mechanisms/panels/index.ts';
import type { Source } from '../../../../web/src/mechanisms/source.ts';

const engine = await loadEngine();
const model = await engine.loadModel(new URL('../models/stories/', location.href));

async function source(text: string, layer: number, head: number): Promise<Source> {
  const at = `blocks.${layer}.attn.`;
  const capture = ['hook_rot_q', 'hook_rot_k', 'hook_v'].map((name) => at + name);
  const run = await model.run(text, { capture: [...capture, 'blocks.*.attn.hook_pattern'] });
  const [q, k, v] = capture.map((name) => run.tensors.get(name)) as [Tensor, Tensor, Tensor];
  const [, heads, width] = q.shape as [number, number, number];
  const input = { q: q.data, k: k.data, v: v.data, heads, kvHeads: k.shape[1] as number, width };
  const { info } = model;
  const { tokens, stats } = run;
  return { engine, model, info, text, tokens, queryTokens: null, layer, head, heads: input, bare: null, stats };
}

/** Queries from one text, keys and values from another. */
async function crossed(from: string, to: string, layer: number, head: number): Promise<Source> {
  const [queries, keys] = [await source(from, layer, head), await source(to, layer, head)];
  return { ...keys, queryTokens: queries.tokens, heads: { ...keys.heads, q: queries.heads.q } };
}

function mount(name: string, given: Source): void {
  const panel = Object.assign(document.createElement(name), { source: given });
  document.querySelector('main')?.append(panel);
}

Object.assign(window, { panels: { engine, model, source, crossed, mount } });
