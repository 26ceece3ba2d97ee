// The set checker finds what is wrong: each case doctors the ledger, as if the program had failed.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Checker } from './checker.mjs';
import { Ledger, send } from './load.mjs';
import { prepare, seed } from './rig.mjs';

async function kept(context) {
  const ledger = new Ledger(seed);
  const server = await prepare(context);
  await server.serve();
  for (let i = 0; i < 5; ++i) {
    await send(server, ledger, ledger.new_batch({ events_max: 20, untimed: 0 }));
  }
  await new Checker(server, ledger).check();
  return { ledger, server };
}

async function faults_of(server, ledger) {
  const checker = new Checker(server, ledger);
  await assert.rejects(checker.check());
  return checker.faults();
}

const none = { lost: 0, duplicated: 0, phantom: 0, partial: 0 };

test('an acknowledged batch that is not stored is lost', async (context) => {
  const { ledger, server } = await kept(context);
  const batch = ledger.new_batch();
  for (const event of batch.events) event.acknowledged = true;
  assert.deepEqual(await faults_of(server, ledger), { ...none, lost: batch.events.length });
});

test('an acknowledged event that is stored anew was lost', async (context) => {
  const { ledger, server } = await kept(context);
  const [event] = ledger.batches[0].events;
  event.times_stored = 2;
  assert.deepEqual(await faults_of(server, ledger), { ...none, lost: 1 });
});

test('a stored event that was never sent, or sent otherwise, is a phantom', async (context) => {
  const { ledger, server } = await kept(context);
  const [event] = ledger.batches[0].events;
  event.customer = 'somebody else';
  assert.equal((await faults_of(server, ledger)).phantom, 1);
  ledger.events.delete(event.id);
  assert.equal((await faults_of(server, ledger)).phantom, 1);
});

test('a batch of which an event is missing is partial', async (context) => {
  const { ledger, server } = await kept(context);
  const [batch] = ledger.batches;
  batch.events.push({ ...batch.events[0], id: 'one more' });
  assert.deepEqual(await faults_of(server, ledger), { ...none, partial: 1 });
});

test('an id that is stored a second time is a duplicate', async (context) => {
  const { ledger, server } = await kept(context);
  // Each family tells ids apart by itself.
  const [batch] = ledger.batches;
  await send(server, new Ledger(seed), { ...batch, segment: !batch.segment, repeats: [] });
  assert.equal((await faults_of(server, ledger)).duplicated, batch.events.length);
});

test('a number that is too small is noticed', async (context) => {
  const { ledger, server } = await kept(context);
  const checker = new Checker(server, ledger);
  await checker.expect_acknowledged();
  const events = ledger.batches.flatMap((batch) => batch.events);
  const view = events.find(({ kind }) => kind === 'link_open');
  ledger.events.set('one more', { ...view, id: 'one more' });
  await assert.rejects(checker.expect_acknowledged());
});
