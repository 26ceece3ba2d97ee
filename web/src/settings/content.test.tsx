import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, test } from 'vitest';

import { asSalesRep, campaign, form, json, open, problem, serve, withInsights } from '../testing';
import type { Answerer, Asked } from '../testing';
import { changesOf, valuesOf } from './content';
import type { ContentFolder } from '../scope/use-content-list';

const zone = 'Europe/Berlin';
const list = '/settings/campaigns';

const field = (name: string | RegExp) => screen.findByRole<HTMLInputElement>('textbox', { name });
const save = () => screen.getByRole<HTMLButtonElement>('button', { name: 'Save' });
const sent = (asked: Asked[]) =>
  asked.filter(({ method }) => method === 'PUT').map(({ path, body }) => [path, body]);

// The campaigns that are known, and what becomes of them.
function campaigns(
  known = [
    campaign({ site: 'shop' }),
    campaign({ id: 'push', name: 'push', kind: 'notification' }),
  ],
  refuse?: () => Response | undefined,
): Record<string, Answerer> {
  let now = known;
  const put: Answerer = ({ path, body }) => {
    const refused = refuse?.();
    if (refused) return refused;
    const id = decodeURIComponent(path.slice(path.lastIndexOf('/') + 1));
    const before = now.find((each) => each.id === id) ?? campaign({ id, name: id });
    const said = body as Partial<typeof before>;
    const after = { ...before, ...said, name: said.name ?? before.name };
    now = [...now.filter((each) => each.id !== id), after];
    return json(after);
  };
  return {
    ...withInsights(),
    'GET /api/v1/campaigns': () => json({ campaigns: now }),
    'GET /api/v1/sites': () => json({ sites: [{ id: 'shop', name: 'The shop' }] }),
    'PUT /api/v1/campaigns/autumn': put,
    'PUT /api/v1/campaigns/new': put,
    'PUT /api/v1/campaigns/spring': put,
  };
}

describe('what is written of one', () => {
  const before = valuesOf(campaign({ site: ' shop ', reach: 0 }), zone);

  test('is what is known of it, in the time of the zone', () => {
    expect(before).toMatchObject({ name: 'Autumn list', reach: '0', sent_at: '2026-11-12T09:00' });
    expect(valuesOf(campaign({ name: 'autumn', reach: null, sent_at: null }), zone)).toMatchObject({
      ...{ name: '', reach: '', sent_at: '' },
    });
    expect(valuesOf(form({ enabled: false }), zone)).toMatchObject({ enabled: '' });
  });

  test.each<[ContentFolder, Partial<typeof before>, object]>([
    ['campaigns', {}, {}],
    ['campaigns', { name: ' Autumn list ' }, {}],
    ['campaigns', { name: ' ', reach: '' }, { name: null, reach: null }],
    ['campaigns', { site: '' }, { site: null }],
    ['campaigns', { sent_at: '2026-11-12T09:00:01' }, { sent_at: '2026-11-12T08:00:01Z' }],
    ['campaigns', { reach: '12', state: 'draft' }, { reach: 12, state: 'draft' }],
    ['forms', { enabled: '', created_at: '' }, { enabled: false }],
    // What a site has not.
    ['sites', { reach: '12' }, {}],
  ])('of %s, %j is sent as %j', (folder, written, body) => {
    const known = folder === 'forms' ? { ...before, enabled: 'yes' } : before;
    expect(changesOf(folder, known, { ...known, ...written }, zone)).toEqual(body);
  });
});

