// The Activity page over the wire: parameters, pages, and that every number agrees with the others.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { parse } from 'csv-parse/sync';

import { dice, Server, test_seed } from './support.mjs';

const seed = test_seed();
const day_ms = 86_400_000;
const kinds = [
  'link_open',
  'confirmation',
  'verification',
  'checkout_start',
  'order_submit',
  'login',
  'email_delivered',
];
const names = [
  'Café Noir',
  'cafe blanc',
  'Müller, Söhne & Co',
  '=SUM(A1)',
  '-minus',
  'Ωmega',
  '小王茶馆',
  'a "quoted" name',
  '100%',
  'under_score',
  "'apostrophe",
  "'=guarded",
  ' =lead',
  'line\nbreak',
  'line\n=break',
  'ИВАНОВ',
  '@home',
  '+plus',
  '\ttab',
  'Straße',
];

let server;
before(async () => {
  console.log(`replay with: SEED=${seed} node --test tests/http/reading.test.mjs`);
  server = await Server.start();
  const { below, pick, chance } = dice(seed);
  for (let i = 0; i < 60; ++i) {
    const profile = { name: names[i] ?? `${pick(names)} ${i}` };
    if (chance(70)) profile.code = `C-${below(50)}`;
    if (chance(70)) profile.email = `mail${i}@x${below(5)}.example`;
    if (chance(25)) profile.status = 'inactive';
    const answer = await server.send('PUT', `/api/v1/customers/c${i}`, profile);
    assert.equal(answer.json?.stored, 1, answer.text);
  }
  const events = Array.from({ length: 3_000 }, (_, i) => ({
    id: `e${i}`,
    kind: pick(kinds),
    customer: `c${below(chance(50) ? 50 : 12)}`,
    time: new Date(Date.now() - below(100 * day_ms)).toISOString(),
  }));
  const answer = await server.events(events);
  assert.equal(answer.json?.stored, events.length, answer.text.slice(0, 300));
});
after(() => server?.end());

const texts = ['id', 'name', 'code', 'email', 'status'];
const measures = ['views', 'trend', 'confirmed', 'verified', 'checkout', 'orders'];
const sorts = [...texts, ...measures, 'last_click', 'recent_activity'];
const presets = [
  'today',
  'yesterday',
  'this_week',
  'last_7_days',
  'this_month',
  'last_month',
  'last_30_days',
  'last_90_days',
];
const stages = ['viewed_no_checkout', 'checkout_no_order', 'never_opened', 'gone_quiet'];
const searches = [
  'cafe',
  'CAFÉ',
  '%',
  '_',
  'mail1',
  'C-1',
  'strasse',
  'иванов',
  '  noir ',
  'nobody',
  '"',
];

const date = (ms) => new Date(ms).toISOString().slice(0, 10);

function some_query({ below, pick, chance }) {
  const query = new URLSearchParams();
  if (chance(60)) {
    query.set('preset', pick(presets));
  } else {
    const to = Date.now() - below(60) * day_ms;
    query.set('from', date(to - below(50) * day_ms));
    query.set('to', date(to));
  }
  if (chance(40)) query.set('search', pick(searches));
  if (chance(40)) query.set('status', pick(['active', 'inactive', 'all']));
  if (chance(30)) query.set('stage', pick(stages));
  if (chance(20)) query.set('did', pick(kinds.slice(0, 5)));
  query.set('sort', (chance(50) ? '-' : '') + pick(sorts));
  query.set('per_page', String(pick([3, 7, 25, 200])));
  return query;
}

async function all_pages(query) {
  const pages = [];
  for (let page = 1; page === 1 || page <= pages[0].pages; ++page) {
    const asked = new URLSearchParams(query);
    asked.set('page', String(page));
    pages.push(await server.activity(`?${asked}`));
  }
  return pages;
}

async function csv(query) {
  const answer = await server.get(`/api/v1/activity.csv?${query}`);
  assert.equal(answer.status, 200, answer.text);
  assert.deepEqual([...answer.bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf], 'a byte-order mark');
  const rows = parse(answer.bytes, { bom: true, columns: true, record_delimiter: '\r\n' });
  return { rows, answer };
}

// What a spreadsheet would run.
const formula = /(^|[\r\n]) *[=+\-@\t\r\0]/;

// A cell as it was before the guard's one apostrophe.
const unguarded = (cell) =>
  /^'+ *[=+\-@\t\r\0]|^'[^]*[\r\n] *[=+\-@\t\r\0]/.test(cell) ? cell.slice(1) : cell;
const sum = (rows, key) => rows.reduce((total, row) => total + Number(row[key]), 0);
const csv_time = (time) => (time === null ? '' : time.replace('T', ' ').slice(0, 19));

