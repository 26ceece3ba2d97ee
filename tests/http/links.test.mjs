// Order links: made once, renewed, blocked, sent by mail; and what the gate's settings refuse.
import assert from 'node:assert/strict';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test } from 'node:test';

import { must_run, Server } from './support.mjs';

let server;
const cookies = {};
let sample;
let sample_cookie;
before(async () => {
  server = await Server.start();
  for (const role of ['owner', 'admin', 'sales_rep']) {
    await server.add_member(`${role}@example.com`, role);
    cookies[role] = await server.sign_in(`${role}@example.com`);
  }
  for (const [id, profile] of [
    ['c1', { name: 'Café Ñandú', email: 'orders@nandu.example' }],
    ['c2', { name: 'No mail' }],
    ['c3', { name: 'Gone', email: 'gone@example.com', status: 'inactive' }],
    ['c4', { name: 'Two', email: 'a@example.com,b@example.com' }],
    ['a/b', { name: 'Slash', email: 'slash@example.com' }],
  ]) {
    await server.send('PUT', `/api/v1/customers/${encodeURIComponent(id)}`, profile);
  }
  await must_run(['sample', '--data', server.data, '--seed', '7']);
  // A session of its own: the others stay with the first workspace.
  sample_cookie = await server.sign_in('owner@example.com');
  const session = await ask('GET', '/api/v1/session', undefined, sample_cookie);
  sample = session.json.workspaces.find((workspace) => workspace.sample);
  await ask('PUT', '/api/v1/session/workspace', { id: sample.id }, sample_cookie);
});
after(() => server?.end());

function ask(method, target, body, cookie = cookies.admin) {
  const headers = { cookie, ...(body !== undefined && { 'content-type': 'application/json' }) };
  const text = body === undefined ? undefined : JSON.stringify(body);
  return server.request(method, target, { headers, body: text });
}

async function answer_to(method, target, body, cookie) {
  const answer = await ask(method, target, body, cookie);
  assert.equal(answer.status, 200, answer.text);
  return answer.json;
}

async function refusal_of(method, target, body, cookie) {
  const { status, json, text } = await ask(method, target, body, cookie);
  assert.ok(json?.error, text);
  return [status, json.error.field, json.error.code];
}

test('a link is made when it is first asked for, and stays', async () => {
  const link = await answer_to('GET', '/api/v1/customers/c1/link');
  assert.match(link.url, new RegExp(`^${server.origin}/l/[0-9A-Za-z]{22}$`));
  const { made, url, ...rest } = link;
  assert.deepEqual(rest, {
    customer: 'c1',
    state: 'not_open', // there is no portal yet
    last_sent: null,
    first_open_after_sent: null,
  });
  for (const cookie of Object.values(cookies)) {
    assert.deepEqual(await answer_to('GET', '/api/v1/customers/c1/link', undefined, cookie), link);
  }
  await server.kill();
  await server.serve();
  assert.deepEqual(await answer_to('GET', '/api/v1/customers/c1/link'), link);
  assert.ok(Date.now() - Date.parse(made) < 600_000 && url);
});

test('nobody has a link who is no customer here', async () => {
  assert.deepEqual(await refusal_of('GET', '/api/v1/customers/nobody/link'), [
    404,
    'customer',
    'not_found',
  ]);
  // Of the other workspace.
  assert.equal((await ask('GET', '/api/v1/customers/c1/link', undefined, sample_cookie)).status, 404);
  const odd = await answer_to('GET', `/api/v1/customers/${encodeURIComponent('a/b')}/link`);
  assert.equal(odd.customer, 'a/b');
});

// Events make such customers freely.
test('a customer whose id ends in /link is not taken for another one’s link', async () => {
  const odd = `/api/v1/customers/${encodeURIComponent('c1/link')}`;
  const made = await server.send('PUT', odd, { name: 'Odd' });
  assert.equal(made.json?.stored, 1, made.text);
  assert.equal((await answer_to('GET', odd)).name, 'Odd');
  await answer_to('PATCH', odd, { name: 'Odder' });
  assert.equal((await answer_to('GET', odd)).name, 'Odder');
  assert.equal((await answer_to('GET', `${odd}/link`)).customer, 'c1/link');
  assert.equal((await ask('DELETE', odd)).status, 204);
  assert.equal((await answer_to('GET', '/api/v1/customers/c1/link')).customer, 'c1');
});

