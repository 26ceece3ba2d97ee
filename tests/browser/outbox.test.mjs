// The outbox in a real browser: of a send to many, the few that were not sent are found.
import assert from 'node:assert/strict';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test } from 'node:test';

import { Server } from '../http/support.mjs';
import { launch, open_signed_in, picture, violations } from './support.mjs';

const owner = 'owner@example.com';
const failed = [3, 7];

let server;
let browser;

before(async () => {
  server = await Server.prepare();
  await server.add_member(owner, 'owner');
  const database = new DatabaseSync(path.join(server.data, 'control.sqlite'));
  const insert = database.prepare(
    `INSERT INTO mails (workspace, purpose, state, customer, recipient, subject, body, trouble, queued,
       next_try, tries) SELECT id, 1, ?, 'c', ?, 'Your link', '', ?, ?, 0, 1 FROM workspaces LIMIT 1`,
  );
  for (let i = 0; i < 450; ++i) {
    const has_failed = failed.includes(i);
    const trouble = has_failed ? '550 No such mailbox' : '';
    insert.run(has_failed ? 3 : 2, `c${i}@example.com`, trouble, Date.now() * 1000);
  }
  database.close();
  await server.serve();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.end();
});

test('the few of many that were not sent are found, and all the others page by page', async () => {
  const { page, context, trouble } = await open_signed_in(browser, server, owner, '/outbox');
  const mail = (number) => page.getByText(`c${number}@example.com`, { exact: true });
  await page.getByText('2 mails were not sent.').waitFor();
  await mail(449).waitFor();
  assert.equal(await mail(3).count(), 0);
  await page.getByRole('button', { name: 'Load more' }).click();
  await mail(50).waitFor();
  await page.getByRole('button', { name: 'Load more' }).click();
  await mail(0).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Load more' }).count(), 0);
  await page.getByRole('button', { name: 'Show them' }).click();
  await mail(449).waitFor({ state: 'detached' });
  for (const each of failed) await mail(each).waitFor();
  assert.ok(page.url().endsWith('/outbox?state=failed'));
  assert.deepEqual(await violations(page), []);
  await picture(page, 'outbox-failed');
  await page.goBack();
  await mail(449).waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});
