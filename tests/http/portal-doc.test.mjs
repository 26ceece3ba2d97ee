// The lines of docs/portal.md that portals copy: they must take the gate's tokens and no others.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { claims_of, portal_of, sign, unsigned } from './portal_token.mjs';
import { new_folder, Server } from './support.mjs';
import { Shop, Visitor } from './visitor.mjs';

let server;
let portal;
let customer_of;
const folder = new_folder();
before(async () => {
  const text = fs.readFileSync(new URL('../../docs/portal.md', import.meta.url), 'utf8');
  const [, code] = text.match(/```js\n(\/\/ verify\.mjs\n[^]*?)```/);
  const file = path.join(folder, 'verify.mjs');
  fs.writeFileSync(file, code);
  ({ customerOf: customer_of } = await import(pathToFileURL(file)));
  server = await Server.start();
  await server.add_member('owner@example.com', 'owner');
  portal = await portal_of(server, await server.sign_in('owner@example.com'));
});
after(async () => {
  await server?.end();
  fs.rmSync(folder, { recursive: true, force: true });
});

const check = (token, now) => customer_of(token, portal.secret, portal.workspace, now);

test('a token names its customer', () => {
  assert.equal(check(portal.token('C-1042')), 'C-1042');
  assert.equal(check(portal.token('Zoë & Söhne')), 'Zoë & Söhne');
  assert.equal(check(portal.token(undefined)), null);
});

// The gate makes it, the portal's server reads it, the portal's page orders with it.
test('a customer who comes through the gate is known, and orders', async () => {
  const shop = await Shop.start();
  try {
    const link = await shop.add_customer('C-1042');
    const { headers } = await new Visitor(shop).confirm(link);
    const token = new URL(headers.location).searchParams.get('footfall');
    const { secret } = await shop.must('GET', '/api/v1/gate/secret');
    assert.equal(customer_of(token, secret, shop.workspace), 'C-1042');
    assert.equal(check(token), null); // another workspace's

    const { public_key } = await shop.must('GET', '/api/v1/gate');
    await shop.must('PATCH', '/api/v1/customers/C-1042/link', { blocked: true });
    const answer = await shop.server.request('POST', `/api/v1/events?key=${public_key}`, {
      headers: { origin: shop.server.origin },
      body: JSON.stringify([{ id: 'o-1', kind: 'order_submit', customer: token }]),
    });
    // Blocked since: an order that was taken is an order.
    assert.equal(answer.json.stored, 1, answer.text);
    const [order] = await shop.timeline('C-1042');
    assert.equal(order.kind, 'order_submit');
  } finally {
    await shop.end();
  }
});

test('no other token does', () => {
  const now = Math.floor(Date.now() / 1000);
  const good = portal.token('C-1042');
  for (const token of [
    undefined,
    '',
    'C-1042',
    '..',
    good.slice(0, -2),
    `${good}.`,
    good.split('.').slice(0, 2).join('.'),
    unsigned(claims_of(portal.workspace, 'C-1042')),
    sign(claims_of(portal.workspace, 'C-1042'), 'a'.repeat(64)),
    sign(claims_of('0'.repeat(32), 'C-1042'), portal.secret),
    portal.token('C-1042', { iss: 'somebody' }),
    portal.token('C-1042', { exp: now - 1 }),
    portal.token('C-1042', { iat: now - 301 }),
    `${good.split('.')[0]}.${portal.token('C-1').split('.')[1]}.${good.split('.')[2]}`,
  ]) {
    assert.equal(check(token), null, String(token));
  }
  assert.equal(check(good, now + 8 * 3600 + 1), null);
});
