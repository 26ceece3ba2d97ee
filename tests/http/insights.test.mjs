// The Insights pages over the wire: every number against a recount of what was sent.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { dice, Server, test_seed } from './support.mjs';

const seed = test_seed();
const day_ms = 86_400_000;
const zone = 'Europe/Berlin';
const kinds = [
  'link_open',
  'order_submit',
  'login',
  'signup',
  'form_response',
  'email_delivered',
  'email_open',
  'email_spam',
  'notification_delivered',
  'notification_open',
  'other',
];
const activity_set = ['login', 'form_response', 'email_open', 'email_spam', 'notification_open'];
const metrics = {
  activity: activity_set,
  active_users: activity_set,
  delivered: ['email_delivered'],
  email_open: ['email_open'],
  email_spam: ['email_spam'],
  form_response: ['form_response'],
  login: ['login'],
  notification_open: ['notification_open'],
};

const local_day = new Intl.DateTimeFormat('en-CA', {
  timeZone: zone,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});
const day_of = (event) => local_day.format(new Date(event.time));

let server;
let cookie;
let events;
const customers = Array.from({ length: 40 }, (_, i) => `c${i}`);
before(async () => {
  console.log(`replay with: SEED=${seed} node --test tests/http/insights.test.mjs`);
  server = await Server.start();
  await server.add_member('ada@example.com', 'admin');
  cookie = await server.sign_in('ada@example.com');
  await set({ time_zone: zone });
  for (const deadline = Date.now() + 20_000; Date.now() < deadline;) {
    if ((await server.get('/api/v1/insights')).json.time_zone === zone) break;
  }
  const { below, pick, chance } = dice(seed);
  for (const customer of customers) {
    const traits = { plan: pick(['gold', 'silver']), seats: below(20) };
    const status = chance(20) ? 'inactive' : 'active';
    const answer = await server.send('PUT', `/api/v1/customers/${customer}`, { traits, status });
    assert.equal(answer.json?.stored, 1, answer.text);
  }
  const now = Date.now();
  events = Array.from({ length: 4_000 }, (_, i) => {
    const kind = pick(kinds);
    // Seconds, so that no other digit is lost; many near the clock changes of a year.
    const time = new Date(now - 60_000 - below(400 * 86_400) * 1_000).toISOString();
    const event = { id: `e${i}`, kind, customer: pick(customers.slice(0, 30)), time };
    if (chance(60)) event.site = pick(['shop', 'portal', 'Café']);
    const properties = {};
    if (/^(email|notification)/.test(kind)) {
      properties.campaign_id = `k${below(8)}${kind[0]}`;
    }
    if (kind === 'form_response') properties.form_id = `f${below(7)}`;
    if (Object.keys(properties).length > 0) event.properties = properties;
    return event;
  });
  const answer = await server.events(events);
  assert.equal(answer.json?.stored, events.length, answer.text.slice(0, 300));
});
after(() => server?.end());

async function set(settings) {
  const answer = await server.request('PATCH', '/api/v1/settings', {
    headers: { cookie, 'content-type': 'application/json' },
    body: JSON.stringify(settings),
  });
  assert.equal(answer.status, 200, answer.text);
}

async function get(path) {
  const answer = await server.get(path);
  assert.equal(answer.status, 200, `${path}: ${answer.text}`);
  return answer.json;
}

const within = ({ from, to }) => (event) => from <= day_of(event) && day_of(event) <= to;

function by_customer(list) {
  const counts = new Map();
  for (const { customer } of list) counts.set(customer, (counts.get(customer) ?? 0) + 1);
  return counts;
}

const actives = (list) => [...by_customer(list).values()].filter((count) => count >= 2).length;

function numbers(list) {
  const of = (...wanted) => list.filter(({ kind }) => wanted.includes(kind));
  return {
    active_users: actives(of(...activity_set)),
    activity: of(...activity_set).length,
    logins: of('login').length,
    logs: list.length,
    sign_ups: of('signup').length,
  };
}

