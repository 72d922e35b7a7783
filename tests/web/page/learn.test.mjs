/** The Learn page as a reader meets it: texts at once, live views when they come near, three languages. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { axePath, playgroundTests } from './harness.mjs';

const playground = playgroundTests();
const axe = readFileSync(axePath, 'utf8');
const presets = JSON.parse(readFileSync(new URL('../../../src/mechanisms/presets.json', import.meta.url), 'utf8'));

/** A page whose texts are there; nothing is scrolled to yet. */
async function openLearn(t, { search = '', ...options } = {}) {
  const page = await playground.open(t, { path: `learn.html${search}`, wait: false, ...options });
  await page.waitForFunction(() => performance.getEntriesByName('attention-playground:learn').length > 0);
  return page;
}

/** What was fetched of the engine and its model since the page began, by the ends of the addresses. */
const engineRequests = (page) =>
  page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map(({ name }) => new URL(name).pathname.split('/').at(-1))
      .filter((name) => /\.wasm$|^worker|\.safetensors$|^tokenizer|^config\.json$/.test(name)),
  );

/** Scrolls to an entry's n-th live view and waits until the engine has answered it. */
async function liveView(page, entry, n = 0, scroll = true) {
  const place = page.locator(`#${entry} .live`).nth(n);
  if (scroll) await place.scrollIntoViewIfNeeded();
  await page.waitForFunction(
    ([id, at]) => {
      const place = document.querySelectorAll(`#${id} .live`)[at];
      const panel = place?.lastElementChild?.shadowRoot?.querySelector('.panel');
      return (
        place?.dataset.phase === 'live' &&
        panel?.getAttribute('aria-busy') === 'false' &&
        panel.querySelector('canvas, table, ol, svg, mechanism-grid')
      );
    },
    [entry, n],
  );
  return place.locator('> :last-child');
}

test('a page without a view in sight asks for no engine and no model', async (t) => {
  const page = await openLearn(t, { height: 500, width: 360 });
  await page.waitForTimeout(500);
  assert.deepEqual(await engineRequests(page), []);
  assert.equal(page.workers().length, 0);
  await liveView(page, 'query');
  assert.ok((await engineRequests(page)).includes('model.safetensors'));
  assert.equal(page.workers().length, 1);
});

for (const [language, code] of Object.entries({ English: 'en', 'Norsk bokmål': 'nb', Nederlands: 'nl' })) {
  test(`every text stands on the page in ${language}, with its facts and its place for a live view`, async (t) => {
    const page = await openLearn(t, { search: `?lang=${code}`, height: 140 });
    assert.equal(await page.evaluate(() => document.documentElement.lang), code);
    const entries = await page.locator('.entry').evaluateAll((all) =>
      all.map((entry) => ({
        id: entry.id,
        title: entry.querySelector('h3').textContent.trim(),
        known: entry.querySelector('.known')?.textContent.trim() ?? '',
        line: entry.querySelector('.line').textContent.trim(),
        body: entry.querySelector('.body').textContent.trim(),
        lives: entry.querySelectorAll('.live').length,
        link: entry.querySelector('.facts a')?.href ?? '',
        formula: entry.querySelector('.formula')?.textContent ?? '',
      })),
    );
    assert.equal(entries.length, presets.length + 16);
    for (const { id, url, name, year } of presets) {
      const entry = entries.find((one) => one.id === id);
      assert.ok(entry, id);
      assert.equal(entry.link, url, id);
      assert.ok(entry.formula.length > 3, id);
      // What papers call it, so that a reader who looks for that finds it.
      assert.ok(entry.known.endsWith(String(year)), `${id}: ${entry.known}`);
      assert.ok(entry.title === name || entry.known.startsWith(name), `${id}: ${entry.known}`);
    }
    for (const { id, title, line, body, lives } of entries) {
      assert.ok(title.length > 2 && line.length > 20 && body.length > 150 && lives > 0, id);
    }
    // No sentence is that of another language by mistake: bodies differ from the English ones.
    if (code !== 'en') {
      const english = await openLearn(t, { search: '?lang=en', height: 140 });
      const bodies = await english.locator('.entry .body').allTextContents();
      for (const [n, { id, body }] of entries.entries()) assert.notEqual(body, bodies[n].trim(), id);
    }
    assert.equal(await page.locator('.history li').count(), 15);
  });
}

