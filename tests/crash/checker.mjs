// The set checker: acknowledged ⊆ stored ⊆ attempted, each once, each batch whole or not at all,
// and every number of the dashboard equal to a recount of what is stored.
import assert from 'node:assert/strict';

import { parse } from 'csv-parse/sync';

import { must_run } from '../http/support.mjs';
import { Journal } from './journal.mjs';

const day_us = 86_400_000_000;
const day_of = (us) => Math.floor(us / day_us);
const measures = { link_open: 'views', confirmation: 'confirmed', verification: 'verified' };
Object.assign(measures, { checkout_start: 'checkout', order_submit: 'orders' });
const us_of = (time) => (time === null ? null : Date.parse(time) * 1_000);
const csv_time = (time) => (time === null ? '' : time.replace('T', ' ').slice(0, 19));

export class Checker {
  stored = new Map(); // by id
  lost = 0;
  duplicated = 0;
  phantom = 0;
  partial = 0;

  #server;
  #ledger;
  #journal;
  #batches = new Map(); // how many events of each are stored
  #doubled = new Set(); // ids that are stored more than once

  constructor(server, ledger) {
    this.#server = server;
    this.#ledger = ledger;
    this.#journal = new Journal(server.data);
  }

  // Compares the server, which runs and gets no events, with the ledger. `whole`: reads the whole
  // journal anew and every row, also of the CSV, and lets the program recount itself.
  async check({ whole = true } = {}) {
    this.compare_sets({ whole });
    await this.compare_numbers({ whole });
    if (whole) await this.recount();
  }

  // That the numbers are those of what was acknowledged, where nothing else can be in them: the
  // server has had no restart since. Events without a time of their own are not for this.
  async expect_acknowledged({ whole = true } = {}) {
    for (const { id, kind, customer, time, acknowledged } of this.#ledger.events.values()) {
      if (!acknowledged) continue;
      this.stored.set(id, { kind, customer, occurred_us: time * 1_000, counts: true });
    }
    await this.compare_numbers({ whole });
  }

  compare_sets({ whole = true } = {}) {
    if (whole) {
      this.#journal.rewind();
      this.stored.clear();
      this.#batches.clear();
      this.#doubled.clear();
    }
    for (const event of this.#journal.read()) this.#take(event);
    for (const [batch, { count, groups }] of this.#batches) {
      if (count !== batch.events.length || groups.size !== 1) ++this.partial;
    }
    for (const { id, acknowledged, times_stored } of this.#ledger.events.values()) {
      // Called stored twice and kept once: what was acknowledged first was lost.
      const is_anew = times_stored > 1 && !this.#doubled.has(id);
      if (acknowledged && (is_anew || !this.stored.has(id))) ++this.lost;
    }
    assert.deepEqual(this.faults(), { lost: 0, duplicated: 0, phantom: 0, partial: 0 });
    assert.deepEqual(this.#ledger.wrong, []);
  }

  #take(event) {
    const sent = this.#ledger.events.get(event.id);
    if (this.stored.has(event.id)) {
      ++this.duplicated;
      this.#doubled.add(event.id);
    } else if (
      sent === undefined ||
      sent.kind !== event.kind ||
      sent.customer !== event.customer ||
      (sent.time !== null && this.#moved(sent, event))
    ) {
      ++this.phantom;
    } else {
      const tally = this.#batches.get(sent.batch) ?? { count: 0, groups: new Set() };
      this.#batches.set(sent.batch, tally);
      ++tally.count;
      tally.groups.add(event.group);
    }
    this.stored.set(event.id, event);
  }

  // An event from a clock ahead of the server's is kept at its receipt.
  #moved(sent, event) {
    const us = sent.time * 1_000;
    return event.occurred_us !== us && us < event.occurred_us + 600_000_000;
  }

  faults() {
    const { lost, duplicated, phantom, partial } = this;
    return { lost, duplicated, phantom, partial };
  }

  // What the Activity page must say of these days and this moment, by customer.
  #tally({ period, as_of }) {
    const from = day_of(us_of(period.from));
    const to = day_of(us_of(period.to));
    const today = day_of(us_of(as_of));
    const rows = new Map();
    for (const { customer, kind, counts, occurred_us } of this.stored.values()) {
      let row = rows.get(customer);
      if (row === undefined) {
        row = { views: 0, trend: [0, 0, 0, 0, 0, 0, 0], confirmed: 0, verified: 0, checkout: 0 };
        Object.assign(row, { orders: 0, last_click: null, recent_activity: null });
        rows.set(customer, row);
      }
      if (!counts) continue;
      const day = day_of(occurred_us);
      const measure = measures[kind];
      if (measure && day >= from && day <= to) ++row[measure];
      if (kind === 'link_open') {
        if (day > today - 7 && day <= today) ++row.trend[day - today + 6];
        row.last_click = Math.max(row.last_click ?? -Infinity, occurred_us);
      }
      if (kind !== 'email_delivered') {
        row.recent_activity = Math.max(row.recent_activity ?? -Infinity, occurred_us);
      }
    }
    return rows;
  }

