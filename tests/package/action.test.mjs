// The GitHub Action: what action.yml would run, run here by bash as the runner does, on the shipped model.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { has, release, root, run, scratch, stories, text } from './harness.mjs';

const action = text('action.yml');
const workflow = text('examples/ci/attention-regression.yml');
const example = join(root, 'examples/ci/attention/two-balls.json');

/** The lines of a block that are indented deeper than its first line, without what they share. */
function block(lines, at) {
  const depth = lines[at].search(/\S/);
  const inside = [];
  for (const line of lines.slice(at + 1)) {
    if (line.trim() !== '' && line.search(/\S/) <= depth) break;
    inside.push(line);
  }
  const shared = Math.min(...inside.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
  return inside.map((line) => line.slice(shared)).join('\n');
}

/** "key: value" lines of one depth as an object. */
const members = (yaml) =>
  Object.fromEntries(
    yaml.split('\n').flatMap((line) => {
      const match = line.match(/^([\w-]+): ?(.*)$/);
      return match ? [[match[1], match[2].replace(/^'(.*)'$/, '$1')]] : [];
    }),
  );

/** The steps of action.yml: their keys, with env and run as they stand. */
const steps = action
  .split(/^ {4}- /m)
  .slice(1)
  .map((step) => {
    const lines = `      ${step}`.split('\n');
    const part = (key) => {
      const at = lines.findIndex((line) => line.trimEnd() === `      ${key}`);
      return at < 0 ? '' : block(lines, at);
    };
    return {
      ...members(lines.map((line) => line.slice(6)).join('\n')),
      env: members(part('env:')),
      script: part('run: |'),
    };
  });
const inputs = Object.fromEntries(
  action
    .slice(action.indexOf('inputs:'), action.indexOf('outputs:'))
    .split(/^ {2}(?=\w)/m)
    .slice(1)
    .map((input) => [input.match(/^[\w-]+/)[0], input.match(/default: (.*)/)?.[1].replace(/^''$/, '')]),
);

/** Runs a step as the runner would: expressions become values, bash gets the script in a file. */
function step(name, given, build = release) {
  const folder = scratch();
  const { env, script } = steps.find((one) => one.name === name);
  const values = Object.fromEntries(
    Object.entries(env).map(([key, value]) => {
      const [, input] = value.match(/^\$\{\{ inputs\.([\w-]+) \}\}$/) ?? assert.fail(`${key}: ${value}`);
      assert.ok(input in inputs, input);
      return [key, { build, ...given }[input] ?? inputs[input] ?? ''];
    }),
  );
  const file = join(folder, 'script.sh');
  const [summary, output] = ['summary.md', 'output'].map((one) => join(folder, one));
  for (const [path, content] of [
    [file, script],
    [summary, ''],
    [output, ''],
  ])
    writeFileSync(path, content);
  const { VCPKG_INSTALLATION_ROOT: _, ...rest } = process.env;
  const ran = run('bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', file], {
    status: null,
    cwd: given.cwd ?? root,
    env: {
      ...rest,
      ...values,
      RUNNER_TEMP: folder,
      GITHUB_ACTION_PATH: root,
      GITHUB_STEP_SUMMARY: summary,
      GITHUB_OUTPUT: output,
    },
  });
  return { ...ran, summary: readFileSync(summary, 'utf8'), output: readFileSync(output, 'utf8') };
}

