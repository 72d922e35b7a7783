/** On paper: light whatever the screen is, nothing to press, no matrix cut. ATTN_SHOTS=folder keeps what was printed. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { enter, idle, playgroundTests } from './harness.mjs';
import { settled as mechanismsSettled } from './mechanisms-view.mjs';

const playground = playgroundTests();

/** Everything that can be pressed and is seen on paper, in words. */
const controls = (page) =>
  page.evaluate(() => {
    const out = [];
    const visit = (root) => {
      for (const node of root.querySelectorAll('*')) {
        if (node.shadowRoot) visit(node.shadowRoot);
        if (
          !node.matches(
            '.button:not([data-muted]), nav a, summary, [role=tab], input[type=radio], input[type=checkbox], input[type=range]',
          )
        )
          continue;
        if (node.checkVisibility() && node.getBoundingClientRect().width > 0)
          out.push(`${node.localName} ${node.textContent.trim()}`);
      }
    };
    visit(document);
    return out;
  });

/** Boxes that show less than they hold, or stand over the edge of the paper. */
const cut = (page, width) =>
  page.evaluate((paper) => {
    const out = [];
    const visit = (root) => {
      for (const node of root.querySelectorAll('*')) {
        if (node.shadowRoot) visit(node.shadowRoot);
        if (!node.matches('.scroller, .plot, canvas, .chips, textarea, .sheet, table, svg') || !node.checkVisibility())
          continue;
        const box = node.getBoundingClientRect();
        if (box.width === 0 || box.height === 0) continue;
        const hides = getComputedStyle(node).overflow !== 'visible';
        if (box.right > paper + 1)
          out.push(`${node.localName}.${node.getAttribute('class')} reaches ${box.right.toFixed(0)}`);
        if (hides && (node.scrollHeight > node.clientHeight + 2 || node.scrollWidth > node.clientWidth + 2))
          out.push(`${node.localName}.${node.getAttribute('class')} hides a part`);
      }
    };
    visit(document);
    return out;
  }, width);

/** Runs what printing runs, for looking at the page as it goes to paper; `width`: of A4 in CSS px less margins. */
async function onPaper(page, look) {
  const { width, height } = page.viewportSize();
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  // The browser lays out its pages at once: what is painted is painted by now.
  const canvases = await lightest(page);
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 718, height });
  await look(canvases);
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ media: null });
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
}

/** How many pages the browser makes of it; ATTN_SHOTS keeps the file. */
async function pages(page, name) {
  const pdf = await page.pdf({ format: 'A4', margin: { top: '10mm', bottom: '10mm', left: '10mm', right: '10mm' } });
  if (process.env.ATTN_SHOTS) writeFileSync(`${process.env.ATTN_SHOTS}/print-${name}.pdf`, pdf);
  return pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
}

/** The lightest pixel of every canvas, as its darkest channel; 0 of one that nothing is painted on. */
const lightest = (page) =>
  page.evaluate(() => {
    const out = [];
    const visit = (root) => {
      for (const node of root.querySelectorAll('*')) {
        if (node.shadowRoot) visit(node.shadowRoot);
        if (!node.matches('canvas') || !node.checkVisibility() || node.width === 0) continue;
        const { data } = node.getContext('2d').getImageData(0, 0, node.width, node.height);
        let most = 0;
        for (let n = 0; n < data.length; n += 4)
          if (data[n + 3] === 255) most = Math.max(most, Math.min(data[n], data[n + 1], data[n + 2]));
        out.push(most);
      }
    };
    visit(document);
    return out;
  });

const views = {
  playground: {
    open: {},
    prepare: async (page) => {
      await enter(page, 'Anna had a red kite. She gave the kite to Tom.');
      const zoom = page.locator('attention-matrix').getByRole('button', { name: 'Zoom in' });
      await zoom.click();
      await zoom.click();
      await page.locator('attention-heads .cell').first().press('m');
      await idle(page);
    },
  },
  mechanisms: {
    open: { path: '#mechanisms', wait: false },
    prepare: async (page) => {
      await mechanismsSettled(page);
      for (const id of ['longformer', 'linear_attention']) {
        await page.getByRole('button', { name: 'Compare another' }).click();
        await page.locator(`[data-preset=${id}]`).click();
        await mechanismsSettled(page);
      }
      await page.locator('#tab-flash').click();
      await mechanismsSettled(page);
    },
  },
};