  #summary(rows) {
    const sum = (key) => rows.values().reduce((total, row) => total + row[key], 0);
    return {
      customers_with_clicks: rows.values().reduce((n, { views }) => n + (views > 0 ? 1 : 0), 0),
      total_views: sum('views'),
      verified: sum('verified'),
      checkout_started: sum('checkout'),
      orders_submitted: sum('orders'),
      automated_views: 0, // clients give no verdicts
    };
  }

  // One page's counters, which nothing moves meanwhile.
  assert_page(page) {
    const expected = this.#tally(page);
    assert.deepEqual(page.summary, this.#summary(expected));
    assert.equal(page.customers, expected.size);
    for (const row of page.rows) this.#assert_row(row, expected.get(row.id));
    return expected;
  }

  #assert_row(row, expected) {
    const { views, trend, confirmed, verified, checkout, orders } = row;
    const { last_click, recent_activity, ...counts } = expected;
    assert.deepEqual({ views, trend, confirmed, verified, checkout, orders }, counts, row.id);
    // A text of a time has microseconds, Date.parse milliseconds.
    const floor = (us) => (us === null ? null : Math.floor(us / 1_000) * 1_000);
    assert.equal(us_of(row.last_click), floor(last_click), row.id);
    assert.equal(us_of(row.recent_activity), floor(recent_activity), row.id);
  }

  async compare_numbers({ whole = true } = {}) {
    const query = '?per_page=200&sort=id';
    const first = await this.#server.activity(query);
    const expected = this.assert_page(first);
    if (!whole) return;
    const rows = [...first.rows];
    for (let page = 2; page <= first.pages; ++page) {
      rows.push(...(await this.#server.activity(`${query}&page=${page}`)).rows);
    }
    assert.equal(rows.length, expected.size);
    assert.equal(new Set(rows.map(({ id }) => id)).size, expected.size);
    for (const row of rows) this.#assert_row(row, expected.get(row.id));
    const answer = await this.#server.get('/api/v1/activity.csv?sort=id');
    assert.equal(answer.status, 200, answer.text);
    this.assert_csv(answer, rows);
  }

  // The file's lines say what the rows say.
  assert_csv(answer, rows) {
    const lines = parse(answer.bytes, { bom: true, columns: true, record_delimiter: '\r\n' });
    assert.equal(lines.length, rows.length);
    for (const [i, line] of lines.entries()) {
      const row = rows[i];
      const trend = ['-6d', '-5d', '-4d', '-3d', '-2d', '-1d', 'today'].map(
        (day) => line[`Trend ${day}`],
      );
      assert.equal(line.Customer, row.name);
      assert.deepEqual(
        [line.Views, ...trend, line.Confirmed, line.Verified, line.Checkout, line.Orders].map(
          Number,
        ),
        [row.views, ...row.trend, row.confirmed, row.verified, row.checkout, row.orders],
      );
      assert.equal(line['Last click'], csv_time(row.last_click));
      assert.equal(line['Recent activity'], csv_time(row.recent_activity));
    }
  }

  // The program's own recount, which also holds the event table against the journal.
  async recount() {
    const text = await must_run(['check', '--data', this.#server.data]);
    assert.match(text, /^All agree: /);
    assert.equal(Number(/ (\d+) events/.exec(text)[1]), this.stored.size, text);
  }
}
