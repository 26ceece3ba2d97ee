// How much script the Activity page waits for, as it goes over the wire.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import zlib from 'node:zlib';

import { Server } from '../http/support.mjs';
import { launch, open_page, sign_in } from './support.mjs';

const script_bytes_max = 300_000;

let server;
let browser;

before(async () => {
  server = await Server.start();
  await server.add_member('owner@example.com', 'owner');
  await server.events([{ kind: 'link_open', customer: 'c' }]);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.end();
});

test('the page shows its rows with at most 300 KB of compressed script', async () => {
  const { page, context, trouble } = await open_page(browser, server);
  const scripts = [];
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') scripts.push(response);
  });
  await sign_in(page, server, 'owner@example.com');
  await page.getByText(/^1–1 of 1$/).waitFor();
  const sizes = await Promise.all(
    scripts.map(async (script) => zlib.gzipSync(await script.body()).length),
  );
  const total = sizes.reduce((sum, size) => sum + size, 0);
  assert.ok(total > 50_000, 'the scripts were not seen');
  assert.ok(total <= script_bytes_max, `${total} bytes in ${sizes.length} scripts`);
  assert.deepEqual(trouble, []);
  await context.close();
});
