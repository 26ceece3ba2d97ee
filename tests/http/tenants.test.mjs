// Workspaces are isolated: no key, session, count, search or file of one shows another's facts.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { must_run, Server } from './support.mjs';

const canary = 'Canary of the first workspace';

let server;
let sample;
let foreign;

before(async () => {
  server = await Server.start();
  await must_run(['sample', '--data', server.data, '--seed', '7']);
  await server.add_member('both@example.com', 'owner');
  const session = await server.sign_in('both@example.com');
  const { json } = await server.request('GET', '/api/v1/session', { headers: { cookie: session } });
  sample = json.workspaces.find((workspace) => workspace.sample);
  const own = json.workspaces.find((workspace) => !workspace.sample);
  const only = ['--workspace', own.name, '--email', 'own@example.com', '--role', 'owner'];
  await must_run(['member', 'add', '--data', server.data, ...only, '--password-stdin'], {
    input: `${Server.password}\n`,
  });
  foreign = {
    read: await server.create_key('read', ['--workspace', sample.name]),
    write: await server.create_key('write', ['--workspace', sample.name]),
  };
  const put = await server.send('PUT', '/api/v1/customers/canary', { name: canary });
  assert.equal(put.json.stored, 1);
  const order = { kind: 'order_submit', customer: 'canary', properties: { order_id: 'SO-1' } };
  assert.equal((await server.events([{ ...order, id: 'e-1' }])).json.stored, 1);
});

after(async () => {
  await server?.end();
});

const reading = [
  '/api/v1/customers/canary',
  '/api/v1/customers/canary/activity',
  '/api/v1/customers/canary/timeline',
  '/api/v1/activity?search=canary&per_page=200',
  '/api/v1/activity.csv?search=canary',
];

test('a key of another workspace reads nothing of this one', async () => {
  for (const target of reading) {
    const own = await server.get(target);
    assert.equal(own.status, 200, target);
    const answer = await server.get(target, foreign.read);
    if (target.includes('/customers/')) assert.equal(answer.status, 404, target);
    assert.ok(!answer.text.includes(canary), target);
  }
  const { json } = await server.get('/api/v1/activity?search=canary', foreign.read);
  assert.equal(json.total, 0);
  assert.equal((await server.activity()).customers, 1);
});

test('the same ids in another workspace are other customers, events and orders', async () => {
  const put = await server.send(
    'PUT',
    '/api/v1/customers/canary',
    { name: 'Another', workspace: 'x' },
    foreign.write,
  );
  assert.equal(put.json.rejected[0].reason, 'unknown_field');
  const order = { kind: 'order_submit', customer: 'canary', properties: { order_id: 'SO-1' } };
  const sent = await server.send('POST', '/api/v1/events', [{ ...order, id: 'e-1' }], foreign.write);
  assert.equal(sent.json.stored, 1, 'neither id nor order id is a duplicate there');
  assert.equal((await server.get('/api/v1/customers/canary')).json.name, canary);
  assert.equal((await server.activity()).summary.orders_submitted, 1);
});

test('a member sees only the workspaces that are theirs', async () => {
  const cookie = await server.sign_in('own@example.com');
  const headers = { cookie, 'content-type': 'application/json' };
  const { json } = await server.request('GET', '/api/v1/session', { headers });
  assert.equal(json.workspaces.length, 1);
  assert.equal(json.workspace.sample, false);
  for (const id of [sample.id, '0'.repeat(32), 'nonsense']) {
    const body = JSON.stringify({ id });
    const answer = await server.request('PUT', '/api/v1/session/workspace', { headers, body });
    assert.equal(answer.status, 404, id);
    assert.ok(!answer.text.includes(sample.name));
  }
  const page = await server.request('GET', '/api/v1/activity', { headers: { cookie } });
  assert.equal(page.json.customers, 1);
});

test('a member of both looks at one at a time', async () => {
  const cookie = await server.sign_in('both@example.com');
  const headers = { cookie, 'content-type': 'application/json' };
  const body = JSON.stringify({ id: sample.id });
  const switched = await server.request('PUT', '/api/v1/session/workspace', { headers, body });
  assert.equal(switched.json.workspace.id, sample.id);
  const page = await server.request('GET', '/api/v1/activity?search=canary%20of', { headers });
  assert.equal(page.json.total, 0);
  assert.ok(!page.text.includes(canary));
});
