// The settings of a workspace, and that its numbers move to the days of another zone.
import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { after, before, test } from 'node:test';

import { must_run, Server } from './support.mjs';

let server;
const cookies = {};
before(async () => {
  server = await Server.start();
  for (const role of ['owner', 'admin', 'sales_rep']) {
    await server.add_member(`${role}@example.com`, role);
    cookies[role] = await server.sign_in(`${role}@example.com`);
  }
});
after(() => server?.end());

const settings = (method, body, who = 'admin', query = '') =>
  server.request(method, `/api/v1/settings${query}`, {
    headers: { cookie: cookies[who], ...(body && { 'content-type': 'application/json' }) },
    body: typeof body === 'string' ? body : body && JSON.stringify(body),
  });

async function change(body, who) {
  const answer = await settings('PATCH', body, who);
  assert.equal(answer.status, 200, answer.text);
  return plain(answer.json);
}

// All but the version.
const plain = ({ version, ...rest }) => {
  assert.match(version, /^[0-9a-f]{16}$/);
  return rest;
};

// Until the numbers are those of the zone.
async function in_force(zone) {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await wait(20)) {
    const { json } = await settings('GET');
    if (json.time_zone_in_force === zone) return;
  }
  assert.fail(`${zone} does not come into force`);
}

const five = ['login', 'form_response', 'email_open', 'email_spam', 'notification_open'];
const choices = [
  'link_open',
  'confirmation',
  'verification',
  'checkout_start',
  'order_submit',
  'login',
  'signup',
  'form_response',
  'email_open',
  'email_spam',
  'notification_open',
  'other',
];
const fresh = {
  name: 'Workspace',
  time_zone: 'UTC',
  time_zone_in_force: 'UTC',
  first_weekday: 1,
  quiet_percent: 200,
  activity_set: five,
  activity_set_choices: choices,
};

test('owners and admins read and change them, a sales rep does not', async () => {
  const got = await settings('GET', undefined, 'owner');
  assert.equal(got.status, 200, got.text);
  assert.deepEqual(plain(got.json), fresh);
  for (const [method, body] of [['GET'], ['PATCH', { name: 'Theirs' }]]) {
    const refused = await settings(method, body, 'sales_rep');
    assert.deepEqual([refused.status, refused.json.error.code], [403, 'not_an_admin']);
  }
  assert.deepEqual(await change({}), fresh);
  const changed = await change({
    name: ' Nordwind ',
    first_weekday: 7,
    activity_set: ['other', 'login', 'login'],
  });
  const expected = {
    ...fresh,
    name: 'Nordwind',
    first_weekday: 7,
    activity_set: ['login', 'other'],
  };
  assert.deepEqual(changed, expected);
  assert.deepEqual(await change({ activity_set: five }, 'owner'), {
    ...expected,
    activity_set: five,
  });
  await server.stop();
  await server.serve();
  assert.deepEqual(plain((await settings('GET')).json), { ...expected, activity_set: five });
  const { json } = await server.request('GET', '/api/v1/session', {
    headers: { cookie: cookies.sales_rep },
  });
  assert.equal(json.workspace.name, 'Nordwind');
  assert.equal(json.workspace.first_weekday, 7);
});

test('a change says what it changes, and overwrites nobody’s', async () => {
  const { version } = (await settings('GET')).json;
  const query = `?version=${version}`;
  const body = { name: 'Mine' };
  const theirs = await settings('PATCH', { first_weekday: 3 }, 'owner', query);
  assert.equal(theirs.status, 200, theirs.text);
  const refused = await settings('PATCH', body, 'admin', query);
  assert.deepEqual([refused.status, refused.json.error.code], [409, 'settings_changed']);
  assert.deepEqual((await settings('GET')).json, theirs.json);
  const mine = await settings('PATCH', body, 'admin', `?version=${theirs.json.version}`);
  assert.equal(mine.json.name, 'Mine');
  assert.equal((await settings('PATCH', { name: 'Any' })).status, 200); // without: whatever it is
});