for (const [name, { open, prepare }] of Object.entries(views)) {
  for (const theme of ['light', 'dark']) {
    test(`${name} on paper from a ${theme} screen: light, whole, with nothing to press`, async (t) => {
      const page = await playground.open(t, { ...open, theme });
      page.setDefaultTimeout(30_000);
      await prepare(page);
      const zoom = () =>
        page.evaluate(
          () => document.querySelector('attention-playground').shadowRoot.querySelector('attention-matrix')?.zoom,
        );
      const before = await zoom();
      await onPaper(page, async (canvases) => {
        assert.deepEqual(await controls(page), []);
        assert.deepEqual(await cut(page, 718), []);
        assert.ok(
          canvases.length >= 3 && canvases.every((light) => light > 235),
          `painted on light paper: ${canvases}`,
        );
        const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
        assert.equal(paper, 'rgb(255, 255, 255)');
      });
      assert.equal(await zoom(), before, 'afterwards the screen is as it was');
      if (theme === 'dark') {
        // The browser says a little later that the screen's colours hold again.
        const until = Date.now() + 10_000;
        const dark = async () => (await lightest(page)).some((light) => light < 235);
        while (!(await dark()) && Date.now() < until) await page.waitForTimeout(50);
        assert.ok(await dark(), 'and as dark');
      }
      const count = await pages(page, `${name}-${theme}`);
      assert.ok(count >= 1 && count <= 5, `${count} pages`);
    });
  }
}

/** Of every column of Mechanisms on paper: where its matrix and each of its numbers begin, and how large the matrix is. */
const columnsOnPaper = (page) =>
  page.evaluate(() =>
    [...document.querySelector('attention-mechanisms').shadowRoot.querySelectorAll('.column')].map((column) => {
      const box = (node) => node.getBoundingClientRect();
      const top = box(column).top;
      const { width, height, y } = box(column.querySelector('mechanism-grid').shadowRoot.querySelector('.plot'));
      const rows = [...column.querySelectorAll('.numbers > div')].map((row) => Math.round(box(row).top - top));
      return { width: Math.round(width), height: Math.round(height), plot: Math.round(y - top), rows };
    }),
  );

for (const width of [1000, 1280])
  test(`columns printed from a window of ${width} px stand level, and no choice is printed that cannot be made`, async (t) => {
    const page = await playground.open(t, { path: '#mechanisms', wait: false, width });
    await mechanismsSettled(page);
    const words = () => page.locator('attention-mechanisms .closer').innerText();
    const look = async () => {
      const [first, ...others] = await columnsOnPaper(page);
      assert.ok(first.width > 150, `${first.width} px`);
      for (const other of others) assert.deepEqual(other, first);
      assert.deepEqual(await cut(page, 718), []);
    };
    await onPaper(page, async () => {
      await look();
      assert.match(await words(), /Next token/);
      assert.doesNotMatch(await words(), /nowhere|all layers|Choose a layer/);
    });
    for (const id of ['longformer', 'linear_attention']) {
      await page.getByRole('button', { name: 'Compare another' }).click();
      await page.locator(`[data-preset=${id}]`).click();
      await mechanismsSettled(page);
    }
    await page.locator('attention-mechanisms input[value=all]').evaluate((input) => input.click());
    await mechanismsSettled(page);
    await onPaper(page, async () => {
      await look();
      assert.match(await words(), /all layers/);
      assert.doesNotMatch(await words(), /nowhere|layer \d/);
    });
    const plots = await columnsOnPaper(page);
    assert.ok(
      plots.every(({ plot }) => plot === plots[0].plot),
      'afterwards the screen is as it was',
    );
    await pages(page, `columns-${width}`);
  });
