/** The package's command: its texts, files and pictures, and that every wrong call is one sentence. */
import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { modelFolder } from '../bits.mjs';
import { launch, openPage, stories260K as stories } from './harness.mjs';
import { dist } from './server.mjs';

/** The command beside the build that is tested. */
const beside = join(dist, '../bin/attention-playground.mjs');
const own = fileURLToPath(new URL('../../../web/bin/attention-playground.mjs', import.meta.url));
const command = existsSync(beside) ? beside : own;
const model = ['--model', modelFolder];

let folder;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'attn-command-'));
});
after(() => rmSync(folder, { recursive: true }));

const call = (...args) =>
  new Promise((resolve) => {
    const options = { timeout: 60_000, maxBuffer: 2 ** 26, cwd: folder };
    execFile(process.execPath, [command, ...args], options, (error, out, err) => {
      resolve({ code: error ? error.code : 0, out, err });
    });
  });

/** Of a call that succeeds and says nothing beside its output. */
async function output(...args) {
  const { code, out, err } = await call(...args);
  assert.deepEqual([code, err], [0, '']);
  return out;
}

test('the command continues a text, the same for the same seed', async () => {
  const args = ['generate', ...model, '-n', '12', '--seed', '3', '--ignore-eos', 'Tom had a'];
  const first = await output(...args);
  assert.ok(first.startsWith('Tom had a') && first.length > 'Tom had a\n'.length);
  assert.equal(await output(...args), first);
});

test('the command writes the greedy text of stories260K exactly', {
  skip: stories ? false : 'shared/models is not there',
}, async () => {
  const out = await output('generate', '--model', stories, '--greedy', '-n', '200');
  assert.equal(out, `${readFileSync(`${stories}/greedy.txt`, 'utf8')}\n`);
});

test('--help says how, of the command and of each of its parts', async () => {
  const all = await output('--help');
  for (const name of ['serve', 'generate', 'inspect', 'export', '--version']) assert.ok(all.includes(name), name);
  assert.equal(await output(), all);
  const flags = {
    serve: ['--port', '--model'],
    generate: ['--model', '--greedy', '--temperature', '--top-k', '--top-p', '--min-p', '--seed', '-n', '--ignore-eos'],
    inspect: ['--model', '--layer', '--head', '--json'],
    export: ['--model', '--from', '--format', '--view', '--layer', '--head', '--theme', '--base64', '-o'],
  };
  for (const [name, names] of Object.entries(flags)) {
    const help = await output(name, '--help');
    for (const flag of names) assert.ok(help.includes(flag), `${name} ${flag}`);
  }
});

test('--version is the release that package.json names', async () => {
  const { version } = JSON.parse(readFileSync(join(command, '../../package.json'), 'utf8'));
  assert.equal(await output('--version'), `${version}\n`);
});

test('inspect tells the model, the tokens and every head; of a head the three strongest keys', async () => {
  const text = await output('inspect', ...model, 'Tom had a kite');
  assert.match(text, /6 layers of 8 heads/);
  assert.equal(text.match(/^\d +\d +\d\.\d{3}/gm).length, 48);
  const found = JSON.parse(
    await output('inspect', ...model, '--layer', '5', '--head', '6', '--json', 'Tom had a kite'),
  );
  assert.deepEqual([found.model.layers, found.heads.length, found.strongest.length], [6, 1, found.tokens.length]);
  for (const { query, keys } of found.strongest) {
    assert.ok(keys.length >= 1 && keys.length <= 3);
    keys.forEach(({ key, weight }, n) => {
      assert.ok(key <= query && weight > 0 && weight <= (keys[n - 1]?.weight ?? 1), `${query}: ${key} ${weight}`);
    });
  }
  const one = await output('inspect', ...model, '--layer', '5', '--head', '6', 'Tom had a kite');
  assert.match(one, /0 <\|story\|> +0 <\|story\|> 1\.000/);
});

