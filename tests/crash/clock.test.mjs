// A clock that jumps, while the server runs and between its starts: nothing is lost or counted
// twice, and no session outlives its limit.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { Checker } from './checker.mjs';
import { Ledger, Load } from './load.mjs';
import { number, prepare, report, seed } from './rig.mjs';

const cycles = number('CYCLES', 3);
const hour_ms = 3_600_000;
const day_ms = 24 * hour_ms;
const jumps = [-30 * day_ms, -2 * hour_ms, 2 * hour_ms, 3_652 * day_ms];
// An event without a time of its own is told apart for some days only.
const options = { clients: 3, untimed: 0 };
const email = 'owner@example.com';

const library = ['x86_64-linux-gnu', 'aarch64-linux-gnu']
  .map((machine) => `/usr/lib/${machine}/faketime/libfaketimeMT.so.1`)
  .find((file) => fs.existsSync(file));
const skip = library ? false : 'the Debian package faketime is not installed';

// The wall clock of the server and of the clients; the steady one goes its way.
class Clock {
  #file;
  offset_ms = 0;

  constructor(folder) {
    this.#file = path.join(folder, 'clock');
    this.jump(0);
  }

  jump(ms) {
    this.offset_ms = ms;
    const fresh = `${this.#file}.new`;
    fs.writeFileSync(fresh, `${ms < 0 ? '-' : '+'}${Math.abs(ms) / 1_000}\n`);
    fs.renameSync(fresh, this.#file);
  }

  now = () => Date.now() + this.offset_ms;

  variables() {
    return {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: this.#file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    };
  }
}

async function is_signed_in(server, cookie) {
  const { status } = await server.request('GET', '/api/v1/session', { headers: { cookie } });
  assert.ok(status === 200 || status === 401, `${status}`);
  return status === 200;
}

test('the clock jumps', { skip }, async (context) => {
  const ledger = new Ledger(seed);
  ledger.may_be_too_old = true; // ten years ahead every event of today is
  const server = await prepare(context, {
    settings: ['--session-idle-hours', '1', '--session-days', '1'],
  });
  await server.add_member(email, 'owner');
  const clock = new Clock(server.folder);
  const checker = new Checker(server, ledger);
  server.variables = clock.variables();
  await server.serve();
  const { as_of } = await server.activity();
  assert.ok(Math.abs(Date.parse(as_of) - Date.now()) < hour_ms, as_of);

  let jumped = 0;
  for (let cycle = 1; cycle <= cycles; ++cycle) {
    for (const to of jumps) {
      const cookie = await server.sign_in(email);
      const load = new Load(server, ledger, { ...options, now: clock.now });
      await sleep(100);
      clock.jump(to); // while it runs
      await sleep(200);
      await load.stop();
      const seen = Date.parse((await server.activity()).as_of);
      assert.ok(Math.abs(seen - clock.now()) < hour_ms, 'the server sees the jump');
      ++jumped;
      assert.equal(await is_signed_in(server, cookie), false, `a session of before, at ${to} ms`);
      checker.compare_sets();
      await (cycle % 2 === 0 ? server.stop() : server.kill());
      // Between two starts.
      clock.jump(cycle % 2 === 0 ? to + 2 * hour_ms : 0);
      await server.serve();
      const more = new Load(server, ledger, { ...options, now: clock.now });
      await sleep(150);
      await more.stop();
      await checker.check();
      if (clock.offset_ms !== 0) {
        assert.equal(await is_signed_in(server, cookie), false);
        clock.jump(0);
      }
    }
  }
  const { acknowledged, too_old } = ledger;
  report('clock', { jumps: jumped, acknowledged, too_old, ...checker.faults() });
  assert.equal(ledger.refused.length, 0);
  assert.ok(acknowledged >= cycles * 300, `acknowledged only ${acknowledged}`);
});
