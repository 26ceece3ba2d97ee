// The entry pages as visitors see them: each of them in both schemes, on a phone and on a desk, with
// pictures for whoever looks at a change; without script, and with the keyboard alone.
import assert from 'node:assert/strict';
import http from 'node:http';
import { once } from 'node:events';
import { after, before, test } from 'node:test';

import { Shop, Visitor } from '../http/visitor.mjs';
import { launch, open_page, picture, violations } from './support.mjs';

const views = [
  ['light', 390, 844],
  ['dark', 390, 844],
  ['light', 1440, 900],
  ['dark', 1440, 900],
];
// A bar of the brand’s color, 24 by 8 pixels.
const logo = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAABgAAAAICAIAAABsw6g0AAAAFElEQVR4nGOQr/KlCmIYNWgkGwQArUSsgYdi/poAAAAASUVORK5CYII=',
  'base64',
);

let shop;
let browser;
let portal; // a portal that leads on to another host of its own
let links;

before(async () => {
  shop = await Shop.start();
  portal = http
    .createServer((request, response) => {
      const { port } = portal.address();
      if (request.headers.host.startsWith('127.0.0.1')) {
        response.writeHead(302, { location: `http://localhost:${port}${request.url}` }).end();
      } else {
        response.setHeader('content-type', 'text/html');
        response.end('<!doctype html><title>Portal</title><h1>The portal</h1>');
      }
    })
    .listen(0);
  await once(portal, 'listening');
  await shop.change_gate({
    portal_url: `http://127.0.0.1:${portal.address().port}/in`,
    brand_name: 'Riverside Foods',
    brand_color: '#1f7a4d',
    support: 'Call +49 30 123456, weekdays from 6 to 14.',
    notice:
      'We count when this page is opened, to know whose order is late. Nobody else learns of it.',
  });
  links = {
    welcome: await shop.add_customer('hoffmann', {
      name: 'Bäckerei Hoffmann',
      email: 'einkauf@hoffmann.de',
    }),
    long: await shop.add_customer('long', {
      name: 'Donaudampfschifffahrtsgesellschaftskantine '.repeat(5),
    }),
    inactive: await shop.add_customer('inactive', { status: 'inactive' }),
    blocked: await shop.add_customer('blocked'),
    unwritten: await shop.add_customer('unwritten'),
    unknown: `/l/${'a'.repeat(22)}`,
  };
  await shop.must('PATCH', '/api/v1/customers/blocked/link', { blocked: true });
  const { workspace_link } = await shop.must('GET', '/api/v1/gate');
  links.workspace = workspace_link.slice(shop.server.origin.length);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  portal?.close();
  await shop?.end();
});

// A visitor's page. The portal is another host, which is right here.
async function visit(options) {
  const opened = await open_page(browser, shop.server, options);
  opened.trouble.splice(0);
  const is_trouble = (line) => !/^request to http:\/\/(127\.0\.0\.1|localhost):/.test(line);
  return { ...opened, trouble: () => opened.trouble.filter(is_trouble) };
}

const address = (link) => shop.server.origin + link;

