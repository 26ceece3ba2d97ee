// Keys that the command line lists and revokes, in a running server and without one.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { must_run, run, Server } from './support.mjs';

let server;

before(async () => {
  server = await Server.start();
});
after(() => server?.end());

async function list(more = []) {
  const text = await must_run(['key', 'list', '--data', server.data, ...more]);
  return text.split('\n').filter(Boolean);
}

const revoke = (key) => run(['key', 'revoke', '--data', server.data, '--key', key]);

// The line of a key has its id, kind, the start of its text and when it was made.
const id_of = (lines, key) => lines.find((line) => line.includes(key.slice(0, 9))).split(' ')[0];

const sends = async (key) => {
  const events = [{ id: 'k1', kind: 'link_open', customer: 'anna' }];
  return (await server.send('POST', '/api/v1/events', events, key)).status;
};
const reads = async (key) => (await server.get('/api/v1/activity', key)).status;

test('a key is listed, never its text', async () => {
  const lines = await list();
  assert.equal(lines.length, 2);
  assert.match(lines[0], /^[0-9a-f]{32} write fk_w_.{4}… \d{4}-\d\d-\d\dT[\d:.]+Z$/);
  assert.match(lines[1], /^[0-9a-f]{32} read fk_r_.{4}… \d{4}-\d\d-\d\dT[\d:.]+Z$/);
  assert.ok(!lines.join().includes(server.write_key.slice(0, 10)));
});

test('a revoked key is refused at once, others are not', async () => {
  const write = await server.create_key('write');
  const read = await server.create_key('read');
  assert.equal(await sends(write), 200);
  assert.equal(await reads(read), 200);
  const { status, stdout } = await revoke(id_of(await list(), write));
  assert.equal(status, 0);
  assert.match(stdout, /^Revoked the write key fk_w_.{4}… of workspace "Workspace"\n$/);
  assert.equal(await sends(write), 401);
  assert.equal((await revoke(read)).status, 0, 'by the key itself');
  assert.equal(await reads(read), 401);
  assert.equal(await sends(server.write_key), 200);
  assert.equal(await reads(server.read_key), 200);
  assert.equal((await list()).length, 2);
  await server.stop();
  await server.serve();
  assert.equal(await sends(write), 401);
  assert.equal(await reads(read), 401);
});

test('without a server it is the same', async () => {
  const write = await server.create_key('write');
  await server.stop();
  assert.equal((await list()).length, 3);
  assert.equal((await revoke(write)).status, 0);
  assert.equal((await list()).length, 2);
  await server.serve();
  assert.equal(await sends(write), 401);
  assert.equal(await sends(server.write_key), 200);
});

test('what is no write or read key is not revoked', async () => {
  await server.add_member('owner@example.com', 'owner');
  const cookie = await server.sign_in('owner@example.com');
  const { origin } = server;
  const gate = await server.request('GET', '/api/v1/gate', { headers: { cookie, origin } });
  const { public_key: key } = gate.json;
  assert.ok(key.startsWith('fk_p_'));
  assert.equal((await list()).length, 2);
  for (const other of [key, `fk_w_${'a'.repeat(43)}`, '0'.repeat(32), 'fk_w_', '']) {
    const { status, stderr } = await revoke(other);
    assert.equal(status, 1, other);
    assert.match(stderr, /There is no such write or read key/);
  }
  assert.equal(await sends(server.write_key), 200);
  const again = await server.request('GET', '/api/v1/gate', { headers: { cookie, origin } });
  assert.equal(again.json.public_key, key);
  const { stderr, status } = await run(['key', 'revoke', '--data', server.data]);
  assert.equal(status, 2);
  assert.match(stderr, /--key/);
});

test('keys of another workspace are listed there, and revoked without its name', async () => {
  await must_run(['sample', '--data', server.data, '--seed', '7']);
  const sample = ['--workspace', 'Sample: Riverside Foods'];
  assert.deepEqual(await list(sample), ['Workspace "Sample: Riverside Foods" has no keys']);
  const key = await server.create_key('read', sample);
  const lines = await list(sample);
  assert.equal(lines.length, 1);
  assert.equal(await reads(key), 200);
  assert.equal((await revoke(id_of(lines, key))).status, 0);
  assert.equal(await reads(key), 401);
});
