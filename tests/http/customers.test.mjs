// The customers: their list, what members change, and files of them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { must_run, Server } from './support.mjs';

let server;
let cookie;
before(async () => {
  server = await Server.start();
  await server.add_member('owner@example.com', 'owner');
  cookie = await server.sign_in('owner@example.com');
  await server.send('PUT', '/api/v1/customers/c1', { name: 'Ärger & Co', code: 'C-1' });
  await server.send('PUT', '/api/v1/customers/c2', { name: 'Bakery', status: 'inactive' });
  await server.events([{ id: 'e1', kind: 'login', customer: 'c3' }]);
});
after(() => server?.end());

const json = { 'content-type': 'application/json' };
const edit = (id, body, query = '') =>
  server.request('PATCH', `/api/v1/customers/${id}${query}`, {
    headers: { cookie, ...json },
    body: JSON.stringify(body),
  });
const upload = (text, apply) =>
  server.request('POST', `/api/v1/import/customers${apply ? '?apply=yes' : ''}`, {
    headers: { cookie, 'content-type': 'text/csv' },
    body: text,
  });
const customer = async (id) => (await server.get(`/api/v1/customers/${id}`)).json;
const ids = async (query) =>
  (await server.get(`/api/v1/customers${query}`)).json.rows.map(({ id }) => id);

test('the list has everybody, by name, and can be searched and filtered', async () => {
  assert.deepEqual(await ids(''), ['c1', 'c2', 'c3']);
  assert.deepEqual(await ids('?sort=-name'), ['c3', 'c2', 'c1']);
  assert.deepEqual(await ids('?search=arger'), ['c1']);
  assert.deepEqual(await ids('?status=inactive'), ['c2']);
  const { json: page } = await server.get('/api/v1/customers?per_page=2&page=9');
  assert.deepEqual([page.page, page.pages, page.total, page.customers], [2, 2, 3, 3]);
  assert.deepEqual(page.rows, [
    { id: 'c3', name: 'c3', code: null, email: null, status: 'active', blocked: false },
  ]);
  const refused = await server.get('/api/v1/customers?sort=views');
  assert.equal(refused.status, 400);
  assert.equal(refused.json.error.field, 'sort');
});

test('a member changes a customer, and what is refused is named', async () => {
  const stored = await edit('c1', { email: 'a@b.example', code: null });
  assert.equal(stored.status, 200, stored.text);
  assert.equal(stored.json.stored, 1);
  const { name, code, email } = await customer('c1');
  assert.deepEqual([name, code, email], ['Ärger & Co', null, 'a@b.example']);
  const refused = await edit('c1', { status: 'asleep' });
  assert.equal(refused.json.rejected[0].field, 'status');
  assert.equal((await customer('c1')).status, 'active');
  const made = await edit('brand-new', { name: 'New' });
  assert.equal(made.json.stored, 1);
  assert.equal((await customer('brand-new')).name, 'New');
});

test('a change that meets another one, or a customer that is there, stores nothing', async () => {
  const made = await edit('fresh', { name: 'Fresh', traits: { seats: 4 } }, '?version=new');
  assert.equal(made.json.stored, 1, made.text);
  const again = await edit('fresh', { name: 'Other' }, '?version=new');
  assert.equal(again.status, 409);
  assert.deepEqual([again.json.error.code, again.json.error.field], ['customer_exists', 'id']);

  const { version } = await customer('fresh');
  await server.events([{ id: 'e-fresh', kind: 'login', customer: 'fresh' }]);
  assert.equal((await customer('fresh')).version, version);
  const first = await edit('fresh', { phone: '1' }, `?version=${version}`);
  assert.equal(first.status, 200, first.text);
  const second = await edit('fresh', { phone: '2' }, `?version=${version}`);
  assert.deepEqual([second.status, second.json.error.code], [409, 'customer_changed']);
  const gone = await edit('nobody', { phone: '2' }, `?version=${version}`);
  assert.equal(gone.status, 409);
  const { name, phone } = await customer('fresh');
  assert.deepEqual([name, phone], ['Fresh', '1']);

  const versions = [(await customer('fresh')).version];
  for (const body of [{ code: 'F' }, { status: 'inactive' }, { traits: { seats: 5 } }]) {
    await edit('fresh', body);
    versions.push((await customer('fresh')).version);
  }
  assert.equal(new Set(versions).size, 4);
});

test('of members who add the same customer at once one succeeds', async () => {
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, i) => edit('raced', { name: `Name ${i}` }, '?version=new')),
  );
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, ...Array(7).fill(409)]);
  const winner = answers.findIndex(({ status }) => status === 200);
  assert.equal((await customer('raced')).name, `Name ${winner}`);
});

test('every refused row is named, not only the first', async () => {
  const rows = Array.from({ length: 450 }, (_, i) => `r${i},asleep`);
  const { json: looked } = await upload(['id,status', ...rows].join('\n'), false);
  assert.equal(looked.refused, 450);
  assert.equal(looked.refusals.length, 450);
  assert.equal(looked.refusals.at(-1).row, 451);
});

