import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test, vi } from 'vitest';

import {
  customer,
  customerActivity,
  event,
  json,
  open,
  problem,
  serve,
  signedIn,
  timeline,
} from '../testing';
import { page, opened, panel } from './testing';

const counts = '/api/v1/customers/c1/activity';

const events = '/api/v1/customers/c1/timeline';

function texts(element: HTMLElement, role: string, level?: number): (string | null)[] {
  const found = within(element).getAllByRole(role, level === undefined ? {} : { level });
  return found.map((each) => each.textContent);
}

afterEach(() => {
  vi.useRealTimers();
});

describe('Activity', () => {
  test('shows 30 days whatever the list shows: four counts, fourteen days', async () => {
    serve(signedIn());
    open(`${page}?preset=today&customer=c1`);
    const dialog = await panel();
    expect(texts(dialog, 'tab')).toEqual(['Activity', 'General', 'Order link']);
    within(dialog).getByText('Last 30 days');
    within(dialog).getByText('24 Oct – 22 Nov 2026, Europe/Berlin');
    expect(texts(dialog, 'term')).toEqual(['Views', 'Verified', 'Checkout', 'Orders']);
    expect(texts(dialog, 'definition')).toEqual(['31', '3', '5', '4']);
    const chart = within(dialog).getByRole('group', { name: 'Opens per day, last 14 days' });
    const points = within(chart).getAllByRole('img');
    expect(points).toHaveLength(14);
    expect(points.at(-1)?.getAttribute('aria-label')).toBe('Today: 4 opens');
  });

  test('lists events under their days, newest first, in the zone of the workspace', async () => {
    serve({
      ...signedIn(),
      [`GET ${events}`]: () =>
        json(
          timeline([
            event({
              sequence: 9,
              kind: 'order_submit',
              time: '2026-11-22T08:29:13Z',
              order_id: '10293',
            }),
            event({ sequence: 8, kind: 'checkout_start', time: '2026-11-22T08:21:40Z' }),
            // In Berlin this is the 22nd.
            event({ sequence: 7, kind: 'confirmation', time: '2026-11-21T23:20:02Z' }),
            event({ sequence: 6, kind: 'verification', time: '2026-11-21T22:59:59Z' }),
            event({ sequence: 5, kind: 'confirmation', time: '2026-11-19T10:00:00Z' }),
            event({ sequence: 4, kind: 'confirmation', time: '2025-11-19T10:00:00Z' }),
          ]),
        ),
    });
    open(opened);
    const dialog = await panel();
    expect(texts(dialog, 'heading', 4)).toEqual([
      'Today',
      'Yesterday',
      'Thu 19 Nov',
      'Wed, 19 Nov 2025',
    ]);
    expect(texts(dialog, 'listitem')).toEqual([
      '09:29:13Order submitted#10293',
      '09:21:40Checkout started',
      '00:20:02Confirmed',
      '23:59:59Verified',
      '11:00:00Confirmed',
      '11:00:00Confirmed',
    ]);
    expect(within(dialog).queryByRole('button', { name: 'Load more' })).toBeNull();
  });

  test('an order leads to the portal where the workspace said how', async () => {
    const order_url = 'https://shop.example/orders/10293';
    serve({
      ...signedIn(),
      [`GET ${events}`]: () =>
        json(
          timeline([
            event({ sequence: 9, kind: 'order_submit', order_id: '10293', order_url }),
            event({ sequence: 8, kind: 'order_submit', order_id: '10292' }),
          ]),
        ),
    });
    open(opened);
    const dialog = await panel();
    const link = within(dialog).getByRole('link', { name: '#10293' });
    expect(link.getAttribute('href')).toBe(order_url);
    expect(link.getAttribute('rel')).toBe('noopener noreferrer');
    within(dialog).getByText('#10292');
    expect(within(dialog).queryByRole('link', { name: '#10292' })).toBeNull();
  });

  test('names the site of an event where a customer is at several', async () => {
    serve({
      ...signedIn(),
      'GET /api/v1/customers/c1': () => json(customer({ sites: ['outlet', 'shop'] })),
      [`GET ${events}`]: () => json(timeline([event({ site: 'outlet' })])),
    });
    open(opened);
    expect(texts(await panel(), 'listitem')).toEqual(['09:20:02Confirmedoutlet']);
  });

  test('shows opens when they are switched on, and only then', async () => {
    const asked = serve({
      ...signedIn(),
      [`GET ${events}`]: ({ params }) =>
        json(
          timeline([
            ...(params.get('kinds')?.includes('link_open')
              ? [event({ sequence: 2, kind: 'link_open', time: '2026-11-22T08:25:00Z' })]
              : []),
            event(),
          ]),
        ),
    });
    open(opened);
    const dialog = await panel();
    expect(texts(dialog, 'listitem')).toEqual(['09:20:02Confirmed']);
    await userEvent.click(within(dialog).getByRole('switch', { name: 'Show opens' }));
    await within(dialog).findByText('Opened');
    expect(asked.at(-1)?.params.toString()).toBe(
      new URLSearchParams({
        kinds: 'confirmation,verification,checkout_start,order_submit,link_open',
        limit: '25',
      }).toString(),
    );
    await userEvent.click(within(dialog).getByRole('switch', { name: 'Show opens' }));
    await waitFor(() => expect(within(dialog).queryByText('Opened')).toBeNull());
  });

  test('shows automated events on demand, with what was found of them', async () => {
    const robot = event({
      sequence: 2,
      kind: 'confirmation',
      time: '2026-11-22T08:25:00Z',
      verdict: 'scanner',
      rule: '<b>safe-links</b>',
    });
    const asked = serve({
      ...signedIn(),
      [`GET ${events}`]: ({ params }) =>
        json(timeline(params.get('automated') === 'yes' ? [robot, event()] : [event()])),
    });
    open(opened);
    const dialog = await panel();
    expect(texts(dialog, 'listitem')).toEqual(['09:20:02Confirmed']);
    await userEvent.click(within(dialog).getByRole('switch', { name: 'Show automated' }));
    await within(dialog).findByText(/a mail scanner/);
    expect(texts(dialog, 'listitem')).toEqual([
      '09:25:00Confirmeda mail scanner, does not count (<b>safe-links</b>)',
      '09:20:02Confirmed',
    ]);
    expect(asked.at(-1)?.params.get('automated')).toBe('yes');
    // Most of them are opens, which are seen only where opens are.
    expect(asked.at(-1)?.params.get('kinds')).toContain('link_open');
    expect(
      within(dialog).getByRole<HTMLInputElement>('switch', { name: 'Show opens' }).checked,
    ).toBe(true);
  });

  test('shows everything else on demand, by its own name where it has one', async () => {
    const named = event({ sequence: 3, kind: 'other', name: '<i>Blocked link opened</i>' });
    const asked = serve({
      ...signedIn(),
      [`GET ${events}`]: ({ params }) =>
        json(
          timeline(
            params.get('kinds')?.includes('other')
              ? [named, event({ sequence: 2, kind: 'login' }), event()]
              : [event()],
          ),
        ),
    });
    open(opened);
    const dialog = await panel();
    expect(texts(dialog, 'listitem')).toEqual(['09:20:02Confirmed']);
    await userEvent.click(within(dialog).getByRole('switch', { name: 'Show others' }));
    await within(dialog).findByText('<i>Blocked link opened</i>');
    expect(texts(dialog, 'listitem')).toEqual([
      '09:20:02<i>Blocked link opened</i>',
      '09:20:02Login',
      '09:20:02Confirmed',
    ]);
    expect(asked.at(-1)?.params.get('kinds')).not.toContain('link_open');
  });

  test('loads older events below, and the focus goes on with them', async () => {
    const older = event({ sequence: 3, kind: 'verification', time: '2026-11-20T08:00:00Z' });
    const asked = serve({
      ...signedIn(),
      [`GET ${events}`]: ({ params }) =>
        params.get('cursor') === '17.4'
          ? json(timeline([older]))
          : json(timeline([event()], '17.4')),
    });
    open(opened);
    const dialog = await panel();
    await userEvent.click(within(dialog).getByRole('button', { name: 'Load more' }));
    await waitFor(() =>
      expect(texts(dialog, 'listitem')).toEqual(['09:20:02Confirmed', '09:00:00Verified']),
    );
    expect(asked.at(-1)?.params.get('kinds')).toBe(
      'confirmation,verification,checkout_start,order_submit',
    );
    expect(within(dialog).queryByRole('button', { name: 'Load more' })).toBeNull();
    await waitFor(() => expect(document.activeElement?.textContent).toBe('09:00:00Verified'));
  });

  test('keeps its events when older ones fail to load, and tries again in place', async () => {
    let isBroken = true;
    serve({
      ...signedIn(),
      [`GET ${events}`]: ({ params }) => {
        if (!params.has('cursor')) return json(timeline([event()], '17.4'));
        if (isBroken) return problem(500, 'internal', 'It broke.');
        return json(timeline([event({ sequence: 3, time: '2026-11-20T08:00:00Z' })]));
      },
    });
    open(opened);
    const dialog = await panel();
    await userEvent.click(within(dialog).getByRole('button', { name: 'Load more' }));
    const alert = await within(dialog).findByRole('alert');
    expect(alert.textContent).toContain('Older events could not be loaded. It broke.');
    expect(alert.textContent).toContain('request-7');
    expect(texts(dialog, 'listitem')).toEqual(['09:20:02Confirmed']);
    isBroken = false;
    await userEvent.click(within(dialog).getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(texts(dialog, 'listitem')).toHaveLength(2));
    expect(within(dialog).queryByRole('alert')).toBeNull();
  });

  test('keeps the counts while the list of events is being built again', async () => {
    let isReady = false;
    serve({
      ...signedIn(),
      [`GET ${events}`]: () =>
        isReady
          ? json(timeline([event()]))
          : problem(503, 'catching_up', 'Not yet.', { progress: 1, retryAfter: 60 }),
    });
    open(opened);
    const dialog = await panel();
    const notice = await within(dialog).findByText('The list of events is being built again.');
    expect(notice.closest('[role=status]')?.textContent).toContain(
      'The counts above are complete.',
    );
    expect(texts(dialog, 'definition')).toEqual(['31', '3', '5', '4']);
    isReady = true;
    await userEvent.click(within(dialog).getByRole('button', { name: 'Try again' }));
    await within(dialog).findByText('Confirmed');
    expect(within(dialog).queryByText('The list of events is being built again.')).toBeNull();
  });

  test('keeps the events when the counts fail, and tries again in place', async () => {
    let isBroken = true;
    serve({
      ...signedIn(),
      [`GET ${counts}`]: () =>
        isBroken ? problem(500, 'internal', 'It broke.') : json(customerActivity()),
    });
    open(opened);
    const dialog = await panel();
    expect((await within(dialog).findByRole('alert')).textContent).toContain(
      'The counts could not be loaded. It broke.',
    );
    await within(dialog).findByText('Confirmed');
    isBroken = false;
    await userEvent.click(within(dialog).getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(texts(dialog, 'definition')).toEqual(['31', '3', '5', '4']));
    expect(within(dialog).queryByRole('alert')).toBeNull();
  });

  test('is renewed while it is open; counts that are not say of when they are', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    let views = 31;
    serve({
      ...signedIn(),
      [`GET ${counts}`]: () =>
        views < 0
          ? problem(500, 'internal', 'It broke.')
          : json(customerActivity({ views: views++ })),
    });
    open(opened);
    const dialog = await panel();
    await within(dialog).findByText('31');
    await act(() => vi.advanceTimersByTimeAsync(10_100));
    await within(dialog).findByText('32');
    views = -1;
    await act(() => vi.advanceTimersByTimeAsync(10_100));
    expect((await within(dialog).findByRole('alert')).textContent).toContain(
      'The counts are those of 09:41:07.',
    );
    within(dialog).getByText('32');
  });

  const flat = Array<number>(14).fill(0);
  const nothing = { views: 0, verified: 0, checkout: 0, orders: 0, trend: flat };

  test.each([
    ['2026-08-03T12:02:11Z', 'The latest was on 3 Aug 2026, 14:02:11.'],
    // In Berlin the last second before the 30 days.
    ['2026-10-23T21:59:59Z', 'The latest was on 23 Oct 2026, 23:59:59.'],
    [null, 'There never was any.'],
  ])('of a quiet customer is zeros, and how long they have been (%s)', async (last, words) => {
    serve({
      ...signedIn(),
      'GET /api/v1/customers/c1': () => json(customer({ last_seen: last })),
      [`GET ${counts}`]: () => json(customerActivity(nothing)),
      [`GET ${events}`]: () => json(timeline([])),
    });
    open(opened);
    const dialog = await panel();
    expect(texts(dialog, 'definition')).toEqual(['0', '0', '0', '0']);
    const quiet = await within(dialog).findByText('No activity in the last 30 days.');
    expect(quiet.parentElement?.textContent).toBe(`No activity in the last 30 days. ${words}`);
    expect(within(dialog).getAllByRole('img')).toHaveLength(14);
    within(dialog).getByText(/^No confirmation, verification, checkout or order yet/);
  });

  test('does not call a customer quiet who did what no card counts', async () => {
    serve({
      ...signedIn(),
      'GET /api/v1/customers/c1': () => json(customer({ last_seen: '2026-10-23T22:00:00Z' })),
      [`GET ${counts}`]: () => json(customerActivity(nothing)),
    });
    open(opened);
    await within(await panel()).findByText('Confirmed');
    expect(screen.queryByText('No activity in the last 30 days.')).toBeNull();
  });
});
