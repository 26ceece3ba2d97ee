// Customers › Activity in a real browser, on the sample data and on none.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, test } from 'node:test';
import { parse } from 'csv-parse/sync';

import { must_run, Server } from '../http/support.mjs';
import { launch, open_page, picture, row_texts, violations, sign_in } from './support.mjs';

const owner = 'owner@example.com';
const sales_rep = 'rep@example.com';

let server;
let empty;
let browser;

before(async () => {
  [server, empty] = await Promise.all([Server.start(), Server.start()]);
  for (const each of [server, empty]) await each.add_member(owner, 'owner');
  await server.add_member(sales_rep, 'sales_rep');
  await must_run(['sample', '--data', server.data]);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await Promise.all([server?.end(), empty?.end()]);
});

// A page signed in on the sample workspace with its first rows shown.
async function activity(options = {}, path = '/') {
  const opened = await open_page(browser, server, options);
  await sign_in(opened.page, server, owner, path);
  await opened.page.getByText('Recent activity').first().waitFor();
  await opened.page.getByText(/^1–\d+ of /).waitFor();
  return opened;
}

// Waits for the answer to what `act` asks for, and for the page to show it.
async function answered(page, act) {
  const [response] = await Promise.all([
    page.waitForResponse((each) => each.url().includes('/api/v1/activity?')),
    act(),
  ]);
  assert.equal(response.status(), 200);
  const table = await response.json();
  const last = (table.page - 1) * table.per_page + table.rows.length;
  const shown = table.total === 0 ? /^0 customers$|No customer matches/ : `–${last.toLocaleString('en-US')} of ${table.total.toLocaleString('en-US')}`;
  await page.getByText(shown).first().waitFor();
  return table;
}

// What the five counters show; what was left out stands in a hint.
function counters({ summary }) {
  const { automated_views, ...shown } = summary;
  assert.ok(automated_views >= 0);
  return shown;
}

test('the table has the eleven columns, and its rows are those of the answer', async () => {
  const { page, context, trouble } = await activity();
  const heads = await page.locator('table thead th').allInnerTexts();
  assert.deepEqual(
    heads.map((text) => text.trim()),
    [
      'Customer',
      'Email',
      'Status',
      'Last click',
      'Views',
      '7-day trend',
      'Confirmed',
      'Verified',
      'Checkout',
      'Orders',
      'Recent activity',
    ],
  );
  const table = await answered(page, () => page.reload());
  assert.equal(table.customers, 2000);
  const rows = await row_texts(page);
  assert.equal(rows.length, 25);
  rows.forEach((cells, i) => {
    const row = table.rows[i];
    assert.ok(cells[0].includes(row.name), `${cells[0]} has ${row.name}`);
    if (row.code) assert.ok(cells[0].includes(row.code));
    // A dash is read out as `none`.
    assert.equal(cells[1], row.email ?? '—\nnone');
    assert.equal(cells[2].toLowerCase(), row.status);
    assert.equal(cells[4], row.views.toLocaleString('en-US'));
    assert.equal(cells[5], row.trend[6].toLocaleString('en-US'));
    for (const [at, key] of ['confirmed', 'verified', 'checkout', 'orders'].entries()) {
      assert.equal(cells[6 + at], row[key].toLocaleString('en-US'));
    }
  });
  for (const number of Object.values(counters(table))) {
    assert.ok(await page.getByText(number.toLocaleString('en-US'), { exact: true }).count());
  }
  assert.deepEqual(trouble, []);
  await context.close();
});

