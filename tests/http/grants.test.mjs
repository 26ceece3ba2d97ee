// Who sees Insights, and of whom: no parameter shows a limited member more than was granted.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { must_run, run, Server } from './support.mjs';

const json = { 'content-type': 'application/json' };
const plan_is = (...values) => [[{ field: 'trait', key: 'plan', operator: 'is', values }]];

let server;
const cookies = {};
const ids = {}; // of the members
const targets = {}; // ids by name
const plans = ['gold', 'silver', 'bronze', undefined];
before(async () => {
  server = await Server.start();
  for (const [name, role] of [
    ['owner', 'owner'],
    ['admin', 'admin'],
    ['rep', 'sales_rep'],
  ]) {
    await server.add_member(`${name}@example.com`, role);
    cookies[name] = await server.sign_in(`${name}@example.com`);
  }
  const events = [];
  for (let i = 0; i < 40; ++i) {
    const customer = `c${i}`;
    const plan = plans[i % plans.length];
    await server.send('PUT', `/api/v1/customers/${customer}`, { traits: plan ? { plan } : {} });
    for (let k = 0; k <= i % 7; ++k) {
      const kind = ['login', 'email_open', 'form_response', 'email_delivered', 'signup'][k % 5];
      const properties = { campaign_id: `k${i % 3}`, form_id: `f${i % 2}` };
      const site = i % 3 ? 'shop' : undefined;
      events.push({ id: `${i}-${k}`, kind, customer, site, properties });
    }
  }
  assert.equal((await server.events(events)).json.stored, events.length);
  await server.send('PUT', '/api/v1/campaigns/k0', { reach: 1_000_000 });
  for (const plan of ['gold', 'silver', 'bronze']) {
    const answer = await ask('owner', 'POST', '/targets', { name: plan, groups: plan_is(plan) });
    assert.equal(answer.status, 201, answer.text);
    targets[plan] = answer.json.id;
  }
  const { members } = (await ask('owner', 'GET', '/members')).json;
  for (const { id, email } of members) ids[email.split('@')[0]] = id;
});
after(() => server?.end());

function ask(who, method, path, body) {
  const headers = { cookie: cookies[who], ...(body !== undefined && json) };
  return server.request(method, `/api/v1${path}`, { headers, body: JSON.stringify(body) });
}

const grant = (body, who = 'owner') => ask(who, 'PUT', `/members/${ids.rep}/insights`, body);

async function must_grant(...names) {
  const answer = await grant({ granted: true, targets: names.map((name) => targets[name]) });
  assert.equal(answer.status, 200, answer.text);
}

async function must_get(who, path) {
  const answer = await ask(who, 'GET', path);
  assert.equal(answer.status, 200, `${path}: ${answer.text}`);
  return answer.json;
}

// Every answer of Insights that has numbers in it.
const pages = [
  '/insights?preset=last_7_days',
  '/insights?preset=last_12_months&site=shop',
  '/insights/series?a=activity&b=active_users&preset=last_7_days',
  '/insights/series?a=login&b=email_open&preset=last_7_days&site=shop&bucket=week',
  '/insights/campaigns?',
  '/insights/campaigns?site=',
  '/insights/forms?',
  '/campaigns/k0?',
  '/campaigns/k1?',
  '/forms/f0?',
];

// What an answer says of customers, whoever asked.
function numbers(answer) {
  const { as_of, target, granted_targets, ...rest } = answer;
  return JSON.parse(JSON.stringify(rest, (key, value) => (key === 'reach' ? null : value)));
}

// The list of members, and its grant of the rep.
async function listed() {
  const { members } = await must_get('admin', '/members');
  return members.find(({ id }) => id === ids.rep).insights;
}

test('nobody is let in at first; owners and admins see all', async () => {
  const { members } = await must_get('admin', '/members');
  assert.deepEqual(
    members.map(({ email, role, disabled, insights }) => [email, role, disabled, insights]),
    [
      ['owner@example.com', 'owner', false, { granted: true, targets: null }],
      ['admin@example.com', 'admin', false, { granted: true, targets: null }],
      ['rep@example.com', 'sales_rep', false, { granted: false, targets: null }],
    ],
  );
  for (const page of [...pages, '/targets', '/sites', '/campaigns', '/forms']) {
    assert.equal((await ask('rep', 'GET', page)).status, 403, page);
  }
});

