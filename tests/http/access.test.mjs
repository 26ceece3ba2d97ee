// Who may go where, and what every answer carries.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, test } from 'node:test';

import { portal_of } from './portal_token.mjs';
import { bearer, must_run, Server } from './support.mjs';

let server;
const cookies = {};
before(async () => {
  server = await Server.start();
  await server.events([{ id: 'e1', kind: 'link_open', customer: 'c1' }]);
  for (const role of ['owner', 'admin', 'sales_rep']) {
    await server.add_member(`${role}@example.com`, role);
    cookies[role] = await server.sign_in(`${role}@example.com`);
  }
  const name = 'granted@example.com';
  await server.add_member(name, 'sales_rep');
  await must_run(['member', 'grant', '--data', server.data, '--email', name, '--insights', 'all']);
  cookies.granted = await server.sign_in(name);
});
after(() => server?.end());

// The header fields by which each caller is known.
const callers = {
  nobody: () => ({}),
  stranger: () => ({ cookie: `__Host-footfall=${'A'.repeat(43)}` }),
  unknown_key: () => bearer('unknown'),
  write_key: () => bearer(server.write_key),
  read_key: () => bearer(server.read_key),
  // From no page; one of the routes makes a new one.
  public_key: async () => bearer((await portal_of(server, cookies.owner)).key),
  owner: () => ({ cookie: cookies.owner }),
  admin: () => ({ cookie: cookies.admin }),
  sales_rep: () => ({ cookie: cookies.sales_rep }),
  granted: () => ({ cookie: cookies.granted }), // a sales rep who sees Insights
};

const everybody = (status) => Object.fromEntries(Object.keys(callers).map((who) => [who, status]));
const intake = { ...everybody(401), write_key: 200, read_key: 403, public_key: 403 };
const reader = {
  ...everybody(200),
  nobody: 401,
  stranger: 401,
  unknown_key: 401,
  write_key: 403,
  public_key: 403,
};
const insights = { ...reader, sales_rep: 403 };
const admin = { ...insights, granted: 403 };
const editor = { ...admin, read_key: 403 };
const unknown = { ...editor, owner: 404, admin: 404 };
const owner = (status) => ({ ...editor, admin: 403, owner: status });
const describer = { ...editor, read_key: 403, write_key: 200 };
const member = (status) => ({
  ...reader,
  read_key: 403,
  owner: status,
  admin: status,
  sales_rep: status,
  granted: status,
});

const events = '[{"kind":"login","customer":"c1"}]';
const call = '{"userId":"c1","event":"Signed In"}';
const wrong_sign_in = '{"email":"nobody@example.com","password":"not the password"}';
const set_up = '{"token":"wrong","email":"a@example.com","password":"a long enough one"}';
const foreign = `{"id":"${'0'.repeat(32)}"}`;
const calls = ['identify', 'track', 'page', 'screen', 'group', 'alias'];

