// Insights › Customers, the pages of campaigns and forms, and Settings, in a real browser.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, test } from 'node:test';
import { parse } from 'csv-parse/sync';

import { Server } from '../http/support.mjs';
import { becomes, launch, open_page, picture, sign_in, violations } from './support.mjs';

const owner = 'owner@example.com';
const sales_rep = 'rep@example.com';
const insights = '/insights/customers';
const hour_ms = 3_600_000;
const day_ms = 24 * hour_ms;

let server;
let empty;
let browser;
let bakeries; // a target
let broken; // another one

before(async () => {
  [server, empty] = await Promise.all([Server.start(), Server.start()]);
  for (const each of [server, empty]) await each.add_member(owner, 'owner');
  await server.add_member(sales_rep, 'sales_rep');
  const now = Date.now();
  const events = [];
  const add = (kind, customer, days_ago, more = {}) => {
    const id = `e${events.length}`;
    const time = new Date(now - days_ago * day_ms - hour_ms).toISOString();
    events.push({ id, kind, customer, time, ...more });
  };
  for (let i = 0; i < 40; ++i) {
    const site = i % 2 === 0 ? { site: 'berlin' } : {};
    const of_campaign = { properties: { campaign_id: 'autumn' } };
    // The first ones log in every few days, also in the period before; the last ones never.
    for (let day = i + 1; i < 24 && day < 180; day += 5 + i) add('login', `c${i}`, day, site);
    add('email_delivered', `c${i}`, 6, of_campaign);
    if (i % 4 === 0) add('email_open', `c${i}`, 5, of_campaign);
    if (i % 8 === 0) add('email_open', `c${i}`, 4, of_campaign);
    if (i % 5 === 0) add('form_response', `c${i}`, 3, { properties: { form_id: 'allergens' } });
  }
  add('email_spam', 'c39', 4, { properties: { campaign_id: 'autumn' } });
  for (const customer of ['c0', 'c1', 'c2']) {
    add('notification_open', customer, 2, { properties: { campaign_id: 'push/1 & more' } });
    add('signup', customer, 2);
    add('other', customer, 1);
  }
  // So that the period before is whole, and can be compared with.
  add('other', 'c39', 300);
  const sent = await server.events(events);
  assert.equal(sent.json?.stored, events.length, sent.text.slice(0, 300));
  const describe = async (path, body) => {
    const answer = await server.send('PUT', `/api/v1/${path}`, body);
    assert.equal(answer.status, 200, answer.text);
  };
  await describe('campaigns/autumn', { name: 'Autumn list' });
  // More opens than reach.
  const push = { name: 'Push', kind: 'notification', state: 'sent', reach: 2 };
  await describe(`campaigns/${encodeURIComponent('push/1 & more')}`, push);
  const sent_at = new Date(now - hour_ms).toISOString();
  await describe('campaigns/none', { name: 'To nobody', state: 'sent', sent_at, reach: 0 });
  await describe('forms/old', { name: 'Old survey', enabled: false });
  await describe('forms/allergens', { name: 'Allergens 2026' });
  await describe('sites/berlin', { name: 'Berlin' });

  const cookie = await server.sign_in(owner);
  const target = async (name, rule) => {
    const answer = await server.request('POST', '/api/v1/targets', {
      headers: { cookie, 'content-type': 'application/json' },
      body: JSON.stringify({ name, groups: [[rule]] }),
    });
    assert.equal(answer.status, 201, answer.text);
    return answer.json;
  };
  const logged_in = { field: 'count', kind: 'login', operator: 'at_least', values: ['10'] };
  bakeries = await target('Bakeries', logged_in);
  broken = await target('Readers', { field: 'campaign', key: 'unheard of', operator: 'opened' });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await Promise.all([server?.end(), empty?.end()]);
});

const numbers = (count) => count.toLocaleString('en-US');
const shown = (page) => page.getByRole('slider', { name: /^User activity/ }).waitFor();

async function insights_page(options = {}, path = insights) {
  const opened = await open_page(browser, server, options);
  await sign_in(opened.page, server, owner, path);
  await opened.page.getByText(/^as of /).waitFor();
  return opened;
}

// Waits for the answers of `path` to what `act` asks for.
async function answered(page, path, act) {
  const [response] = await Promise.all([
    page.waitForResponse((each) => new URL(each.url()).pathname === `/api/v1/insights${path}`),
    act(),
  ]);
  return response.json();
}