function assert_same(line, row, page) {
  assert.equal(unguarded(line.Customer), row.name);
  assert.equal(unguarded(line.Code), row.code ?? '');
  assert.equal(unguarded(line.Email), row.email ?? '');
  assert.equal(line.Status.toLowerCase(), row.status);
  assert.equal(line['Last click'], csv_time(row.last_click));
  assert.equal(line['Recent activity'], csv_time(row.recent_activity));
  const trend = [6, 5, 4, 3, 2, 1].map((back) => line[`Trend -${back}d`]);
  assert.deepEqual([...trend, line['Trend today']].map(Number), row.trend);
  assert.equal(Number(line.Confirmed), row.confirmed);
  assert.deepEqual([line['Period from'], line['Period to']], [page.period.from, page.period.to]);
  assert.equal(line['Time zone'], page.time_zone);
}

async function assert_agrees(query) {
  const pages = await all_pages(query);
  const rows = pages.flatMap((page) => page.rows);
  const { summary, total } = pages[0];
  assert.equal(rows.length, total);
  assert.equal(new Set(rows.map(({ id }) => id)).size, total, 'no row twice over the pages');
  assert.equal(summary.customers_with_clicks, rows.filter(({ views }) => views > 0).length);
  assert.equal(summary.total_views, sum(rows, 'views'));
  assert.equal(summary.verified, sum(rows, 'verified'));
  assert.equal(summary.checkout_started, sum(rows, 'checkout'));
  assert.equal(summary.orders_submitted, sum(rows, 'orders'));

  const { rows: lines } = await csv(`${query}&scope=all`);
  assert.equal(lines.length, total);
  assert.equal(sum(lines, 'Views'), summary.total_views);
  assert.equal(sum(lines, 'Verified'), summary.verified);
  assert.equal(sum(lines, 'Checkout'), summary.checkout_started);
  assert.equal(sum(lines, 'Orders'), summary.orders_submitted);
  for (const [i, line] of lines.entries()) assert_same(line, rows[i], pages[0]);
}

test('counters = sums over all pages = sums of the CSV, for random filters', async (context) => {
  const die = dice(seed + 1);
  for (let round = 0; round < 40; ++round) {
    const query = some_query(die);
    await context.test(`${query}`, () => assert_agrees(query));
  }
});

test('who has stalled: each count is what its filter gives, and rows say so', async () => {
  for (const others of ['preset=today', 'preset=last_7_days&status=active', 'search=mail1']) {
    const page = await server.activity(`?${others}`);
    assert.deepEqual(Object.keys(page.stages), stages);
    const { from, to } = page.period;
    const first_day = page.time_zone === 'UTC' ? from : undefined;
    assert.ok(first_day, 'the days of this test are those of UTC');
    for (const stage of stages) {
      const filtered = await server.activity(`?${others}&stage=${stage}&per_page=200`);
      assert.equal(filtered.total, page.stages[stage], `${others} ${stage}`);
      assert.deepEqual(filtered.stages, page.stages);
      for (const row of filtered.rows) {
        assert.equal(row.stage, stage);
        assert.ok(row.stage_days >= 0);
        if (stage === 'viewed_no_checkout') {
          assert.ok(row.views > 0 && row.checkout === 0 && row.orders === 0);
          assert.ok(row.stage_days <= (Date.parse(to) - Date.parse(from)) / day_ms);
        }
        if (stage === 'checkout_no_order') assert.ok(row.checkout > 0 && row.orders === 0);
        if (stage === 'never_opened') assert.equal(row.last_click, null);
      }
    }
  }
});

test('who did something: those with a count of it, and nobody else', async () => {
  const columns = { link_open: 'views', confirmation: 'confirmed', verification: 'verified', checkout_start: 'checkout', order_submit: 'orders' };
  const everybody = await server.activity('?preset=last_30_days&per_page=200&sort=id');
  assert.ok(everybody.total <= 200, 'all are on one page');
  for (const [kind, column] of Object.entries(columns)) {
    const found = await server.activity(`?preset=last_30_days&per_page=200&sort=id&did=${kind}`);
    const ids = everybody.rows.filter((row) => row[column] > 0).map(({ id }) => id);
    assert.ok(ids.length > 0 && ids.length < everybody.total, kind);
    assert.deepEqual(found.rows.map(({ id }) => id), ids);
  }
});

test('the funnel has the counters, and never widens', async () => {
  for (const query of ['', '?preset=last_90_days', '?status=inactive', '?search=c', '?did=order_submit']) {
    const funnel = (await server.get(`/api/v1/activity/funnel${query}`)).json;
    const { summary, total } = await server.activity(query);
    assert.deepEqual(
      funnel.steps.map(({ kind }) => kind),
      kinds.slice(0, 5),
    );
    const [opens, , verified, checkout, orders] = funnel.steps;
    assert.equal(funnel.total, total);
    assert.equal(opens.customers, summary.customers_with_clicks);
    assert.equal(opens.events, summary.total_views);
    assert.equal(verified.events, summary.verified);
    assert.equal(checkout.events, summary.checkout_started);
    assert.equal(orders.events, summary.orders_submitted);
    for (const [i, step] of funnel.steps.entries()) {
      assert.ok(step.customers <= step.reached && step.customers <= step.events);
      if (i > 0) assert.ok(step.reached <= funnel.steps[i - 1].reached);
    }
  }
});

