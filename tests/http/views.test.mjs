// Saved views: a member's own ones, those shared in the workspace, and what is refused.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Server } from './support.mjs';

let server;
const cookies = {};
before(async () => {
  server = await Server.start();
  for (const who of ['ada', 'ben']) {
    await server.add_member(`${who}@example.com`, 'admin');
    cookies[who] = await server.sign_in(`${who}@example.com`);
  }
});
after(() => server?.end());

const ask = (who, method, path, body) =>
  server.request(method, `/api/v1/views${path}`, {
    headers: { cookie: cookies[who], ...(body && { 'content-type': 'application/json' }) },
    body: body && JSON.stringify(body),
  });
const list = async (who) => (await ask(who, 'GET', '')).json.views;

test('a view is saved, shared, changed and deleted by whose it is', async () => {
  const query = 'preset=last_7_days&stage=checkout_no_order&search=Caf%C3%A9';
  const saved = await ask('ada', 'POST', '', { name: '<b>To call</b>', query });
  assert.equal(saved.status, 201, saved.text);
  const { id, ...view } = saved.json;
  assert.deepEqual(view, {
    name: '<b>To call</b>',
    query,
    shared: false,
    mine: true,
    owner: 'ada@example.com',
  });
  assert.deepEqual(await list('ben'), []);

  const shared = await ask('ada', 'PATCH', `/${id}`, { shared: true });
  assert.equal(shared.status, 200, shared.text);
  assert.deepEqual(await list('ben'), [{ id, ...view, shared: true, mine: false }]);
  await server.stop();
  await server.serve();
  assert.deepEqual(await list('ada'), [{ id, ...view, shared: true }]);

  for (const [method, body] of [['PATCH', { name: 'Mine' }], ['DELETE']]) {
    const refused = await ask('ben', method, `/${id}`, body);
    assert.deepEqual([refused.status, refused.json.error.code], [404, 'unknown_view']);
  }
  assert.equal((await ask('ada', 'DELETE', `/${id}`)).status, 204);
  assert.deepEqual(await list('ada'), []);
});

test('what is refused is named', async () => {
  await ask('ada', 'POST', '', { name: 'Taken', query: '' });
  for (const [body, status, code, field] of [
    [{ query: '' }, 400, 'missing_field', 'name'],
    [{ name: 'A' }, 400, 'missing_field', 'query'],
    [{ name: ' ', query: '' }, 400, 'invalid_name', 'name'],
    [{ name: 'A', query: 'a b' }, 400, 'invalid_query', 'query'],
    [{ name: 'A', query: 'a'.repeat(2001) }, 400, 'invalid_query', 'query'],
    [{ name: 'A', query: '', shared: 'yes' }, 400, 'wrong_type', 'shared'],
    [{ name: 'A', query: '', colour: 'red' }, 400, 'unknown_field', 'colour'],
    [{ name: 'Taken', query: '' }, 409, 'name_taken', 'name'],
  ]) {
    const refused = await ask('ada', 'POST', '', body);
    assert.equal(refused.status, status, refused.text);
    assert.deepEqual([refused.json.error.code, refused.json.error.field], [code, field]);
  }
  assert.deepEqual((await list('ada')).map(({ name }) => name), ['Taken']);
});