test('a document exported from a model is read again without it, to the same numbers', async () => {
  const args = ['Tom had a kite', '--layer', '2'];
  const direct = await output('export', ...model, ...args, '--head', '1', '--format', 'csv');
  assert.equal(await output('export', ...model, ...args, '-o', 'kite.json'), '');
  const document = JSON.parse(readFileSync(join(folder, 'kite.json'), 'utf8'));
  assert.deepEqual(
    [document.format, document.version, document.attention.length, document.attention[0].layer, document.next.length],
    ['attention-playground', 1, 1, 2, 10],
  );
  assert.equal(await output('export', '--from', 'kite.json', '--head', '1', '--format', 'csv'), direct);
  await output('export', ...model, ...args, '--base64', '-o', 'kite64.json');
  assert.equal(await output('export', '--from', 'kite64.json', '--head', '1', '--format', 'csv'), direct);
});

test('pictures are written in every view, named by the output, with nothing beside them', async () => {
  mkdirSync(join(folder, 'pictures'));
  const one = ['--layer', '5', '--head', '6'];
  const calls = {
    'heads.svg': [],
    'matrix.svg': one,
    'arcs.svg': [...one, '--view', 'arcs', '--query', '3', '--theme', 'dark'],
    'next.svg': ['--view', 'next', '--theme', 'print'],
  };
  for (const [name, args] of Object.entries(calls)) {
    await output('export', ...model, 'Tom had a kite', ...args, '-o', join('pictures', name));
    const svg = readFileSync(join(folder, 'pictures', name), 'utf8');
    assert.ok(svg.startsWith('<svg ') && svg.endsWith('</svg>\n') && !svg.includes('NaN'), name);
  }
  assert.deepEqual(readdirSync(join(folder, 'pictures')).sort(), Object.keys(calls).sort());
});

test('attention from anywhere becomes a picture or a table without a model', async () => {
  writeFileSync(join(folder, 'plain.json'), '{"tokens": ["a", "b"], "attention": [[1, 0], [0.25, 0.75]]}');
  assert.match(await output('export', '--from', 'plain.json', '--format', 'svg'), /<title>Layer 0, head 0<\/title>/);
  assert.equal(
    await output('export', '--from', 'plain.json', '--format', 'csv'),
    'query,token,"a","b"\r\n0,"a",1,\r\n1,"b",0.25,0.75\r\n',
  );
});

test('a pipe stays a pipe, a link a link, and a file keeps who may read it', async () => {
  const work = join(folder, 'outputs');
  mkdirSync(work);
  const at = (name) => join(work, name);
  writeFileSync(at('plain.json'), '{"tokens": ["a"], "attention": [[1]]}');
  const table = 'query,token,"a"\r\n0,"a",1\r\n';
  const csv = (name) => output('export', '--from', at('plain.json'), '--format', 'csv', '-o', at(name));
  execFileSync('mkfifo', [at('pipe')]);
  const reader = spawn('cat', [at('pipe')]);
  let read = '';
  reader.stdout.on('data', (chunk) => (read += chunk));
  const ended = new Promise((done) => reader.on('close', done));
  await csv('pipe');
  const still = lstatSync(at('pipe')).isFIFO();
  // Whoever took the pipe away left the reader waiting.
  if (!still) reader.kill();
  await ended;
  assert.deepEqual([still, read], [true, table]);
  writeFileSync(at('secret'), 'old', { mode: 0o600 });
  chmodSync(at('secret'), 0o600);
  symlinkSync('secret', at('link'));
  symlinkSync('later', at('ahead'));
  for (const [link, target] of [
    ['link', 'secret'],
    ['ahead', 'later'],
  ]) {
    await csv(link);
    assert.equal(lstatSync(at(link)).isSymbolicLink() && readlinkSync(at(link)), target);
    assert.equal(readFileSync(at(target), 'utf8'), table);
  }
  assert.equal(statSync(at('secret')).mode & 0o777, 0o600);
  assert.deepEqual(readdirSync(work).sort(), ['ahead', 'later', 'link', 'pipe', 'plain.json', 'secret']);
});

