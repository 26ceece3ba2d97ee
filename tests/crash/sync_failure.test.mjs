// The n-th sync of the journal fails: its group is not acknowledged, the journal is frozen until
// the next start, reading goes on, and what is sent again counts once. A write that finds no room,
// as on file systems that copy on write, is taken back, and intake goes on by itself.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { Checker } from './checker.mjs';
import { Ledger, Load, send } from './load.mjs';
import { number, prepare, report, seed, shim } from './rig.mjs';

const cases = number('CYCLES', 50);
const options = { clients: 3, events_max: 8, untimed: 0 };

// What the writer syncs. A failure of what is packed beside it leaves that as it is, no more.
const synced = '/journal(/[0-9]+\\.segment|/spare\\.new)?$';

test(`the n-th sync fails, n = 1 to ${cases}`, async (context) => {
  const ledger = new Ledger(seed);
  const server = await prepare(context);
  const checker = new Checker(server, ledger);
  const log = path.join(server.folder, 'shim.log');
  await server.serve();
  await server.stop();
  let at_start = 0;
  for (let n = 1; n <= cases; ++n) {
    fs.rmSync(log, { force: true });
    const rule = `sync:${synced}:${n}:EIO${n % 2 === 0 ? ':sticky' : ''}`;
    server.variables = shim({ FAIL_AT: rule, SHIM_LOG: log, SHIM_TRACE: '1' });
    server.launch();
    if (
      await server.ready().then(
        () => true,
        () => false,
      )
    ) {
      await meet_failure(server, ledger);
      await (n % 2 === 0 ? server.stop() : server.kill());
    } else {
      assert.equal(server.process.exitCode, 1, `n=${n}: a start that fails says so`);
      ++at_start;
    }
    const calls = fs.readFileSync(log, 'utf8').split('\n');
    const failed = calls.findIndex((line) => line.startsWith('fail '));
    assert.ok(failed >= 0, `n=${n}: no such sync`);
    const more = calls.slice(failed).filter((line) => /^(sync|write) .*\/journal\//.test(line));
    // Another thread may be within the writing of one file beside the segments, and ends it.
    const beside = more.find((line) => /\.(ids|orders)\.new$/.test(line))?.split(' ')[1];
    const touched = more.filter((line) => line.split(' ')[1] !== beside);
    assert.deepEqual(touched, [], `n=${n}: the journal was touched after a failed sync`);

    server.variables = {};
    await server.serve();
    await checker.check({ whole: n % 10 === 0 });
    await send_again(server, ledger);
    await checker.check({ whole: false });
    await (n % 3 === 0 ? server.kill() : server.stop());
  }
  await server.serve();
  await checker.check();
  const { acknowledged } = ledger;
  report('failing sync', { cases, at_start, acknowledged, ...checker.faults() });
  assert.ok(cases - at_start >= cases / 2, 'most of the cases fail while events come in');
});

async function meet_failure(server, ledger) {
  const load = new Load(server, ledger, options);
  for (let waited = 0; ledger.refused.length < 20; waited += 5) {
    assert.ok(waited < 20_000, 'no sync failed');
    await sleep(5);
  }
  await load.stop();
  const acknowledged = ledger.acknowledged;
  for (let i = 0; i < 5; ++i) await send(server, ledger, ledger.new_batch(options));
  assert.equal(ledger.acknowledged, acknowledged, 'nothing is acknowledged while it is frozen');
  for (const { wait } of ledger.refused) assert.ok(wait >= 60, `Retry-After: ${wait}`);
  const health = await server.get('/healthz', null);
  assert.equal(health.status, 503);
  assert.equal(health.json.status, 'degraded');
  assert.ok(health.json.reasons.includes('journal_frozen'), health.text);
  await new Checker(server, ledger).expect_acknowledged();
}

async function send_again(server, ledger) {
  const again = new Set(ledger.refused.map(({ batch }) => batch));
  ledger.refused = [];
  for (const batch of again) await send(server, ledger, batch);
  assert.equal(ledger.refused.length, 0);
}

test('the n-th write finds no room', async (context) => {
  const ledger = new Ledger(seed + 1);
  const server = await prepare(context);
  const checker = new Checker(server, ledger);
  const log = path.join(server.folder, 'shim.log');
  await server.serve();
  const writes = [2, 3, 5, 8, 13, 21];
  for (const n of writes) {
    await (n % 2 === 0 ? server.stop() : server.kill());
    server.variables = shim({ FAIL_AT: `write:\\.segment$:${n}:ENOSPC`, SHIM_LOG: log });
    await server.serve();
    const load = new Load(server, ledger, options);
    for (let waited = 0; ledger.refused.length === 0; waited += 5) {
      assert.ok(waited < 20_000, `n=${n}: no write failed`);
      await sleep(5);
    }
    await load.stop();
    await server.ready(); // by itself
    await send_again(server, ledger);
    await new Checker(server, ledger).expect_acknowledged();
    await checker.check();
  }
  assert.equal(fs.readFileSync(log, 'utf8').trim().split('\n').length, writes.length);
  const { acknowledged } = ledger;
  report('write without room', { cases: writes.length, acknowledged, ...checker.faults() });
});
