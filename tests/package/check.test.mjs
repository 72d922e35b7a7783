// attn check and the documents of others: of the npm command, and of the engine in the page.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { attn, root, run, scratch, stories, text } from './harness.mjs';

const work = scratch();
const sentence = 'Max had a red ball. Lily had a blue ball. Max';
const web = join(root, 'web');
const command = join(web, 'bin/attention-playground.mjs');
const built = ['node.js', 'data.js'].every((file) => existsSync(join(web, 'dist/lib', file)));

for (const packed of [[], ['--base64']]) {
  test(`what attention-playground export ${packed} writes is checked as equal`, {
    skip: !built && 'web/dist is not built',
  }, () => {
    const document = join(work, `exported${packed}.json`);
    run(process.execPath, [
      command,
      'export',
      '--model',
      stories,
      '--format',
      'json',
      ...packed,
      '--output',
      document,
      sentence,
    ]);
    const result = JSON.parse(run(attn, ['check', stories, document, '--json']).out);
    assert.equal(result.equal, true);
    assert.equal(result.heads, 48, 'all heads of all six layers');
    // WebAssembly's float32 against this machine's: 1.1e-6 was measured.
    assert.ok(result.largest.difference < 1e-5, `${result.largest.difference}`);
  });
}

test('what attn check writes is a document to attention-playground', {
  skip: !built && 'web/dist is not built',
}, () => {
  const document = join(work, 'ours.json');
  run(attn, [
    'check',
    stories,
    '--write',
    document,
    '--ids',
    '0,46',
    '--texts',
    '["<|story|>", "M"]',
    '--heads',
    '2.4',
  ]);
  const csv = run(process.execPath, [command, 'export', '--from', document, '--format', 'csv']).out;
  const [[first], second] = JSON.parse(readFileSync(document, 'utf8')).attention[0].weights[0];
  const [, ...rows] = csv.trimEnd().split('\r\n');
  const weights = rows.map((row) => row.match(/^\d+,"[^"]*",([^,]*),([^,]*)$/)?.slice(1) ?? assert.fail(row));
  const numbers = weights.map((row) => row.map((weight) => (weight === '' ? null : Number(weight))));
  assert.deepEqual(numbers, [[first, null], second], 'each at its place; a later key is absent');
  assert.ok(second[0] !== second[1] && second[0] !== first, 'and no place has the number of another');
});

test("the tool's own document is the same attention, and a head that was swapped with another is found", () => {
  const document = join(work, 'own.json');
  run(attn, ['check', stories, '--write', document, '--ids', '0,46,575,307,260', '--layers', '1']);
  const stored = JSON.parse(readFileSync(document, 'utf8'));
  assert.deepEqual(
    stored.attention.map(({ layer, heads }) => [layer, heads]),
    [[1, [0, 1, 2, 3, 4, 5, 6, 7]]],
  );
  [stored.attention[0].heads[2], stored.attention[0].heads[5]] = [5, 2];
  writeFileSync(document, JSON.stringify(stored));
  const result = JSON.parse(run(attn, ['check', stories, document, '--json'], { status: 1 }).out);
  assert.deepEqual(
    result.different.map(({ head }) => head),
    [5, 2],
  );
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
