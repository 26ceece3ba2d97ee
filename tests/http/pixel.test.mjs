// Pictures in mails over the wire: each open is recorded as what it is, and nobody is told anything.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { bearer, must_run, Server } from './support.mjs';

const thunderbird =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Thunderbird/128.0';
const google =
  'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)';

let server;

before(async () => {
  server = await Server.start({ settings: ['--trusted-proxies', '127.0.0.1'] });
  await server.events([{ id: '1', kind: 'login', customer: 'anna' }]);
});
after(() => server?.end());

async function pixel(mail) {
  const answer = await server.send('POST', '/api/v1/pixels', mail);
  assert.equal(answer.status, 200, answer.text);
  assert.ok(answer.json.url.startsWith(`${server.origin}/o/`), answer.text);
  return answer.json.url.slice(server.origin.length);
}

const look = (target, { agent = thunderbird, method = 'GET', headers = {} } = {}) =>
  server.request(method, target, {
    headers: { ...(agent && { 'user-agent': agent }), 'x-forwarded-for': '192.0.2.7', ...headers },
  });

function assert_picture(answer, what) {
  assert.equal(answer.status, 200, what);
  assert.equal(answer.headers['content-type'], 'image/gif', what);
  assert.equal(answer.headers['cache-control'], 'no-store', what);
  assert.equal(answer.headers['cross-origin-resource-policy'], 'cross-origin', what);
  assert.equal(answer.headers['set-cookie'], undefined, what);
  assert.equal(answer.bytes.subarray(0, 6).toString(), 'GIF89a', what);
  assert.equal(answer.bytes.length, 43, what);
}

async function opens(campaign) {
  const { json } = await server.get(
    '/api/v1/customers/anna/timeline?automated=yes&kinds=email_open&limit=200',
  );
  const detail = await server.get(`/api/v1/campaigns/${campaign}`);
  return { events: json.events, detail: detail.json };
}

test('the address is the same for the same mail, and shows no ids', async () => {
  const mail = { customer: 'anna', campaign: 'spring', message: 'm-1' };
  const first = await pixel(mail);
  assert.equal(await pixel(mail), first);
  assert.notEqual(await pixel({ ...mail, message: 'm-2' }), first);
  assert.match(first, /^\/o\/[\w-]+\.gif$/);
  const bytes = Buffer.from(first.slice(3, -4), 'base64url').toString('latin1');
  for (const id of ['anna', 'spring', 'm-1']) assert.ok(!bytes.includes(id));
});

test('each open counts once within the window, and machines do not', async () => {
  const target = await pixel({ customer: 'anna', campaign: 'autumn', message: 'm-1' });
  assert_picture(await look(target));
  assert_picture(await look(target), 'a repeat');
  const machines = [
    [{ agent: google }, 'image_proxy'],
    [{ agent: 'Mozilla/5.0' }, 'image_proxy'],
    [{ agent: 'curl/8.5.0' }, 'machine_agent'],
    [{ agent: 'Slackbot 1.0' }, 'preview_agent'],
    [{ headers: { 'sec-purpose': 'prefetch' } }, 'prefetch_header'],
  ];
  for (const [how] of machines) assert_picture(await look(target, how));
  const head = await look(target, { method: 'HEAD', agent: 'a reader of heads' });
  assert.equal(head.status, 200);
  const { events, detail } = await opens('autumn');
  const found = events.map(({ verdict, rule }) => `${verdict} ${rule}`).sort();
  assert.deepEqual(
    found,
    [
      'person fetched',
      'machine_open head',
      ...machines.map(([, rule]) => `machine_open ${rule}`),
    ].sort(),
  );
  for (const { name } of events) assert.equal(name, 'Mail opened');
  assert.equal(detail.opens ?? detail.email_opens, 1, JSON.stringify(detail));
});

