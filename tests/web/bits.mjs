/**
 * The same module gives the same bits in every engine: a hash over every intermediate and all logits of the
 * shipped model on one text. tests/golden/bits.json holds what it must be; the unit tests compare Node's, the page
 * tests Chromium's. With another model, or after a change that means to change bits, `npm run build` and then
 * `node tests/web/bits.mjs` write it anew.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const goldenFile = fileURLToPath(new URL('../golden/bits.json', import.meta.url));
export const modelFolder = fileURLToPath(new URL('../../web/public/models/stories', import.meta.url));
const modelHash = () =>
  createHash('sha256')
    .update(readFileSync(`${modelFolder}/model.safetensors`))
    .digest('hex');

/** What is expected of the shipped model; an error where it is no longer the model that was measured. */
export function golden() {
  const { model, ...rest } = JSON.parse(readFileSync(goldenFile, 'utf8'));
  if (model !== modelHash()) throw new Error('the shipped model is another one: run node tests/web/bits.mjs');
  return rest;
}

export const prompt = 'Tom had a red kite. Anna had a blue boat. Tom gave the red kite to';

/** Self-contained, so that a page can be handed its source. */
export async function bitsOf(model, text) {
  const { tensors, next } = await model.run(text, { capture: ['*'], top: model.info.vocab });
  const order = [...next].sort((a, b) => a.id - b.id);
  const parts = [...tensors.keys()].sort().map((name) => tensors.get(name).data);
  parts.push(
    Float32Array.from(order, ({ logit }) => logit),
    Float32Array.from(order, ({ probability }) => probability),
  );
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at += part.byteLength;
  }
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  let ids = [];
  for await (const step of model.generate(text, {
    maxTokens: 60,
    seed: 7,
    temperature: 0.9,
    topP: 0.95,
    ignoreEos: true,
  })) {
    ids = step.ids;
  }
  return {
    tensors: parts.length,
    sha256: Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join(''),
    ids: [...ids],
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { loadEngine } = await import('../../web/dist/lib/node.js');
  const engine = await loadEngine();
  const bits = await bitsOf(await engine.loadModel(modelFolder), prompt);
  writeFileSync(goldenFile, `${JSON.stringify({ model: modelHash(), prompt, ...bits })}\n`);
  console.log(`${goldenFile}: ${bits.sha256}`);
  engine.dispose();
}
