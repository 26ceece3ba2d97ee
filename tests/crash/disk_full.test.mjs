// A full disk, met at many points: what was acknowledged stays, intake asks clients to come back,
// members sign in and administer, and all goes on by itself once there is room.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { must_run } from '../http/support.mjs';
import { Checker } from './checker.mjs';
import { Ledger, Load, send } from './load.mjs';
import { number, prepare, report, seed, Volume } from './rig.mjs';

const points = number('CYCLES', 16);
const volume_mib = 32;
const email = 'owner@example.com';
const options = { untimed: 0, padding: 4_000, events_max: 40 };
const skip = Volume.impossible() ?? false;

const free_bytes = (folder) => {
  const { bavail, bsize } = fs.statfsSync(folder);
  return bavail * bsize;
};

// What the server's ballast gives up: a segment and 1 MiB.
const ballast_bytes = 2 * 1024 * 1024;

// Leaves no block free but what the ballast has given up.
function fill(file) {
  const bytes = free_bytes(path.dirname(file)) - ballast_bytes;
  if (bytes > 0) execFileSync('fallocate', ['-l', String(bytes), file]);
}

async function until_refused(server, ledger) {
  const load = new Load(server, ledger, options);
  for (let waited = 0; ledger.refused.length < 12; waited += 10) {
    assert.ok(waited < 60_000, 'the disk does not get full');
    assert.ok(server.runs(), 'the server ended');
    await sleep(10);
  }
  await load.stop();
}

// The milliseconds until intake takes events again.
async function until_taken(server, ledger) {
  const from = performance.now();
  for (;;) {
    const before = ledger.acknowledged;
    await send(server, ledger, ledger.new_batch(options));
    if (ledger.acknowledged > before) return performance.now() - from;
    assert.ok(performance.now() - from < 30_000, 'it does not go on');
    await sleep(50);
  }
}

const total = { acknowledged: 0, lost: 0, duplicated: 0, slowest_ms: 0, done: 0 };

for (let point = 1; point <= points; ++point) {
  test(`full disk, point ${point} of ${points}`, { skip, timeout: 120_000 }, async (context) => {
    const ledger = new Ledger(seed + point);
    const volume = new Volume(volume_mib);
    let server;
    try {
      server = await prepare(context, { folder: path.join(volume.at, 'server') });
      await server.add_member(email, 'owner');
      await server.serve();
      await meet_full_disk(context, volume, server, ledger, point);
    } finally {
      await server?.end();
      volume.end();
    }
  });
}

async function meet_full_disk(context, volume, server, ledger, point) {
  const checker = new Checker(server, ledger);
  const ballast = path.join(volume.at, 'somebody-elses-file');
  const rest = path.join(volume.at, 'the-rest');
  // What is given back later holds a few segments, one of which a start after a crash needs.
  const most = free_bytes(volume.at) - 6 * 1024 * 1024;
  const room = Math.round((most * point) / points / 4096) * 4096;
  execFileSync('fallocate', ['-l', String(free_bytes(volume.at) - room), ballast]);
  await until_refused(server, ledger);
  fill(rest);

  await context.test('intake asks to come back, reading goes on', async () => {
    ledger.refused = [];
    // A segment that still has room takes what fits.
    for (let i = 0; i < 500 && ledger.refused.length < 4; ++i) {
      await send(server, ledger, ledger.new_batch(options));
    }
    assert.equal(ledger.refused.length, 4);
    const { json } = await server.get('/healthz', null);
    assert.ok(json.status === 'degraded' && json.reasons.includes('disk_full'), json);
    for (const { wait } of ledger.refused) assert.ok(wait >= 60, `Retry-After: ${wait}`);
    await new Checker(server, ledger).expect_acknowledged({ whole: false });
  });
  await context.test('exports are made', async () => {
    await new Checker(server, ledger).expect_acknowledged();
  });
  await context.test('members sign in and administer', async () => {
    const cookie = await server.sign_in(email);
    const { status } = await server.request('GET', '/api/v1/session', { headers: { cookie } });
    assert.equal(status, 200);
    await must_run(['key', 'create', '--data', server.data, '--kind', 'read']);
    const reset = ['member', 'reset', '--data', server.data, '--email', email, '--password-stdin'];
    await must_run(reset, { input: 'another long password\n' });
  });
  await context.test('it goes on by itself', async () => {
    const again = new Set(ledger.refused.map(({ batch }) => batch));
    fs.rmSync(ballast);
    fs.rmSync(rest, { force: true });
    const ms = await until_taken(server, ledger);
    assert.ok(ms <= 5_000, `after ${Math.round(ms)} ms`);
    total.slowest_ms = Math.max(total.slowest_ms, Math.round(ms));
    ledger.refused = [];
    for (const batch of again) await send(server, ledger, batch);
    assert.equal(ledger.refused.length, 0);
    await checker.check();
  });
  await context.test('and is whole after a crash', async () => {
    await server.kill();
    await server.serve();
    await checker.check();
  });
  total.acknowledged += ledger.acknowledged;
  total.lost += checker.lost;
  total.duplicated += checker.duplicated;
  ++total.done;
}

test('enough was tested', { skip }, () => {
  report('full disk', { points: total.done, ...total });
  assert.equal(total.done, points);
  assert.ok(total.acknowledged >= points * 100);
});