const matrix = [
  ['POST', '/v1/batch', `{"batch":[${call}]}`, intake],
  ...calls.map((type) => ['POST', `/v1/${type}`, call, intake]),
  ['POST', '/api/v1/events', events, intake],
  ['PUT', '/api/v1/customers/c1', '{}', intake],
  ['GET', '/api/v1/customers', undefined, reader],
  ['GET', '/api/v1/customers/c1', undefined, reader],
  ['POST', '/api/v1/import/customers', 'id,code\nc1,C-1\n', editor, 'text/csv'],
  ['PATCH', '/api/v1/customers/c1', '{"code":"C-1"}', editor],
  ['GET', '/api/v1/customers/c1/activity', undefined, admin],
  ['GET', '/api/v1/customers/c1/timeline', undefined, admin],
  ['PATCH', '/api/v1/customers/c1/timeline', '{"sequence":1,"verdict":"person"}', editor],
  ['POST', '/api/v1/pixels', '{"customer":"c1","campaign":"autumn"}', describer],
  ['GET', '/api/v1/customers/c1/link', undefined, member(200)],
  ['POST', '/api/v1/customers/c1/link', '{}', editor],
  ['PATCH', '/api/v1/customers/c1/link', '{"blocked":false}', editor],
  ['DELETE', '/api/v1/customers/c1/link', undefined, editor],
  ['POST', '/api/v1/links/send', '{"customers":["c1"],"preview":true}', member(200)],
  ['GET', '/api/v1/gate', undefined, editor],
  ['PATCH', '/api/v1/gate', '{}', editor],
  ['PUT', '/api/v1/gate/logo', 'GIF89a', editor, 'application/octet-stream'],
  ['DELETE', '/api/v1/gate/logo', undefined, editor],
  ['GET', '/api/v1/gate/secret', undefined, editor],
  ['POST', '/api/v1/gate/secret', '{}', editor],
  ['POST', '/api/v1/gate/key', '{}', editor],
  ['POST', '/api/v1/gate/link', '{}', editor],
  ['GET', '/api/v1/outbox', undefined, editor],
  ['GET', '/api/v1/activity', undefined, admin],
  ['GET', '/api/v1/activity.csv', undefined, admin],
  ['GET', '/api/v1/activity/funnel', undefined, admin],
  ['GET', '/api/v1/changes', undefined, reader],
  ['GET', '/api/v1/views', undefined, editor],
  ['POST', '/api/v1/views', '{"query":"status=active"}', { ...editor, owner: 400, admin: 400 }],
  ['PATCH', '/api/v1/views/c1', '{}', unknown],
  ['DELETE', '/api/v1/views/c1', undefined, unknown],
  ['GET', '/api/v1/insights', undefined, insights],
  ['GET', '/api/v1/insights/series', undefined, insights],
  ['GET', '/api/v1/insights/campaigns', undefined, insights],
  ['GET', '/api/v1/insights/forms', undefined, insights],
  ['GET', '/api/v1/targets', undefined, insights],
  ['POST', '/api/v1/targets', '{}', { ...editor, owner: 400, admin: 400 }],
  ['POST', '/api/v1/targets/preview', '{}', { ...editor, owner: 400, admin: 400 }],
  ['PATCH', '/api/v1/targets/c1', '{}', unknown],
  ['DELETE', '/api/v1/targets/c1', undefined, unknown],
  ['GET', '/api/v1/sites', undefined, insights],
  ['GET', '/api/v1/campaigns', undefined, insights],
  ['GET', '/api/v1/forms', undefined, insights],
  ['PUT', '/api/v1/sites/c1', '{}', describer],
  ['PUT', '/api/v1/campaigns/c1', '{}', describer],
  ['PUT', '/api/v1/forms/c1', '{}', describer],
  ['GET', '/api/v1/campaigns/c1', undefined, insights],
  ['GET', '/api/v1/forms/c1', undefined, insights],
  ['GET', '/api/v1/members', undefined, editor],
  ['PUT', '/api/v1/members/c1/insights', '{"granted":true}', owner(404)],
  ['GET', '/api/v1/settings', undefined, editor],
  ['PATCH', '/api/v1/settings', '{}', editor],
  ['GET', '/api/v1/session', undefined, member(200)],
  ['PUT', '/api/v1/session/workspace', foreign, member(404)],
  ['POST', '/api/v1/session', wrong_sign_in, everybody(401)],
  ['POST', '/api/v1/setup', set_up, everybody(404)],
  ['GET', '/healthz', undefined, everybody(200)],
  ['DELETE', '/api/v1/customers/c1', undefined, { ...unknown, owner: 204 }], // once
  ['DELETE', '/api/v1/session', undefined, member(204)], // the last one: it ends the sessions
];

// A route that is not in the table has not been thought about.
test('the table has every route of openapi.yaml', () => {
  const text = fs.readFileSync(new URL('../../docs/openapi.yaml', import.meta.url), 'utf8');
  const paths = text.slice(text.indexOf('\npaths:'), text.indexOf('\ncomponents:'));
  const documented = [];
  let path;
  for (const line of paths.split('\n')) {
    const found = line.match(/^ {2}(\/[^:]*):(.*)$/);
    if (found) path = found[1];
    const methods = (found ? found[2] : line).matchAll(
      /(?:^ {4}|\{ )(get|put|post|delete|patch):/g,
    );
    for (const [, method] of methods) documented.push(`${method.toUpperCase()} ${path}`);
  }
  assert.ok(documented.length >= 15);
  const tested = matrix.map(([method, target]) => `${method} ${target.replace('/c1', '/{id}')}`);
  assert.deepEqual(tested.sort(), documented.sort());
});

for (const [method, target, body, expected, type = 'application/json'] of matrix) {
  for (const [who, status] of Object.entries(expected)) {
    test(`${method} ${target} by ${who}: ${status}`, async () => {
      const headers = { ...(await callers[who]()), ...(body && { 'content-type': type }) };
      const answer = await server.request(method, target, { headers, body });
      // Guessing is slowed down in time.
      if (target === '/api/v1/session' && method === 'POST' && answer.status === 429) {
        assert.ok(Number(answer.headers['retry-after']) > 0);
        return;
      }
      assert.equal(answer.status, status, answer.text);
      if (status < 400) return;
      assert.match(answer.json.error.code, /^[a-z_]+$/);
      assert.equal(answer.headers['x-request-id'], answer.json.request_id);
    });
  }
}

const policy_parts = [
  "default-src 'none'",
  "script-src 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
  "form-action 'self'",
];

function assert_secured({ status, headers }, what) {
  assert.ok(status < 300 || status >= 400, `${what} redirects`);
  assert.equal(headers['x-content-type-options'], 'nosniff', what);
  assert.equal(headers['referrer-policy'], 'no-referrer', what);
  assert.equal(headers['cross-origin-opener-policy'], 'same-origin', what);
  assert.equal(headers['cross-origin-resource-policy'], 'same-origin', what);
  assert.ok(headers['permissions-policy'], what);
  assert.ok(headers['x-request-id'], what);
  const policy = headers['content-security-policy'] ?? '';
  for (const part of policy_parts) assert.ok(policy.includes(part), `${what}: ${part} / ${policy}`);
  assert.doesNotMatch(policy, /unsafe/, what);
  assert.equal(headers['access-control-allow-origin'], undefined, what);
}

test('security fields are on every route, every refusal and the page itself', async () => {
  const json = { 'content-type': 'application/json' };
  for (const [method, target, body] of matrix) {
    for (const headers of [
      json,
      { ...json, ...callers.read_key() },
      { ...json, ...callers.write_key() },
    ]) {
      assert_secured(
        await server.request(method, target, { headers, body }),
        `${method} ${target}`,
      );
    }
  }
  const writer = callers.write_key();
  for (const [method, target, headers, body] of [
    ['GET', '/', {}],
    ['GET', '/customers/activity', {}],
    ['GET', '/api/v1/nothing', {}],
    ['GET', '/v1/batch', {}],
    ['DELETE', '/api/v1/activity', {}],
    ['POST', '/api/v1/events', writer, '['],
    ['GET', '/api/v1/activity?page=0', callers.read_key()],
    ['GET', '/%00', {}],
    ['GET', '/api/v1/customers/nobody', callers.read_key()],
  ]) {
    assert_secured(await server.request(method, target, { headers, body }), `${method} ${target}`);
  }
  const size = String(6 * 1024 * 1024);
  const headers = { ...writer, 'content-length': size, expect: '100-continue' };
  const large = await server.request('POST', '/api/v1/events', { headers });
  assert.equal(large.status, 413);
  assert_secured(large, '413');
});

// Signed in anew, since the matrix has ended the sessions.
const fresh = async () => ({ cookie: await server.sign_in('owner@example.com') });

test('what a member reads is not cached', async () => {
  const headers = await fresh();
  for (const target of ['/api/v1/activity', '/api/v1/activity.csv', '/api/v1/session', '/']) {
    const answer = await server.request('GET', target, { headers });
    assert.match(answer.headers['cache-control'] ?? '', /no-store/, target);
  }
});

test('no two pages have the same style nonce', async () => {
  const nonce = async () => {
    const { headers } = await server.request('GET', '/');
    return headers['content-security-policy'].match(/'nonce-([^']+)'/)[1];
  };
  assert.notEqual(await nonce(), await nonce());
});

