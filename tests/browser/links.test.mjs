// Order links in a real browser: copied, sent to some with the others named, made anew, revoked and
// blocked; how they look is a setting; and who opened is corrected by a member.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Shop } from '../http/visitor.mjs';
import { becomes, launch, open_page, open_signed_in, picture, row_texts, violations } from './support.mjs';

const owner = 'owner@example.com';
const hostile = 'Café <img src=x onerror=alert(1)>';
// A browser that nobody steers; one that says it is steered would be a scanner until the first click.
const desktop = {
  userAgent:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36',
};
const found = '/customers/activity?preset=today&search=linked';

let shop;
let browser;

before(async () => {
  shop = await Shop.start();
  await shop.add_customer('linked-1', { name: `Linked ${hostile}`, email: 'a@linked.example' });
  await shop.add_customer('linked-2', { name: 'Linked Two', email: 'b@linked.example' });
  await shop.add_customer('linked-3', { name: 'Linked Three' }); // without an address
  await shop.add_customer('linked-4', { name: 'Linked Four', email: 'd@linked.example', status: 'inactive' });
  await shop.add_customer('linked-5', { name: 'Linked Five', email: 'e@linked.example' });
  await shop.add_customer('judged', { name: 'Judged' });
  await shop.must('PATCH', '/api/v1/customers/linked-5/link', { blocked: true });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await shop?.end();
});

const admin = (path, options) => open_signed_in(browser, shop.server, owner, path, options);

// Opens an address as a visitor who is not signed in.
async function visit(url) {
  const visitor = await open_page(browser, shop.server, desktop);
  await visitor.page.goto(url);
  return visitor;
}

const panel = (page) => page.getByRole('dialog');

// The first one: whoever opens the links of several customers within minutes is taken for a scanner.
test('an open that a member calls a scanner’s counts no more, until that is undone', async () => {
  const visitor = await visit(shop.server.origin + (await shop.link('judged')));
  await visitor.page.getByRole('heading', { name: 'Welcome, Judged' }).waitFor();
  await visitor.context.close();
  const { page, context, trouble } = await admin('/customers/activity?preset=today&search=judged');
  const views = async () => (await row_texts(page))[0]?.[4];
  await becomes(views, '1');
  await page.locator('tr[data-customer="judged"] td').first().click();
  await panel(page).getByRole('switch', { name: 'Show opens' }).check();
  await panel(page).getByRole('button', { name: 'Who was it?' }).first().click();
  await page.getByRole('menuitem', { name: /^Not a person but .*scan/ }).click();
  await page.getByText('It does not count any more.').waitFor();
  await becomes(views, '0');
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('It counts now.').waitFor();
  await becomes(views, '1');
  assert.deepEqual(trouble, []);
  await context.close();
});

test('a link is copied from its row and from the panel, and opens the welcome', async () => {
  const { page, context, trouble } = await admin(found);
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: shop.server.origin });
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  const wanted = shop.server.origin + (await shop.link('linked-1'));
  await page.getByRole('button', { name: `Order link of Linked ${hostile}` }).click();
  await page.getByRole('menuitem', { name: 'Copy order link' }).click();
  await page.getByText('is copied.').waitFor();
  await becomes(clipboard, wanted);

  await page.evaluate(() => navigator.clipboard.writeText('something else'));
  await page.locator('tr[data-customer="linked-2"] td').first().click();
  await panel(page).getByRole('button', { name: 'Copy link', exact: true }).first().click();
  await becomes(clipboard, shop.server.origin + (await shop.link('linked-2')));

  const visitor = await visit(wanted);
  await visitor.page.getByRole('heading', { name: `Welcome, Linked ${hostile}` }).waitFor();
  assert.equal(await visitor.page.locator('img[src="x"]').count(), 0);
  assert.deepEqual([...trouble, ...visitor.trouble], []);
  await visitor.context.close();
  await context.close();
});

test('links go to those who can have one, the others are named with the reason, once each', async () => {
  const { page, context, trouble } = await admin('/customers?search=linked');
  await page.getByRole('button', { name: /^Send links to all 5/ }).click();
  const dialog = panel(page);
  await dialog.getByRole('button', { name: 'Send 2 mails' }).waitFor();
  const skipped = await dialog.getByRole('list', { name: 'Who is skipped' }).getByRole('listitem').allInnerTexts();
  assert.deepEqual(skipped.sort(), [
    'Linked Five has a blocked link',
    'Linked Four is inactive',
    'Linked Three has no email',
  ]);
  // What is looked at holds no link yet.
  assert.doesNotMatch(await dialog.innerText(), new RegExp(await shop.link('linked-2')));
  await dialog.getByLabel('Subject').fill('Order with {supplier}');
  await dialog.getByRole('button', { name: 'Send 2 mails' }).click();
  await dialog.getByText('2 mails are in the outbox.').waitFor();
  await dialog.getByRole('link', { name: 'outbox' }).click();
  await becomes(() => page.locator('[data-purpose="link"]').count(), 2);
  const [mail] = await shop.mails('linked-2');
  assert.match(mail.subject, /^Order with /);
  assert.match(mail.text, new RegExp(await shop.link('linked-2')));
  assert.deepEqual(await shop.mails('linked-3'), []);
  assert.deepEqual(trouble, []);
  await context.close();
});

