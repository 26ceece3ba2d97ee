// The sample portal: from the arrival to the order, on a phone, as a customer's own portal would do it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { portal_of } from '../http/portal_token.mjs';
import { must_run, Server } from '../http/support.mjs';
import { launch, open_page, picture, violations } from './support.mjs';

let browser;
let server;
let cookie;
let portal;
let customer;
let name;
before(async () => {
  browser = await launch();
  server = await Server.start();
  await server.add_member('owner@example.com', 'owner');
});
after(async () => {
  await browser?.close();
  await server?.end();
});

async function activity() {
  const target = `/api/v1/activity?preset=today&search=${encodeURIComponent(name)}`;
  const answer = await server.request('GET', target, { headers: { cookie } });
  return answer.json.rows.find(({ id }) => id === customer);
}

test('without sample data there is none', async () => {
  for (const target of ['/sample-portal/', '/sample-portal', '/sample-portal/index.html']) {
    assert.equal((await server.request('GET', target)).status, 404, target);
  }
});

test('with sample data it has the key of the sample, and nobody else may', async () => {
  await must_run(['sample', '--data', server.data, '--seed', '1']);
  cookie = await server.sign_in('owner@example.com');
  portal = await portal_of(server, cookie);
  const rows = await server.request('GET', '/api/v1/customers?per_page=1', { headers: { cookie } });
  ({ id: customer, name } = rows.json.rows[0]);
  const page = await server.request('GET', '/sample-portal/');
  assert.equal(page.status, 200);
  assert.match(page.headers['content-type'], /^text\/html/);
  assert.match(page.headers['content-security-policy'], /default-src 'none'; script-src 'self'/);
  assert.equal(page.headers['cache-control'], 'no-store');
  assert.ok(page.text.includes(`data-key="${portal.key}"`));
  assert.ok(page.text.includes('data-customer=""'));
  const forged = await server.request('GET', '/sample-portal/?footfall=a.b.c');
  assert.ok(forged.text.includes('data-customer=""'));
  const known = await server.request('GET', `/sample-portal/?footfall=${portal.token(customer)}`);
  assert.ok(known.text.includes(`data-customer="${customer}"`));
  assert.equal((await server.request('GET', '/sample-portal/index.html')).status, 404);
  assert.equal((await server.request('GET', '/sample-portal/missing.js')).status, 404);
  assert.equal((await server.request('POST', '/sample-portal/')).status, 405);
});

for (const [where, options] of [
  ['phone', { viewport: { width: 360, height: 740 } }],
  ['dark', { viewport: { width: 1024, height: 768 }, colorScheme: 'dark' }],
]) {
  test(`a customer orders, and each step counts once: ${where}`, async () => {
    const was = await activity();
    const { page, context, trouble } = await open_page(browser, server, options);
    await page.goto(`${server.origin}/sample-portal/?footfall=${portal.token(customer)}`);
    await page.getByText(`Ordering as ${customer}`).waitFor();
    assert.ok(await page.getByText('Sample portal: nothing is ordered.').isVisible());
    await page.waitForURL(`${server.origin}/sample-portal/`);
    assert.deepEqual(await violations(page), []);
    await picture(page, `sample-portal-${where}`);

    await page.getByRole('button', { name: 'One more: Butter' }).click();
    await page.getByRole('button', { name: 'One more: Butter' }).click();
    await page.getByLabel('How many: Coffee beans').fill('3');
    await page.getByRole('link', { name: 'Go to the cart' }).click();
    await page.getByRole('heading', { name: 'Cart' }).waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByRole('link', { name: 'Go to checkout' }).click();
    await page.getByRole('heading', { name: 'Checkout' }).waitFor();
    assert.ok(await page.getByText('€134.25').first().isVisible());
    assert.deepEqual(await violations(page), []);
    await page.getByLabel('Your reference (optional)').fill('<b>May</b>');
    await page.getByRole('button', { name: 'Submit order' }).click();
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    await page.getByText('SAMPLE-').waitFor();
    assert.deepEqual(await violations(page), []);
    await page.reload(); // it still knows whom it is for, and orders nothing again
    await page.getByText(`Ordering as ${customer}`).waitFor();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    assert.equal(wide, false);

    let now = await activity();
    for (const deadline = Date.now() + 20_000; Date.now() < deadline && now.orders <= was.orders; ) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      now = await activity();
    }
    assert.equal(now.orders, was.orders + 1);
    assert.equal(now.checkout, was.checkout + 1);
    assert.deepEqual(trouble, []);
    await context.close();
  });
}

test('opened without a link it says that nothing is recorded', async () => {
  const { page, context, trouble } = await open_page(browser, server);
  await page.goto(`${server.origin}/sample-portal/`);
  await page.getByText('Opened without an order link').waitFor();
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(trouble, []);
  await context.close();
});