test('a grant of everything shows what an admin sees, and no more pages', async () => {
  assert.deepEqual((await grant({ granted: true })).json.insights, {
    granted: true,
    targets: null,
  });
  for (const page of pages) {
    const seen = await must_get('rep', page);
    assert.deepEqual(numbers(seen), numbers(await must_get('admin', page)), page);
    if ('granted_targets' in seen) assert.equal(seen.granted_targets, null);
  }
  for (const page of [
    '/activity',
    '/activity.csv',
    '/settings',
    '/members',
    '/customers/c1/timeline',
  ]) {
    assert.equal((await ask('rep', 'GET', page)).status, 403, page);
  }
  for (const [method, path] of [
    ['POST', '/targets'],
    ['PATCH', `/targets/${targets.gold}`],
    ['DELETE', `/targets/${targets.gold}`],
    ['POST', '/targets/preview'],
    ['PUT', `/members/${ids.rep}/insights`],
  ]) {
    const body = method === 'DELETE' ? undefined : { granted: true };
    assert.equal((await ask('rep', method, path, body)).status, 403, path);
  }
});

test('a member limited to one target sees what an admin sees of it', async () => {
  await must_grant('silver');
  for (const page of pages) {
    const seen = await must_get('rep', page);
    const wanted = await must_get('admin', `${page}&target=${targets.silver}`);
    assert.deepEqual(numbers(seen), numbers(wanted), page);
    assert.notDeepEqual(numbers(seen), numbers(await must_get('admin', page)), page);
    assert.deepEqual(
      numbers(await must_get('rep', `${page}&target=${targets.silver}`)),
      numbers(wanted),
    );
  }
  const { granted_targets: told } = await must_get('rep', '/insights');
  assert.deepEqual(told, [{ id: targets.silver, name: 'silver', warning: null }]);
  const { campaigns } = await must_get('rep', '/campaigns');
  assert.ok(campaigns.every(({ reach }) => reach === null));
  assert.equal((await must_get('rep', '/campaigns/k0')).reach, null);
  const { targets: offered } = await must_get('rep', '/targets');
  assert.deepEqual(
    offered.map(({ name }) => name),
    ['silver'],
  );
});

test('several targets are seen together, each alone, and none besides', async () => {
  await must_grant('gold', 'silver');
  const total = async (query = '') =>
    (await must_get('rep', `/insights?${query}`)).engagement.total;
  assert.equal(await total(), 20);
  assert.equal(await total(`target=${targets.gold}`), 10);
  assert.equal(await total(`target=${targets.silver}`), 10);
  const either = await ask('owner', 'POST', '/targets', {
    name: 'either',
    groups: plan_is('gold', 'silver'),
  });
  for (const page of pages) {
    const wanted = await must_get('admin', `${page}&target=${either.json.id}`);
    assert.deepEqual(numbers(await must_get('rep', page)), numbers(wanted), page);
  }
});

test('no parameter widens what a limited member sees', async () => {
  await must_grant('silver');
  for (const page of pages) {
    for (const target of [
      targets.gold,
      '0'.repeat(32),
      targets.silver.toUpperCase(),
      `${targets.silver},${targets.gold}`,
      'all',
      'null',
      '%00',
      '*',
    ]) {
      const answer = await ask('rep', 'GET', `${page}&target=${target}`);
      assert.ok([400, 404].includes(answer.status), `${page} ${target}: ${answer.text}`);
    }
    const wanted = numbers(await must_get('rep', page));
    for (const more of [
      'target=',
      `target=${targets.silver}&target=${targets.gold}`,
      `target=${targets.gold}&target=${targets.silver}`,
      'granted=all',
      'granted_targets=',
      'within=',
      `Target=${targets.gold}`,
    ]) {
      const answer = await ask('rep', 'GET', `${page}&${more}`);
      if (answer.status === 200) assert.deepEqual(numbers(answer.json), wanted, `${page} ${more}`);
      else assert.ok([400, 404].includes(answer.status), answer.text);
    }
  }
});

test('a target that is deleted or broken shows nobody, and says why', async () => {
  const body = { name: 'passing', groups: plan_is('gold') };
  const { json: made } = await ask('owner', 'POST', '/targets', body);
  targets.passing = made.id;
  const nobody = async (warning) => {
    for (const page of pages) {
      const seen = await must_get('rep', page);
      if (seen.granted_targets) assert.match(seen.granted_targets[0].warning, warning);
      const text = JSON.stringify(numbers(seen));
      const none = await must_get('admin', `${page}&target=${empty.id}`);
      assert.equal(text, JSON.stringify(numbers(none)), page);
    }
    assert.equal((await must_get('rep', '/insights')).engagement.total, 0);
  };
  const { json: empty } = await ask('owner', 'POST', '/targets', {
    name: 'nobody',
    groups: plan_is('of no customer'),
  });
  await must_grant('passing');
  assert.equal((await must_get('rep', '/insights')).engagement.total, 10);
  const unknown = [[{ field: 'campaign', operator: 'opened', key: 'never heard of' }]];
  const broken = await ask('owner', 'PATCH', `/targets/${made.id}`, { groups: unknown });
  assert.equal(broken.status, 200, broken.text);
  await nobody(/nothing is known of/);
  assert.equal((await ask('rep', 'GET', `/insights?target=${made.id}`)).status, 409);
  assert.equal((await ask('owner', 'DELETE', `/targets/${made.id}`)).status, 204);
  await nobody(/deleted/);
  assert.equal((await ask('rep', 'GET', `/insights?target=${made.id}`)).status, 404);
  assert.deepEqual(await listed(), { granted: true, targets: [made.id] });
  // Nor does another one of its name stand in for it.
  await ask('owner', 'POST', '/targets', body);
  await nobody(/deleted/);
});