test('compared with before: the counters of as many days just before', async () => {
  for (const query of ['preset=yesterday', 'preset=last_30_days&stage=checkout_no_order']) {
    const { period, previous } = await server.activity(`?${query}&compare=previous`);
    const days = (Date.parse(period.to) - Date.parse(period.from)) / day_ms + 1;
    const before = { from: date(Date.parse(period.from) - days * day_ms) };
    before.to = date(Date.parse(period.from) - day_ms);
    assert.deepEqual(previous.period, before);
    const asked = new URLSearchParams(query);
    asked.delete('preset');
    const alone = await server.activity(`?${asked}&from=${before.from}&to=${before.to}`);
    assert.deepEqual(previous.summary, alone.summary, query);
  }
  assert.equal((await server.activity('')).previous, undefined);
  const far = await server.activity('?from=2000-01-01&to=2000-01-02&compare=previous');
  assert.equal(far.previous, undefined, 'days begin there');
});

test('no cell of the CSV is a formula', async () => {
  const { rows } = await csv('scope=all');
  assert.ok(rows.length >= 60);
  for (const line of rows) {
    for (const cell of Object.values(line)) {
      if (!cell.startsWith("'")) assert.doesNotMatch(cell, formula);
    }
  }
});

test('the CSV of a page is the page', async () => {
  const query = 'sort=name&per_page=7&page=3';
  const page = await server.activity(`?${query}`);
  const { rows, answer } = await csv(`${query}&scope=page`);
  assert.deepEqual(
    rows.map((line) => unguarded(line.Customer)),
    page.rows.map(({ name }) => name),
  );
  const file = `customer-activity-${page.as_of.slice(0, 10)}.csv`;
  assert.equal(answer.headers['content-disposition'], `attachment; filename="${file}"`);
  assert.match(answer.headers['content-type'], /^text\/csv; *charset=utf-8$/i);
  assert.equal(
    answer.text.replace('\ufeff', '').split('\r\n')[0],
    'Customer,Code,Email,Status,Last click,Views,Trend -6d,Trend -5d,Trend -4d,Trend -3d,' +
      'Trend -2d,Trend -1d,Trend today,Confirmed,Verified,Checkout,Orders,Recent activity,' +
      'Period from,Period to,Time zone',
  );
  assert.ok(answer.text.endsWith('\r\n'));
});

test('filters that match nobody give a header only, and zeros', async () => {
  const { rows, answer } = await csv('scope=all&search=nobody-has-this');
  assert.equal(rows.length, 0);
  assert.equal(answer.text.split('\r\n').length, 2);
  const page = await server.activity('?search=nobody-has-this');
  assert.deepEqual([page.total, page.pages, page.page, page.rows], [0, 1, 1, []]);
  assert.equal(page.customers, 60);
});

test('customers without an event have a row of zeros and no times', async () => {
  const { rows } = await server.activity('?per_page=200');
  const silent = rows.filter(({ id }) => Number(id.slice(1)) >= 50);
  assert.equal(silent.length, 10);
  for (const row of silent) {
    assert.deepEqual([row.last_click, row.recent_activity], [null, null]);
    assert.deepEqual([row.views, row.orders, row.trend], [0, 0, [0, 0, 0, 0, 0, 0, 0]]);
  }
});

test('every sort is in order, and what is absent comes last both ways', async () => {
  for (const key of sorts) {
    for (const sign of ['', '-']) {
      const pages = await all_pages(`sort=${sign}${key}&per_page=200`);
      const rows = pages.flatMap((page) => page.rows);
      const values = rows.map((row) => (key === 'trend' ? row.trend[6] : row[key]));
      const given = values.filter((value) => value !== null);
      assert.deepEqual(values.slice(0, given.length), given, `${sign}${key}: absent last`);
      if (texts.includes(key)) continue; // by their folded bytes
      const ordered = [...given].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
      if (sign) ordered.reverse();
      assert.deepEqual(given, ordered, `${sign}${key}`);
    }
  }
});

