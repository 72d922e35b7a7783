/** The README's embed examples, served as its reader would lay it out: the element's folder and a model beside a page. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { playgroundTests } from './harness.mjs';
import { settled } from './mechanisms-view.mjs';
import { dist } from './server.mjs';

const playground = playgroundTests({
  mounts: {
    'article/': fileURLToPath(new URL('../../../examples/embed/plain/', import.meta.url)),
    'mechanisms/': fileURLToPath(new URL('../../../examples/embed/mechanisms/', import.meta.url)),
    'mechanisms/attention-playground/': `${dist}element/`,
    'mechanisms/models/': `${dist}models/`,
    'article/attention-playground/': `${dist}element/`,
    'article/models/': `${dist}models/`,
  },
});

test('one script and one tag show attention inside an article', async (t) => {
  const page = await playground.open(t, { path: 'article/' });
  const text = await page.locator('playground-prompt textarea').inputValue();
  assert.equal(text, 'Anna lost her red kite. She looked everywhere.');
  assert.ok((await page.locator('attention-tokens [role=option], attention-tokens button').count()) > 5);
});

test('another tag shows two mechanisms side by side, in the language it asks for', async (t) => {
  const page = await playground.open(t, { path: 'mechanisms/', wait: false });
  await settled(page);
  await page.getByText('Schuivend venster').first().waitFor();
  assert.equal(await page.locator('attention-mechanisms mechanism-grid').count(), 2);
});
