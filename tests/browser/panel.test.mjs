// A customer's panel in a real browser: how it opens and closes, and that its numbers are those of the
// events that were sent.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Server } from '../http/support.mjs';
import { becomes, launch, open_page, picture, sign_in, violations } from './support.mjs';

const owner = 'owner@example.com';
const day_ms = 86_400_000;
const name = 'Bäckerei Hoffmann';
const list = '/customers/activity';
const busy = `${list}?customer=busy&tab=activity`;
const milestones = ['confirmation', 'verification', 'checkout_start', 'order_submit'];
const words = {
  link_open: 'Opened',
  confirmation: 'Confirmed',
  verification: 'Verified',
  checkout_start: 'Checkout started',
  order_submit: 'Order submitted',
};

let server;
let browser;
let sent; // the busy customer's events, newest first

before(async () => {
  server = await Server.start();
  await server.add_member(owner, 'owner');
  sent = events_of_busy();
  const batch = [
    ...sent.map((event) => ({ ...event, customer: 'busy' })),
    { kind: 'link_open', customer: 'quiet', time: before_now(60) },
    // Enough others that the list scrolls.
    ...Array.from({ length: 60 }, (_, i) => ({
      kind: 'link_open',
      customer: `other-${String(i).padStart(2, '0')}`,
      time: before_now(i % 20),
    })),
  ];
  const { json, text } = await server.events(batch);
  assert.equal(json?.stored, batch.length, text);
  for (const [id, profile] of [
    [
      'busy',
      {
        name,
        code: 'C-1042',
        email: 'einkauf@hoffmann.example',
        phone: '+49 30 1234567',
        traits: { segment: 'bakery', seats: 12 },
      },
    ],
    ['quiet', { name: 'Café Ñandú', status: 'inactive' }],
    ['silent', { name: 'Hotel Adler' }],
  ]) {
    const put = await server.send('PUT', `/api/v1/customers/${id}`, profile);
    assert.equal(put.json?.stored, 1, put.text);
  }
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.end();
});

function before_now(days, ms = 0) {
  return new Date(Date.now() - days * day_ms - ms).toISOString();
}

// Some within the 30 days, some before; more milestones than a page of the list holds.
function events_of_busy() {
  const events = [];
  const add = (kind, days, ms, more = {}) =>
    events.push({ kind, time: before_now(days, ms), ...more });
  for (const [days, count] of [[0, 3], [1, 1], [2, 7], [6, 12], [13, 2], [14, 5], [28, 4], [45, 9]]) {
    for (let i = 0; i < count; ++i) add('link_open', days, 1000 * (i + 1));
  }
  for (let i = 0; i < 60; ++i) add('confirmation', i, 20_000);
  for (const days of [0, 5, 40]) add('verification', days, 30_000);
  for (const days of [0, 1, 12, 20, 33]) add('checkout_start', days, 40_000);
  for (const days of [0, 12, 35]) {
    add('order_submit', days, 50_000, { properties: { order_id: `order-${days}` } });
  }
  return events.sort((a, b) => Date.parse(b.time) - Date.parse(a.time));
}

async function list_page(options = {}, path = list) {
  const opened = await open_page(browser, server, options);
  await sign_in(opened.page, server, owner, path);
  await opened.page.getByText(/^1–\d+ of /).waitFor();
  return opened;
}

// The open panel, with its counts.
async function panel_of(page, customer_name = name) {
  const dialog = page.getByRole('dialog', { name: customer_name });
  await dialog.getByRole('group', { name: 'Opens per day, last 14 days' }).waitFor();
  return dialog;
}

