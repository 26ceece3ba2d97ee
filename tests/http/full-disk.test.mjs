// A data folder on a disk of its own: it runs full, has no room at a start, becomes read-only.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { must_run, new_folder, Server } from './support.mjs';
import { Shop, Visitor } from './visitor.mjs';

const settings = ['--segment-mib', '1'];
const member = 'owner@example.com';

// A file system of its own; `unmount` leaves nothing behind.
class Volume {
  constructor() {
    this.folder = new_folder();
  }

  mount(...how) {
    execFileSync('mount', [...how, this.folder], { stdio: 'pipe' });
    this.is_mounted = true;
  }

  unmount() {
    if (this.is_mounted) execFileSync('umount', [this.folder]);
    this.is_mounted = false;
  }

  get filler() {
    return path.join(this.folder, 'filler');
  }

  // Down to the last byte.
  fill() {
    const file = fs.openSync(this.filler, 'a');
    try {
      for (let bytes = 1 << 20; bytes > 0;) {
        try {
          fs.writeSync(file, Buffer.alloc(bytes, 1));
        } catch (error) {
          if (error.code !== 'ENOSPC') throw error;
          bytes >>= 1;
        }
      }
    } finally {
      fs.closeSync(file);
    }
  }

  free() {
    fs.rmSync(this.filler, { force: true });
  }
}

