import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import type { Targets } from '../api/client';
import { glossary } from '../glossary';
import {
  campaign,
  form,
  insights,
  json,
  open,
  problem,
  recentCampaigns,
  recentForms,
  series,
  serve,
  session,
  withInsights,
  workspace,
} from '../testing';
import type { Asked } from '../testing';
import { setWindowWidth } from '../testing-setup';

const page = '/insights/customers';

afterEach(() => {
  setWindowWidth(1440);
  vi.useRealTimers();
});

function lastQuestion(asked: Asked[], path = ''): URLSearchParams {
  const params = asked.filter((each) => each.path === `/api/v1/insights${path}`).at(-1)?.params;
  if (!params) throw new Error(`the insights${path} were not asked for`);
  return params;
}

async function cards(): Promise<HTMLElement[]> {
  await screen.findByText('462');
  return screen.getAllByRole('definition');
}

const chart = () => screen.findByRole('slider', { name: /^User activity/ });

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

describe('the chart', () => {
  test('compares logins with activity, every day drawn, zeros too', async () => {
    serve(withInsights());
    open(page);
    const plot = await chart();
    const lines = Array.from(plot.querySelectorAll('polyline'));
    expect(lines.map((line) => line.getAttribute('points')?.split(' ').length)).toEqual([3, 3]);
    expect(
      within(screen.getByRole('list', { name: 'Legend' }))
        .getAllByRole('listitem')
        .map((item) => item.textContent),
    ).toEqual(['Login15', 'Activity44']);
    expect(plot.getAttribute('aria-label')).toBe('User activity, by day');
    expect(plot.getAttribute('aria-valuetext')).toBe('Sun, 22 Nov 2026: Login 3, Activity 40');
    act(() => plot.focus());
    await userEvent.keyboard('{ArrowLeft}');
    expect(plot.getAttribute('aria-valuetext')).toBe('Sat, 21 Nov 2026: Login 12, Activity 0');
    expect(plot.textContent).toContain('Sat, 21 Nov 2026Login12Activity0');
    await userEvent.keyboard('{Home}{ArrowLeft}');
    expect(plot.getAttribute('aria-valuetext')).toBe('Fri, 20 Nov 2026: Login 0, Activity 4');
    await userEvent.keyboard('{Escape}');
    expect(plot.textContent).not.toContain('20 Nov 2026');
  });

  test('takes two other values, never one with itself, and either can be cleared', async () => {
    const asked = serve(withInsights());
    open(page);
    await chart();
    const first = screen.getByRole('combobox', { name: 'First value' });
    const second = screen.getByRole('combobox', { name: 'Second value' });
    expect(
      within(first)
        .getAllByRole('option')
        .map((option) => option.textContent),
    ).toEqual([
      'None',
      'Activity',
      'Active users',
      'Delivered',
      'Open mail',
      'Email notified as spam',
      'Response to forms',
      'Login',
      'Open notification',
    ]);
    const isDisabled = (select: HTMLElement, name: string) =>
      within(select).getByRole<HTMLOptionElement>('option', { name }).disabled;
    expect(isDisabled(first, 'Activity')).toBe(true);
    expect(isDisabled(second, 'Login')).toBe(true);
    await userEvent.selectOptions(first, 'Active users');
    expect(window.location.search).toBe('?a=active_users');
    await screen.findByText('not additive');
    await userEvent.selectOptions(second, 'None');
    expect(window.location.search).toBe('?a=active_users&b=none');
    await waitFor(() =>
      expect(lastQuestion(asked, '/series').toString()).toBe('a=active_users&preset=last_3_months'),
    );
    await userEvent.selectOptions(first, 'None');
    expect(screen.getByText('Choose a value above to see it over time.')).toBeDefined();
    expect(screen.queryByRole('slider')).toBeNull();
    await userEvent.selectOptions(second, 'Login');
    expect(window.location.search).toBe('?a=none&b=login');
    await chart();
  });

  test('is by day, week or month, and has a table', async () => {
    const asked = serve({
      ...withInsights(),
      'GET /api/v1/insights/series': ({ params }) =>
        json(
          params.get('bucket') === 'month'
            ? series(
                { a: ['active_users', [440, 462]] },
                {
                  bucket: 'month',
                  buckets: [
                    { from: '2026-10-01', to: '2026-10-31' },
                    { from: '2026-11-01', to: '2026-11-22' },
                  ],
                },
              )
            : series({ a: ['active_users', [1, 2]] }),
        ),
    });
    open(`${page}?a=active_users&b=none`);
    await chart();
    const by = screen.getByRole('radiogroup', { name: 'By' });
    expect(within(by).getByRole<HTMLInputElement>('radio', { name: 'Day' }).checked).toBe(true);
    await userEvent.click(within(by).getByRole('radio', { name: 'Month' }));
    await waitFor(() => expect(lastQuestion(asked, '/series').get('bucket')).toBe('month'));
    await userEvent.click(screen.getByRole('button', { name: 'Table' }));
    expect(window.location.search).toBe('?a=active_users&b=none&bucket=month&chart=table');
    const table = await screen.findByRole('table', { name: 'User activity, by month' });
    expect(
      within(table)
        .getAllByRole('row')
        .map((row) => row.textContent),
    ).toEqual([
      'MonthActive users',
      'October 2026440',
      '1 – 22 Nov 2026, part of a month462',
      'Whole period902not additive',
    ]);
  });
});