async function closed(page) {
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

const row_of = (page, text) => page.locator('tbody tr').filter({ hasText: text });
const focused_row = (page) => page.evaluate(() => document.activeElement.dataset.customer);
const shown_events = (dialog) => dialog.locator('li[data-event]').allInnerTexts();
const as_shown = ({ kind, time, properties }) =>
  [time.slice(11, 19), words[kind], ...(properties ? [`#${properties.order_id}`] : [])].join('\n');

test('a click anywhere on a row opens it, and the list stays where it was', async () => {
  const { page, context, trouble } = await list_page({}, `${list}?sort=name&per_page=100`);
  const region = page.getByRole('region', { name: /^Customers/ });
  await region.evaluate((each) => (each.scrollTop = 500));
  const target = row_of(page, 'other-20');
  await target.locator('td').nth(4).click();
  const dialog = await panel_of(page, 'other-20');
  assert.equal((await dialog.boundingBox()).width, 560);
  const address = new URL(page.url()).searchParams;
  assert.deepEqual(
    ['customer', 'tab', 'sort', 'per_page'].map((key) => address.get(key)),
    ['other-20', 'activity', 'name', '100'],
  );
  const scrolled = await region.evaluate((each) => each.scrollTop);
  assert.ok(scrolled > 0);
  await becomes(() => dialog.evaluate((each) => each.contains(document.activeElement)), true);
  await page.keyboard.press('Escape');
  await closed(page);
  await becomes(() => region.evaluate((each) => each.scrollTop), scrolled);
  await becomes(() => focused_row(page), 'other-20');
  await becomes(() => new URL(page.url()).search, '?sort=name&per_page=100');
  assert.deepEqual(trouble, []);
  await context.close();
});

test('Enter opens the row that j, k or an arrow key reached', async () => {
  const { page, context, trouble } = await list_page({}, `${list}?sort=name`);
  await page.keyboard.press('j');
  await becomes(() => focused_row(page), 'busy');
  await page.keyboard.press('j');
  await becomes(() => focused_row(page), 'quiet');
  await page.keyboard.press('ArrowDown');
  await becomes(() => focused_row(page), 'silent');
  await page.keyboard.press('k');
  await page.keyboard.press('ArrowUp');
  await becomes(() => focused_row(page), 'busy');
  await page.keyboard.press('Enter');
  const dialog = await panel_of(page);
  // Around, without leaving it.
  for (let i = 0; i < 30; ++i) {
    await page.keyboard.press('Tab');
    assert.ok(await dialog.evaluate((each) => each.contains(document.activeElement)));
  }
  await dialog.getByRole('tab', { name: 'Activity' }).focus();
  await page.keyboard.press('ArrowRight');
  await dialog.getByRole('heading', { name: 'Profile' }).waitFor();
  await page.waitForURL(/customer=busy&tab=general/);
  await page.keyboard.press('Escape');
  await closed(page);
  await becomes(() => focused_row(page), 'busy');
  assert.deepEqual(trouble, []);
  await context.close();
});

test('selecting text in a row does not open it', async () => {
  const { page, context, trouble } = await list_page({}, `${list}?search=hoffmann`);
  for (const text of ['einkauf@hoffmann.example', name]) {
    const box = await row_of(page, 'C-1042').getByText(text).boundingBox();
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + 2, y);
    await page.mouse.down();
    await page.mouse.move(box.x + 30, y, { steps: 5 });
    await page.mouse.move(box.x + 60, y, { steps: 5 });
    await page.mouse.up();
    if (text !== name) {
      const selected = await page.evaluate(() => String(window.getSelection()));
      assert.ok(selected.length > 1 && text.includes(selected), selected);
    }
    assert.equal(await page.getByRole('dialog').count(), 0);
  }
  await row_of(page, 'C-1042').getByText('Active').click();
  await panel_of(page);
  assert.deepEqual(trouble, []);
  await context.close();
});

test('a deep link, back and forward lead to customer and tab', async () => {
  const { page, context, trouble } = await list_page({}, `${list}?customer=busy&tab=general`);
  const dialog = page.getByRole('dialog', { name });
  await dialog.getByText('+49 30 1234567').waitFor();
  await dialog.getByText('bakery').waitFor();
  await dialog.getByRole('tab', { name: 'Activity' }).click();
  await panel_of(page);
  await page.waitForURL(/tab=activity/);
  await dialog.getByRole('button', { name: 'Close' }).click();
  await closed(page);
  await becomes(() => focused_row(page), 'busy');
  await page.goBack();
  await panel_of(page);
  await page.goBack();
  await dialog.getByRole('heading', { name: 'Profile' }).waitFor();
  await page.goForward();
  await panel_of(page);
  await page.goForward();
  await closed(page);
  assert.deepEqual(trouble, []);
  await context.close();
});

test('the link that is copied opens the same', async () => {
  const { page, context, trouble } = await list_page({}, `${list}?status=active&customer=busy`);
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.origin });
  const dialog = await panel_of(page);
  await dialog.getByRole('button', { name: 'Copy page link' }).click();
  await dialog.getByText('Link copied').waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(copied, page.url());
  const other = await context.newPage();
  await other.goto(copied);
  await panel_of(other);
  assert.deepEqual(trouble, []);
  await context.close();
});