test('search ignores case and accents, takes % and _ as they are, and is trimmed', async () => {
  const found = async (search) => {
    const { rows } = await server.activity(`?per_page=200&search=${encodeURIComponent(search)}`);
    return rows.map(({ id }) => id).sort();
  };
  assert.ok((await found('cafe')).length >= 2);
  assert.deepEqual(await found('cafe'), await found('  CAFÉ '));
  assert.deepEqual(await found('straße'), await found('STRASSE'));
  assert.equal((await found('')).length, 60);
  for (const literal of ['100%', 'under_score']) {
    const rows = await found(literal);
    assert.ok(rows.length > 0 && rows.length < 60, literal);
  }
  assert.deepEqual(await found('c_fe'), []);
});

test('adjacent periods add up', async () => {
  const { period, summary } = await server.activity('?preset=last_30_days');
  const middle = Date.parse(period.from) + 11 * day_ms;
  const views = async (from, to) =>
    (await server.activity(`?from=${from}&to=${to}`)).summary.total_views;
  const first = await views(period.from, date(middle));
  const second = await views(date(middle + day_ms), period.to);
  assert.ok(summary.total_views > 0);
  assert.equal(first + second, summary.total_views);
});

test('a page beyond the end is the last one; a future end is cut to today', async () => {
  const last = await server.activity('?per_page=25&page=1000000');
  assert.equal(last.page, last.pages);
  assert.ok(last.rows.length > 0);
  const ahead = await server.activity(`?from=${date(Date.now() - 5 * day_ms)}&to=2099-01-01`);
  assert.equal(ahead.period.to, ahead.as_of.slice(0, 10));
});

for (const [query, field] of [
  ['colour=red', 'colour'],
  ['preset=last_century', 'preset'],
  ['preset=today&from=2026-01-01&to=2026-01-02', 'preset'],
  ['from=2026-02-02&to=2026-02-01', undefined],
  ['from=2026-02-30&to=2026-03-01', 'from'],
  ['from=yesterday&to=2026-03-01', 'from'],
  ['status=asleep', 'status'],
  ['sort=shoe_size', 'sort'],
  ['sort=--views', 'sort'],
  ['page=0', 'page'],
  ['page=-1', 'page'],
  ['page=1.5', 'page'],
  ['per_page=0', 'per_page'],
  ['per_page=201', 'per_page'],
  ['per_page=x', 'per_page'],
  [`search=${'x'.repeat(801)}`, 'search'],
  ['page=1&page=2', 'page'],
]) {
  test(`400: ${query.slice(0, 60)}`, async () => {
    for (const route of ['/api/v1/activity', '/api/v1/activity.csv']) {
      const answer = await server.get(`${route}?${query}`);
      assert.equal(answer.status, 400, answer.text);
      assert.match(answer.json.error.code, /^[a-z_]+$/);
      assert.ok(answer.json.error.message.length > 0);
      assert.ok(answer.json.request_id.length > 0);
      if (field) assert.equal(answer.json.error.field, field);
    }
  });
}

test('one customer: the same numbers as the row, and a timeline that pages', async () => {
  const { rows } = await server.activity('?per_page=200&preset=last_30_days');
  for (const row of rows.slice(0, 8)) {
    const { json } = await server.get(`/api/v1/customers/${row.id}/activity`);
    assert.deepEqual(
      [json.views, json.verified, json.checkout, json.orders],
      [row.views, row.verified, row.checkout, row.orders],
    );
    assert.equal(json.trend.length, 14);
    assert.deepEqual(json.trend.slice(7), row.trend);
  }
  const timeline = `/api/v1/customers/${rows[0].id}/timeline`;
  const whole = (await server.get(`${timeline}?limit=200`)).json;
  assert.ok(whole.events.length > 14);
  const pieces = [];
  let cursor = '';
  do {
    const { json, status, text } = await server.get(`${timeline}?limit=7${cursor}`);
    assert.equal(status, 200, text);
    assert.ok(json.events.length <= 7);
    pieces.push(...json.events);
    cursor = json.next === null ? '' : `&cursor=${encodeURIComponent(json.next)}`;
  } while (cursor && pieces.length < 1_000);
  assert.deepEqual(pieces.slice(0, 200), whole.events);
  const times = pieces.map(({ time }) => Date.parse(time));
  assert.deepEqual(
    times,
    [...times].sort((a, b) => b - a),
    'newest first',
  );
  const { json: some } = await server.get(`${timeline}?kinds=order_submit,login`);
  assert.ok(some.events.every(({ kind }) => kind === 'order_submit' || kind === 'login'));
});

test('one customer: 404 for strangers, 400 for a bad cursor, kind or limit', async () => {
  for (const tail of ['', '/activity', '/timeline']) {
    assert.equal((await server.get(`/api/v1/customers/nobody${tail}`)).status, 404);
  }
  for (const query of ['cursor=nonsense', 'kinds=teleport', 'limit=0', 'limit=201', 'colour=red']) {
    const answer = await server.get(`/api/v1/customers/c1/timeline?${query}`);
    assert.equal(answer.status, 400, query);
  }
});