test('a link is renewed, revoked, blocked, and its state says so', async () => {
  await answer_to('PATCH', '/api/v1/gate', { portal_url: 'https://portal.example/' });
  const first = await answer_to('GET', '/api/v1/customers/c2/link');
  assert.equal(first.state, 'active');
  const second = await answer_to('POST', '/api/v1/customers/c2/link', {});
  assert.notEqual(first.url, second.url);
  const blocked = await answer_to('PATCH', '/api/v1/customers/c2/link', { blocked: true });
  assert.deepEqual([blocked.state, blocked.url], ['blocked', second.url]);
  const row = async (path) =>
    (await answer_to('GET', path)).rows.find(({ id }) => id === 'c2').blocked;
  assert.equal(await row('/api/v1/activity'), true);
  assert.equal(await row('/api/v1/customers'), true);
  const again = await answer_to('PATCH', '/api/v1/customers/c2/link', { blocked: false });
  assert.equal(again.state, 'active');
  assert.equal(await row('/api/v1/activity'), false);
  const revoked = await answer_to('DELETE', '/api/v1/customers/c2/link');
  assert.deepEqual([revoked.state, revoked.url], ['revoked', null]);
  assert.equal((await answer_to('GET', '/api/v1/customers/c2/link')).url, null);
  assert.equal((await answer_to('POST', '/api/v1/customers/c2/link', {})).state, 'active');
  assert.equal((await answer_to('GET', '/api/v1/customers/c3/link')).state, 'inactive');
  // Blocked is what an opener is told, whoever else is inactive.
  await answer_to('PATCH', '/api/v1/customers/c3/link', { blocked: true });
  assert.equal((await answer_to('GET', '/api/v1/customers/c3/link')).state, 'blocked');
  await answer_to('PATCH', '/api/v1/customers/c3/link', { blocked: false });
  await answer_to('PATCH', '/api/v1/gate', { portal_url: '' });
  assert.deepEqual(await refusal_of('PATCH', '/api/v1/customers/c2/link', { blocked: 'yes' }), [
    400,
    'blocked',
    'wrong_type',
  ]);
  assert.deepEqual(await refusal_of('PATCH', '/api/v1/customers/c2/link', {}), [
    400,
    'blocked',
    'missing_field',
  ]);
});

// A look must not make what nobody has seen, nor a send that is refused.
test('neither a preview nor a send without mail makes links', async () => {
  const count = () => {
    const database = new DatabaseSync(path.join(server.data, 'control.sqlite'), { timeout: 10_000 });
    try {
      return database.prepare('SELECT count(*) AS links FROM links').get().links;
    } finally {
      database.close();
    }
  };
  const new_ones = ['new1', 'new2'];
  for (const id of new_ones) {
    await server.send('PUT', `/api/v1/customers/${id}`, { email: `${id}@example.com`, name: 'New' });
  }
  const before_it = count();
  const wanted = { all: true, search: 'New' };
  const preview = await answer_to('POST', '/api/v1/links/send', { ...wanted, preview: true });
  assert.equal(preview.queued, 2);
  assert.equal(preview.example.to, 'new1@example.com');
  assert.equal((await ask('POST', '/api/v1/links/send', wanted)).status, 409);
  assert.equal((await ask('POST', '/api/v1/links/send', { customers: new_ones })).status, 409);
  assert.equal(count(), before_it);
  for (const id of new_ones) {
    const away = await ask('DELETE', `/api/v1/customers/${id}`);
    assert.equal(away.status, 204, away.text);
  }
});

test('without mail links are only previewed, with everybody who is skipped', async () => {
  const customers = ['c1', 'c2', 'c3', 'c4', 'nobody', 'c1'];
  assert.deepEqual(await refusal_of('POST', '/api/v1/links/send', { customers }), [
    409,
    null,
    'no_mail',
  ]);
  const { queued, skipped, example } = await answer_to('POST', '/api/v1/links/send', {
    customers,
    subject: 'For {customer}’s {link}',
    text: '{supplier}: {link} {customer} {other}',
    preview: true,
  });
  assert.equal(queued, 1);
  assert.deepEqual(
    skipped.map(({ customer, reason }) => [customer, reason]).sort(),
    [
      ['c2', 'no_email'],
      ['c3', 'inactive'],
      ['c4', 'no_email'],
      ['nobody', 'unknown_customer'],
    ],
  );
  assert.deepEqual(example, {
    to: 'orders@nandu.example',
    subject: `For Café Ñandú’s ${server.origin}/l/…`,
    text: `Workspace: ${server.origin}/l/… Café Ñandú {other}`,
  });
  const all = await answer_to('POST', '/api/v1/links/send', { all: true, preview: true });
  assert.equal(all.queued + all.skipped.length, 5);
  assert.equal(all.skipped_total, all.skipped.length);
  const some = { all: true, search: 'cafe', status: 'active', preview: true };
  assert.equal((await answer_to('POST', '/api/v1/links/send', some)).queued, 1);
  for (const [body, ...expected] of [
    [{}, 'customers', 'missing_field'],
    [{ customers: [] }, 'customers', 'missing_field'],
    [{ customers: ['c1'], all: true }, 'customers', 'missing_field'],
    [{ customers: ['c1'], search: 'x' }, 'search', 'unknown_field'],
    [{ customers: Array(5001).fill('c1') }, 'customers', 'too_many'],
    [{ customers: [1] }, 'customers', 'wrong_type'],
    [{ all: true, status: 'dormant' }, 'status', 'unknown_status'],
    [{ all: true, text: 'no place' }, 'text', 'missing_link'],
    [{ all: true, subject: 'a\r\nBcc: b@example.com' }, 'subject', 'invalid_text'],
    [{ all: true, subject: '' }, 'subject', 'invalid_text'],
    [{ all: true, text: '{link}\u0000' }, 'text', 'invalid_text'],
    [{ all: true, to: 'b@example.com' }, 'to', 'unknown_field'],
  ]) {
    assert.deepEqual(
      await refusal_of('POST', '/api/v1/links/send', body),
      [400, ...expected],
      JSON.stringify(body).slice(0, 80),
    );
  }
});

