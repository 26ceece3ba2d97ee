// What does not count, in a real browser: a scanner's open, an open of a blocked link, and a mail's
// picture fetched by a proxy are in the customer's panel on demand, with what decided.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Shop, Visitor } from '../http/visitor.mjs';
import { launch, open_signed_in, picture } from './support.mjs';

let shop;
let browser;

before(async () => {
  shop = await Shop.start();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await shop?.end();
});

test('what does not count is listed on demand, with what was found of it', async () => {
  const link = await shop.add_customer('watched', { name: 'Watched' });
  const scanner = new Visitor(shop, { 'user-agent': 'BarracudaCentral/1.0 link scanner' });
  assert.equal((await scanner.open(link)).status, 200);
  await shop.must('PATCH', '/api/v1/customers/watched/link', { blocked: true });
  assert.equal((await new Visitor(shop).open(link)).status, 403);
  const pixel = await shop.server.send(
    'POST',
    '/api/v1/pixels',
    { customer: 'watched', campaign: 'spring', message: 'm1' },
    shop.write_key,
  );
  assert.equal(pixel.status, 200, pixel.text);
  const proxy = new Visitor(shop, { 'user-agent': 'Mozilla/5.0 (via ggpht.com GoogleImageProxy)' });
  assert.equal((await proxy.send('GET', new URL(pixel.json.url).pathname)).status, 200);

  const { page, context, trouble } = await open_signed_in(
    browser,
    shop.server,
    'owner@example.com',
    '/customers/activity?preset=today&search=watched&customer=watched',
  );
  const panel = page.getByRole('dialog');
  const kinds = () => panel.locator('li[data-event]').evaluateAll((all) => all.map(({ dataset }) => dataset.event).sort());
  await panel.getByText(/^No confirmation, verification, checkout or order yet/).waitFor();
  await panel.getByRole('switch', { name: 'Show automated' }).press('Space');
  await panel.locator('li[data-event=link_open][data-verdict=scanner]').waitFor();
  assert.deepEqual(await kinds(), ['link_open']);
  await panel.getByText(/a mail scanner, does not count/).waitFor();
  await panel.getByRole('switch', { name: 'Show others' }).press('Space');
  await panel.getByText('Blocked link opened').waitFor();
  assert.deepEqual(await kinds(), ['email_open', 'link_open', 'other']);
  await picture(page, 'panel-automated');
  assert.deepEqual(trouble, []);
  await context.close();
});
