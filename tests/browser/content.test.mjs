// What is said of sites, campaigns and forms, in a real browser: listed, added and changed in the
// settings, and seen where their numbers are.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Server } from '../http/support.mjs';
import { becomes, launch, open_page, open_signed_in, picture, sign_in, violations } from './support.mjs';

const owner = 'owner@example.com';
const rep = 'rep@example.com';
const campaigns = '/settings/campaigns';
const hostile = '<img src=x onerror=alert(1)>';

let server;
let browser;

before(async () => {
  server = await Server.start();
  await server.add_member(owner, 'owner');
  await server.add_member(rep, 'sales_rep');
  const time = new Date(Date.now() - 86_400_000).toISOString();
  const events = [
    ...['autumn', 'winter'].map((campaign_id) => ({
      kind: 'email_delivered',
      properties: { campaign_id },
    })),
    { kind: 'form_response', site: 'shop', properties: { form_id: 'allergens' } },
  ].map((event) => ({ ...event, customer: 'c', time }));
  assert.equal((await server.events(events)).json?.stored, events.length);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.end();
});

const page_of = (path, { email = owner, ...options } = {}) =>
  open_signed_in(browser, server, email, path, options);

const stored = async (folder, id) =>
  (await server.get(`/api/v1/${folder}`)).json[folder].find((each) => each.id === id);
const row_of = (page, text) => page.getByRole('listitem').filter({ hasText: text });
const saves = (page) => page.getByRole('button', { name: 'Save' }).click();

test('what an event named is there, and gets a name that Insights shows', async () => {
  const { page, context, trouble } = await page_of('/settings');
  await page.getByRole('navigation', { name: 'Settings' }).getByText('Campaigns').click();
  await row_of(page, 'winter').waitFor();
  await page.getByRole('link', { name: 'Edit winter' }).click();
  await page.getByLabel('Name', { exact: true }).fill(hostile);
  await page.getByLabel('Sent at').fill('2026-01-12T09:00');
  await page.getByRole('combobox', { name: 'Site' }).fill('sho');
  await page.getByRole('option', { name: 'shop', exact: true }).click();
  await saves(page);
  await row_of(page, hostile).getByText('Sent Jan 12, 2026, 09:00:00, UTC').waitFor();
  const { name, site, sent_at, reach } = await stored('campaigns', 'winter');
  assert.deepEqual([name, site, sent_at, reach], [hostile, 'shop', '2026-01-12T09:00:00.000Z', null]);

  await page.getByRole('link', { name: `Numbers of ${hostile}` }).click();
  await page.getByRole('heading', { name: hostile }).waitFor();
  await page.getByRole('link', { name: 'Edit' }).click();
  await page.getByLabel('Name', { exact: true }).fill('');
  await page.getByRole('combobox', { name: 'Site' }).click();
  await page.getByRole('option', { name: 'None' }).click();
  await saves(page);
  await page.waitForURL((url) => url.pathname === '/insights/campaigns/winter');
  await page.getByRole('heading', { name: 'winter', exact: true }).waitFor();
  assert.equal((await stored('campaigns', 'winter')).site, null);
  assert.deepEqual(trouble, []);
  await context.close();
});

test('one is added, and what the server refuses stands at its field', async () => {
  const { page, context, trouble } = await page_of('/settings/forms');
  await page.getByRole('link', { name: 'Add form' }).click();
  await page.getByRole('textbox', { name: 'Id' }).fill('allergens');
  await saves(page);
  await page.getByText('There is a form with this id already.').waitFor();
  await page.getByRole('textbox', { name: 'Id' }).fill('50% & more/less');
  await page.getByLabel('Name', { exact: true }).fill('x'.repeat(300));
  await page.getByLabel('Disabled').check();
  await saves(page);
  const name = page.getByLabel('Name', { exact: true }).and(page.locator('[aria-invalid=true]'));
  await name.waitFor();
  assert.deepEqual(await violations(page), []);
  await name.fill('Half price');
  await page.getByLabel('Created at').press('1');
  await saves(page);
  await page.getByText('Write the day and the time, or neither.').waitFor();
  await page.getByLabel('Created at').fill('2026-02-01T08:30');
  await saves(page);
  await row_of(page, 'Half price').getByText('disabled').waitFor();
  const { enabled, created_at } = await stored('forms', '50% & more/less');
  assert.deepEqual([enabled, created_at], [false, '2026-02-01T08:30:00.000Z']);
  await page.getByRole('link', { name: 'Edit Half price' }).click();
  await becomes(() => page.getByLabel('Name', { exact: true }).inputValue(), 'Half price');
  assert.deepEqual(trouble, []);
  await context.close();
});

test('what was written is not lost by a slip', async () => {
  const { page, context, trouble } = await page_of('/settings/sites');
  await page.getByRole('link', { name: 'Edit shop' }).click();
  await page.getByLabel('Name', { exact: true }).fill('The shop');
  const question = page.getByRole('dialog', { name: 'Discard your changes?' });
  for (const leave of [
    () => page.getByRole('link', { name: 'Cancel' }).click(),
    () => page.getByRole('link', { name: 'General' }).click(),
    () => page.goBack(),
  ]) {
    await leave();
    await question.getByRole('button', { name: 'Keep editing' }).click();
    await question.waitFor({ state: 'detached' });
    await page.waitForURL(/sites\/edit\/shop$/);
  }
  await saves(page);
  await row_of(page, 'The shop').waitFor();
  assert.equal((await stored('sites', 'shop')).name, 'The shop');
  assert.deepEqual(trouble, []);
  await context.close();
});

test('a sales rep has no way there', async () => {
  const { page, context, trouble } = await page_of(campaigns, { email: rep });
  await page.getByText('You are not allowed to see this page').waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});

test('without any, the page says how the first comes', async () => {
  const empty = await Server.start();
  try {
    await empty.add_member(owner, 'owner');
    const { page, context, trouble } = await open_page(browser, empty);
    await sign_in(page, empty, owner, campaigns);
    await page.getByText('No campaigns yet').waitFor();
    assert.deepEqual(await violations(page), []);
    await picture(page, 'content-empty');
    await page.getByRole('link', { name: 'Add campaign' }).click();
    await page.getByRole('textbox', { name: 'Id' }).fill('first');
    await saves(page);
    await row_of(page, 'first').waitFor();
    assert.deepEqual(trouble, []);
    await context.close();
  } finally {
    await empty.end();
  }
});
