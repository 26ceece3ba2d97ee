import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';

import { glossary } from '../glossary';
import {
  asSalesRep,
  campaignDetail,
  formDetail,
  json,
  open,
  problem,
  serve,
  withInsights,
} from '../testing';

const numbers = () =>
  screen
    .getAllByRole('term')
    .map((term) => `${term.textContent} ${term.nextElementSibling?.textContent ?? ''}`);

test('a campaign has its numbers, a chart, and the way back with the filters', async () => {
  serve(withInsights());
  open('/insights/campaigns/autumn?preset=last_7_days');
  await screen.findByText('Autumn list');
  expect(numbers()).toEqual([
    'Reach 1,920',
    'Delivered 1,904',
    'Opens 412',
    'Unique opens 236',
    'Open rate 12.3%',
    'Notified as spam 3',
  ]);
  expect(screen.getByText('Email')).toBeDefined();
  expect(screen.getByText('Sent 12 Nov 2026, 09:00:00, Europe/Berlin')).toBeDefined();
  const plot = screen.getByRole('slider', { name: 'Delivered and opened, by day' });
  expect(plot.getAttribute('aria-valuetext')).toBe('Fri, 13 Nov 2026: Delivered 4, Opens 112');
  expect(document.title).toBe('Campaign · Acme Foods · Footfall');
  await userEvent.click(screen.getByRole('link', { name: 'Insights › Customers' }));
  expect(window.location.pathname + window.location.search).toBe(
    '/insights/customers?preset=last_7_days',
  );
});

test('a campaign of notifications explains its own opens', async () => {
  serve({
    ...withInsights(),
    'GET /api/v1/campaigns/a%2Fb': () =>
      json(campaignDetail({ id: 'a/b', name: 'Push', kind: 'notification' })),
  });
  open('/insights/campaigns/a%2Fb');
  await screen.findByText('Push');
  expect(screen.getByText('Notification')).toBeDefined();
  const opens = screen.getAllByRole('term').find((term) => term.textContent === 'Opens');
  expect(opens?.querySelector('[data-hint]')?.getAttribute('data-hint')).toBe(
    glossary.open_notification,
  );
});

test('a campaign nobody got has a dash for a rate and no chart', async () => {
  const nothing = { reached: 0, reach: null, delivered: 0, opens: 0, unique_opens: 0, spam: 0 };
  serve({
    ...withInsights(),
    'GET /api/v1/campaigns/autumn': () =>
      json(
        campaignDetail({
          ...nothing,
          rate: null,
          state: 'draft',
          sent_at: null,
          buckets: [],
          delivered_series: [],
          opens_series: [],
        }),
      ),
  });
  open('/insights/campaigns/autumn');
  await screen.findByText('Nothing of it was delivered or opened yet.');
  expect(numbers()[4]).toBe('Open rate —');
  expect(screen.getByText('Draft')).toBeDefined();
  expect(screen.queryByRole('slider')).toBeNull();
});

test('more opens than reach are shown as they are', async () => {
  serve({
    ...withInsights(),
    'GET /api/v1/campaigns/autumn': () =>
      json(campaignDetail({ reached: 100, unique_opens: 128, rate: 128 })),
  });
  open('/insights/campaigns/autumn');
  await screen.findByText('128.0%');
});

test('a form has its responses and respondents', async () => {
  serve({
    ...withInsights(),
    'GET /api/v1/forms/allergens': () => json(formDetail({ enabled: false, site: 'berlin' })),
  });
  open('/insights/forms/allergens');
  await screen.findByText('Allergens 2026');
  expect(numbers()).toEqual(['Responses 61', 'Respondents 58']);
  expect(screen.getByText('disabled')).toBeDefined();
  expect(screen.getByText('berlin')).toBeDefined();
  const plot = screen.getByRole('slider', { name: 'Responses, by day' });
  act(() => plot.focus());
  await userEvent.keyboard('{Home}');
  expect(plot.getAttribute('aria-valuetext')).toBe('Thu, 12 Nov 2026: Responses 60');
});

test('a form whose answers were deleted has those that are left, and says what the chart keeps', async () => {
  serve({
    ...withInsights(),
    'GET /api/v1/forms/allergens': () => json(formDetail({ answers: 40 })),
  });
  open('/insights/forms/allergens');
  await screen.findByText(
    'The form has 40 of these 61 now; the chart keeps those that were deleted.',
  );
  expect(numbers()).toEqual(['Responses 40', 'Respondents 58']);
});

test('of a target it says so, and leads to all customers', async () => {
  const asked = serve({
    ...withInsights(),
    'GET /api/v1/campaigns/autumn': ({ params }) =>
      json(
        campaignDetail({
          target: params.get('target') === 't1' ? { id: 't1', name: 'Bakeries' } : null,
        }),
      ),
  });
  open('/insights/campaigns/autumn?target=t1&preset=last_7_days');
  await screen.findByText('Bakeries');
  await userEvent.click(screen.getByRole('button', { name: 'Show all customers' }));
  expect(window.location.search).toBe('?preset=last_7_days');
  await waitFor(() => expect(screen.queryByText('Bakeries')).toBeNull());
  expect(asked.at(-1)?.params.toString()).toBe('');
});

test.each([
  ['campaigns', 'There is no such campaign'],
  ['forms', 'There is no such form'],
])('what is not there in %s has a clear message and the way back', async (folder, title) => {
  serve({
    ...withInsights(),
    [`GET /api/v1/${folder}/nothing`]: () => problem(404, 'not_found', 'Nothing of that id.'),
  });
  open(`/insights/${folder}/nothing`);
  await screen.findByText(title);
  expect(screen.getByRole('link', { name: 'Insights › Customers' })).toBeDefined();
  expect(screen.queryAllByRole('definition')).toEqual([]);
});

test('a target that is gone or broken is told apart from what is not there', async () => {
  serve({
    ...withInsights(),
    'GET /api/v1/campaigns/autumn': ({ params }) =>
      params.get('target')
        ? problem(404, 'unknown_target', 'There is no such target.')
        : json(campaignDetail()),
  });
  open('/insights/campaigns/autumn?target=gone');
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('This target cannot be used');
  await userEvent.click(within(alert).getByRole('button', { name: 'Show all customers' }));
  await screen.findByText('Autumn list');
});

test('trouble says what failed, and is over with another try', async () => {
  let isBroken = true;
  serve({
    ...withInsights(),
    'GET /api/v1/forms/allergens': () =>
      isBroken ? problem(500, 'internal', 'It broke.') : json(formDetail()),
  });
  open('/insights/forms/allergens');
  expect((await screen.findByRole('alert')).textContent).toContain('It broke.');
  expect(screen.getByText('request-7')).toBeDefined();
  isBroken = false;
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  await screen.findByText('Allergens 2026');
  isBroken = true;
  await userEvent.click(screen.getByRole('button', { name: 'Refresh' }));
  expect((await screen.findByRole('alert')).textContent).toContain('The numbers below may be old.');
  expect(numbers()[0]).toBe('Responses 61');
});

test('a sales rep is told that the pages are not for them', async () => {
  const asked = serve({
    ...withInsights(),
    ...asSalesRep(),
  });
  open('/insights/campaigns/autumn');
  await screen.findByText('You are not allowed to see this page');
  expect(asked.map(({ path }) => path)).toEqual(['/api/v1/session']);
});
