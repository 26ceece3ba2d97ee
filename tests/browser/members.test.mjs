// Two browsers: an owner says what a sales rep sees of Insights, and the sales rep sees just that.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Server } from '../http/support.mjs';
import { becomes, launch, open_signed_in, picture, violations } from './support.mjs';

const owner = 'owner@example.com';
const rep = 'rep@example.com';
const insights = '/insights/customers';
const hostile = '<img src=x onerror=alert(1)>';

let server;
let browser;

before(async () => {
  server = await Server.start();
  await server.add_member(owner, 'owner');
  await server.add_member(rep, 'sales_rep');
  const cookie = await server.sign_in(owner);
  for (let i = 0; i < 6; ++i) {
    await server.send('PUT', `/api/v1/customers/x-${i}`, {
      name: `Restaurant ${i}`,
      traits: { region: i < 2 ? 'north' : 'south' },
    });
  }
  // 6 logins in all, 2 of the north.
  await server.events(
    Array.from({ length: 6 }, (_, i) => ({ kind: 'login', customer: `x-${i}` })),
  );
  const rule = { match: true, field: 'trait', key: 'region', operator: 'is', values: ['north'], every: false };
  const made = await server.request('POST', '/api/v1/targets', {
    headers: { cookie, 'content-type': 'application/json' },
    body: JSON.stringify({ name: hostile, groups: [[rule]] }),
  });
  assert.equal(made.status, 201, made.text);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.end();
});

const change = (page) => page.getByRole('button', { name: /^Change what rep/ }).click();
const dialog = (page) => page.getByRole('dialog', { name: /^Insights for/ });
const logins = (page) => page.locator('main dl > div').filter({ hasText: 'Logins' }).locator('dd').first();

test('an owner lets a sales rep in, to the customers of a target alone, and shuts them out', async () => {
  const own = await open_signed_in(browser, server, owner, '/settings/members');
  const theirs = await open_signed_in(browser, server, rep, insights);
  const { page } = own;
  await theirs.page.getByText('You are not allowed to see this page').waitFor();
  assert.equal(await theirs.page.getByRole('link', { name: 'Customers', exact: true }).count(), 0);

  await change(page);
  await dialog(page).getByLabel('Only the customers in these targets').check();
  await becomes(() => dialog(page).getByRole('button', { name: 'Save' }).isDisabled(), true);
  await dialog(page).getByRole('checkbox', { name: hostile }).check();
  assert.deepEqual(await violations(page), []);
  await picture(page, 'members-grant');
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  await page.getByText(`Insights of “${hostile}”`).waitFor();

  await theirs.page.reload();
  await becomes(async () => (await logins(theirs.page).innerText()).trim().split(/\s/)[0], '2');
  await theirs.page.getByText(`You see the customers of “${hostile}”.`).waitFor();
  // What only admins can do is not offered.
  assert.equal(await theirs.page.getByText('Edit targets…').count(), 0);
  assert.equal(await theirs.page.getByRole('link', { name: 'Settings' }).count(), 0);
  for (const path of ['activity', 'members', 'settings', 'activity.csv']) {
    const status = await theirs.page.evaluate(
      async (each) => (await fetch(`/api/v1/${each}`)).status,
      path,
    );
    assert.equal(status, 403, path);
  }
  assert.deepEqual(await violations(theirs.page), []);
  await picture(theirs.page, 'insights-of-a-target');

  await change(page);
  await dialog(page).getByLabel('Nothing').check();
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  await page.getByText('No Insights').waitFor();
  // An open page learns it with its next question.
  await theirs.page.keyboard.press('r');
  await theirs.page.getByText('You are not allowed to see this page').waitFor();

  // By mistake: all is as it was.
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText(`Insights of “${hostile}”`).waitFor();
  await theirs.page.reload();
  await becomes(async () => (await logins(theirs.page).innerText()).trim().split(/\s/)[0], '2');

  assert.deepEqual([...own.trouble, ...theirs.trouble], []);
  await own.context.close();
  await theirs.context.close();
});

test('a grant of all customers is of all', async () => {
  const own = await open_signed_in(browser, server, owner, '/settings/members');
  await change(own.page);
  await dialog(own.page).getByLabel('All customers').check();
  await dialog(own.page).getByRole('button', { name: 'Save' }).click();
  const row = own.page.getByRole('listitem').filter({ hasText: rep });
  await row.getByText('Insights of all customers').waitFor();
  const theirs = await open_signed_in(browser, server, rep, insights);
  await becomes(async () => (await logins(theirs.page).innerText()).trim().split(/\s/)[0], '6');
  assert.equal(await theirs.page.getByText(/^You see the customers of/).count(), 0);
  assert.deepEqual([...own.trouble, ...theirs.trouble], []);
  await own.context.close();
  await theirs.context.close();
});