const fetched = (page, path) =>
  page.evaluate(async (address) => (await fetch(address)).json(), `/api/v1${path}`);

test('cards, chart, lists and donut are those of the answers', async () => {
  const { page, context, trouble } = await insights_page();
  await shown(page);
  const answer = await fetched(page, '/insights');
  const cards = ['active_users', 'activity', 'logins', 'logs', 'sign_ups'];
  assert.deepEqual(await page.locator('main dt').allInnerTexts(), [
    'Active users',
    'Activity',
    'Logins',
    'Logs',
    'Sign-ups',
  ]);
  const values = await page.locator('main dd').allInnerTexts();
  for (const [at, card] of cards.entries()) {
    const { value, change } = answer[card];
    assert.ok(values[at].startsWith(numbers(value)), `${card}: ${values[at]}`);
    const arrow = change > 0 ? '▲' : change < 0 ? '▼' : '=';
    if (change === null) assert.equal(values[at], numbers(value));
    else assert.ok(values[at].includes(`${arrow} ${Math.abs(change).toFixed(1)}%`), values[at]);
  }
  assert.ok(answer.logins.change !== null && answer.sign_ups.change === null);

  const { a, b } = await fetched(page, '/insights/series?a=login&b=activity');
  const legend = await page.getByRole('list', { name: 'Legend' }).innerText();
  assert.deepEqual(legend.split(/\s+/), ['Login', numbers(a.total), 'Activity', numbers(b.total)]);
  assert.equal(a.total, answer.logins.value);

  const campaigns = page.getByRole('table', { name: 'Recent campaigns' });
  const row = (name) => campaigns.getByRole('row').filter({ hasText: name });
  assert.match(await row('Autumn list').innerText(), /10 \/ 40\s+25\.0%/);
  assert.match(await row('Push').innerText(), /3 \/ 2\s+150\.0%/);
  assert.match(await row('To nobody').innerText(), /0 \/ 0\s+—/);
  const forms = page.getByRole('table', { name: 'Recent forms' });
  assert.match(await forms.getByRole('row').filter({ hasText: 'Old survey' }).innerText(), /disabled/);
  assert.match(await forms.getByRole('row').filter({ hasText: 'Allergens' }).innerText(), /\s8$/);

  const { active, total } = answer.engagement;
  await page.getByText(`${numbers(active)} of ${numbers(total)}`, { exact: true }).waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});

test('the period, a target and a site act on everything and stand in the address', async () => {
  const { page, context, trouble } = await insights_page();
  await page.getByRole('button', { name: /^Period/ }).click();
  const week = await answered(page, '', () => page.getByText('Last 7 days', { exact: true }).click());
  assert.equal((Date.parse(week.period.to) - Date.parse(week.period.from)) / day_ms, 6);
  await page.getByText(/, compared with /).waitFor();
  const of_target = await answered(page, '', () =>
    page.getByLabel('Target').selectOption('Target: Bakeries'),
  );
  assert.deepEqual(of_target.target, { id: bakeries.id, name: 'Bakeries' });
  assert.ok(of_target.engagement.total < 40);
  await page.getByText('customers in Bakeries are active users').waitFor();
  const of_site = await answered(page, '/campaigns', () =>
    page.getByLabel('Site').selectOption('Site: Berlin'),
  );
  assert.equal(of_site.site, 'berlin');
  await page.getByText('Events without a site are left out.').waitFor();
  const { searchParams } = new URL(page.url());
  assert.deepEqual(Object.fromEntries(searchParams), {
    preset: 'last_7_days',
    target: bakeries.id,
    site: 'berlin',
  });
  await page.reload();
  await page.getByText('Events without a site are left out.').waitFor();
  await becomes(() => page.getByLabel('Site').inputValue(), '=berlin');
  await page.goBack();
  await page.waitForURL((url) => !url.searchParams.has('site'));
  assert.deepEqual(trouble, []);
  await context.close();
});

