/** The Python package: its own tests, its wheel, and the notebook in a JupyterLab as its reader has it. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { launch } from '../web/page/harness.mjs';
import { command, copyExample, dist, pythonTools, root, work } from './lib.mjs';
import { attentionWheel } from './wheel.mjs';

/** As on a hub: somewhere below somebody's name. */
const base = '/user/someone/deep/';
let python;
let browser;
before(async () => {
  python = await pythonTools();
  if (!python.skip) await attentionWheel(python);
  browser = await launch();
});
after(() => browser?.close());

test('the Python package passes its own tests, installed from its wheel', async (t) => {
  if (python.skip) return t.skip(python.skip);
  const printed = await command(python.bin('python'), ['-m', 'unittest', 'discover', '-s', join(root, 'python/tests')]);
  assert.match(printed, /Ran (\d{2,}) tests/);
  assert.match(printed, /\nOK\n/);
});

test('the wheel has the version of the npm package', async (t) => {
  if (python.skip) return t.skip(python.skip);
  const { version } = JSON.parse(readFileSync(join(root, 'web/package.json'), 'utf8'));
  const code = 'import attention_playground; print(attention_playground.__version__)';
  assert.equal((await command(python.bin('python'), ['-c', code])).trim(), version);
});

test('a wheel that is made of the source distribution, far from the checkout, is the same', async (t) => {
  if (python.skip) return t.skip(python.skip);
  const into = join(work, 'sdist');
  rmSync(into, { recursive: true, force: true });
  mkdirSync(join(into, 'far'), { recursive: true });
  const run = (module, args, env) =>
    command(python.bin('python'), ['-m', module, ...args], { cwd: join(root, 'python'), env });
  await run('hatchling', ['build', '-t', 'sdist', '-d', into], { ATTN_DIST: dist });
  const [archive] = readdirSync(into).filter((name) => name.endsWith('.tar.gz'));
  const pip = ['--disable-pip-version-check', '--quiet', 'wheel', '--no-deps', '--no-build-isolation', '--no-index'];
  // What pip unpacks lies under a temporary folder: neither web/ nor a build of it is beside it.
  await run('pip', [...pip, '-w', join(into, 'far'), join(into, archive)], { ATTN_DIST: join(into, 'none') });
  const { wheel } = await attentionWheel(python);
  const [made] = readdirSync(join(into, 'far'));
  assert.equal(made, basename(wheel), 'the version is in its name');
  const listed = 'import sys, zipfile; [print(i.filename, i.CRC) for i in zipfile.ZipFile(sys.argv[1]).infolist()]';
  const inside = async (path) => {
    const lines = (await command(python.bin('python'), ['-c', listed, path])).trim().split('\n');
    // RECORD lists the files in the order in which they were put in.
    return lines.filter((line) => !line.includes('/RECORD ')).sort();
  };
  const files = await inside(wheel);
  assert.ok(files.some((line) => line.includes('models/stories/')) && files.length > 20);
  assert.deepEqual(await inside(join(into, 'far', made)), files);
});

test('in JupyterLab the page and Python follow each other', { timeout: 240_000 }, async (t) => {
  if (python.skip) return t.skip(python.skip);
  const folder = copyExample('notebook');
  const lab = await startLab(folder);
  t.after(() => lab.stop());
  const { page, problems } = await openPage(t, lab.origin);
  await page.goto(`${lab.origin}${base}lab/tree/attention.ipynb?reset`);
  await page.waitForFunction(() => {
    const open = globalThis.jupyterapp?.shell.currentWidget;
    const kernel = open?.context?.sessionContext?.session?.kernel;
    return open?.content?.widgets?.length > 5 && kernel?.connectionStatus === 'connected' && kernel.status === 'idle';
  });
  await page.evaluate(() => globalThis.jupyterapp.commands.execute('notebook:run-all-cells'));
  assert.deepEqual(await errorsOf(page), [], 'every cell ran');
  const explorer = page.locator('attention-explorer').first();
  await explorer.waitFor();
  assert.match(await runCell(page, 'print('), /layer 0, head 0, cell None/);

  await headOf(explorer, 1, 2).click();
  assert.match(await runCell(page, 'print('), /layer 1, head 2/);
  await runCell(page, 'print(', 'widget.layer, widget.head = 0, 1; widget.selection = (4, 3)');
  await page.waitForFunction(() => {
    const { layer, head } = document.querySelector('attention-explorer');
    return layer === 0 && head === 1;
  });
  await keepsItsKeys(page, explorer);
  assert.match(await runCell(page, 'print('), /layer 1, head 2/, 'the arrows moved in the widget');
  await photo(page, 'notebook');
  await followsTheTheme(page, explorer);
  assert.deepEqual(problems, [], 'nothing else goes wrong');

  await opensFromDisk(t, join(folder, 'attention.html'));
});

/** Of the notebook's cells; run-all-cells ends at the first. */
const errorsOf = (page) =>
  page.evaluate(() =>
    [...globalThis.jupyterapp.shell.currentWidget.model.cells]
      .flatMap((cell) => (cell.type === 'code' ? cell.outputs.toJSON() : []))
      .filter((output) => output.output_type === 'error')
      .map((output) => `${output.ename}: ${output.evalue}`),
  );

const headOf = (explorer, layer, head) =>
  explorer.getByRole('gridcell', { name: new RegExp(`^Layer ${layer}, head ${head}\\b`) });

