// While a start is catching up an answer is complete or 503 catching_up, never a part.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { Checker } from './checker.mjs';
import { Ledger, Load, send } from './load.mjs';
import { number, prepare, report, seed } from './rig.mjs';

const events = number('EVENTS', 200_000);
const cycles = number('CYCLES', 2);
const activity = '/api/v1/activity?per_page=200&sort=id';
const csv = '/api/v1/activity.csv?sort=id';

// What does not depend on the moment of asking.
function facts_of(target, answer) {
  if (target.includes('.csv')) return answer.text;
  const { as_of, ...facts } = answer.json;
  return facts;
}

// Asks for every target over and over, from before the port answers until `done`; gives how often
// each was answered in full and how often it was told to come back.
async function hammer(server, expected, done) {
  const counts = new Map();
  const ask = async (target) => {
    const count = { full: 0, catching_up: 0 };
    counts.set(target, count);
    while (!(await done(counts))) {
      let answer;
      try {
        answer = await server.get(target);
      } catch {
        continue; // it does not listen yet
      }
      if (answer.status === 200) {
        assert.deepEqual(facts_of(target, answer), expected.get(target));
        ++count.full;
      } else {
        assert.equal(answer.status, 503, answer.text);
        assert.equal(answer.json.error.code, 'catching_up');
        ++count.catching_up;
      }
    }
  };
  await Promise.all(expected.keys().map(ask));
  return counts;
}

test('no answer is partial while the server catches up', async (context) => {
  const ledger = new Ledger(seed);
  const server = await prepare(context);
  const checker = new Checker(server, ledger);
  await server.serve();
  const load = new Load(server, ledger, { events_max: 4_000 });
  while (ledger.acknowledged < events) await send(server, ledger, ledger.new_batch());
  await load.stop();
  await checker.check();
  const timeline = '/api/v1/customers/c7/timeline?limit=200';
  const expected = new Map();
  for (const target of [activity, csv, timeline]) {
    const answer = await server.get(target);
    assert.equal(answer.status, 200, answer.text);
    expected.set(target, facts_of(target, answer));
  }
  checker.assert_page((await server.get(activity)).json);
  const times = { numbers: 0, timelines: 0 };

  const table = path.join(server.data, 'events');
  const damages = {
    killed: () => {},
    'the event table is gone': () => fs.rmSync(table, { recursive: true }),
    'the event table is damaged': () => {
      const file = path.join(table, 'events.duckdb');
      const opened = fs.openSync(file, 'r+');
      fs.writeSync(opened, Buffer.alloc(fs.statSync(file).size, 0xa5), 0);
      fs.closeSync(opened);
    },
  };
  for (let cycle = 1; cycle <= cycles; ++cycle) {
    for (const [name, damage] of Object.entries(damages)) {
      await server.kill();
      damage();
      server.launch();
      // Each was answered in full at last.
      const done = async (counts) => {
        assert.ok(server.runs(), `${name}: the server ended`);
        return counts.size === 3 && counts.values().every(({ full }) => full > 2);
      };
      const counts = await hammer(server, expected, done);
      times.numbers += counts.get(activity).catching_up + counts.get(csv).catching_up;
      if (name !== 'killed') times.timelines += counts.get(timeline).catching_up;
      await server.ready();
      await checker.check({ whole: cycle === cycles });
    }
  }
  const { acknowledged } = ledger;
  const told = { numbers_503: times.numbers, timelines_503: times.timelines };
  report('catching up', { cycles, acknowledged, ...told, ...checker.faults() });
  assert.ok(times.numbers > 0, 'no question came while numbers were loaded');
  assert.ok(times.timelines > 0, 'no question came while the event table was built');
});