// Until `attempt` gives something, or the time is up.
async function until(seconds, attempt) {
  for (const deadline = Date.now() + seconds * 1_000; ;) {
    const got = await attempt();
    if (got) return got;
    assert.ok(Date.now() < deadline, `not within ${seconds} s: ${attempt}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

let sent = 0;

function events(count) {
  return Array.from({ length: count }, () => ({
    id: `full-${sent++}`,
    kind: 'link_open',
    customer: `c${sent % 7}`,
    properties: { text: 'x'.repeat(500) },
  }));
}

const is_degraded_by = (reason) => (answer) =>
  answer.json?.status === 'degraded' && answer.json.reasons.includes(reason);

async function health_says(server, reason) {
  await until(30, async () => is_degraded_by(reason)(await server.request('GET', '/healthz')));
}

async function keep(server, count) {
  const answer = await server.events(events(count));
  assert.equal(answer.status, 200, answer.text);
  return count;
}

async function views(server) {
  return (await server.activity()).summary.total_views;
}

// The goal: intake goes on within 5 s after there is room, and nobody has to do anything.
async function goes_on(server) {
  const body = events(1);
  await until(5, async () => (await server.events(body)).status === 200);
  await until(60, async () => (await server.request('GET', '/healthz')).status === 200);
  return 1;
}

async function assert_refused(server, reason) {
  const strict = await server.events(events(1));
  assert.equal(strict.status, 503, strict.text);
  assert.equal(strict.json.error.code, reason);
  assert.ok(Number(strict.headers['retry-after']) >= 60, strict.headers['retry-after']);
  const call = { type: 'track', event: 'Link Opened', userId: 'c1', messageId: `m${sent++}` };
  const segment = await server.send('POST', '/v1/track', call);
  assert.equal(segment.status, 429, segment.text);
  assert.ok(Number(segment.headers['retry-after']) >= 60, segment.headers['retry-after']);
}

function as_member(server, method, target, cookie) {
  const headers = { cookie, origin: server.origin, 'sec-fetch-site': 'same-origin' };
  return server.request(method, target, { headers });
}

describe('a full disk', () => {
  const volume = new Volume();
  let skip;
  let server;
  let kept = 0;
  before(async () => {
    try {
      volume.mount('-t', 'tmpfs', '-o', 'size=32m', 'tmpfs');
    } catch (error) {
      skip = `no file system can be mounted here: ${error.message}`;
      return;
    }
    server = await Server.start({ settings, folder: volume.folder });
    await server.add_member(member, 'owner');
    kept += await keep(server, 100);
  });
  after(async () => {
    if (server?.runs()) await server.kill();
    volume.unmount();
    fs.rmSync(volume.folder, { recursive: true });
  });

  test('refuses events, and what people do goes on', async (t) => {
    if (skip) return t.skip(skip);
    volume.fill();
    await health_says(server, 'disk_full');
    await assert_refused(server, 'disk_full');
    const cookie = await server.sign_in(member);
    const page = await as_member(server, 'GET', '/api/v1/activity', cookie);
    assert.equal(page.json.summary.total_views, kept);
    assert.equal((await as_member(server, 'GET', '/api/v1/activity.csv', cookie)).status, 200);
    const key = await server.create_key('read');
    assert.equal((await server.get('/api/v1/activity', key)).status, 200);
    assert.equal((await server.get('/api/v1/customers/c1/timeline')).status, 200);
    assert.equal((await as_member(server, 'DELETE', '/api/v1/session', cookie)).status, 204);
    volume.free();
    kept += await goes_on(server);
    assert.equal(await views(server), kept);
  });

  test('met again and again loses nothing and doubles nothing', async (t) => {
    if (skip) return t.skip(skip);
    for (let round = 0; round < 3; ++round) {
      const filling = { server: false };
      const sending = (async () => {
        while (!filling.server) {
          const body = events(20);
          const answer = await server.events(body);
          if (answer.status === 200) kept += body.length;
          filling.server = answer.status !== 200;
        }
      })();
      volume.fill();
      await sending;
      assert.equal(await views(server), kept);
      volume.free();
      kept += await goes_on(server);
    }
    assert.equal(await views(server), kept);
    await must_run(['check', '--data', server.data]);
  });

  test('at a start after a crash shows the numbers and goes on', async (t) => {
    if (skip) return t.skip(skip);
    kept += await keep(server, 100);
    await server.kill();
    fs.rmSync(path.join(server.data, 'ballast'));
    volume.fill();
    await server.serve(is_degraded_by('disk_full'));
    assert.equal(await views(server), kept);
    await assert_refused(server, 'disk_full');
    volume.free();
    kept += await goes_on(server);
    kept += await keep(server, 10);
    assert.equal(await views(server), kept);
    await must_run(['check', '--data', server.data]);
    assert.equal(await server.stop(), 0);
    await server.serve();
    assert.equal(await views(server), kept);
  });
});

describe('order links on a full disk', () => {
  const volume = new Volume();
  let skip;
  let shop;
  before(async () => {
    try {
      volume.mount('-t', 'tmpfs', '-o', 'size=128m', 'tmpfs');
    } catch (error) {
      skip = `no file system can be mounted here: ${error.message}`;
      return;
    }
    shop = await Shop.start({ settings, folder: volume.folder });
  });
  after(async () => {
    if (shop?.server.runs()) await shop.server.kill();
    volume.unmount();
    fs.rmSync(volume.folder, { recursive: true });
  });

  // Whoever wants to order cannot help it that the supplier's disk is full.
  test('lead to the portal, and what is not recorded is counted and said', async (t) => {
    if (skip) return t.skip(skip);
    const { server } = shop;
    const link = await shop.add_customer('hoffmann');
    const earlier = await shop.add_customer('earlier');
    const reader = new Visitor(shop);
    assert.equal((await reader.open(earlier)).status, 200);
    volume.fill();
    await health_says(server, 'disk_full');
    assert.equal((await reader.send('POST', `${earlier}/seen`)).status, 204);
    for (let i = 0; i < 3; ++i) {
      const visitor = new Visitor(shop);
      assert.equal((await visitor.open(link)).status, 200);
      assert.equal((await visitor.confirm(link)).status, 303);
      assert.equal((await visitor.open(link)).status, 303);
    }
    await health_says(server, 'opens_unrecorded');
    const { notices } = (await shop.as_member('GET', '/api/v1/session')).json;
    const [notice] = notices.filter(({ code }) => code === 'opens_unrecorded');
    assert.ok(notice.entries >= 6, JSON.stringify(notice));
    assert.ok(notice.after <= notice.before);
    assert.equal((await shop.timeline('hoffmann')).length, 0);

    volume.free();
    await until(10, async () => {
      const { reasons } = (await server.request('GET', '/healthz')).json;
      return !reasons.includes('disk_full');
    });
    await new Visitor(shop).open(link);
    await until(10, async () => (await shop.timeline('hoffmann')).length > 0);
    // What was found out about an earlier open waits for the room that it needs.
    await until(10, async () => (await shop.steps('earlier')).join() === 'link_open seen');
    const later = (await shop.as_member('GET', '/api/v1/session')).json.notices;
    assert.ok(
      later.some(({ code }) => code === 'opens_unrecorded'),
      'what is lost stays lost',
    );
    await must_run(['check', '--data', server.data]);
  });
});

describe('a disk that becomes read-only', () => {
  const volume = new Volume();
  const image = `${volume.folder}.image`;
  let skip;
  let server;
  before(async () => {
    try {
      fs.closeSync(fs.openSync(image, 'w'));
      fs.truncateSync(image, 64 << 20);
      execFileSync('mkfs.ext4', ['-q', '-F', image], { stdio: 'pipe' });
      volume.mount('-o', 'loop,errors=remount-ro', image);
      const source = execFileSync('findmnt', ['-n', '-o', 'SOURCE', volume.folder], {
        encoding: 'utf8',
      });
      volume.trigger = `/sys/fs/ext4/${path.basename(source.trim())}/trigger_fs_error`;
      fs.accessSync(volume.trigger, fs.constants.W_OK);
    } catch (error) {
      skip = `no file system can be made to fail here: ${error.message}`;
      return;
    }
    server = await Server.start({ settings, folder: volume.folder });
    await server.add_member(member, 'owner');
  });
  after(async () => {
    if (server?.runs()) await server.kill();
    volume.unmount();
    fs.rmSync(volume.folder, { recursive: true });
    fs.rmSync(image);
  });

  test('freezes intake, and pages go on', async (t) => {
    if (skip) return t.skip(skip);
    const kept = await keep(server, 50);
    const cookie = await server.sign_in(member);
    fs.writeFileSync(volume.trigger, '1');
    await until(30, async () => (await server.events(events(1))).status !== 200);
    await health_says(server, 'journal_frozen');
    await assert_refused(server, 'journal_frozen');
    const page = await as_member(server, 'GET', '/api/v1/activity', cookie);
    assert.equal(page.status, 200, page.text);
    assert.equal(page.json.summary.total_views, kept);
    const sign_in = await server.send(
      'POST',
      '/api/v1/session',
      { email: member, password: Server.password },
      null,
    );
    assert.equal(sign_in.status, 503, sign_in.text);
    assert.equal(sign_in.json.error.code, 'disk_not_writable');

    await server.kill();
    volume.unmount();
    const { status } = spawnSync('e2fsck', ['-f', '-p', image]);
    assert.ok(status <= 1, 'whole, or mended');
    volume.mount('-o', 'loop', image);
    await server.serve();
    assert.equal(await views(server), kept);
    assert.equal(await keep(server, 5), 5);
    await must_run(['check', '--data', server.data]);
  });
});
