// Strangers' text is text: in the table, in hover texts, in the file.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, test } from 'node:test';
import { parse } from 'csv-parse/sync';

import { Server } from '../http/support.mjs';
import { launch, open_page, sign_in } from './support.mjs';

const payloads = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1) data-canary>',
  "'><svg onload=alert(1) data-canary>",
  '<iframe srcdoc="<script>alert(1)</script>" data-canary></iframe>',
  '<a href="javascript:alert(1)" data-canary>x</a>',
  '{{constructor.constructor("alert(1)")()}}',
  '${alert(1)}',
  '</title><script>alert(1)</script>',
  '<style>*{display:none}</style>',
  '\u202Egnp.exe',
  '=HYPERLINK("http://evil.example","x")',
  '+1+1',
  '-2+3',
  '@SUM(A1:A9)',
  '  =1+1',
  'line\n=1+1',
  "'=already guarded",
  'comma, "quote" and\r\nline break',
  'Bäckerei 包子铺 مخبز מאפייה',
  '\u0001\u0002 control',
  'a'.repeat(500),
];

let server;
let browser;

before(async () => {
  server = await Server.start();
  await server.add_member('owner@example.com', 'owner');
  for (const [i, text] of payloads.entries()) {
    const profile = { name: text, code: text, email: text.slice(0, 200) };
    const put = await server.send('PUT', `/api/v1/customers/h-${i}`, profile);
    assert.equal(put.json.stored, 1, put.text);
    const sent = await server.events([
      { id: `${i}-${text}`.slice(0, 250), kind: 'link_open', customer: `h-${i}`, name: text, site: text, properties: { [text]: text } },
    ]);
    assert.equal(sent.json.stored, 1, sent.text);
  }
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.end();
});

test('the page shows every payload as text', async () => {
  const { page, context, trouble } = await open_page(browser, server);
  await sign_in(page, server, 'owner@example.com');
  await page.getByText(/^1–\d+ of /).waitFor();
  const shown = await page.locator('body').innerText();
  for (const text of ['<script>alert(1)</script>', '=HYPERLINK', '{{constructor']) {
    assert.ok(shown.includes(text), text);
  }
  for (const cell of await page.locator('table tbody td').all()) await cell.hover();
  assert.equal(await page.locator('[data-canary]').count(), 0);
  assert.equal(await page.locator('iframe').count(), 0);
  assert.deepEqual(trouble, []);

  const address = `${server.origin}/customers/activity?search=${encodeURIComponent(payloads[1])}`;
  await page.goto(address);
  await page.getByText(/^1–\d+ of /).waitFor();
  assert.equal(await page.locator('[data-canary]').count(), 0);
  assert.deepEqual(trouble, []);
  await context.close();
});

test('the panel shows every payload as text', async () => {
  const { page, context, trouble } = await open_page(browser, server);
  await sign_in(page, server, 'owner@example.com');
  await page.getByText(/^1–\d+ of /).waitFor();
  for (const [i, text] of payloads.entries()) {
    await page.goto(`${server.origin}/customers/activity?customer=h-${i}&tab=general`);
    const dialog = page.getByRole('dialog');
    await dialog.getByText(`h-${i}`, { exact: true }).waitFor();
    if (text.startsWith('<')) await dialog.getByText(text).first().waitFor();
    await dialog.getByRole('tab', { name: 'Activity' }).click();
    await dialog.getByRole('switch', { name: 'Show opens' }).press('Space');
    await dialog.locator('li[data-event=link_open]').waitFor();
    assert.equal(await page.locator('[data-canary], iframe').count(), 0);
  }
  assert.deepEqual(trouble, []);
  await context.close();
});

test('the file holds every payload, and no formula', async () => {
  const { page, context } = await open_page(browser, server, { acceptDownloads: true });
  await sign_in(page, server, 'owner@example.com');
  await page.getByText(/^1–\d+ of /).waitFor();
  await page.getByRole('button', { name: 'Export' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByText(/All results/).click(),
  ]);
  const rows = parse(fs.readFileSync(await download.path()), { bom: true, columns: true });
  const names = new Set(rows.map(({ Customer }) => Customer));
  for (const text of payloads) {
    const kept = names.has(text) || names.has(`'${text}`);
    assert.ok(kept, `${JSON.stringify(text)} survives`);
  }
  for (const row of rows) {
    for (const cell of [row.Customer, row.Code, row.Email]) {
      assert.doesNotMatch(cell, /^[\s]*[=+\-@]/, cell);
    }
  }
  await context.close();
});