test('the language is switched without a reload, remembered, and the reader stays where he was', async (t) => {
  const page = await openLearn(t, { search: '#causal', height: 700 });
  const top = () => page.locator('#causal').evaluate((entry) => Math.round(entry.getBoundingClientRect().top));
  await liveView(page, 'causal');
  const before = await top();
  // Not by a pointer: that would have to scroll to the switch first.
  await page.locator('#language input[value=nb]').evaluate((input) => input.click());
  await page.waitForFunction(() => document.documentElement.lang === 'nb');
  assert.ok(Math.abs((await top()) - before) < 60, `${before} and ${await top()}`);
  assert.match(await page.locator('#texts').textContent(), /Fra tekst til neste ord/);
  await page.reload();
  await page.waitForFunction(() => document.documentElement.lang === 'nb' && document.querySelector('.entry'));
  assert.equal(await page.locator('#language input:checked').getAttribute('value'), 'nb');
});

test('live views draw what the engine says: eight of them, a panel and a scan among them', async (t) => {
  const page = await openLearn(t);
  for (const id of ['query', 'softmax', 'bahdanau', 'sliding_window', 'rotary', 'linear_attention', 'selective_scan']) {
    const view = await liveView(page, id);
    assert.equal((await view.locator('[role=alert]').allTextContents()).join('').trim(), '', id);
  }
  // The matrices hold the engine's numbers: softmax rows sum to 1, those of a scan need not.
  const sums = (entry, column) =>
    page
      .locator(`#${entry} mechanism-grid`)
      .nth(column)
      .evaluate(({ pattern, queryTokens }) => {
        const n = queryTokens.length;
        return Array.from({ length: n }, (_, i) => pattern.slice(i * n, (i + 1) * n).reduce((sum, w) => sum + w, 0));
      });
  for (const sum of await sums('linear_attention', 1)) assert.ok(Math.abs(sum - 1) < 1e-4, sum);
  assert.ok((await sums('selective_scan', 1)).some((sum) => Math.abs(sum - 1) > 0.05));
  // A window of 6 lets through 6 keys a row at most, and its kernel computes no others.
  const open = await page
    .locator('#sliding_window mechanism-grid')
    .nth(1)
    .evaluate(({ pattern }) => pattern.filter((w) => w !== 0).length);
  const scores = await page
    .locator('#sliding_window learn-compare')
    .evaluate((view) => view.shadowRoot.querySelector('table.numbers').textContent);
  assert.ok(scores.includes(String(open)), `${open} in ${scores}`);
  const flash = await liveView(page, 'flash');
  assert.ok((await flash.locator('table').count()) > 0);
  assert.match(await flash.locator('.player').textContent(), /Step 1 of 16/);
});

test('another head can be chosen where a text sends its reader through the heads', async (t) => {
  const page = await openLearn(t);
  const view = await liveView(page, 'alibi');
  const row = () =>
    page
      .locator('#alibi mechanism-grid')
      .nth(1)
      .evaluate(({ pattern }) => [...pattern.slice(-30)]);
  const before = await row();
  await page.locator('#alibi .pick select').nth(1).selectOption('0');
  await page.waitForFunction((old) => {
    const grid = document.querySelector('#alibi learn-compare').shadowRoot.querySelectorAll('mechanism-grid')[1];
    return grid.pattern?.slice(-30).some((w, n) => Math.abs(w - old[n]) > 1e-3);
  }, before);
  // The steepest slope is the first head's: it halves the weight with every step and soon sees nothing far.
  assert.ok((await row())[0] < 0.01);
  assert.equal(await view.evaluate(({ source }) => source.head), 0);
});

test('the numbers behind bars can be read', async (t) => {
  const page = await openLearn(t);
  const view = await liveView(page, 'score');
  await view.locator('summary').click();
  // The table comes with the event that follows the click.
  await view.locator('.listed tbody tr').first().waitFor();
  const rows = await view
    .locator('.listed tbody tr')
    .evaluateAll((all) =>
      all.map((row) => [...row.querySelectorAll('td')].map((cell) => Number(cell.textContent.replace('−', '-')))),
    );
  assert.equal(rows.length, 16);
  for (const [q, k, product] of rows) assert.ok(Math.abs(q * k - product) < 0.02 * Math.max(1, Math.abs(product)));
});

test('one sentence for all: what is typed reaches a view in sight, and one that comes later', async (t) => {
  const page = await openLearn(t);
  await liveView(page, 'query');
  await page.locator('#sentence').fill('The cat sat.');
  const tokens = (view) =>
    page
      .locator(view)
      .first()
      .evaluate(({ queryTokens }) => queryTokens.map(({ text }) => text).join(''));
  await page.waitForFunction(() => /4|5|6/.test(document.querySelector('.count').textContent));
  await page.waitForFunction(() => {
    const grid = document.querySelector('#query learn-edit').shadowRoot.querySelector('mechanism-grid');
    return grid.queryTokens
      .map(({ text }) => text)
      .join('')
      .endsWith('The cat sat.');
  });
  await liveView(page, 'bahdanau');
  assert.ok((await tokens('#bahdanau mechanism-grid')).endsWith('The cat sat.'));
  await page.getByRole('button', { name: 'Back to the example' }).click();
  assert.match(await page.locator('#sentence').inputValue(), /^Anna had a red kite/);
});

