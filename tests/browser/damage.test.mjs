// What an admin sees while stored entries cannot be read: on every page, in both themes, on a phone.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { has_started, Server } from '../http/support.mjs';
import { launch, open_page, picture, violations, sign_in } from './support.mjs';

const owner = 'owner@example.com';
const sales_rep = 'rep@example.com';

let server;
let browser;

before(async () => {
  server = await Server.start();
  await server.add_member(owner, 'owner');
  await server.add_member(sales_rep, 'sales_rep');
  for (let group = 0; group < 3; ++group) {
    const events = Array.from({ length: 4 }, (_, i) => ({
      id: `${group}/${i}`,
      kind: 'link_open',
      customer: `c${i}`,
    }));
    assert.equal((await server.events(events)).json?.stored, events.length);
  }
  assert.equal(await server.stop(), 0);
  const file = path.join(server.data, 'journal', '0000000001.segment');
  const bytes = fs.readFileSync(file);
  bytes[64 + 60] ^= 1; // in the first event
  fs.writeFileSync(file, bytes);
  await server.serve(has_started);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.end();
});

for (const [name, options] of Object.entries({
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  phone: { colorScheme: 'light', viewport: { width: 390, height: 844 } },
})) {
  test(`the banner says what is lost: ${name}`, async () => {
    const { page, context, trouble } = await open_page(browser, server, options);
    await sign_in(page, server, owner);
    const banner = page.getByText(/cannot be read: the journal/);
    await banner.waitFor();
    const text = await page.getByRole('alert').first().innerText();
    assert.match(text, /^4 stored entries cannot be read/);
    assert.match(text, /Received before \w+ \d+, \d{4}, \d\d:\d\d:\d\d\./);
    assert.match(text, /may be too small/);
    await page.getByText(/^1–4 of 4/).waitFor();
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    assert.equal(overflow, 0);
    assert.deepEqual(await violations(page), []);
    await picture(page, `damage-${name}`);
    assert.deepEqual(trouble, []);
    await context.close();
  });
}

test('a sales representative is not told', async () => {
  const { page, context } = await open_page(browser, server);
  await sign_in(page, server, sales_rep, '/customers/activity');
  await page
    .getByText(/not allowed|owners and admins/i)
    .first()
    .waitFor();
  assert.equal(await page.getByText(/cannot be read/).count(), 0);
  await context.close();
});
