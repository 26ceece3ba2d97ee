// The whole way of an order, with two browsers: what a buyer does, from the link in the mail to the
// order, is on the page that an admin has open, step by step and each step once.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, test } from 'node:test';

import { Shop } from '../http/visitor.mjs';
import { becomes, launch, open_page, open_signed_in, picture, row_texts } from './support.mjs';

const owner = 'owner@example.com';
const customer = 'walk-1';
const name = 'Walkabout Café <b>Ñ</b>';
// A browser that nobody steers; one that says it is steered would be a scanner until the first click.
const phone = {
  viewport: { width: 390, height: 844 },
  userAgent:
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Mobile Safari/537.36',
};

let shop;
let admins; // two browsers, not two tabs of one
let buyers;

before(async () => {
  shop = await Shop.start();
  await shop.change_gate({ portal_url: '', strict: true }); // the sample's own portal
  await shop.add_customer(customer, { name, email: 'buyer@walkabout.example' });
  [admins, buyers] = await Promise.all([launch(), launch()]);
});

after(async () => {
  await Promise.all([admins?.close(), buyers?.close()]);
  await shop?.end();
});

// What a picture of that word is drawn with.
function stroke_of(word) {
  const source = fs.readFileSync(new URL('../../src/gate/pictures.cpp', import.meta.url), 'utf8');
  return new RegExp(`\\{"${word}",[^{}]*?<path d="([^")]+)`).exec(source)[1];
}

// The page's one row, and its counters, which are of it alone.
async function shows(page, [views, confirmed, ...later]) {
  const row = [views, confirmed, ...later].map(String);
  const counters = [Math.min(views, 1), views, ...later].map(String);
  await becomes(
    async () => ({
      counters: await page.locator('dl[data-count="5"] dd > button').allInnerTexts(),
      rows: (await row_texts(page)).map((cells) => [cells[4], ...cells.slice(6, 10)]),
    }),
    { counters, rows: [row] },
  );
}

test('from the link in a mail to the order, each step once on the open page', async () => {
  const admin = await open_signed_in(
    admins,
    shop.server,
    owner,
    `/customers/activity?preset=today&search=${encodeURIComponent('walkabout')}`,
  );
  const { page } = admin;
  await shows(page, [0, 0, 0, 0, 0]);

  // The admin sends the link; the buyer finds it in the mail.
  await page.getByRole('button', { name: `Order link of ${name}` }).click();
  await page.getByRole('menuitem', { name: 'Send order link…' }).click();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByText('The mail is in the outbox.').waitFor();
  await page.getByRole('button', { name: 'Done' }).click();
  const outbox = await open_signed_in(admins, shop.server, owner, '/outbox');
  await outbox.page.locator('[data-purpose="link"] summary').click();
  const link = await outbox.page.getByRole('link', { name: /\/l\// }).getAttribute('href');
  assert.equal(link, shop.server.origin + (await shop.link(customer)));

  const buyer = await open_page(buyers, shop.server, phone);
  await buyer.page.goto(link);
  await buyer.page.getByRole('heading', { name: `Welcome, ${name}` }).waitFor();
  await shows(page, [1, 0, 0, 0, 0]);
  await buyer.page.reload(); // within the repeat window
  await buyer.page.getByRole('button', { name: 'Yes, start ordering' }).dblclick();
  await buyer.page.getByRole('heading', { name: 'Which picture shows the word?' }).waitFor();
  await shows(page, [1, 1, 0, 0, 0]);

  // The word comes by mail, the picture shows it.
  const letter = outbox.page.locator('[data-purpose="code"]');
  await letter.locator('summary').click();
  const [, word] = /^ {4}([a-z]+)$/m.exec(await letter.locator('pre').innerText());
  const pictures = buyer.page.getByRole('button', { name: /^Picture/ });
  const drawn = await pictures.evaluateAll((all) =>
    all.map((each) => [...each.querySelectorAll('path')].map((path) => path.getAttribute('d'))),
  );
  const right = drawn.findIndex((paths) => paths.some((d) => d.startsWith(stroke_of(word))));
  assert.ok(right >= 0, `a picture of ${word}`);
  await picture(buyer.page, 'walk-challenge');
  await pictures.nth(right).click();
  await buyer.page.getByText(`Ordering as ${customer}`).waitFor();
  await shows(page, [1, 1, 1, 0, 0]);

  // The portal.
  await buyer.page.getByRole('button', { name: 'One more: Butter' }).click();
  await buyer.page.getByRole('link', { name: 'Go to the cart' }).click();
  await buyer.page.getByRole('link', { name: 'Go to checkout' }).click();
  await buyer.page.getByRole('heading', { name: 'Checkout' }).waitFor();
  await shows(page, [1, 1, 1, 1, 0]);
  await buyer.page.getByRole('button', { name: 'Submit order' }).dblclick();
  await buyer.page.getByRole('heading', { name: 'Thank you' }).waitFor();
  await shows(page, [1, 1, 1, 1, 1]);
  const number = /SAMPLE-[\w-]+/.exec(await buyer.page.locator('main').innerText())[0];
  await buyer.page.reload();
  await buyer.page.getByText(`Ordering as ${customer}`).waitFor();
  await picture(page, 'walk-activity');

  // The panel tells the same story, once.
  await page.locator(`tr[data-customer="${customer}"] td`).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(number).waitFor();
  await picture(page, 'walk-panel');
  const kinds = (await shop.timeline(customer)).reverse().map(({ kind }) => kind);
  assert.deepEqual(kinds, [
    'link_open',
    'confirmation',
    'verification',
    'checkout_start',
    'order_submit',
  ]);
  await page.keyboard.press('Escape');
  await shows(page, [1, 1, 1, 1, 1]);
  for (const each of [admin, outbox, buyer]) {
    assert.deepEqual(each.trouble, []);
    await each.context.close();
  }
});

test('who has only the public key can make no event of a customer', async () => {
  const { public_key: key } = await shop.must('GET', '/api/v1/gate');
  const { page, context } = await open_page(buyers, shop.server);
  await page.goto(`${shop.server.origin}/sample-portal/`);
  const before_it = await shop.timeline(customer);
  const send = (body) =>
    page.evaluate(
      async ([address, text]) => {
        const answer = await fetch(address, { method: 'POST', body: text });
        return { status: answer.status, body: await answer.json() };
      },
      [`/api/v1/events?key=${key}`, JSON.stringify(body)],
    );
  const order = { id: 'forged', kind: 'order_submit', properties: { order_id: 'F-1' } };
  const unsigned = [{ alg: 'none', typ: 'JWT' }, { sub: customer, aud: shop.workspace }]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  for (const claimed of [customer, `${unsigned}.`, `${unsigned}.c2lnbmF0dXJl`, '']) {
    const { status, body } = await send([{ ...order, customer: claimed }]);
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual(
      [body.stored, body.rejected.map(({ reason }) => reason)],
      [0, ['missing_customer']],
    );
  }
  assert.deepEqual(await shop.timeline(customer), before_it);
  await context.close();
});
