// What intake takes, what it refuses and how it says so.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import zlib from 'node:zlib';

import { bearer, Server } from './support.mjs';

const body_bytes_max = 5 * 1024 * 1024;
const batch_events_max = 5_000;

let server;
before(async () => {
  server = await Server.start();
});
after(() => server?.end());

async function row_of(id) {
  const { rows } = await server.activity(`?per_page=200&search=${encodeURIComponent(id)}`);
  return rows.find((row) => row.id === id);
}

// The only line of a one-event request that was turned down.
async function rejection(event) {
  const answer = await server.events([event]);
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.json.success, true);
  assert.equal(answer.json.stored, 0, answer.text);
  assert.equal(answer.json.rejected.length, 1);
  assert.equal(answer.json.results[0].result, 'rejected');
  return answer.json.rejected[0];
}

function assert_problem(answer, status, code) {
  assert.equal(answer.status, status, answer.text);
  assert.equal(typeof answer.json?.error?.message, 'string', answer.text);
  assert.ok(answer.json.request_id, 'an error names its request');
  if (code) assert.equal(answer.json.error.code, code);
}

const outcomes = (answer) => answer.json.results.map(({ result }) => result);

test('five kinds move five numbers, in the very next answer', async () => {
  const kinds = ['link_open', 'confirmation', 'verification', 'checkout_start', 'order_submit'];
  const events = kinds.flatMap((kind, i) =>
    Array.from({ length: i + 1 }, (_, n) => ({ id: `five-${kind}-${n}`, kind, customer: 'five' })),
  );
  const { summary: earlier } = await server.activity();
  const answer = await server.events(events);
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.json.stored, 15);
  assert.deepEqual(
    answer.json.results,
    events.map(({ id }, index) => ({ index, id, result: 'stored' })),
  );
  const { summary } = await server.activity();
  assert.equal(summary.customers_with_clicks, earlier.customers_with_clicks + 1);
  assert.equal(summary.total_views, earlier.total_views + 1);
  assert.equal(summary.verified, earlier.verified + 3);
  assert.equal(summary.checkout_started, earlier.checkout_started + 4);
  assert.equal(summary.orders_submitted, earlier.orders_submitted + 5);
  const row = await row_of('five');
  assert.equal(row.name, 'five', 'an unknown customer is named by its id');
  assert.equal(row.status, 'active');
  assert.deepEqual(
    [row.views, row.confirmed, row.verified, row.checkout, row.orders, row.trend],
    [1, 2, 3, 4, 5, [0, 0, 0, 0, 0, 0, 1]],
  );
});

test('NDJSON is told by its first byte, whatever the content type', async () => {
  const lines = [
    { id: 'nd-1', kind: 'link_open', customer: 'nd' },
    { id: 'nd-2', kind: 'login', customer: 'nd' },
  ];
  const text = lines.map((line) => JSON.stringify(line)).join('\n') + '\n\n';
  for (const type of ['application/json', 'text/plain', undefined]) {
    const answer = await server.request('POST', '/api/v1/events', {
      headers: { ...bearer(server.write_key), ...(type && { 'content-type': type }) },
      body: text,
    });
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.json.results.length, 2);
  }
  assert.equal((await row_of('nd')).views, 1, 'the same lines three times count once');
});

test('gzip is told by its first bytes', async () => {
  const body = zlib.gzipSync(JSON.stringify([{ id: 'gz', kind: 'link_open', customer: 'gz' }]));
  const answer = await server.send('POST', '/api/v1/events', body);
  assert.equal(answer.json?.stored, 1, answer.text);
  const broken = await server.send('POST', '/api/v1/events', body.subarray(0, body.length - 12));
  assert_problem(broken, 400, 'invalid_gzip');
  const bomb = zlib.gzipSync(Buffer.alloc(30 * 1024 * 1024, ' '));
  assert_problem(await server.send('POST', '/api/v1/events', bomb), 413);
});

test('sending again changes no number', async () => {
  const order = { kind: 'order_submit', customer: 'twice' };
  const batch = [
    { id: 'twice', kind: 'link_open', customer: 'twice' },
    { id: 'twice', kind: 'link_open', customer: 'twice' },
    { id: 'twice-order', ...order, properties: { order_id: 'SO-2' } },
  ];
  const first = await server.events(batch);
  assert.deepEqual(outcomes(first), ['stored', 'duplicate', 'stored']);
  assert.equal(first.json.duplicates, 1);
  const second = await server.events(batch);
  assert.equal(second.status, 200);
  assert.deepEqual([second.json.stored, second.json.duplicates], [0, 3]);
  // The same order under another id and in the other spelling, as another client reports it.
  const other = await server.events([{ id: 'else', ...order, properties: { orderId: 'SO-2' } }]);
  assert.deepEqual(outcomes(other), ['duplicate']);
  const segment = await server.send('POST', '/v1/track', {
    userId: 'twice',
    messageId: 'else',
    event: 'Order Completed',
    properties: { order_id: 'SO-2' },
  });
  assert.deepEqual(outcomes(segment), ['duplicate']);
  const row = await row_of('twice');
  assert.deepEqual([row.views, row.orders], [1, 1]);
});

