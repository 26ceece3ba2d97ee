// Opens that do not count, told beside the numbers that leave them out: against the timelines.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { must_run, Server } from './support.mjs';

let server;
let read; // of the sample, whose scanners, previews and proxies open too
before(async () => {
  server = await Server.start();
  await must_run(['sample', '--data', server.data, '--seed', '7']);
  read = await server.create_key('read', ['--workspace', 'Sample: Riverside Foods']);
});
after(() => server?.end());

async function get(path) {
  const answer = await server.get(`/api/v1${path}`, read);
  assert.equal(answer.status, 200, answer.text);
  return answer.json;
}

// A customer's events of those kinds in the period, that count or do not.
async function events_of(id, kinds, period) {
  const found = { counted: 0, automated: 0 };
  for (let cursor = ''; cursor !== null;) {
    const query = `kinds=${kinds}&automated=yes&limit=200${cursor && `&cursor=${cursor}`}`;
    const page = await get(`/customers/${encodeURIComponent(id)}/timeline?${query}`);
    const local_day = new Intl.DateTimeFormat('en-CA', {
      timeZone: page.time_zone,
    });
    for (const { time, verdict } of page.events) {
      const day = local_day.format(new Date(time));
      if (day < period.from || day > period.to) continue;
      ++found[verdict === 'person' ? 'counted' : 'automated'];
    }
    cursor = page.next;
  }
  return found;
}

test('the activity page tells the opens of links that its filters leave over', async () => {
  for (const filter of ['search=C-1', 'search=er&status=active']) {
    let automated = 0;
    let told;
    for (let number = 1, pages = 1; number <= pages; ++number) {
      const query = `preset=last_90_days&per_page=200&page=${number}&${filter}`;
      const page = await get(`/activity?${query}`);
      for (const { id, views } of page.rows) {
        const found = await events_of(id, 'link_open', page.period);
        assert.equal(found.counted, views);
        automated += found.automated;
      }
      pages = page.pages;
      told = page.summary.automated_views;
    }
    assert.ok(automated > 0, filter);
    assert.equal(told, automated);
  }
});

test('sites, statuses and periods side by side add up', async () => {
  const automated = async (query) =>
    (await get(`/activity?preset=last_90_days${query}`)).summary.automated_views;
  const { sites } = await get('/sites');
  let of_sites = 0;
  for (const { id } of sites) of_sites += await automated(`&site=${encodeURIComponent(id)}`);
  const all = await automated('');
  assert.ok(all > 0);
  assert.equal(of_sites, all); // the sample's opens all name their site
  assert.equal((await automated('&status=active')) + (await automated('&status=inactive')), all);
  const { period, previous, summary } = await get('/activity?preset=last_7_days&compare=previous');
  const both = await get(`/activity?from=${previous.period.from}&to=${period.to}`);
  const sum = previous.summary.automated_views + summary.automated_views;
  assert.equal(both.summary.automated_views, sum);
});

test('insights tell the opens of mails that proxies made', async () => {
  const query = 'preset=last_6_months';
  const { automated_opens: all, period } = await get(`/insights?${query}`);
  assert.ok(all > 0);
  const { targets } = await get('/targets');
  const names = targets.map(({ name }) => name).sort();
  assert.deepEqual(names, ['Ordered in the last 30 days', 'Price group A']);
  const { id } = targets.find(({ name }) => name === 'Price group A');
  const answer = await get(`/insights?${query}&target=${id}`);
  let automated = 0;
  let members = 0;
  for (let number = 1, pages = 1; number <= pages; ++number) {
    const page = await get(`/activity?per_page=200&page=${number}&target=${id}`);
    for (const row of page.rows) {
      const found = await events_of(row.id, 'email_open,notification_open', period);
      automated += found.automated;
    }
    members += page.rows.length;
    pages = page.pages;
  }
  assert.equal(answer.engagement.total, members);
  assert.ok(automated > 0 && automated < all);
  assert.equal(answer.automated_opens, automated);
});

test('the sample’s sites have names, and one campaign is of notifications', async () => {
  const { sites } = await get('/sites');
  assert.deepEqual(
    sites.map(({ id, name }) => [id, name]),
    [
      ['wholesale', 'Cash and carry'],
      ['mobile', 'Mobile app'],
      ['portal', 'Order portal'],
    ],
  );
  const { campaigns } = await get('/campaigns');
  const notices = campaigns.filter(({ kind }) => kind === 'notification');
  assert.deepEqual(
    notices.map(({ name }) => name),
    ['Order again in two taps'],
  );
});

// As someone who saves a target without a change would have it.
test('the sample’s targets are kept as the dashboard keeps them', async () => {
  await server.add_member('ada@example.com', 'admin');
  const cookie = await server.sign_in('ada@example.com');
  const headers = { cookie, 'content-type': 'application/json' };
  const session = await server.request('GET', '/api/v1/session', { headers });
  const { id: sample } = session.json.workspaces.find((workspace) => workspace.sample);
  const body = JSON.stringify({ id: sample });
  await server.request('PUT', '/api/v1/session/workspace', { headers, body });
  for (const { id, groups, warning } of (await get('/targets')).targets) {
    assert.equal(warning, null);
    const preview = await server.request('POST', '/api/v1/targets/preview', {
      headers,
      body: JSON.stringify({ groups }),
    });
    assert.ok(preview.json.customers > 0, preview.text);
    const saved = await server.request('PATCH', `/api/v1/targets/${id}`, {
      headers,
      body: JSON.stringify({ groups }),
    });
    assert.equal(JSON.stringify(saved.json.groups), JSON.stringify(groups), saved.text);
  }
});

test('the sample is removed with what was said of it', async () => {
  await must_run(['sample', '--data', server.data, '--remove']);
  assert.equal((await server.get('/api/v1/targets', read)).status, 401);
  for (const path of ['/targets', '/sites', '/campaigns']) {
    const own = await server.get(`/api/v1${path}`);
    assert.deepEqual(Object.values(own.json), [[]], path);
  }
});

// A shop's server or a job says what it pleases: its key vouches for what it sends.
test('events sent with a key are a person’s, whatever agent sends them', async () => {
  const agents = ['curl/8.5.0', 'Googlebot/2.1', 'BarracudaCentral/1.0', 'Slackbot-LinkExpanding 1.0'];
  for (const [i, agent] of agents.entries()) {
    const answer = await server.request('POST', '/api/v1/events', {
      headers: {
        authorization: `Bearer ${server.write_key}`,
        'content-type': 'application/json',
        'user-agent': agent,
      },
      body: JSON.stringify([{ id: `agent ${i}`, kind: 'link_open', customer: 'sent-by-key' }]),
    });
    assert.equal(answer.json?.stored, 1, answer.text);
  }
  const { json } = await server.get('/api/v1/customers/sent-by-key/timeline?automated=yes');
  assert.deepEqual(json.events.map(({ verdict }) => verdict), agents.map(() => 'person'));
  const { summary } = await server.activity('?preset=today&search=sent-by-key');
  assert.equal(summary.total_views, agents.length);
});
