// What a public key can do: it stands in pages, so all the world has it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { claims_of, portal_of, sign, unsigned } from './portal_token.mjs';
import { bearer, Server } from './support.mjs';

const origin = 'https://portal.example';

let server;
let portal;
before(async () => {
  server = await Server.start();
  await server.add_member('owner@example.com', 'owner');
  portal = await portal_of(server, await server.sign_in('owner@example.com'));
  await portal.change({ origins: [origin, 'https://other.example'] });
  for (const [id, name] of [['C-1', 'Harbour Bakery'], ['C-2', 'Mill & Co']]) {
    await server.send('PUT', `/api/v1/customers/${id}`, { name, email: `${id}@example.com` });
  }
});
after(() => server?.end());

// As footfall.js sends: nothing that a browser would ask leave for.
function post(events, { key = portal.key, from = origin, query = '', headers = {} } = {}) {
  return server.request('POST', `/api/v1/events?key=${key}${query}`, {
    headers: { 'content-type': 'text/plain;charset=UTF-8', ...(from && { origin: from }), ...headers },
    body: typeof events === 'string' ? events : JSON.stringify(events),
  });
}

function segment(route, call, { key = portal.key, from = origin } = {}) {
  const authorization = `Basic ${Buffer.from(`${key}:`).toString('base64')}`;
  return server.request('POST', route, {
    headers: { 'content-type': 'text/plain', authorization, ...(from && { origin: from }) },
    body: JSON.stringify({ writeKey: key, sentAt: new Date().toISOString(), ...call }),
  });
}

async function rows() {
  const { rows: found } = await server.activity();
  return Object.fromEntries(found.map(({ id, checkout, orders }) => [id, { checkout, orders }]));
}

const profile = async (id) => (await server.get(`/api/v1/customers/${id}`)).json;

let number = 0;
const order = (customer, more = {}) => ({
  id: `e-${++number}`,
  kind: 'order_submit',
  customer,
  properties: { order_id: `SO-${number}` },
  ...more,
});

test('the token names the customer, and the order is in the next answer', async () => {
  const before_it = (await rows())['C-1'].orders;
  const answer = await post([order(portal.token('C-1'))]);
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.json.stored, 1);
  assert.equal(answer.headers['access-control-allow-origin'], origin);
  assert.equal(answer.headers['access-control-expose-headers'], 'Retry-After');
  assert.equal(answer.headers['access-control-allow-credentials'], undefined);
  assert.match(answer.headers.vary, /Origin/);
  assert.equal((await rows())['C-1'].orders, before_it + 1);
});

test('an order counts once, sent again and reported by the server too', async () => {
  const before_it = (await rows())['C-1'].orders;
  const one = order(portal.token('C-1'));
  assert.equal((await post([one, one])).json.duplicates, 1);
  assert.equal((await post([{ ...one, customer: portal.token('C-1') }])).json.duplicates, 1);
  assert.equal((await post([order(portal.token('C-1'), { properties: one.properties })])).json.duplicates, 1);
  assert.equal((await server.events([order('C-1', { properties: one.properties })])).json.duplicates, 1);
  assert.equal((await rows())['C-1'].orders, before_it + 1);
});

// What a stranger may try who has read the page, and perhaps holds a link of their own.
const forgeries = {
  "a customer's id": () => 'C-2',
  'no customer': () => undefined,
  'an empty text': () => '',
  'a token of another key': () => sign(claims_of(portal.workspace, 'C-2'), 'a'.repeat(64)),
  'a token signed with the public key': () => sign(claims_of(portal.workspace, 'C-2'), portal.key),
  'a token signed with the bytes of the secret': () =>
    sign(claims_of(portal.workspace, 'C-2'), Buffer.from(portal.secret, 'hex')),
  'a token that is over': () =>
    portal.token('C-2', { iat: 1_700_000_000, exp: Math.floor(Date.now() / 1000) - 1 }),
  'a token of another workspace': () =>
    sign(claims_of('0'.repeat(32), 'C-2'), portal.secret),
  'a token of another issuer': () => portal.token('C-2', { iss: 'somebody' }),
  "a token of the workspace's link": () => portal.token(undefined),
  'a token with a customer that is no text': () => portal.token(['C-2']),
  'alg none': () => unsigned(claims_of(portal.workspace, 'C-2')),
  'alg None': () => unsigned(claims_of(portal.workspace, 'C-2'), { alg: 'None', typ: 'JWT' }),
  'alg none with a signature': () =>
    sign(claims_of(portal.workspace, 'C-2'), portal.secret, { alg: 'none', typ: 'JWT' }),
  'alg HS512': () =>
    sign(claims_of(portal.workspace, 'C-2'), portal.secret, { alg: 'HS512', typ: 'JWT' }),
  'a header with a key of its own': () =>
    sign(claims_of(portal.workspace, 'C-2'), 'x', { alg: 'HS256', typ: 'JWT', jwk: { k: 'eA' } }),
  "another's claims under one's own signature": () => {
    const [header, , signature] = portal.token('C-1').split('.');
    const [, payload] = portal.token('C-2').split('.');
    return `${header}.${payload}.${signature}`;
  },
  'a signature cut short': () => portal.token('C-2').slice(0, -4),
  'a token without its signature': () => portal.token('C-2').split('.').slice(0, 2).join('.'),
};
for (const [what, forge] of Object.entries(forgeries)) {
  test(`${what} makes no event`, async () => {
    const was = [await rows(), await profile('C-2')];
    const answer = await post([order(forge())]);
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.json.rejected[0]?.reason, 'missing_customer');
    const call = { event: 'Order Submitted', userId: forge(), messageId: `s-${++number}` };
    assert.equal((await segment('/v1/track', call)).json.rejected[0]?.reason, 'missing_customer');
    assert.deepEqual([await rows(), await profile('C-2')], was);
  });
}

