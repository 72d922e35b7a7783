// Every command in README.md, CONTRIBUTING.md and docs/*.md is run, and every quoted snippet equals the tested
// file that it quotes. A fence is governed by the HTML comment on the line before it:
//   <!-- test: run -->          run in bash from the repository's root; it must succeed
//   <!-- test: play -->         starts a server: it must print a URL that answers with the page
//   <!-- test: quote FILE -->   must stand in FILE, letter for letter, which another test runs
//   <!-- test: output -->       printed by the command fence before it: must be contained in what that printed
//   <!-- test: self -->         the command that is running these tests
// A fence without such a comment fails.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Fences of a Markdown text: [{line, directive, argument, body}]. */
function fences(markdown) {
  const found = [];
  let open = null;
  let previous = '';
  markdown.split('\n').forEach((text, index) => {
    if (open) {
      if (text.startsWith('```')) {
        found.push({ ...open, body: open.lines.join('\n') });
        open = null;
      } else open.lines.push(text);
    } else if (text.startsWith('```')) {
      const [, directive = '', argument = ''] = /^<!-- test: (\w+) ?(.*?) -->$/.exec(previous) ?? [];
      open = { line: index + 1, directive, argument, lines: [] };
    }
    if (text.trim()) previous = text.trim();
  });
  return found;
}

function run(body) {
  return execFileSync('bash', ['-euo', 'pipefail', '-c', body], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 600_000,
    env: { ...process.env, PATH: `${join(root, '.toolchain', 'bin')}:${process.env.PATH}` },
  });
}

/** Starts a command that serves, and gives the URL that it prints; the caller stops it. */
async function serve(body) {
  const child = spawn('bash', ['-c', `exec ${body.trim()} --port 0`], { cwd: root, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  const url = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no URL within ten minutes:\n${printed}`)), 600_000);
    const look = (chunk) => {
      printed += chunk;
      const match = /http:\/\/\S+/.exec(printed);
      if (match) {
        clearTimeout(timer);
        resolve(match[0]);
      }
    };
    child.stdout.on('data', look);
    child.stderr.on('data', look);
    child.on('exit', (code) => reject(new Error(`ended with ${code}:\n${printed}`)));
  });
  return { url, stop: () => process.kill(-child.pid, 'SIGTERM') };
}

const squeeze = (text) => text.split('\n').map((line) => line.trimEnd()).join('\n').trim();
const undent = (text) => squeeze(text.split('\n').map((line) => line.trimStart()).join('\n'));

/** A notebook's text is that of its cells. */
function textOf(file) {
  const text = readFileSync(file, 'utf8');
  return file.endsWith('.ipynb') ? JSON.parse(text).cells.map(({ source }) => source.join('')).join('\n') : text;
}

const checks = {
  run: (fence, context) => {
    context.printed = run(fence.body);
  },
  output: (fence, context) => {
    assert.ok(squeeze(context.printed).includes(squeeze(fence.body)), `not what the command printed, which was:\n${context.printed}`);
  },
  quote: (fence) => {
    const file = join(root, fence.argument);
    assert.ok(existsSync(file), `${fence.argument} does not exist`);
    assert.ok(undent(textOf(file)).includes(undent(fence.body)), `not found in ${fence.argument}`);
  },
  play: async (fence) => {
    const server = await serve(fence.body);
    try {
      const answer = await fetch(server.url);
      assert.equal(answer.status, 200);
      assert.match(await answer.text(), /<attention-playground/);
    } finally {
      server.stop();
    }
  },
  self: (fence) => assert.ok(existsSync(join(root, fence.body.trim())), `${fence.body} does not exist`),
};

// The example imports the package by its name, which resolves inside the package alone.
test('examples/node/attention.mjs runs on the shipped model', () => {
  const copy = join(root, 'web', `.example-${process.pid}.mjs`);
  copyFileSync(join(root, 'examples/node/attention.mjs'), copy);
  try {
    const args = [copy, join(root, 'web/public/models/stories'), 'Once upon a time'];
    const printed = execFileSync(process.execPath, args, { encoding: 'utf8' });
    assert.match(printed, /\[heads, queries, keys\]: \[ 8, \d+, \d+ \]/);
    assert.match(printed, /with head 0\.0 muted/);
  } finally {
    rmSync(copy);
  }
});

const docs = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));

for (const name of ['README.md', 'CONTRIBUTING.md', ...docs.map((file) => `docs/${file}`)]) {
  const context = { printed: '' };
  const text = readFileSync(join(root, name), 'utf8');
  for (const fence of fences(text)) {
    test(`${name}:${fence.line} does what it says (${fence.directive || 'no directive'})`, async () => {
      assert.ok(checks[fence.directive], `a fence needs a "<!-- test: ... -->" line before it (${Object.keys(checks).join(', ')})`);
      await checks[fence.directive](fence, context);
    });
  }
  test(`${name}: nothing is left to be filled in`, () => assert.doesNotMatch(text, /^(FIGURES|MODELFACTS|TODO|TBD)\b/m));
  test(`${name}: every relative link points at something that is there`, () => {
    for (const [, target] of text.matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g)) {
      assert.ok(existsSync(join(root, dirname(name), target)), `${target} is missing`);
    }
  });
}

// Last: the fences above have built the tool.
test("the README's table of mechanisms is what the tool lists", async () => {
  const { table, written } = await import('../../scripts/mechanisms');
  const { body } = written(readFileSync(join(root, 'README.md'), 'utf8'));
  assert.equal(body, table(), 'run scripts/mechanisms --write');
});
