import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { modelFolder } from '../bits.mjs';

const command = fileURLToPath(new URL('../../../web/bin/attention-playground.mjs', import.meta.url));
const stories = [process.env.ATTN_SHARED, fileURLToPath(new URL('../../../../shared', import.meta.url))]
  .filter(Boolean)
  .map((shared) => `${shared}/models/stories260K`)
  .find((folder) => existsSync(folder));

const call = (...args) =>
  new Promise((resolve) => {
    execFile(process.execPath, [command, ...args], { timeout: 60_000 }, (error, out, err) => {
      resolve({ code: error ? error.code : 0, out, err });
    });
  });

test('the command continues a text, the same for the same seed', async () => {
  const args = ['generate', '--model', modelFolder, '-n', '12', '--seed', '3', '--ignore-eos', 'Tom had a'];
  const first = await call(...args);
  assert.deepEqual({ ...first, out: '' }, { code: 0, out: '', err: '' });
  assert.ok(first.out.startsWith('Tom had a') && first.out.length > 'Tom had a\n'.length);
  assert.deepEqual(await call(...args), first);
});

test('the command writes the greedy text of stories260K exactly', {
  skip: stories ? false : 'shared/models is not there',
}, async () => {
  const { out } = await call('generate', '--model', stories, '--greedy', '-n', '200');
  assert.equal(out, `${readFileSync(`${stories}/greedy.txt`, 'utf8')}\n`);
});

test('--help says how, on standard output', async () => {
  const { code, out } = await call('--help');
  assert.equal(code, 0);
  for (const option of ['--model', '--greedy', '--temperature', '--top-k', '--top-p', '--min-p', '--seed', '-n']) {
    assert.ok(out.includes(option), option);
  }
});

test('every wrong call is one line on standard error and exit code 1', async () => {
  const model = ['--model', modelFolder];
  const wrong = [
    [['generate'], /--model is missing/],
    [['generate', '--model', '/nowhere'], /config\.json is missing in \/nowhere/],
    [['dream'], /unknown command: dream/],
    [['generate', '--dream'], /--dream/],
    [['generate', ...model, '--temperature', '0', 'Hi'], /temperature is 0/],
    [['generate', ...model, '--top-k', 'x', 'Hi'], /--top-k is "x"/],
    [['generate', ...model, '--seed', '1.5', 'Hi'], /--seed is 1\.5/],
    [['generate', ...model, 'one', 'two'], /2 texts/],
    [['generate', ...model, 'x'.repeat(100_000)], /context holds/],
  ];
  for (const [args, says] of wrong) {
    const { code, out, err } = await call(...args);
    assert.deepEqual([code, out], [1, ''], args.join(' ').slice(0, 80));
    assert.match(err, says);
    assert.equal(err.trimEnd().split('\n').length, 1, err);
  }
});
