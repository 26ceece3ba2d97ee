// Targets in a real browser: made, changed and deleted by rules, and Activity and Insights seen by
// them and by site.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Server } from '../http/support.mjs';
import { becomes, launch, open_signed_in, picture, violations } from './support.mjs';

const owner = 'owner@example.com';
const rep = 'rep@example.com';
const list = '/targets';
const hostile = '<img src=x onerror=alert(1)>';

let server;
let browser;
let cookie;

before(async () => {
  server = await Server.start();
  await server.add_member(owner, 'owner');
  await server.add_member(rep, 'sales_rep');
  const rows = [
    'id,name,code,email,phone,contact,status',
    ...Array.from({ length: 40 }, (_, i) => {
      const number = String(i).padStart(2, '0');
      return `x-${number},Restaurant ${number},R-${number},r${number}@example.com,,,${i % 8 === 3 ? 'inactive' : ''}`;
    }),
  ];
  cookie = await server.sign_in(owner);
  const imported = await server.request('POST', '/api/v1/import/customers?apply=yes', {
    headers: { cookie, 'content-type': 'text/csv' },
    body: rows.join('\n'),
  });
  assert.equal(imported.json?.added, 40, imported.text);
  for (let i = 0; i < 10; ++i) {
    await server.send('PUT', `/api/v1/customers/x-0${i}`, { traits: { plan: i < 4 ? 'gold' : 'silver', seats: i * 10 } });
  }
  await server.events(
    Array.from({ length: 24 }, (_, i) => ({
      kind: i % 4 === 0 ? 'login' : 'link_open',
      customer: `x-${String(i % 12).padStart(2, '0')}`,
      ...(i % 2 === 0 && { site: i % 4 === 0 ? 'shop' : 'app' }),
    })),
  );
  await server.send('PUT', '/api/v1/campaigns/autumn', { name: 'Autumn list', kind: 'email', state: 'sent' });
  await server.send('PUT', '/api/v1/sites/shop', { name: 'The shop' });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.end();
});

const page_of = (path = list, { email = owner, ...options } = {}) =>
  open_signed_in(browser, server, email, path, options);

async function with_target(name, groups) {
  const answer = await server.request('POST', '/api/v1/targets', {
    headers: { cookie, 'content-type': 'application/json' },
    body: JSON.stringify({ name, groups }),
  });
  assert.equal(answer.status, 201, answer.text);
  return answer.json;
}

async function without_targets() {
  for (const { id } of await targets()) {
    await server.request('DELETE', `/api/v1/targets/${id}`, { headers: { cookie } });
  }
}

const targets = async () => (await server.get('/api/v1/targets')).json.targets;
const gold = [[{ field: 'trait', key: 'plan', operator: 'is', values: ['gold'] }]];
const broken = [[{ field: 'campaign', key: 'gone', operator: 'opened' }]];
const row_of = (page, name) => page.getByRole('listitem').filter({ hasText: name });
const rule_of = (page, rule, group) => page.getByRole('group', { name: `Rule ${rule} of group ${group}`, exact: true });

test('a target is made from rules, counted while it is written, and kept', async () => {
  await without_targets();
  const { page, context, trouble } = await page_of();
  await page.getByText('No targets yet').waitFor();
  assert.deepEqual(await violations(page), []);
  await picture(page, 'targets-empty');
  await page.getByRole('link', { name: 'New target' }).click();
  await page.getByText('Counted once every rule is complete.').waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('A target has a name.').waitFor();
  await page.getByText('Choose at least one.').waitFor();
  assert.deepEqual(await violations(page), []);
  await page.getByLabel('Name', { exact: true }).fill(hostile);
  let rule = rule_of(page, 1, 1);
  await rule.getByLabel('Field').selectOption('Trait');
  await rule.getByLabel('Name of the trait').fill('plan');
  await rule.getByLabel('Values').fill('gold');
  await rule.getByLabel('Values').press('Enter');
  await page.getByText('4 of 40 customers').waitFor();
  await page.getByText(/as of \d\d:\d\d:\d\d/).waitFor();
  await rule.getByLabel('Values').fill('silver, plain');
  await rule.getByLabel('Values').press('Enter');
  await rule.getByLabel('How many of the values').waitFor();

  await page.getByRole('button', { name: 'Add a rule to group 1' }).click();
  rule = rule_of(page, 2, 1);
  await rule.getByLabel('Field').selectOption('Trait');
  await rule.getByLabel('Name of the trait').fill('seats');
  await rule.getByLabel('Operator').selectOption('is between');
  await rule.getByLabel('From').fill('50');
  await rule.getByLabel('To', { exact: true }).fill('9');
  await rule.getByText('The second must be above the first.').waitFor();
  await rule.getByLabel('To', { exact: true }).fill('60');
  await page.getByText('6 of 40 customers').waitFor();

  await page.getByRole('button', { name: 'Add a group' }).click();
  rule = rule_of(page, 1, 2);
  await rule.getByLabel('Match').selectOption('Don’t match');
  await rule.getByLabel('Inactive').check();
  await page.getByText('5 of 40 customers').waitFor();
  assert.deepEqual(await violations(page), []);
  await page.getByRole('button', { name: 'Save' }).click();
  await row_of(page, hostile).getByText('5 customers').waitFor();
  await page.getByText('“plan” is gold or silver, plain, or “seats” is between 50 and 60; and not inactive').waitFor();
  assert.equal((await targets())[0].groups.length, 2);
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(trouble, []);
  await context.close();
});

