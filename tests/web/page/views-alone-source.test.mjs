/** Where a single view's attention comes from, when that changes or is nowhere: what it says then. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fed, openViews, viewTests } from './views-alone.mjs';

const views = viewTests();
const json = (weights) => JSON.stringify({ tokens: ['a', 'b'], attention: weights });
const child = `<script type="application/json">${json([
  [1, 0],
  [0.5, 0.5],
])}</script>`;

for (const name of ['matrix', 'heads', 'arcs', 'explorer'])
  test(`attention-${name} without a source says so in its place, and takes data that come later`, async (t) => {
    const page = await openViews(views, t, { scripts: [name], markup: `<attention-${name}></attention-${name}>` });
    const view = page.locator(`attention-${name}`);
    const alert = view.locator('[role=alert]');
    await alert.getByText('There is nothing to show').waitFor({ timeout: 10_000 });
    assert.equal(await view.locator('button').count(), 0, 'nothing to press');
    await view.evaluate((element) => {
      element.data = { tokens: ['a'], attention: [[1]] };
    });
    await fed(page, `attention-${name}`);
    assert.equal(await alert.count(), 0);
  });

test('a source that is taken away leaves the sentence alone: no caption of before, nothing to try again', async (t) => {
  const markup = '<attention-matrix src="two-heads.json"></attention-matrix>';
  const page = await openViews(views, t, { markup });
  await page.getByText('Layer 3, head 2 of by hand').waitFor();
  await page.locator('attention-matrix').evaluate((view) => view.removeAttribute('src'));
  await page.getByText('There is nothing to show').waitFor();
  assert.equal(await page.getByText('Layer 3, head 2 of by hand').count(), 0);
  assert.equal(await page.locator('attention-matrix button').count(), 0);
});

test('a source of a text that is taken away ends its worker', async (t) => {
  const page = await openViews(views, t, { markup: '<attention-matrix text="Tom had a red"></attention-matrix>' });
  await fed(page, 'attention-matrix');
  const ended = page.workers()[0].waitForEvent('close');
  await page.locator('attention-matrix').evaluate((view) => view.removeAttribute('text'));
  await ended;
  await page.getByText('There is nothing to show').waitFor();
  assert.equal(await page.locator('attention-matrix button').count(), 0);
});

test('a child script that changes is read again; without it there is nothing to show', async (t) => {
  const page = await openViews(views, t, { markup: `<attention-matrix>${child}</attention-matrix>` });
  await fed(page, 'attention-matrix');
  const second = (value) =>
    page.waitForFunction((wanted) => document.querySelector('attention-matrix').pattern[2] === wanted, value);
  await page.evaluate(
    (text) => {
      document.querySelector('attention-matrix script').textContent = text;
    },
    json([
      [1, 0],
      [0.25, 0.75],
    ]),
  );
  await second(0.25);
  await page.evaluate(
    (text) => {
      const other = document.createElement('script');
      other.type = 'application/json';
      other.textContent = text;
      document.querySelector('attention-matrix script').replaceWith(other);
    },
    json([
      [1, 0],
      [0.125, 0.875],
    ]),
  );
  await second(0.125);
  await page.evaluate(() => document.querySelector('attention-matrix script').remove());
  await page.getByText('There is nothing to show').waitFor();
});