test('the action names what it runs with, and no action of others but the checkout', () => {
  assert.match(action, /^runs:\n {2}using: composite$/m);
  assert.deepEqual(
    steps.map(({ name, if: condition, shell }) => [name, condition, shell]),
    [
      ['Build attn', "inputs.attn == ''", 'bash'],
      ['Check', undefined, 'bash'],
    ],
  );
  assert.deepEqual(Object.keys(inputs), ['model', 'documents', 'tolerance', 'attn', 'build']);
  assert.doesNotMatch(action, /uses:/);
  for (const { script } of steps)
    assert.doesNotMatch(script, /\$\{\{/, 'values come by the environment: nobody can write a script into them');
  const used = [...workflow.matchAll(/uses: (\S+)/g)].map(([, what]) => what);
  const pinned = text('.github/workflows/ci.yml').match(/uses: (actions\/checkout@\S+)/)[1];
  assert.deepEqual(used, [pinned, './']);
});

test('shellcheck has nothing to say about the scripts', {
  skip: !has('shellcheck') && 'there is no shellcheck',
}, () => {
  const folder = scratch();
  for (const { name, script } of steps) {
    writeFileSync(join(folder, 'step.sh'), script);
    run('shellcheck', ['-s', 'bash', join(folder, 'step.sh')], { status: 0, name });
  }
});

test('the first step builds the tool where the second one looks for it', () => {
  const ran = step('Build attn', {});
  assert.equal(ran.status, 0, ran.out + ran.err);
  assert.match(run(join(release, 'attn'), ['--version']).out, /^attn \d/);
  // Where nobody says, both steps mean the same folder.
  const [builds, checks] = steps.map(({ script }) => script.match(/\$\{ATTN_BUILD:-([^}]+)\}/)[1]);
  assert.equal(builds, checks);
});

test('the example workflow, with its own values, finds that the shipped model attends as it did', () => {
  const lines = workflow.split('\n');
  const given = members(
    block(
      lines,
      lines.findIndex((line) => line.trim() === 'with:'),
    ),
  );
  assert.deepEqual(Object.keys(given), ['model', 'documents', 'tolerance']);
  const ran = step('Check', given);
  assert.equal(ran.status, 0, ran.out + ran.err);
  assert.equal(ran.output, 'result=equal\n');
  assert.match(
    ran.summary,
    /^### Attention of web\/public\/models\/stories\n\n\| \| document \| attn check \|\n\|-\|-\|-\|\n\| ✅ \| examples\/ci\/attention\/two-balls\.json \| equal: 2 heads, 17 tokens; /,
  );
  assert.doesNotMatch(ran.out, /::error/);
});

/** A folder with the example and one like it whose first head says something else. */
function documents() {
  const folder = scratch();
  mkdirSync(join(folder, 'a b/deep'), { recursive: true });
  cpSync(example, join(folder, 'a b/same.json'));
  const changed = JSON.parse(readFileSync(example, 'utf8'));
  changed.attention[0].weights[0][3][1] += 0.125;
  changed.tokens[1].text = 'a|b<i>`c`';
  writeFileSync(join(folder, 'a b/deep/changed, 100%: really.json'), JSON.stringify(changed));
  return folder;
}

test('a head that differs fails the job, and is named in the summary and beside the file', () => {
  const cwd = documents();
  const ran = step('Check', { model: stories, documents: '**/*.json', cwd });
  assert.equal(ran.status, 1, ran.out + ran.err);
  assert.equal(ran.output, 'result=different\n');
  const rows = ran.summary.split('\n').filter((line) => /^\| [✅❌]/u.test(line));
  assert.equal(rows.length, 2);
  assert.ok(rows.some((row) => row.startsWith('| ✅ | a b/same.json | equal')));
  const row = rows.find((line) => line.startsWith('| ❌ '));
  assert.match(
    row,
    /different: 1 of 2 heads, 17 tokens; the largest difference is 0\.125 .*layer 2, head 4, query 3 " had" to key 1 /,
  );
  assert.ok(row.includes('a\\|b&lt;i&gt;\\`c\\`'), `texts of tokens are texts in Markdown: ${row}`);
  assert.match(
    ran.out,
    /^::error title=Attention of a b\/deep\/changed {2}100%25 {2}really\.json::different: 1 of 2 heads/m,
  );
  // A tolerance that allows it.
  const allowed = step('Check', { model: stories, documents: '**/*.json', tolerance: '0.2', cwd });
  assert.equal(allowed.status, 0, allowed.out);
  assert.equal(allowed.output, 'result=equal\n');
});

test('several patterns, one a line, with spaces in them', () => {
  const ran = step('Check', { model: stories, documents: 'a b/same.json\n\na b/deep/*.json\n', cwd: documents() });
  assert.equal(ran.status, 1);
  assert.equal(ran.summary.match(/^\| [✅❌]/gmu).length, 2);
});

test('what could not be checked fails otherwise: no document, a broken one, no model', () => {
  const cwd = documents();
  const none = step('Check', { model: stories, documents: 'none/*.json', cwd });
  assert.equal(none.status, 2);
  assert.equal(none.output, 'result=failed\n');
  assert.match(none.out, /::error::attn check: no document matches none\/\*\.json/);

  writeFileSync(join(cwd, 'a b/broken.json'), readFileSync(example, 'utf8').slice(0, 500));
  const broken = step('Check', { model: stories, documents: 'a b/*.json', cwd });
  assert.equal(broken.status, 2);
  assert.equal(broken.output, 'result=failed\n');
  assert.match(broken.summary, /\| ❌ \| a b\/broken\.json \| attn: a b\/broken\.json: line \d+/);
  assert.match(broken.summary, /\| ✅ \| a b\/same\.json/);

  assert.equal(step('Check', { model: 'nowhere', documents: 'a b/*.json', cwd }).status, 2);
});

test('a line that matches nothing fails the job and is named, though other lines match', () => {
  const given = { model: stories, documents: 'a b/same.json\nnone: 100%/*.json\n', cwd: documents() };
  const ran = step('Check', given);
  assert.equal(ran.status, 2, ran.out);
  assert.equal(ran.output, 'result=failed\n');
  assert.match(ran.out, /^::error::attn check: no document matches none: 100%25\/\*\.json$/m);
  assert.match(ran.summary, /^\| ✅ \| a b\/same\.json \| equal/m);
  assert.match(ran.summary, /^\| ❌ \| none: 100%\/\\\*\.json \| no document matches \|$/m);
  const empty = step('Check', { model: stories, documents: ' \n\r\n' });
  assert.equal(empty.status, 2);
  assert.match(empty.out, /^::error::attn check: documents names none$/m);
});

test('spaces and carriage returns around a pattern are not of it', () => {
  const ran = step('Check', {
    model: stories,
    documents: '  a b/same.json \r\n\ta b/*.json\t\r\n \r\n',
    cwd: documents(),
  });
  assert.equal(ran.status, 0, ran.out + ran.err);
  assert.equal(ran.summary.match(/^\| ✅ \| a b\/same\.json /gmu).length, 2);
});

test('CI runs the action as others do: from its checkout, with nothing but what the example says', () => {
  const ci = text('.github/workflows/ci.yml').split('\n');
  const job = block(ci, ci.indexOf('  action:'));
  assert.match(job, /^runs-on: ubuntu-24\.04$/m);
  assert.doesNotMatch(job, /container:/, 'the runner itself, where vcpkg is');
  assert.ok(
    job.includes(workflow.slice(workflow.indexOf('    steps:')).replaceAll(/^ {4}/gm, '').trim()),
    'the steps of the example',
  );
});

test('an attn that is there already is used', () => {
  const folder = scratch();
  const tool = join(folder, 'my attn');
  writeFileSync(tool, '#!/bin/sh\necho "equal: by $1"\n', { mode: 0o755 });
  const ran = step('Check', { model: stories, documents: example, attn: tool });
  assert.equal(ran.status, 0);
  assert.match(ran.summary, /equal: by check/);
});