test('the same id of another client family is another event', async () => {
  await server.events([{ id: 'shared', kind: 'link_open', customer: 'families' }]);
  const call = { userId: 'families', messageId: 'shared', event: 'Order Link Opened' };
  assert.deepEqual(outcomes(await server.send('POST', '/v1/track', call)), ['stored']);
  assert.equal((await row_of('families')).views, 2);
});

test('many at once with the same id: one is stored', async () => {
  const event = { id: 'race', kind: 'link_open', customer: 'race' };
  const answers = await Promise.all(Array.from({ length: 40 }, () => server.events([event])));
  assert.equal(
    answers.reduce((sum, { json }) => sum + json.stored, 0),
    1,
  );
  assert.equal((await row_of('race')).views, 1);
});

test('a bad event is rejected alone, with its field and reason', async () => {
  const answer = await server.events([
    { id: 'ok-1', kind: 'link_open', customer: 'partly' },
    { id: 'bad', kind: 'teleport', customer: 'partly' },
    { id: 'ok-2', kind: 'link_open', customer: 'partly' },
  ]);
  assert.equal(answer.status, 200, answer.text);
  assert.deepEqual([answer.json.stored, answer.json.rejected.length], [2, 1]);
  const { index, id, field, reason } = answer.json.rejected[0];
  assert.deepEqual([index, id, field, reason], [1, 'bad', 'kind', 'unknown_kind']);
  assert.equal((await row_of('partly')).views, 2);
});

const login = { kind: 'login', customer: 'c' };
for (const [what, event, field, reason] of [
  ['unknown kind', { ...login, kind: 'click' }, 'kind', 'unknown_kind'],
  ['kind missing', { customer: 'c' }, 'kind', 'missing_kind'],
  ['kind of a wrong type', { ...login, kind: 7 }, 'kind', 'wrong_type'],
  ['unknown field', { ...login, colour: 'red' }, 'colour', 'unknown_field'],
  ['customer missing', { kind: 'login' }, 'customer', 'missing_customer'],
  ['customer empty', { ...login, customer: '' }, 'customer', 'missing_customer'],
  ['customer of a wrong type', { ...login, customer: 12 }, 'customer', 'wrong_type'],
  ['customer too long', { ...login, customer: 'x'.repeat(257) }, 'customer', 'too_long'],
  ['properties of a wrong type', { ...login, properties: [] }, 'properties', 'wrong_type'],
  ['a time that is none', { ...login, time: 'yesterday' }, 'time', 'invalid_time'],
  ['a date alone', { ...login, time: '2026-01-01' }, 'time', 'invalid_time'],
  ['a 30th of February', { ...login, time: '2026-02-30T00:00:00Z' }, 'time', 'invalid_time'],
  ['before the retention', { ...login, time: '1990-01-01T00:00:00Z' }, 'time', 'too_old'],
]) {
  test(`rejected: ${what}`, async () => {
    const found = await rejection(event);
    assert.deepEqual([found.field, found.reason], [field, reason]);
  });
}

test('an event whose own bytes are broken costs only itself', async () => {
  const whole = (id) => `{"id":"${id}","kind":"login","customer":"b"}`;
  const answer = await server.events(`[${whole('b1')},{"id":"b2","kind":nope},${whole('b3')}]`);
  assert.equal(answer.status, 200, answer.text);
  assert.deepEqual(outcomes(answer), ['stored', 'rejected', 'stored']);
});

test('a clock that runs ahead: kept at the time of receipt, and said', async () => {
  const ahead = { id: 'ahead', kind: 'link_open', customer: 'ahead' };
  const time = new Date(Date.now() + 3_600_000).toISOString();
  const answer = await server.events([{ ...ahead, time }]);
  assert.deepEqual(answer.json.results, [
    { index: 0, id: 'ahead', result: 'stored', note: 'clock_future' },
  ]);
  const { last_click } = await row_of('ahead');
  assert.ok(Math.abs(Date.parse(last_click) - Date.now()) < 60_000, last_click);

  const slightly = new Date(Date.now() + 300_000).toISOString();
  const near = await server.events([{ ...ahead, id: 'near', time: slightly }]);
  assert.deepEqual(near.json.results, [{ index: 0, id: 'near', result: 'stored' }]);
});

