// Visitors at order links over the wire: what they get, and what becomes of it in the numbers.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { after, before, describe, test } from 'node:test';

import { Server } from './support.mjs';
import { Shop, Visitor, portal } from './visitor.mjs';

let shop;

before(async () => {
  shop = await Shop.start();
});

after(async () => {
  await shop?.end();
});

// Until `attempt` gives something.
async function until(attempt) {
  for (const deadline = Date.now() + 10_000; ;) {
    const got = await attempt();
    if (got) return got;
    assert.ok(Date.now() < deadline, `in vain: ${attempt}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const guess = () =>
  Array.from(
    { length: 22 },
    () => 'abcdefghijklmnopqrstuvwxyz0123456789'[Math.trunc(Math.random() * 36)],
  ).join('');

test('the whole way counts each step once', async () => {
  const link = await shop.add_customer('hoffmann', { name: 'Bäckerei Hoffmann' });
  const visitor = new Visitor(shop);
  const welcome = await visitor.open(link);
  assert.equal(welcome.status, 200);
  assert.match(welcome.text, /<h1>Welcome, <bdi>Bäckerei Hoffmann<\/bdi><\/h1>/);
  assert.match(welcome.headers['content-type'], /^text\/html/);
  assert.equal(welcome.headers['cache-control'], 'no-store');
  assert.equal(welcome.headers['referrer-policy'], 'no-referrer');
  assert.match(welcome.headers['x-robots-tag'], /noindex/);
  assert.match(welcome.headers['content-security-policy'], /default-src 'none'/);
  const cookie = welcome.headers['set-cookie'][0];
  assert.match(cookie, /^footfall_visit=[\w-]+; Path=\/l\/; HttpOnly; SameSite=Lax$/);
  assert.deepEqual(await shop.steps('hoffmann'), ['link_open fetched']);

  assert.equal((await visitor.send('POST', `${link}/seen`)).status, 204);
  await until(async () => (await shop.steps('hoffmann')).includes('link_open seen'));

  // A double click sends the same form twice, with the same cookie.
  const twice = await Promise.all([visitor.confirm(link), visitor.confirm(link)]);
  for (const { status, headers } of twice) {
    assert.equal(status, 303);
    assert.ok(headers.location.startsWith(`${portal}&footfall=`), headers.location);
    const claims = await shop.claims(headers.location);
    assert.equal(claims.sub, 'hoffmann');
    assert.equal(claims.aud, shop.workspace);
  }
  await until(async () => (await shop.steps('hoffmann')).includes('link_open engaged'));
  assert.deepEqual(await shop.steps('hoffmann'), ['link_open engaged', 'confirmation engaged']);

  const back = await visitor.open(link);
  assert.equal(back.status, 303, 'a return within the session skips the welcome');
  assert.equal((await new Visitor(shop).open(link)).status, 200, 'another browser does not');
  const { summary } = (
    await shop.server.get('/api/v1/activity?search=Hoffmann&preset=today', shop.read_key)
  ).json;
  assert.equal(summary.total_views >= 1, true);
});

test('neither GET nor HEAD ever confirms', async () => {
  const link = await shop.add_customer('looks');
  const visitor = new Visitor(shop);
  for (const method of ['GET', 'HEAD', 'GET', 'HEAD']) {
    assert.equal((await visitor.send(method, `${link}?start=1&again=1`)).status, 200);
  }
  const kinds = new Set((await shop.timeline('looks')).map(({ kind }) => kind));
  assert.deepEqual([...kinds], ['link_open']);
  const get = await new Visitor(shop).open(link);
  const head = await new Visitor(shop).send('HEAD', link);
  const names = (answer) => Object.keys(answer.headers).sort();
  assert.deepEqual(names(head), names(get));
  assert.equal(head.text, '');
});

// Whoever has a token can order in the customer's name.
test('the log never says where a link leads', async () => {
  const link = await shop.add_customer('logged');
  const token = link.split('/').at(-1);
  const refused = await new Visitor(shop).send('POST', `${link}/seen`, 'x'.repeat(100_000));
  assert.equal(refused.status, 413);
  const pixel = await new Visitor(shop).send('POST', '/o/secret.gif', 'x'.repeat(100_000));
  assert.equal(pixel.status, 413);
  const log = await until(() => {
    const text = Buffer.concat(shop.server.log).toString();
    return text.split('a body is larger').length > 2 && text;
  });
  assert.match(log, /path=\/l\/…/);
  assert.match(log, /path=\/o\/…/);
  assert.ok(!log.includes(token) && !log.includes('secret.gif'), log);
});

test('a member of the workspace is staff', async () => {
  const link = await shop.add_customer('shown');
  const member = new Visitor(shop, { cookie: shop.session });
  await member.open(link);
  assert.deepEqual(await shop.steps('shown'), ['link_open member_session']);
  assert.equal((await shop.timeline('shown', false)).length, 0);
});

// R10, R11: what a member tries out is nothing that the customer did, up to the order.
test('a member who goes on to the portal orders as staff', async () => {
  const link = await shop.add_customer('tried');
  const member = new Visitor(shop);
  member.cookies.set(...shop.session.split('='));
  await member.open(link);
  const gone = await member.confirm(link);
  assert.equal(gone.status, 303);
  assert.equal((await shop.claims(gone.headers.location)).staff, true);
  const { public_key: key } = await shop.must('GET', '/api/v1/gate');
  const customer = new URL(gone.headers.location).searchParams.get('footfall');
  for (const [path, body] of [
    ['/api/v1/events', [{ id: 't-1', kind: 'checkout_start', customer }]],
    ['/v1/track', { event: 'Order Completed', messageId: 't-2', userId: customer, properties: { order_id: 'T-1' } }],
  ]) {
    const answer = await shop.server.request('POST', `${path}?key=${key}`, {
      headers: { origin: shop.server.origin, 'content-type': 'text/plain' },
      body: JSON.stringify(body),
    });
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(answer.json.rejected ?? [], []);
  }
  assert.deepEqual((await shop.timeline('tried')).map(({ kind, verdict, rule }) => [kind, verdict, rule]).sort(), [
    ['checkout_start', 'staff', 'member_session'],
    ['confirmation', 'staff', 'member_session'],
    ['link_open', 'staff', 'member_session'],
    ['order_submit', 'staff', 'member_session'],
  ]);
  const { rows } = (await shop.server.get('/api/v1/activity?search=tried&preset=today', shop.read_key)).json;
  const [row] = rows.filter(({ id }) => id === 'tried');
  assert.deepEqual([row.checkout, row.orders, row.recent_activity], [0, 0, null]);

  const customers_own = new Visitor(shop);
  await customers_own.open(link);
  const { headers } = await customers_own.confirm(link);
  assert.equal('staff' in (await shop.claims(headers.location)), false);
});

test('dead links say why, and are no views', async () => {
  await shop.change_gate({ support: 'Call +49 30 123456' });
  const inactive = await shop.add_customer('gone', { status: 'inactive' });
  const answer = await new Visitor(shop).open(inactive);
  assert.equal(answer.status, 403);
  assert.match(answer.text, /This account is not active/);
  assert.match(answer.text, /Call \+49 30 123456/);
  const blocked = await shop.add_customer('barred');
  await shop.must('PATCH', '/api/v1/customers/barred/link', { blocked: true });
  for (const method of ['GET', 'POST']) {
    const told = await new Visitor(shop).send(method, blocked);
    assert.equal(told.status, 403);
    assert.match(told.text, /Ordering is temporarily not available/);
  }
  const named = async (id) => (await shop.timeline(id)).map(({ kind, name }) => [kind, name]);
  assert.deepEqual(await named('gone'), [['other', 'Inactive link opened']]);
  assert.deepEqual(await named('barred'), [['other', 'Blocked link opened']]);
  await shop.must('PATCH', '/api/v1/customers/barred/link', { blocked: false });
  assert.equal((await new Visitor(shop).open(blocked)).status, 200);

  const old = await shop.add_customer('rotated');
  await shop.must('POST', '/api/v1/customers/rotated/link');
  assert.equal((await new Visitor(shop).open(old)).status, 404);
  assert.equal((await new Visitor(shop).open(await shop.link('rotated'))).status, 200);
});

test('Strict Security Mode on a server whose mail was taken away says so to all', async (t) => {
  const mail = ['--smtp-url', 'smtp://127.0.0.1:9', '--mail-from', 'shop@acme.example'];
  const server = await Server.start({ settings: mail });
  t.after(() => server.end());
  await server.add_member('owner@example.com', 'owner');
  const cookie = await server.sign_in('owner@example.com');
  const as_owner = (method, target, body) =>
    server.request(method, target, {
      headers: { cookie, ...(body && { 'content-type': 'application/json' }) },
      body: JSON.stringify(body),
    });
  const change = (settings) => as_owner('PATCH', '/api/v1/gate', settings);
  assert.equal((await change({ portal_url: portal, strict: true })).status, 200);
  await server.send('PUT', '/api/v1/customers/c', { name: 'C', email: 'c@example.com' });
  const link = new URL((await as_owner('GET', '/api/v1/customers/c/link')).json.url).pathname;
  assert.match((await new Visitor({ server }).open(link)).text, /start ordering/);

  await server.stop();
  server.settings = [];
  await server.serve(({ json }) => json.reasons.includes('strict_without_mail'));
  const visitor = new Visitor({ server });
  assert.match((await visitor.open(link)).text, /Please contact/);
  assert.equal((await as_owner('GET', '/api/v1/customers/c/link')).json.state, 'no_mail');
  const told = await visitor.confirm(link);
  assert.match(told.text, /Please contact/);
  assert.doesNotMatch(told.text, /We sent/);
  assert.equal((await change({ strict: false })).status, 200);
  await server.ready();
  assert.equal((await visitor.confirm(link)).status, 303);
});

test('Strict Security Mode: the mailed word opens, nothing else does', async () => {
  const link = await shop.add_customer('strict', { email: 'einkauf@hoffmann.de' });
  const none = await shop.add_customer('unwritten');
  await shop.change_gate({ strict: true });
  const visitor = new Visitor(shop);
  await visitor.open(link);
  assert.equal((await shop.mails('strict')).length, 0);
  const page = await visitor.confirm(link);
  assert.equal(page.status, 200);
  assert.match(page.text, /e…@hoffmann\.de/);
  assert.equal((page.text.match(/<svg/g) ?? []).length, 4);
  const word = await shop.mailed_word('strict');
  assert.ok(!new RegExp(`\\b${word}\\b`).test(page.text.slice(page.text.indexOf('<body'))));

  const stranger = new Visitor(shop);
  await stranger.open(link);
  assert.equal((await stranger.answer(link, { word })).status, 200, 'it is not their challenge');
  for (const [wrong, left] of [
    ['no such word', /You have 2 tries left/],
    ['no such word', /You have 2 tries left/],
    ['nor that', /You have one try left/],
    ['nor this', /no tries left/],
  ]) {
    assert.match((await visitor.answer(link, { word: wrong })).text, left);
  }
  assert.equal((await visitor.answer(link, { word })).status, 200, 'the right one comes too late');
  await visitor.answer(link, { again: '1' });
  assert.equal((await shop.mails('strict')).length, 2);
  const passed = await visitor.answer(link, { word: await shop.mailed_word('strict') });
  assert.equal(passed.status, 303, passed.text);
  assert.equal((await visitor.open(link)).status, 303);
  const kinds = (await shop.timeline('strict')).map(({ kind }) => kind);
  assert.equal(kinds.filter((kind) => kind === 'verification').length, 1);
  assert.equal(kinds.filter((kind) => kind === 'confirmation').length, 1);

  assert.match((await new Visitor(shop).open(none)).text, /Please contact/);
  assert.equal((await shop.must('GET', '/api/v1/customers/unwritten/link')).state, 'no_email');
  assert.equal((await shop.must('GET', '/api/v1/customers/strict/link')).state, 'active');
  assert.deepEqual(await shop.steps('unwritten'), ['link_open fetched']);
  const { workspace_link } = await shop.must('GET', '/api/v1/gate');
  const any = workspace_link.slice(shop.server.origin.length);
  assert.match((await new Visitor(shop).open(any)).text, /personal link/);
  await shop.change_gate({ strict: false });
  const { customers } = (
    await shop.server.get('/api/v1/activity?search=&per_page=1', shop.read_key)
  ).json;
  const welcome = await new Visitor(shop).open(any);
  assert.match(welcome.text, /Start your order/);
  const after = (await shop.server.get('/api/v1/activity?search=&per_page=1', shop.read_key)).json;
  assert.equal(after.customers, customers, 'nobody is made of who comes by the workspace’s link');
});

test('without a portal ordering is not open', async () => {
  const link = await shop.add_customer('early');
  const { workspaces } = await shop.must('GET', '/api/v1/session');
  // A sample has a portal of its own; the other workspace has none.
  const own = workspaces.find(({ sample }) => !sample);
  await shop.change_gate({ portal_url: '' });
  const gone = await new Visitor(shop).confirm(link);
  assert.ok(gone.headers.location.startsWith('/sample-portal/?footfall='), gone.headers.location);
  await shop.change_gate({ portal_url: portal });
  await shop.server.send('PUT', '/api/v1/customers/soon', { name: 'Soon' });
  await shop.must('PUT', '/api/v1/session/workspace', { id: own.id });
  const soon = await shop.link('soon');
  const told = await new Visitor(shop).open(soon);
  assert.match(told.text, /Ordering is not open yet/);
  await shop.must('PUT', '/api/v1/session/workspace', { id: shop.workspace });
});

describe('whoever means harm', () => {
  // From addresses of their own, so that guessing does not hold other tests back.
  test('ten thousand guesses hit nothing, are throttled, and learn nothing', async () => {
    const seen = new Map();
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        for (let i = 0; i < 500; ++i) {
          const answer = await shop.server.request('GET', `/l/${guess()}`);
          const {
            date,
            'x-request-id': id,
            connection,
            'keep-alive': alive,
            ...rest
          } = answer.headers;
          seen.set(JSON.stringify([answer.status, rest, answer.text]), answer.status);
        }
      }),
    );
    assert.deepEqual([...seen.values()].sort(), [404, 429], [...seen.keys()].join('\n'));
  });

  // Each is a browser of its own, and none of them is kept out.
  test('one link records so many opens a minute', async () => {
    const link = await shop.add_customer('flooded');
    for (let i = 0; i < 45; ++i) {
      const visitor = new Visitor(shop, { 'user-agent': `Mozilla/5.0 (Windows NT 10.0) ${i}` });
      assert.equal((await visitor.open(link)).status, 200);
      assert.equal((await visitor.confirm(link)).status, 303);
    }
    const steps = (await shop.timeline('flooded')).map(({ kind }) => kind);
    const count = (wanted) => steps.filter((kind) => kind === wanted).length;
    // A minute may have ended meanwhile.
    for (const kind of ['link_open', 'confirmation']) {
      assert.ok(count(kind) >= 30 && count(kind) < 45, `${count(kind)} of ${kind}`);
    }
    const { rows } = (await shop.server.get('/api/v1/activity?search=flooded', shop.read_key)).json;
    assert.equal(rows[0].views, count('link_open'));
    // None is gone without trace.
    const { notices } = await shop.must('GET', '/api/v1/session');
    const [notice] = notices.filter(({ code }) => code === 'opens_above_limit');
    assert.equal(notice.entries, 2 * 45 - count('link_open') - count('confirmation'));
    const other = await shop.add_customer('beside');
    assert.equal((await new Visitor(shop).open(other)).status, 200);
    assert.equal((await shop.timeline('beside')).length, 1);
  });

  test('no request says where its visitor is sent', async () => {
    const link = await shop.add_customer('target');
    const evil = [
      '?url=https://evil.example',
      '?portal_url=//evil.example&next=/\\evil.example',
      '?footfall=forged&to=javascript:alert(1)',
      '?url=%0d%0aset-cookie:%20evil=1',
      '/../../evil.example',
      '/%2e%2e/evil',
      '//evil.example',
      '%0d%0aset-cookie:evil=1',
    ];
    for (const more of evil) {
      for (const [method, body] of [
        ['GET'],
        ['POST', 'start=1&url=https://evil.example&portal_url=//evil.example'],
      ]) {
        const answer = await new Visitor(shop, {
          'x-forwarded-host': 'evil.example',
          referer: 'https://evil.example/',
        }).send(method, link + more, body);
        const { location } = answer.headers;
        assert.ok(location === undefined || location.startsWith(`${portal}&footfall=`), location);
        assert.ok(!answer.text.includes('evil'), `${method} ${more}: ${answer.text}`);
        assert.ok(!(answer.headers['set-cookie'] ?? []).join().includes('evil'));
      }
    }
    // Another host in the request: links in the page are paths.
    const { port } = shop.server;
    const socket = net.connect(port, '127.0.0.1');
    socket.end(`GET ${link} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`);
    let text = '';
    socket.on('data', (piece) => (text += piece));
    await once(socket, 'close');
    assert.match(text, /^HTTP\/1\.1 200 /);
    assert.ok(!text.includes('evil.example'));
  });

  test('settings take no portal that is no web address', async () => {
    for (const portal_url of [
      'javascript:alert(1)',
      '//evil.example',
      '/\\evil.example',
      'data:text/html,x',
      'https://user:password@shop.example/',
      'https://shop.example/\r\nset-cookie: a=b',
      'https://shop.example/ x',
      'ftp://shop.example',
    ]) {
      const answer = await shop.as_member('PATCH', '/api/v1/gate', { portal_url });
      assert.equal(answer.status, 400, portal_url);
      assert.equal(answer.json.error.field, 'portal_url');
    }
    assert.equal((await shop.must('GET', '/api/v1/gate')).portal_url, portal);
  });

  test('an order leads to the portal, on its host, whatever its number says', async () => {
    const change = (order_url) => shop.as_member('PATCH', '/api/v1/gate', { order_url });
    for (const order_url of [
      'https://shop.example/orders',
      'javascript:alert({order})',
      'https://{order}.example/',
      '//evil.example/{order}',
      'https://shop.example@{order}/',
      'https://shop.example/{order}/{order}',
    ]) {
      const answer = await change(order_url);
      assert.equal(answer.status, 400, order_url);
      assert.equal(answer.json.error.field, 'order_url');
    }
    await shop.add_customer('orders');
    const orders = ['1042', '../x?a#b', '..', 'https://evil.example/'];
    const { server, write_key } = shop;
    const sent = await server.send(
      'POST',
      '/api/v1/events',
      orders.map((order_id, position) => ({
        id: `order-${position}`,
        kind: 'order_submit',
        customer: 'orders',
        properties: { order_id },
      })),
      write_key,
    );
    assert.equal(sent.json?.stored, orders.length, sent.text);
    const urls = async () => {
      const events = await shop.timeline('orders');
      return Object.fromEntries(events.map(({ order_id, order_url }) => [order_id, order_url]));
    };
    await until(async () => (await shop.timeline('orders')).length === orders.length);
    const none = Object.fromEntries(orders.map((id) => [id, null]));
    assert.deepEqual(await urls(), none);
    assert.equal((await change('https://Shop.example/#/orders/{order}')).status, 200);
    assert.deepEqual(await urls(), {
      1042: 'https://shop.example/#/orders/1042',
      '../x?a#b': 'https://shop.example/#/orders/..%2Fx%3Fa%23b',
      '..': null,
      'https://evil.example/': 'https://shop.example/#/orders/https%3A%2F%2Fevil.example%2F',
    });
    assert.equal((await change('')).status, 200);
    assert.deepEqual(await urls(), none);
  });

  test('names are text in the page', async () => {
    const name = '<script>alert(1)</script>"\'&<b>';
    const link = await shop.add_customer('hostile', { name });
    const { text } = await new Visitor(shop).open(link);
    assert.ok(!text.includes('<script>alert'), text);
    assert.ok(!text.includes('<b>'));
    assert.ok(text.includes('&lt;script&gt;alert(1)'));
  });

  test('cookies, forms and bodies of any bytes are read within bounds', async () => {
    const link = await shop.add_customer('bytes');
    for (const cookie of [
      'footfall_visit=',
      'footfall_visit=AAAA',
      `footfall_visit=${'A'.repeat(4000)}`,
      '=;;=',
    ]) {
      assert.equal((await new Visitor(shop, { cookie }).open(link)).status, 200);
    }
    const visitor = new Visitor(shop);
    for (const body of [
      '',
      '&&&',
      '%',
      'visit=%00%ff',
      `visit=${'A'.repeat(4000)}`,
      'picture=-1&word=',
    ]) {
      assert.equal((await visitor.send('POST', link, body)).status, 303);
    }
    assert.equal((await visitor.send('POST', link, 'x'.repeat(5000))).status, 413);
    assert.equal((await visitor.send('PUT', link, '')).status, 405);
  });
});