test('what is refused is named, and nothing of it is kept', async () => {
  const before_it = (await settings('GET')).json;
  for (const [body, code, field] of [
    ['[]', 'invalid_json', null],
    [{ name: 'A', colour: 'red' }, 'unknown_field', 'colour'],
    [{ name: 'A', time_zone_in_force: 'UTC' }, 'unknown_field', 'time_zone_in_force'],
    [{ name: null }, 'wrong_type', 'name'],
    [{ name: '' }, 'invalid_name', 'name'],
    [{ name: 'x'.repeat(255) }, 'invalid_name', 'name'],
    [{ name: 'A', time_zone: 'Mars/Olympus' }, 'unknown_time_zone', 'time_zone'],
    [{ name: 'A', time_zone: '../etc/passwd' }, 'unknown_time_zone', 'time_zone'],
    [{ name: 'A', time_zone: null }, 'wrong_type', 'time_zone'],
    [{ name: 'A', first_weekday: 0 }, 'invalid_number', 'first_weekday'],
    [{ name: 'A', first_weekday: 8 }, 'invalid_number', 'first_weekday'],
    [{ name: 'A', first_weekday: 'monday' }, 'wrong_type', 'first_weekday'],
    [{ name: 'A', quiet_percent: 99 }, 'invalid_number', 'quiet_percent'],
    [{ name: 'A', quiet_percent: 1001 }, 'invalid_number', 'quiet_percent'],
    [{ name: 'A', quiet_percent: 1.5 }, 'wrong_type', 'quiet_percent'],
    [{ name: 'A', activity_set: [] }, 'empty_set', 'activity_set'],
    [{ name: 'A', activity_set: 'login' }, 'wrong_type', 'activity_set'],
    [{ name: 'A', activity_set: [5] }, 'wrong_type', 'activity_set'],
    [{ name: 'A', activity_set: ['nap'] }, 'unknown_kind', 'activity_set'],
    [{ name: 'A', activity_set: ['login', 'email_delivered'] }, 'kind_not_allowed', 'activity_set'],
    [{ activity_set: ['notification_delivered'] }, 'kind_not_allowed', 'activity_set'],
  ]) {
    const refused = await settings('PATCH', body);
    assert.equal(refused.status, 400, `${JSON.stringify(body)}: ${refused.text}`);
    assert.deepEqual([refused.json.error.code, refused.json.error.field], [code, field]);
  }
  const unknown = await server.request('GET', '/api/v1/settings?colour=red', {
    headers: { cookie: cookies.admin },
  });
  assert.deepEqual([unknown.status, unknown.json.error.code], [400, 'unknown_parameter']);
  assert.deepEqual((await settings('GET')).json, before_it);
});

test('who has gone quiet follows the setting at once', async () => {
  const ago = (days) => new Date(Date.now() - days * 86_400_000).toISOString();
  const orders = [14, 11, 8, 5].map((days) => ({
    ...{ id: `order ${days}`, kind: 'order_submit', customer: 'steady', time: ago(days) },
    properties: { order_id: `${days}` },
  }));
  assert.equal((await server.events(orders)).json.stored, 4);
  const quiet = async () => {
    const { stages, rows } = await server.activity('?preset=today&search=steady');
    assert.equal(stages.gone_quiet, rows[0].stage === 'gone_quiet' ? 1 : 0);
    return stages.gone_quiet;
  };
  assert.equal(await quiet(), 0, 'five days are less than twice three');
  assert.equal((await change({ quiet_percent: 150 })).quiet_percent, 150);
  assert.equal(await quiet(), 1);
  const funnel = await server.get('/api/v1/activity/funnel?preset=last_30_days&stage=gone_quiet');
  assert.equal(funnel.json.steps.at(-1).customers, 1, funnel.text);
  await change({ quiet_percent: 200 });
  assert.equal(await quiet(), 0);
});