for (const [what, body] of [
  ['nothing', ''],
  ['a number', '7'],
  ['a text', '"events"'],
  ['half an array', '[{"kind":"login","customer":"c"}'],
  ['brackets that do not add up', '[{"kind":"login","customer":"c"]}'],
  ['something behind the array', '[] []'],
]) {
  test(`400: the body is ${what}`, async () => {
    assert_problem(await server.events(body), 400);
  });
}

test('400 on Segment’s batch too, if it cannot be split', async () => {
  for (const body of ['{"batch":[{}', '{"batch":7}', '{}', '[]', '']) {
    assert_problem(await server.send('POST', '/v1/batch', body), 400);
  }
});

test('413: one byte above the limit, 200 at the limit', async () => {
  const event = '{"id":"big","kind":"login","customer":"big"}';
  const body = (bytes) => `[${event}${' '.repeat(bytes - event.length - 2)}]`;
  const fits = await server.events(body(body_bytes_max));
  assert.equal(fits.status, 200, fits.text);
  // The server may answer and close before all of it is sent.
  const answer = await server.events(body(body_bytes_max + 1)).catch((error) => error);
  if (answer instanceof Error) {
    assert.match(String(answer.code), /ECONNRESET|EPIPE/);
  } else {
    assert_problem(answer, 413);
  }
});

test('413: more events than a request may hold', async () => {
  const events = (count) =>
    Array.from({ length: count }, (_, i) => ({ id: `many-${i}`, kind: 'login', customer: 'many' }));
  const fits = await server.events(events(batch_events_max));
  assert.equal(fits.json?.stored, batch_events_max, fits.text.slice(0, 200));
  assert_problem(await server.events(events(batch_events_max + 1)), 413);
});

test('keys: none and unknown are 401, the wrong kind is 403', async () => {
  const event = [{ kind: 'login', customer: 'keys' }];
  for (const target of ['/api/v1/events', '/v1/batch', '/v1/track']) {
    assert_problem(await server.send('POST', target, event, null), 401);
    assert_problem(await server.send('POST', target, event, 'nonsense'), 401);
    assert_problem(await server.send('POST', target, event, server.read_key), 403);
  }
  assert_problem(await server.send('PUT', '/api/v1/customers/keys', {}, server.read_key), 403);
  assert.equal(await row_of('keys'), undefined, 'nothing was kept');
});

test('the write key is also taken as user name of Basic', async () => {
  const basic = Buffer.from(`${server.write_key}:`).toString('base64');
  const answer = await server.request('POST', '/v1/track', {
    headers: { authorization: `Basic ${basic}`, 'content-type': 'application/json' },
    body: JSON.stringify({ userId: 'basic', event: 'Order Link Opened', messageId: 'basic-1' }),
  });
  assert.equal(answer.json?.stored, 1, answer.text);
});

test('parameters are unknown on intake’s own route', async () => {
  const answer = await server.send('POST', '/api/v1/events?site=portal', [login]);
  assert_problem(answer, 400, 'unknown_parameter');
});

test('Segment: each route, long, short and with a slash, never redirects', async () => {
  const call = (route) => ({
    userId: 'segment',
    messageId: `segment-${route}`,
    event: 'Order Link Opened',
    name: 'Home',
    groupId: 'g',
    previousId: 'p',
  });
  for (const route of ['track', 'identify', 'page', 'screen', 'group', 'alias']) {
    for (const path of [`/v1/${route}`, `/v1/${route}/`, `/v1/${route[0]}`]) {
      const answer = await server.send('POST', path, call(route));
      assert.equal(answer.status, 200, `${path}: ${answer.text}`);
      assert.equal(answer.json.stored + answer.json.duplicates, 1, `${path}: ${answer.text}`);
    }
  }
  for (const path of ['/v1/batch', '/v1/b', '/v1/batch/']) {
    const batch = [{ type: 'track', ...call('batch') }];
    const answer = await server.send('POST', path, { batch, sentAt: new Date().toISOString() });
    assert.equal(answer.json.results.length, 1, answer.text);
  }
  const row = await row_of('segment');
  assert.equal(row.views, 2, 'track and the batch; pages and screens are no views');
});

