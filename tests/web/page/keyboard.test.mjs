/**
 * A journey through the whole page by keyboard alone: everything is reached and worked, the focus is always seen and
 * never trapped. And the words that a screen reader says on the way: three strongest keys, in every language.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { idle, playgroundTests } from './harness.mjs';
import { settled as mechanismsSettled } from './mechanisms-view.mjs';

const playground = playgroundTests();

/** Where the keyboard is: the innermost element with the focus, its outline, and where it stands. */
const focus = (page) =>
  page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    if (!element || element === document.body) return null;
    const host = element.getRootNode().host;
    // A hidden radio shows its focus on the words beside it.
    const marked = element.matches('input[type=radio]') ? element.nextElementSibling : element;
    const at = (node) => getComputedStyle(node);
    // In a drawing a token's frame is stroked.
    const frame = element.matches('g') ? at(element.querySelector('.back')) : null;
    const outline = frame ? Number.parseFloat(frame.strokeWidth) * (frame.stroke === 'none' ? 0 : 1) : 0;
    const drawn = at(marked).outlineStyle !== 'none' && Number.parseFloat(at(marked).outlineWidth) >= 2;
    const box = marked.getBoundingClientRect();
    return {
      host: host?.localName ?? 'page',
      tag: element.localName,
      id: element.id,
      role: element.getAttribute('role') ?? '',
      text: (element.ariaLabel || element.value || element.textContent || '').trim().slice(0, 60),
      action: element.dataset?.action ?? '',
      visible: element.matches(':focus-visible'),
      outline: drawn || outline >= 2,
      top: box.top + scrollY,
      inSight: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    };
  });

