// Sending again changes no number, over the wire: duplicates in any order, over restarts and a
// death, with the old key and its successor. What runs in one process, with far more events, is
// tests/differential/idempotency_test.cpp.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { bearer, dice, Server, test_seed } from './support.mjs';

const seed = test_seed();
const events_sent = Number(process.env.EVENTS ?? 6_000);
const kinds = ['link_open', 'confirmation', 'verification', 'checkout_start', 'order_submit'];

let clean;
let server;
before(async () => {
  [clean, server] = await Promise.all([Server.start(), Server.start()]);
});
after(() => Promise.all([clean?.end(), server?.end()]));

function shuffle(list, { below }) {
  for (let i = list.length - 1; i > 0; i -= 1) {
    const other = below(i + 1);
    [list[i], list[other]] = [list[other], list[i]];
  }
}

// Of the twenty days before yesterday, so that no day ends between two answers that matter.
function make_event(number, { below, pick, chance }) {
  const at = Date.now() - 2 * 86_400_000 - below(20 * 86_400) * 1_000;
  const kind = pick(kinds);
  return {
    id: `event-${number}`,
    kind,
    customer: `c${below(150)}`,
    time: new Date(at).toISOString(),
    ...(chance(30) && { site: `site-${below(4)}` }),
    ...(kind === 'order_submit' && { properties: { order_id: `order-${number}` } }),
  };
}

const receipts = { stored: 0, duplicates: 0, rejected: 0, refusals: 0 };

// Sends bodies side by side, each until it is taken, as a client does.
async function send_all(to, events, key_of, counted) {
  const bodies = [];
  for (let at = 0; at < events.length; at += 100) bodies.push(events.slice(at, at + 100));
  const workers = Array.from({ length: 4 }, async () => {
    for (let body = bodies.pop(); body; body = bodies.pop()) {
      let answer;
      do {
        answer = await to.request('POST', '/api/v1/events', {
          headers: { ...bearer(key_of()), 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
        if (answer.status === 503) counted.refusals += 1;
      } while (answer.status === 503);
      assert.equal(answer.status, 200, answer.text);
      counted.stored += answer.json.stored;
      counted.duplicates += answer.json.duplicates;
      counted.rejected += answer.json.rejected.length;
    }
  });
  await Promise.all(workers);
}

// Everything of the Activity page, and the export's bytes.
async function numbers_of(of, query) {
  const rows = [];
  let page;
  do {
    page = await of.activity(`${query}&sort=name&per_page=100&page=${(page?.page ?? 0) + 1}`);
    rows.push(...page.rows);
  } while (rows.length < page.total);
  const { status, text } = await of.get(`/api/v1/activity.csv${query}&sort=name&scope=all`);
  assert.equal(status, 200);
  return { summary: page.summary, total: page.total, rows, text };
}

test('duplicates, disorder, restarts and a new key change no number', async () => {
  const random = dice(seed);
  const events = Array.from({ length: events_sent }, (_, number) => make_event(number, random));
  const once = { stored: 0, duplicates: 0, rejected: 0, refusals: 0 };
  await send_all(clean, events, () => clean.write_key, once);
  assert.equal(once.stored, events_sent);

  const again = [...events];
  while (again.length < events_sent * 1.3) again.push(random.pick(events));
  shuffle(again, random);
  const restarts = 3;
  const keys = [server.write_key];
  for (let part = 0; part <= restarts; part += 1) {
    const from = Math.floor((again.length * part) / (restarts + 1));
    const to = Math.floor((again.length * (part + 1)) / (restarts + 1));
    await send_all(server, again.slice(from, to), () => random.pick(keys), receipts);
    if (part === restarts) break;
    if (part === 0) await server.kill();
    else assert.equal(await server.stop(), 0);
    await server.serve();
    // While it serves: both keys are in use for a while, then the new one alone.
    if (part === 0) keys.push(await server.create_key('write'));
    if (part === 1) keys.shift();
  }

  assert.equal(receipts.stored, events_sent);
  assert.equal(receipts.duplicates, again.length - events_sent);
  assert.equal(receipts.rejected, 0);
  for (const preset of ['last_30_days', 'last_7_days', 'today']) {
    const wanted = await numbers_of(clean, `?preset=${preset}`);
    assert.deepEqual(await numbers_of(server, `?preset=${preset}`), wanted, preset);
    if (preset === 'last_30_days') assert.ok(wanted.summary.total_views > 0);
  }
  console.log(
    `idempotency over the wire: seed ${seed}, acknowledged ${receipts.stored + receipts.duplicates},` +
      ` lost ${events_sent - receipts.stored},` +
      ` duplicated ${again.length - events_sent - receipts.duplicates}, restarts ${restarts},` +
      ` keys 2`,
  );
});
