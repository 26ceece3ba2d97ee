// For everybody: what axe finds in each state of the pages, in both themes and at three widths; motion
// for who wants none; numbers and dates in the member's language.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Server } from '../http/support.mjs';
import { launch, open_page, picture, sign_in, violations } from './support.mjs';

const owner = 'owner@example.com';
const list = '/customers/activity';
// Colors depend on the theme and not on the width between two layouts, so one theme is enough there.
const views = [
  ['light', 1440, 900],
  ['dark', 1440, 900],
  ['light', 1024, 768],
  ['light', 390, 844],
  ['dark', 390, 844],
];

let server;
let browser;
let target; // the id of one with rules of every kind

before(async () => {
  server = await Server.start();
  await server.add_member(owner, 'owner');
  await server.add_member('rep@example.com', 'sales_rep');
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
  for (const [path, body] of Object.entries({
    'campaigns/autumn': { name: 'Autumn list', site: 'shop', reach: 1920 },
    'campaigns/push': { name: 'A notification in the first week of the school holidays' },
    'forms/allergens': { name: 'Allergens 2026', enabled: false },
    ...Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`sites/s${i}`, {}])),
    'sites/shop': { name: 'The shop' },
  })) {
    const answer = await server.send('PUT', `/api/v1/${path}`, body);
    assert.equal(answer.status, 200, answer.text);
  }
  const properties = { campaign_id: 'autumn', form_id: 'allergens' };
  const sent = ['login', 'email_delivered', 'email_open', 'form_response', 'signup'].map((kind) => {
    const time = new Date(Date.now() - 86_400_000).toISOString();
    return { kind, customer: 'looks', time, properties };
  });
  // Records of the whole period before, which is compared with.
  sent.push({ kind: 'login', customer: 'looks', time: new Date(Date.now() - 300 * 86_400_000).toISOString() });
  assert.equal((await server.events(sent)).json?.stored, sent.length);
  target = await new_target('Gold customers who order', [
    [
      { field: 'trait', key: 'plan', operator: 'is', values: ['gold', 'silver'] },
      { field: 'count', kind: 'login', operator: 'at_least', values: ['5'] },
    ],
    [{ match: false, field: 'status', operator: 'is', values: ['inactive'] }],
    [
      { field: 'signed_up', operator: 'between', values: ['2026-01-01', '2026-06-30'] },
      { field: 'trait', key: 'seats', operator: 'between', values: ['0', '60'] },
      { field: 'campaign', key: 'autumn', operator: 'opened' },
      { match: false, field: 'count', kind: 'order_submit', operator: 'between', values: ['2', '9'], days: 30 },
    ],
  ]);
  await new_target('Readers of the spring list', [[{ field: 'campaign', key: 'gone', operator: 'opened' }]]);
  browser = await launch();
});

async function new_target(name, groups) {
  const answer = await server.request('POST', '/api/v1/targets', {
    headers: { cookie: await server.sign_in(owner), 'content-type': 'application/json' },
    body: JSON.stringify({ name, groups }),
  });
  assert.equal(answer.status, 201, answer.text);
  return answer.json.id;
}

after(async () => {
  await browser?.close();
  await server?.end();
});

const rows = (page) => page.getByText(/^1–\d+ of /);

// Each leads from the loaded Activity page to a state of it, and waits for what only that state shows.
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

const insights = '/insights/customers';

// The other pages: where each is, and what has to be there, or be done, until it shows its state.
const pages = {
  insights: [
    () => insights,
    async (page) => {
      await page.getByRole('slider').focus();
      await page.keyboard.press('ArrowLeft');
    },
  ],
  'insights-table': [
    () => `${insights}?chart=table&a=active_users&bucket=week&site=shop&target=${target}`,
    (page) => page.getByRole('table', { name: 'User activity, by week' }).waitFor(),
  ],
  campaign: [
    () => '/insights/campaigns/autumn',
    (page) => page.getByRole('slider', { name: /^Delivered and opened/ }).waitFor(),
  ],
  form: [
    () => '/insights/forms/allergens',
    (page) => page.getByRole('slider', { name: /^Responses/ }).waitFor(),
  ],
  targets: [
    () => '/targets',
    (page) => page.getByText('Cannot be used as it is.').waitFor(),
  ],
  'targets-delete': [
    () => '/targets',
    async (page) => {
      await page.getByRole('button', { name: 'Delete Gold customers who order' }).click();
      await page.getByRole('dialog').getByText(/in it stays? as/).waitFor();
    },
  ],
  'target-edit': [
    () => `/targets/${target}`,
    (page) => page.getByText(/of 4 customers/).waitFor(),
  ],
  settings: [() => '/settings', (page) => page.getByRole('form', { name: 'Settings' }).waitFor()],
  'settings-members': [
    () => '/settings/members',
    async (page) => {
      await page.getByRole('button', { name: /^Change what/ }).click();
      await page.getByLabel('Only the customers in these targets').check();
      await page.getByRole('checkbox', { name: 'Gold customers who order' }).check();
    },
  ],
  'settings-sites': [
    () => '/settings/sites',
    async (page) => {
      await page.getByRole('searchbox').fill('S1');
      await page.getByText('3 of 13 sites').waitFor();
    },
  ],
  'settings-campaigns': [
    () => '/settings/campaigns',
    (page) => page.getByRole('link', { name: 'Autumn list', exact: true }).waitFor(),
  ],
  'settings-campaign': [
    () => '/settings/campaigns/edit/autumn',
    (page) => page.getByLabel('Reach').waitFor(),
  ],
  'settings-form': [
    () => '/settings/forms/new',
    async (page) => {
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Every form has an id.').waitFor();
    },
  ],
  // The last one: what is written there holds whoever leaves.
  'target-wrong': [
    () => `/targets/${target}`,
    async (page) => {
      const rule = page.getByRole('group', { name: 'Rule 2 of group 3', exact: true });
      await rule.getByLabel('To', { exact: true }).fill('x');
      await page.getByText('Write a number like 12').waitFor();
      await page.evaluate(() => document.querySelector('main').scrollTo(0, 1e6));
    },
  ],
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
    for (const [name, [address, reach]] of Object.entries(pages)) {
      await page.goto(server.origin + address());
      await reach(page);
      const violated = await violations(page);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      if (overflow !== 0) violated.push(`scrolls sideways by ${overflow}`);
      if (violated.length > 0) found[name] = violated;
      await picture(page, `${name}-${theme}-${width}`);
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