/** A hand on the keyboard that looks where the focus is after every key. */
function keys(page) {
  const seen = [];
  const look = async (key) => {
    const at = await focus(page);
    if (!at) return null;
    seen.push(at);
    const what = `${key}: ${at.host} ${at.tag}#${at.id} ${at.text}`;
    assert.ok(at.visible && at.outline, `the focus is seen after ${what}`);
    assert.ok(at.inSight, `the focus is in sight after ${what}`);
    return at;
  };
  return {
    seen,
    async press(...names) {
      let at = null;
      for (const name of names) {
        await page.keyboard.press(name);
        at = await look(name);
      }
      return at;
    },
    /** Tab until `found` says so; whoever needs more than `most` is trapped or left out. */
    async tabTo(what, found, most = 60, key = 'Tab') {
      for (let n = 0; n < most; n++) {
        await page.keyboard.press(key);
        const at = await look(key);
        if (at && found(at)) return at;
      }
      return assert.fail(
        `${what} is not reached by ${key}; the focus went over\n${seen
          .slice(-most)
          .map(({ host, tag, id, text }) => `${host} ${tag}#${id} ${text}`)
          .join('\n')}`,
      );
    },
    look,
  };
}

const state = (page) =>
  page.evaluate(() => {
    const { text, layer, head, mutes, cell, written, generating } =
      document.querySelector('attention-playground').store.state;
    return { text, layer, head, mutes, cell, written: written.length, generating };
  });

test('the playground by keyboard alone: text, examples, tokens, heads, matrix, table, arcs, writing', async (t) => {
  const page = await playground.open(t);
  page.setDefaultTimeout(30_000);
  const { press, tabTo, seen } = keys(page);
  const skip = await press('Tab');
  assert.match(skip.text, /Skip/);
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'playground');

  await tabTo('the text', ({ tag }) => tag === 'textarea');
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('Tom had a red kite. Anna saw the red');
  await idle(page);
  assert.equal((await state(page)).text, 'Tom had a red kite. Anna saw the red');

  await tabTo(
    'an example',
    ({ host, tag, text }) => host === 'playground-prompt' && tag === 'button' && /wish/.test(text),
  );
  await press('Enter');
  await idle(page);
  assert.notEqual((await state(page)).text, 'Tom had a red kite. Anna saw the red');
  await tabTo('back to the text', ({ text }) => /Back to my text/.test(text), 9);
  await page.keyboard.press('Enter');
  await idle(page);
  assert.equal((await state(page)).text, 'Tom had a red kite. Anna saw the red');

  // Where the button was, something else has the focus or the page has it: no trap.
  await tabTo('the tokens', ({ host, role }) => host === 'attention-tokens' && role === 'option');
  await press('Home', 'ArrowRight', 'ArrowRight');
  const token = await press('ArrowRight');
  assert.match(token.text, /Strongest keys|had/);
  await page.keyboard.press('Enter');
  await idle(page);
  assert.ok((await state(page)).cell.query >= 1);

  await tabTo('the heads', ({ host, role }) => host === 'attention-heads' && role === 'gridcell');
  const corner = await press('Control+Home');
  assert.match(corner.text, /Layer 0, head 0/);
  const head = await press('ArrowDown', 'ArrowRight', 'ArrowRight');
  assert.match(head.text, /Layer 1, head 2/);
  await press('Enter');
  await idle(page);
  assert.deepEqual([(await state(page)).layer, (await state(page)).head], [1, 2]);
  await press('m');
  await idle(page);
  assert.deepEqual((await state(page)).mutes, ['1.2']);

  await tabTo('the tabs', ({ role }) => role === 'tab');
  await press('ArrowRight');
  assert.equal(await page.locator('attention-arcs').count(), 1);
  await tabTo('the arcs’ tokens', ({ host, role }) => host === 'attention-arcs' && role === 'option');
  const arc = await press('Home', 'ArrowDown', 'ArrowDown');
  assert.match(arc.text, /Attends to/);
  await tabTo('the tabs again', ({ role }) => role === 'tab', 9, 'Shift+Tab');
  await press('ArrowLeft');

  await tabTo('the zoom', ({ text }) => text === 'Zoom in', 9);
  await press('Enter');
  await tabTo('the table', ({ text }) => text === 'Table', 9);
  await press('Enter');
  await tabTo(
    'a weight in the table',
    ({ host, tag, role }) => host === 'attention-matrix' && tag === 'button' && role === '',
    9,
  );
  await press('Enter');
  await tabTo('the way back to the picture', ({ text }) => text === 'Table', 9, 'Shift+Tab');
  await press('Enter');
  await tabTo('the matrix', ({ host, role }) => host === 'attention-matrix' && role === 'gridcell', 9);
  await press('Control+Home', 'ArrowDown', 'ArrowDown', 'End');
  await press('Enter');
  await idle(page);
  assert.deepEqual((await state(page)).cell, { query: 2, key: 2 });

  await tabTo('the vectors', ({ host, role }) => host === 'attention-cell' && role === 'slider', 20);
  await press('ArrowRight', 'ArrowRight');
  await tabTo('all numbers', ({ host, text }) => host === 'attention-cell' && text === 'All numbers', 9);
  await press('Enter');

  // What the model writes stands before the heads in the order of the page.
  await page.keyboard.press('Escape');
  await tabTo('step', ({ action }) => action === 'step', 60, 'Shift+Tab');
  await press('Enter');
  await idle(page);
  assert.equal((await state(page)).written, 1);
  await tabTo('play', ({ action }) => action === 'play', 9);
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('attention-playground').store.state.written.length > 2);
  const stop = await focus(page);
  assert.ok(stop, 'the focus is not lost when Play becomes Stop');
  if (stop.action !== 'stop') await tabTo('stop', ({ action }) => action === 'stop', 9);
  await page.keyboard.press('Enter');
  await idle(page);
  assert.equal((await state(page)).generating, false);
  await tabTo('a next token', ({ host, tag }) => host === 'attention-next' && tag === 'button', 20);
  await page.keyboard.press('Enter');
  await idle(page);
  await tabTo('unmute', ({ text }) => /Unmute/.test(text), 20);
  await page.keyboard.press('Enter');
  await idle(page);
  assert.deepEqual((await state(page)).mutes, []);
  assert.ok(new Set(seen.map(({ host }) => host)).size >= 8);
});

test('through the whole playground by Tab the focus ends where it began, each area once and downwards', async (t) => {
  const page = await playground.open(t);
  page.setDefaultTimeout(30_000);
  const hosts = [];
  const { press, seen } = keys(page);
  for (let n = 0; n < 90; n++) {
    const at = await press('Tab');
    if (!at) break;
    if (hosts.at(-1) !== at.host) hosts.push(at.host);
  }
  assert.ok(seen.length < 90, 'Tab leaves the page at its end');
  const order = ['playground-model', 'playground-prompt', 'attention-tokens', 'attention-heads', 'attention-matrix'];
  const places = order.map((host) => hosts.indexOf(host));
  assert.ok(!places.includes(-1), hosts.join(' '));
  assert.deepEqual(
    places,
    [...places].sort((a, b) => a - b),
    hosts.join(' '),
  );
  // And back.
  const back = await press('Shift+Tab');
  assert.ok(back);
});

test('mechanisms by keyboard alone: choose, compose, paint a mask, every panel', async (t) => {
  const page = await playground.open(t);
  page.setDefaultTimeout(30_000);
  const { press, tabTo } = keys(page);
  await tabTo('the view', ({ tag, text }) => tag === 'a' && text === 'Mechanisms', 9);
  await page.keyboard.press('Enter');
  await mechanismsSettled(page);
  const specs = () =>
    page.evaluate(() =>
      document.querySelector('attention-mechanisms').store.doc.columns.map(({ spec }) => JSON.stringify(spec)),
    );
  const before = await specs();
  await tabTo('the tree', ({ host }) => host === 'mechanism-family', 30);
  await press('ArrowDown', 'ArrowDown');
  await page.keyboard.press('Enter');
  await mechanismsSettled(page);
  assert.notDeepEqual(await specs(), before, 'another mechanism is compared');

  await page.evaluate(
    () => document.querySelector('attention-mechanisms').shadowRoot.querySelector('mechanism-family').at,
  );
  await press('End');
  for (let n = 0; n < 60; n++) {
    const at = await focus(page);
    if (/Painted by hand/.test(at.text)) break;
    await press('ArrowUp');
  }
  await page.keyboard.press('Enter');
  await mechanismsSettled(page);
  const painting = page.locator('attention-mechanisms .painting');
  if ((await painting.count()) === 0) {
    await tabTo('Paint', ({ text }) => text === 'Paint', 40);
    await page.keyboard.press('Enter');
    await mechanismsSettled(page);
  }
  const picture = () =>
    page
      .locator('attention-mechanisms mechanism-grid')
      .last()
      .evaluate((grid) => grid.picture?.join('\n'));
  const drawn = await picture();
  await tabTo(
    'the mask',
    ({ host, role, text }) => host === 'mechanism-grid' && role === 'gridcell' && /open|closed/i.test(text),
    40,
  );
  await press('ArrowUp', 'ArrowUp');
  await press(' ');
  await mechanismsSettled(page);
  assert.notEqual(await picture(), drawn, 'a cell is opened or closed');
  await press('Enter');

  await tabTo('the ways to choose', ({ id }) => id.startsWith('rail-'), 60, 'Shift+Tab');
  await press('ArrowRight');
  await tabTo('the composer', ({ host, text }) => host === 'mechanism-composer' && text === 'Add a bias', 20);
  const composed = await specs();
  await press('ArrowDown');
  await mechanismsSettled(page);
  assert.notDeepEqual(await specs(), composed);

  await tabTo('the panels', ({ id }) => /^tab-/.test(id), 80);
  const ids = new Set();
  for (let n = 0; n < 9; n++) {
    const at = await press(n === 0 ? 'Home' : 'ArrowRight');
    ids.add(at.id);
    await mechanismsSettled(page);
    assert.equal(await page.locator(`attention-mechanisms #${at.id}`).getAttribute('aria-selected'), 'true');
  }
  assert.equal(ids.size, 9, [...ids].join(' '));
  // From the last panel on to the end of the page: no panel keeps the focus.
  let at = await press('Tab');
  for (let n = 0; n < 60 && at; n++) at = await press('Tab');
  assert.equal(at, null, 'the page is left at its end');
});