test('no field of a profile changes, and nobody is made', async () => {
  const was = await profile('C-1');
  const traits = { name: 'Mallory', email: 'm@example.com', code: 'M', status: 'inactive', phone: '1' };
  for (const userId of [portal.token('C-1'), 'C-1', 'C-new']) {
    for (const [route, call] of [
      ['/v1/identify', { userId, traits }],
      ['/v1/batch', { batch: [{ type: 'identify', userId, traits }] }],
    ]) {
      const answer = await segment(route, call);
      assert.equal(answer.status, 200);
      assert.equal(answer.json.rejected[0].reason, 'not_allowed');
    }
  }
  const put = await server.send('PUT', '/api/v1/customers/C-1', traits, portal.key);
  assert.equal(put.status, 403);
  assert.equal(put.json.error.code, 'wrong_key_kind');
  await post([order(portal.token('C-1'), { properties: { traits, ...traits } })]);
  assert.deepEqual(await profile('C-1'), { ...was, ...(await changed_by_events('C-1', was)) });
  assert.equal((await server.get('/api/v1/customers/C-new')).status, 404);
});

// What an event of the customer may move: times and counts, never what they are.
async function changed_by_events(id, was) {
  const now = await profile(id);
  const may = ['last_seen', 'last_click', 'recent_activity', 'sequence', 'as_of', 'version'];
  return Object.fromEntries(may.filter((name) => name in was).map((name) => [name, now[name]]));
}

test('what the gate sees itself, and mail, is not for pages to say', async () => {
  const kinds = ['link_open', 'confirmation', 'verification', 'email_delivered', 'email_spam'];
  const answer = await post(kinds.map((kind) => ({ kind, customer: portal.token('C-1') })));
  assert.deepEqual(answer.json.rejected.map(({ reason }) => reason), kinds.map(() => 'kind_not_allowed'));
  const call = { event: 'Order Link Opened', userId: portal.token('C-1') };
  assert.equal((await segment('/v1/track', call)).json.rejected[0].reason, 'kind_not_allowed');
});

test("Segment's client for browsers is taken as it is", async () => {
  const call = { event: 'Checkout Started', userId: portal.token('C-1'), messageId: 'seg-1' };
  const before_it = (await rows())['C-1'].checkout;
  for (const [route, outcome] of [['/v1/t', 'stored'], ['/v1/track/', 'duplicate']]) {
    const answer = await segment(route, { timestamp: new Date().toISOString(), ...call });
    assert.equal(answer.json.results[0].result, outcome, answer.text);
    assert.equal(answer.headers['access-control-allow-origin'], origin);
  }
  assert.equal((await rows())['C-1'].checkout, before_it + 1);
});

for (const from of ['https://evil.example', 'null', null, `${origin}.evil.example`, 'http://portal.example']) {
  test(`the origin ${from} is refused`, async () => {
    for (const answer of [
      await post([order(portal.token('C-1'))], { from }),
      await segment('/v1/track', { event: 'x', userId: portal.token('C-1') }, { from }),
    ]) {
      assert.equal(answer.status, 403);
      assert.equal(answer.json.error.code, 'origin_not_allowed');
      assert.equal(answer.headers['access-control-allow-origin'], undefined);
    }
  });
}

test("the server's own pages may, for the sample portal", async () => {
  const answer = await post([order(portal.token('C-1'))], { from: server.origin });
  assert.equal(answer.json.stored, 1);
});

test('a secret key in an address is refused, and never written down', async () => {
  for (const key of [server.write_key, server.read_key]) {
    const answer = await post([order('C-1')], { key });
    assert.equal(answer.status, 401);
    assert.equal(answer.json.error.code, 'secret_key_in_address');
    assert.ok(!answer.text.includes(key));
    assert.ok(!Buffer.concat(server.log).includes(key));
  }
  for (const key of ['', 'fk_p_', `fk_p_${'A'.repeat(43)}`]) {
    assert.equal((await post([order('C-1')], { key })).status, 401);
  }
});