test('filters, sort and pages act on every row and stand in the address', async () => {
  const { page, context, trouble } = await activity();
  const inactive = await answered(page, () => page.getByText('Inactive', { exact: true }).first().click());
  assert.ok(inactive.total > 0 && inactive.rows.every(({ status }) => status === 'inactive'));
  assert.match(page.url(), /status=inactive/);

  const found = await answered(page, () => page.getByLabel('Search customers').fill('cafe'));
  const fold = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  for (const { name, code, email } of found.rows) {
    assert.ok([name, code, email].some((text) => text && fold(text).includes('cafe')), name);
  }
  await answered(page, () => page.getByRole('button', { name: 'Clear search' }).click());
  await answered(page, () => page.getByRole('radiogroup').getByText('All', { exact: true }).click());

  const by_views = await answered(page, () => page.getByRole('button', { name: 'Views', exact: true }).click());
  const views = by_views.rows.map((row) => row.views);
  const sorted = [...views].sort((a, b) => (page.url().includes('-views') ? b - a : a - b));
  assert.deepEqual(views, sorted);

  const second = await answered(page, () => page.getByLabel('Next page').click());
  assert.equal(second.page, 2);
  assert.match(page.url(), /page=2/);
  const address = page.url();
  const again = await answered(page, () => page.reload());
  assert.equal(page.url(), address);
  assert.deepEqual(again.rows, second.rows);

  await answered(page, () => page.goBack());
  assert.doesNotMatch(page.url(), /page=2/);

  const fifty = await answered(page, () => page.getByLabel('Rows per page').selectOption('50'));
  assert.equal(fifty.rows.length, 50);
  assert.equal(fifty.page, 1);
  assert.deepEqual(trouble, []);
  await context.close();
});

test('the period is chosen from presets, and from two days', async () => {
  const { page, context, trouble } = await activity();
  await page.getByRole('button', { name: /^Period/ }).click();
  const week = await answered(page, () => page.getByText('Last 7 days', { exact: true }).click());
  const days = (Date.parse(week.period.to) - Date.parse(week.period.from)) / 86_400_000;
  assert.equal(days, 6);
  await page.getByText(week.time_zone).first().waitFor();

  await page.goto(`${server.origin}/customers/activity?from=2020-01-01&to=2020-01-31`);
  await page.getByText(/nothing|no activity/i).first().waitFor();
  assert.ok((await row_texts(page)).length > 0, 'the table of zeros stays');
  assert.deepEqual(trouble, []);
  await context.close();
});

async function exported(page, label) {
  await page.getByRole('button', { name: 'Export' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByText(label).click(),
  ]);
  assert.match(download.suggestedFilename(), /^customer-activity-\d{4}-\d\d-\d\d\.csv$/);
  const text = fs.readFileSync(await download.path(), 'utf8');
  assert.ok(text.startsWith('\uFEFF') && text.includes('\r\n'));
  return parse(text, { bom: true, columns: true });
}

const plain = (cell) => cell.replace(/^'(?='*\s*[=+\-@\t\r\0])/, '');

test('both exports equal what the page shows', async () => {
  const { page, context, trouble } = await activity({ acceptDownloads: true });
  const shown = await answered(page, () => page.getByRole('button', { name: 'Orders', exact: true }).click());
  const on_page = await exported(page, /Current page/);
  assert.deepEqual(
    on_page.map((row) => [plain(row.Customer), plain(row.Code), Number(row.Views), Number(row.Orders)]),
    shown.rows.map((row) => [row.name, row.code ?? '', row.views, row.orders]),
  );
  const all = await exported(page, /All results/);
  assert.equal(all.length, shown.total);
  const sum = (column) => all.reduce((total, row) => total + Number(row[column]), 0);
  assert.deepEqual(
    {
      customers_with_clicks: all.filter((row) => Number(row.Views) > 0).length,
      total_views: sum('Views'),
      verified: sum('Verified'),
      checkout_started: sum('Checkout'),
      orders_submitted: sum('Orders'),
    },
    counters(shown),
  );
  assert.deepEqual(trouble, []);
  await context.close();
});

