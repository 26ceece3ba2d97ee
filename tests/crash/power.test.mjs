// A power cut: what was acknowledged before it is there, events and control data. The control run
// without syncs must lose, or the rig proves nothing.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { run } from '../http/support.mjs';
import { Checker } from './checker.mjs';
import { Journal } from './journal.mjs';
import { Ledger, Load } from './load.mjs';
import { number, prepare, report, seed, shim, Volume } from './rig.mjs';

const cycles = number('CYCLES', 25);
const acknowledged_min = number('EVENTS', 2_500);
const skip = Volume.impossible() ?? false;

// Write keys made by command, acknowledged like events.
class Keys {
  acknowledged = [];
  #stopping = false;
  #made;

  // Goes on until the end; waits for the first one.
  async begin(server, ledger) {
    this.#stopping = false;
    const before = this.acknowledged.length;
    this.#made = this.#run(server, ledger);
    while (this.acknowledged.length === before) await sleep(5);
  }

  async #run(server, ledger) {
    while (!this.#stopping) {
      const args = ['key', 'create', '--data', server.data, '--kind', 'write'];
      const { status, stdout } = await run(args);
      if (status === 0 && !ledger.cut) this.acknowledged.push(stdout.trim().split(/\s+/).at(-1));
    }
  }

  // Ends when the last command has.
  async end() {
    this.#stopping = true;
    await this.#made;
  }

  async check(server) {
    for (const key of this.acknowledged) {
      const { status, text } = await server.send('POST', '/api/v1/events', [], key);
      assert.equal(status, 200, `an acknowledged key: ${text}`);
    }
  }
}

// Load, and at a random moment the cut. The volume is mounted anew afterwards.
async function lose_power(volume, server, ledger, keys) {
  ledger.cut = false;
  await keys.begin(server, ledger);
  const load = new Load(server, ledger);
  await sleep(100 + ledger.dice.below(501));
  // In this order: a sync that races the cut may report what is not there.
  ledger.cut = true;
  volume.cut_power();
  await sleep(30);
  await server.kill();
  await Promise.all([load.ended(), keys.end()]);
  volume.unmount();
  volume.mount();
}

async function on_volume(context, what) {
  const volume = new Volume(1024);
  let server;
  try {
    server = await prepare(context, { folder: path.join(volume.at, 'server') });
    await what(volume, server);
  } finally {
    await server?.end();
    volume.end();
  }
}

test(`power cut, ${cycles} times`, { skip }, async (context) => {
  await on_volume(context, async (volume, server) => {
    const ledger = new Ledger(seed);
    const keys = new Keys();
    const checker = new Checker(server, ledger);
    await server.serve();
    for (let cycle = 1; cycle <= cycles; ++cycle) {
      await lose_power(volume, server, ledger, keys);
      await server.serve();
      await checker.check();
      await keys.check(server);
    }
    const { acknowledged, raced } = ledger;
    const control_data = keys.acknowledged.length;
    report('power cut', { cycles, acknowledged, raced, control_data, ...checker.faults() });
    assert.ok(acknowledged >= acknowledged_min, `acknowledged only ${acknowledged}`);
    assert.ok(control_data >= cycles, `only ${control_data} keys were acknowledged`);
  });
});

for (const [name, off] of [
  ['all syncs', '.'],
  ['the syncs of segments', '\\.segment$'],
]) {
  test(`control: without ${name} a power cut loses`, { skip }, async (context) => {
    await on_volume(context, async (volume, server) => {
      const ledger = new Ledger(seed);
      server.variables = shim({ SYNC_OFF: off });
      await server.serve();
      await lose_power(volume, server, ledger, new Keys());
      const stored = stored_ids(server);
      const ids = ledger.events.values().filter(({ acknowledged }) => acknowledged);
      const lost = ids.filter(({ id }) => !stored.has(id)).toArray().length;
      report(`power cut without ${name}`, { acknowledged: ledger.acknowledged, lost });
      assert.ok(ledger.acknowledged > 0);
      assert.ok(lost > 0, 'this rig does not notice a missing sync');
    });
  });
}

// What of the journal can be read, which may be gone altogether.
function stored_ids(server) {
  try {
    return new Set(new Journal(server.data).read().map(({ id }) => id));
  } catch (error) {
    console.log(`  the journal: ${error.message}`);
    return new Set();
  }
}