describe('a file of the chart', () => {
  const files: { name: string; blob: Blob }[] = [];
  beforeEach(() => {
    files.length = 0;
    let made: Blob | undefined;
    URL.createObjectURL = (blob: Blob) => {
      made = blob;
      return 'blob:file';
    };
    URL.revokeObjectURL = () => undefined;
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
      this: HTMLAnchorElement,
    ) {
      if (made) files.push({ name: this.download, blob: made });
    });
  });

  test('as CSV has a row for each day', async () => {
    serve(withInsights());
    open(page);
    await chart();
    await userEvent.click(screen.getByRole('button', { name: 'Download CSV' }));
    expect(files[0]?.name).toBe('user-activity-2026-11-20-2026-11-22.csv');
    const bytes = new Uint8Array((await files[0]?.blob.arrayBuffer()) ?? []);
    expect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)).toBe(
      '\ufeffDay,Login,Activity\r\n2026-11-20,0,4\r\n2026-11-21,12,0\r\n2026-11-22,3,40\r\n',
    );
  });

  test('as PNG is drawn on a canvas, without any image', async () => {
    const texts: string[] = [];
    const pen = {
      scale: vi.fn(),
      fillRect: vi.fn(),
      fill: vi.fn(),
      stroke: vi.fn(),
      setLineDash: vi.fn(),
      fillText: (text: string) => texts.push(text),
      measureText: (text: string) => ({ width: text.length * 8 }),
    };
    vi.stubGlobal('Path2D', vi.fn());
    vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(pen as never);
    vi.spyOn(HTMLCanvasElement.prototype, 'toBlob').mockImplementation((give) =>
      give(new Blob(['png'], { type: 'image/png' })),
    );
    const images = vi.spyOn(window, 'Image');
    serve(withInsights());
    open(page);
    await chart();
    await userEvent.click(screen.getByRole('button', { name: 'Download PNG' }));
    await waitFor(() => expect(files[0]?.name).toBe('user-activity-2026-11-20-2026-11-22.png'));
    expect(texts.slice(0, 6)).toEqual([
      'User activity',
      'Acme Foods · 20 – 22 Nov 2026 by day, Europe/Berlin',
      'Login',
      '15',
      'Activity',
      '44',
    ]);
    expect(texts).toContain('22 Nov');
    expect(images).not.toHaveBeenCalled();
  });

  test('that this browser cannot draw says so', async () => {
    vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
    serve(withInsights());
    open(page);
    await chart();
    await userEvent.click(screen.getByRole('button', { name: 'Download PNG' }));
    await screen.findByText('There is no picture');
    expect(files).toEqual([]);
    // It would stand in the next test too.
    await userEvent.click(screen.getByRole('button', { name: 'Close' }));
    await waitFor(() => expect(screen.queryByText('There is no picture')).toBeNull());
  });
});

