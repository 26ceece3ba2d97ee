// The stream of changes: whoever listens learns that answers have more.
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, test } from 'node:test';

import { bearer, Server } from './support.mjs';

let server;
before(async () => {
  server = await Server.start();
});
after(() => server?.end());

// An open stream; `next()` gives the data of the next event.
async function listen(key = server.read_key) {
  const incoming = await new Promise((resolve, reject) => {
    http
      .get(`${server.origin}/api/v1/changes`, { headers: bearer(key), agent: false }, resolve)
      .on('error', reject);
  });
  assert.equal(incoming.statusCode, 200);
  assert.match(incoming.headers['content-type'], /^text\/event-stream/);
  const pieces = incoming[Symbol.asyncIterator]();
  let text = '';
  return {
    incoming,
    async next() {
      for (;;) {
        const end = text.indexOf('\n\n');
        if (end >= 0) {
          const event = text.slice(0, end);
          text = text.slice(end + 2);
          if (event.startsWith(':')) continue;
          const [, data] = event.match(/^event: changed\ndata: (.*)$/);
          return JSON.parse(data);
        }
        const { value, done } = await pieces.next();
        if (done) return undefined;
        text += value;
      }
    },
  };
}

test('an acknowledged event is told, and is in the next answer', async () => {
  const stream = await listen();
  const first = await stream.next();
  assert.equal(typeof first.sequence, 'number');
  let told = first.sequence;
  for (let i = 1; i <= 5; ++i) {
    await server.events([{ id: `live-${i}`, kind: 'link_open', customer: 'c1' }]);
    while (told < (await server.activity()).sequence) ({ sequence: told } = await stream.next());
    const { sequence, summary } = await server.activity();
    assert.ok(sequence >= told);
    assert.equal(summary.total_views, i);
  }
  stream.incoming.destroy();
});

test('many changes are told together', async () => {
  const stream = await listen();
  await stream.next();
  const groups = 200;
  for (let i = 0; i < groups; ++i) {
    await server.events([{ id: `many-${i}`, kind: 'login', customer: 'c1' }]);
  }
  const { sequence: wanted } = await server.activity();
  let told = 0;
  for (let sequence = 0; sequence < wanted; ++told) ({ sequence } = await stream.next());
  assert.ok(told < groups / 2, `told ${told} times`);
  stream.incoming.destroy();
});

test('who goes away is forgotten, and a stop ends the streams', async () => {
  for (let i = 0; i < 50; ++i) (await listen()).incoming.destroy();
  const stream = await listen();
  await stream.next();
  const stopped = server.stop();
  while ((await stream.next()) !== undefined);
  assert.equal(await stopped, 0);
  await server.serve();
});