function change(value, before) {
  if (before === 0) return null;
  // Halves away from zero.
  const tenths = Math.round((Math.abs(value - before) / before) * 1_000);
  return (value < before ? -tenths : tenths) / 10;
}

const scopes = ['', '&site=shop', '&site=Caf%C3%A9', '&site=nowhere'];
const at_site = (query, event) => {
  const site = new URLSearchParams(query).get('site');
  return !site || event.site === site;
};

test('cards, change and engagement are a recount of what was sent', async () => {
  for (const preset of [
    'last_7_days',
    'last_30_days',
    'month_to_date',
    'last_3_months',
    'last_6_months',
    'last_12_months',
  ]) {
    for (const scope of scopes) {
      const answer = await get(`/api/v1/insights?preset=${preset}${scope}`);
      const here = events.filter((event) => at_site(scope, event));
      const now = numbers(here.filter(within(answer.period)));
      const before = numbers(here.filter(within(answer.previous_period)));
      const where = `${preset}${scope} ${JSON.stringify(answer.period)}`;
      assert.equal(answer.records_from, events.map(day_of).sort()[0]);
      // A part of a period is no base.
      const is_whole = answer.records_from <= answer.previous_period.from;
      assert.equal(is_whole, preset !== 'last_12_months', where);
      for (const card of Object.keys(now)) {
        const wanted = {
          value: now[card],
          previous: before[card],
          change: is_whole ? change(now[card], before[card]) : null,
        };
        assert.deepEqual(answer[card], wanted, `${card} of ${where}`);
      }
      const { active, total, percent } = answer.engagement;
      assert.deepEqual([active, total], [now.active_users, customers.length], where);
      assert.equal(percent, (100 * active) / total);
      assert.deepEqual(answer.activity_set, activity_set);
      assert.equal(answer.time_zone, zone);
      const days = ({ from, to }) => (Date.parse(to) - Date.parse(from)) / day_ms + 1;
      assert.equal(days(answer.period), days(answer.previous_period), where);
      assert.equal(Date.parse(answer.previous_period.to) + day_ms, Date.parse(answer.period.from));
    }
  }
});

test('a line has every bucket, and what adds up adds up to its card', async () => {
  for (const preset of ['last_30_days', 'last_3_months', 'last_12_months']) {
    for (const bucket of ['day', 'week', 'month']) {
      for (const scope of scopes) {
        const range = `preset=${preset}${scope}`;
        const cards = await get(`/api/v1/insights?${range}`);
        const names = Object.keys(metrics);
        for (let i = 0; i < names.length; i += 2) {
          const [a, b] = names.slice(i, i + 2);
          const answer = await get(
            `/api/v1/insights/series?a=${a}&b=${b}&bucket=${bucket}&${range}`,
          );
          const here = events.filter((event) => at_site(scope, event));
          assert.equal(answer.buckets[0].from, answer.period.from);
          assert.equal(answer.buckets.at(-1).to, answer.period.to);
          for (const line of [answer.a, answer.b]) {
            const of = here.filter(({ kind }) => metrics[line.metric].includes(kind));
            const count = line.metric === 'active_users' ? actives : (list) => list.length;
            const wanted = answer.buckets.map((each) => count(of.filter(within(each))));
            assert.deepEqual(line.values, wanted, `${line.metric} by ${bucket} of ${range}`);
            assert.equal(line.total, count(of.filter(within(answer.period))));
            assert.equal(line.additive, line.metric !== 'active_users');
            if (line.additive) {
              assert.equal(
                line.values.reduce((sum, value) => sum + value, 0),
                line.total,
              );
            }
          }
          if (a === 'activity') {
            assert.equal(answer.a.total, cards.activity.value);
            assert.equal(answer.b.total, cards.active_users.value);
          }
        }
      }
    }
  }
});

