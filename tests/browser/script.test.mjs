// footfall.js in the pages of a portal on another origin: each order counts once, whatever happens to
// server, network and page, and the page notices nothing of it.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { after, before, test } from 'node:test';

import { portal_of } from '../http/portal_token.mjs';
import { Server } from '../http/support.mjs';
import { launch } from './support.mjs';

let browser;
let server;
let portal;
let shop; // the portal's pages
let shop_origin;
before(async () => {
  browser = await launch();
  server = await Server.start();
  await server.add_member('owner@example.com', 'owner');
  portal = await portal_of(server, await server.sign_in('owner@example.com'));
  shop = http.createServer((request, response) => {
    const policy = `default-src 'none'; script-src ${server.origin} 'unsafe-inline'; connect-src ${server.origin}`;
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
    });
    const early = request.url.includes('early')
      ? `<script>window.footfall = window.footfall || { calls: [] };
         footfall.calls.push(['orderSubmitted', { orderId: 'early' }])</script>`
      : '';
    response.end(`<!doctype html><title>Shop</title><h1>Shop</h1>${early}
      <script src="${server.origin}/footfall.js" data-key="${portal.key}" async></script>`);
  });
  shop.listen(0, '127.0.0.1');
  await once(shop, 'listening');
  shop_origin = `http://127.0.0.1:${shop.address().port}`;
  await portal.change({ origins: [shop_origin] });
});
after(async () => {
  await browser?.close();
  shop?.close();
  await server?.end();
});

// A page of the shop that a customer has just come to, and what went wrong in it.
async function visit(customer, { context, path = '/', before: init } = {}) {
  context ??= await browser.newContext();
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const trouble = [];
  page.on('dialog', (dialog) => {
    trouble.push(`dialog: ${dialog.message()}`);
    return dialog.dismiss();
  });
  page.on('pageerror', (error) => trouble.push(`script error: ${error.message}`));
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) trouble.push(message.text());
  });
  if (init) await page.addInitScript(init);
  const query = customer && `${path.includes('?') ? '&' : '?'}footfall=${portal.token(customer)}`;
  await page.goto(shop_origin + path + (query ?? ''));
  await page.waitForFunction(() => typeof window.footfall?.track === 'function');
  return { page, context, trouble };
}

const order = (page, orderId) =>
  page.evaluate((id) => window.footfall.orderSubmitted({ orderId: id, value: 5 }), orderId);

async function orders_of(customer) {
  const { rows } = await server.activity('?per_page=200');
  return rows.find(({ id }) => id === customer)?.orders ?? 0;
}

async function until(what, is_so) {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; ) {
    if (await is_so()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`never: ${what}`);
}

async function counted(customer, orders = 1) {
  await until(`${orders} orders of ${customer}`, async () => (await orders_of(customer)) >= orders);
  assert.equal(await orders_of(customer), orders);
}

// What still waits in the page's storage.
const waiting = (page) =>
  page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('footfall:')).length);

test('an order is counted, and the token is out of the address', async () => {
  const { page, context, trouble } = await visit('plain', { path: '/shop?a=1' });
  assert.equal(page.url(), `${shop_origin}/shop?a=1`);
  await order(page, 'plain');
  await counted('plain');
  await order(page, 'plain'); // the same one again
  await page.evaluate(() => window.footfall.checkoutStarted({ value: 5 }));
  await until('nothing waits', async () => (await waiting(page)) === 0);
  await counted('plain');
  await page.goto(`${shop_origin}/later`); // without a token in the address
  await page.waitForFunction(() => typeof window.footfall?.track === 'function');
  await order(page, 'plain-2');
  await counted('plain', 2);
  assert.deepEqual(trouble, []);
  await context.close();
});

test('a call before the script has come is made up for', async () => {
  const { context, trouble } = await visit('early', { path: '/?early' });
  await counted('early');
  assert.deepEqual(trouble, []);
  await context.close();
});

test('the server is down, and up again', async () => {
  const { page, context, trouble } = await visit('down');
  await server.kill();
  // The page has nothing to wait for.
  const returned = await page.evaluate(() =>
    ['down-1', 'down-2'].map((orderId) => typeof window.footfall.orderSubmitted({ orderId })),
  );
  assert.deepEqual(returned, ['undefined', 'undefined']);
  await until('both wait', async () => (await waiting(page)) === 2);
  await page.close(); // they outlive the page
  await server.serve();
  const later = await visit(undefined, { context });
  await counted('down', 2);
  await until('nothing waits', async () => (await waiting(later.page)) === 0);
  assert.deepEqual([...trouble, ...later.trouble], []);
  await context.close();
});