/** In command mode the arrows go from cell to cell, and letters do much else. */
async function keepsItsKeys(page, explorer) {
  const active = () => page.evaluate(() => globalThis.jupyterapp.shell.currentWidget.content.activeCellIndex);
  await headOf(explorer, 0, 1).focus();
  const before = await active();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  assert.equal(await active(), before);
}

/** The lab's own theme decides, not the reader's system, which is light here. */
async function followsTheTheme(page, explorer) {
  const scheme = () => explorer.evaluate((element) => getComputedStyle(element).colorScheme);
  assert.equal(await scheme(), 'light');
  await page.evaluate(() =>
    globalThis.jupyterapp.commands.execute('apputils:change-theme', { theme: 'JupyterLab Dark' }),
  );
  await page.waitForFunction(() => document.body.dataset.jpThemeLight === 'false');
  assert.equal(await scheme(), 'dark');
  await photo(page, 'notebook-dark');
}

/** For people: `ATTN_SHOTS=/some/folder`. */
async function photo(page, name) {
  if (process.env.ATTN_SHOTS) await page.screenshot({ path: join(process.env.ATTN_SHOTS, `${name}.png`) });
}

/** One file, offline, under the policy that it states itself. */
async function opensFromDisk(t, file) {
  const { page, problems } = await openPage(t, pathToFileURL(file).href);
  await page.context().setOffline(true);
  await page.goto(pathToFileURL(file).href);
  const explorer = page.locator('attention-explorer');
  await explorer.getByText('lost').first().waitFor();
  await photo(page, 'notebook-saved');
  assert.deepEqual(problems, []);
}

/** Runs the cell that has `part` in it, with another source if one is given; what it wrote. */
async function runCell(page, part, source) {
  return page.evaluate(
    async ([part, source]) => {
      const { content: notebook } = globalThis.jupyterapp.shell.currentWidget;
      const { model } = notebook;
      const n = [...model.cells].findIndex((cell) => cell.type === 'code' && cell.sharedModel.source.includes(part));
      const cell = model.cells.get(n);
      const old = cell.sharedModel.source;
      if (source) cell.sharedModel.source = source;
      notebook.activeCellIndex = n;
      await globalThis.jupyterapp.commands.execute('notebook:run-cell');
      const wrote = cell.outputs
        .toJSON()
        .map((output) => output.text ?? output.evalue ?? '')
        .join('');
      cell.sharedModel.source = old;
      return wrote;
    },
    [part, source],
  );
}

async function openPage(t, origin) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  t.after(() => context.close());
  const problems = [];
  page.on('pageerror', (error) => problems.push(`exception: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(origin) && !/^(data|blob):/.test(request.url()))
      problems.push(`request: ${request.url()}`);
  });
  return { page, problems };
}

/** A JupyterLab that knows nothing of its user's: no settings, no extensions, no password. */
async function startLab(folder) {
  const home = join(folder, '.home');
  rmSync(home, { recursive: true, force: true });
  mkdirSync(join(home, 'config/labconfig'), { recursive: true });
  const disabledExtensions = { '@jupyterlab/apputils-extension:announcements': true };
  writeFileSync(join(home, 'config/labconfig/page_config.json'), JSON.stringify({ disabledExtensions }));
  const port = await freePort();
  const options = {
    'ServerApp.port': port,
    'ServerApp.ip': '127.0.0.1',
    'ServerApp.base_url': base,
    'ServerApp.root_dir': folder,
    'IdentityProvider.token': '',
    'LabApp.expose_app_in_browser': 'True',
    'LabApp.news_url': 'None',
    // Should whoever runs the tests end them in the middle, it ends by itself.
    'ServerApp.shutdown_no_activity_timeout': 120,
    'MappingKernelManager.cull_idle_timeout': 120,
    'MappingKernelManager.cull_interval': 30,
    'MappingKernelManager.cull_connected': 'True',
  };
  const args = [
    '-m',
    'jupyterlab',
    '--no-browser',
    '--allow-root',
    ...Object.entries(options).map(([k, v]) => `--${k}=${v}`),
  ];
  const env = {
    ...process.env,
    HOME: home,
    JUPYTER_CONFIG_DIR: join(home, 'config'),
    JUPYTER_DATA_DIR: join(home, 'data'),
    JUPYTER_RUNTIME_DIR: join(home, 'runtime'),
    JUPYTER_PLATFORM_DIRS: '0',
  };
  const child = spawn(python.bin('python'), args, { cwd: folder, env });
  let printed = '';
  child.stdout.on('data', (data) => (printed += data));
  child.stderr.on('data', (data) => (printed += data));
  const origin = `http://127.0.0.1:${port}`;
  // Its kernel may hold the pipes a little longer than it lives itself.
  const stop = async () => {
    const ended = new Promise((done) => child.once('exit', done));
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(late);
    child.stdout.destroy();
    child.stderr.destroy();
  };
  for (let n = 0; n < 240; n++) {
    if (child.exitCode !== null) throw new Error(`JupyterLab ended:\n${printed}`);
    const up = await fetch(`${origin}${base}api/status`).catch(() => null);
    if (up?.ok) return { origin, stop };
    await new Promise((wake) => setTimeout(wake, 250));
  }
  await stop();
  throw new Error(`JupyterLab does not answer:\n${printed}`);
}

function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}
