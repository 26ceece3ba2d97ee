import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, test, vi } from 'vitest';

import type { Targets } from '../api/client';
import { glossary } from '../glossary';
import {
  asSalesRep,
  insights,
  json,
  open,
  problem,
  recentCampaigns,
  recentForms,
  series,
  serve,
  withInsights,
} from '../testing';
import { page, lastQuestion, cards, chart } from './testing';

describe('the cards', () => {
  test('are five, in their order, with the change since the period before', async () => {
    serve(withInsights());
    open(page);
    const values = await cards();
    expect(screen.getAllByRole('term').map((term) => term.textContent)).toEqual([
      'Active users',
      'Activity',
      'Logins',
      'Logs',
      'Sign-ups',
    ]);
    expect(values.map((value) => value.textContent)).toEqual([
      '462▲ 5.0%up 5.0%',
      '18,204▲ 7.1%up 7.1%',
      '9,871▼ 3.7%down 3.7%',
      '61,440= 0.0%unchanged',
      // Without a base there is nothing to compare with.
      '204',
    ]);
    expect(document.title).toBe('Insights · Acme Foods · Footfall');
  });

  test('are compared with no part of a period', async () => {
    serve(withInsights(() => json(insights({}, { records_from: '2026-07-28' }))));
    open(page);
    const values = await cards();
    expect(values.map((value) => value.textContent)).toEqual([
      '462',
      '18,204',
      '9,871',
      '61,440',
      '204',
    ]);
    expect(screen.getByText(/compared with nothing: records begin on 28 Jul 2026$/)).toBeDefined();
  });

  test('say the compared dates, and what they count', async () => {
    serve(withInsights());
    open(page);
    const [activeUsers] = await cards();
    expect(activeUsers?.querySelector('[data-direction=up]')?.getAttribute('data-hint')).toBe(
      '440 in 23 May – 22 Aug 2026',
    );
    expect(
      screen.getByText('23 Aug – 22 Nov 2026, Europe/Berlin, compared with 23 May – 22 Aug 2026'),
    ).toBeDefined();
    const hints = screen
      .getAllByRole('term')
      .map((term) => term.querySelector('[data-hint]')?.getAttribute('data-hint'));
    const inForce =
      'Counted as activity: Logins, form responses, open mail, emails notified as spam, and open notifications.';
    expect(hints).toEqual([
      `${glossary.active_users}\n${inForce}`,
      `${glossary.activity}\n${inForce}`,
      glossary.logins,
      glossary.logs,
      glossary.sign_ups,
    ]);
  });

  test('name the kinds that a workspace added', async () => {
    serve(withInsights(() => json(insights({}, { activity_set: ['login', 'order_submit'] }))));
    open(page);
    await cards();
    const [, activity] = screen.getAllByRole('term');
    expect(activity?.querySelector('[data-hint]')?.getAttribute('data-hint')).toContain(
      'Counted as activity: Logins and orders.',
    );
  });

  test('a fall to zero is −100%, and days that reach no further back compare nothing', async () => {
    serve(
      withInsights(({ params }) =>
        json(
          params.get('preset') === 'last_12_months'
            ? insights({ active_users: [462, null] }, { previous_period: null })
            : insights({ active_users: [0, 462], activity: [18_204, 18_200] }),
        ),
      ),
    );
    open(page);
    expect((await screen.findByText('down 100.0%')).closest('dd')?.textContent).toMatch(/^0▼ 100/);
    await userEvent.click(screen.getByRole('button', { name: /^Period/ }));
    await userEvent.click(await screen.findByRole('button', { name: 'Last 12 months' }));
    await cards();
    expect(screen.queryByText(/compared with/)).toBeNull();
    expect(screen.queryByText(/^(up|down) /)).toBeNull();
  });
});

