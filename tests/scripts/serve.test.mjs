// The static server behind scripts/play.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { serve } from '../../scripts/lib/serve.mjs';

const script = fileURLToPath(new URL('../../scripts/lib/serve.mjs', import.meta.url));
let base, server, at;

before(async () => {
  base = mkdtempSync(join(tmpdir(), 'attn-serve-'));
  mkdirSync(join(base, 'dist', 'models'), { recursive: true });
  writeFileSync(join(base, 'secret.txt'), 'secret');
  writeFileSync(join(base, 'dist', 'index.html'), '<!doctype html>page');
  writeFileSync(join(base, 'dist', 'attn.wasm'), Buffer.from([0, 0x61, 0x73, 0x6d]));
  writeFileSync(join(base, 'dist', 'models', 'a b.json'), '{}');
  symlinkSync('../secret.txt', join(base, 'dist', 'link.txt'));
  symlinkSync('..', join(base, 'dist', 'up'));
  symlinkSync('attn.wasm', join(base, 'dist', 'same.wasm'));
  // As Hugging Face keeps models: names in a snapshot, bytes elsewhere.
  mkdirSync(join(base, 'blobs'));
  mkdirSync(join(base, 'snapshot'));
  const names = ['config.json', 'tokenizer.json', 'model.safetensors', 'passwords.json', 'notes.txt', 'secret.safetensors.key'];
  for (const name of names) {
    writeFileSync(join(base, 'blobs', name), name);
    symlinkSync(`../blobs/${name}`, join(base, 'snapshot', name));
  }
  server = await serve(join(base, 'dist'), 0, [['/model/mine/', join(base, 'snapshot')]]);
  at = `http://127.0.0.1:${server.address().port}`;
});

after(() => {
  server.close();
  server.closeAllConnections();
  rmSync(base, { recursive: true });
});

/** fetch() tidies paths before it sends them; this sends the path as it is, and gives the status line. */
function rawStatus(path, host = `127.0.0.1:${server.address().port}`) {
  return new Promise((done, failed) => {
    const name = host === null ? '' : `Host: ${host}\r\n`;
    const socket = connect(server.address().port, '127.0.0.1', () => socket.write(`GET ${path} HTTP/1.${host === null ? 0 : 1}\r\n${name}Connection: close\r\n\r\n`));
    let text = '';
    socket.on('data', (chunk) => (text += chunk)).on('end', () => done(text)).on('error', failed);
  });
}

/** Runs the command, and gives what it printed and its status once it ends or has printed a URL. */
function run(...args) {
  return new Promise((done) => {
    const child = spawn(process.execPath, [script, ...args]);
    let printed = '';
    const look = (chunk) => {
      printed += chunk;
      if (/http:\/\/\S+/.test(printed)) child.kill();
    };
    child.stdout.on('data', look);
    child.stderr.on('data', look);
    child.on('close', (status) => done({ status, printed }));
  });
}

test('the folder gives its index page as HTML', async () => {
  const response = await fetch(`${at}/`);
  assert.equal(response.status, 200);
  assert.match(response.headers.get('content-type'), /^text\/html/);
  assert.equal(await response.text(), '<!doctype html>page');
});

test('wasm is served as application/wasm, so that it compiles while it streams', async () => {
  const response = await fetch(`${at}/attn.wasm?v=1`);
  assert.equal(response.headers.get('content-type'), 'application/wasm');
});

test('a name with a space is found', async () => {
  assert.equal(await (await fetch(`${at}/models/a%20b.json`)).text(), '{}');
});

test('no path leaves the folder', async () => {
  for (const path of ['/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/models/../../secret.txt', '//secret.txt', '/link.txt', '/up/secret.txt', '/up/blobs/config.json', '/model/mine/../../../secret.txt', '/%00', '/%zz']) {
    const answer = await rawStatus(path);
    assert.match(answer, /^HTTP\/1\.1 404 /, path);
    assert.doesNotMatch(answer, /\r\n\r\nsecret/, path);
  }
});

test('a link within the folder is followed', async () => {
  assert.equal((await fetch(`${at}/same.wasm`)).status, 200);
});

test('of a model its own files are served, links as Hugging Face keeps them, and nothing else in its folder', async () => {
  for (const name of ['config.json', 'tokenizer.json', 'model.safetensors']) {
    assert.equal(await (await fetch(`${at}/model/mine/${name}`)).text(), name);
  }
  for (const name of ['passwords.json', 'notes.txt', 'secret.safetensors.key', '', '%zz', '..%2fblobs/config.json']) {
    assert.match(await rawStatus(`/model/mine/${name}`), /^HTTP\/1\.1 404 /, name);
  }
});

test('only who asks for this machine is answered, so that no other name can be made to mean it', async () => {
  const { port } = server.address();
  for (const host of ['127.0.0.1', 'localhost', `localhost:${port}`, `LOCALHOST:${port}`, `[::1]:${port}`, '127.0.0.1:1']) {
    assert.match(await rawStatus('/', host), /^HTTP\/1\.1 200 /, host);
  }
  for (const host of ['x', 'attacker.example', `attacker.example:${port}`, '127.0.0.1.attacker.example', 'localhost.attacker.example', '', null, `127.0.0.1@x:${port}`]) {
    const answer = await rawStatus('/', host);
    assert.match(answer, /^HTTP\/1\.1 403 /, String(host));
    assert.match(answer, new RegExp(`open http://127\\.0\\.0\\.1:${port}/`));
  }
});

test('whatever sw.js the folder has, the one that is served takes itself away', async () => {
  writeFileSync(join(base, 'dist', 'sw.js'), 'keeps everything');
  const response = await fetch(`${at}/sw.js`);
  assert.match(response.headers.get('content-type'), /^text\/javascript/);
  const script = await response.text();
  assert.doesNotMatch(script, /keeps everything|fetch/);
  assert.match(script, /registration\.unregister\(\)/);
});

test('a folder without its slash is redirected below the same host', async () => {
  const response = await fetch(`${at}/models`, { redirect: 'manual' });
  assert.equal(response.status, 301);
  assert.equal(response.headers.get('location'), '/models/');
});

test('a file that did not change is not sent again', async () => {
  const etag = (await fetch(`${at}/attn.wasm`)).headers.get('etag');
  assert.equal((await fetch(`${at}/attn.wasm`, { headers: { 'if-none-match': etag } })).status, 304);
});

test('only GET and HEAD are answered', async () => {
  assert.equal((await fetch(`${at}/`, { method: 'POST' })).status, 405);
  assert.equal(await (await fetch(`${at}/`, { method: 'HEAD' })).text(), '');
});

test('a port in use that was asked for ends in a clear message', async () => {
  const { port } = server.address();
  const { status, printed } = await run(base, '--port', String(port));
  assert.equal(status, 1);
  assert.equal(printed, `port ${port} is in use; choose another with --port, or 0 for any\n`);
});

test('port 0 takes a free port and prints the URL', async () => {
  assert.match((await run(base, '--port', '0')).printed, /http:\/\/127\.0\.0\.1:\d+\//);
});

test('a port that is no port ends in a clear message', async () => {
  for (const port of ['65536', 'x', '-1', '']) assert.equal((await run(base, '--port', port)).status, 1, port);
});
