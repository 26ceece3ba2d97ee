// For everybody: what axe finds in each state of the pages, in both themes and at every width; motion
// for who wants none; numbers and dates in the member's language.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Server } from '../http/support.mjs';
import { launch, open_page, sign_in, violations } from './support.mjs';

const owner = 'owner@example.com';
const list = '/customers/activity';
const views = [
  ['light', 1440, 900],
  ['dark', 1440, 900],
  ['light', 1024, 768],
  ['dark', 1024, 768],
  ['light', 390, 844],
  ['dark', 390, 844],
];

let server;
let browser;

before(async () => {
  server = await Server.start();
  await server.add_member(owner, 'owner');
  // Few, since axe looks at each cell.
  const kinds = ['link_open', 'confirmation', 'verification', 'checkout_start', 'order_submit'];
  const events = ['busy', 'looks', 'stops'].flatMap((customer, i) =>
    kinds.slice(0, 5 - 2 * i).flatMap((kind) =>
      Array.from({ length: kind === 'link_open' ? 600 : 2 }, (_, hours) => ({
        id: `${customer} ${kind} ${hours}`,
        kind,
        customer,
        // Also in the period before, fewer.
        time: new Date(Date.now() - (1 + hours * 1.5) * 3_600_000).toISOString(),
      })),
    ),
  );
  assert.equal((await server.events(events)).json?.stored, events.length);
  const profile = { name: 'Hotel Adler', status: 'inactive' };
  assert.equal((await server.send('PUT', '/api/v1/customers/silent', profile)).json?.stored, 1);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.end();
});

const rows = (page) => page.getByText(/^1–\d+ of /);

// Each leads from a loaded page to one state of it, and waits for what only that state shows.
const states = {
  list: (page) => rows(page).waitFor(),
  funnel: async (page) => {
    await page.getByRole('button', { name: 'Funnel' }).click();
    await page.getByRole('table', { name: /^Funnel/ }).waitFor();
  },
  counter: async (page) => {
    await page.getByRole('button', { name: / Orders submitted:/ }).click();
    await page.locator('button[aria-pressed=true]').first().waitFor();
  },
  columns: async (page, width) => {
    if (width < 600) return;
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('checkbox', { name: 'Email' }).waitFor();
  },
  sort: async (page, width) => {
    if (width >= 600) return;
    await page.getByRole('button', { name: /^Sorted by/ }).click();
    await page.getByRole('menuitem', { name: 'Reverse the order' }).waitFor();
  },
  period: async (page) => {
    await page.getByRole('button', { name: /^Period/ }).click();
    await page.getByLabel('First day').waitFor();
  },
  export: async (page) => {
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByText(/All results/).waitFor();
  },
  keys: async (page) => {
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  },
  glossary: async (page) => {
    await page.keyboard.press('g');
    await page.getByRole('dialog', { name: 'Glossary' }).waitFor();
  },
  'saved views': async (page) => {
    await page.getByRole('button', { name: 'Saved views' }).click();
    await page.getByRole('menuitem', { name: 'Save as…' }).waitFor();
  },
  'save a view': async (page) => {
    await page.getByRole('button', { name: 'Saved views' }).click();
    await page.getByRole('menuitem', { name: 'Save as…' }).click();
    await page.getByLabel('Name', { exact: true }).waitFor();
  },
  panel: async (page) => {
    await page.getByText('looks', { exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'looks' });
    await dialog.locator('li[data-event]').first().waitFor();
    await dialog.getByRole('switch', { name: 'Show automated' }).press('Space');
    await dialog.locator('[aria-busy=true]').waitFor({ state: 'detached' });
  },
  menu: async (page, width) => {
    if (width < 900) await page.getByRole('button', { name: 'Open the menu' }).click();
    await page.getByRole('button', { name: /^Signed in as/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
  },
  'no match': async (page) => {
    await page.getByLabel('Search customers').fill('nobody has such a name');
    await page.getByText('No customer matches').waitFor();
  },
  quiet: async (page) => {
    await page.goto(`${server.origin}${list}?from=2020-01-01&to=2020-01-31`);
    await page.getByText(/No activity in this period/).waitFor();
  },
};

for (const [theme, width, height] of views) {
  test(`${theme} at ${width}: axe finds nothing in any state`, async () => {
    const options = { colorScheme: theme, viewport: { width, height }, reducedMotion: 'reduce' };
    const { page, context, trouble } = await open_page(browser, server, options);
    await page.goto(server.origin + list);
    await page.getByLabel('Email').waitFor();
    assert.deepEqual(await violations(page), []);
    await sign_in(page, server, owner, list);
    await rows(page).waitFor();
    const found = {};
    for (const [name, reach] of Object.entries(states)) {
      await page.goto(server.origin + list);
      await rows(page).waitFor();
      await reach(page, width);
      const violated = await violations(page);
      if (violated.length > 0) found[name] = violated;
    }
    assert.deepEqual(found, {});
    assert.deepEqual(trouble, []);
    await context.close();
  });
}

test('nothing moves for a member who wants no motion', async () => {
  const { page, context, trouble } = await open_page(browser, server, { reducedMotion: 'reduce' });
  await sign_in(page, server, owner, list);
  await rows(page).waitFor();
  await page.locator('tbody tr').first().click();
  await page.getByRole('dialog').getByRole('tab', { name: 'Activity' }).waitFor();
  const moving = await page.evaluate(() =>
    document
      .getAnimations()
      .map(({ effect }) => effect)
      .filter((effect) => effect.getComputedTiming().duration > 1)
      .map(({ target }) => target.outerHTML.slice(0, 200)),
  );
  assert.deepEqual(moving, []);
  assert.deepEqual(trouble, []);
  await context.close();
});

test('numbers and dates are those of the member’s language, the words stay', async () => {
  const { page, context, trouble } = await open_page(browser, server, { locale: 'de-DE' });
  await sign_in(page, server, owner, list);
  await rows(page).waitFor();
  const { period, summary, time_zone } = await page.evaluate(async () =>
    (await fetch('/api/v1/activity')).json(),
  );
  await page.getByText(new RegExp(`^\\d+\\. .* ${period.to.slice(0, 4)}, ${time_zone}$`)).waitFor();
  const total = summary.total_views.toLocaleString('de-DE');
  await page.getByRole('button', { name: `${total} Total views:` }).waitFor();
  assert.match(total, /^1\.\d{3}$/);
  await page.getByText(/^[▲▼] \d+,\d\s%$/).first().waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});