test('between the pages by keyboard: views, Learn, language, theme', async (t) => {
  const page = await playground.open(t);
  page.setDefaultTimeout(30_000);
  const { press, tabTo } = keys(page);
  await tabTo('the language', ({ tag, host }) => host === 'page' && tag === 'input', 9);
  await press('ArrowRight');
  await page.waitForFunction(() => document.documentElement.lang === 'nb');
  await tabTo('the theme', ({ text }) => /^(auto|light|dark)$/.test(text), 4);
  await press('ArrowRight');
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'light');
  await tabTo('Learn', ({ tag, text }) => tag === 'a' && text === 'Lær', 9, 'Shift+Tab');
  await page.keyboard.press('Enter');
  await page.waitForURL(/learn\.html/);
  await page.locator('.entry').first().waitFor();
  const learn = keys(page);
  const skip = await learn.press('Tab');
  assert.match(skip.text, /Hopp/);
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'texts');
  for (let n = 0; n < 25; n++) await learn.press('Tab');
});

/** What the last of the polite places says, wherever it is. */
const said = (page, selector) => page.locator(`${selector} [role=status]`).first().textContent();

for (const [language, strongest, attends] of [
  ['en', /Strongest keys: .*\d.*,.*\d.*,.*\d/, /Attends to: .*\d.*,.*\d.*,.*\d/],
  ['nb', /Sterkeste nøkler: .*\d.*,.*\d.*,.*\d/, /Ser på: .*\d.*,.*\d.*,.*\d/],
  ['nl', /Sterkste keys: .*\d.*,.*\d.*,.*\d/, /Kijkt naar: .*\d.*,.*\d.*,.*\d/],
]) {
  test(`every view says the three strongest keys of a query, in ${language}`, async (t) => {
    const page = await playground.open(t, { path: `?lang=${language}` });
    page.setDefaultTimeout(30_000);
    await page.waitForFunction((tag) => document.documentElement.lang === tag, language);
    await idle(page);
    const press = (key) => page.keyboard.press(key);
    await page.locator('attention-matrix .active').focus();
    await press('ArrowLeft');
    assert.match(await said(page, 'attention-matrix'), strongest, 'matrix');
    await page.locator('attention-heads [tabindex="0"]').focus();
    await press('ArrowLeft');
    assert.match(await said(page, 'attention-heads'), strongest, 'heads');
    await page.locator('attention-tokens [tabindex="0"]').focus();
    for (let n = 0; n < 5; n++) await press('ArrowRight');
    assert.match(await page.locator('attention-tokens [tabindex="0"]').getAttribute('aria-label'), strongest, 'tokens');
    await page.locator('#tab-matrix').focus();
    await press('ArrowRight');
    await page.locator('attention-arcs [role=option][tabindex="0"]').focus();
    await press('End');
    assert.match(
      await page.locator('attention-arcs [role=option][tabindex="0"]').getAttribute('aria-label'),
      attends,
      'arcs',
    );
    await page.evaluate(() => {
      location.hash = 'mechanisms';
    });
    await mechanismsSettled(page);
    await page.locator('mechanism-grid .active').first().focus();
    await press('ArrowUp');
    assert.match(await said(page, 'mechanism-grid >> nth=0 >>'), strongest, 'mechanisms');
  });
}