test('the three empty states say what to do', async () => {
  const nobody = await open_page(browser, empty);
  await sign_in(nobody.page, empty, owner);
  await nobody.page.getByText('No customers yet').waitFor();
  const commands = await nobody.page.locator('pre, code').allInnerTexts();
  assert.ok(commands.some((text) => text.includes('curl') && text.includes(empty.origin)));
  assert.deepEqual(await violations(nobody.page), []);
  await picture(nobody.page, 'no-customers');
  assert.deepEqual(nobody.trouble, []);
  await nobody.context.close();

  const { page, context, trouble } = await activity();
  await page.getByLabel('Search customers').fill('nobody has such a name');
  await page.getByText('No customer matches').waitFor();
  assert.deepEqual(await violations(page), []);
  await picture(page, 'no-match');
  await answered(page, () => page.getByRole('button', { name: 'Clear filters' }).click());
  assert.deepEqual(trouble, []);
  await context.close();
});

test('a sales rep is told that the page is not for them', async () => {
  const { page, context, trouble } = await open_page(browser, server);
  await sign_in(page, server, sales_rep, '/customers/activity');
  await page
    .getByText(/not allowed|owners and admins/i)
    .first()
    .waitFor();
  const direct = await page.evaluate(async () => (await fetch('/api/v1/activity')).status);
  assert.equal(direct, 403);
  assert.equal(await page.locator('table').count(), 0);
  assert.deepEqual(await violations(page), []);
  await picture(page, 'not-allowed');
  assert.deepEqual(trouble, []);
  await context.close();
});

test('sign-in comes back to the address asked for, and sign-out ends the session', async () => {
  const { page, context, trouble } = await open_page(browser, server);
  await page.goto(`${server.origin}/customers/activity?status=inactive`);
  await page.getByLabel('Email').waitFor();
  assert.deepEqual(await violations(page), []);
  await picture(page, 'sign-in');
  await page.getByLabel('Email').fill(owner);
  await page.getByLabel('Password', { exact: true }).fill('not the right password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('The email or the password is not right.').waitFor();
  await page.getByLabel('Password', { exact: true }).fill(Server.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText(/^1–25 of /).waitFor();
  assert.match(page.url(), /status=inactive/);

  const [cookie] = await context.cookies();
  assert.equal(cookie.name, '__Host-footfall');
  assert.ok(cookie.httpOnly && cookie.secure && cookie.sameSite === 'Strict');
  await page.getByRole('button', { name: /^Signed in as/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByLabel('Email').waitFor();
  const replay = await server.request('GET', '/api/v1/activity', {
    headers: { cookie: `${cookie.name}=${cookie.value}` },
  });
  assert.equal(replay.status, 401);
  assert.deepEqual(trouble, []);
  await context.close();
});

test('the workspace switcher leads from the sample to the own workspace', async () => {
  const { page, context, trouble } = await activity();
  await page.getByText('footfall sample --data DIR --remove').waitFor();
  await page.getByRole('button', { name: /^Workspace:/ }).click();
  await page.getByRole('menuitemradio').filter({ hasNotText: 'Sample' }).first().click();
  await page.getByText('No customers yet').waitFor();
  await page.getByText('footfall sample --data DIR --remove').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: /^Workspace:/ }).click();
  await page.getByRole('menuitemradio').filter({ hasText: 'Sample' }).first().click();
  await page.getByText(/^1–25 of /).waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});

test('keys: / searches, e exports, ? lists the keys', async () => {
  const { page, context, trouble } = await activity();
  await page.keyboard.press('/');
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), 'Search customers');
  await page.keyboard.press('Escape');
  await page.locator('body').click({ position: { x: 700, y: 60 } });
  await page.keyboard.press('e');
  await page.getByText(/All results/).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  assert.deepEqual(trouble, []);
  await context.close();
});

for (const [theme, width, height] of [
  ['light', 1440, 900],
  ['dark', 1440, 900],
  ['light', 1024, 768],
  ['dark', 390, 844],
  ['light', 390, 844],
]) {
  test(`${theme} at ${width}: nothing for axe, nothing cut off`, async () => {
    const options = { colorScheme: theme, viewport: { width, height } };
    const { page, context, trouble } = await activity(options);
    assert.deepEqual(await violations(page), []);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    assert.equal(overflow, 0, 'the page itself does not scroll sideways');
    await picture(page, `activity-${theme}-${width}`);
    assert.deepEqual(trouble, []);
    await context.close();
  });
}