test('cards and chart are those of the events sent, whatever period the list has', async () => {
  const { page, context, trouble } = await list_page({}, `${list}?preset=today&customer=busy`);
  const dialog = await panel_of(page);
  const { json } = await server.get('/api/v1/customers/busy/activity');
  const today = Date.parse(`${json.period.to}T00:00:00Z`);
  const days_ago = ({ time }) => (today - Date.parse(`${time.slice(0, 10)}T00:00:00Z`)) / day_ms;
  const count = (kind, of_day) =>
    sent.filter((each) => each.kind === kind && of_day(days_ago(each))).length;
  const month = (kind) => String(count(kind, (ago) => ago < 30));
  assert.deepEqual(await dialog.locator('dl dd').allInnerTexts(), [
    month('link_open'),
    month('verification'),
    month('checkout_start'),
    month('order_submit'),
  ]);
  const opens = Array.from({ length: 14 }, (_, i) => count('link_open', (ago) => ago === 13 - i));
  const points = dialog.getByRole('group', { name: 'Opens per day' }).getByRole('img');
  const labels = await points.evaluateAll((all) => all.map((each) => each.ariaLabel));
  assert.deepEqual(
    labels.map((label) => Number(/: (\d+) opens?$/.exec(label)[1])),
    opens,
  );
  assert.match(labels[13], /^Today: /);
  const rows = await dialog.locator('table tbody tr').evaluateAll((all) =>
    all.map((each) => Number(each.querySelector('td').textContent)),
  );
  assert.deepEqual(rows, opens);

  await points.nth(7).hover();
  const date = new Date(today - 6 * day_ms);
  const tooltip = page.getByRole('tooltip');
  const hint = new RegExp(` \\w{3} ${date.getUTCDate()}(, \\d{4})?: ${opens[7]} opens?$`);
  await tooltip.getByText(hint).waitFor();
  await points.last().focus();
  await page.keyboard.press('ArrowLeft');
  await tooltip.getByText(/^Yesterday, \w{3} \d+: \d+ open/).waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});

test('events are newest first, more are loaded below without a jump, opens on demand', async () => {
  const { page, context, trouble } = await list_page({}, busy);
  const dialog = await panel_of(page);
  const wanted = sent.filter(({ kind }) => milestones.includes(kind)).map(as_shown);
  assert.ok(wanted.length > 50);
  await dialog.locator('li[data-event]').first().waitFor();
  await becomes(() => shown_events(dialog), wanted.slice(0, 25));
  assert.match(await dialog.locator('h4').first().innerText(), /^(Today|Yesterday)$/);

  const more = dialog.getByRole('button', { name: 'Load more' });
  await more.scrollIntoViewIfNeeded();
  const last = dialog.locator('li[data-event]').nth(24);
  const place = await last.boundingBox();
  await more.click();
  await dialog.locator('li[data-event]').nth(25).waitFor();
  await becomes(() => shown_events(dialog), wanted.slice(0, 50));
  assert.deepEqual(await last.boundingBox(), place);
  while ((await more.count()) > 0) {
    const shown = (await shown_events(dialog)).length;
    await more.click();
    await dialog.locator('li[data-event]').nth(shown).waitFor();
  }
  assert.deepEqual(await shown_events(dialog), wanted);
  assert.ok(await dialog.evaluate((each) => each.contains(document.activeElement)));

  await dialog.getByRole('switch', { name: 'Show opens' }).press('Space');
  await dialog.locator('li[data-event=link_open]').first().waitFor();
  await becomes(() => shown_events(dialog), sent.map(as_shown).slice(0, 25));
  await dialog.getByRole('switch', { name: 'Show opens' }).press('Space');
  await dialog.locator('li[data-event=link_open]').first().waitFor({ state: 'detached' });
  assert.deepEqual(trouble, []);
  await context.close();
});

test('an event that was just taken is in the panel without a reload', async () => {
  const { page, context, trouble } = await list_page({}, `${list}?customer=other-05`);
  const dialog = await panel_of(page, 'other-05');
  await dialog.getByText(/^No confirmation, verification/).waitFor();
  const event = { kind: 'verification', customer: 'other-05' };
  assert.equal((await server.events([event])).json?.stored, 1);
  await dialog.locator('li[data-event=verification]').waitFor();
  await dialog.locator('dl dd').nth(1).getByText('1', { exact: true }).waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});

