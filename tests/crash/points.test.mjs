// kill -9 at named points: before and after each step on disk, of the journal, of the event table's
// checkpoint and of a commit of control data. A point that is never reached fails its test.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { run } from '../http/support.mjs';
import { Checker } from './checker.mjs';
import { Ledger, Load } from './load.mjs';
import { prepare, report, seed, shim } from './rig.mjs';

// Which calls of which files are a point, and the calls, counted from the start, to die at.
// `at_stop`: they come with an orderly stop; `rotates`: with new segments.
const points = [
  { name: 'journal: write', at: 'write:\\.segment$', calls: [1, 2, 9, 40] },
  { name: 'journal: sync', at: 'sync:\\.segment$', calls: [1, 2, 9, 40] },
  {
    name: 'journal: reserve the spare',
    at: 'allocate:spare\\.new$',
    calls: [1, 3, 5],
    rotates: true,
  },
  { name: 'journal: sync the spare', at: 'sync:spare\\.new$', calls: [1, 2, 4], rotates: true },
  { name: 'journal: name the segment', at: 'rename:spare\\.new$', calls: [1, 2, 4], rotates: true },
  { name: 'journal: sync the folder', at: 'sync:/journal$', calls: [1, 2, 4], rotates: true },
  {
    name: 'journal: cut off and seal',
    at: 'truncate:\\.segment$',
    calls: [1, 2, 4],
    rotates: true,
  },
  { name: 'event table: write its log', at: 'write:duckdb\\.wal$', calls: [1, 3] },
  { name: 'event table: sync its log', at: 'sync:duckdb\\.wal$', calls: [1, 3] },
  {
    name: 'event table: checkpoint',
    at: 'write:events\\.duckdb$',
    calls: [1, 2, 5],
    at_stop: true,
  },
  { name: 'event table: sync', at: 'sync:events\\.duckdb$', calls: [1, 2], at_stop: true },
  { name: 'control data: write the undo log', at: 'write:sqlite-journal$', calls: [1, 7] },
  { name: 'control data: sync the undo log', at: 'sync:sqlite-journal$', calls: [1, 4] },
  { name: 'control data: write', at: 'write:control\\.sqlite$', calls: [1, 5] },
  { name: 'control data: sync', at: 'sync:control\\.sqlite$', calls: [1, 3] },
  { name: 'control data: commit', at: 'unlink:sqlite-journal$', calls: [1, 3] },
];

const ledger = new Ledger(seed);
let server;
let checker;
let log;
let hit = 0;
const keys = []; // acknowledged

before(async () => {
  server = await prepare(null);
  checker = new Checker(server, ledger);
  log = path.join(server.folder, 'shim.log');
  await server.serve();
  await server.stop();
});
after(async () => {
  await server.serve();
  for (const key of keys)
    assert.equal((await server.send('POST', '/api/v1/events', [], key)).status, 200);
  await server?.end();
  const { acknowledged } = ledger;
  report('kill at named points', { points: hit, acknowledged, ...checker.faults() });
});

// Makes keys, for the control data, until the server is gone.
async function make_keys() {
  while (server.runs()) {
    const args = ['key', 'create', '--data', server.data, '--kind', 'write'];
    const { status, stdout } = await run(args);
    if (status === 0) keys.push(stdout.trim().split(/\s+/).at(-1));
  }
}

async function die_at(rule, { at_stop, rotates }) {
  fs.rmSync(log, { force: true });
  server.variables = shim({ CRASH_AT: rule, SHIM_LOG: log });
  server.launch();
  const served = await server.ready().then(
    () => true,
    () => false,
  );
  if (served) {
    const load = new Load(server, ledger, { padding: rotates ? 2_000 : 0 });
    const making = make_keys();
    // Long enough for transactions of the event table after the first.
    const until = at_stop ? 3_000 : 20_000;
    await Promise.race([
      server.ended,
      new Promise((resolve) => setTimeout(resolve, until).unref()),
    ]);
    if (server.runs()) await Promise.all([server.stop(), load.stop()]);
    await Promise.all([load.ended(), making]);
  }
  assert.equal(server.process.signalCode, 'SIGKILL', `never reached: ${rule}`);
  assert.match(fs.readFileSync(log, 'utf8'), /^crash /);
  ++hit;
}

for (const { name, at, calls, ...how } of points) {
  for (const call of calls) {
    for (const side of ['before', 'after']) {
      test(`${name}, ${side} call ${call}`, { timeout: 60_000 }, async () => {
        await die_at(`${at}:${call}:${side}`, how);
        server.variables = {};
        await server.serve();
        await checker.check({ whole: call === calls[0] && side === 'before' });
        for (const key of keys.slice(-10)) {
          const { status, text } = await server.send('POST', '/api/v1/events', [], key);
          assert.equal(status, 200, `an acknowledged key: ${text}`);
        }
        await server.kill();
      });
    }
  }
}