test('the browser is offline, and online again', async () => {
  const { page, context, trouble } = await visit('offline');
  await context.setOffline(true);
  await order(page, 'offline');
  await until('it waits', async () => (await waiting(page)) === 1);
  await context.setOffline(false);
  await counted('offline');
  assert.deepEqual(trouble, []);
  await context.close();
});

test('the page is left, or closed, right after the call', async () => {
  const { page, context } = await visit('closed');
  await page.evaluate(() => {
    window.footfall.orderSubmitted({ orderId: 'left' });
    location.href = 'about:blank';
  });
  await counted('closed');
  const other = await visit('closed', { context });
  await order(other.page, 'closed');
  await other.page.close();
  await counted('closed', 2);
  await context.close();
});

test('the server says when to come back', async () => {
  const { page, context, trouble } = await visit('later');
  const statuses = [];
  page.on('response', (answer) => {
    if (answer.url().includes('/api/v1/events')) statuses.push(answer.status());
  });
  // The network's allowance is used up by somebody else.
  const target = `/api/v1/events?key=${portal.key}`;
  const body = `[]${' '.repeat(4 * 1024 * 1024)}`;
  const headers = { origin: shop_origin };
  // It grows again meanwhile, and may suffice for a small request that comes late.
  let orders = 0;
  while (!statuses.includes(503) && orders < 20) {
    while ((await server.request('POST', target, { headers, body })).status === 200);
    while ((await server.request('POST', target, { headers, body: '[]' })).status === 200);
    const answers = statuses.length;
    await order(page, `later-${++orders}`);
    await until('it was answered', () => statuses.length > answers);
  }
  assert.ok(statuses.includes(503), 'it was told to wait');
  await counted('later', orders);
  assert.deepEqual(trouble, []);
  await context.close();
});

test('storage is forbidden', async () => {
  const { page, context, trouble } = await visit('forbidden', {
    before: () => {
      for (const name of ['localStorage', 'sessionStorage']) {
        Object.defineProperty(window, name, {
          get() {
            throw new DOMException('forbidden', 'SecurityError');
          },
        });
      }
    },
  });
  await context.setOffline(true);
  await order(page, 'forbidden-1');
  await order(page, 'forbidden-2');
  await context.setOffline(false);
  await counted('forbidden', 2);
  assert.deepEqual(trouble, []);
  await context.close();
});

test('two tabs lose nothing of each other', async () => {
  const { page, context } = await visit('tabs');
  const { page: other } = await visit('tabs', { context });
  await context.setOffline(true);
  for (let i = 0; i < 5; ++i) {
    await order(page, `tab-1-${i}`);
    await order(other, `tab-2-${i}`);
  }
  await context.setOffline(false);
  await counted('tabs', 10);
  await context.close();
});

// The address and what events are called are strangers' text.
test('nothing that the script is given becomes markup', async () => {
  const markup = '"><img src=x onerror=alert(1)><script>alert(2)</script>';
  const { page, context, trouble } = await visit(undefined, {
    path: `/?footfall=${encodeURIComponent(markup)}&b=${encodeURIComponent(markup)}`,
  });
  const html = await page.content();
  await page.evaluate((text) => {
    window.footfall.track(text, { [text]: text });
    window.footfall.calls.push([text, text]);
  }, markup);
  assert.equal(await page.content(), html);
  assert.ok(!page.url().includes('footfall='));
  assert.deepEqual(trouble, []);
  await context.close();
});

test('an origin that is not listed records nothing', async () => {
  await portal.change({ origins: [] });
  const { page, context, trouble } = await visit('stranger');
  // The answer is hidden from the page, since it does not name its origin.
  const refused = page.waitForEvent('requestfailed');
  await order(page, 'stranger');
  assert.match((await refused).url(), /\/api\/v1\/events/);
  assert.equal(await orders_of('stranger'), 0);
  // Once somebody has listed it, what waited is taken.
  await portal.change({ origins: [shop_origin] });
  await page.reload();
  await counted('stranger');
  assert.deepEqual(trouble, []);
  await context.close();
});
