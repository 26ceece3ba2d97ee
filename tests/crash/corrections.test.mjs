// What the judge changes its mind about is in the journal after an orderly stop, however slow the
// disk is.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Shop, Visitor } from '../http/visitor.mjs';
import { report, shim } from './rig.mjs';

const count = 40;

test('a stop makes the corrections that wait', async (context) => {
  const shop = await Shop.start();
  context.after(() => shop.end());
  const { server } = shop;
  const customers = new Map();
  for (let i = 1; i <= count; ++i) customers.set(`c${i}`, await shop.add_customer(`c${i}`));
  assert.equal(await server.stop(), 0);

  server.variables = shim({ SYNC_DELAY_MS: '200' });
  await server.serve();
  const visitors = [...customers.values()].map((link) => ({ link, visitor: new Visitor(shop) }));
  const opened = await Promise.all(visitors.map(({ visitor, link }) => visitor.open(link)));
  assert.ok(opened.every(({ status }) => status === 200));
  const seen = ({ visitor, link }) => visitor.send('POST', `${link}/seen`);
  const told = await Promise.all(visitors.map(seen));
  assert.ok(told.every(({ status }) => status === 204));
  assert.equal(await server.stop(), 0);

  server.variables = {};
  await server.serve();
  const steps = await Promise.all([...customers.keys()].map((id) => shop.steps(id)));
  const corrected = steps.filter(([open]) => open === 'link_open seen').length;
  report('corrections', { opens: count, corrected });
  assert.equal(corrected, count);
});