test('the cookie cannot be read by scripts and goes nowhere else', async () => {
  const body = { email: 'owner@example.com', password: Server.password };
  const answer = await server.send('POST', '/api/v1/session', body, null);
  const [cookie] = answer.headers['set-cookie'];
  for (const part of ['__Host-footfall=', '; Secure', '; HttpOnly', '; Path=/']) {
    assert.ok(cookie.includes(part), cookie);
  }
  assert.match(cookie, /SameSite=(Lax|Strict)/);
  assert.doesNotMatch(cookie, /Domain=/i);
});

test('after signing out the old cookie is worth nothing', async () => {
  const headers = await fresh();
  const session = (method) => server.request(method, '/api/v1/session', { headers });
  assert.equal((await session('GET')).status, 200);
  assert.equal((await session('DELETE')).status, 204);
  assert.equal((await session('GET')).status, 401);
});

test('another site’s page cannot act for a member', async () => {
  const cookie = await fresh();
  const put = (more) =>
    server.request('PUT', '/api/v1/session/workspace', {
      headers: { ...cookie, 'content-type': 'application/json', ...more },
      body: foreign,
    });
  for (const more of [
    { origin: 'https://evil.example' },
    { origin: `http://127.0.0.1:${server.port + 1}` },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ]) {
    assert.equal((await put(more)).status, 403, JSON.stringify(more));
    const headers = { ...cookie, ...more };
    const out = await server.request('DELETE', '/api/v1/session', { headers });
    assert.equal(out.status, 403, JSON.stringify(more));
  }
  assert.equal((await put({ origin: server.origin, 'sec-fetch-site': 'same-origin' })).status, 404);
  assert.equal((await put({ 'content-type': 'application/x-www-form-urlencoded' })).status, 400);
  const still = await server.request('GET', '/api/v1/session', { headers: cookie });
  assert.equal(still.status, 200);
});

test('a wrong password and an unknown member look alike', async () => {
  const attempt = async (email) => {
    const body = { email, password: 'not this one, no' };
    const { status, json } = await server.send('POST', '/api/v1/session', body, null);
    return { status, error: json.error };
  };
  const known = await attempt('admin@example.com');
  assert.ok(known.status === 401 || known.status === 429);
  assert.deepEqual(await attempt('who@example.com'), known);
});

test('405 names what is allowed, 404 is JSON, HEAD answers without a body', async () => {
  const wrong = await server.request('DELETE', '/api/v1/activity');
  assert.equal(wrong.status, 405);
  assert.match(wrong.headers.allow, /GET/);
  const missing = await server.request('GET', '/api/v2/everything');
  assert.equal(missing.status, 404);
  assert.ok(missing.json.error.code);
  const headers = callers.read_key();
  const head = await server.request('HEAD', '/api/v1/activity', { headers });
  assert.equal(head.status, 200);
  assert.equal(head.bytes.length, 0);
});

test('health tells strangers nothing but whether it is ready', async () => {
  const { json } = await server.request('GET', '/healthz');
  assert.deepEqual(json, { status: 'ok', reasons: [] });
});
