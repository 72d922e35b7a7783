/** The package on another origin, as a content delivery network serves it: browsers start no worker from there. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { policyWith, serve } from '../web/page/server.mjs';
import { firstAttention, openBuilt, packedPackage, work } from './lib.mjs';

const { folder } = await packedPackage();
let network;
before(async () => {
  // What every such network sends: anybody may read its files.
  network = await serve({}, { root: join(folder, 'dist'), headers: { 'Access-Control-Allow-Origin': '*' } });
});
after(() => network.close());

function article(name, script) {
  const into = join(work, name);
  rmSync(into, { recursive: true, force: true });
  mkdirSync(into, { recursive: true });
  writeFileSync(join(into, 'main.js'), script);
  writeFileSync(
    join(into, 'index.html'),
    `<!doctype html><title>Elsewhere</title><link rel="icon" href="data:,">
<attention-playground model="${network.url}models/stories/"></attention-playground><script type="module" src="main.js"></script>`,
  );
  return into;
}

/** The strict policy, with the network's scripts and files allowed, and `worker` for where workers may come from. */
const policyFor = (worker) =>
  policyWith()
    .replace("script-src 'self'", `script-src 'self' ${network.origin}`)
    .replace("connect-src 'self'", `connect-src 'self' ${network.origin}`)
    .replace("worker-src 'self'", `worker-src ${worker}`);
const elsewhere = () => new RegExp(`^request: ${network.origin}/`);

test('a page whose policy lets workers come from blobs and from there needs no more than the script', async (t) => {
  const into = article('network-blob', `import '${network.url}element/attention-playground.js';\n`);
  const page = await openBuilt(t, into, {
    csp: { whole: policyFor(`'self' blob: ${network.origin}`) },
    allow: [elsewhere()],
  });
  await firstAttention(page);
});

test('a page that does not keeps a copy of the worker, and configure() says where', async (t) => {
  const into = article(
    'network-copy',
    `import { configure } from '${network.url}element/configure.js';
import '${network.url}element/attention-playground.js';
configure({ workerUrl: 'worker.js', wasmUrl: '${network.url}element/wasm/attn.wasm' });
`,
  );
  cpSync(join(folder, 'dist/element/worker.js'), join(into, 'worker.js'));
  const page = await openBuilt(t, into, { csp: { whole: policyFor("'self'") }, allow: [elsewhere()] });
  await firstAttention(page);
  const asked = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
  assert.ok(!asked.some((url) => url.startsWith('blob:')), asked.join(' '));
});

test('where no worker may come from there, the element says that it cannot start', async (t) => {
  const into = article('network-none', `import '${network.url}element/attention-playground.js';\n`);
  const allow = [elsewhere(), /^console: .*(Content Security Policy|^policy: )/, /^console: policy:/];
  const page = await openBuilt(t, into, { csp: { whole: policyFor("'self'") }, allow });
  await page.locator('attention-playground').getByText('cannot start').first().waitFor();
});