test('a sample’s mails are in its outbox, and its links know when they were sent', async () => {
  const list = await answer_to('GET', '/api/v1/customers?per_page=5', undefined, sample_cookie);
  const customer = list.rows.find(({ email, status }) => email && status === 'active');
  const path = `/api/v1/customers/${encodeURIComponent(customer.id)}/link`;
  const before_it = await answer_to('GET', path, undefined, sample_cookie);
  assert.equal(before_it.last_sent, null);
  const sent = await answer_to(
    'POST',
    '/api/v1/links/send',
    { customers: [customer.id] },
    sample_cookie,
  );
  assert.deepEqual([sent.queued, sent.skipped], [1, []]);
  const { mails } = await answer_to('GET', '/api/v1/outbox', undefined, sample_cookie);
  assert.equal(mails.length, 1);
  assert.equal(mails[0].to, customer.email);
  assert.ok(mails[0].text.includes(before_it.url), mails[0].text);
  assert.ok(mails[0].text.includes(customer.name), mails[0].text);
  const after_it = await answer_to('GET', path, undefined, sample_cookie);
  assert.equal(after_it.last_sent, mails[0].time);
  assert.equal(after_it.first_open_after_sent, null);
  assert.deepEqual([mails[0].state, mails[0].trouble], ['kept', null]);
});

test('what is sent again under its key is sent once', async () => {
  const list = await answer_to('GET', '/api/v1/customers?per_page=9', undefined, sample_cookie);
  const customers = [...list.rows.slice(1, 4).map(({ id }) => id), 'nobody'];
  const mails = async () =>
    (await answer_to('GET', '/api/v1/outbox', undefined, sample_cookie)).mails.length;
  const before_it = await mails();
  const send = (key, body) =>
    server.request('POST', '/api/v1/links/send', {
      headers: {
        cookie: sample_cookie,
        'content-type': 'application/json',
        'idempotency-key': key,
      },
      body: JSON.stringify(body),
    });
  assert.equal((await send('k', { customers, preview: true })).status, 200);
  // At the same time, as an impatient proxy does, and later.
  const answers = await Promise.all([1, 2, 3, 4].map(() => send('k', { customers })));
  answers.push(await send('k', { customers }));
  const [{ json: first }] = answers;
  for (const { status, json, text } of answers) {
    assert.equal(status, 200, text);
    assert.deepEqual([json.queued, json.skipped_total], [first.queued, first.skipped_total]);
  }
  assert.ok(first.queued > 0);
  assert.equal(await mails(), before_it + first.queued);
  assert.equal(answers.filter(({ json }) => json.skipped.length > 0).length, 1);
  const other = await send('k', { customers: customers.slice(1) });
  assert.deepEqual(
    [other.status, other.json.error.field, other.json.error.code],
    [409, 'Idempotency-Key', 'key_reused'],
  );
  assert.equal((await send('x'.repeat(201), { customers })).status, 400);
  assert.equal((await send('another', { customers })).status, 200);
  assert.equal(await mails(), before_it + 2 * first.queued);
});

test('the first counted open since it was sent is told', async () => {
  const key = await server.create_key('write', ['--workspace', sample.name]);
  const list = await answer_to('GET', '/api/v1/customers?per_page=5', undefined, sample_cookie);
  const customer = list.rows.find(({ email, status }) => email && status === 'active').id;
  const events = [0, 1].map((n) => ({
    ...{ id: `open ${n}`, kind: 'link_open', customer },
    time: new Date(Date.now() + 1_000 + n * 2_000).toISOString(),
  }));
  const stored = await server.send('POST', '/api/v1/events', events, key);
  assert.equal(stored.json.stored, 2, stored.text);
  const path = `/api/v1/customers/${encodeURIComponent(customer)}/link`;
  const link = await answer_to('GET', path, undefined, sample_cookie);
  assert.equal(link.first_open_after_sent, events[0].time);
  // What customers do is for admins.
  const rep = await server.sign_in('sales_rep@example.com');
  await ask('PUT', '/api/v1/session/workspace', { id: sample.id }, rep);
  assert.deepEqual(await answer_to('GET', path, undefined, rep), {
    ...link,
    first_open_after_sent: null,
  });
});