describe('the lists', () => {
  const rowsOf = async (name: string) =>
    within(await screen.findByRole('table', { name }))
      .getAllByRole('row')
      .slice(1);

  test('of campaigns have kind, unique opens of the reach and the rate', async () => {
    serve({
      ...withInsights(),
      'GET /api/v1/insights/campaigns': () =>
        json(
          recentCampaigns([
            campaign(),
            campaign({
              id: 'push/1',
              name: 'Push',
              kind: 'notification',
              rate: 128.4,
              unique_opens: 321,
              reached: 250,
            }),
            campaign({ id: '..', name: 'Odd', rate: null, unique_opens: 0, reached: 0 }),
            campaign({ id: 'none', name: 'Nobody', rate: 0, unique_opens: 0, reached: 5 }),
          ]),
        ),
    });
    open(`${page}?target=t1`);
    const rows = await rowsOf('Recent campaigns');
    expect(rows.map((row) => row.textContent)).toEqual([
      'Autumn listEmail12 Nov236 / 1,92012.3%',
      'PushNotification12 Nov321 / 250128.4%',
      'OddEmail12 Nov0 / 0—none',
      'NobodyEmail12 Nov0 / 50.0%',
    ]);
    expect(within(rows[1] as HTMLElement).getByText('128.4%').dataset.hint).toBe(
      'More opens than reach: forwarded or sent again.',
    );
    expect(rows.map((row) => row.querySelector('a')?.getAttribute('href'))).toEqual([
      '/insights/campaigns/autumn?target=t1',
      '/insights/campaigns/push%2F1?target=t1',
      undefined,
      '/insights/campaigns/none?target=t1',
    ]);
  });

  test('of forms have their responses, those without any too, and mark disabled ones', async () => {
    serve({
      ...withInsights(),
      'GET /api/v1/insights/forms': () =>
        json(recentForms([form(), form({ id: 'f2', name: 'Old', enabled: false, responses: 0 })])),
    });
    open(page);
    const rows = await rowsOf('Recent forms');
    expect(rows.map((row) => row.textContent)).toEqual([
      'Allergens 20262 d ago61',
      'Olddisabled2 d ago0',
    ]);
    expect(screen.getAllByText('Whatever the period')).toHaveLength(2);
    await userEvent.click(within(rows[0] as HTMLElement).getByRole('link'));
    expect(window.location.pathname).toBe('/insights/forms/allergens');
    await screen.findByText('58');
  });

  test('without anything say how the first comes', async () => {
    serve({
      ...withInsights(),
      'GET /api/v1/insights/campaigns': () => json(recentCampaigns([])),
      'GET /api/v1/insights/forms': () => json(recentForms([])),
    });
    open(page);
    await screen.findByText(/^No campaign was sent yet\./);
    await screen.findByText(/^No form yet\./);
  });
});

describe('engagement', () => {
  const shown = async (engagement: { active: number; total: number; percent: number | null }) => {
    serve(withInsights(() => json(insights({}, { engagement }))));
    open(page);
    const section = await screen.findByRole('region', { name: 'Engagement' });
    await cards();
    return section;
  };

  test('is a share with both its numbers', async () => {
    const section = await shown({ active: 462, total: 2000, percent: 23.1 });
    expect(section.textContent).toContain('23%');
    expect(section.textContent).toContain('462 of 2,000');
    expect(within(section).getByRole('img').getAttribute('aria-label')).toBe(
      '23% of the customers are active users: 462 of 2,000',
    );
  });

  test('of 9 among 67,709 is not nothing', async () => {
    const section = await shown({ active: 9, total: 67_709, percent: 0.013_292 });
    expect(section.textContent).toContain('<1%');
    expect(section.textContent).toContain('9 of 67,709');
  });

  test('without customers is no share', async () => {
    const section = await shown({ active: 0, total: 0, percent: null });
    expect(section.textContent).toContain('no customers');
    expect(section.textContent).not.toMatch(/%|NaN/);
    expect(screen.getByText('No customers yet.')).toBeDefined();
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
    const own = { ...workspace, role: 'sales_rep' as const };
    const asked = serve({
      ...withInsights(),
      'GET /api/v1/session': () => json({ ...session, workspace: own, workspaces: [own] }),
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
