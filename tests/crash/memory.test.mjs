// A memory limit: what is acknowledged stays, also where the kernel kills the process for it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { Checker } from './checker.mjs';
import { Ledger, Load } from './load.mjs';
import { number, prepare, report, seed } from './rig.mjs';

const mebibyte = 1024 * 1024;
const limit_mib = number('MEMORY_MIB', 512);
const cycles = number('CYCLES', 3);
const load_seconds = number('SECONDS', 4);

// A control group below the one that this process is in.
class Group {
  #folder;
  #limit;

  // Why there is none, or null.
  static impossible() {
    let group;
    try {
      group = new Group();
      group.limit(limit_mib * mebibyte);
    } catch (error) {
      return `no control group with a memory limit: ${error.message}`;
    } finally {
      group?.end();
    }
    return null;
  }

  constructor() {
    const own = fs.readFileSync('/proc/self/cgroup', 'utf8').split('\n');
    const first = own.map((line) => line.split(':')).find(([, what]) => what === 'memory');
    const second = own.find((line) => line.startsWith('0::'));
    const parent = first
      ? path.join('/sys/fs/cgroup/memory', first[2])
      : path.join('/sys/fs/cgroup', second.slice(3));
    this.#limit = first ? 'memory.limit_in_bytes' : 'memory.max';
    this.#folder = path.join(parent, `footfall-crash-${process.pid}`);
    fs.mkdirSync(this.#folder);
  }

  limit(bytes) {
    fs.writeFileSync(path.join(this.#folder, this.#limit), String(bytes));
  }

  take(pid) {
    fs.writeFileSync(path.join(this.#folder, 'cgroup.procs'), String(pid));
  }

  end() {
    fs.rmdirSync(this.#folder);
  }
}

// What cannot be read from a file again.
const own_bytes = (pid) =>
  Number(/RssAnon:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024;

const skip = Group.impossible() ?? false;

test(`${limit_mib} MiB of memory, and too little of it`, { skip }, async (context) => {
  const ledger = new Ledger(seed);
  const group = new Group();
  let killed = 0;
  let server;
  try {
    server = await prepare(context);
    const checker = new Checker(server, ledger);
    const serve = async () => {
      group.limit(limit_mib * mebibyte);
      server.launch();
      group.take(server.process.pid);
      await server.ready();
    };
    await serve();
    for (let cycle = 1; cycle <= cycles; ++cycle) {
      // Within the limit it lives.
      const load = new Load(server, ledger, { events_max: 1_000, padding: 200 });
      await Promise.race([sleep(load_seconds * 1_000), server.ended]);
      assert.ok(server.runs(), `the server ended within ${limit_mib} MiB`);
      // Then hardly anything is left of it.
      group.limit(own_bytes(server.process.pid) + 16 * mebibyte);
      await Promise.race([sleep(20_000, null, { ref: false }), server.ended]);
      if (server.runs()) await server.kill();
      else ++killed;
      await load.ended();
      await serve();
      await checker.check();
    }
    const { acknowledged } = ledger;
    report('memory', { cycles, limit_mib, killed, acknowledged, ...checker.faults() });
    assert.ok(killed > 0, 'the kernel never killed the server: nothing was tested');
    assert.ok(acknowledged >= 5_000, `acknowledged only ${acknowledged}`);
  } finally {
    await server?.end();
    group.end();
  }
});