describe('the list', () => {
  test('has what is said of each, and the way to its form and its numbers', async () => {
    serve(campaigns());
    open(list);
    const rows = within(await screen.findByRole('list', { name: 'Campaigns' })).getAllByRole(
      'listitem',
    );
    expect(rows.map((each) => each.textContent)).toEqual([
      'Autumn listautumnEmailSent 12 Nov 2026, 09:00:00, Europe/BerlinReach 1,920Site shop',
      'pushNotificationSent 12 Nov 2026, 09:00:00, Europe/BerlinReach 1,920',
    ]);
    expect(document.title).toBe('Campaigns · Acme Foods · Footfall');
    expect(screen.queryByRole('searchbox')).toBeNull();
    await userEvent.click(screen.getByRole('link', { name: 'Edit Autumn list' }));
    expect((await field('Name')).value).toBe('Autumn list');
    await userEvent.click(screen.getByRole('link', { name: 'All campaigns' }));
    await userEvent.click(await screen.findByRole('link', { name: 'Numbers of push' }));
    expect(window.location.pathname).toBe('/insights/campaigns/push');
  });

  test('is searched by name and id, and shown in parts', async () => {
    const forms = Array.from({ length: 120 }, (_, i) => form({ id: `f-${i}`, name: `Café ${i}` }));
    serve({ ...withInsights(), 'GET /api/v1/forms': () => json({ forms }) });
    open('/settings/forms');
    await screen.findByText('120 forms');
    expect(screen.getAllByRole('listitem')).toHaveLength(50);
    await userEvent.click(screen.getByRole('button', { name: 'Show more' }));
    await userEvent.click(screen.getByRole('button', { name: 'Show more' }));
    expect(screen.getAllByRole('listitem')).toHaveLength(120);
    expect(screen.queryByRole('button', { name: 'Show more' })).toBeNull();
    const search = screen.getByRole('searchbox', { name: 'Search forms' });
    await userEvent.type(search, 'cafe 11');
    await screen.findByText('11 of 120 forms');
    await userEvent.clear(search);
    await userEvent.type(search, 'F-7');
    await screen.findByText('11 of 120 forms');
    await userEvent.type(search, 'x');
    await screen.findByText('F-7x');
    await userEvent.click(screen.getByRole('button', { name: 'Clear search' }));
    await screen.findByText('120 forms');
  });

  test('without any says how the first comes', async () => {
    serve(withInsights());
    open('/settings/sites');
    await screen.findByText('No sites yet');
    expect(screen.getByText('{"site": "shop"}')).toBeDefined();
    await userEvent.click(screen.getByRole('link', { name: 'Add site' }));
    await field('Id');
  });

  test('that fails to load says so, and loads by a click', async () => {
    let isBroken = true;
    serve({
      ...withInsights(),
      'GET /api/v1/sites': () =>
        isBroken ? problem(503, 'unavailable', 'Not now.') : json({ sites: [] }),
    });
    open('/settings/sites');
    expect((await screen.findByRole('alert')).textContent).toContain(
      'The sites could not be loaded. Not now.',
    );
    isBroken = false;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await screen.findByText('No sites yet');
  });

  test('has no way to what no address can hold', async () => {
    serve({
      ...withInsights(),
      'GET /api/v1/sites': () => json({ sites: [{ id: '..', name: '..' }] }),
    });
    open('/settings/sites');
    await screen.findByRole('listitem');
    expect(screen.queryByRole('link', { name: /\.\./ })).toBeNull();
  });
});

