// Damage of every kind between a stop and a start: what is lost is said, the rest is exact.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { has_started, run, Server } from './support.mjs';

const owner = 'owner@example.com';
const sales_rep = 'rep@example.com';
const customers = 5;
const settings = ['--segment-mib', '1', '--snapshot-entries', '100'];

let server;
let bases; // data folders as an orderly stop, a kill after an idle second, and one at once left them
let total; // events sent, all acknowledged
const cookies = {};

before(async () => {
  server = await Server.start({ settings });
  await server.add_member(owner, 'owner');
  await server.add_member(sales_rep, 'sales_rep');
  for (const email of [owner, sales_rep]) cookies[email] = await server.sign_in(email);
  total = 0;
  bases = {};
  for (const end of ['orderly', 'idle', 'killed']) {
    for (let batch = 0; batch < 24; ++batch) await send(20);
    if (end === 'orderly') {
      assert.equal(await server.stop(), 0);
    } else {
      // The mark of the idle second stands behind the last group then.
      if (end === 'idle') await new Promise((resolve) => setTimeout(resolve, 2_500));
      await server.kill();
    }
    bases[end] = { folder: path.join(server.folder, end), total };
    fs.cpSync(server.data, bases[end].folder, { recursive: true });
    if (end !== 'killed') await server.serve();
  }
});
after(() => server?.end());

async function send(count) {
  const events = Array.from({ length: count }, (_, i) => ({
    id: `e${total + i}`,
    kind: 'link_open',
    customer: `c${(total + i) % customers}`,
    properties: { text: 'x'.repeat(6_000) },
  }));
  const answer = await server.events(events);
  assert.equal(answer.json?.stored, count, answer.text);
  total += count;
}

async function begin_from(end) {
  if (server.runs()) await server.kill(); // a test that failed leaves it
  fs.rmSync(server.data, { recursive: true, force: true });
  fs.cpSync(bases[end].folder, server.data, { recursive: true });
  total = bases[end].total;
}

async function views() {
  const { rows } = await server.activity('?per_page=100');
  return rows.reduce((sum, row) => sum + row.views, 0);
}

