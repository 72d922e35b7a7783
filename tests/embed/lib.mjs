/**
 * What the tests of the examples share: the tools, installed when first wanted; our package, as npm packs it; copies of
 * the examples; and a browser for what the tools built. All of it lies in build/embed, where `node_modules` is found by
 * every copy below it.
 */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { launch, openPage } from '../web/page/harness.mjs';
import { policyOfFiles, serve, dist as testDist } from '../web/page/server.mjs';

export const root = fileURLToPath(new URL('../../', import.meta.url));
/** Where everything happens; git does not see it. */
export const work = join(root, 'build/embed');
/** The build of the package: web/dist, or what `ATTN_TEST_DIST` names. */
export const dist = resolve(testDist);
const here = join(root, 'tests/embed');
const web = join(root, 'web');

const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const stampOf = (name) => join(work, `.${name}.stamp`);
const isStamped = (name, key) => existsSync(stampOf(name)) && readFileSync(stampOf(name), 'utf8') === key;

/** Runs a command and returns what it wrote; a failure throws with all of it. */
export async function command(program, args, { cwd = work, env = {}, timeout = 300_000 } = {}) {
  const { status, output } = await attempt(program, args, { cwd, env, timeout });
  assert.equal(status, 0, `${program} ${args.join(' ')} in ${cwd}:\n${output}`);
  return output;
}

/** As command(), but returns {status, output, stdout} whatever happens. */
export async function attempt(program, args, { cwd = work, env = {}, timeout = 300_000 } = {}) {
  const child = spawn(program, args, { cwd, env: { ...process.env, NO_COLOR: '1', ...env }, timeout });
  const both = [];
  const out = [];
  child.stdout.on('data', (data) => both.push(data) && out.push(data));
  child.stderr.on('data', (data) => both.push(data));
  const status = await new Promise((done) => {
    child.on('error', (error) => both.push(Buffer.from(error.message)) && done(-1));
    child.on('close', done);
  });
  return { status, output: Buffer.concat(both).toString(), stdout: Buffer.concat(out).toString() };
}

/** One at a time: two test files, or two people in one checkout, would install over each other. */
async function alone(name, action) {
  const lock = join(work, `.${name}.lock`);
  mkdirSync(work, { recursive: true });
  for (let waited = 0; ; waited += 200) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch {
      if (isAbandoned(lock)) rmSync(lock, { force: true });
      if (waited > 600_000) throw new Error(`${lock} is held by another run; delete it if there is none`);
      await sleep(200);
    }
  }
  try {
    return await action();
  } finally {
    rmSync(lock, { force: true });
  }
}

