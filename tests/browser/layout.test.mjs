// What a member arranges on the Activity page, in a real browser: counters that sort, the funnel,
// columns, saved views; and who is marked as viewing while events arrive.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Server } from '../http/support.mjs';
import { becomes, launch, open_page, picture, sign_in } from './support.mjs';

const owner = 'owner@example.com';
const admin = 'admin@example.com';
const list = '/customers/activity';

let server;
let browser;

before(async () => {
  server = await Server.start();
  await server.add_member(owner, 'owner');
  await server.add_member(admin, 'admin');
  const kinds = ['link_open', 'confirmation', 'verification', 'checkout_start', 'order_submit'];
  const events = [];
  // c0 goes all the way once, c1 to the checkout twice, …; the more of a kind, the less far.
  for (let i = 0; i < 5; ++i) {
    for (const kind of kinds.slice(0, 5 - i)) {
      // A step that this one skips.
      if (i === 1 && kind === 'verification') continue;
      for (let n = 0; n <= i; ++n) {
        const time = new Date(Date.now() - (2 + n) * 3_600_000).toISOString();
        events.push({ id: `${i} ${kind} ${n}`, kind, customer: `c${i}`, time });
      }
    }
  }
  assert.equal((await server.events(events)).json?.stored, events.length);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.end();
});

async function list_page(options = {}, path = list, member = owner) {
  const opened = await open_page(browser, server, options);
  await sign_in(opened.page, server, member, path);
  await opened.page.getByText(/^1–\d+ of /).waitFor();
  return opened;
}

const headings = (page) => page.locator('thead th button').allInnerTexts();

test('a click on a counter leaves those behind it, those with the most of it first', async () => {
  const { page, context, trouble } = await list_page();
  const ids = () => page.locator('tbody tr').evaluateAll((rows) => rows.map(({ dataset }) => dataset.customer));
  for (const [label, sort, found] of [
    ['Total views', '-views', ['c4', 'c3', 'c2', 'c1', 'c0']],
    ['Verified', '-verified', ['c2', 'c0']],
    ['Checkout started', '-checkout', ['c1', 'c0']],
    ['Orders submitted', '-orders', ['c0']],
  ]) {
    await page.getByRole('button', { name: new RegExp(` ${label}:`) }).click();
    await page.waitForURL((url) => url.searchParams.get('sort') === sort);
    await becomes(ids, found);
  }
  await becomes(() => page.getByRole('button', { pressed: true }).count(), 1);
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => !url.searchParams.has('sort') && !url.searchParams.has('did'));
  await page.getByText('1–5 of 5').waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});

test('the funnel has the numbers of the answer, and follows events that arrive', async () => {
  const { page, context, trouble } = await list_page({}, `${list}?funnel=open`);
  const table = page.getByRole('table', { name: /^Funnel/ });
  const shown = async () =>
    (await table.locator('tbody tr').allInnerTexts()).map((row) => row.split(/\s+/).slice(0, 2));
  await table.waitFor();
  const { json } = await server.get('/api/v1/activity/funnel');
  assert.deepEqual(
    json.steps.map(({ reached }) => reached),
    [5, 4, 3, 2, 1],
  );
  await becomes(
    async () => (await shown()).map(([, reached]) => Number(reached)),
    [5, 4, 3, 2, 1],
  );
  const sent = await server.events([{ kind: 'order_submit', customer: 'c4' }]);
  assert.equal(sent.json?.stored, 1);
  await table.locator('tbody tr:last-child').getByText('2', { exact: true }).first().waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});

test('who does something while the page is open is viewing now', async () => {
  for (const options of [{}, { viewport: { width: 390, height: 844 } }]) {
    const customer = options.viewport ? 'phone' : 'desk';
    const { page, context, trouble } = await list_page(options);
    assert.equal(await page.locator('[data-viewing]').filter({ hasText: customer }).count(), 0);
    assert.equal((await server.events([{ kind: 'link_open', customer }])).json?.stored, 1);
    const row = page.locator('tbody tr, main li').filter({ hasText: customer });
    await row.getByText('viewing now').waitFor();
    await picture(page, `viewing-${customer}`);
    await row.getByText(customer, { exact: true }).click();
    await page.getByRole('dialog', { name: customer }).getByText('viewing now').waitFor();
    assert.deepEqual(trouble, []);
    await context.close();
  }
});

test('columns are chosen by the keyboard alone, and stay', async () => {
  const { page, context, trouble } = await list_page();
  await page.getByRole('button', { name: 'Columns' }).focus();
  await page.keyboard.press('Enter');
  const email = page.getByRole('checkbox', { name: 'Email' });
  await email.waitFor();
  await email.focus();
  await page.keyboard.press('Space');
  await page.getByRole('checkbox', { name: 'Email', checked: false }).waitFor();
  await page.getByRole('button', { name: 'Move Orders up' }).focus();
  for (let i = 0; i < 4; ++i) await page.keyboard.press('Enter');
  await becomes(
    () => page.evaluate(() => document.activeElement.getAttribute('aria-label')),
    'Move Orders up',
  );
  await picture(page, 'columns');
  await page.keyboard.press('Escape');
  const chosen = ['Customer', 'Status', 'Last click', 'Views', 'Orders', '7-day trend'];
  await becomes(async () => (await headings(page)).slice(0, 6), chosen);
  // Also without the address.
  await page.goto(server.origin + list);
  await page.getByText(/^1–\d+ of /).waitFor();
  await becomes(async () => (await headings(page)).slice(0, 6), chosen);
  const row = page.locator('tbody tr[data-customer=c1]');
  await becomes(() => row.locator('td').count(), 9);
  assert.deepEqual(trouble, []);
  await context.close();
});

test('a view is saved and shared, and another member chooses it', async () => {
  const { page, context, trouble } = await list_page({}, `${list}?search=c&sort=-views&columns=views,orders`);
  const menu = () => page.getByRole('button', { name: /^Saved view/ }).click();
  const choose = (name) => page.getByRole('menuitem', { name }).click();
  await menu();
  await choose('Save as…');
  await page.getByLabel('Name', { exact: true }).fill('Most views');
  await page.getByRole('switch', { name: 'Share with the workspace' }).press('Space');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('button', { name: 'Saved view: Most views', exact: true }).waitFor();
  await page.getByText('Inactive', { exact: true }).first().click();
  await page.getByRole('button', { name: 'Saved view: Most views, changed' }).waitFor();
  await menu();
  await page.getByRole('menuitem', { name: 'Update “Most views”' }).waitFor();
  await picture(page, 'saved-views');
  await page.getByRole('menuitemradio', { name: 'Most views' }).click();
  await page.getByRole('button', { name: 'Saved view: Most views', exact: true }).waitFor();

  const other = await list_page({}, list, admin);
  await other.page.getByRole('button', { name: 'Saved views' }).click();
  await other.page.getByRole('menuitemradio', { name: /Most views/ }).click();
  await other.page.waitForURL((url) => url.searchParams.get('sort') === '-views');
  await becomes(() => headings(other.page), ['Customer', 'Views', 'Orders']);
  await other.page.locator('tbody tr:first-child[data-customer=c4]').waitFor();
  assert.deepEqual(other.trouble, []);
  await other.context.close();

  await menu();
  await choose('Delete');
  await page.getByText('is deleted, for everybody').waitFor();
  const saved = async () =>
    page.evaluate(async () => (await (await fetch('/api/v1/views')).json()).views.length);
  assert.equal(await saved(), 0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'Saved view: Most views', exact: true }).waitFor();
  assert.equal(await saved(), 1);
  assert.deepEqual(trouble, []);
  await context.close();
});
