/** CSV that Python's reader takes apart again, and that no spreadsheet computes. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { csvText, toCsv } from '../../../web/src/data/csv.ts';
import { parseDocument } from '../../../web/src/data/document.ts';

/** Read by a reader that is not ours. */
function rowsOf(csv: string): string[][] {
  const script =
    'import csv,io,json,sys; t=sys.stdin.buffer.read().decode("utf-8"); json.dump(list(csv.reader(io.StringIO(t,newline=""),strict=True)),sys.stdout)';
  const { stdout, status, stderr } = spawnSync('python3', ['-c', script], { input: csv, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}

const causal = (t: number) =>
  Array.from({ length: t }, (_, i) => Array.from({ length: t }, (_, j) => (j > i ? 0 : Math.fround(1 / (i + 1)))));

test('one head is a table with its tokens; what is absent is empty', () => {
  for (const t of [0, 1, 2, 17]) {
    const tokens = Array.from({ length: t }, (_, n) => ` w${n}`);
    const rows = rowsOf(toCsv(parseDocument({ tokens, attention: [causal(t)] })));
    assert.deepEqual(rows[0], ['query', 'token', ...tokens]);
    assert.equal(rows.length, t + 1);
    for (let i = 0; i < t; i++) {
      assert.deepEqual(rows[i + 1]!.slice(0, 2), [String(i), tokens[i]]);
      const weights = rows[i + 1]!.slice(2);
      assert.deepEqual(
        weights.map((w) => (w === '' ? 0 : Math.fround(Number(w)))),
        causal(t)[i],
      );
      assert.equal(weights.filter((w) => w === '').length, t - 1 - i);
    }
  }
});

test('several heads are a row a weight, named by layer, head, query and key', () => {
  const attention = [0, 1].map(() => [0, 1, 2].map(() => causal(2)));
  const data = parseDocument({ tokens: ['a', 'b'], attention });
  const rows = rowsOf(toCsv(data));
  assert.deepEqual(rows[0], ['layer', 'head', 'query', 'key', 'query_token', 'key_token', 'weight']);
  assert.equal(rows.length, 1 + 2 * 3 * 3);
  assert.deepEqual(rows.at(-1), ['1', '2', '1', '1', 'b', 'b', '0.5']);
  assert.equal(rowsOf(toCsv(data, { layers: [1] })).length, 1 + 3 * 3);
  assert.deepEqual(rowsOf(toCsv(data, { layers: [1], heads: [2] }))[2], ['1', 'b', '0.5', '0.5']);
});

test('in full attention a zero is a zero', () => {
  const data = parseDocument({
    tokens: ['a', 'b'],
    keys: ['x', 'y'],
    attention: [
      [1, 0],
      [0.5, 0.5],
    ],
  });
  assert.deepEqual(rowsOf(toCsv(data))[1], ['0', 'a', '1', '0']);
});

test('commas, quotes and line ends in tokens stay in their field', () => {
  const tokens = ['a,b', 'say "hi"', '\r\n', '', 'x\ny', '漢字', '🙂'];
  const data = parseDocument({ tokens, attention: causal(tokens.length) });
  const back = rowsOf(toCsv(data))[0]!
    .slice(2)
    .map((field) => field.replace(/^'/, ''));
  assert.deepEqual(back, tokens);
});

test('no token begins like a formula, and every text comes back', () => {
  const signs = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
  const texts = [
    ...signs.flatMap((sign) => [sign, `${sign}1+1`, ` ${sign}cmd|'/C calc'!A0`]),
    "'x",
    "''",
    ' plain',
    '2-1',
  ];
  for (const text of texts) {
    const [[field]] = rowsOf(csvText(text)) as [[string]];
    assert.doesNotMatch(field, /^(?:[\t\r\n]|\s*[=+\-@＝＋－＠])/);
    assert.equal(field.replace(/^'/, ''), text);
  }
  assert.equal(csvText(' plain'), '" plain"');
});
