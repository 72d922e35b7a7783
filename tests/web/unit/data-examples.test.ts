/** docs/attention-json.md: its example is read as it says, its Python writes what is read, and its tables are the code's. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { formatDocument, parseText, toDocument } from '../../../web/src/data/index.ts';
import { limits } from '../../../web/src/data/weights.ts';
import { holds } from './shared.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const spec = readFileSync(`${root}docs/attention-json.md`, 'utf8');

test('the example of the specification is read, and written again as it stands', () => {
  const file = readFileSync(`${root}examples/data/kite.json`, 'utf8');
  const data = parseText(file);
  assert.deepEqual(
    data.queries.map(({ text, id, special }) => [text, id, special]),
    [
      ['<s>', 1, true],
      ['Tom', 310, false],
      [' had', 307, false],
    ],
  );
  assert.deepEqual(
    [data.layers[0]!.heads, data.causal, data.model, data.text],
    [[0, 3], true, 'a small example', 'Tom had'],
  );
  assert.deepEqual([...data.layers[0]!.weights.data.subarray(6, 9)], [0.5, 0.125, 0.375]);
  assert.deepEqual(JSON.parse(formatDocument(toDocument(data))), JSON.parse(file));
});

test('the Python of the specification writes what is read', () => {
  const folder = mkdtempSync(join(tmpdir(), 'attn-python-'));
  try {
    const out = join(folder, 'out.json');
    // A stand-in with what is used of a tensor: [0] and tolist().
    const script = `
import sys
sys.path.insert(0, ${JSON.stringify(`${root}examples/data`)})
sys.dont_write_bytecode = True
from save_attention import save_attention
class Tensor:
    def __init__(self, v): self.v = v
    def __getitem__(self, n): return Tensor(self.v[n])
    def tolist(self): return self.v
layer = Tensor([[[[1.0, 0.0], [1/3, 2/3]]]])
save_attention(sys.argv[1], ["Zoë", " läuft"], (layer, layer), text="Zoë läuft")
`;
    const { status, stderr } = spawnSync('python3', ['-c', script, out], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    const data = parseText(readFileSync(out, 'utf8'));
    assert.deepEqual([data.layers.length, data.queries[1]!.text, data.queries[1]!.start], [2, ' läuft', 3]);
    assert.equal(data.layers[1]!.weights.data[3], Math.fround(2 / 3));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the specification names every code of a refusal and every limit', () => {
  const codes = [...readFileSync(`${root}web/src/data/errors.ts`, 'utf8').matchAll(/^ {2}\| '([\w-]+)'/gm)].map(
    ([, code]) => code!,
  );
  holds(codes.length >= 9);
  for (const code of codes) holds(spec.includes(`\`${code}\``), code);
  for (const n of [limits.tokens, limits.layers, limits.heads]) holds(spec.includes(n.toLocaleString('en')), String(n));
  assert.equal(limits.weights, 2 ** 26);
  holds(spec.includes('2²⁶'));
});
