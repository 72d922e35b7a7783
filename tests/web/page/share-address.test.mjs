/** The state in the address: written as the reader goes, restored by whoever opens it, kept when a view or the skip link is followed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { box, enter, given, idle, playgroundTests, settled } from './harness.mjs';
import { settled as mechanismsSettled } from './mechanisms-view.mjs';

const playground = playgroundTests();

/** What the playground has, without what is only of the moment. */
const state = (page) =>
  page.evaluate(() => {
    const { text, layer, head, mutes, cell, cellChosen, sampling, length } =
      document.querySelector('attention-playground').store.state;
    return { text, layer, head, mutes, cell: cellChosen ? cell : null, sampling, length };
  });
const hash = (page) => page.evaluate(() => location.hash);
const stored = (page) => page.evaluate(() => ({ ...localStorage }));
/** The address is written a moment after the last change. */
const written = (page, part) => page.waitForFunction((text) => location.hash.includes(text), part);
const head = (page, layer, number) =>
  page.locator(`attention-heads .cell[data-layer="${layer}"][data-head="${number}"]`).click();
const notice = (page) => page.locator('[data-notice=link]');

async function change(page) {
  await enter(page, 'Tom & Anna: 100% + "kites"\n#2 🪁');
  await head(page, 2, 3);
  await page.locator('[data-action=mute]').click();
  await page.locator('#tab-arcs').click();
  await idle(page);
}

test('what the reader chooses stands in the address, and whoever opens it sees the same', async (t) => {
  const page = await playground.open(t);
  assert.equal(await hash(page), '', 'a page that nobody touched keeps the address it was opened by');
  await change(page);
  await written(page, 'tab=arcs');
  await written(page, 'mute=2.3');
  const url = page.url();
  const [before, numbers] = [await state(page), await given(page, 'attention-next', 'next')];
  const other = await playground.open(t, { path: url.slice(playground.url.length) });
  assert.deepEqual(await state(other), before);
  assert.deepEqual(await given(other, 'attention-next', 'next'), numbers);
  assert.equal(await other.locator('#tab-arcs').getAttribute('aria-selected'), 'true');
  await other.waitForTimeout(600);
  assert.equal(other.url(), url, 'opening a link does not change it');
  await page.reload();
  await settled(page);
  assert.deepEqual(await state(page), before);
});

test('the views’ links, Back and Forward and the skip link keep what the reader has', async (t) => {
  const page = await playground.open(t);
  await change(page);
  await written(page, 'mute=2.3');
  const before = await state(page);
  await page.click('[data-view=mechanisms]');
  await mechanismsSettled(page);
  await written(page, 'mechanisms?v=1');
  assert.deepEqual(await state(page), before);
  await page.locator('attention-mechanisms playground-prompt textarea').fill('Typed in the other view');
  await mechanismsSettled(page);
  await page.goBack();
  await page.waitForFunction(() => !document.querySelector('attention-playground').hidden);
  await idle(page);
  assert.equal((await state(page)).text, 'Typed in the other view', 'Back changes the view, not the text');
  await page.goForward();
  await page.waitForFunction(() => document.querySelector('attention-playground').hidden);
  assert.equal((await state(page)).text, 'Typed in the other view');
  await page.goBack();
  await page.waitForFunction(() => !document.querySelector('attention-playground').hidden);
  await page.locator('.skip').focus();
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'playground');
  await written(page, 'Typed+in+the+other+view');
  assert.deepEqual((await state(page)).mutes, ['2.3']);
});

test('a link that is followed in the page shows its state, and Back what was there', async (t) => {
  const page = await playground.open(t);
  await enter(page, 'The first text');
  await written(page, 'The+first+text');
  await page.evaluate(() => {
    location.hash = '#playground?v=1&text=The+second+text&layer=1&head=2&mute=0.1';
  });
  await page.waitForFunction(() => document.querySelector('attention-playground').text === 'The second text');
  await idle(page);
  const { layer, head: number, mutes } = await state(page);
  assert.deepEqual([layer, number, mutes], [1, 2, ['0.1']]);
  await page.goBack();
  await page.waitForFunction(() => document.querySelector('attention-playground').text === 'The first text');
  assert.deepEqual((await state(page)).mutes, []);
});

test('a link’s theme and language hold for the visit and are not remembered', async (t) => {
  const path = '#playground?v=1&theme=dark&lang=nl';
  const page = await playground.open(t, {
    path,
    script: () => {
      localStorage.setItem('attention-playground.theme', 'light');
      localStorage.setItem('attention-playground.language', 'nb');
    },
  });
  await page.waitForFunction(() => document.documentElement.lang === 'nl');
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
  assert.equal(await page.locator('#theme input:checked').inputValue(), 'dark');
  assert.equal(await page.locator('#language input:checked').inputValue(), 'nl');
  await enter(page, 'Tom');
  await written(page, 'theme=dark');
  assert.deepEqual(await stored(page), {
    'attention-playground.theme': 'light',
    'attention-playground.language': 'nb',
  });
  await page.locator('#theme input[value=auto]').evaluate((input) => input.click());
  await page.waitForFunction(() => !location.hash.includes('theme='));
  assert.equal((await stored(page))['attention-playground.theme'], undefined, 'what the reader chooses is');
});

