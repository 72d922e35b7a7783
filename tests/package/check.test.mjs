// attn check and the documents of others: of the npm command, and of the engine in the page.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { attn, root, run, scratch, stories, text } from './harness.mjs';

const work = scratch();
const sentence = 'Max had a red ball. Lily had a blue ball. Max';
const command = join(root, 'web/bin/attention-playground.mjs');
const built = ['node.js', 'data.js'].every((file) => existsSync(join(root, 'web/dist/lib', file)));

test('a document that attention-playground export writes is checked as equal', { skip: !built && 'web/dist is not built' }, () => {
  const document = join(work, 'exported.json');
  const { out } = run(process.execPath, [command, 'export', '--model', stories, '--format', 'json', sentence]);
  writeFileSync(document, out);
  const result = JSON.parse(run(attn, ['check', stories, document, '--json']).out);
  assert.equal(result.equal, true);
  assert.equal(result.heads, 48, 'all heads of all six layers');
  // WebAssembly's float32 against this machine's: about 1e-6, or what the file rounds to.
  assert.ok(result.largest.difference < 1e-4);
});

test('the tool\'s own document is the same attention, and a head that was swapped with another is found', () => {
  const document = join(work, 'own.json');
  run(attn, ['check', stories, '--write', document, '--ids', '0,46,575,307,260', '--layers', '1']);
  const stored = JSON.parse(readFileSync(document, 'utf8'));
  assert.deepEqual(stored.attention.map(({ layer, heads }) => [layer, heads]), [[1, [0, 1, 2, 3, 4, 5, 6, 7]]]);
  [stored.attention[0].heads[2], stored.attention[0].heads[5]] = [5, 2];
  writeFileSync(document, JSON.stringify(stored));
  const result = JSON.parse(run(attn, ['check', stories, document, '--json'], { status: 1 }).out);
  assert.deepEqual(result.different.map(({ head }) => head), [5, 2]);
});

test('the README of examples/ci does what it says', () => {
  const page = text('examples/ci/README.md');
  const commands = [...page.matchAll(/<!-- test: run -->\n```sh\n([^`]+)```/g)].map(([, lines]) => lines);
  assert.equal(commands.length, 2);
  for (const lines of commands) run('bash', ['-e', '-c', lines]);
  const quotes = [...page.matchAll(/<!-- test: quote (\S+) -->\n```\w+\n([^`]+)```/g)];
  assert.equal(quotes.length, 1);
  for (const [, file, part] of quotes) assert.ok(text(file).includes(part), `${file} holds what is quoted of it`);
});
