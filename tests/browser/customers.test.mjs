// The list of customers in a real browser: how it is searched, and how customers are added, changed,
// made inactive, deleted and imported, by those who may.
import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import { after, before, test } from 'node:test';

import { Server } from '../http/support.mjs';
import { becomes, launch, open_page, open_signed_in, picture, row_texts, sign_in, violations } from './support.mjs';

const owner = 'owner@example.com';
const rep = 'rep@example.com';
const list = '/customers';
const import_page = '/customers/import';
const hostile = '<img src=x onerror=alert(1)>';
const sizes = [
  [1440, 900],
  [1024, 768],
  [390, 844],
];

let server;
let browser;

before(async () => {
  server = await Server.start();
  await server.add_member(owner, 'owner');
  await server.add_member(rep, 'sales_rep');
  const rows = [
    'id,name,code,email,phone,contact,status',
    'hoffmann,Bäckerei Hoffmann,C-1042,einkauf@hoffmann.example,+49 30 1234567,Ida Hoffmann,',
    'nandu,Café Ñandú,C-1043,hola@nandu.example,,,inactive',
    `hostile,${hostile},C-1044,,,,`,
    'matam,مطعم الياسمين,C-1045,chef@yasmin.example,,,',
    'adler,Hotel Adler,C-1046,,,,',
    'long,Vereinigte Großküchen und Gemeinschaftsverpflegung Süddeutschland GmbH & Co. KG,C-1047,zentraleinkauf.sued@vereinigte-grosskuechen.example,,,',
    ...Array.from({ length: 60 }, (_, i) => {
      const number = String(i).padStart(2, '0');
      return `x-${number},Restaurant ${number},R-${number},r${number}@example.com,,,${i % 7 === 3 ? 'inactive' : ''}`;
    }),
  ];
  const cookie = await server.sign_in(owner);
  const imported = await server.request('POST', '/api/v1/import/customers?apply=yes', {
    headers: { cookie, 'content-type': 'text/csv' },
    body: rows.join('\n'),
  });
  assert.equal(imported.json?.added, 66, imported.text);
  await server.events([{ kind: 'link_open', customer: 'hoffmann' }]);
  const traits = { segment: 'bakery', seats: 12, delivers: true, tags: ['a', 'b'] };
  await server.send('PUT', '/api/v1/customers/hoffmann', { traits });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.end();
});

const page_of = (path = list, { email = owner, ...options } = {}) =>
  open_signed_in(browser, server, email, path, options);

async function list_page(path = list, options = {}) {
  const opened = await page_of(path, options);
  await opened.page.getByText(/^1–\d+ of /).waitFor();
  return opened;
}

async function panel_of(page, name = 'Bäckerei Hoffmann') {
  const dialog = page.getByRole('dialog', { name });
  await dialog.getByRole('heading', { name: 'Profile' }).waitFor();
  return dialog;
}

const search_of = (page) => new URL(page.url()).search;
const stored = async (id) => (await server.get(`/api/v1/customers/${id}`)).json;
const row_of = (page, text) => page.locator('tbody tr').filter({ hasText: text });
const file = (text, name = 'customers.csv') => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from(text),
});