test('with one of two targets gone the other one is left', async () => {
  const body = { name: 'second', groups: plan_is('bronze') };
  targets.second = (await ask('owner', 'POST', '/targets', body)).json.id;
  await must_grant('second', 'gold');
  assert.equal((await must_get('rep', '/insights')).engagement.total, 20);
  await ask('owner', 'DELETE', `/targets/${targets.second}`);
  const { engagement, granted_targets: told } = await must_get('rep', '/insights');
  assert.equal(engagement.total, 10);
  assert.deepEqual(told, [
    { id: targets.second, name: null, warning: 'The target was deleted.' },
    { id: targets.gold, name: 'gold', warning: null },
  ]);
});

test('what is taken back is gone with the next request, and the session says what there is', async () => {
  await must_grant('gold');
  const session = async () => (await must_get('rep', '/session')).workspace.insights;
  assert.deepEqual(await session(), { granted: true, targets: [targets.gold] });
  assert.equal((await grant({ granted: false })).status, 200);
  assert.deepEqual(await session(), { granted: false, targets: null });
  assert.equal((await ask('rep', 'GET', '/insights')).status, 403);
  const { workspace, workspaces } = await must_get('admin', '/session');
  assert.deepEqual(workspace.insights, { granted: true, targets: null });
  assert.deepEqual(workspaces[0].insights, workspace.insights);
});

test('a wrong grant is refused, names the field, and changes nothing', async () => {
  await must_grant('gold');
  const before_it = await listed();
  for (const [body, field, code] of [
    [{}, 'granted', 'missing_field'],
    [{ granted: 'yes' }, 'granted', 'wrong_type'],
    [{ granted: true, targets: [] }, 'targets', 'no_targets'],
    [{ granted: true, targets: 'gold' }, 'targets', 'wrong_type'],
    [{ granted: true, targets: ['gold'] }, 'targets', 'unknown_target'],
    [{ granted: true, targets: ['0'.repeat(32)] }, 'targets', 'unknown_target'],
    [{ granted: false, targets: [targets.gold] }, 'targets', 'not_granted'],
    [{ granted: true, role: 'owner' }, 'role', 'unknown_field'],
  ]) {
    const answer = await grant(body);
    assert.equal(answer.status, 400, answer.text);
    assert.deepEqual([answer.json.error.field, answer.json.error.code], [field, code]);
  }
  assert.equal((await grant({ granted: true }, 'admin')).status, 403);
  for (const id of [ids.owner, ids.admin]) {
    const answer = await ask('owner', 'PUT', `/members/${id}/insights`, { granted: false });
    assert.equal(answer.status, 409);
    assert.equal(answer.json.error.code, 'sees_all');
  }
  for (const id of ['0'.repeat(32), 'nobody', `${ids.rep}0`]) {
    const answer = await ask('owner', 'PUT', `/members/${id}/insights`, { granted: true });
    assert.equal(answer.status, 404);
  }
  assert.deepEqual(await listed(), before_it);
});

test('the command line grants by name or id', async () => {
  const args = ['member', 'grant', '--data', server.data, '--email', 'rep@example.com'];
  const by = (insights) => run([...args, '--insights', insights]);
  assert.equal((await by(`silver,${targets.gold}`)).status, 0);
  assert.deepEqual(await listed(), { granted: true, targets: [targets.silver, targets.gold] });
  assert.equal((await by('all')).status, 0);
  assert.deepEqual(await listed(), { granted: true, targets: null });
  const wrong = await by('gold,platinum');
  assert.equal(wrong.status, 2);
  assert.match(wrong.stderr, /no target "platinum".*\(--insights\)/s);
  assert.deepEqual(await listed(), { granted: true, targets: null });
  assert.equal((await by('none')).status, 0);
  assert.deepEqual(await listed(), { granted: false, targets: null });
  await must_run(args.concat('--insights', 'gold'));
  assert.deepEqual(await listed(), { granted: true, targets: [targets.gold] });
});
