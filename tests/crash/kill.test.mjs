// kill -9 at any moment: no acknowledged event is lost, none is there twice, no batch in part.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { Checker } from './checker.mjs';
import { Ledger, Load } from './load.mjs';
import { number, prepare, report, seed } from './rig.mjs';

const cycles = number('CYCLES', 100);
const acknowledged_min = number('EVENTS', 50_000);

test(`kill -9, ${cycles} times`, async (context) => {
  const ledger = new Ledger(seed);
  const server = await prepare(context);
  const checker = new Checker(server, ledger);
  for (let cycle = 1; cycle <= cycles; ++cycle) {
    await server.serve();
    await checker.check({ whole: cycle % 10 === 0 });
    const load = new Load(server, ledger, { events_max: number('BATCH', 30) });
    await sleep(30 + ledger.dice.below(421));
    await server.kill();
    await load.ended();
  }
  await server.serve();
  await checker.check();
  const { acknowledged } = ledger;
  report('kill -9', { cycles, acknowledged, attempted: ledger.events.size, ...checker.faults() });
  assert.ok(acknowledged >= acknowledged_min, `acknowledged only ${acknowledged}`);
});
