/**
 * A language by one file, and one that runs from right to left: a copy of the page's sources gets languages/ar.ts and
 * nothing else, is built, and speaks it. What Arabic lacks there is said in English.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { axePath, enter, idle, playgroundTests } from './harness.mjs';
import { settled as mechanismsSettled } from './mechanisms-view.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));
/** For development: a copy of web/ elsewhere. */
const web = process.env.ATTN_TEST_WEB ?? `${root}web`;
const scratch = `${root}build/scratch/language-file`;
const axe = readFileSync(axePath, 'utf8');

const arabic = `/** Arabic: some words, the rest in English. */
import type { LanguageTexts } from '../sections.ts';

export const name = 'العربية';
export const direction = 'rtl';

export const texts: LanguageTexts = {
  main: {
    'prompt.label': 'نصّك',
    'prompt.try': 'جرّب',
    'prompt.tokens.two': 'رمزان ({n})',
    'prompt.tokens.few': '{n} رموز',
    'prompt.tokens.many': '{n} رمزًا',
    'prompt.tokens.other': '{n} رمز',
    'frame.heads': 'كل الرؤوس',
    'frame.head': 'الطبقة {layer}، الرأس {head}',
    'frame.matrix': 'مصفوفة',
    'frame.arcs': 'أقواس',
    'frame.mute': 'كتم',
    'matrix.table': 'جدول',
    'matrix.queries': 'الاستعلامات',
    'matrix.keys': 'المفاتيح',
    'generate.title': 'دعه يكتب',
    'generate.step': 'خطوة',
    'generate.play': 'تشغيل',
    'opened.previous': 'السابق',
    'opened.following': 'التالي',
    'next-panel.title': 'الرمز التالي',
    'next.token': 'الرمز',
    'mutes.title': 'الرؤوس المكتومة',
  },
  page: {
    'page.lead': 'محوّل حقيقي يعمل في هذا المتصفح. اكتب، وانظر إلى ما ينظر إليه كل رأس.',
    'nav.playground': 'ساحة اللعب',
    'nav.mechanisms': 'الآليات',
    'nav.learn': 'تعلّم',
    'theme.light': 'فاتح',
    'theme.dark': 'داكن',
  },
  mechanisms: { 'frame.title': 'الآليات' },
  explain: { texts: { query: { title: 'الاستعلام' } } },
  learn: { words: { 'nav.learn': 'تعلّم' } },
};
`;

function build() {
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(`${scratch}/web`, { recursive: true });
  const left = /\/web\/(node_modules|dist|test-results)(\/|$)/;
  cpSync(web, `${scratch}/web`, { recursive: true, filter: (path) => !left.test(path) });
  for (const name of ['web/node_modules', 'src']) symlinkSync(`${root}${name}`, `${scratch}/${name}`);
  writeFileSync(`${scratch}/web/src/text/languages/ar.ts`, arabic);
  const { status, stdout, stderr } = spawnSync('npx', ['vite', 'build'], {
    cwd: `${scratch}/web`,
    encoding: 'utf8',
    env: { ...process.env, ATTN_DIST: `${scratch}/dist` },
  });
  assert.equal(status, 0, stdout + stderr);
}
build();

const playground = playgroundTests({ mounts: { '': `${scratch}/dist/` } });

async function choose(page, language) {
  await page.locator(`#language input[value=${language}]`).evaluate((input) => input.click());
  await page.waitForFunction((tag) => document.documentElement.lang === tag, language);
}

const dirOf = (page, selector) =>
  page
    .locator(selector)
    .first()
    .evaluate((node) => getComputedStyle(node).direction);
const wide = (page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
/** Whether the boxes go from left to right in their order, those of one line. */
const rightwards = (page, selector) =>
  page.locator(selector).evaluateAll((nodes) => {
    const boxes = nodes.map((node) => node.getBoundingClientRect());
    const line = boxes.filter(({ top, width }) => width > 0 && Math.abs(top - boxes[0].top) < boxes[0].height);
    return line.length > 2 && line.every((box, n) => n === 0 || box.left > line[n - 1].left);
  });

async function violations(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document));
  return violations.map(({ id, nodes }) => [id, nodes[0]?.target.flat(9).join(' '), nodes[0]?.failureSummary]);
}

test('one file more is one choice more in the switch of every page, named in its own words and direction', async (t) => {
  for (const path of ['', 'learn.html']) {
    const page = await playground.open(t, { path, wait: path === '' });
    const labels = await page
      .locator('#language label')
      .evaluateAll((all) => all.map((label) => [label.lang, label.dir, label.textContent]));
    assert.deepEqual(
      labels.filter(([tag]) => tag === 'ar'),
      [['ar', 'rtl', 'العربية']],
    );
    assert.ok(labels.length >= 4);
  }
});