describe('the address', () => {
  test('is what is asked, of all answers', async () => {
    const asked = serve(withInsights());
    open(
      `${page}?from=2026-11-01&to=2026-11-22&target=t1&site=berlin&a=active_users&b=none&bucket=week`,
    );
    await cards();
    const filters = 'from=2026-11-01&site=berlin&target=t1&to=2026-11-22';
    expect(lastQuestion(asked).toString()).toBe(filters);
    expect(lastQuestion(asked, '/series').toString()).toBe(`a=active_users&bucket=week&${filters}`);
    expect(lastQuestion(asked, '/campaigns').toString()).toBe('target=t1&site=berlin');
    expect(lastQuestion(asked, '/forms').toString()).toBe('target=t1&site=berlin');
    expect(screen.getByText('Events without a site are left out.')).toBeDefined();
  });

  test('is the last three months at first, and follows a preset, back and forward', async () => {
    const asked = serve(withInsights());
    open(page);
    await cards();
    expect(lastQuestion(asked).toString()).toBe('preset=last_3_months');
    await userEvent.click(screen.getByRole('button', { name: 'Period: Last 3 months' }));
    const week = await screen.findByRole('button', { name: 'Last 7 days' });
    expect(Array.from(week.closest('ul')?.children ?? []).map((item) => item.textContent)).toEqual([
      'Last 7 days',
      'Last 30 days',
      'Month to date',
      'Last 3 months',
      'Last 6 months',
      'Last 12 months',
    ]);
    await userEvent.click(screen.getByRole('button', { name: 'Month to date' }));
    expect(window.location.search).toBe('?preset=month_to_date');
    await waitFor(() => expect(lastQuestion(asked).get('preset')).toBe('month_to_date'));
    act(() => window.history.back());
    await waitFor(() => expect(lastQuestion(asked).get('preset')).toBe('last_3_months'));
  });

  test('takes targets and sites, where there are any', async () => {
    const rules = { groups: [[{ field: 'status' as const, match: true, every: false }]] };
    const asked = serve({
      ...withInsights(({ params }) =>
        json(
          insights(
            {},
            params.get('target')
              ? {
                  target: { id: 't1', name: 'Bakeries' },
                  engagement: { active: 9, total: 30, percent: 30 },
                }
              : {},
          ),
        ),
      ),
      'GET /api/v1/targets': () =>
        json({ targets: [{ id: 't1', name: 'Bakeries', warning: null, ...rules }] }),
      'GET /api/v1/sites': () =>
        json({
          sites: [
            { id: '', name: 'odd' },
            { id: 's1', name: 'Berlin' },
          ],
        }),
    });
    open(page);
    await cards();
    const target = await screen.findByRole('combobox', { name: 'Target' });
    await userEvent.selectOptions(target, 'Target: Bakeries');
    expect(window.location.search).toBe('?target=t1');
    await screen.findByText('customers in', { exact: false });
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Site' }), 'Site: Berlin');
    await waitFor(() =>
      expect(lastQuestion(asked, '/campaigns').toString()).toBe('target=t1&site=s1'),
    );
    await userEvent.selectOptions(target, 'Target: All');
    expect(window.location.search).toBe('?site=s1');
  });

  test('shows no filter that there is nothing to choose in', async () => {
    serve(withInsights());
    open(page);
    await cards();
    expect(screen.queryByRole('combobox', { name: 'Target' })).toBeNull();
    expect(screen.queryByRole('combobox', { name: 'Site' })).toBeNull();
  });

  test('with a range that ends before it starts is refused without asking', async () => {
    const asked = serve(withInsights());
    open(`${page}?from=2026-11-22&to=2026-11-01`);
    await screen.findByText('This range ends before it starts');
    expect(asked.some(({ path }) => path.startsWith('/api/v1/insights'))).toBe(false);
    await userEvent.click(screen.getByRole('button', { name: 'Show the last 3 months' }));
    await cards();
  });
});