test('whoever guesses gets the same picture, and nothing is recorded', async () => {
  const target = await pixel({ customer: 'anna', campaign: 'winter' });
  const { sequence } = (await server.get('/api/v1/customers/anna/timeline')).json;
  const half = target.length >> 1;
  const guesses = [
    '/o/',
    '/o/x',
    '/o/x.gif',
    '/o/a/b/c.gif',
    `/o/${'A'.repeat(2_000)}.gif`,
    target.slice(0, half) + (target[half] === 'A' ? 'B' : 'A') + target.slice(half + 1),
    target.replace('.gif', 'A.gif'),
  ];
  const known = await look('/o/x.gif');
  for (const guess of guesses) {
    const answer = await look(guess);
    assert_picture(answer, guess);
    const named = ({ headers }) =>
      Object.entries(headers).filter(([name]) => !['date', 'x-request-id'].includes(name));
    assert.deepEqual(named(answer), named(known), guess);
  }
  assert_picture(await look(target, { method: 'POST' }), 'another method');
  const { json } = await server.get('/api/v1/customers/anna/timeline');
  assert.equal(json.sequence, sequence);
});

test('what is wrong is named', async () => {
  const refusals = [
    [{ campaign: 'a' }, 400, 'customer', 'missing_field'],
    [{ customer: 'anna' }, 400, 'campaign', 'missing_field'],
    [{ customer: 'anna', campaign: '' }, 400, 'campaign', 'missing_field'],
    [{ customer: 'anna', campaign: 'a'.repeat(513) }, 400, 'campaign', 'too_long'],
    [{ customer: 'anna', campaign: 'a', message: 'm'.repeat(513) }, 400, 'message', 'too_long'],
    [{ customer: 'anna', campaign: 'a', more: 'x' }, 400, 'more', 'unknown_field'],
    [{ customer: 'nobody', campaign: 'a' }, 404, 'customer', undefined],
  ];
  for (const [mail, status, field, code] of refusals) {
    const answer = await server.send('POST', '/api/v1/pixels', mail);
    assert.equal(answer.status, status, answer.text);
    assert.equal(answer.json.error.field, field);
    if (code) assert.equal(answer.json.error.code, code);
  }
});

test('an address outlives a restart, but not another installation', async () => {
  const target = await pixel({ customer: 'anna', campaign: 'longest', message: 'ü'.repeat(256) });
  const other = await Server.start();
  try {
    await other.events([{ id: '1', kind: 'login', customer: 'anna' }]);
    assert_picture(await other.request('GET', target));
    const { json } = await other.get('/api/v1/customers/anna/timeline?automated=yes');
    assert.equal(json.events.length, 1);
  } finally {
    await other.end();
  }
  await server.stop();
  await server.serve();
  assert_picture(await look(target));
  const { events } = await opens('longest');
  assert.equal(events[0].verdict, 'person');
  await must_run(['check', '--data', server.data]);
});

test('a journal that takes nothing leaves the picture', async () => {
  const full = await Server.start();
  try {
    await full.events([{ id: '1', kind: 'login', customer: 'anna' }]);
    const answer = await full.send('POST', '/api/v1/pixels', { customer: 'anna', campaign: 'c' });
    const target = answer.json.url.slice(full.origin.length);
    await full.stop();
    full.settings = ['--disk-low-water-mib', '1048576'];
    await full.serve(
      ({ json }) => json?.reasons?.includes('disk_full') || json?.status === 'degraded',
    );
    const picture = await full.request('GET', target, { headers: { 'user-agent': thunderbird } });
    assert_picture(picture);
    const { json } = await full.request('GET', '/healthz', { headers: bearer(null) });
    assert.ok(json.reasons.includes('opens_unrecorded'), JSON.stringify(json));
  } finally {
    await full.end();
  }
});

test('one mail records so many opens a minute', async () => {
  const target = await pixel({ customer: 'anna', campaign: 'flooded', message: 'm-1' });
  const before = (await opens('flooded')).events.length;
  for (let i = 0; i < 45; ++i) {
    assert_picture(await look(target, { agent: `${thunderbird} ${i}` }), `open ${i}`);
  }
  const recorded = (await opens('flooded')).events.length - before;
  assert.ok(recorded >= 30 && recorded < 45, `${recorded}`); // a minute may have ended meanwhile
});
