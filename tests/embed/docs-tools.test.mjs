/**
 * Each documentation tool builds its example, and what it built is opened: under a deep sub-path, with the strict policy
 * and what the tool itself needs besides. What a tool needs is its own inline scripts (by hash) and, all of them, style
 * attributes or elements that it writes; the elements need neither.
 */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { prefix } from '../web/page/server.mjs';
import { command, copyExample, dist, firstAttention, npmTools, openBuilt, pythonTools, work } from './lib.mjs';
import { attentionWheel } from './wheel.mjs';

/**
 * What a tool's own pages do wrong. Jupyter Book 1 writes one constant twice, and buttons (print, full screen) with
 * handlers in attributes, which no hash allows.
 */
const faults = {
  'jupyter-book': [
    /'THEBE_JS_URL' has already been declared/,
    /inline event handler/,
    /policy: script-src-attr inline/,
  ],
};

const csp = { toolScripts: true, inlineStyles: true };
let python;
let npm;
before(async () => {
  python = await pythonTools();
  npm = await npmTools();
});

/** As a reader of docs/embedding.md would: the elements' folder, and a model. */
function addElements(folder) {
  mkdirSync(join(folder, 'models'), { recursive: true });
  cpSync(join(dist, 'element'), join(folder, 'attention-playground'), { recursive: true });
  cpSync(join(dist, 'models/stories'), join(folder, 'models/stories'), { recursive: true });
}

const tools = {
  async mdbook(folder) {
    addElements(join(folder, 'src'));
    await command(python.bin('mdbook'), ['build'], { cwd: folder });
    return { built: join(folder, 'book'), first: 'attention.html', second: 'chapters/heads.html' };
  },
  async mkdocs(folder) {
    addElements(join(folder, 'docs'));
    await command(python.bin('mkdocs'), ['build', '--quiet', '--strict'], { cwd: folder });
    return { built: join(folder, 'site'), first: '', second: 'heads/' };
  },
  async sphinx(folder) {
    await attentionWheel(python);
    await command(python.bin('sphinx-build'), ['-q', '-W', '.', '_build'], { cwd: folder });
    return { built: join(folder, '_build'), first: 'index.html', second: 'guide/heads.html' };
  },
  async 'jupyter-book'(folder) {
    await attentionWheel(python);
    const env = { PATH: `${python.bin('')}:${process.env.PATH}`, SOURCE_DATE_EPOCH: '1' };
    await command(python.bin('jupyter-book'), ['build', '-q', '-W', '.'], { cwd: folder, env });
    return { built: join(folder, '_build/html'), first: 'intro.html', second: 'chapters/heads.html' };
  },
  async vitepress(folder) {
    addElements(join(folder, 'public'));
    await command(npm.bin('vitepress'), ['build'], { cwd: folder, env: { DOCS_BASE: prefix } });
    return { built: join(folder, '.vitepress/dist'), first: '', second: 'guide/heads.html' };
  },
};

for (const [name, build] of Object.entries(tools)) {
  test(`${name}: figures with and without an engine, started when they are reached`, async (t) => {
    const { skip } = name === 'vitepress' ? npm : python;
    if (skip) return t.skip(skip);
    const { built, first, second } = await build(copyExample(name));
    const allow = faults[name] ?? [];
    // So low that the second figure is far below.
    await readsTheFirstPage(t, built, { path: first, csp, allow, height: 360 });
    await readsTheSecondPage(t, built, { path: second, csp, allow, theme: 'dark' });
  });
}

