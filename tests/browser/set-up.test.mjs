// The first start in a browser: the one-time link makes the owner, once.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Server } from '../http/support.mjs';
import { launch, open_page, picture, violations } from './support.mjs';

let server;
let browser;

before(async () => {
  server = await Server.start();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.end();
});

async function fill(page, email, password) {
  await page.getByLabel('Your name').fill('Ada Lovelace');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByLabel('Workspace name').fill('Acme Foods');
  await page.getByRole('button', { name: 'Set up and sign in' }).click();
}

test('the link of the console makes the owner, and only once', async () => {
  const [link] = Buffer.concat(server.log).toString().match(/http:\S+\/setup#\S+/);
  const first = await open_page(browser, server);
  await first.page.goto(link);
  await fill(first.page, 'ada@example.com', 'short');
  await first.page.getByText('At least 12 characters.').waitFor();
  assert.deepEqual(await violations(first.page), []);
  await picture(first.page, 'set-up');
  await fill(first.page, 'ada@example.com', Server.password);
  await first.page.getByText('No customers yet').waitFor();
  await first.page.getByText('Acme Foods').first().waitFor();
  assert.deepEqual(first.trouble, []);
  await first.context.close();

  const second = await open_page(browser, server);
  await second.page.goto(link);
  await fill(second.page, 'eve@example.com', Server.password);
  await second.page.getByText('This link is not right, is too old or was used already.').waitFor();
  assert.deepEqual(await second.context.cookies(), []);
  assert.deepEqual(second.trouble, []);
  await second.context.close();
});