test('a new link ends the old one, a revoked one leads nowhere, a blocked one says so', async () => {
  const path = '/customers?search=linked+two&customer=linked-2&tab=link';
  const { page, context, trouble } = await admin(path);
  const old = shop.server.origin + (await shop.link('linked-2'));
  const visitor = await visit(old);
  const welcome = () => visitor.page.getByRole('heading', { name: /^Welcome( back)?, Linked Two$/ }).waitFor();
  const nowhere = () => visitor.page.getByRole('heading', { name: 'This link leads nowhere' }).waitFor();
  await welcome();

  await panel(page).getByRole('button', { name: 'New link' }).click();
  await panel(page).getByText(/stops working at once/).waitFor();
  await panel(page).getByRole('button', { name: 'Cancel' }).click();
  await visitor.page.goto(old);
  await welcome();
  await panel(page).getByRole('button', { name: 'New link' }).click();
  await panel(page).getByRole('button', { name: 'New link' }).click();
  const shown = panel(page).locator('code');
  await becomes(async () => (await shown.innerText()) !== old, true);
  const fresh = await shown.innerText();
  await visitor.page.goto(old);
  await nowhere();
  await visitor.page.goto(fresh);
  await welcome();

  await panel(page).getByRole('button', { name: 'Block', exact: true }).click();
  await panel(page).getByRole('button', { name: 'Block', exact: true }).click();
  await panel(page).getByText(/^Blocked:/).waitFor();
  await visitor.page.goto(fresh);
  await visitor.page.getByText(/not available/).first().waitFor();
  await panel(page).getByRole('button', { name: 'Unblock' }).click();
  await panel(page).getByText(/^Works:/).waitFor();

  await panel(page).getByRole('button', { name: 'Revoke' }).click();
  await panel(page).getByRole('button', { name: 'Revoke' }).click();
  await panel(page).getByText(/^Revoked:/).waitFor();
  await visitor.page.goto(fresh);
  await nowhere();
  await panel(page).getByRole('button', { name: 'Make a link' }).click();
  await panel(page).getByText(/^Works:/).waitFor();
  assert.deepEqual([...trouble, ...visitor.trouble], []);
  await visitor.context.close();
  await context.close();
});

test('what the entry pages say is a setting', async () => {
  const { page, context, trouble } = await admin('/settings/links');
  const brand = page.getByLabel(/name/i).first();
  await brand.fill('Riverside & <b>Sons</b>');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText(/saved/i).waitFor();
  const visitor = await visit(shop.server.origin + (await shop.link('linked-1')));
  await visitor.page.getByText('Riverside & <b>Sons</b>').first().waitFor();
  assert.deepEqual(await violations(visitor.page), []);
  assert.deepEqual([...trouble, ...visitor.trouble], []);
  await visitor.context.close();
  await context.close();
});

for (const colorScheme of ['light', 'dark']) {
  for (const [width, height] of [
    [1440, 900],
    [390, 844],
  ]) {
    test(`${colorScheme} at ${width}: axe finds nothing in what links have`, async () => {
      const { page, context, trouble } = await admin('/outbox', { colorScheme, viewport: { width, height }, reducedMotion: 'reduce' });
      const looks = async (name) => {
        assert.deepEqual(await violations(page), [], name);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        assert.equal(overflow, 0, name);
        await picture(page, `${name}-${colorScheme}-${width}`);
      };
      await page.locator('[data-purpose="link"]').first().waitFor();
      await looks('outbox');
      await page.goto(`${shop.server.origin}/settings/links`);
      await page.getByRole('button', { name: 'Save' }).waitFor();
      await looks('settings-links');
      await page.goto(`${shop.server.origin}/customers?search=linked&customer=linked-1&tab=link`);
      await panel(page).getByText(/^Works:/).waitFor();
      await looks('link-tab');
      await panel(page).getByRole('button', { name: 'New link' }).click();
      await looks('link-renew');
      await page.goto(`${shop.server.origin}/customers?search=linked`);
      await page.getByRole('button', { name: /^Send links to all/ }).click();
      await panel(page).getByRole('list', { name: 'Who is skipped' }).waitFor();
      await looks('links-send');
      assert.deepEqual(trouble, []);
      await context.close();
    });
  }
}