describe('the form', () => {
  test('sends only what was changed, and leads back', async () => {
    const asked = serve(campaigns());
    open(`${list}/edit/autumn`);
    const name = await field('Name');
    expect(save().disabled).toBe(true);
    await userEvent.clear(name);
    await userEvent.type(name, 'Autumn');
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Kind' }), 'Notification');
    await userEvent.clear(await field('Reach'));
    await userEvent.click(save());
    await screen.findByText('“Autumn” is saved.');
    expect(sent(asked)).toEqual([
      ['/api/v1/campaigns/autumn', { name: 'Autumn', kind: 'notification', reach: null }],
    ]);
    await screen.findByRole('link', { name: 'Edit Autumn' });
    expect(window.location.pathname).toBe(list);
  });

  test('adds one, of which only what is written is said', async () => {
    const asked = serve(campaigns());
    open(`${list}/new`);
    await userEvent.click(await screen.findByRole('button', { name: 'Save' }));
    await screen.findByText('Every campaign has an id.');
    await userEvent.type(await field('Id'), 'autumn');
    await userEvent.type(await field('Reach'), 'many');
    await userEvent.click(save());
    await screen.findByText('There is a campaign with this id already.');
    await screen.findByText('Write a whole number, such as 1920.');
    expect(document.activeElement).toBe(await field('Id'));
    await userEvent.clear(await field('Id'));
    await userEvent.type(await field('Id'), ' spring ');
    await userEvent.clear(await field('Reach'));
    await userEvent.click(screen.getByRole('combobox', { name: 'Site' }));
    await userEvent.click(await screen.findByRole('option', { name: 'The shop' }));
    await userEvent.click(save());
    await screen.findByText('“spring” is saved.');
    expect(sent(asked)).toEqual([['/api/v1/campaigns/spring', { site: 'shop' }]]);
    await screen.findByRole('link', { name: 'Edit spring' });
  });

  test('has the server’s refusal beside its field, any other below', async () => {
    let refusal = () => problem(400, 'invalid_name', 'Too long.', { field: 'name' });
    serve(campaigns(undefined, () => refusal()));
    open(`${list}/edit/autumn`);
    await userEvent.type(await field('Name'), '!');
    await userEvent.click(save());
    await screen.findByText('Too long.');
    expect((await field('Name')).getAttribute('aria-invalid')).toBe('true');
    refusal = () => problem(409, 'too_many_campaigns', 'There are too many.');
    await userEvent.click(save());
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toMatch(/not saved.*There are too many\..*request-7/);
    expect((await field('Name')).value).toBe('Autumn list!');
  });

  test('a form is disabled', async () => {
    const asked = serve({
      ...withInsights(),
      'GET /api/v1/forms': () => json({ forms: [form()] }),
      'PUT /api/v1/forms/allergens': () => json(form({ enabled: false })),
    });
    open('/settings/forms/edit/allergens');
    await userEvent.click(await screen.findByRole('checkbox', { name: 'Disabled' }));
    await userEvent.click(save());
    await waitFor(() =>
      expect(sent(asked)).toEqual([['/api/v1/forms/allergens', { enabled: false }]]),
    );
  });

  test('asks before what was written is lost', async () => {
    serve(campaigns());
    open(list);
    await userEvent.click(await screen.findByRole('link', { name: 'Edit push' }));
    await userEvent.type(await field('Name'), 'Push');
    await userEvent.click(screen.getByRole('link', { name: 'Sites' }));
    const dialog = await screen.findByRole('dialog', { name: 'Discard your changes?' });
    await userEvent.click(within(dialog).getByRole('button', { name: 'Keep editing' }));
    expect((await field('Name')).value).toBe('Push');
    await userEvent.click(screen.getByRole('link', { name: 'Cancel' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Discard' }));
    await waitFor(() => expect(window.location.pathname).toBe(list));
  });

  test('leads back to the page of numbers that led to it', async () => {
    serve(campaigns());
    open('/insights/campaigns/autumn?preset=last_7_days');
    await userEvent.click(await screen.findByRole('link', { name: 'Edit' }));
    await userEvent.type(await field('Name'), ' 2026');
    await userEvent.click(save());
    await waitFor(() =>
      expect(window.location.pathname + window.location.search).toBe(
        '/insights/campaigns/autumn?preset=last_7_days',
      ),
    );
  });

  test('of what is not there says so', async () => {
    serve(campaigns());
    open(`${list}/edit/winter`);
    await screen.findByText('There is no such campaign');
    expect(screen.queryByRole('button', { name: 'Save' })).toBeNull();
  });
});

test.each(['/settings/sites', `${list}/new`, '/settings/forms/edit/allergens'])(
  'a sales rep is told that %s is not for them',
  async (address) => {
    const asked = serve({
      ...withInsights(),
      ...asSalesRep(),
    });
    open(address);
    await screen.findByText('You are not allowed to see this page');
    expect(asked.map(({ path }) => path)).toEqual(['/api/v1/session']);
  },
);