// What a snapshot spared the start to read is looked through behind it: damage shows then.
async function wait_for_views(wanted) {
  const until = Date.now() + 20_000;
  while ((await views()) !== wanted && Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.equal(await views(), wanted);
}

async function health() {
  return (await server.request('GET', '/healthz')).json;
}

async function notices(email) {
  const headers = { cookie: cookies[email] };
  const answer = await server.request('GET', '/api/v1/session', { headers });
  return answer.json.notices;
}

const journal = () => path.join(server.data, 'journal');
const file_of = (segment) => path.join(journal(), `${String(segment).padStart(10, '0')}.segment`);
const snapshot = () => path.join(server.data, 'events', 'index.snapshot');
const segments = () =>
  fs
    .readdirSync(journal())
    .filter((name) => name.endsWith('.segment'))
    .map((name) => parseInt(name, 10));

// The groups with entries of a whole segment, as docs/journal.md describes them.
function groups_of(segment) {
  const bytes = fs.readFileSync(file_of(segment));
  const groups = [];
  let last = Number(bytes.readBigUInt64LE(20)) - 1;
  for (let at = 64, begin = 64; at + 33 <= bytes.length && bytes[at + 8] !== 0; ) {
    const type = bytes[at + 8];
    if (type === 254) break;
    const sequence = Number(bytes.readBigUInt64LE(at + 17));
    at += 33 + bytes.readUInt32LE(at);
    if (type !== 255) continue;
    if (sequence > last) groups.push({ begin, end: at, first: last + 1, last: sequence });
    last = sequence;
    begin = at;
  }
  return groups;
}

function change(file, act) {
  const bytes = fs.readFileSync(file);
  fs.writeFileSync(file, act(bytes) ?? bytes);
}

function flip(file, at) {
  change(file, (bytes) => {
    bytes[at] ^= 4;
  });
}

const entries_of = (groups) =>
  groups.reduce((sum, { first, last }) => sum + last - first + 1, 0);

// Each damages the journal and says which groups are lost by it.
const sealed = 2;
const last = () => segments().at(-1);
const damages = {
  'a flipped bit in a sealed segment': () => {
    const group = groups_of(sealed)[1];
    flip(file_of(sealed), group.begin + 500);
    return [group];
  },
  'the same in the last segment': () => {
    const group = groups_of(last())[0];
    flip(file_of(last()), group.begin + 500);
    return [group];
  },
  'a block of zeroes': () => {
    const groups = groups_of(sealed);
    change(file_of(sealed), (bytes) => {
      bytes.fill(0, groups[1].begin + 4096, groups[2].begin + 4096);
    });
    return [groups[1], groups[2]];
  },
  'a segment that is missing': () => {
    const groups = groups_of(sealed);
    fs.rmSync(file_of(sealed));
    return groups;
  },
  'the first segment missing': () => {
    const groups = groups_of(1);
    fs.rmSync(file_of(1));
    return groups;
  },
  'a segment cut off in the middle': () => {
    const groups = groups_of(sealed);
    fs.truncateSync(file_of(sealed), groups[2].begin + 10);
    return groups.slice(2);
  },
  'a segment twice, in the place of another': () => {
    const groups = groups_of(sealed);
    fs.copyFileSync(file_of(1), file_of(sealed));
    return groups;
  },
  'two segments swapped': () => {
    const groups = [...groups_of(1), ...groups_of(sealed)];
    fs.renameSync(file_of(1), `${file_of(1)}.x`);
    fs.renameSync(file_of(sealed), file_of(1));
    fs.renameSync(`${file_of(1)}.x`, file_of(sealed));
    return groups;
  },
  'the header of a sealed segment': () => {
    flip(file_of(sealed), 21);
    return [];
  },
  'the header of the last segment': () => {
    flip(file_of(last()), 21);
    return [];
  },
};

for (const [i, [title, damage]] of Object.entries(damages).entries()) {
  // The end makes a difference where the last segment is damaged; else each has its turn.
  for (const end of title.includes('last') ? ['orderly', 'idle'] : [i % 2 ? 'orderly' : 'idle']) {
    test(`${title}, after an end that was ${end}`, async () => {
      await begin_from(end);
      const before_damage = new Map(segments().map((each) => [each, fs.readFileSync(file_of(each))]));
      const lost = damage();
      const count = entries_of(lost);
      const damaged = new Map(segments().map((each) => [each, fs.readFileSync(file_of(each))]));
      // An event table that is built meanwhile lacks what is lost, until that is back.
      if (end === 'idle') fs.rmSync(path.join(server.data, 'events'), { recursive: true });
      await server.serve(has_started);
      await wait_for_views(total - count);
      assert.ok((await health()).reasons.includes('journal_damaged'));
      const log = Buffer.concat(server.log).toString();
      assert.match(log, /ERROR journal is damaged/i);
      if (lost.length > 0) {
        assert.ok(log.includes(`"${lost[0].first} to `), log);
        assert.ok(log.includes(` to ${lost.at(-1).last}"`), log);
      }
      assert.equal(await views(), total - count);
      const [notice, ...more] = await notices(owner);
      assert.deepEqual(more, []);
      assert.deepEqual(await notices(sales_rep), []);
      if (count === 0) {
        assert.equal(notice, undefined);
      } else {
        assert.equal(notice.code, 'journal_damaged');
        assert.equal(notice.entries, count);
        assert.ok(Date.parse(notice.before) <= Date.now());
      }

      // It goes on, and later starts find the same.
      await send(10);
      assert.equal(await views(), total - count);
      await server.kill();
      await server.serve(has_started);
      assert.equal(await views(), total - count);
      assert.equal((await notices(owner))[0]?.entries ?? 0, count);
      const check = await run(['check', '--data', server.data]);
      assert.equal(check.status, 1, check.stdout);
      assert.match(check.stdout, /journal: segment \d+, offset \d+, lost sequences /);
      assert.equal(await server.stop(), 0);

      // No damaged file was changed, but the last, which lies beside its copy.
      for (const [segment, bytes] of damaged) {
        const aside = `${file_of(segment)}.damaged`;
        if (bytes.equals(before_damage.get(segment) ?? Buffer.alloc(0))) continue;
        const kept = fs.existsSync(aside) ? aside : file_of(segment);
        assert.ok(fs.readFileSync(kept).equals(bytes), `segment ${segment} was changed`);
      }

      // Restored from the backup, everything is there again.
      for (const [segment, bytes] of before_damage) {
        if (!damaged.get(segment)?.equals(bytes)) fs.writeFileSync(file_of(segment), bytes);
      }
      await server.serve();
      assert.equal(await views(), total);
      assert.deepEqual(await notices(owner), []);
      const again = await run(['check', '--data', server.data]);
      assert.equal(again.status, 0, again.stdout + again.stderr);
      await server.kill();
    });
  }
}

test('a snapshot is there to be taken', () => {
  for (const end of ['orderly', 'idle']) {
    assert.ok(fs.existsSync(path.join(bases[end].folder, 'events', 'index.snapshot')), end);
  }
});

test('damage under a running server is found by the check, and said from then on', async () => {
  await begin_from('idle');
  // Without a snapshot the start has read everything; else it reads on behind its answers, and
  // might come upon the damage itself.
  fs.rmSync(path.join(server.data, 'events', 'index.snapshot'));
  await server.serve();
  const group = groups_of(sealed)[0];
  flip(file_of(sealed), group.begin + 500);
  const check = await run(['check', '--data', server.data]);
  assert.equal(check.status, 1, check.stdout);
  assert.ok(check.stdout.includes(`lost sequences ${group.first} to ${group.last} (`), check.stdout);
  assert.deepEqual((await health()).reasons, ['journal_damaged']);
  assert.equal((await notices(owner))[0].entries, entries_of([group]));
  assert.equal(await views(), total); // memory has them all
  await send(5);
  assert.equal(await views(), total);
  await server.kill();
});

// What a start cannot tell it does not guess.
for (const [title, damage] of Object.entries({
  'the last segment missing': () => fs.rmSync(file_of(last())),
  'the last segment empty': () => fs.truncateSync(file_of(last())),
  'every segment missing': () => segments().forEach((each) => fs.rmSync(file_of(each))),
})) {
  test(`${title}: the server does not start, and says why`, async () => {
    await begin_from('orderly');
    damage();
    await assert.rejects(server.serve(), (error) => {
      assert.match(error.message, /restore|Restore/);
      return true;
    });
    assert.equal(server.process.exitCode, 1);
  });
}

test('without a backup the operator may go on without the last segment', async () => {
  await begin_from('orderly');
  const lost = entries_of(groups_of(last()));
  assert.ok(lost > 0);
  fs.rmSync(file_of(last()));
  fs.truncateSync(file_of(last()), fs.statSync(file_of(last())).size - 73);
  fs.rmSync(path.join(server.data, 'events'), { recursive: true });
  await server.serve();
  assert.equal(await views(), total - lost);
  await server.kill();
});

test('a torn end after a kill loses nothing', async () => {
  for (const tail of [Buffer.alloc(3_000, 0xff), Buffer.from('footfall'.repeat(500))]) {
    await begin_from('killed');
    const file = file_of(last());
    change(file, (bytes) => {
      const end = bytes.findLastIndex((byte) => byte !== 0) + 1;
      tail.copy(bytes, end, 0, Math.min(tail.length, bytes.length - end));
    });
    await server.serve();
    assert.equal(await views(), total);
    assert.match(Buffer.concat(server.log).toString(), /torn end/);
    await server.kill();
  }
});

// The event table is a projection: whatever becomes of it, the counters are exact at once, and the
// timelines again when it is built.
const table = () => path.join(server.data, 'events', 'events.duckdb');
for (const [title, damage] of Object.entries({
  'is deleted': () => fs.rmSync(table()),
  'is empty': () => fs.truncateSync(table()),
  'is garbage': () => change(table(), (bytes) => bytes.fill('garbage')),
  'is cut in half': () => fs.truncateSync(table(), fs.statSync(table()).size / 2),
  'has a flipped bit in its head': () => flip(table(), 5_000),
  'has flipped bits all over': () =>
    change(table(), (bytes) => {
      for (let at = 12_300; at < bytes.length; at += 4_096) bytes[at] ^= 1;
    }),
  'is of another version of DuckDB': () =>
    change(table(), (bytes) => {
      bytes.writeBigUInt64LE(999n, 12);
    }),
  'has a broken log': () =>
    change(`${table()}.wal`, (bytes) => {
      assert.ok(bytes.length > 1_000);
      bytes[bytes.length >> 1] ^= 1;
    }),
  'was being opened when the server died': () => fs.writeFileSync(`${table()}.opening`, ''),
})) {
  test(`the event table ${title}`, async () => {
    // A log is left by a kill alone.
    await begin_from(title.includes('log') ? 'idle' : 'orderly');
    damage();
    await server.serve(has_started);
    assert.equal(await views(), total);
    const timelines = async () => {
      let count = 0;
      for (let i = 0; i < customers; ++i) {
        const answer = await server.get(`/api/v1/customers/c${i}/timeline?limit=200`);
        if (answer.status === 503) {
          assert.equal(answer.json.error.code, 'catching_up');
          return undefined;
        }
        assert.equal(answer.status, 200, answer.text);
        count += answer.json.events.length;
      }
      return count;
    };
    for (const deadline = Date.now() + 60_000; ; ) {
      const count = await timelines();
      if (count === total) break;
      assert.equal(count, undefined);
      assert.ok(Date.now() < deadline, 'the event table is not built again');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const check = await run(['check', '--data', server.data]);
    assert.equal(check.status, 0, check.stdout + check.stderr);
    assert.equal((await health()).status, 'ok');
    const log = Buffer.concat(server.log).toString();
    if (title !== 'is deleted') assert.match(log, /builds the event table again/);
    await server.kill();
  });
}