test('nothing in 30 days, nothing ever, nobody of that id', async () => {
  const { page, context, trouble } = await list_page({}, `${list}?customer=quiet`);
  const quiet = await panel_of(page, 'Café Ñandú');
  await quiet.getByText('No activity in the last 30 days.').waitFor();
  const { json } = await server.get('/api/v1/customers/quiet');
  assert.equal(await quiet.locator('p time').getAttribute('datetime'), json.last_seen);
  assert.deepEqual(await quiet.locator('dl dd').allInnerTexts(), ['0', '0', '0', '0']);
  assert.equal(await quiet.getByRole('group').getByRole('img').count(), 14);
  await quiet.getByText('Inactive').waitFor();
  assert.deepEqual(await violations(page), []);
  await picture(page, 'panel-quiet');

  await page.goto(`${server.origin}${list}?customer=silent`);
  await (await panel_of(page, 'Hotel Adler')).getByText('There never was any.').waitFor();

  await page.goto(`${server.origin}${list}?status=active&customer=nobody%3Cb%3E`);
  const gone = page.getByRole('dialog', { name: 'There is no such customer' });
  await gone.getByText('nobody<b>').waitFor();
  assert.deepEqual(await violations(page), []);
  await picture(page, 'panel-gone');
  await gone.getByRole('button', { name: 'Back to the customers' }).click();
  await closed(page);
  assert.equal(new URL(page.url()).search, '?status=active');
  assert.deepEqual(trouble, []);
  await context.close();
});

test('while the list of events is built again the cards stay, and it comes by itself', async () => {
  const { page, context, trouble } = await open_page(browser, server);
  let is_ready = false;
  await page.route('**/timeline?*', (route) =>
    is_ready
      ? route.continue()
      : route.fulfill({
          status: 503,
          headers: { 'retry-after': '1' },
          json: {
            error: { code: 'catching_up', message: 'Not yet.', field: null, progress: 1 },
            request_id: 'r-1',
          },
        }),
  );
  await sign_in(page, server, owner, busy);
  const dialog = await panel_of(page);
  await dialog.getByText('The list of events is being built again.').waitFor();
  await dialog.getByText('The counts above are complete.').waitFor();
  await dialog.getByText('r-1').waitFor();
  assert.notEqual((await dialog.locator('dl dd').allInnerTexts())[0], '0');
  assert.deepEqual(await violations(page), []);
  await picture(page, 'panel-events-behind');
  is_ready = true;
  await dialog.locator('li[data-event]').first().waitFor();
  await dialog.getByText('The list of events is being built again.').waitFor({ state: 'detached' });
  assert.deepEqual(trouble, []);
  await context.close();
});

test('a customer that cannot be loaded says why, and loads by a click', async () => {
  const { page, context, trouble } = await open_page(browser, server);
  const failure = {
    status: 500,
    json: { error: { code: 'internal', message: 'It broke.', field: null }, request_id: 'r-2' },
  };
  await page.route('**/api/v1/customers/busy', (route) => route.fulfill(failure));
  await sign_in(page, server, owner, busy);
  const dialog = page.getByRole('dialog');
  await dialog.getByText('The customer could not be loaded.').waitFor();
  await dialog.getByText('r-2').waitFor();
  assert.deepEqual(await violations(page), []);
  await page.unroute('**/api/v1/customers/busy');
  await dialog.getByRole('button', { name: 'Try again' }).click();
  await panel_of(page);
  assert.deepEqual(trouble, []);
  await context.close();
});

test('the panel’s code loads when it is opened first', async () => {
  const { page, context, trouble } = await open_page(browser, server);
  const scripts = [];
  page.on('request', (request) => {
    if (request.resourceType() === 'script') scripts.push(request.url());
  });
  await sign_in(page, server, owner, list);
  await page.getByText(/^1–\d+ of /).waitFor();
  assert.ok(scripts.length > 0);
  assert.ok(!scripts.some((url) => url.includes('CustomerPanel')), scripts.join(' '));
  await row_of(page, 'C-1042').click();
  await panel_of(page);
  assert.ok(scripts.some((url) => url.includes('CustomerPanel')), scripts.join(' '));
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
    const { page, context, trouble } = await list_page(options);
    await page.getByText(name).click();
    const dialog = await panel_of(page);
    await dialog.locator('li[data-event]').first().waitFor();
    assert.equal((await dialog.boundingBox()).width, width === 390 ? 390 : 560);
    for (const tab of ['Activity', 'General']) {
      await dialog.getByRole('tab', { name: tab }).click();
      await dialog.getByRole('heading', { level: 3 }).first().waitFor();
      assert.deepEqual(await violations(page), []);
      const overflow = await dialog.evaluate((each) => each.scrollWidth - each.clientWidth);
      assert.equal(overflow, 0, 'the panel does not scroll sideways');
      await picture(page, `panel-${tab.toLowerCase()}-${theme}-${width}`);
    }
    assert.deepEqual(trouble, []);
    await context.close();
  });
}