describe('a target', () => {
  const onTarget = (status: number, code: string, message: string) =>
    withInsights(({ params }) =>
      params.get('target') ? problem(status, code, message) : json(insights()),
    );

  test('that is gone falls back to all customers, and says so', async () => {
    const asked = serve(onTarget(404, 'unknown_target', 'There is no such target.'));
    open(`${page}?target=gone&preset=last_7_days`);
    await cards();
    expect(window.location.search).toBe('?preset=last_7_days');
    expect(screen.getByRole('alert').textContent).toContain('The chosen target is gone.');
    expect(lastQuestion(asked).toString()).toBe('preset=last_7_days');
    await userEvent.click(screen.getByRole('button', { name: 'Close the notice' }));
    expect(screen.queryByRole('alert')).toBeNull();
  });

  test('that is gone is not said again once another one was chosen', async () => {
    serve({
      ...withInsights(({ params }) =>
        params.get('target') === 'gone'
          ? problem(404, 'unknown_target', 'There is no such target.')
          : json(insights()),
      ),
      'GET /api/v1/targets': () =>
        json({
          targets: [
            {
              id: 't1',
              name: 'Bakeries',
              groups: [[{ field: 'status', match: true, every: false }]],
              warning: null,
            },
          ],
        }),
    });
    open(`${page}?target=gone`);
    await screen.findByText('The chosen target is gone.');
    const target = screen.getByRole('combobox', { name: 'Target' });
    await userEvent.selectOptions(target, 'Target: Bakeries');
    expect(screen.queryByRole('alert')).toBeNull();
    await userEvent.selectOptions(target, 'Target: All');
    await waitFor(() => expect(window.location.search).toBe(''));
    expect(screen.queryByRole('alert')).toBeNull();
  });

  test('whose rules cannot be processed shows a warning and no number', async () => {
    const broken: Targets['targets'][number] = {
      id: 't1',
      name: 'Readers',
      groups: [[{ match: true, every: false, field: 'campaign', key: 'old', operator: 'opened' }]],
      warning: 'The campaign “old” is gone.',
    };
    serve({
      ...onTarget(409, 'target_broken', 'A rule names a campaign that is gone.'),
      'GET /api/v1/targets': () => json({ targets: [broken] }),
    });
    open(`${page}?target=t1`);
    await screen.findByText('This target cannot be used as it is');
    await waitFor(() =>
      expect(screen.getByRole('alert').textContent).toContain(
        'Readers: The campaign “old” is gone.',
      ),
    );
    const alert = within(screen.getByRole('alert'));
    expect(alert.getByRole('link', { name: 'Change its rules' }).getAttribute('href')).toBe(
      '/targets/t1',
    );
    expect(screen.queryAllByRole('definition')).toEqual([]);
    expect(screen.queryByText('0')).toBeNull();
    await userEvent.click(alert.getByRole('button', { name: 'Show all customers' }));
    await cards();
  });
});

describe('emptiness', () => {
  const nothing = {
    active_users: [0, 0],
    activity: [0, 0],
    logins: [0, 0],
    logs: [0, 0],
    sign_ups: [0, 0],
  } as const;

  test('of a period offers a longer one', async () => {
    const empty = Object.fromEntries(
      Object.entries(nothing).map(([key, pair]) => [key, [...pair]]),
    );
    serve(withInsights(() => json(insights(empty))));
    open(page);
    await screen.findByText(/^Nothing happened in this period/);
    await userEvent.click(screen.getByRole('button', { name: 'Show last 12 months' }));
    expect(window.location.search).toBe('?preset=last_12_months');
    expect(screen.queryByRole('button', { name: 'Show last 12 months' })).toBeNull();
  });
});

