// The pictures of docs/images and their like, of the sample data: page, panel, dark theme, phone. They
// are kept under build/pictures; `make pictures` renews those of docs/images from them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { must_run, Server } from '../http/support.mjs';
import { launch, open_page, picture, sign_in } from './support.mjs';

const owner = 'ada@example.com';

let server;
let browser;

before(async () => {
  server = await Server.start();
  await server.add_member(owner, 'owner');
  // Equal customers and events for equal seed and day.
  const today = new Date().toISOString().slice(0, 10);
  await must_run(['sample', '--data', server.data, '--seed', '1', '--until', today]);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.end();
});

for (const [theme, width, height] of [
  ['light', 1440, 900],
  ['dark', 1440, 900],
  ['light', 1024, 768],
  ['dark', 1024, 768],
  ['light', 390, 844],
  ['dark', 390, 844],
]) {
  test(`${theme} at ${width}: page, funnel and panel`, async () => {
    const options = { colorScheme: theme, viewport: { width, height } };
    const { page, context, trouble } = await open_page(browser, server, options);
    await sign_in(page, server, owner);
    await page.getByText(/^1–25 of 2,000$/).waitFor();
    await picture(page, `activity-${theme}-${width}`);
    await page.getByRole('button', { name: 'Funnel' }).click();
    await page.getByRole('table', { name: /^Funnel/ }).waitFor();
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    assert.equal(overflow, 0, 'the page itself does not scroll sideways');
    await picture(page, `funnel-${theme}-${width}`);
    await page.getByRole('button', { name: 'Funnel' }).click();
    await page.getByRole('button', { name: / Orders submitted:/ }).click();
    await page.waitForURL(/sort=-orders/);
    const id = await page.evaluate(async () => {
      const answer = await fetch('/api/v1/activity?sort=-orders');
      return (await answer.json()).rows[0].id;
    });
    await page.goto(`${server.origin}/customers/activity?sort=-orders&customer=${id}`);
    await page.locator('li[data-event]').first().waitFor();
    await picture(page, `panel-${theme}-${width}`);
    await page.goto(`${server.origin}/insights/customers`);
    await page.getByRole('heading', { name: 'Engagement' }).waitFor();
    await page.getByText('of 2,000').waitFor();
    await picture(page, `insights-${theme}-${width}`);
    assert.deepEqual(trouble, []);
    await context.close();
  });
}
