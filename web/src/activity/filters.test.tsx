import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, test } from 'vitest';

import type { Target } from '../api/client';
import { activity, funnel, json, open, problem, serve, signedIn } from '../testing';
import type { Answerer, Asked } from '../testing';

const page = '/customers/activity';

const gold: Target = {
  id: 't1',
  name: 'Gold',
  groups: [[{ match: true, every: false, field: 'status', operator: 'is', values: ['active'] }]],
  warning: null,
};

function serveFiltered(answer?: Answerer, more: Record<string, Answerer> = {}): Asked[] {
  return serve({
    ...signedIn(answer),
    'GET /api/v1/targets': () => json({ targets: [gold] }),
    'GET /api/v1/sites': () => json({ sites: [{ id: 'shop', name: 'The shop' }] }),
    ...more,
  });
}

// Notifications are outside of the page.
const alertOf = () => within(screen.getByRole('main')).getByRole('alert');
const loaded = () => screen.findByText('Bäckerei Hoffmann');
const lastOf = (asked: Asked[], path = '/api/v1/activity') =>
  asked.filter((each) => each.path === path).at(-1)?.params;

describe('the filters by target and site', () => {
  test('are not there while there is nothing to choose', async () => {
    serve(signedIn());
    open(page);
    await loaded();
    expect(screen.queryByLabelText('Target')).toBeNull();
    expect(screen.queryByLabelText('Site')).toBeNull();
  });

  test('are asked for, are in the address, and lead back to the first page', async () => {
    const asked = serveFiltered();
    open(`${page}?page=3`);
    await loaded();
    await userEvent.selectOptions(await screen.findByLabelText('Target'), 'Target: Gold');
    expect(window.location.search).toBe('?target=t1');
    await userEvent.selectOptions(screen.getByLabelText('Site'), 'Site: The shop');
    expect(window.location.search).toBe('?target=t1&site=shop');
    await waitFor(() => expect(lastOf(asked)?.get('site')).toBe('shop'));
    expect(lastOf(asked)?.get('target')).toBe('t1');
    screen.getByText(/Last click and recent activity stay those of all sites\./);
    await userEvent.selectOptions(screen.getByLabelText('Site'), 'Site: All');
    expect(window.location.search).toBe('?target=t1');
    expect(screen.queryByText(/those of all sites/)).toBeNull();
  });

  test('are those of the funnel and the file', async () => {
    const asked = serveFiltered(undefined, {
      'GET /api/v1/activity/funnel': () => json(funnel([5, 4, 3, 2, 1])),
      'GET /api/v1/activity.csv': () => problem(503, 'busy', 'Later.'),
    });
    open(`${page}?target=t1&site=shop&funnel=open`);
    await screen.findByText('Funnel: from views to orders');
    expect(lastOf(asked, '/api/v1/activity/funnel')?.toString()).toBe(
      'preset=last_30_days&site=shop&status=all&target=t1',
    );
    await userEvent.click(screen.getByRole('button', { name: 'Export' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'All results (1 row)' }));
    await waitFor(() => expect(lastOf(asked, '/api/v1/activity.csv')?.get('target')).toBe('t1'));
    expect(lastOf(asked, '/api/v1/activity.csv')?.get('site')).toBe('shop');
  });

  test('are kept by a saved view', async () => {
    serveFiltered(undefined, {
      'GET /api/v1/views': () =>
        json({
          views: [
            {
              id: 'v1',
              name: 'Mine',
              query: 'target=t1&site=shop',
              shared: false,
              mine: true,
              owner: 'Ada',
            },
          ],
        }),
    });
    open(`${page}?target=t1&site=shop`);
    await screen.findByRole('button', { name: 'Saved view: Mine' });
    await userEvent.selectOptions(await screen.findByLabelText('Target'), 'Target: All');
    await screen.findByRole('button', { name: 'Saved views' });
  });

  test('are named and cleared where nothing matches', async () => {
    serveFiltered(({ params }) =>
      json(params.has('target') ? activity({ rows: [], total: 0 }) : activity()),
    );
    open(`${page}?target=t1&site=shop`);
    await screen.findByText('No customer matches');
    await waitFor(() =>
      expect(screen.getByText(/Looked for:/).textContent).toBe(
        'Looked for: target Gold and site The shop.',
      ),
    );
    await userEvent.click(screen.getByRole('button', { name: 'Clear filters' }));
    await loaded();
    expect(window.location.search).toBe('');
  });

  test('lead to the targets', async () => {
    serveFiltered();
    open(page);
    await userEvent.selectOptions(await screen.findByLabelText('Target'), 'Edit targets…');
    expect(window.location.pathname).toBe('/targets');
    await screen.findByRole('list', { name: 'Targets' });
  });
});

test('a target that is gone leads back to all customers, and the page says so', async () => {
  serveFiltered(({ params }) =>
    params.has('target')
      ? problem(404, 'unknown_target', 'There is no such target.', { field: 'target' })
      : json(activity()),
  );
  open(`${page}?target=gone&status=active`);
  await loaded();
  expect(window.location.search).toBe('?status=active');
  const notice = within(alertOf());
  notice.getByText('The chosen target is gone.');
  await userEvent.click(notice.getByRole('button', { name: 'Close the notice' }));
  expect(within(screen.getByRole('main')).queryByRole('alert')).toBeNull();
});

test('a target that cannot be used is said to be so, without any number', async () => {
  serveFiltered(
    ({ params }) =>
      params.has('target')
        ? problem(409, 'target_broken', 'It cannot be used.', { field: 'target' })
        : json(activity()),
    {
      'GET /api/v1/targets': () =>
        json({ targets: [{ ...gold, warning: 'A rule names the campaign old.' }] }),
    },
  );
  open(page);
  await loaded();
  await userEvent.selectOptions(await screen.findByLabelText('Target'), 'Target: Gold');
  await screen.findByText('This target cannot be used as it is');
  const alert = within(alertOf());
  expect(alertOf().textContent).toContain('Gold: A rule names the campaign old.');
  expect(alert.getByRole('link', { name: 'Change its rules' }).getAttribute('href')).toBe(
    '/targets/t1',
  );
  expect(screen.queryAllByRole('definition')).toEqual([]);
  expect(screen.queryByText('Bäckerei Hoffmann')).toBeNull();
  expect(screen.queryByRole('button', { name: 'Export' })).toBeNull();
  await userEvent.click(alert.getByRole('button', { name: 'Show all customers' }));
  await loaded();
});