test('campaigns and forms count what named them, whatever the period', async () => {
  const named = (key, id) => events.filter((event) => event.properties?.[key] === id);
  const distinct = (list) => new Set(list.map(({ customer }) => customer)).size;
  const { campaigns } = await get('/api/v1/campaigns');
  const ids = new Set(events.map((event) => event.properties?.campaign_id).filter(Boolean));
  assert.deepEqual(campaigns.map(({ id }) => id).sort(), [...ids].sort());
  for (const { id } of campaigns) {
    const list = named('campaign_id', id);
    const of = (pattern) => list.filter(({ kind }) => pattern.test(kind));
    const answer = await get(`/api/v1/campaigns/${id}`);
    const reached = distinct(of(/_delivered$/));
    const unique_opens = distinct(of(/_open$/));
    const { delivered, reached: found, opens, unique_opens: openers, spam, rate, kind } = answer;
    assert.deepEqual(
      { delivered, reached: found, opens, unique_opens: openers, spam, rate, kind },
      {
        delivered: of(/_delivered$/).length,
        reached,
        opens: of(/_open$/).length,
        unique_opens,
        spam: of(/_spam$/).length,
        rate: reached === 0 ? null : (100 * unique_opens) / reached,
        kind: id.endsWith('e') ? 'email' : 'notification',
      },
    );
    assert.deepEqual(
      answer.opens_series,
      answer.buckets.map((each) => of(/_open$/).filter(within(each)).length),
    );
    assert.equal(
      answer.delivered_series.reduce((sum, value) => sum + value, 0),
      delivered,
    );
  }
  const recent = await get('/api/v1/insights/campaigns');
  assert.deepEqual(
    recent.campaigns.map(({ id }) => id),
    campaigns.slice(0, 5).map(({ id }) => id),
  );
  const forms = (await get('/api/v1/insights/forms')).forms;
  assert.equal(forms.length, 5);
  for (const form of forms) {
    const list = named('form_id', form.id);
    assert.deepEqual([form.responses, form.respondents], [list.length, distinct(list)]);
    assert.equal(form.answers, null);
  }
});

test('answers that were deleted lower the list, and not the chart', async () => {
  const [{ id, responses }] = (await get('/api/v1/insights/forms')).forms;
  assert.ok(responses > 1);
  const put = (body) => server.send('PUT', `/api/v1/forms/${id}`, body);
  assert.equal((await put({ answers: responses - 1 })).json?.answers, responses - 1);
  const [row] = (await get('/api/v1/insights/forms')).forms.filter((each) => each.id === id);
  assert.deepEqual([row.answers, row.responses], [responses - 1, responses]);
  const form = await get(`/api/v1/forms/${id}`);
  assert.equal(form.answers, responses - 1);
  assert.equal(
    form.responses_series.reduce((sum, value) => sum + value, 0),
    responses,
  );
  assert.equal((await put({ answers: null })).json?.answers, null);
});

test('what was said of campaigns orders and names them; drafts and tests are not recent', async () => {
  const put = async (id, body) => {
    const answer = await server.send('PUT', `/api/v1/campaigns/${id}`, body);
    assert.equal(answer.status, 200, answer.text);
  };
  const first = (await get('/api/v1/insights/campaigns')).campaigns[0];
  const sent_at = new Date().toISOString();
  await put('autumn', { name: 'Autumn <b>list</b>', sent_at, reach: 0, site: 'shop' });
  await put('later', { state: 'sent', sent_at: new Date(Date.now() + day_ms).toISOString() });
  await put('draft', { state: 'draft', sent_at });
  await put(first.id, { state: 'test' });
  const recent = (await get('/api/v1/insights/campaigns')).campaigns;
  assert.equal(recent.length, 5);
  const { id, name, reached, unique_opens, rate } = recent[0];
  assert.deepEqual(
    { id, name, reached, unique_opens, rate },
    { id: 'autumn', name: 'Autumn <b>list</b>', reached: 0, unique_opens: 0, rate: null },
  );
  assert.ok(!recent.some((each) => ['later', 'draft', first.id].includes(each.id)));
  const at_shop = (await get('/api/v1/insights/campaigns?site=shop')).campaigns;
  assert.deepEqual(
    at_shop.map((each) => each.id),
    ['autumn'],
  );
  await put(first.id, { state: 'sent', reach: 2 });
  const above = await get(`/api/v1/campaigns/${first.id}`);
  assert.equal(above.rate, (100 * above.unique_opens) / 2, 'more opens than reach is shown so');
});

