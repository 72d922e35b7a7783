/** What tests of the Mechanisms view share: opening it, waiting for it, reading what it shows. */

export const text = 'The dog ran to the tree. The dog sat';

/** The matrices are on the screen and nothing but times is computing. */
export async function settled(page) {
  await page.waitForFunction(() => performance.getEntriesByName('attention-mechanisms:first-matrices').length > 0);
  await page.evaluate(() => document.querySelector('attention-mechanisms').settled());
}

/** `playground` as playgroundTests() gave it; `wording`: null leaves the example that stands there. */
export async function openView(playground, t, { wording = text, ...options } = {}) {
  const page = await playground.open(t, { path: '#mechanisms', wait: false, ...options });
  await settled(page);
  if (wording !== null) await write(page, wording);
  return page;
}

export async function write(page, wording) {
  await page.locator('attention-mechanisms playground-prompt textarea').fill(wording);
  await settled(page);
}

export const choose = async (page, id) => {
  await page.locator(`[data-preset=${id}]`).click();
  await settled(page);
};

/** Column `n` as the engine answered: its pattern as rows, and its numbers. */
export const column = (page, n) =>
  page.evaluate((index) => {
    const { store } = document.querySelector('attention-mechanisms');
    const result = store.state.results.get(store.doc.columns[index].key);
    const { attended, difference, failure } = result;
    const { queries, keys, pattern, work } = attended;
    const rows = Array.from({ length: queries }, (_, i) => [...pattern.subarray(i * keys, (i + 1) * keys)]);
    return { rows, work, difference, failure, queries, keys, spec: store.doc.columns[index].spec };
  }, n);

export const shown = (page, n, number) =>
  page.locator(`[data-column="${n}"] [data-number=${number}] .number`).innerText();
export const nameOf = (page, n) => page.locator(`[data-column="${n}"] h3 .name`).innerText();
export const plain = (written) => Number(written.replaceAll(/[,\s]/g, '').replaceAll('−', '-'));