test('all numbers move to the days of another zone, and stay there', async () => {
  // Half past four in the afternoon of UTC is the next day in Tokyo.
  const time = '2026-03-10T16:30:00Z';
  const sent = await server.events([
    { id: 'e1', kind: 'link_open', customer: 'c1', time },
    { id: 'e2', kind: 'link_open', customer: 'c1', time: '2026-03-10T10:00:00Z' },
  ]);
  assert.equal(sent.json.stored, 2, sent.text);
  const of_day = async (day) => {
    const { time_zone: zone, period, summary } = await server.activity(`?from=${day}&to=${day}`);
    assert.deepEqual(period, { from: day, to: day });
    return [zone, summary.total_views];
  };
  assert.deepEqual(await of_day('2026-03-10'), ['UTC', 2]);
  assert.equal((await change({ time_zone: 'Asia/Tokyo' })).time_zone, 'Asia/Tokyo');
  await in_force('Asia/Tokyo');
  assert.deepEqual(await of_day('2026-03-10'), ['Asia/Tokyo', 1]);
  assert.deepEqual(await of_day('2026-03-11'), ['Asia/Tokyo', 1]);
  const late = { id: 'e3', kind: 'link_open', customer: 'c2', time: '2026-03-10T23:00:00Z' };
  assert.equal((await server.events([late])).json.stored, 1);
  assert.deepEqual(await of_day('2026-03-11'), ['Asia/Tokyo', 2]);
  await server.stop();
  await server.serve();
  assert.equal((await settings('GET')).json.time_zone_in_force, 'Asia/Tokyo');
  assert.deepEqual(await of_day('2026-03-11'), ['Asia/Tokyo', 2]);
});

test('“today” is that of the zone', async () => {
  const today = async () => (await server.activity('?preset=today')).period.from;
  // Of these two, one is always a day ahead of the other.
  await change({ time_zone: 'Pacific/Kiritimati' });
  await in_force('Pacific/Kiritimati');
  const ahead = await today();
  await change({ time_zone: 'Pacific/Pago_Pago' });
  await in_force('Pacific/Pago_Pago');
  assert.ok((await today()) < ahead);
});

test('of zones chosen one after the other the last one comes into force', async () => {
  const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe'];
  await Promise.all(zones.map((zone) => change({ time_zone: zone })));
  await change({ time_zone: 'Europe/Paris' });
  await in_force('Europe/Paris');
  assert.equal((await settings('GET')).json.time_zone, 'Europe/Paris');
});

// The owner looks at the workspace of the sample, or at the other one.
async function look_at(is_sample) {
  const headers = { cookie: cookies.owner, 'content-type': 'application/json' };
  const session = await server.request('GET', '/api/v1/session', { headers });
  const { id } = session.json.workspaces.find(({ sample }) => sample === is_sample);
  const body = JSON.stringify({ id });
  const looked = await server.request('PUT', '/api/v1/session/workspace', { headers, body });
  assert.equal(looked.status, 200, looked.text);
}

test('another workspace keeps its own', async () => {
  await must_run(['sample', '--data', server.data, '--seed', '7']);
  const own = (await settings('GET', undefined, 'owner')).json;
  await look_at(true);
  const theirs = (await settings('GET', undefined, 'owner')).json;
  assert.equal(theirs.time_zone_in_force, 'Europe/Berlin');
  await change({ name: 'Changed', time_zone: 'Asia/Tokyo', activity_set: ['signup'] }, 'owner');
  await look_at(false);
  assert.deepEqual((await settings('GET', undefined, 'owner')).json, own);
  assert.deepEqual((await settings('GET', undefined, 'admin')).json, own);
});

test('a stop while days are made is orderly, and the next start has them', async () => {
  await look_at(true);
  await change({ time_zone: 'America/St_Johns' }, 'owner');
  assert.equal(await server.stop(), 0);
  await server.serve();
  const { json } = await settings('GET', undefined, 'owner');
  assert.equal(json.time_zone_in_force, 'America/St_Johns');
  const headers = { cookie: cookies.owner };
  const target = '/api/v1/activity?preset=last_90_days';
  const { json: page } = await server.request('GET', target, { headers });
  assert.equal(page.time_zone, 'America/St_Johns');
  assert.ok(page.summary.total_views > 0);
  assert.match(await must_run(['check', '--data', server.data]), /agree/);
});