test('a sentence beyond the context says so, and the views keep the one before', async (t) => {
  const page = await openLearn(t);
  await liveView(page, 'query');
  await page.locator('#sentence').fill('dog tree '.repeat(600));
  await page.locator('.sentence .trouble').waitFor();
  assert.match(await page.locator('.sentence .trouble').textContent(), /context|tokens/);
  const shown = await page
    .locator('#query mechanism-grid')
    .first()
    .evaluate(({ queryTokens }) => queryTokens.length);
  assert.ok(shown > 20 && shown < 60);
});

test('a link leads to its text, wherever that is', async (t) => {
  const page = await openLearn(t, { search: '?lang=en#flash' });
  await page.waitForFunction(() => Math.abs(document.querySelector('#flash').getBoundingClientRect().top) < 120);
  await liveView(page, 'flash', 0, false);
  const top = await page.locator('#flash').evaluate((entry) => entry.getBoundingClientRect().top);
  assert.ok(Math.abs(top) < 120, String(top));
  assert.equal(await page.locator('#flash .open a').getAttribute('href'), './?mechanism=flash#mechanisms');
});

test('views that come above it do not push a linked text away', async (t) => {
  const page = await openLearn(t, { search: '?lang=en#dilated' });
  await liveView(page, 'dilated', 0, false);
  await page.waitForFunction(() => document.querySelector('#sliding_window .live').dataset.phase === 'live');
  // Something above grows, as a view does that was given less room than it takes.
  await page
    .locator('#sliding_window .live')
    .first()
    .evaluate((place) => {
      place.style.minHeight = `${place.offsetHeight + 300}px`;
    });
  await page.waitForTimeout(300);
  const top = await page.locator('#dilated').evaluate((entry) => entry.getBoundingClientRect().top);
  assert.ok(Math.abs(top) < 40, String(top));
});

test('the contents lead to every text, and mark the one that is read', async (t) => {
  const page = await openLearn(t);
  const broken = await page
    .locator('.contents a, .history a[href^="#"]')
    .evaluateAll((links) =>
      links.map((link) => link.getAttribute('href')).filter((href) => !document.querySelector(href)),
    );
  assert.deepEqual(broken, []);
  await page.locator('.contents a[href="#alibi"]').click();
  await page.waitForFunction(
    () => document.querySelector('.contents [aria-current]')?.getAttribute('href') === '#alibi',
  );
});

test('on a narrow page the contents are folded, open on demand, and close behind a choice', async (t) => {
  const page = await openLearn(t, { width: 360, height: 740 });
  assert.equal(await page.locator('#contents').evaluate(({ open }) => open), false);
  await page.locator('#contents summary').click();
  await page.locator('.contents a[href="#cosine"]').click();
  assert.equal(await page.locator('#contents').evaluate(({ open }) => open), false);
  await page.waitForFunction(() => Math.abs(document.querySelector('#cosine').getBoundingClientRect().top) < 200);
});

for (const theme of ['light', 'dark']) {
  for (const width of [1280, 360]) {
    test(`axe finds nothing, ${theme}, ${width} px`, async (t) => {
      const page = await openLearn(t, { theme, width, bypassCSP: true });
      for (const id of ['query', 'mask', 'heads', 'bahdanau', 'painted', 'cross_attention']) await liveView(page, id);
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => window.axe.run(document));
      const found = violations.flatMap(({ id, nodes }) =>
        nodes.map((node) => `${id}: ${node.target.flat(9).join(' ')}: ${node.failureSummary}`),
      );
      assert.deepEqual(found, []);
    });
  }
}

for (const width of [320, 360, 768, 1280, 1920]) {
  test(`nothing is wider than the page at ${width} px`, async (t) => {
    const page = await openLearn(t, { width });
    for (const id of [
      'tokens',
      'query',
      'score',
      'softmax',
      'sum',
      'heads',
      'residual',
      'painted',
      'multi_query',
      'flash',
    ])
      await liveView(page, id);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(wide, 0);
  });
}

test('on paper the texts are whole, and what was never live takes no room', async (t) => {
  const page = await openLearn(t, { height: 140 });
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.locator('#aside').isVisible(), false);
  assert.equal(await page.locator('.live').first().isVisible(), false);
  assert.ok(await page.locator('#hierarchical .body').isVisible());
});