function isAbandoned(lock) {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    if (pid > 0) process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

const kOffline =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT|Temporary failure in name resolution|Name or service not known|Network is unreachable|Connection refused|Read timed out|ConnectTimeoutError/;

/** Why the tests of a tool are skipped, printed; everything but an unreachable registry is a failure. */
function skipOrThrow(what, output) {
  if (!kOffline.test(output)) throw new Error(`${what} failed:\n${output}`);
  const skip = `${what}: the registry does not answer`;
  console.log(`# skipped: ${skip}`);
  return { skip };
}

/**
 * The JavaScript tools of tests/embed/package-lock.json, in build/embed/node_modules. {skip} says why they cannot be
 * installed, for `test(name, {skip}, ...)`; undefined when they are there. `bin(name)`: the path of a tool's command.
 */
export const npmTools = () =>
  alone('npm', async () => {
    const bin = (name) => join(work, 'node_modules/.bin', name);
    const key = sha256(readFileSync(join(here, 'package-lock.json')));
    if (isStamped('npm', key)) return { bin };
    for (const name of ['package.json', 'package-lock.json']) cpSync(join(here, name), join(work, name));
    const args = ['ci', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
    const { status, output } = await attempt('npm', args, { timeout: 600_000 });
    rmSync(stampOf('pack'), { force: true }); // npm ci took the package away as well
    if (status !== 0) return { bin, ...skipOrThrow('npm ci of tests/embed', output) };
    writeFileSync(stampOf('npm'), key);
    return { bin };
  });

/**
 * The Python tools of a requirements file, in a virtual environment of their own. {skip} as for npmTools();
 * `bin(name)`: the path of a command of it, `python` among them.
 */
export const pythonTools = (requirements = join(here, 'requirements.txt'), name = 'venv') =>
  alone(name, async () => {
    const venv = join(work, name);
    const bin = (command) => join(venv, 'bin', command);
    const key = sha256(readFileSync(requirements));
    if (isStamped(name, key)) return { bin };
    rmSync(venv, { recursive: true, force: true });
    const made = spawnSync('python3', ['-m', 'venv', venv], { encoding: 'utf8' });
    if (made.status !== 0) {
      const skip = `python3 -m venv does not work here: ${`${made.stderr}${made.stdout}`.trim().split('\n')[0]}`;
      console.log(`# skipped: ${skip}`);
      return { bin, skip };
    }
    const args = ['-m', 'pip', 'install', '--disable-pip-version-check', '--quiet', '-r', requirements];
    const { status, output } = await attempt(bin('python'), args, { timeout: 900_000 });
    if (status !== 0) return { bin, ...skipOrThrow('pip install of tests/embed', output) };
    writeFileSync(stampOf(name), key);
    return { bin };
  });

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/**
 * Our package as npm packs it, unpacked into build/embed/node_modules/attention-playground, where every tool finds it.
 * Returns {folder, tarball, files, bytes}: `files` of the tarball, `bytes` of the tarball itself.
 */
export const packedPackage = () =>
  alone('pack', async () => {
    assert.ok(existsSync(join(dist, 'lib/node.js')), `${dist} is not built: run \`npm run build\` in web first`);
    const folder = join(work, 'node_modules/attention-playground');
    const parts = ['bin', 'package.json', 'README.md', '../CHANGELOG.md', '../LICENSE', dist];
    const sources = parts.flatMap((path) => {
      const where = resolve(web, path);
      if (!existsSync(where)) return [];
      return statSync(where).isDirectory() ? filesBelow(where) : [where];
    });
    const key = sha256(sources.map((path) => `${path} ${statSync(path).size} ${statSync(path).mtimeMs}`).join('\n'));
    const tarball = join(work, 'attention-playground.tgz');
    if (!isStamped('pack', key) || !existsSync(folder)) {
      await pack(tarball, folder);
      writeFileSync(stampOf('pack'), key);
    }
    const files = filesBelow(folder).map((path) => path.slice(folder.length + 1));
    return { folder, tarball, files: files.sort(), bytes: statSync(tarball).size };
  });

async function pack(tarball, folder) {
  const into = join(work, 'pack');
  rmSync(into, { recursive: true, force: true });
  mkdirSync(into, { recursive: true });
  const from = dist === join(web, 'dist') ? web : stage(join(into, 'web'));
  await command('npm', ['pack', '--silent', '--pack-destination', into], { cwd: from });
  const name = readdirSync(into).find((file) => file.endsWith('.tgz'));
  assert.ok(name, 'npm pack wrote a tarball');
  cpSync(join(into, name), tarball);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await command('tar', ['-xzf', tarball, '--strip-components=1', '-C', folder]);
}

/** For a build that lies elsewhere: the package's folder with that build in the place of dist. */
function stage(into) {
  cpSync(web, into, {
    recursive: true,
    filter: (path) => !['node_modules', 'dist', 'src'].some((name) => path === join(web, name)),
  });
  for (const name of ['LICENSE', 'CHANGELOG.md']) cpSync(join(root, name), join(into, '..', name));
  cpSync(dist, join(into, 'dist'), { recursive: true });
  return into;
}

/** A fresh copy of examples/embed/NAME at build/embed/NAME (or `as`), without what its reader may have built there. */
export function copyExample(name, as = name) {
  const from = join(root, 'examples/embed', name);
  const into = join(work, as);
  rmSync(into, { recursive: true, force: true });
  const built = ['node_modules', 'dist', 'build', 'book', 'site', '_build', '__pycache__'];
  cpSync(from, into, { recursive: true, filter: (path) => !built.some((folder) => path === join(from, folder)) });
  return into;
}

let browser = null;
/** Closed at the end and not by the test: hooks after one that failed are not run, and an open server keeps the process. */
const servers = [];
after(async () => {
  await browser?.close();
  await Promise.all(servers.map((server) => server.close()));
});

/**
 * Opens what a tool built, served under a deep sub-path with the strict policy of the page's own tests and no special
 * header. Anything that goes wrong on the page fails the test, as there.
 * `path`: of the page under `folder`. `mounts`: as serve() takes them.
 * `csp`, for what the tool (not the element) needs, say so in the test: `toolScripts` allows the inline scripts of each
 * page by their hashes, `inlineStyles` allows style attributes and elements, `frames` and `frameAncestors` an iframe;
 * `whole` is another policy altogether; false for a host without one.
 * The rest goes to the harness: width, height, theme, allow (patterns of what may go wrong), script.
 */
export async function openBuilt(t, folder, { path = '', csp = {}, mounts = {}, ...options } = {}) {
  const server = await serve(mounts, { root: folder, policy: csp === false ? null : policyOfFiles(csp) });
  servers.push(server);
  browser ??= await launch();
  const page = await openPage(t, { server, browser }, { path, wait: false, ...options });
  page.setDefaultTimeout(60_000);
  return page;
}

/** Until an element of the page has drawn attention that an engine computed. */
export const firstAttention = (page) =>
  page.waitForFunction(() => performance.getEntriesByName('attention-playground:first-attention').length > 0);