test('Segment: names become kinds; unknown ones are kept as other', async () => {
  const names = {
    'Order Link Opened': 'views',
    order_link_confirmed: 'confirmed',
    orderLinkVerified: 'verified',
    'Checkout Started': 'checkout',
    'Order Completed': 'orders',
    'Something Else': null,
  };
  const batch = Object.keys(names).map((event, i) => ({
    type: 'track',
    event,
    userId: 'names',
    messageId: `names-${i}`,
    properties: { order_id: 'SO-names' },
  }));
  const answer = await server.send('POST', '/v1/batch', { batch });
  assert.equal(answer.json.stored, batch.length, answer.text);
  const row = await row_of('names');
  for (const key of Object.values(names).filter(Boolean)) assert.equal(row[key], 1, key);
  const { json } = await server.get('/api/v1/customers/names/timeline');
  const other = json.events.filter(({ kind }) => kind === 'other');
  assert.deepEqual(
    other.map(({ name }) => name),
    ['Something Else'],
  );
});

test('Segment: a call without a customer is rejected alone', async () => {
  const answer = await server.send('POST', '/v1/batch', {
    batch: [
      { type: 'track', event: 'Signed In', messageId: 'nobody-1' },
      { type: 'track', event: 'Signed In', messageId: 'nobody-2', userId: 'somebody' },
    ],
  });
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.json.rejected[0].reason, 'missing_customer');
  assert.equal(answer.json.stored, 1);
});

test('profiles: absent is unchanged, null clears, identify and PUT merge', async () => {
  const put = (fields) => server.send('PUT', '/api/v1/customers/C%2F1', fields);
  const profile = {
    name: 'Café Müller',
    code: 'C-1',
    email: 'hallo@mueller.example',
    phone: '+44 1632 960001',
    contact: 'Jürgen',
    status: 'inactive',
    traits: { price_group: 'B', level: 3 },
  };
  const first = await put(profile);
  assert.equal(first.json?.stored, 1, first.text);
  const read = async () => (await server.get('/api/v1/customers/C%2F1')).json;
  const kept = await read();
  for (const [key, value] of Object.entries(profile)) assert.deepEqual(kept[key], value, key);
  assert.equal(kept.id, 'C/1');

  await put({ code: null, traits: { level: null } });
  const cleared = await read();
  assert.equal(cleared.code, null);
  assert.equal(cleared.name, 'Café Müller');
  assert.deepEqual(cleared.traits, { price_group: 'B' });

  const identify = await server.send('POST', '/v1/identify', {
    userId: 'C/1',
    messageId: 'identify-1',
    timestamp: new Date(Date.now() + 1_000).toISOString(),
    traits: { name: 'Café Müller & Söhne' },
  });
  assert.equal(identify.json.stored, 1, identify.text);
  const merged = await read();
  assert.equal(merged.name, 'Café Müller & Söhne');
  assert.equal(merged.email, 'hallo@mueller.example');
  assert.equal(merged.status, 'inactive');

  // What was said of an earlier time comes too late.
  await server.send('POST', '/v1/identify', {
    userId: 'C/1',
    messageId: 'identify-2',
    timestamp: new Date(Date.now() - 3_600_000).toISOString(),
    traits: { name: 'An Older Name' },
  });
  assert.equal((await read()).name, 'Café Müller & Söhne');
});

test('profiles: without a name the id stands in', async () => {
  await server.send('PUT', '/api/v1/customers/unnamed', { name: 'Named' });
  await server.send('PUT', '/api/v1/customers/unnamed', { name: null });
  assert.equal((await server.get('/api/v1/customers/unnamed')).json.name, 'unnamed');
});

test('profiles: bad fields are rejected with field and reason', async () => {
  for (const [fields, field, reason] of [
    [{ status: 'asleep' }, 'status', 'unknown_status'],
    [{ name: 7 }, 'name', 'wrong_type'],
    [{ colour: 'red' }, 'colour', 'unknown_field'],
    [{ name: 'x'.repeat(513) }, 'name', 'too_long'],
  ]) {
    const answer = await server.send('PUT', '/api/v1/customers/bad', fields);
    assert.equal(answer.status, 200, answer.text);
    const found = answer.json.rejected[0];
    assert.deepEqual([found.field, found.reason], [field, reason]);
  }
  assert.equal((await server.get('/api/v1/customers/bad')).status, 404);
});

test('texts of strangers come back as they went in', async () => {
  const texts = [
    '<script>alert(1)</script>',
    '=1+1',
    'שלום \u202Eabc',
    '日本\u2028語',
    '🥖'.repeat(50),
    "'; --",
  ];
  await Promise.all(
    texts.map((name, i) => server.send('PUT', `/api/v1/customers/text-${i}`, { name })),
  );
  for (const [i, name] of texts.entries()) {
    assert.equal((await server.get(`/api/v1/customers/text-${i}`)).json.name, name);
  }
});
