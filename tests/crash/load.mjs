// Clients that send batches with known ids, and the ledger of what they sent and were told.
import { setTimeout as sleep } from 'node:timers/promises';

import { dice } from '../http/support.mjs';

const day_ms = 86_400_000;
const customers = 260;

// Of either family the name of a kind.
const kinds = [
  ['link_open', 'Order Link Opened'],
  ['confirmation', 'Order Link Confirmed'],
  ['verification', 'Order Link Verified'],
  ['checkout_start', 'Checkout Started'],
  ['order_submit', 'Order Submitted'],
  ['login', 'Signed In'],
  ['email_delivered', 'Email Delivered'],
];

// What was sent and acknowledged. A batch is sent any number of times, always the same.
export class Ledger {
  batches = [];
  events = new Map(); // by id
  acknowledged = 0;
  raced = 0; // acknowledgements read after the cut
  refused = []; // answers that told to come back
  wrong = []; // what no answer may say
  too_old = 0; // events rejected so, where `may_be_too_old`
  may_be_too_old = false;
  cut = false; // from here on acknowledgements do not count

  #next = 0;

  constructor(seed) {
    this.dice = dice(seed);
  }

  // `padding`: bytes that each event weighs more; `untimed`: how many of 100 events have no time
  // of their own; `now`: the clients' clock.
  new_batch({ events_max = 60, padding = 0, untimed = 5, now = Date.now } = {}) {
    const { below, pick, chance } = this.dice;
    const batch = { segment: chance(40), events: [], repeats: [], acknowledged: false };
    for (let i = 1 + below(events_max); i > 0; --i) {
      const [kind, name] = pick(kinds);
      const age = below(chance(90) ? 25 * day_ms : 300 * day_ms);
      const event = {
        id: `e${this.#next++}`,
        kind,
        name,
        customer: `c${below(customers)}`,
        time: chance(untimed) ? null : now() - age,
        batch,
      };
      batch.events.push(event);
      this.events.set(event.id, event);
    }
    // Some are sent twice in one request, some along with events of another one.
    if (chance(20)) batch.repeats.push(pick(batch.events));
    const other = this.batches.length > 0 ? pick(this.batches) : batch;
    if (chance(30) && other.acknowledged && other.segment === batch.segment) {
      batch.repeats.push(pick(other.events));
    }
    batch.padding = 'x'.repeat(padding);
    this.batches.push(batch);
    return batch;
  }

  // One that was sent before, or a new one.
  some_batch(options) {
    const { pick, chance } = this.dice;
    return this.batches.length > 0 && chance(20) ? pick(this.batches) : this.new_batch(options);
  }

  note(batch, answer) {
    if (answer.status === 429 || answer.status === 503) {
      const wait = Number(answer.headers['retry-after']);
      if (!(wait >= 1 && wait <= 300)) this.wrong.push(`${answer.status} without Retry-After`);
      if (batch.segment !== (answer.status === 429))
        this.wrong.push(`${answer.status} of a family`);
      this.refused.push({ batch, wait });
      return;
    }
    const all = [...batch.events, ...batch.repeats];
    const results = answer.json?.results?.map(({ result }) => result) ?? [];
    const rejected = answer.json?.rejected ?? [];
    const fine = rejected.every(({ reason }) => this.may_be_too_old && reason === 'too_old');
    if (answer.status !== 200 || results.length !== all.length || !fine) {
      this.wrong.push(`${answer.status} ${answer.text.slice(0, 300)}`);
      return;
    }
    this.too_old += rejected.length;
    if (this.cut) {
      ++this.raced;
      return;
    }
    for (const [i, result] of results.entries()) {
      if (result !== 'rejected') this.#acknowledge(all[i], result);
    }
    batch.acknowledged = batch.events.every(({ acknowledged }) => acknowledged);
  }

  #acknowledge(event, result) {
    if (result === 'stored') {
      event.times_stored = (event.times_stored ?? 0) + 1;
    }
    if (!event.acknowledged) ++this.acknowledged;
    event.acknowledged = true;
  }
}

function body_of({ segment, events, repeats, padding }) {
  const properties = padding ? { padding } : {};
  const sent = [...events, ...repeats].map(({ id, kind, name, customer, time }) => {
    const own = time === null ? {} : { time: new Date(time).toISOString() };
    if (!segment) return { id, kind, customer, ...own, properties };
    const timestamp = own.time;
    return { type: 'track', messageId: id, event: name, userId: customer, timestamp, properties };
  });
  return segment ? { batch: sent } : sent;
}

// Sends the batch once and notes the answer; false if none came.
export async function send(server, ledger, batch) {
  let answer;
  try {
    const target = batch.segment ? '/v1/batch' : '/api/v1/events';
    answer = await server.send('POST', target, body_of(batch));
  } catch {
    return false;
  }
  ledger.note(batch, answer);
  return answer;
}

// Clients that send until they are stopped, or the server gives no answers any more.
export class Load {
  #stopping = false;
  #clients;

  constructor(server, ledger, { clients = 6, ...options } = {}) {
    this.#clients = Array.from({ length: clients }, () => this.#run(server, ledger, options));
  }

  async #run(server, ledger, options) {
    while (!this.#stopping) {
      const batch = ledger.some_batch(options);
      const copies = ledger.dice.chance(10) ? 2 : 1; // the same at once
      const sent = Array.from({ length: copies }, () => send(server, ledger, batch));
      const answers = await Promise.all(sent);
      if (answers.includes(false)) return;
      if (answers.some(({ status }) => status !== 200)) await sleep(20);
    }
  }

  // Ends when every client has read its last answer.
  async stop() {
    this.#stopping = true;
    await Promise.all(this.#clients);
  }

  ended() {
    return Promise.all(this.#clients);
  }
}