test('a target that is gone or broken is said, and never a zero', async () => {
  const { page, context, trouble } = await insights_page({}, `${insights}?target=gone`);
  await page.getByText('The chosen target is gone.').waitFor();
  assert.equal(new URL(page.url()).search, '');
  await shown(page);
  await picture(page, 'insights-gone-target');
  await page.goto(`${server.origin}${insights}?target=${broken.id}`);
  await page.getByText('This target cannot be used as it is').waitFor();
  await page.getByText(/unheard of/).waitFor();
  assert.equal(await page.locator('main dd').count(), 0);
  const editor = page.getByRole('link', { name: 'Change its rules' });
  assert.match(await editor.getAttribute('href'), /^\/targets\/[0-9a-f]{32}$/);
  assert.deepEqual(await violations(page), []);
  await picture(page, 'insights-broken-target');
  await page.getByRole('button', { name: 'Show all customers' }).click();
  await shown(page);
  assert.deepEqual(trouble, []);
  await context.close();
});

test('the chart compares any two values, by the keyboard too', async () => {
  const { page, context, trouble } = await insights_page();
  await shown(page);
  const line = await answered(page, '/series', () =>
    page.getByLabel('First value').selectOption('Active users'),
  );
  assert.equal(line.a.additive, false);
  await page.getByText('not additive').waitFor();
  const months = await answered(page, '/series', () => page.getByText('Month', { exact: true }).click());
  assert.equal(months.bucket, 'month');
  await page.getByRole('slider', { name: 'User activity, by month' }).focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  const slider = page.getByRole('slider');
  const values = `Active users ${numbers(months.a.values[1])}, Activity ${numbers(months.b.values[1])}`;
  await page.locator(`[role=slider][aria-valuetext$="${values}"]`).waitFor();
  const text = await slider.getAttribute('aria-valuetext');
  assert.ok((await slider.innerText()).includes(text.split(':')[0]), 'what is there is shown');
  await picture(page, 'insights-chart-keys');
  await page.getByLabel('Second value').selectOption('None');
  await page.waitForURL(/b=none/);
  await page.getByLabel('First value').selectOption('None');
  await page.getByText('Choose a value above to see it over time.').waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});

test('table and files have the numbers of the chart', async () => {
  const { page, context, trouble } = await insights_page({ acceptDownloads: true });
  await shown(page);
  const { buckets, a, b, period } = await fetched(page, '/insights/series?a=login&b=activity');
  await page.getByRole('button', { name: 'Table', exact: true }).click();
  const table = page.getByRole('table', { name: 'User activity, by day' });
  await table.waitFor();
  const cells = await table
    .locator('tbody tr')
    .evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.innerText)));
  assert.deepEqual(
    cells,
    a.values.map((value, day) => [numbers(value), numbers(b.values[day])]),
  );

  const name = `user-activity-${period.from}-${period.to}`;
  const downloaded = async (label) => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: label }).click(),
    ]);
    return [download.suggestedFilename(), fs.readFileSync(await download.path())];
  };
  const [csv_name, csv] = await downloaded('Download CSV');
  assert.equal(csv_name, `${name}.csv`);
  assert.deepEqual(
    parse(csv, { bom: true }),
    [
      ['Day', 'Login', 'Activity'],
      ...buckets.map(({ from }, day) => [from, String(a.values[day]), String(b.values[day])]),
    ],
  );
  const [png_name, png] = await downloaded('Download PNG');
  assert.equal(png_name, `${name}.png`);
  assert.equal(png.subarray(1, 4).toString(), 'PNG');
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [2400, 1120]);
  assert.ok(png.length > 10_000, 'something is drawn');
  assert.deepEqual(trouble, []);
  await context.close();
});

