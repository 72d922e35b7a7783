/** The README's embed example, served as its reader would lay it out: the element's folder and a model beside a page. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { playgroundTests } from './harness.mjs';
import { dist } from './server.mjs';

const playground = playgroundTests({
  mounts: {
    'article/': fileURLToPath(new URL('../../../examples/embed/plain/', import.meta.url)),
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
