// Verdicts changed by hand, and events that say they are staff's: every number follows.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { must_run, Server } from './support.mjs';

let server;
let cookie;

before(async () => {
  server = await Server.start();
  await server.add_member('owner@example.com', 'owner');
  cookie = await server.sign_in('owner@example.com');
});
after(() => server?.end());

function change(customer, body) {
  const { origin } = server;
  return server.request('PATCH', `/api/v1/customers/${customer}/timeline`, {
    headers: { cookie, origin, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

async function timeline(customer, automated = 'yes') {
  const answer = await server.get(`/api/v1/customers/${customer}/timeline?automated=${automated}`);
  assert.equal(answer.status, 200, answer.text);
  return answer.json.events;
}

// What the pages say of a customer.
async function numbers(customer) {
  const query = `search=${customer}&preset=today&site=shop`;
  const page = (await server.get(`/api/v1/activity?${query}`)).json;
  const [row] = page.rows;
  const panel = (await server.get(`/api/v1/customers/${customer}/activity`)).json;
  const csv = (await server.get(`/api/v1/activity.csv?${query}`)).text;
  const insights = (await server.get('/api/v1/insights?preset=month_to_date')).json;
  return {
    views: row.views,
    orders: row.orders,
    trend: row.trend.at(-1),
    last_click: row.last_click !== null,
    recent_activity: row.recent_activity !== null,
    total_views: page.summary.total_views,
    clicks: page.summary.customers_with_clicks,
    panel: [panel.views, panel.orders, panel.trend.at(-1)],
    logs: insights.logs.value,
    csv: csv.split('\n').find((line) => line.includes(customer)),
    listed: (await timeline(customer, 'no')).length,
  };
}

test('a change takes an event out of every number, and another brings it back', async () => {
  await server.events([
    { id: 'a1', kind: 'link_open', customer: 'anna', site: 'shop' },
    {
      id: 'a2',
      kind: 'order_submit',
      customer: 'anna',
      site: 'shop',
      properties: { order_id: 'O1' },
    },
  ]);
  const before_it = await numbers('anna');
  assert.equal(before_it.views, 1);
  assert.equal(before_it.orders, 1);
  assert.equal(before_it.logs, 2);
  const [order, open] = await timeline('anna');
  assert.equal(open.kind, 'link_open');

  for (const event of [open, order]) {
    const answer = await change('anna', { sequence: event.sequence, verdict: 'scanner' });
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(answer.json, {
      sequence: event.sequence,
      before: 'person',
      verdict: 'scanner',
      rule: 'member',
    });
  }
  const without = await numbers('anna');
  assert.deepEqual(
    { ...without, csv: undefined },
    {
      views: 0,
      orders: 0,
      trend: 0,
      last_click: false,
      recent_activity: false,
      total_views: 0,
      clicks: 0,
      panel: [0, 0, 0],
      logs: 0,
      csv: undefined,
      listed: 0,
    },
  );
  assert.notEqual(without.csv, before_it.csv);
  for (const event of await timeline('anna')) {
    assert.equal(event.verdict, 'scanner');
    assert.equal(event.rule, 'member');
  }

  // It is kept: a start without any cache finds the same.
  await server.kill();
  await server.serve();
  assert.deepEqual(await numbers('anna'), without);

  for (const { sequence } of [open, order]) {
    assert.equal((await change('anna', { sequence, verdict: 'person' })).json.before, 'scanner');
  }
  assert.deepEqual(await numbers('anna'), before_it);
  await must_run(['check', '--data', server.data]);
});

test('the verdict that it has changes nothing', async () => {
  await server.events([{ id: 'b1', kind: 'link_open', customer: 'bo', site: 'shop' }]);
  const [{ sequence }] = await timeline('bo');
  const first = await change('bo', { sequence, verdict: 'person' });
  assert.equal(first.status, 200);
  assert.deepEqual(first.json, { sequence, before: 'person', verdict: 'person', rule: '' });
  await change('bo', { sequence, verdict: 'staff' });
  const again = await change('bo', { sequence, verdict: 'staff' });
  assert.deepEqual(again.json, { sequence, before: 'staff', verdict: 'staff', rule: 'member' });
  const { sequence: last } = (await server.get('/api/v1/customers/bo/timeline')).json;
  assert.equal(last, sequence + 1, 'the journal has one change');
});

test('what is wrong is named', async () => {
  await server.events([
    { id: 'c1', kind: 'link_open', customer: 'cy' },
    { id: 'd1', kind: 'link_open', customer: 'di' },
  ]);
  const [{ sequence }] = await timeline('cy');
  const refusals = [
    ['di', { sequence, verdict: 'person' }, 404, 'sequence', 'unknown_event'],
    ['cy', { sequence: 1_000_000, verdict: 'person' }, 404, 'sequence', 'unknown_event'],
    ['nobody', { sequence, verdict: 'person' }, 404, 'customer', undefined],
    ['cy', { sequence }, 400, 'verdict', 'missing_field'],
    ['cy', { verdict: 'person' }, 400, 'sequence', 'missing_field'],
    ['cy', { sequence: 0, verdict: 'person' }, 400, 'sequence', 'invalid_number'],
    ['cy', { sequence: 1.5, verdict: 'person' }, 400, 'sequence', undefined],
    ['cy', { sequence: '1', verdict: 'person' }, 400, 'sequence', 'wrong_type'],
    ['cy', { sequence, verdict: 'human' }, 400, 'verdict', 'unknown_verdict'],
    ['cy', { sequence, verdict: 'person', rule: 'x' }, 400, 'rule', 'unknown_field'],
    ['cy', '[', 400, undefined, 'invalid_json'],
  ];
  for (const [customer, body, status, field, code] of refusals) {
    const answer = await change(customer, body);
    const what = JSON.stringify(body);
    assert.equal(answer.status, status, `${what}: ${answer.text}`);
    if (field) assert.equal(answer.json.error.field, field, what);
    if (code) assert.equal(answer.json.error.code, code, what);
  }
  assert.equal((await timeline('cy'))[0].verdict, 'person');
});

test('many at once leave the numbers true', async () => {
  await server.events([{ id: 'e1', kind: 'link_open', customer: 'eve', site: 'shop' }]);
  const [{ sequence }] = await timeline('eve');
  const verdicts = ['person', 'scanner', 'staff', 'preview'];
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, i) => change('eve', { sequence, verdict: verdicts[i % 4] })),
  );
  for (const { status, text } of answers) assert.equal(status, 200, text);
  const [event] = await timeline('eve');
  const { views, trend, listed } = await numbers('eve');
  const counted = event.verdict === 'person' ? 1 : 0;
  assert.deepEqual({ views, trend, listed }, { views: counted, trend: counted, listed: counted });
  await must_run(['check', '--data', server.data]);
});

test('what staff did in a customer\u2019s name is kept, and does not count', async () => {
  const { json } = await server.events([
    { id: 'f1', kind: 'order_submit', customer: 'fay', site: 'shop', impersonated: true },
    { id: 'f2', kind: 'link_open', customer: 'fay', site: 'shop', impersonated: false },
    { id: 'f3', kind: 'link_open', customer: 'fay', site: 'shop', impersonated: 'yes' },
  ]);
  assert.equal(json.stored, 2);
  assert.deepEqual(
    json.rejected.map(({ field, reason }) => [field, reason]),
    [['impersonated', 'wrong_type']],
  );
  const track = (id, where) => ({
    type: 'track',
    messageId: id,
    userId: 'fay',
    event: 'Order Completed',
    ...where,
  });
  await server.send('POST', '/v1/batch', {
    batch: [
      track('g1', { properties: { impersonated: true } }),
      track('g2', { context: { impersonated: true } }),
      track('g3', { context: { impersonated: false } }),
    ],
  });
  const staff = (await timeline('fay')).filter(({ verdict }) => verdict === 'staff');
  assert.equal(staff.length, 3);
  for (const { rule } of staff) assert.equal(rule, 'impersonated');
  assert.equal((await timeline('fay', 'no')).length, 2);
  const { views, orders } = await numbers('fay');
  assert.deepEqual({ views, orders }, { views: 1, orders: 0 });
});
