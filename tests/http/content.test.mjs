// What is said of sites, campaigns and forms: by whom, field by field, and what is refused.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { bearer, must_run, Server } from './support.mjs';

let server;
let cookie;
let foreign; // a write key of another workspace
before(async () => {
  server = await Server.start();
  await server.add_member('ada@example.com', 'admin');
  cookie = await server.sign_in('ada@example.com');
  await must_run(['sample', '--data', server.data, '--seed', '7']);
  foreign = await server.create_key('write', ['--workspace', 'Sample: Riverside Foods']);
});
after(() => server?.end());

const put = (path, body, key = server.write_key) => server.send('PUT', `/api/v1${path}`, body, key);

async function must_put(path, body, key) {
  const answer = await put(path, body, key);
  assert.equal(answer.status, 200, answer.text);
  return answer.json;
}

test('a campaign that nobody said anything of is an e-mail’s draft under its id', async () => {
  assert.deepEqual(await must_put('/campaigns/bare', {}), {
    id: 'bare',
    name: 'bare',
    kind: 'email',
    site: null,
    state: 'draft',
    sent_at: null,
    reach: null,
  });
});

test('a campaign is described field by field: what is absent stays, null is cleared', async () => {
  const whole = {
    id: 'spring',
    name: 'Spring <b>sale</b>',
    kind: 'notification',
    site: 'shop.example',
    state: 'queued',
    sent_at: '2026-11-22T09:41:07.500Z',
    reach: 1_000_000_000,
  };
  const { id, ...fields } = whole;
  const sent_at = '2026-11-22T10:41:07.5+01:00';
  assert.deepEqual(await must_put('/campaigns/spring', { ...fields, sent_at }), whole);
  assert.deepEqual(await must_put('/campaigns/spring', {}), whole);
  const sent = { ...whole, state: 'sent', reach: 0 };
  assert.deepEqual(await must_put('/campaigns/spring', { state: 'sent', reach: 0 }), sent);
  await server.stop();
  await server.serve();
  const nothing = { name: null, site: null, sent_at: null, reach: null };
  const cleared = { ...sent, ...nothing, name: id };
  assert.deepEqual(await must_put('/campaigns/spring', nothing), cleared);
  const kept = { ...cleared, kind: 'email' };
  assert.deepEqual(await must_put('/campaigns/spring', { kind: 'email' }), kept);
});

test('a form is enabled, and as old as its first description, unless it is said', async () => {
  const before_it = Date.now();
  const { created_at: created, ...form } = await must_put('/forms/f1', {});
  assert.deepEqual(form, { id: 'f1', name: 'f1', site: null, enabled: true, answers: null });
  assert.ok(Date.parse(created) >= before_it - 1 && Date.parse(created) <= Date.now(), created);
  const said = {
    name: 'Survey',
    site: 'shop.example',
    enabled: false,
    created_at: '2026-01-02T03:04:05.000Z',
    answers: 12,
  };
  assert.deepEqual(await must_put('/forms/f1', said), { id: 'f1', ...said });
  assert.deepEqual(await must_put('/forms/f1', { enabled: true }), {
    id: 'f1',
    ...said,
    enabled: true,
  });
  const nothing = { name: null, site: null, created_at: null, answers: null };
  assert.deepEqual(await must_put('/forms/f1', nothing), { ...form, created_at: created });
});

test('a site has a name, or its id for one', async () => {
  assert.deepEqual(await must_put('/sites/s1', {}), { id: 's1', name: 's1' });
  assert.deepEqual(await must_put('/sites/s1', { name: ' Shop ' }), { id: 's1', name: 'Shop' });
  assert.deepEqual(await must_put('/sites/s1', {}), { id: 's1', name: 'Shop' });
  assert.deepEqual(await must_put('/sites/s1', { name: null }), { id: 's1', name: 's1' });
});

test('ids are whatever events name, slashes and all', async () => {
  for (const id of ['a/b/', 'Caf\u00e9 & Söhne', 'x'.repeat(512), '100%', '<b>"']) {
    for (const type of ['sites', 'campaigns', 'forms']) {
      const answer = await must_put(`/${type}/${encodeURIComponent(id)}`, {});
      assert.equal(answer.id, id);
    }
  }
});

test('members describe too, with the session and with Basic', async () => {
  const headers = { cookie, 'content-type': 'application/json' };
  const body = JSON.stringify({ name: 'By a member' });
  const member = await server.request('PUT', '/api/v1/sites/m', { headers, body });
  assert.equal(member.status, 200, member.text);
  const user = Buffer.from(`${server.write_key}:`).toString('base64');
  const basic = await server.request('PUT', '/api/v1/sites/m', {
    headers: { authorization: `Basic ${user}`, 'content-type': 'application/json' },
    body: '{}',
  });
  assert.deepEqual(basic.json, { id: 'm', name: 'By a member' });
  const evil = { ...headers, origin: 'https://evil.example' };
  assert.equal((await server.request('PUT', '/api/v1/sites/m', { headers: evil, body })).status, 403);
});

