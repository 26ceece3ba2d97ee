// Segment's own client for Node, unmodified, against a server that is killed again and again.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Analytics } from '@segment/analytics-node';

import { dice, must_run, Server, test_seed } from '../http/support.mjs';

const seed = test_seed();
const kills = 20;
const customers = 12;

// The column that each of the five portal kinds moves.
const columns = {
  'Order Link Opened': 'views',
  'Order Link Confirmed': 'confirmed',
  'Order Link Verified': 'verified',
  'Checkout Started': 'checkout',
  'Order Submitted': 'orders',
};
const names = Object.keys(columns);

let server;
before(async () => {
  console.log(`replay with: SEED=${seed} node --test tests/clients/segment.test.mjs`);
  server = await Server.start();
});
after(() => server?.end());

const client = () =>
  new Analytics({
    writeKey: server.write_key,
    host: server.origin,
    flushAt: 15,
    flushInterval: 50,
  });

// Sends a call and resolves when the client says that it was delivered.
function send(analytics, { type, ...call }) {
  return new Promise((resolve, reject) => {
    analytics[type](call, (error) => (error ? reject(error) : resolve()));
  });
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// How often each customer's columns were counted, from calls and from the page.
function counted(calls) {
  const numbers = {};
  for (const { type, userId, event } of calls) {
    numbers[userId] ??= { views: 0, confirmed: 0, verified: 0, checkout: 0, orders: 0 };
    if (type === 'track') ++numbers[userId][columns[event]];
  }
  return numbers;
}
async function shown() {
  const { rows } = await server.activity('?per_page=200');
  return Object.fromEntries(
    rows.map(({ id, views, confirmed, verified, checkout, orders }) => [
      id,
      { views, confirmed, verified, checkout, orders },
    ]),
  );
}

// A kill between the append and the reply must neither lose a call that the client takes for
// delivered nor count the retry of one that it does not.
test(`killed ${kills} times under load: nothing acknowledged is lost, nothing counts twice`, async () => {
  const { below, pick, chance } = dice(seed);
  const analytics = client();
  const sent = [];
  const acknowledged = [];
  const deliveries = [];
  const load = () => {
    for (let i = 0; i < 20; ++i) {
      const number = sent.length;
      const userId = `segment-${below(customers)}`;
      const common = {
        userId,
        messageId: `message-${number}`,
        timestamp: new Date(Date.now() - below(6 * 86_400_000)),
      };
      const call = chance(20)
        ? { type: 'identify', ...common, traits: { name: `Name ${userId}`, code: `C-${userId}` } }
        : {
            type: 'track',
            ...common,
            event: pick(names),
            properties: { order_id: `SO-${number}` },
          };
      sent.push(call);
      deliveries.push(send(analytics, call).then(() => acknowledged.push(call)));
    }
  };

  for (let kill = 0; kill < kills; ++kill) {
    const busy = setInterval(load, 10);
    await pause(30 + below(420));
    const delivered = [...acknowledged];
    await server.kill();
    clearInterval(busy);
    await server.serve();
    const numbers = await shown();
    for (const [id, least] of Object.entries(counted(delivered))) {
      for (const [column, count] of Object.entries(least)) {
        assert.ok(numbers[id]?.[column] >= count, `kill ${kill}: ${id} ${column} lost an event`);
      }
    }
  }

  await analytics.closeAndFlush({ timeout: 300_000 });
  await Promise.all(deliveries);
  assert.equal(acknowledged.length, sent.length);
  assert.ok(sent.length > 1_000, `only ${sent.length} calls were sent`);
  const numbers = await shown();
  assert.deepEqual(numbers, counted(sent), 'every call counts exactly once');

  const { rows } = await server.activity('?per_page=200');
  for (const { id, name, code } of rows) {
    if (sent.some((call) => call.type === 'identify' && call.userId === id)) {
      assert.deepEqual([name, code], [`Name ${id}`, `C-${id}`]);
    }
  }

  // The same messages again, by another client: delivered, and no number moves.
  const again = client();
  const resent = sent.map((call) => send(again, call));
  await again.closeAndFlush({ timeout: 300_000 });
  await Promise.all(resent);
  assert.deepEqual(await shown(), numbers);

  assert.equal(await server.stop(), 0, 'an orderly stop');
  const line = await must_run(['check', '--data', server.data]);
  assert.equal(line.trim().split('\n').length, 1);
  await server.serve();
  assert.deepEqual(await shown(), numbers);
});

test('page, screen, group and alias are taken; no number moves, and only pages are acts', async () => {
  const analytics = client();
  const earlier = await shown();
  const call = { userId: 'passive', timestamp: new Date() };
  await Promise.all([
    send(analytics, { type: 'group', ...call, groupId: 'bakers' }),
    send(analytics, { type: 'alias', ...call, previousId: 'visitor-7' }),
    send(analytics, { type: 'page', ...call, userId: 'reader', name: 'Home' }),
    send(analytics, { type: 'screen', ...call, userId: 'reader', name: 'Cart' }),
  ]);
  await analytics.closeAndFlush();
  const none = { views: 0, confirmed: 0, verified: 0, checkout: 0, orders: 0 };
  assert.deepEqual(await shown(), { ...earlier, passive: none, reader: none });
  const { rows } = await server.activity('?per_page=200');
  const recent = (id) => rows.find((row) => row.id === id).recent_activity;
  assert.equal(recent('passive'), null);
  assert.notEqual(recent('reader'), null);
  const { json } = await server.get('/api/v1/customers/reader/timeline?kinds=other');
  assert.deepEqual(json.events.map(({ name }) => name).sort(), ['Cart', 'Home']);
});

test('a wrong write key is reported to the client', async () => {
  const analytics = new Analytics({ writeKey: 'wrong', host: server.origin, maxRetries: 0 });
  const failed = assert.rejects(
    send(analytics, { type: 'track', userId: 'x', event: 'Signed In' }),
  );
  await analytics.closeAndFlush();
  await failed;
  assert.equal((await shown()).x, undefined);
});