/** What each builder of Sphinx makes of the first figure with a poster; none of them may run a script. */
const others = {
  epub: { file: 'index.xhtml', poster: /<img alt="The heads of a small model[^>]*src="_images\/kite\.svg"/ },
  text: { file: 'index.txt', poster: /^The heads of a small model over the sentence$/m },
  // An SVG is no picture for LaTeX: what it shows stands there in words.
  latex: { file: 'attentionliveinsphinx.tex', poster: /^The heads of a small model over the sentence$/m },
  man: { file: 'attentionliveinsphinx.1', poster: /^The heads of a small model over the sentence$/m },
};

for (const [builder, { file, poster }] of Object.entries(others)) {
  test(`sphinx, ${builder}: a poster and a caption, and nothing of the elements`, async (t) => {
    if (python.skip) return t.skip(python.skip);
    await attentionWheel(python);
    const folder = copyExample('sphinx', `sphinx-${builder}`);
    // EPUB warns without these two, and of what Sphinx keeps for itself beside the pages.
    const plain = ['-d', '_doctrees', '-D', 'copyright=2026', '-D', 'version=1'];
    await command(python.bin('sphinx-build'), ['-q', '-W', '-b', builder, ...plain, '.', '_build'], {
      cwd: folder,
    });
    const built = join(folder, '_build');
    const written = readFileSync(join(built, file), 'utf8');
    assert.match(written, poster);
    assert.match(written, /Eight heads, each with a habit of its own/);
    const names = readdirSync(built, { recursive: true });
    const ours = names.filter((name) => /attention-playground|\.wasm$|\.safetensors$/.test(name));
    assert.deepEqual(ours, []);
    const texts = names.filter((name) => /\.(xhtml|opf|txt|tex|1)$/.test(name));
    for (const name of texts)
      assert.doesNotMatch(readFileSync(join(built, name), 'utf8'), /<attention-|attention\.js/, name);
  });
}

test('sphinx, singlehtml: the figures of both pages in one', async (t) => {
  if (python.skip) return t.skip(python.skip);
  await attentionWheel(python);
  const folder = copyExample('sphinx', 'sphinx-singlehtml');
  await command(python.bin('sphinx-build'), ['-q', '-W', '-b', 'singlehtml', '.', '_build'], { cwd: folder });
  await readsTheFirstPage(t, join(folder, '_build'), { path: 'index.html', csp, height: 360 });
});

async function readsTheFirstPage(t, built, options) {
  const page = await openBuilt(t, built, options);
  page.setDefaultTimeout(30_000);
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  // 12 cells of which 3 are masked: drawn from the page's own numbers.
  const matrix = page.locator('attention-matrix');
  await matrix.getByText('kite').first().waitFor();
  await matrix.getByText('Each row is a word that looks').waitFor();
  const playground = page.locator('attention-playground');
  const before = await playground.evaluate((element) => ({
    poster: element.querySelector('[slot=poster]').naturalWidth,
    far: element.getBoundingClientRect().top > innerHeight + 200,
  }));
  assert.ok(before.far, 'the playground is out of sight');
  assert.deepEqual(asked.filter(isEngine), [], 'nothing is loaded for what is not yet seen');
  await playground.scrollIntoViewIfNeeded();
  await firstAttention(page);
  await playground.getByText('Eight heads, each').waitFor();
  assert.ok(before.poster > 0, 'the poster is found');
  assert.ok(asked.some(isEngine), 'the engine came');
  await fits(page, 'attention-playground');
  await photo(page, built, 'light');
}

async function readsTheSecondPage(t, built, options) {
  const page = await openBuilt(t, built, options);
  page.setDefaultTimeout(30_000);
  const element = page.locator('attention-mechanisms');
  await element.getByText('Press to compute both').click();
  await page.waitForFunction(() => performance.getEntriesByName('attention-mechanisms:first-matrices').length > 0);
  await fits(page, 'attention-mechanisms');
  await photo(page, built, 'dark');
}

const isEngine = (url) => /\.wasm$|worker|\.safetensors$/.test(url);

/** No wider than the column that the tool gives it, and its first view is drawn. */
async function fits(page, tag) {
  const { wide, column } = await page.locator(tag).evaluate((element) => ({
    wide: element.getBoundingClientRect().width,
    column: element.parentElement.getBoundingClientRect().width,
  }));
  assert.ok(wide > 200 && wide <= column + 0.5, `${tag} is ${wide} px wide in ${column} px`);
}

/** For people: `ATTN_SHOTS=/some/folder`. */
async function photo(page, built, name) {
  if (!process.env.ATTN_SHOTS) return;
  const tool = built.slice(work.length + 1).split('/')[0];
  await page.screenshot({ path: join(process.env.ATTN_SHOTS, `${tool}-${name}.png`), fullPage: true });
}