test('the gate’s settings are read, changed, and refuse what is none', async () => {
  const fresh = await answer_to('GET', '/api/v1/gate');
  assert.match(fresh.public_key, /^fk_p_/);
  assert.match(fresh.workspace_link, /\/l\/[0-9A-Za-z]{22}$/);
  assert.deepEqual(
    [fresh.portal_url, fresh.strict, fresh.repeat_window, fresh.mail_from, fresh.logo_url],
    ['', false, 30, null, null],
  );
  const changed = await answer_to('PATCH', '/api/v1/gate', {
    portal_url: 'https://Shop.example/order?a=1',
    repeat_window: 0,
    origins: ['https://shop.example/'],
    brand_color: '#00AA55',
    support: 'Call 030 1234',
  });
  assert.deepEqual(await answer_to('GET', '/api/v1/gate'), changed);
  assert.deepEqual(
    [changed.portal_url, changed.repeat_window, changed.origins, changed.brand_color],
    ['https://shop.example/order?a=1', 0, ['https://shop.example'], '#00aa55'],
  );
  for (const [field, value, code] of [
    ['portal_url', 'javascript:alert(1)', 'invalid_url'],
    ['portal_url', '//evil.example', 'invalid_url'],
    ['portal_url', 'https://a.example/\r\nSet-Cookie: x=y', 'invalid_url'],
    ['portal_url', 'https://me:secret@a.example/', 'invalid_url'],
    ['portal_url', `https://a.example/${'x'.repeat(2000)}`, 'invalid_url'],
    ['portal_url', null, 'wrong_type'],
    ['strict', 'yes', 'wrong_type'],
    ['strict', true, 'no_mail'],
    ['repeat_window', 3601, 'invalid_number'],
    ['repeat_window', -1, 'invalid_number'],
    ['brand_color', 'green', 'invalid_color'],
    ['brand_name', 'a\nb', 'invalid_text'],
    ['support', 'x'.repeat(301), 'invalid_text'],
    ['origins', ['*'], 'invalid_origin'],
    ['origins', 'https://a.example', 'wrong_type'],
    ['mail_text', 'none', 'missing_link'],
    ['mail_subject', '', 'invalid_text'],
    ['colour', '#000000', 'unknown_field'],
  ]) {
    assert.deepEqual(
      await refusal_of('PATCH', '/api/v1/gate', { [field]: value }),
      [400, field, code],
      `${field} ${value}`,
    );
  }
  assert.deepEqual(await answer_to('GET', '/api/v1/gate'), changed);
});

test('a logo is a picture and nothing else', async () => {
  const put = (bytes) =>
    server.request('PUT', '/api/v1/gate/logo', {
      headers: { cookie: cookies.admin, 'content-type': 'application/octet-stream' },
      body: bytes,
    });
  const png = Buffer.from('89504e470d0a1a0a0000000d', 'hex');
  const there = await put(png);
  assert.equal(there.status, 200, there.text);
  assert.match(there.json.logo_url, /\/logo\?\d+$/);
  for (const bytes of ['<svg xmlns="http://www.w3.org/2000/svg"/>', 'GIF', '']) {
    const refused = await put(bytes);
    assert.deepEqual([refused.status, refused.json.error.code], [400, 'invalid_image'], bytes);
  }
  assert.equal((await put(Buffer.concat([png, Buffer.alloc(64 * 1024)]))).status, 413);
  assert.equal((await answer_to('GET', '/api/v1/gate')).logo_url, there.json.logo_url);
  assert.equal((await answer_to('DELETE', '/api/v1/gate/logo')).logo_url, null);
});

test('secret, key and workspace link are renewed, and looking at the secret is audited', async () => {
  const { secret } = await answer_to('GET', '/api/v1/gate/secret');
  assert.match(secret, /^[0-9a-f]{64}$/);
  assert.equal((await answer_to('GET', '/api/v1/gate/secret')).secret, secret);
  assert.notEqual((await answer_to('POST', '/api/v1/gate/secret', {})).secret, secret);
  const gate = await answer_to('GET', '/api/v1/gate');
  assert.notEqual((await answer_to('POST', '/api/v1/gate/key', {})).public_key, gate.public_key);
  const linked = await answer_to('POST', '/api/v1/gate/link', {});
  assert.notEqual(linked.workspace_link, gate.workspace_link);
  // The key that was renewed is one no more.
  const old = await server.send('POST', '/api/v1/events', [], gate.public_key);
  assert.equal(old.status, 401);
});