for (const width of [360, 1280]) {
  test(`the playground from right to left at ${width} px: its layout turns, what is drawn of an English text does not`, async (t) => {
    const page = await playground.open(t, { width, bypassCSP: true, locale: 'ar-EG' });
    await page.waitForFunction(() => document.documentElement.lang === 'ar');
    await idle(page);
    await enter(page, 'Tom had a red kite.');
    assert.equal(await page.evaluate(() => document.documentElement.dir), 'rtl');
    assert.equal(await dirOf(page, 'attention-playground .frame'), 'rtl');
    assert.equal(await page.locator('#heads-title').innerText(), 'كل الرؤوس');
    assert.ok(
      await page
        .getByText(/\d رموز/)
        .first()
        .isVisible(),
      'a plural that English has not',
    );
    assert.ok(await page.getByText('Where does this number come from?').isVisible(), 'the rest is English');
    // The first section begins at the right edge of the page.
    const title = await page.locator('#heads-title').boundingBox();
    assert.ok(title.x + title.width > width - 60 || width > 400, JSON.stringify(title));
    for (const selector of ['attention-matrix .scroller', 'attention-heads .grid', 'attention-tokens .chips'])
      assert.equal(await dirOf(page, selector), 'ltr', selector);
    assert.ok(await rightwards(page, 'attention-tokens .chip'), 'tokens');
    assert.ok(await rightwards(page, 'attention-matrix .keys .name'), 'keys');
    assert.ok(await rightwards(page, 'attention-heads .cell[data-layer="0"]'), 'heads');
    const [names, plot] = await Promise.all(
      ['.queries', '.plot'].map((part) => page.locator(`attention-matrix ${part}`).boundingBox()),
    );
    assert.ok(names.x < plot.x, 'queries stand at the left of their rows');
    assert.ok((await wide(page)) <= 0);
    assert.deepEqual(await violations(page), []);
    await page.getByRole('tab', { name: 'أقواس' }).click();
    assert.equal(await dirOf(page, 'attention-arcs svg'), 'ltr');
    assert.ok((await wide(page)) <= 0);
    assert.deepEqual(await violations(page), []);
    if (process.env.ATTN_SHOTS)
      await page.screenshot({ path: `${process.env.ATTN_SHOTS}/rtl-${width}.png`, fullPage: true });
  });

  test(`mechanisms and the Learn page from right to left at ${width} px: nothing is wider, axe finds nothing`, async (t) => {
    const page = await playground.open(t, { width, bypassCSP: true, path: '?lang=ar#mechanisms', wait: false });
    await page.waitForFunction(() => document.documentElement.dir === 'rtl');
    await mechanismsSettled(page);
    await page.waitForFunction(
      () => document.querySelector('attention-mechanisms').shadowRoot.querySelector('.frame').lang === 'ar',
    );
    assert.equal(await dirOf(page, 'attention-mechanisms .frame'), 'rtl');
    assert.equal(await dirOf(page, 'mechanism-grid .sheet'), 'ltr');
    assert.ok(await rightwards(page, 'mechanism-grid >> nth=0 >> .keys .name'));
    assert.ok((await wide(page)) <= 0);
    assert.deepEqual(await violations(page), []);
    if (process.env.ATTN_SHOTS)
      await page.screenshot({ path: `${process.env.ATTN_SHOTS}/rtl-mechanisms-${width}.png`, fullPage: true });
    const learn = await playground.open(t, { width, bypassCSP: true, path: 'learn.html?lang=ar', wait: false });
    await learn.locator('#query-title').waitFor();
    assert.equal(await learn.evaluate(() => document.documentElement.dir), 'rtl');
    assert.match(await learn.locator('#query-title').innerText(), /الاستعلام/);
    assert.match(await learn.locator('#key-title').innerText(), /\w/, 'what is not there is English');
    assert.ok((await wide(learn)) <= 0);
    assert.deepEqual(await violations(learn), []);
    if (process.env.ATTN_SHOTS) await learn.screenshot({ path: `${process.env.ATTN_SHOTS}/rtl-learn-${width}.png` });
  });
}

test('arrows go where they point: along tabs from right to left, along English tokens from left to right', async (t) => {
  const page = await playground.open(t, { path: '?lang=ar' });
  await page.waitForFunction(() => document.documentElement.dir === 'rtl');
  await idle(page);
  const tab = (name) => page.getByRole('tab', { name });
  await tab('مصفوفة').focus();
  await page.keyboard.press('ArrowRight');
  assert.equal(await tab('مصفوفة').getAttribute('aria-selected'), 'true', 'the first tab is the one at the right');
  await page.keyboard.press('ArrowLeft');
  assert.equal(await tab('أقواس').getAttribute('aria-selected'), 'true');
  const chip = (n) => page.locator(`attention-tokens [data-index="${n}"]`);
  await chip(0).focus();
  await page.keyboard.press('ArrowRight');
  assert.equal(await chip(1).getAttribute('tabindex'), '0');
  // A text that runs from right to left: its tokens do, and so do the arrows.
  await page.locator('attention-tokens').evaluate((element) => {
    element.tokens = ['<s>', 'قال', ' الولد'].map((text, id) => ({ id, text, special: id === 0 }));
    return element.updateComplete;
  });
  assert.equal(await dirOf(page, 'attention-tokens .chips'), 'rtl');
  await chip(1).focus();
  await page.keyboard.press('ArrowLeft');
  assert.equal(await chip(2).getAttribute('tabindex'), '0');
});

test('back in English the page runs from left to right again', async (t) => {
  const page = await playground.open(t, { path: '?lang=ar' });
  await page.waitForFunction(() => document.documentElement.dir === 'rtl');
  await choose(page, 'en');
  await idle(page);
  assert.equal(await page.evaluate(() => document.documentElement.dir), 'ltr');
  assert.equal(await dirOf(page, 'attention-playground .frame'), 'ltr');
});