for (const [scheme, width, height] of views) {
  test(`${scheme} at ${width}: every page can be read by everybody`, async () => {
    const found = {};
    const options = { colorScheme: scheme, viewport: { width, height } };
    const look = async (name, page) => {
      const violated = await violations(page);
      if (violated.length > 0) found[name] = violated;
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      if (overflow > 0) found[`${name} is too wide`] = overflow;
      await picture(page, `gate-${name}-${scheme}-${width}`);
    };
    const { page, context, trouble } = await visit(options);
    for (const name of ['welcome', 'long', 'workspace', 'inactive', 'blocked', 'unknown']) {
      await page.goto(address(links[name]));
      await page.getByRole('heading', { level: 1 }).waitFor();
      await look(name, page);
    }
    await shop.change_gate({ strict: true });
    try {
      for (const [name, link] of [
        ['no-email', links.unwritten],
        ['personal', links.workspace],
      ]) {
        await page.goto(address(link));
        await look(name, page);
      }
      await shop.must('POST', '/api/v1/customers/hoffmann/link'); // anew, since mails are counted
      links.welcome = await shop.link('hoffmann');
      await page.goto(address(links.welcome));
      await page.getByRole('button', { name: 'Yes, start ordering' }).click();
      await page.getByRole('heading', { name: 'Which picture shows the word?' }).waitFor();
      const [first, second, third] = await page
        .getByRole('button', { name: /^Picture/ })
        .evaluateAll((buttons) => buttons.map((button) => button.getBoundingClientRect().top));
      assert.equal(first, second, 'two beside each other');
      assert.ok(third > second, 'and two below');
      await look('challenge', page);
      const word = await shop.mailed_word('hoffmann');
      await page.getByLabel('Or write the word').fill('nothing');
      await page.getByRole('button', { name: 'Check the word' }).click();
      await page.getByRole('alert').waitFor();
      await look('wrong', page);
      await page.getByLabel('Or write the word').fill(word);
      await page.getByRole('button', { name: 'Check the word' }).click();
      await page.getByRole('heading', { name: 'The portal' }).waitFor();
    } finally {
      await shop.change_gate({ strict: false });
    }
    assert.deepEqual(found, {});
    assert.deepEqual(trouble(), []);
    await context.close();
  });
}

test('a click leads to the portal, also where that leads on to another host', async () => {
  const { page, context, trouble } = await visit({});
  await page.goto(address(links.welcome));
  await page.getByRole('button', { name: 'Yes, start ordering' }).click();
  await page.getByRole('heading', { name: 'The portal' }).waitFor();
  assert.match(page.url(), /^http:\/\/localhost:\d+\/in\?footfall=/);
  await page.goto(address(links.welcome));
  await page.getByRole('heading', { name: 'The portal' }).waitFor();
  assert.deepEqual(trouble(), []);
  await context.close();
});

test('a page that was seen says so, once', async () => {
  const link = await shop.add_customer('seen');
  const { page, context, trouble } = await visit({});
  const beacons = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/seen')) beacons.push(request.method());
  });
  const told = page.waitForResponse((response) => response.url().endsWith('/seen'));
  await page.goto(address(link));
  assert.equal((await told).status(), 204);
  assert.deepEqual(beacons, ['POST']);
  assert.deepEqual(trouble(), []);
  await context.close();
});

test('without script and with the keyboard alone it works as well', async () => {
  const { page, context } = await visit({ javaScriptEnabled: false });
  await page.goto(address(await shop.add_customer('plain')));
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'The portal' }).waitFor();
  assert.deepEqual(await shop.steps('plain'), ['link_open engaged', 'confirmation engaged']);
  await context.close();
});

test('the logo is shown, and named', async () => {
  const { origin } = shop.server;
  const headers = {
    cookie: shop.session,
    origin,
    'sec-fetch-site': 'same-origin',
    'content-type': 'application/octet-stream',
  };
  const put = await shop.server.request('PUT', '/api/v1/gate/logo', { headers, body: logo });
  assert.equal(put.status, 200, put.text);
  for (const scheme of ['light', 'dark']) {
    const { page, context, trouble } = await visit({ colorScheme: scheme });
    await page.goto(address(await shop.add_customer('logo')));
    const image = page.getByRole('img', { name: 'Riverside Foods' });
    await image.waitFor();
    assert.equal(await image.evaluate((one) => one.naturalWidth), 24);
    assert.deepEqual(await violations(page), []);
    await picture(page, `gate-logo-${scheme}-1440`);
    assert.deepEqual(trouble(), []);
    await context.close();
  }
  const { headers: got } = await new Visitor(shop).send('GET', `${await shop.link('logo')}/logo`);
  assert.equal(got['content-type'], 'image/png');
  assert.equal(got['x-content-type-options'], 'nosniff');
});