test('everybody is listed, by name, and can be searched, filtered and sorted', async () => {
  const { page, context, trouble } = await list_page();
  const first = (await row_texts(page))[0];
  assert.deepEqual(first.slice(1), ['C-1044', '—\nnone', 'Active', 'hostile']);
  assert.equal(first[0], hostile);
  await page.keyboard.press('/');
  await page.keyboard.type('cafe nan');
  await page.getByText('1–1 of 1', { exact: true }).waitFor();
  await becomes(async () => (await row_texts(page))[0][0], 'Café Ñandú');
  await becomes(() => search_of(page), '?search=cafe+nan');
  await page.getByRole('button', { name: 'Clear search' }).click();
  await page.getByText('1–25 of 66', { exact: true }).waitFor();
  await page.getByText('Inactive', { exact: true }).first().click();
  await page.getByText('1–10 of 10', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Code' }).click();
  await page.waitForURL(/sort=code/);
  await page.getByRole('columnheader', { name: 'Code' }).and(page.locator('[aria-sort=ascending]')).waitFor();
  await page.goBack();
  await page.goBack();
  await page.getByText('1–25 of 66', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Next page' }).click();
  await page.getByText('26–50 of 66', { exact: true }).waitFor();
  await becomes(() => search_of(page), '?page=2&per_page=25');
  await page.getByRole('searchbox').fill('zzz');
  await page.getByText('No customer matches').waitFor();
  assert.deepEqual(await violations(page), []);
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.getByText('1–25 of 66', { exact: true }).waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});

test('a row opens what is known of its customer, and the list stays where it was', async () => {
  const { page, context, trouble } = await list_page(`${list}?per_page=100`);
  const region = page.getByRole('region', { name: /^Customers/ });
  await region.evaluate((each) => (each.scrollTop = 600));
  await row_of(page, 'Restaurant 20').locator('td').first().click();
  await panel_of(page, 'Restaurant 20');
  assert.equal(search_of(page), '?per_page=100&customer=x-20&tab=general');
  const scrolled = await region.evaluate((each) => each.scrollTop);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await becomes(() => region.evaluate((each) => each.scrollTop), scrolled);
  await becomes(() => page.evaluate(() => document.activeElement.dataset.customer), 'x-20');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await panel_of(page, 'Restaurant 21');
  assert.deepEqual(trouble, []);
  await context.close();
});

test('a customer is added, shown, and not added twice', async () => {
  const { page, context, trouble } = await list_page();
  await page.keyboard.press('n');
  const dialog = page.getByRole('dialog', { name: 'Add a customer' });
  await dialog.getByLabel('Email').fill('nobody');
  await dialog.getByRole('button', { name: 'Add customer' }).click();
  await dialog.getByText('Every customer has an id.').waitFor();
  await dialog.getByText('Write an address like name@example.com.').waitFor();
  assert.deepEqual(await violations(page), []);
  await dialog.getByLabel('Id').fill('hoffmann');
  await dialog.getByLabel('Email').fill('');
  await dialog.getByLabel('Name').fill('Somebody else');
  await dialog.getByRole('button', { name: 'Add customer' }).click();
  await dialog.getByText('There is a customer with this id already.').waitFor();
  assert.equal((await stored('hoffmann')).name, 'Bäckerei Hoffmann');
  await page.keyboard.press('Escape');
  assert.ok(await dialog.isVisible());
  await dialog.getByLabel('Id').fill('a/b ü');
  await dialog.getByLabel('Name').fill('Aal & Krabbe');
  await dialog.getByLabel('Phone').fill('040 1');
  await dialog.getByText('Inactive', { exact: true }).click();
  await dialog.getByRole('button', { name: 'Add customer' }).click();
  const panel = await panel_of(page, 'Aal & Krabbe');
  await panel.getByText('040 1').waitFor();
  const { name, phone, status } = await stored(encodeURIComponent('a/b ü'));
  assert.deepEqual([name, phone, status], ['Aal & Krabbe', '040 1', 'inactive']);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await row_of(page, 'Aal & Krabbe').waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});

test('what is known is edited in its place, and only what changed is sent', async () => {
  const { page, context, trouble } = await list_page(`${list}?customer=hoffmann&tab=general`);
  const panel = await panel_of(page);
  await panel.getByRole('button', { name: 'Edit' }).click();
  await panel.getByLabel('Contact').fill('Jonas');
  await panel.getByLabel('Code').fill('');
  await panel.getByLabel('Value of seats').fill('twelve');
  await panel.getByRole('button', { name: 'Remove segment' }).click();
  await panel.getByLabel('Value of delivers').selectOption('No');
  await panel.getByRole('button', { name: 'Add a trait' }).click();
  await panel.getByLabel('Name of the trait').fill('region');
  await panel.getByLabel('Value of region').fill('north');
  await panel.getByRole('button', { name: 'Save' }).click();
  await panel.getByText('Write a number, like 12 or 0.5.').waitFor();
  assert.deepEqual(await violations(page), []);
  await panel.getByLabel('Value of seats').fill('14.5');
  const sent = page.waitForRequest((request) => request.method() === 'PATCH');
  await panel.getByRole('button', { name: 'Save' }).click();
  assert.deepEqual((await sent).postDataJSON(), {
    contact: 'Jonas',
    code: null,
    traits: { seats: 14.5, segment: null, delivers: false, region: 'north' },
  });
  await panel.getByText('Jonas').waitFor();
  const { code, contact, traits } = await stored('hoffmann');
  assert.deepEqual([code, contact], [null, 'Jonas']);
  assert.deepEqual(traits, { delivers: false, region: 'north', seats: 14.5, tags: ['a', 'b'] });
  await server.send('PUT', '/api/v1/customers/hoffmann', { code: 'C-1042' });
  assert.deepEqual(trouble, []);
  await context.close();
});

test('changes that are not saved are asked about, whichever way one leaves', async () => {
  const { page, context, trouble } = await list_page();
  await row_of(page, 'Hotel Adler').click();
  const panel = await panel_of(page, 'Hotel Adler');
  await panel.getByRole('button', { name: 'Edit' }).click();
  await panel.getByLabel('Phone').fill('123');
  const question = page.getByRole('dialog', { name: 'Discard your changes?' });
  for (const leave of [
    () => page.keyboard.press('Escape'),
    () => panel.getByRole('button', { name: 'Close' }).click(),
    () => panel.getByRole('tab', { name: 'Activity' }).click(),
    () => page.goBack(),
  ]) {
    await leave();
    await question.waitFor();
    await question.getByRole('button', { name: 'Keep editing' }).click();
    await question.waitFor({ state: 'detached' });
    await page.waitForURL(/customer=adler&tab=general/);
    assert.equal(await panel.getByLabel('Phone').inputValue(), '123');
  }
  await page.keyboard.press('Escape');
  await question.waitFor();
  await page.keyboard.press('Escape');
  await question.waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
  await question.waitFor();
  assert.deepEqual(await violations(page), []);
  await question.getByRole('button', { name: 'Discard' }).click();
  await page.getByRole('dialog').first().waitFor({ state: 'detached' });
  await becomes(() => search_of(page), '');
  assert.equal((await stored('adler')).phone, null);
  assert.deepEqual(trouble, []);
  await context.close();
});

test('an edit that meets another one says so, and takes over the rest', async () => {
  const { page, context, trouble } = await list_page(`${list}?customer=adler&tab=general`);
  const panel = await panel_of(page, 'Hotel Adler');
  await panel.getByRole('button', { name: 'Edit' }).click();
  await panel.getByLabel('Phone').fill('123');
  await server.send('PUT', '/api/v1/customers/adler', { phone: '999', contact: 'Mia' });
  await panel.getByRole('button', { name: 'Save' }).click();
  await panel.getByText(/They wrote the phone too/).waitFor();
  await becomes(() => panel.getByLabel('Contact').inputValue(), 'Mia');
  assert.equal(await panel.getByLabel('Phone').inputValue(), '123');
  assert.equal((await stored('adler')).phone, '999');
  assert.deepEqual(await violations(page), []);
  await panel.getByRole('button', { name: 'Save' }).click();
  await panel.getByRole('heading', { name: 'Profile' }).waitFor();
  const { phone, contact } = await stored('adler');
  assert.deepEqual([phone, contact], ['123', 'Mia']);
  assert.deepEqual(trouble, []);
  await context.close();
});

test('a customer is made inactive after a question, and active again by one click', async () => {
  const { page, context, trouble } = await list_page(`${list}?per_page=100&customer=matam&tab=general`);
  const panel = await panel_of(page, 'مطعم الياسمين');
  await panel.getByRole('button', { name: 'Deactivate' }).click();
  const question = panel.getByRole('region', { name: 'Deactivate this customer?' });
  await question.getByText(/with its whole history/).waitFor();
  assert.deepEqual(await violations(page), []);
  await question.getByRole('button', { name: 'Deactivate' }).click();
  await question.waitFor({ state: 'detached' });
  await panel.getByRole('button', { name: 'Activate' }).waitFor();
  assert.equal((await stored('matam')).status, 'inactive');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await row_of(page, 'مطعم الياسمين').getByText('Inactive').waitFor();
  // Which stays as long as the pointer is there.
  await page.getByRole('button', { name: 'Undo' }).hover();
  assert.deepEqual(await violations(page), []);
  await page.getByRole('button', { name: 'Undo' }).click();
  await row_of(page, 'مطعم الياسمين').getByText('Active', { exact: true }).waitFor();
  await page.getByText('is active now.').waitFor();
  assert.equal((await stored('matam')).status, 'active');
  assert.deepEqual(trouble, []);
  await context.close();
});

const rows_to_import = [
  'id;Name;code;email;status',
  'hoffmann;Bäckerei Hoffmann & Söhne;C-1042;;',
  'nandu;Café Ñandú;C-1043;;inactive',
  `new-1;${hostile};N-1;new@example.com;`,
  'new-2;"Fish; ""fresh""";N-2;;inactive',
  ';Nobody;;;',
  'new-3;Three;;;asleep',
  'new-1;Again;;;',
].join('\r\n');

test('a customer is deleted after a question, for good', async () => {
  const added = await server.send('PUT', '/api/v1/customers/leaving', { name: 'Leaving soon' });
  assert.equal(added.status, 200, added.text);
  const { page, context, trouble } = await page_of('/customers?search=leaving+soon');
  await page.getByRole('row', { name: /Leaving soon/ }).click();
  const panel = page.getByRole('dialog', { name: 'Leaving soon' });
  await panel.getByRole('tab', { name: 'General' }).click();
  await panel.getByRole('button', { name: 'Delete customer…' }).click();
  await panel.getByText(/cannot be brought back/).waitFor();
  assert.deepEqual(await violations(page), []);
  await picture(page, 'customer-delete');
  await panel.getByRole('button', { name: 'Delete for good' }).click();
  await page.getByText('Leaving soon is deleted.').waitFor();
  await panel.waitFor({ state: 'detached' });
  await page.getByRole('row', { name: /Leaving soon/ }).waitFor({ state: 'detached' });
  assert.equal((await server.get('/api/v1/customers/leaving')).status, 404);
  assert.deepEqual(trouble, []);
  await context.close();
});

test('a file is looked at before anything of it is stored', async () => {
  const { page, context, trouble } = await list_page();
  await page.getByRole('link', { name: 'Import' }).click();
  await page.getByText('Drop a CSV file of customers here, or').waitFor();
  const template = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download a template' }).click();
  const names = await fs.readFile(await (await template).path(), 'utf8');
  assert.equal(names, '\ufeffid,name,code,email,phone,contact,status\r\n');

  await page.locator('input[type=file]').setInputFiles(file('name\nA\n', 'wrong.csv'));
  await page.getByText('wrong.csv cannot be imported.').waitFor();
  await page.getByText(/has to name a column id/).waitFor();
  assert.deepEqual(await violations(page), []);

  await page.locator('input[type=file]').setInputFiles(file(rows_to_import));
  await page.getByText('What customers.csv would change').waitFor();
  assert.deepEqual(await page.locator('main dl').first().innerText(), '2\nNew\n1\nChanged\n1\nUnchanged\n3\nRefused');
  const refused = page.getByRole('region', { name: 'Refused rows' }).last();
  assert.deepEqual((await refused.locator('tbody tr').allInnerTexts()).map((text) => text.split('\t').slice(0, 2)), [
    ['6', 'id'],
    ['7', 'status'],
    ['8', 'id'],
  ]);
  const changes = page.getByRole('region', { name: 'Changes' }).last();
  await changes.getByText(hostile).waitFor();
  assert.equal((await stored('hoffmann')).name, 'Bäckerei Hoffmann');
  assert.equal((await server.get('/api/v1/customers/new-1')).status, 404);
  const mended = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download refused rows' }).click();
  const lines = (await fs.readFile(await (await mended).path(), 'utf8')).split('\r\n');
  assert.equal(lines[0], '\ufeffrow,field,reason,message');
  assert.match(lines[2], /^7,status,unknown_status,/);
  assert.deepEqual(await violations(page), []);

  await page.getByRole('button', { name: 'Import 3 customers' }).click();
  await page.getByText('3 customers imported').waitFor();
  assert.deepEqual(await violations(page), []);
  assert.equal((await stored('hoffmann')).name, 'Bäckerei Hoffmann & Söhne');
  assert.equal((await stored('new-2')).status, 'inactive');
  await page.getByRole('link', { name: 'See all customers' }).click();
  await row_of(page, 'Fish; "fresh"').waitFor();

  await page.goto(server.origin + import_page);
  await page.locator('input[type=file]').setInputFiles(file(rows_to_import));
  await page.getByText('There is nothing to import.').waitFor();
  await server.send('PUT', '/api/v1/customers/hoffmann', { name: 'Bäckerei Hoffmann' });
  assert.deepEqual(trouble, []);
  await context.close();
});

test('a sales rep reads customers, and changes none', async () => {
  const { page, context, trouble } = await list_page('/', { email: rep });
  assert.equal(new URL(page.url()).pathname, list);
  assert.equal(await page.getByRole('link', { name: 'Activity' }).count(), 0);
  for (const name of ['Import', 'Add customer']) {
    assert.equal(await page.getByRole('main').getByText(name).count(), 0);
  }
  await page.keyboard.press('n');
  await row_of(page, 'Restaurant 01').click();
  const panel = await panel_of(page, 'Restaurant 01');
  await becomes(() => panel.getByRole('tab').allInnerTexts(), ['General', 'Order link']);
  for (const name of ['Edit', 'Deactivate']) {
    assert.equal(await panel.getByRole('button', { name }).count(), 0);
  }
  assert.deepEqual(await violations(page), []);
  await page.goto(`${server.origin}${list}?customer=hoffmann&tab=activity`);
  await panel_of(page);
  await page.goto(server.origin + import_page);
  await page.getByText('You are not allowed to see this page').waitFor();
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(trouble, []);
  await context.close();
});

test('without customers the page says how the first comes', async () => {
  const empty = await Server.start();
  try {
    await empty.add_member(owner, 'owner');
    const { page, context, trouble } = await open_page(browser, empty);
    await sign_in(page, empty, owner, list);
    await page.getByText('No customers yet').waitFor();
    assert.deepEqual(await violations(page), []);
    await picture(page, 'customers-empty');
    await page.getByRole('button', { name: 'Add a customer' }).click();
    await page.getByRole('dialog').getByLabel('Id').fill('first');
    await page.getByRole('dialog').getByRole('button', { name: 'Add customer' }).click();
    await panel_of(page, 'first');
    await page.keyboard.press('Escape');
    await row_of(page, 'first').waitFor();
    assert.deepEqual(trouble, []);
    await context.close();
  } finally {
    await empty.end();
  }
});

for (const scheme of ['light', 'dark']) {
  test(`every state is accessible and looks as it should, ${scheme}`, async () => {
    for (const [width, height] of sizes) {
      const options = { colorScheme: scheme, viewport: { width, height } };
      const { page, context, trouble } = await list_page(list, options);
      const look = async (name) => {
        await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => {}))));
        await picture(page, `customers-${name}-${width}-${scheme}`);
        assert.deepEqual(await violations(page), [], `${name} ${width} ${scheme}`);
      };
      await look('list');
      await page.getByRole('button', { name: 'Add customer' }).click();
      await page.getByRole('dialog').getByLabel('Id').waitFor();
      await look('add');
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.goto(`${server.origin}${list}?customer=hoffmann&tab=general`);
      const panel = await panel_of(page);
      await look('general');
      await panel.getByRole('button', { name: 'Deactivate' }).click();
      await panel.getByText('Deactivate this customer?').waitFor();
      await look('deactivate');
      await panel.getByRole('button', { name: 'Edit' }).click();
      await panel.getByLabel('Contact').fill('Jonas Hoffmann');
      await look('edit');
      await page.keyboard.press('Escape');
      await page.getByRole('dialog', { name: 'Discard your changes?' }).waitFor();
      await look('discard');
      await page.getByRole('button', { name: 'Discard' }).click();
      await page.getByRole('dialog').first().waitFor({ state: 'detached' });
      await page.goto(server.origin + import_page);
      await page.getByRole('button', { name: 'Choose a file' }).waitFor();
      await look('import');
      await page.locator('input[type=file]').setInputFiles(file(rows_to_import.replace('Söhne', 'Töchter').replaceAll('new-', `${width}-${scheme}-`)));
      await page.getByText('What customers.csv would change').waitFor();
      await look('preview');
      assert.deepEqual(trouble, []);
      await context.close();
    }
  });
}