test('a campaign is found by name, and an unknown one is refused', async () => {
  await without_targets();
  const { page, context, trouble } = await page_of(`${list}/new`);
  await page.getByLabel('Name', { exact: true }).fill('Readers');
  const rule = rule_of(page, 1, 1);
  await rule.getByLabel('Field').selectOption('Campaign');
  await rule.getByLabel('Campaign').fill('autu');
  await page.getByRole('option', { name: 'Autumn list' }).click();
  await page.getByText('0 of 40 customers').waitFor();
  await rule.getByLabel('Campaign').fill('winter');
  await page.getByRole('option', { name: 'The id “winter”' }).click();
  await page.getByText('A rule names the campaign winter, which nothing is known of.').waitFor();
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(trouble, []);
  await context.close();
});

test('what was written is not lost by a click', async () => {
  await without_targets();
  const { id } = await with_target('Gold', gold);
  const { page, context, trouble } = await page_of(`${list}/${id}`);
  await rule_of(page, 1, 1).getByLabel('Operator').selectOption('contains');
  await page.getByRole('link', { name: 'Cancel' }).click();
  await page.getByText('Discard your changes?').waitFor();
  await page.getByRole('button', { name: 'Keep editing' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('“plan” contains gold').waitFor();
  assert.equal((await targets())[0].groups[0][0].operator, 'contains');
  assert.deepEqual(trouble, []);
  await context.close();
});

test('a target is deleted, and brought back by undo', async () => {
  await without_targets();
  await with_target('Gold', gold);
  const { page, context, trouble } = await page_of();
  await page.getByRole('button', { name: 'Delete Gold' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('The 4 customers in it stay as they are.').waitFor();
  assert.deepEqual(await violations(page), []);
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await page.getByText('No targets yet').waitFor();
  assert.deepEqual(await targets(), []);
  await page.getByRole('button', { name: 'Undo' }).click();
  await row_of(page, 'Gold').getByText('4 customers').waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});

test('activity and its file are those of the target and the site', async () => {
  await without_targets();
  const { id } = await with_target('Gold', gold);
  const { page, context, trouble } = await page_of('/customers/activity');
  await page.getByText('1–25 of 40', { exact: true }).waitFor();
  await page.getByLabel('Target').selectOption('Target: Gold');
  await page.getByText('1–4 of 4', { exact: true }).waitFor();
  await page.getByLabel('Site').selectOption('Site: The shop');
  await page.getByText('Last click and recent activity stay those of all sites.', { exact: false }).waitFor();
  await becomes(() => new URL(page.url()).search, `?target=${id}&site=shop`);
  await page.getByRole('button', { name: 'Funnel' }).click();
  await page.getByRole('region', { name: 'Funnel' }).getByRole('table').waitFor();
  await page.locator('tbody [data-customer]').first().waitFor();
  assert.deepEqual(await violations(page), []);
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('menuitem', { name: 'All results (4 rows)' }).click();
  await saved;
  await page.getByRole('searchbox').fill('zzz');
  await page.getByText('No customer matches').waitFor();
  await page.getByText(/target Gold and site The shop/).waitFor();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.getByText('1–25 of 40', { exact: true }).waitFor();
  for (const path of ['/customers/activity', '/insights/customers']) {
    await page.goto(server.origin + path);
    await page.getByLabel('Target').selectOption('Edit targets…');
    await row_of(page, 'Gold').waitFor();
  }

  await page.goto(`${server.origin}/customers/activity?target=${id}`);
  await page.getByText('1–4 of 4', { exact: true }).waitFor();
  await without_targets();
  await page.keyboard.press('r');
  await page.getByText('The chosen target is gone.').waitFor();
  await page.getByText('1–25 of 40', { exact: true }).waitFor();
  await becomes(() => new URL(page.url()).search, '');
  assert.deepEqual(trouble, []);
  await context.close();
});

test('what filters the activity stays on one line with its buttons', async () => {
  await without_targets();
  await with_target('Gold', gold);
  const { page, context, trouble } = await page_of('/customers/activity', { viewport: { width: 1440, height: 900 } });
  await page.getByText('1–25 of 40', { exact: true }).waitFor();
  const controls = [
    page.getByRole('searchbox'),
    page.getByLabel('Target'),
    page.getByLabel('Site'),
    page.getByRole('button', { name: 'Export' }),
  ];
  for (const each of controls) await each.waitFor();
  const middles = controls.map(async (each) => {
    const { y, height } = await each.boundingBox();
    return Math.round(y + height / 2);
  });
  assert.equal(new Set(await Promise.all(middles)).size, 1);
  assert.deepEqual(trouble, []);
  await context.close();
});

test('a target that cannot be used says so wherever it is met', async () => {
  await without_targets();
  const { id } = await with_target('Readers', broken);
  const { page, context, trouble } = await page_of();
  await row_of(page, 'Readers').getByText('Cannot be used as it is.').waitFor();
  assert.deepEqual(await violations(page), []);
  for (const path of ['/customers/activity', '/insights/customers']) {
    await page.goto(`${server.origin}${path}?target=${id}`);
    await page.getByText('This target cannot be used as it is').waitFor();
    assert.equal(await page.getByRole('definition').count(), 0);
    assert.deepEqual(await violations(page), []);
    await page.getByRole('link', { name: 'Change its rules' }).click();
    await page.getByText('This target cannot be used as it is.').waitFor();
    assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'Readers');
  }
  assert.deepEqual(trouble, []);
  await context.close();
});

test('a sales rep has no targets', async () => {
  const { page, context, trouble } = await page_of('/', { email: rep });
  await page.getByText('1–25 of 40', { exact: true }).waitFor();
  assert.equal(await page.getByRole('link', { name: 'Targets' }).count(), 0);
  for (const path of [list, `${list}/new`]) {
    await page.goto(server.origin + path);
    await page.getByText('You are not allowed to see this page').waitFor();
    assert.deepEqual(await violations(page), []);
  }
  assert.deepEqual(trouble, []);
  await context.close();
});