describe('trouble', () => {
  test('before the first answer shows what failed, the request id and a way on', async () => {
    let isBroken = true;
    serve(
      withInsights(() => (isBroken ? problem(500, 'internal', 'It broke.') : json(insights()))),
    );
    open(page);
    expect((await screen.findByRole('alert')).textContent).toContain('It broke.');
    expect(screen.getByText('request-7')).toBeDefined();
    isBroken = false;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await cards();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  test('in a refresh keeps the old numbers and says of when they are', async () => {
    let isBroken = false;
    serve(
      withInsights(() => (isBroken ? problem(500, 'internal', 'It broke.') : json(insights()))),
    );
    open(page);
    await cards();
    isBroken = true;
    await userEvent.click(screen.getByRole('button', { name: 'Refresh' }));
    expect((await screen.findByRole('alert')).textContent).toContain(
      'The numbers below are those of 09:41:07.',
    );
    expect(screen.getByText('18,204')).toBeDefined();
  });

  test('of one part leaves the others', async () => {
    const failing = () => problem(500, 'internal', 'It broke.');
    serve({
      ...withInsights(),
      'GET /api/v1/insights/series': failing,
      'GET /api/v1/insights/forms': failing,
    });
    open(page);
    await cards();
    await screen.findByText('The chart could not be loaded.');
    expect(screen.getByText('The list could not be loaded.')).toBeDefined();
    expect(screen.getByText('Autumn list')).toBeDefined();
    expect(screen.getByText('462 of 2,000')).toBeDefined();
  });

  test('of a chart with too many steps says what to do', async () => {
    serve({
      ...withInsights(),
      'GET /api/v1/insights/series': ({ params }) =>
        params.get('bucket') === 'day'
          ? problem(400, 'too_many_buckets', 'Too many.', { field: 'bucket' })
          : json(series({ a: ['login', [1]] }, { bucket: 'month' })),
    });
    open(`${page}?from=2016-01-01&to=2026-11-22&bucket=day`);
    expect((await screen.findByRole('alert')).textContent).toContain(
      'The period is too long to be shown by day. Choose larger steps above.',
    );
    await userEvent.click(screen.getByRole('radio', { name: 'Month' }));
    await chart();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  test('of a server that catches up is progress, and no number', async () => {
    serve(withInsights(() => problem(503, 'catching_up', 'Catching up.', { progress: 0.62 })));
    open(page);
    await screen.findByText('62%');
    expect(screen.queryAllByRole('definition')).toEqual([]);
  });

  test('while waiting keeps the old numbers', async () => {
    let answer: (response: Response) => void = () => undefined;
    serve(
      withInsights(({ params }) =>
        params.get('preset') === 'last_3_months'
          ? json(insights())
          : new Promise<Response>((resolve) => (answer = resolve)),
      ),
    );
    open(page);
    const [value] = await cards();
    await userEvent.click(screen.getByRole('button', { name: /^Period/ }));
    await userEvent.click(await screen.findByRole('button', { name: 'Last 7 days' }));
    await waitFor(() => expect(value?.closest('dl')?.dataset.waiting).toBe('true'));
    expect(screen.getByText('462')).toBeDefined();
    act(() => answer(json(insights({ active_users: [17, 20] }))));
    await screen.findByText('17');
    expect(screen.queryByText('462')).toBeNull();
  });
});

test('what happens elsewhere renews every part of the page', async () => {
  const told: ((event: MessageEvent<string>) => void)[] = [];
  vi.stubGlobal(
    'EventSource',
    class {
      addEventListener(name: string, listener: (event: MessageEvent<string>) => void) {
        if (name === 'changed') told.push(listener);
      }
      close() {
        return undefined;
      }
    },
  );
  let sequence = 1;
  const asked = serve({
    ...withInsights(() => json(insights({}, { sequence }))),
    'GET /api/v1/insights/series': () => json(series({ a: ['login', [1]] }, { sequence })),
    'GET /api/v1/insights/campaigns': () => json({ ...recentCampaigns([]), sequence }),
    'GET /api/v1/insights/forms': () => json({ ...recentForms([]), sequence }),
  });
  open(page);
  await cards();
  await chart();
  const before = asked.length;
  sequence = 7;
  act(() => told.forEach((tell) => tell(new MessageEvent('changed', { data: '{"sequence":7}' }))));
  await screen.findByText('live');
  await waitFor(() => expect(asked.length).toBe(before + 4));
  expect(
    asked
      .slice(before)
      .map(({ path }) => path)
      .sort(),
  ).toEqual([
    '/api/v1/insights',
    '/api/v1/insights/campaigns',
    '/api/v1/insights/forms',
    '/api/v1/insights/series',
  ]);
});

describe('access', () => {
  test('a sales rep is told so, sees no entry, and nothing is asked', async () => {
    const asked = serve({
      ...withInsights(),
      ...asSalesRep(),
    });
    open(page);
    await screen.findByText('You are not allowed to see this page');
    expect(screen.queryByRole('link', { name: 'Customers' })).toBeNull();
    expect(screen.queryByRole('link', { name: 'Settings' })).toBeNull();
    expect(asked.map(({ path }) => path)).toEqual(['/api/v1/session']);
  });

  test('others find it in the sidebar', async () => {
    serve(withInsights());
    open('/customers/activity');
    await userEvent.click(await screen.findByRole('link', { name: 'Customers' }));
    await cards();
    expect(window.location.pathname).toBe(page);
  });
});
