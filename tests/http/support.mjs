// Starts and stops the real program for tests that talk to it over the wire.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const binary = process.env.BINARY ?? path.join(root, 'build/release/footfall');

// Settings of whoever runs the tests stay outside.
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith('FOOTFALL_')),
);

async function free_port() {
  const probe = net.createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}

// Runs one command to its end; gives status, stdout and stderr.
export async function run(args, { input = '' } = {}) {
  const child = spawn(binary, args, { env: environment, stdio: 'pipe' });
  const out = [];
  const err = [];
  child.stdout.on('data', (piece) => out.push(piece));
  child.stderr.on('data', (piece) => err.push(piece));
  child.stdin.on('error', () => {}); // a command that fails early does not read it
  child.stdin.end(input);
  const [status] = await once(child, 'close');
  return { status, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() };
}

export async function must_run(args, options) {
  const { status, stdout, stderr } = await run(args, options);
  if (status !== 0) throw new Error(`footfall ${args.join(' ')}: status ${status}\n${stderr}`);
  return stdout;
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });

// One request as written here: nothing is added but Host and the body's length.
export function request(origin, method, target, { headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const outgoing = http.request(origin + target, { method, agent, headers }, (incoming) => {
      const pieces = [];
      incoming.on('data', (piece) => pieces.push(piece));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const bytes = Buffer.concat(pieces);
        const text = bytes.toString('utf8');
        let json;
        try {
          json = JSON.parse(text);
        } catch {
          json = undefined;
        }
        resolve({ status: incoming.statusCode, headers: incoming.headers, bytes, text, json });
      });
      // It has no end; see live.test.mjs.
      if (incoming.headers['content-type']?.startsWith('text/event-stream')) {
        incoming.once('data', (bytes) => {
          const text = bytes.toString('utf8');
          resolve({ status: incoming.statusCode, headers: incoming.headers, bytes, text });
          incoming.destroy();
        });
      }
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

export function bearer(key) {
  return key === null ? {} : { authorization: `Bearer ${key}` };
}

export function new_folder() {
  return fs.mkdtempSync(path.join(os.tmpdir(), 'footfall-'));
}

// Of GET /healthz: it serves, whatever may be wrong.
export const has_started = ({ json }) => json !== undefined && json.status !== 'starting';

export class Server {
  static password = 'correct horse battery staple';

  // Variables that the process gets beside the usual ones, from its next start on.
  variables = {};

  // A new data folder with a write and a read key, served and ready.
  static async start(options) {
    const server = await Server.prepare(options);
    await server.serve();
    return server;
  }

  // The same, not served yet; within `folder`, which end() removes.
  static async prepare({ settings = [], folder = new_folder(), port } = {}) {
    const server = new Server();
    server.folder = folder;
    server.data = path.join(server.folder, 'data');
    server.settings = settings;
    server.port = port ?? (await free_port());
    server.origin = `http://127.0.0.1:${server.port}`;
    server.write_key = await server.create_key('write');
    server.read_key = await server.create_key('read');
    return server;
  }

  async create_key(kind, more = []) {
    const args = ['key', 'create', '--data', this.data, '--kind', kind, ...more];
    return (await must_run(args)).trim().split(/\s+/).at(-1);
  }

  async add_member(email, role) {
    const args = ['member', 'add', '--data', this.data, '--email', email, '--role', role];
    await must_run([...args, '--password-stdin'], { input: `${Server.password}\n` });
  }

  // Starts the process.
  launch() {
    const listen = ['--listen', `127.0.0.1:${this.port}`];
    this.log = [];
    this.process = spawn(binary, ['serve', '--data', this.data, ...listen, ...this.settings], {
      env: { ...environment, ...this.variables },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.process.stdout.on('data', (piece) => this.log.push(piece));
    this.process.stderr.on('data', (piece) => this.log.push(piece));
    this.ended = once(this.process, 'exit');
  }

  // Starts the process and waits until its health is as wanted: ready.
  async serve(is_wanted) {
    this.launch();
    await this.ready(is_wanted);
  }

  // Throws if the process ends before that.
  async ready(is_wanted = ({ status }) => status === 200) {
    for (const deadline = Date.now() + 60_000; Date.now() < deadline && this.runs();) {
      try {
        if (is_wanted(await request(this.origin, 'GET', '/healthz'))) return;
      } catch {
        // it does not listen yet
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`the server did not become ready:\n${Buffer.concat(this.log)}`);
  }

  runs() {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  async kill() {
    this.process.kill('SIGKILL');
    await this.ended;
  }

  // An orderly stop; gives the exit status.
  async stop() {
    this.process.kill('SIGTERM');
    const [status] = await this.ended;
    return status;
  }

  // Stops it if it still runs and removes its folder.
  async end() {
    if (this.process && this.runs()) await this.kill();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  request(method, target, options) {
    return request(this.origin, method, target, options);
  }

  // With a key as Bearer; `null` sends none.
  get(target, key = this.read_key) {
    return this.request('GET', target, { headers: bearer(key) });
  }

  send(method, target, body, key = this.write_key) {
    const text = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    const headers = { ...bearer(key), 'content-type': 'application/json' };
    return this.request(method, target, { headers, body: text });
  }

  events(events) {
    return this.send('POST', '/api/v1/events', events);
  }

  async activity(query = '') {
    const answer = await this.get(`/api/v1/activity${query}`);
    if (answer.status !== 200) throw new Error(`${answer.status}: ${answer.text}`);
    return answer.json;
  }

  // Signs a member in; gives the Cookie field's value.
  async sign_in(email) {
    const body = { email, password: Server.password };
    const answer = await this.send('POST', '/api/v1/session', body, null);
    if (answer.status !== 200) throw new Error(`${answer.status}: ${answer.text}`);
    return answer.headers['set-cookie'][0].split(';')[0];
  }
}

// A generator of whole numbers that a seed replays (mulberry32).
export function dice(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (count) => next() % count;
  return {
    below,
    pick: (list) => list[below(list.length)],
    chance: (percent) => below(100) < percent,
  };
}

// The seed of a random test: SEED replays one.
export function test_seed() {
  return Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
}