test('a campaign and a form have their pages, and the way back keeps the filters', async () => {
  const { page, context, trouble } = await insights_page({}, `${insights}?preset=last_30_days`);
  await page.getByRole('link', { name: 'Autumn list' }).click();
  await page.getByRole('heading', { name: 'Autumn list' }).waitFor();
  const counters = await page
    .locator('main dl > div')
    .evaluateAll((each) => each.map((counter) => [...counter.children].map((part) => part.innerText)));
  assert.deepEqual(Object.fromEntries(counters), {
    Reach: '40',
    Delivered: '40',
    Opens: '15',
    'Unique opens': '10',
    'Open rate': '25.0%',
    'Notified as spam': '1',
  });
  await page.getByRole('slider', { name: /^Delivered and opened/ }).waitFor();
  await page.getByRole('link', { name: 'Insights › Customers' }).click();
  await page.waitForURL((url) => url.pathname === insights);
  assert.equal(new URL(page.url()).search, '?preset=last_30_days');

  await page.getByRole('link', { name: 'Push' }).click();
  await page.getByText('150.0%').waitFor();
  await page.reload();
  await page.getByText('150.0%').waitFor();

  await page.goto(`${server.origin}/insights/forms/allergens`);
  await page.getByRole('heading', { name: 'Allergens 2026' }).waitFor();
  await page.getByRole('slider', { name: /^Responses/ }).waitFor();
  for (const [folder, message] of [
    ['campaigns', 'There is no such campaign'],
    ['forms', 'There is no such form'],
  ]) {
    await page.goto(`${server.origin}/insights/${folder}/nothing`);
    await page.getByText(message).waitFor();
  }
  assert.deepEqual(trouble, []);
  await context.close();
});

test('what happens is in the numbers without a click', async () => {
  const { page, context, trouble } = await insights_page();
  await page.getByText('live', { exact: true }).waitFor();
  const before_it = (await fetched(page, '/insights')).logins.value;
  const sent = await server.events([{ kind: 'login', customer: 'c1' }]);
  assert.equal(sent.json?.stored, 1);
  const logins = page.locator('main dl > div').filter({ hasText: 'Logins' });
  await logins.getByText(numbers(before_it + 1), { exact: false }).first().waitFor();
  const legend = page.getByRole('list', { name: 'Legend' });
  await legend.getByText(numbers(before_it + 1), { exact: true }).waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});

test('settings are saved, are in force at once, and are not lost by a slip', async () => {
  const { page, context, trouble } = await open_page(browser, empty);
  await sign_in(page, empty, owner, '/settings');
  const name = page.getByLabel('Name', { exact: true });
  await name.fill('Nordwind Foods');
  await page.getByRole('combobox', { name: 'Time zone' }).fill('kolkata');
  await page.getByRole('option', { name: 'Asia/Kolkata' }).click();
  await page.getByRole('checkbox', { name: 'Orders' }).check();
  await page.getByText(/^Saving changes these numbers/).waitFor();
  await picture(page, 'settings');
  await page.getByRole('link', { name: 'All', exact: true }).click();
  await page.getByRole('dialog', { name: 'Discard your changes?' }).waitFor();
  await page.getByRole('button', { name: 'Keep editing' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The settings are saved.').waitFor();
  await page.getByRole('complementary').getByText('Nordwind Foods').waitFor();
  await page.getByText('is still in force').waitFor({ state: 'detached' });
  assert.deepEqual(await violations(page), []);
  await page.getByRole('link', { name: 'Customers', exact: true }).click();
  await page.getByText(/Asia\/Kolkata/).waitFor();
  await page.getByText('No customers yet.').waitFor();
  await page.getByText('no customers', { exact: true }).waitFor();
  const counted = '[data-hint*="Counted as activity: Orders, logins"]';
  await becomes(() => page.locator(`main dt ${counted}`).count(), 2);
  assert.deepEqual(await violations(page), []);
  await picture(page, 'insights-no-customers');

  await page.getByRole('link', { name: 'Settings' }).click();
  await becomes(() => name.inputValue(), 'Nordwind Foods');
  await name.fill('Lost');
  await page.evaluate(() => window.history.back());
  await page.getByRole('dialog', { name: 'Discard your changes?' }).waitFor();
  await page.getByRole('button', { name: 'Discard', exact: true }).click();
  await page.waitForURL((url) => url.pathname === insights);
  assert.deepEqual(trouble, []);
  await context.close();
});

test('a sales rep has no way to the pages, and no answer either', async () => {
  const { page, context, trouble } = await open_page(browser, server);
  await sign_in(page, server, sales_rep, insights);
  await page.getByText('You are not allowed to see this page').waitFor();
  assert.equal(await page.getByRole('link', { name: 'Settings' }).count(), 0);
  for (const path of ['insights', 'insights/series', 'insights/campaigns', 'campaigns/autumn', 'settings']) {
    const status = await page.evaluate(async (each) => (await fetch(`/api/v1/${each}`)).status, path);
    assert.equal(status, 403, path);
  }
  assert.deepEqual(trouble, []);
  await context.close();
});
