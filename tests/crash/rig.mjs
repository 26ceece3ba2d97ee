// What the rigs share: the shim, numbers from outside, a volume that can lose power, the last line.
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

import { binary, Server } from '../http/support.mjs';

const built = path.dirname(binary);

// A number of the run from outside, such as CYCLES=2000.
export const number = (name, standard) => Number(process.env[name] ?? standard);

export const seed = number('SEED', 20_261_122);

// Every rig's last line.
export function report(rig, facts) {
  const text = Object.entries({ seed, ...facts }).map(([name, value]) => `${name}=${value}`);
  console.log(`${rig}: ${text.join(' ')}`);
}

// A process's variables that make rules of shim.cpp hold for it.
export const shim = (rules) => ({ LD_PRELOAD: path.join(built, 'libcrash_shim.so'), ...rules });

// However this process ends, what it started and mounted goes: servers first, then volumes.
const servers = new Set();
const volumes = new Set();
process.on('exit', () => {
  for (const server of servers) server.process?.kill('SIGKILL');
  for (const volume of volumes) volume.end();
});
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

// A port below those that outgoing connections get: a client whose server was killed would else
// now and then take it, even connect to itself.
let last_port = 0;
async function quiet_port() {
  last_port = last_port || 12_000 + (process.pid % 900) * 20;
  for (;;) {
    const port = ++last_port;
    const probe = net.createServer();
    const free = await new Promise((resolve) => {
      probe.once('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!free) continue;
    await new Promise((resolve) => probe.close(resolve));
    return port;
  }
}

// A server with small segments, not served yet. It goes at the end of the test `context`, if given.
export async function prepare(context, { settings = [], folder } = {}) {
  const all = ['--segment-mib', '1', '--pack-after-s', '0', '--snapshot-entries', '100', ...settings];
  const server = await Server.prepare({ settings: all, folder, port: await quiet_port() });
  servers.add(server);
  context?.after(() => server.end());
  return server;
}

const tool = (name, ...args) => execFileSync(name, args, { stdio: 'pipe' }).toString().trim();

// An ext4 of its own on a loop device.
export class Volume {
  #folder = fs.mkdtempSync(path.join(os.tmpdir(), 'footfall-volume-'));
  #image = path.join(this.#folder, 'image');
  at = path.join(this.#folder, 'mounted');

  // Why there cannot be one here, or null.
  static impossible() {
    if (process.getuid() !== 0) return 'mounting takes root';
    let volume;
    try {
      volume = new Volume(8);
    } catch (error) {
      return `no loop device can be mounted: ${error.message}`;
    } finally {
      volume?.end();
    }
    return null;
  }

  constructor(mebibytes) {
    volumes.add(this);
    fs.mkdirSync(this.at);
    fs.writeFileSync(this.#image, '');
    fs.truncateSync(this.#image, mebibytes * 1024 * 1024);
    try {
      tool('mkfs.ext4', '-q', '-F', '-m', '0', this.#image);
      this.mount();
    } catch (error) {
      this.end();
      throw error;
    }
  }

  mount() {
    tool('mount', '-o', 'loop', this.#image, this.at);
  }

  unmount() {
    tool('umount', this.at);
  }

  cut_power() {
    tool(path.join(built, 'power_cut'), this.at);
  }

  end() {
    // A process that was just killed may hold it still: it goes with that one's last file.
    if (spawnSync('mountpoint', ['-q', this.at]).status === 0) tool('umount', '--lazy', this.at);
    fs.rmSync(this.#folder, { recursive: true, force: true });
    volumes.delete(this);
  }
}