test('what is said aloud is polite and rare: nothing while typing, the end of writing and the next tokens once', async (t) => {
  const page = await playground.open(t, {
    script: () => {
      window.heard = [];
      const watch = (root) => {
        new MutationObserver((records) => {
          for (const { target, addedNodes } of records) {
            for (const node of addedNodes) if (node.shadowRoot) watch(node.shadowRoot);
            const place = (target.nodeType === 1 ? target : target.parentElement)?.closest?.(
              '[role=status], [role=alert], [aria-live]',
            );
            const text = place?.textContent.trim();
            if (text && window.heard.at(-1) !== text) window.heard.push(text);
          }
        }).observe(root, { subtree: true, childList: true, characterData: true });
      };
      const attach = Element.prototype.attachShadow;
      Element.prototype.attachShadow = function (init) {
        const root = attach.call(this, init);
        watch(root);
        return root;
      };
      watch(document);
    },
  });
  page.setDefaultTimeout(30_000);
  const assertive = await page.evaluate(() => document.querySelectorAll('[aria-live=assertive]').length);
  assert.equal(assertive, 0);
  await page.waitForTimeout(2500);
  await page.evaluate(() => window.heard.splice(0));
  await page.locator('playground-prompt textarea').focus();
  await page.keyboard.press('End');
  await page.keyboard.type(' once upon a time', { delay: 30 });
  await idle(page);
  assert.deepEqual(await page.evaluate(() => window.heard), [], 'nothing while typing');
  await page.waitForFunction(() => window.heard.length > 0);
  assert.match((await page.evaluate(() => window.heard)).join('\n'), /^Next token: .*%, .*%, .*%\.$/);
  await page.evaluate(() => window.heard.splice(0));
  await page.locator('[data-action=play]').click();
  await page.waitForFunction(() => document.querySelector('attention-playground').store.state.written.length > 0);
  await page.waitForFunction(() => !document.querySelector('attention-playground').store.state.generating);
  await page.waitForFunction(() => window.heard.length > 0);
  await page.waitForTimeout(500);
  const heard = await page.evaluate(() => window.heard);
  assert.equal(heard.length, 1, heard.join('\n'));
  assert.match(heard[0], /Next token: .*%/);
});
