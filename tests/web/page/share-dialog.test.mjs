/** The Share dialog: a link, code that shows the same elsewhere, files that go out and come back; by keyboard, in every language and theme. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { axePath, box, enter, given, idle, playgroundTests, settled } from './harness.mjs';
import { settled as mechanismsSettled } from './mechanisms-view.mjs';

const articles = mkdtempSync(join(tmpdir(), 'attn-share-'));
const playground = playgroundTests({ mounts: { 'article/': `${articles}/` } });
after(() => rmSync(articles, { recursive: true, force: true }));

const dialog = (page) => page.locator('attention-share');
const section = (page, name) => dialog(page).locator(`[data-section=${name}]`);
const said = (page, name) => section(page, name).locator('[role=status]');
const open = async (page) => {
  await page.click('#share');
  await section(page, 'import').waitFor();
};
const code = async (page, tab) => {
  await dialog(page).locator(`#tab-${tab}`).click();
  return dialog(page).locator('#code').inputValue();
};
const head = (page, layer, number) =>
  page.locator(`attention-heads .cell[data-layer="${layer}"][data-head="${number}"]`).click();
const state = (page) => page.evaluate(() => document.querySelector('attention-playground').snapshot());

async function change(page) {
  await enter(page, 'Tom & "Anna" had a <red> kite.\n\nTwo');
  await head(page, 2, 3);
  await page.locator('[data-action=mute]').click();
  await idle(page);
}

async function exported(page, id) {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog(page).locator(`[data-export=${id}]`).click(),
  ]);
  const bytes = readFileSync(await download.path());
  return { name: download.suggestedFilename(), bytes, text: bytes.toString('utf8') };
}

test('the dialog opens and closes by keyboard, and the focus comes back to the button', async (t) => {
  const page = await playground.open(t);
  await page.locator('#share').focus();
  await page.keyboard.press('Enter');
  await section(page, 'link').waitFor();
  const focused = () =>
    page.evaluate(() => document.activeElement.shadowRoot?.activeElement?.id ?? document.activeElement.id);
  assert.equal(await focused(), 'link');
  await dialog(page).locator('#tab-html').focus();
  await page.keyboard.press('ArrowRight');
  assert.equal(await dialog(page).locator('[role=tab][aria-selected=true]').getAttribute('id'), 'tab-iframe');
  assert.equal(await focused(), 'tab-iframe');
  const places = new Set();
  let last = '';
  for (let n = 0; n < 30; n++) {
    await page.keyboard.press('Tab');
    // By its deepest node: the dialog's own. After the last one comes the browser's turn, once, which is seen as none.
    const [inside, name] = await page.evaluate(() => {
      let at = document.activeElement;
      while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
      const box = document.querySelector('attention-share').shadowRoot.querySelector('dialog');
      return [box.contains(at), at ? `${at.localName}#${at.id}${at.dataset.action ?? at.dataset.export ?? ''}` : ''];
    });
    const browsers = name === 'body#' && last === 'button#open';
    assert.ok(inside || browsers, `the focus stays inside; Tab ${n + 1} went from ${last} to ${name}`);
    places.add(name);
    last = name;
  }
  assert.ok(places.size > 8, `the focus goes on: ${[...places]}`);
  await page.keyboard.press('Escape');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'share');
});

test('the link is copied and opens what is on the screen; a text too long for it is said so', async (t) => {
  const page = await playground.open(t, { permissions: ['clipboard-read', 'clipboard-write'] });
  await change(page);
  await open(page);
  await dialog(page).locator('[data-action=copy-link]').click();
  await said(page, 'link').getByText('Copied.').waitFor();
  const url = await page.evaluate(() => navigator.clipboard.readText());
  assert.ok(url.startsWith(`${playground.url}#playground?v=1&text=`), url);
  assert.equal(await section(page, 'link').locator('[data-left]').count(), 0);
  const kept = await state(page);
  const other = await playground.open(t, { path: url.slice(playground.url.length) });
  assert.deepEqual(await state(other), kept);
  await page.keyboard.press('Escape');
  await box(page).fill('🪁'.repeat(900));
  await open(page);
  await section(page, 'link').locator('[data-left]').getByText('too long').waitFor();
  assert.ok((await dialog(page).locator('#link').inputValue()).length < 8200);
});

test('where the page may not copy, the text is selected and that is said', async (t) => {
  const page = await playground.open(t, {
    script: () => Object.defineProperty(navigator, 'clipboard', { value: undefined }),
  });
  await open(page);
  await dialog(page).locator('[data-action=copy-code]').click();
  await said(page, 'embed').getByText('copy it yourself').waitFor();
  const selected = await dialog(page)
    .locator('#code')
    .evaluate((field) => field.value.slice(field.selectionStart, field.selectionEnd));
  assert.match(selected, /<attention-playground/);
});

for (const tab of ['html', 'iframe', 'markdown']) {
  test(`the ${tab} snippet, pasted into a page under the strict policy, shows the same`, async (t) => {
    const page = await playground.open(t);
    await change(page);
    await open(page);
    const text = await code(page, tab);
    writeFileSync(
      join(articles, `${tab}.html`),
      `<!doctype html><html lang="en"><meta charset="utf-8"><title>Article</title><link rel="icon" href="data:,"><body>${text}</body></html>`,
    );
    const kept = await state(page);
    const other = await playground.open(t, {
      path: `article/${tab}.html`,
      wait: false,
      allow: [/frame-ancestors|frame-src|Refused to frame|default-src|Framing/],
    });
    if (tab === 'iframe') {
      assert.equal(await other.locator('iframe').count(), 1);
      const src = await other.locator('iframe').getAttribute('src');
      const frame = await playground.open(t, { path: src.slice(playground.url.length) });
      const { model, ...rest } = await state(frame);
      assert.deepEqual({ model, ...rest }, kept);
      return;
    }
    await settled(other);
    const { model, ...rest } = await state(other);
    const { model: _, ...expected } = kept;
    assert.deepEqual(rest, expected);
    assert.equal(model, `${playground.url}models/stories/`);
  });
}

test('two snippets in one page, under the strict policy, are each as they were shared', async (t) => {
  const page = await playground.open(t);
  const pasted = [];
  const kept = [];
  for (const [layer, number] of [
    [2, 3],
    [4, 1],
  ]) {
    await head(page, layer, number);
    await page.locator('[data-action=mute]').click();
    await page.evaluate((seed) => {
      const { store } = document.querySelector('attention-playground');
      store.patch({ sampling: { ...store.state.sampling, seed, temperature: 1.3 }, length: seed });
    }, layer + 7);
    await idle(page);
    await open(page);
    pasted.push(await code(page, 'html'));
    kept.push(await state(page));
    await page.keyboard.press('Escape');
  }
  assert.deepEqual([kept[0].mutes, kept[1].mutes, kept[1].length], [['2.3'], ['2.3', '4.1'], 11]);
  writeFileSync(
    join(articles, 'two.html'),
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>Article</title><link rel="icon" href="data:,"><body>${pasted.join('\n')}</body></html>`,
  );
  const other = await playground.open(t, { path: 'article/two.html', wait: false });
  await other.waitForFunction(() =>
    [...document.querySelectorAll('attention-playground')].every((element) => element.data),
  );
  const shown = await other.evaluate(() =>
    Promise.all(
      [...document.querySelectorAll('attention-playground')].map(async (element) => {
        await element.settled();
        return element.snapshot();
      }),
    ),
  );
  const model = `${playground.url}models/stories/`;
  assert.deepEqual(
    shown,
    kept.map((one) => ({ ...one, model })),
  );
});

test('pictures and numbers go out as they are on the screen', async (t) => {
  const page = await playground.open(t);
  await change(page);
  await open(page);
  const svg = await exported(page, 'svg');
  assert.equal(svg.name, 'attention-matrix-2.3.svg');
  assert.match(svg.text, /^<svg[\s\S]*<title>[^<]*Layer 2, head 3/);
  assert.ok(svg.text.includes('&lt;red') || svg.text.includes('red'), 'tokens are text');
  const png = await exported(page, 'png2');
  assert.deepEqual([...png.bytes.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
  const width = Number(/width="(\d+)"/.exec(svg.text)[1]);
  assert.equal(png.bytes.readUInt32BE(16), 2 * width);
  assert.equal((await exported(page, 'png3')).bytes.readUInt32BE(16), 3 * width);
  for (const what of ['arcs', 'heads', 'next']) {
    await dialog(page).locator('#what').selectOption(what);
    assert.match((await exported(page, 'svg')).text, /^<svg[\s\S]*<\/svg>\s*$/, what);
  }
  await dialog(page).locator('#colours').selectOption('print');
  assert.notEqual((await exported(page, 'svg')).text.includes('#0f1216'), true);
  const csv = await exported(page, 'csv-head');
  const [patterns] = [await given(page, 'attention-heads', 'patterns')];
  const t2 = patterns[2].shape[1];
  assert.equal(csv.name, 'attention-2.3.csv');
  const rows = csv.text.trim().split('\r\n');
  const last = rows.at(-1).split(',').map(Number);
  assert.equal(Math.fround(last.at(-1)), patterns[2].data[3 * t2 * t2 + t2 * t2 - 1]);
  const all = await exported(page, 'csv-all');
  assert.equal(all.text.split('\r\n')[0], 'layer,head,query,key,query_token,key_token,weight');
});

test('a JSON file brings everything back, in another visit too', async (t) => {
  const page = await playground.open(t);
  await change(page);
  await open(page);
  const { name, text } = await exported(page, 'json');
  assert.equal(name, 'attention.json');
  const file = JSON.parse(text);
  assert.deepEqual([file.format, file.version], ['attention-playground', 1]);
  const kept = await state(page);
  const other = await playground.open(t);
  await open(other);
  await dialog(other).locator('#paste').fill(text);
  await dialog(other).locator('[data-action=open]').click();
  await said(other, 'import').getByText('is open').waitFor();
  await idle(other);
  assert.deepEqual(await state(other), kept);
});

const data = JSON.stringify({
  tokens: ['one', 'two'],
  attention: [
    [
      [1, 0],
      [0.25, 0.75],
    ],
  ],
});

test('data of another program is shown, and said to be imported; Back leads to the dialog', async (t) => {
  const page = await playground.open(t);
  const before = await state(page);
  await open(page);
  await dialog(page).locator('#paste').fill(data);
  await dialog(page).locator('[data-action=open]').click();
  await dialog(page).getByText('These numbers are from the file').waitFor();
  assert.match(await dialog(page).locator('#title').innerText(), /^Imported: /);
  await dialog(page).locator('attention-explorer').waitFor();
  await dialog(page).locator('[data-action=back]').click();
  await section(page, 'import').waitFor();
  assert.deepEqual(await state(page), before);
});

for (const [what, text, say] of [
  ['no JSON', '{', /not JSON/],
  ['no document', '{"a": 1}', /tokens/],
  ['a higher version', '{"format":"attention-playground","version":99,"tokens":[],"attention":[]}', /99/],
  ['nothing', '', /nothing to open/],
]) {
  test(`what is pasted is said to be ${what}, and stays to be mended`, async (t) => {
    const page = await playground.open(t);
    const before = await state(page);
    await open(page);
    await dialog(page).locator('#paste').fill(text);
    await dialog(page).locator('[data-action=open]').click();
    await page.waitForFunction(() =>
      document.querySelector('attention-share').shadowRoot.querySelector('[data-section=import] .wrong'),
    );
    assert.match(await said(page, 'import').innerText(), say);
    assert.equal(await dialog(page).locator('#paste').inputValue(), text);
    assert.deepEqual(await state(page), before);
  });
}

test('a document dropped on the page is opened; it is not taken for a model', async (t) => {
  const page = await playground.open(t);
  const before = await state(page);
  await page.evaluate((text) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], 'kite.json', { type: 'application/json' }));
    const target = document.querySelector('attention-playground').shadowRoot.querySelector('.frame');
    for (const type of ['dragenter', 'dragover', 'drop'])
      target.dispatchEvent(
        new DragEvent(type, { dataTransfer: transfer, bubbles: true, composed: true, cancelable: true }),
      );
  }, data);
  await dialog(page).getByText('Imported: kite.json').waitFor();
  assert.deepEqual(await state(page), before);
  assert.equal(await page.locator('attention-playground .overlay').count(), 0, 'nothing hangs over the page any more');
});

test('in the Mechanisms view the comparison is what goes out, by code, picture and link', async (t) => {
  const page = await playground.open(t, { path: '?mechanism=alibi#mechanisms', wait: false });
  await mechanismsSettled(page);
  await open(page);
  assert.match(await dialog(page).locator('#link').inputValue(), /#mechanisms\?v=1.*&m=alibi/);
  assert.match(await code(page, 'html'), /<attention-mechanisms[\s\S]*mechanism="alibi"/);
  const svg = await exported(page, 'svg');
  assert.equal(svg.name, 'attention-mechanisms.svg');
  assert.match(svg.text, /ALiBi/);
});

test('an element in somebody’s page has a dialog of its own: files go out and in; hide and readonly are heeded', async (t) => {
  writeFileSync(
    join(articles, 'element.html'),
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>Article</title><link rel="icon" href="data:,">
    <script type="module" src="../element/attention-playground.js"></script>
    <body><attention-playground model="../models/stories/" text="Tom sat." layer="1" head="1" theme="dark"></attention-playground></body></html>`,
  );
  const page = await playground.open(t, { path: 'article/element.html' });
  await page.locator('attention-playground .share button').click();
  await section(page, 'export').waitFor();
  assert.equal(await section(page, 'link').count(), 0);
  assert.equal(await section(page, 'embed').count(), 0);
  assert.equal(await dialog(page).locator('#colours').inputValue(), 'dark');
  const { text } = await exported(page, 'json');
  assert.equal(JSON.parse(text).text, 'Tom sat.');
  await dialog(page).locator('#paste').fill(text.replaceAll('"layer":1,"head":1', '"layer":2,"head":3'));
  await dialog(page).locator('[data-action=open]').click();
  await said(page, 'import').getByText('is open').waitFor();
  await page.keyboard.press('Escape');
  const element = page.locator('attention-playground').first();
  await element.evaluate((node) => node.setAttribute('readonly', ''));
  await page.locator('attention-playground .share button').click();
  await section(page, 'export').waitFor();
  assert.equal(await section(page, 'import').count(), 0);
  await page.keyboard.press('Escape');
  await element.evaluate((node) => node.setAttribute('hide', 'share'));
  await page.waitForFunction(() => !document.querySelector('attention-playground').shadowRoot.querySelector('.share'));
});

for (const [language, theme, width] of [
  ['en', 'light', 1280],
  ['nb', 'dark', 360],
  ['nl', 'light', 320],
]) {
  test(`axe finds nothing in the dialog in ${language}, ${theme}, ${width} px, and nothing is wider than it`, async (t) => {
    const page = await playground.open(t, { theme, width, bypassCSP: true, locale: language });
    await page.waitForFunction((tag) => document.documentElement.lang === tag, language);
    await open(page);
    await page.evaluate(readFileSync(axePath, 'utf8'));
    const { violations } = await page.evaluate(() => window.axe.run(document));
    assert.deepEqual(
      violations.map(({ id, nodes }) => [id, nodes[0]?.target]),
      [],
    );
    const over = await page.evaluate(() => {
      const box = document.querySelector('attention-share').shadowRoot.querySelector('dialog');
      return [box.scrollWidth - box.clientWidth, document.documentElement.scrollWidth - innerWidth];
    });
    assert.deepEqual(over, [0, 0]);
  });
}