test('a file is looked at first: nothing changes before it is taken', async () => {
  const file = [
    'id;Name;code;status',
    'c1;Ärger & Co;C-9;active',
    'c2;;;active',
    'c4;"Four; with ""quotes""";C-4;',
    'c3;c3;;',
    ';nobody;;',
    'c5;Five;;gone',
  ].join('\r\n');
  const looked = await upload(file, false);
  assert.equal(looked.status, 200, looked.text);
  const { applied, rows, added, changed, unchanged, refused, refusals, changes } = looked.json;
  assert.deepEqual([applied, rows, added, changed, unchanged, refused], [false, 6, 1, 2, 1, 2]);
  assert.deepEqual(
    refusals.map(({ row, field, reason }) => [row, field, reason]),
    [
      [6, 'id', 'missing_customer'],
      [7, 'status', 'unknown_status'],
    ],
  );
  assert.deepEqual(changes[0], {
    row: 2,
    id: 'c1',
    name: 'Ärger & Co',
    new: false,
    fields: [{ field: 'code', before: '', after: 'C-9' }],
  });
  assert.equal((await customer('c1')).code, null);

  const taken = await upload(file, true);
  assert.deepEqual({ ...taken.json, applied: false }, looked.json);
  assert.equal((await customer('c1')).code, 'C-9');
  assert.equal((await customer('c2')).status, 'active');
  assert.equal((await customer('c4')).name, 'Four; with "quotes"');
  const again = await upload(file, true);
  assert.deepEqual([again.json.added, again.json.changed, again.json.unchanged], [0, 0, 4]);
});

test('columns of another system are ignored and named, and an address that is none is refused', async () => {
  const { json: answer } = await upload('id,colour,email\nc7,red,x@b.example\nc8,blue,nonsense\n', false);
  assert.deepEqual(answer.ignored_columns, ['colour']);
  assert.deepEqual([answer.added, answer.refused], [1, 1]);
  const [{ row, field, reason }] = answer.refusals;
  assert.deepEqual([row, field, reason], [3, 'email', 'invalid_email']);
});

test('a file that cannot be read is refused whole, and says why', async () => {
  for (const [text, reason] of [
    ['', 'empty'],
    ['name\nA\n', 'missing_column'],
    ['id,name\nc1,"open\n', 'open_quote'],
    [Buffer.from([0x69, 0x64, 0x0a, 0xff, 0x0a]), 'not_utf8'],
  ]) {
    const refused = await upload(text, true);
    assert.equal(refused.status, 400, refused.text);
    assert.equal(refused.json.error.code, reason);
    assert.equal(refused.json.error.field, 'file');
  }
});

test('a deleted customer is gone from every answer, but for totals', async () => {
  await server.send('PUT', '/api/v1/customers/leaving', { name: 'Leaving', email: 'l@b.example' });
  await server.events([
    { id: 'l1', kind: 'login', customer: 'leaving' },
    { id: 'l2', kind: 'login', customer: 'leaving' },
    { id: 'l3', kind: 'link_open', customer: 'leaving' },
  ]);
  const as_owner = (method, path) => server.request(method, path, { headers: { cookie } });
  const insights = async () => (await server.get('/api/v1/insights')).json;
  const link = (await as_owner('GET', '/api/v1/customers/leaving/link')).json.url;
  const opened = async () => (await server.request('GET', new URL(link).pathname)).status;
  assert.equal(await opened(), 200);
  const before_it = await insights();
  const { summary, rows } = await server.activity();
  const { views } = rows.find(({ id }) => id === 'leaving');
  assert.ok(views >= 1);
  const removed = await as_owner('DELETE', '/api/v1/customers/leaving');
  assert.equal(removed.status, 204, removed.text);

  for (const path of ['', '/activity', '/timeline', '/link']) {
    const answer = await as_owner('GET', `/api/v1/customers/leaving${path}`);
    assert.equal(answer.status, 404, path);
  }
  assert.ok(!(await ids('')).includes('leaving'));
  assert.equal(await opened(), 404);
  const after_it = await insights();
  assert.equal(after_it.logins.value, before_it.logins.value);
  assert.equal(after_it.logs.value, before_it.logs.value);
  assert.equal(after_it.active_users.value, before_it.active_users.value - 1);
  assert.equal(after_it.engagement.total, before_it.engagement.total - 1);
  assert.equal((await server.activity()).summary.total_views, summary.total_views - views);
  assert.equal((await as_owner('DELETE', '/api/v1/customers/leaving')).status, 404);

  // Over a start from what is saved, and by the journal's own count.
  await server.stop();
  await server.serve();
  cookie = await server.sign_in('owner@example.com');
  const again = await insights();
  assert.deepEqual([again.logins, again.logs], [after_it.logins, after_it.logs]);
  await must_run(['check', '--data', server.data]);

  // Whoever comes back begins anew, with another link.
  await server.events([{ id: 'l4', kind: 'login', customer: 'leaving' }]);
  assert.equal((await customer('leaving')).name, 'leaving');
  assert.notEqual((await as_owner('GET', '/api/v1/customers/leaving/link')).json.url, link);
});