test('a public key reads nothing', async () => {
  for (const target of ['/api/v1/activity', '/api/v1/customers', '/api/v1/customers/C-1', '/api/v1/insights', '/api/v1/gate/secret']) {
    for (const answer of [
      await server.get(target, portal.key),
      await server.request('GET', `${target}?key=${portal.key}`),
    ]) {
      assert.ok([400, 401, 403].includes(answer.status), `${target}: ${answer.status}`);
    }
  }
});

test('a write key in a page is no public key', async () => {
  const answer = await server.request('POST', '/api/v1/events', {
    headers: { ...bearer(server.write_key), origin: 'https://evil.example' },
    body: JSON.stringify([{ kind: 'login', customer: 'C-1', id: 'w-1' }]),
  });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers['access-control-allow-origin'], undefined);
});

test('a browser may ask first, on the intake routes and no others', async () => {
  const ask = (target, fields = 'authorization,x-retry-count,x-other') =>
    server.request('OPTIONS', target, {
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': fields,
      },
    });
  for (const target of ['/api/v1/events', '/v1/batch', '/v1/b', '/v1/t/', '/v1/track', '/v1/i']) {
    const answer = await ask(target);
    assert.equal(answer.status, 204, target);
    assert.equal(answer.headers['access-control-allow-origin'], origin);
    assert.equal(answer.headers['access-control-allow-headers'], 'authorization, x-retry-count');
    assert.equal(answer.headers['access-control-allow-credentials'], undefined);
  }
  for (const target of ['/api/v1/customers/C-1', '/api/v1/activity', '/api/v1/session', '/api/v1/gate', '/healthz', '/', '/footfall.js']) {
    const answer = await ask(target);
    assert.ok(answer.status >= 400, `${target}: ${answer.status}`);
    assert.equal(answer.headers['access-control-allow-origin'], undefined, target);
  }
});

test("a clock that is days wrong is set right by the request's", async () => {
  const day = 24 * 3_600_000;
  const wrong = new Date(Date.now() + 3 * day);
  const answer = await post(
    [order(portal.token('C-2'), { id: 'clock', time: new Date(wrong - 3_600_000).toISOString() })],
    { query: `&sent_at=${encodeURIComponent(wrong.toISOString())}` },
  );
  assert.deepEqual(answer.json.results, [{ index: 0, id: 'clock', result: 'stored' }]);
  const { events } = (await server.get('/api/v1/customers/C-2/timeline')).json;
  const kept = events.find(({ kind }) => kind === 'order_submit');
  const off = Math.abs(Date.parse(kept.time) - (Date.now() - 3_600_000));
  assert.ok(off < 600_000, kept.time);
  for (const [query, field] of [['&sent_at=yesterday', 'sent_at'], ['&other=1', 'other']]) {
    const refused = await post([order(portal.token('C-2'))], { query });
    assert.equal(refused.status, 400);
    assert.equal(refused.json.error.field, field);
  }
});

test('a body that is none is refused, and the page may read why', async () => {
  const answer = await post('nonsense');
  assert.equal(answer.status, 400);
  assert.equal(answer.headers['access-control-allow-origin'], origin);
});

test("an inactive customer's order still counts", async () => {
  await server.send('PUT', '/api/v1/customers/C-2', { status: 'inactive' });
  assert.equal((await post([order(portal.token('C-2'))])).json.stored, 1);
});

// The last ones: the network's allowance is used up, and the key ends.
test('too much from one network waits, others go on', async () => {
  const large = ' '.repeat(4 * 1024 * 1024);
  let answer;
  for (let i = 0; i < 20; ++i) {
    answer = await post(`[]${large}`);
    if (answer.status !== 200) break;
  }
  assert.equal(answer.status, 503);
  assert.ok(Number(answer.headers['retry-after']) > 0);
  assert.equal(answer.headers['access-control-allow-origin'], origin);
  const call = { batch: [], filler: large };
  const calls = await Promise.all([1, 2, 3, 4].map(() => segment('/v1/batch', call)));
  assert.ok(calls.some(({ status }) => status === 429));
  assert.equal((await server.events([order('C-1')])).status, 200);
});

test('the script is for pages of every origin, and soon a new one', async () => {
  const answer = await server.request('GET', '/footfall.js', { headers: { 'accept-encoding': 'gzip' } });
  assert.equal(answer.status, 200);
  assert.match(answer.headers['content-type'], /^text\/javascript/);
  assert.equal(answer.headers['cross-origin-resource-policy'], 'cross-origin');
  assert.equal(answer.headers['cache-control'], 'public, max-age=600');
  assert.equal(answer.headers['content-encoding'], 'gzip');
  assert.ok(answer.bytes.length <= 4096, `${answer.bytes.length} bytes`);
});