test('a mechanism’s link and the whole of a comparison open as they were', async (t) => {
  const page = await playground.open(t, { path: '?mechanism=alibi#mechanisms', wait: false });
  await mechanismsSettled(page);
  await page.locator('[data-action=add-column]').click();
  await page.locator('[data-preset=strided]').or(page.locator('[data-preset=longformer]')).first().click();
  await mechanismsSettled(page);
  await page.locator('[data-column="1"] [data-action=paint]').click();
  await mechanismsSettled(page);
  await written(page, 'painted');
  const specs = (of) =>
    of.evaluate(() => document.querySelector('attention-mechanisms').store.doc.columns.map(({ spec }) => spec));
  const kept = await specs(page);
  assert.equal(kept.length, 3);
  const link = (await hash(page)) || '';
  const other = await playground.open(t, { path: link, wait: false });
  await mechanismsSettled(other);
  assert.deepEqual(await specs(other), kept);
});

for (const [what, path, say] of [
  [
    'bad values',
    '#playground?v=1&text=Tom+sat.&layer=-1&theme=pink&mute=x',
    /layer \(-1\).*mute \(x\).*theme \(pink\)/,
  ],
  ['a higher version', '#playground?v=9&text=Tom+sat.', /newer version/],
  ['far too much', `#playground?v=1&text=${'a'.repeat(9000)}`, /too long/],
]) {
  test(`a link with ${what} opens the page as usual and says what was not read`, async (t) => {
    const page = await playground.open(t, { path });
    assert.match(await notice(page).innerText(), say);
    const { text, layer, head: number } = await state(page);
    assert.deepEqual([layer, number], [5, 6]);
    if (what === 'bad values') assert.equal(text, 'Tom sat.');
    else assert.match(text, /^Anna had a red kite/);
    await notice(page).getByRole('button').click();
    assert.equal(await notice(page).count(), 0);
  });
}

const missing = (page) => page.locator('[data-notice=link-missing]');

test('numbers that the model or the text has none of are as usual, and are said once both are there', async (t) => {
  const path = '#playground?v=1&text=Tom+sat.&layer=99&head=77&mute=0.1,99.99&cell=400,500';
  const page = await playground.open(t, { path });
  await missing(page).getByText('cell').waitFor();
  assert.match(await missing(page).innerText(), /layer \(99\), head \(77\), mute \(99\.99\), cell \(400,500\)/);
  const { text, layer, head: number, mutes, cell } = await state(page);
  assert.deepEqual([text, layer, number, mutes, cell], ['Tom sat.', 5, 6, ['0.1'], null]);
  assert.equal(await page.locator('playground-alert [role=alert]').innerText(), '', 'it is said in one place');
  // Of a model that is there already the same is said.
  await missing(page).getByRole('button').click();
  await page.evaluate(() => {
    location.hash = '#playground?v=1&text=Anna+ran.&layer=2&head=50';
  });
  await missing(page).getByText('head (50)').waitFor();
  await idle(page);
  const now = await state(page);
  assert.deepEqual([now.text, now.layer, now.head], ['Anna ran.', 2, 6]);
  await page.evaluate(() => {
    location.hash = '#playground?v=1&text=Anna+ran.&layer=1&head=1';
  });
  await page.waitForFunction(() => document.querySelector('attention-playground').store.state.layer === 1);
  assert.equal(await missing(page).count(), 0, 'what is said is of the link that is open');
});

test('a language that the page has no words for leaves the reader theirs, and is said', async (t) => {
  const page = await playground.open(t, { path: '#playground?v=1&lang=fr&text=Tom', locale: 'nl' });
  await missing(page).getByText('lang (fr)').waitFor();
  await page.waitForFunction(() => document.documentElement.lang === 'nl');
  const other = await playground.open(t, { path: '?lang=fr', locale: 'nl' });
  await other.waitForFunction(() => document.documentElement.lang === 'nl');
});

test('the second text of a comparison across two is in the link', async (t) => {
  const page = await playground.open(t, { path: '#mechanisms', wait: false });
  await mechanismsSettled(page);
  await page.locator('attention-mechanisms [data-action=cross]').check();
  await page.locator('attention-mechanisms #query-text').fill('Who had it?');
  await mechanismsSettled(page);
  await written(page, 'queries=Who+had+it%3F');
  const link = await hash(page);
  const other = await playground.open(t, { path: link, wait: false });
  await mechanismsSettled(other);
  assert.equal(await other.locator('attention-mechanisms #query-text').inputValue(), 'Who had it?');
  await other.waitForTimeout(600);
  assert.equal(await hash(other), link, 'opening a link does not change it');
  const queries = (of) =>
    of.evaluate(() => document.querySelector('attention-mechanisms').store.queryTokens.map(({ text }) => text));
  assert.deepEqual(await queries(other), await queries(page));
  await other.locator('attention-mechanisms [data-action=cross]').uncheck();
  await other.waitForFunction(() => !location.hash.includes('queries='));
});

test('a link whose text is hostile is only a text', async (t) => {
  const text = '<img src=x onerror=alert(1)>"><script>alert(1)</script>';
  const page = await playground.open(t, { path: `#playground?v=1&text=${encodeURIComponent(text)}&x=<b>` });
  assert.equal(await box(page).inputValue(), text);
  assert.equal(await page.locator('img').count(), 0);
});

test('the address of a view shows the page from its top, with the header', async (t) => {
  const page = await playground.open(t, { path: '#mechanisms', wait: false });
  await mechanismsSettled(page);
  assert.equal(await page.evaluate(() => scrollY), 0);
});