test('the example of the specification draws and tabulates with the package', async () => {
  const work = join(folder, 'example');
  mkdirSync(join(work, 'node_modules'), { recursive: true });
  symlinkSync(join(command, '../..'), join(work, 'node_modules/attention-playground'), 'dir');
  const examples = fileURLToPath(new URL('../../../examples/data/', import.meta.url));
  for (const name of ['kite.json', 'picture.mjs']) copyFileSync(join(examples, name), join(work, name));
  await new Promise((done, failed) => {
    execFile(process.execPath, ['picture.mjs'], { cwd: work }, (error, _, err) =>
      error ? failed(new Error(err)) : done(),
    );
  });
  assert.match(readFileSync(join(work, 'kite.svg'), 'utf8'), /<title>Layer 0, head 3 of a small example<\/title>/);
  assert.match(readFileSync(join(work, 'kite.csv'), 'utf8'), /^query,token,"<s>","Tom"," had"\r\n0,"<s>",1,,\r\n/);
});

/** Starts `serve`, gives its lines once there are `count`, and stops it when the test ends. */
async function served(t, count, ...args) {
  const child = spawn(process.execPath, [command, 'serve', '--port', '0', ...args]);
  t.after(() => child.kill());
  let out = '';
  let err = '';
  child.stderr.on('data', (chunk) => (err += chunk));
  for await (const chunk of child.stdout) {
    out += chunk;
    if (out.split('\n').length > count) break;
  }
  assert.equal(err, '');
  return out.split('\n').map((line) => /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(line)?.[0]);
}

test('serve gives the page on loopback with the types that browsers want', async (t) => {
  const [url] = await served(t, 1);
  const typeOf = async (path) => (await fetch(new URL(path, url))).headers.get('content-type');
  assert.match(await typeOf(''), /^text\/html/);
  assert.match(await typeOf('element/attention-playground.js'), /^text\/javascript/);
  assert.equal(await typeOf('element/wasm/attn.wasm'), 'application/wasm');
  assert.equal((await fetch(new URL('../package.json', url))).status, 404);
});

test('serve --model prints an address that opens the model in the page, and shows only its files', async (t) => {
  const copy = join(folder, 'my model #1');
  mkdirSync(copy);
  for (const name of ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors']) {
    writeFileSync(join(copy, name), readFileSync(join(modelFolder, name)));
  }
  writeFileSync(join(copy, 'secret.key'), 'x');
  const [url, opens] = await served(t, 2, '--model', copy);
  const at = new URL('model/my%20model%20%231/', url);
  assert.equal((await fetch(new URL('config.json', at))).status, 200);
  for (const path of ['secret.key', '', '..%2fkite.json', '../../package.json', '%zz']) {
    const { status } = await fetch(`${at}${path}`);
    assert.equal(status, 404, path);
  }
  const browser = await launch();
  t.after(() => browser.close());
  const page = await openPage(
    t,
    { server: { url, origin: new URL(url).origin }, browser },
    { path: opens.slice(url.length), wait: false },
  );
  await page.getByText('my model #1').first().waitFor();
  await page.locator('attention-next tbody .token').first().waitFor();
});

test('a page that is served here is not kept: whatever comes to this port next is seen as it is', async (t) => {
  const [url] = await served(t, 1);
  const browser = await launch();
  t.after(() => browser.close());
  const page = await browser.newPage();
  let asked = 0;
  browser.contexts()[0].on('request', (request) => (asked += request.url().endsWith('/sw.js') ? 1 : 0));
  await page.goto(`${url}learn.html`);
  // What an earlier release kept on this port, other pages' caches beside it.
  await page.evaluate(async () => {
    await caches.open(`attention-playground ${location.origin}/ 123`);
    await caches.open('somebody else');
  });
  await page.goto(url);
  await page.locator('attention-next tbody .token').first().waitFor();
  const kept = async () => ({
    caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
  });
  const nothing = { caches: ['somebody else'], workers: 0 };
  let found;
  for (let n = 0; n < 100 && JSON.stringify(found) !== JSON.stringify(nothing); n++) {
    await page.waitForTimeout(100);
    found = await page.evaluate(kept);
  }
  assert.deepEqual(found, nothing);
  assert.ok(asked > 0, 'the page did register it');
  await page.reload();
  assert.equal(await page.evaluate(() => navigator.serviceWorker.controller), null);
});