test('a target is in every number, as its rules are now', async () => {
  const ask = (method, path, body) =>
    server.request(method, `/api/v1/targets${path}`, {
      headers: { cookie, 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
  const groups = [
    [
      { field: 'trait', key: 'plan', operator: 'is', values: ['GOLD'] },
      { field: 'count', kind: 'login', operator: 'at_least', values: ['5'] },
    ],
    [{ field: 'status', operator: 'is', values: ['inactive'], match: false }],
  ];
  const made = await ask('POST', '', { name: 'To call', groups });
  assert.equal(made.status, 201, made.text);
  const { id, warning } = made.json;
  assert.equal(warning, null);
  const members = new Set();
  const logins = by_customer(events.filter(({ kind }) => kind === 'login'));
  for (const customer of customers) {
    const { json } = await server.get(`/api/v1/customers/${customer}`);
    const is_in =
      (json.traits.plan === 'gold' || (logins.get(customer) ?? 0) >= 5) && json.status === 'active';
    if (is_in) members.add(customer);
  }
  const preview = await ask('POST', '/preview', { groups });
  assert.deepEqual(
    [preview.json.customers, preview.json.total],
    [members.size, customers.length],
    preview.text,
  );
  const answer = await get(`/api/v1/insights?preset=last_12_months&target=${id}`);
  const theirs = events.filter(({ customer }) => members.has(customer));
  const wanted = numbers(theirs.filter(within(answer.period)));
  for (const card of Object.keys(wanted)) assert.equal(answer[card].value, wanted[card], card);
  assert.equal(answer.engagement.total, members.size);
  assert.deepEqual(answer.target, { id, name: 'To call' });
  const page = await get(`/api/v1/activity?per_page=200&target=${id}`);
  assert.equal(page.total, members.size);
  const line = await get(`/api/v1/insights/series?a=login&preset=last_12_months&target=${id}`);
  assert.equal(line.a.total, wanted.logins);
  assert.equal(line.b, null);

  // At once on a profile change.
  const [one] = members;
  await server.send('PUT', `/api/v1/customers/${one}`, { status: 'inactive' });
  assert.equal((await ask('POST', '/preview', { groups })).json.customers, members.size - 1);
  await server.send('PUT', `/api/v1/customers/${one}`, { status: 'active' });

  const broken = await ask('POST', '', {
    name: 'Broken',
    groups: [[{ field: 'campaign', key: 'never heard of', operator: 'opened' }]],
  });
  assert.match(broken.json.warning, /never heard of/);
  const refused = await server.get(`/api/v1/insights?target=${broken.json.id}`);
  assert.deepEqual([refused.status, refused.json.error.code], [409, 'target_broken']);
  assert.equal((await ask('DELETE', `/${id}`)).status, 204);
  const gone = await server.get(`/api/v1/insights?target=${id}`);
  assert.deepEqual(
    [gone.status, gone.json.error.code, gone.json.error.field],
    [404, 'unknown_target', 'target'],
  );
  for (const [rule, field, code] of [
    [{ field: 'mood', operator: 'is', values: ['x'] }, 'groups[0][0].field', 'unknown_field'],
    [{ field: 'status', operator: 'exists' }, 'groups[0][0].operator', 'unknown_operator'],
    [{ field: 'status', operator: 'is', values: ['x'] }, 'groups[0][0].values', 'unknown_status'],
    [{ field: 'trait', operator: 'exists' }, 'groups[0][0].key', 'missing_field'],
    [
      { field: 'trait', key: 'a', operator: 'between', values: ['5', '5'] },
      'groups[0][0].values',
      'invalid_range',
    ],
    [
      { field: 'last_login', operator: 'before', values: ['2026-02-30'] },
      'groups[0][0].values',
      'invalid_date',
    ],
    [
      { field: 'count', kind: 'x', operator: 'at_least', values: ['1'] },
      'groups[0][0].kind',
      'unknown_kind',
    ],
    [{ field: 'form', key: 'f0', operator: 'answered', all: 1 }, 'groups[0][0].all', 'unknown_field'],
  ]) {
    const answered = await ask('POST', '/preview', { groups: [[rule]] });
    assert.deepEqual(
      [answered.status, answered.json.error.field, answered.json.error.code],
      [400, field, code],
      answered.text,
    );
  }
});

test('the activity set is in force for cards and chart alike', async () => {
  const counted = ['link_open', 'login'];
  await set({ activity_set: counted });
  const answer = await get('/api/v1/insights?preset=last_6_months');
  const of = events.filter(within(answer.period)).filter(({ kind }) => counted.includes(kind));
  assert.deepEqual(answer.activity_set.sort(), counted);
  assert.equal(answer.activity.value, of.length);
  assert.equal(answer.active_users.value, actives(of));
  const line = await get('/api/v1/insights/series?a=activity&preset=last_6_months');
  assert.equal(line.a.total, of.length);
});

test('what is refused is named', async () => {
  for (const [query, field, code] of [
    ['?preset=today', 'preset', 'unknown_preset'],
    ['?preset=last_7_days&from=2026-01-01', 'preset', 'preset_and_range'],
    ['?from=2026-01-02&to=2026-01-01', 'from', 'invalid_range'],
    ['/series?a=views', 'a', 'unknown_metric'],
    ['/series?a=login&b=login', 'b', 'same_metric'],
    ['/series?a=login&bucket=hour', 'bucket', 'unknown_bucket'],
    ['/series?a=login&bucket=day&from=2010-01-01&to=2026-01-01', 'bucket', 'too_many_buckets'],
    ['?metric=x', 'metric', 'unknown_parameter'],
  ]) {
    const answer = await server.get(`/api/v1/insights${query}`);
    assert.deepEqual(
      [answer.status, answer.json?.error?.field, answer.json?.error?.code],
      [400, field, code],
      `${query}: ${answer.text}`,
    );
  }
  for (const [path, code] of [
    ['/campaigns/nothing', 'unknown_campaign'],
    ['/forms/nothing', 'unknown_form'],
  ]) {
    const answer = await server.get(`/api/v1${path}`);
    assert.deepEqual([answer.status, answer.json.error.code], [404, code]);
  }
});

test('a workspace without events has zeros, and no percentage of nobody', async () => {
  const empty = await Server.start();
  try {
    const none = (await empty.get('/api/v1/insights')).json;
    assert.deepEqual(none.engagement, { active: 0, total: 0, percent: null });
    assert.deepEqual(none.activity, { value: 0, previous: 0, change: null });
    const { a } = (await empty.get('/api/v1/insights/series?a=login')).json;
    assert.ok(a.values.length > 85 && a.values.every((value) => value === 0));
    assert.deepEqual((await empty.get('/api/v1/insights/campaigns')).json.campaigns, []);
    await empty.events([{ id: 'first', kind: 'login', customer: 'only' }]);
    const one = (await empty.get('/api/v1/insights')).json;
    assert.deepEqual(one.engagement, { active: 0, total: 1, percent: 0 });
    assert.equal(one.activity.value, 1);
    await empty.events([{ id: 'second', kind: 'login', customer: 'only' }]);
    assert.equal((await empty.get('/api/v1/insights')).json.engagement.percent, 100);
  } finally {
    await empty.end();
  }
});