test('another workspace has its own', async () => {
  await must_put('/campaigns/shared', { name: 'Ours', reach: 5 });
  await must_put('/forms/shared', { name: 'Ours' });
  await must_put('/sites/shared', { name: 'Ours' });
  for (const type of ['campaigns', 'forms', 'sites']) {
    assert.equal((await must_put(`/${type}/shared`, {}, foreign)).name, 'shared', type);
    await must_put(`/${type}/shared`, { name: 'Theirs' }, foreign);
    assert.equal((await must_put(`/${type}/shared`, {})).name, 'Ours', type);
  }
  assert.equal((await must_put('/campaigns/shared', {})).reach, 5);
});

test('what is refused is named, and nothing of it is kept', async () => {
  await must_put('/campaigns/kept', { name: 'Kept' });
  for (const [path, body, code, field] of [
    ['/campaigns/kept', '[]', 'invalid_json', null],
    ['/campaigns/kept', '{"name":"A"', 'invalid_json', null],
    ['/campaigns/kept', { name: 'A', colour: 'red' }, 'unknown_field', 'colour'],
    ['/campaigns/kept', { name: 1 }, 'wrong_type', 'name'],
    ['/campaigns/kept', { name: ' ' }, 'invalid_name', 'name'],
    ['/campaigns/kept', { name: 'a\nb' }, 'invalid_name', 'name'],
    ['/campaigns/kept', { name: 'x'.repeat(255) }, 'invalid_name', 'name'],
    ['/campaigns/kept', { name: 'A', kind: null }, 'wrong_type', 'kind'],
    ['/campaigns/kept', { name: 'A', kind: 'letter' }, 'unknown_kind', 'kind'],
    ['/campaigns/kept', { name: 'A', site: '' }, 'invalid_id', 'site'],
    ['/campaigns/kept', { name: 'A', site: 'x'.repeat(513) }, 'invalid_id', 'site'],
    ['/campaigns/kept', { name: 'A', state: null }, 'wrong_type', 'state'],
    ['/campaigns/kept', { name: 'A', state: 'Sent' }, 'unknown_state', 'state'],
    ['/campaigns/kept', { name: 'A', sent_at: 1_795_340_467 }, 'wrong_type', 'sent_at'],
    ['/campaigns/kept', { name: 'A', sent_at: '2026-11-22' }, 'invalid_time', 'sent_at'],
    ['/campaigns/kept', { name: 'A', reach: '5' }, 'wrong_type', 'reach'],
    ['/campaigns/kept', { name: 'A', reach: 1.5 }, 'wrong_type', 'reach'],
    ['/campaigns/kept', { name: 'A', reach: -1 }, 'invalid_number', 'reach'],
    ['/campaigns/kept', { name: 'A', reach: 1_000_000_001 }, 'invalid_number', 'reach'],
    ['/campaigns/kept?colour=red', { name: 'A' }, 'unknown_parameter', 'colour'],
    [`/campaigns/${'x'.repeat(513)}`, {}, 'invalid_id', 'id'],
    ['/forms/f', { enabled: null }, 'wrong_type', 'enabled'],
    ['/forms/f', { enabled: 1 }, 'wrong_type', 'enabled'],
    ['/forms/f', { created_at: 'yesterday' }, 'invalid_time', 'created_at'],
    ['/forms/f', { site: 5 }, 'wrong_type', 'site'],
    ['/forms/f', { reach: 5 }, 'unknown_field', 'reach'],
    ['/forms/f', { answers: -1 }, 'invalid_number', 'answers'],
    [`/forms/${'x'.repeat(513)}`, {}, 'invalid_id', 'id'],
    ['/sites/s', { name: [] }, 'wrong_type', 'name'],
    ['/sites/s', { site: 'x' }, 'unknown_field', 'site'],
    [`/sites/${'x'.repeat(513)}`, {}, 'invalid_id', 'id'],
  ]) {
    const refused = await put(path, body);
    assert.equal(refused.status, 400, `${path} ${JSON.stringify(body)}: ${refused.text}`);
    assert.deepEqual([refused.json.error.code, refused.json.error.field], [code, field]);
  }
  assert.equal((await must_put('/campaigns/kept', {})).name, 'Kept');

  const text = { ...bearer(server.write_key), 'content-type': 'text/plain' };
  const wrong = await server.request('PUT', '/api/v1/sites/s', { headers: text, body: '{}' });
  assert.deepEqual([wrong.status, wrong.json.error.code], [400, 'wrong_content_type']);
  const large = await put('/sites/s', { name: 'x'.repeat(65 * 1024) });
  assert.equal(large.status, 413);
  const bare = await server.request('PUT', '/api/v1/sites/', { headers: bearer(server.write_key) });
  assert.equal(bare.status, 404);
});