test('every wrong call is one line on standard error and exit code 1, and writes no file', async () => {
  writeFileSync(join(folder, 'bad.json'), '{"tokens": ["a"], "attention": [[NaN]]}');
  writeFileSync(join(folder, 'two.json'), '{"tokens": ["a"], "attention": [[[[1]]], [[[1]]]]}');
  const before = readdirSync(folder).sort();
  const wrong = [
    [['dream'], /unknown command: dream \(have serve, generate, inspect, export\)/],
    [['constructor'], /unknown command/],
    [['generate'], /--model is missing/],
    [['generate', '--model', '/nowhere'], /config\.json is missing in \/nowhere/],
    [['generate', '--dream'], /--dream/],
    [['generate', ...model, '--temperature', '0', 'Hi'], /temperature is 0/],
    [['generate', ...model, '--top-k', 'x', 'Hi'], /--top-k is "x"/],
    [['generate', ...model, '--seed', '1.5', 'Hi'], /--seed is 1\.5/],
    [['generate', ...model, '--greedy', '--seed', '1', 'Hi'], /--greedy leaves nothing to chance/],
    [['generate', ...model, 'one', 'two'], /2 texts/],
    [['generate', ...model, 'x'.repeat(100_000)], /context holds/],
    [['inspect', 'Hi'], /--model is missing/],
    [['inspect', ...model, '--head', '1', 'Hi'], /--head is given without --layer/],
    [['inspect', ...model, '--layer', '6', 'Hi'], /--layer is 6; stories has layers 0 to 5/],
    [['inspect', ...model, '--layer', '0', '--head', '8', 'Hi'], /--head is 8; stories has heads 0 to 7/],
    [['export', 'Hi'], /--model is missing/],
    [['export', ...model, '--format', 'png', 'Hi'], /--format is "png"; it must be one of json, csv, svg/],
    [['export', '--from', 'two.json', '-o', 'x.png'], /--output is "x\.png"; end it in \.json, \.csv or \.svg/],
    [['export', '--from', 'two.json', '-o', 'x.txt'], /--output is "x\.txt"/],
    [['export', ...model, '--view', 'arcs', 'Hi', '-o', 'x.svg'], /give --layer and --head/],
    [['export', ...model, '--view', 'cube', 'Hi', '-o', 'x.svg'], /--view is "cube"/],
    [['export', ...model, '--theme', 'dark', 'Hi', '-o', 'x.csv'], /--theme has no use in csv/],
    [['export', ...model, '--layer', '-1', 'Hi', '-o', 'x.json'], /--layer/],
    [['export', ...model, 'Hi', '-o', 'no/such/folder/x.json'], /x\.json cannot be written: ENOENT/],
    [['export', ...model, 'Hi', '-o', '.'], /cannot be written/],
    [['export', ...model, '--from', 'two.json'], /drop one of them/],
    [['export', '--from', 'two.json', 'Hi'], /drop the text/],
    [['export', '--from', 'nowhere.json'], /nowhere\.json cannot be read/],
    [['export', '--from', 'bad.json', '-o', 'x.svg'], /bad\.json: this is not JSON.*no NaN/],
    [['export', '--from', 'two.json', '--layer', '2', '-o', 'x.svg'], /there is no layer 2 \(have 0, 1\)/],
    [['export', '--from', 'two.json', '--view', 'matrix', '-o', 'x.svg'], /give --layer and --head/],
    [['export', '--from', 'two.json', '--view', 'next', '-o', 'x.svg'], /nothing about next tokens/],
    [['export', '--from', 'two.json', '--layer', '0', '--view', 'arcs', '--query', '1', '-o', 'x.svg'], /--query is 1/],
    [
      ['export', '--from', 'two.json', '--layer', '0', '--view', 'arcs', '--threshold', '2', '-o', 'x.svg'],
      /from 0 to 1/,
    ],
    [['serve', '--port', 'x'], /--port is "x"/],
    [['serve', '--port', '65536'], /--port is "65536"/],
    [['serve', 'text'], /serve takes no text/],
    [['serve', '--model', '/nowhere'], /no folder/],
    [['serve', '--model', '.'], /config\.json is missing/],
  ];
  for (const [args, says] of wrong) {
    const { code, out, err } = await call(...args);
    assert.deepEqual([code, out], [1, ''], args.join(' ').slice(0, 80));
    assert.match(err, says);
    assert.equal(err.trimEnd().split('\n').length, 1, err);
  }
  assert.deepEqual(readdirSync(folder).sort(), before);
});
