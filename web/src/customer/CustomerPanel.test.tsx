import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test, vi } from 'vitest';

import {
  activity,
  customer,
  customerActivity,
  event,
  json,
  open,
  problem,
  row,
  serve,
  session,
  signedIn,
  timeline,
  workspace,
} from '../testing';
import type { Asked } from '../testing';
import { setWindowWidth } from '../testing-setup';

const page = '/customers/activity';
const opened = `${page}?customer=c1&tab=activity`;
const counts = '/api/v1/customers/c1/activity';
const events = '/api/v1/customers/c1/timeline';

afterEach(() => {
  setWindowWidth(1440);
  vi.useRealTimers();
});

async function rowOf(name: string): Promise<HTMLElement> {
  const found = (await screen.findByText(name)).closest('tr');
  if (!found) throw new Error(`${name} is in no row`);
  return found;
}

// The panel, once it has its first answers.
async function panel(name = 'Bäckerei Hoffmann'): Promise<HTMLElement> {
  const dialog = await screen.findByRole('dialog', { name });
  await waitFor(() => expect(dialog.querySelector('[aria-busy=true]')).toBeNull());
  return dialog;
}

function askedPaths(asked: Asked[]): string[] {
  return asked.map(({ path }) => path).filter((path) => path.startsWith('/api/v1/customers/'));
}

function texts(element: HTMLElement, role: string, level?: number): (string | null)[] {
  const found = within(element).getAllByRole(role, level === undefined ? {} : { level });
  return found.map((each) => each.textContent);
}

describe('a row', () => {
  test('opens its customer by a click anywhere, and the list stays as it was', async () => {
    const asked = serve(signedIn(() => json(activity({ page: 3, pages: 9, total: 201 }))));
    open(`${page}?status=active&page=3&per_page=25`);
    const found = await rowOf('Bäckerei Hoffmann');
    await userEvent.click(within(found).getByText('Active'));
    await panel();
    expect(window.location.search).toBe(
      '?status=active&page=3&per_page=25&customer=c1&tab=activity',
    );
    expect(new Set(askedPaths(asked))).toEqual(new Set(['/api/v1/customers/c1', counts, events]));
    await userEvent.click(screen.getByRole('button', { name: 'Close' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(window.location.search).toBe('?status=active&page=3&per_page=25');
    const lists = asked.filter(({ path }) => path === '/api/v1/activity');
    expect(new Set(lists.map(({ params }) => params.toString())).size).toBe(1);
  });

  test('opens by Enter, and has the focus again after Escape', async () => {
    serve(signedIn());
    open(page);
    const found = await rowOf('Bäckerei Hoffmann');
    act(() => found.focus());
    await userEvent.keyboard('{Enter}');
    const dialog = await panel();
    await waitFor(() => expect(dialog.contains(document.activeElement)).toBe(true));
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(document.activeElement).toBe(found);
    expect(window.location.search).toBe('');
  });

  test('opens by its link, once', async () => {
    serve(signedIn());
    open(page);
    const link = within(await rowOf('Bäckerei Hoffmann')).getByRole('link');
    expect(link.getAttribute('href')).toBe(opened);
    const pushed = vi.spyOn(window.history, 'pushState');
    await userEvent.click(link);
    await panel();
    expect(pushed).toHaveBeenCalledOnce();
  });

  test('does not open while some of its text is selected, nor for a click with a key', async () => {
    serve(signedIn());
    open(page);
    const found = await rowOf('Bäckerei Hoffmann');
    const email = within(found).getByText('einkauf@hoffmann.example');
    window.getSelection()?.selectAllChildren(email);
    fireEvent.click(email);
    window.getSelection()?.removeAllRanges();
    fireEvent.click(email, { ctrlKey: true });
    window.getSelection()?.selectAllChildren(within(found).getByRole('link'));
    fireEvent.click(within(found).getByRole('link'));
    expect(window.location.search).toBe('');
    window.getSelection()?.removeAllRanges();
    fireEvent.click(email);
    expect(window.location.search).toBe('?customer=c1&tab=activity');
  });

  test('is one of those that j, k and the arrow keys lead through', async () => {
    serve(
      signedIn(() =>
        json(activity({ rows: [row(), row({ id: 'c2', name: 'Hotel Adler', code: null })] })),
      ),
    );
    open(page);
    const [first, second] = [await rowOf('Bäckerei Hoffmann'), await rowOf('Hotel Adler')];
    expect([first.tabIndex, second.tabIndex]).toEqual([0, -1]);
    await userEvent.keyboard('j');
    expect(document.activeElement).toBe(first);
    await userEvent.keyboard('j');
    expect(document.activeElement).toBe(second);
    expect([first.tabIndex, second.tabIndex]).toEqual([-1, 0]);
    await userEvent.keyboard('j');
    expect(document.activeElement).toBe(second);
    await userEvent.keyboard('k');
    expect(document.activeElement).toBe(first);
    await userEvent.keyboard('{ArrowDown}');
    expect(document.activeElement).toBe(second);
    await userEvent.keyboard('{ArrowUp}{ArrowRight}');
    expect(document.activeElement?.tagName).toBe('TIME');
    await userEvent.keyboard('{ArrowLeft}');
    expect(document.activeElement).toBe(first);
  });

  test('is asked for by its id, whatever stands in it', async () => {
    const id = 'a/b?ü#%2e';
    const path = `/api/v1/customers/${encodeURIComponent(id)}`;
    const asked = serve({
      ...signedIn(() => json(activity({ rows: [row({ id })] }))),
      [`GET ${path}`]: () => json(customer({ id })),
      [`GET ${path}/activity`]: () => json(customerActivity()),
      [`GET ${path}/timeline`]: () => json(timeline([])),
    });
    open(page);
    await userEvent.click(await rowOf('Bäckerei Hoffmann'));
    await panel();
    expect(new Set(askedPaths(asked))).toEqual(
      new Set([path, `${path}/activity`, `${path}/timeline`]),
    );
  });

  test('on a phone is a card, which opens too', async () => {
    setWindowWidth(390);
    serve(signedIn());
    open(page);
    const link = await screen.findByRole('link', { name: 'Bäckerei Hoffmann' });
    await userEvent.click(screen.getByText('C-1042'));
    await panel();
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(document.activeElement).toBe(link);
  });
});

describe('the address', () => {
  test('opens a customer at a tab', async () => {
    serve(signedIn());
    open(`${page}?customer=c1&tab=general`);
    const dialog = await panel();
    const tab = within(dialog).getByRole('tab', { selected: true });
    expect(tab.textContent).toBe('General');
    await userEvent.click(within(dialog).getByRole('tab', { name: 'Activity' }));
    expect(window.location.search).toBe('?customer=c1&tab=activity');
  });

  test('leads back and forward through what was open', async () => {
    serve(signedIn());
    open(page);
    await userEvent.click(await rowOf('Bäckerei Hoffmann'));
    await userEvent.click(within(await panel()).getByRole('tab', { name: 'General' }));
    expect(window.location.search).toBe('?customer=c1&tab=general');
    act(() => window.history.back());
    await waitFor(() => expect(window.location.search).toBe('?customer=c1&tab=activity'));
    await within(await panel()).findByText('Recent events');
    act(() => window.history.back());
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    act(() => window.history.forward());
    await panel();
  });

  test('is what "Copy page link" copies', async () => {
    const user = userEvent.setup();
    serve(signedIn());
    open(`${page}?status=active&customer=c1&tab=activity`);
    await user.click(within(await panel()).getByRole('button', { name: 'Copy page link' }));
    await screen.findByText('Link copied');
    expect(await navigator.clipboard.readText()).toBe(window.location.href);
  });

  test('opens nothing for a sales rep', async () => {
    const own = { ...workspace, role: 'sales_rep' as const };
    const asked = serve({
      ...signedIn(),
      'GET /api/v1/session': () => json({ ...session, workspace: own, workspaces: [own] }),
    });
    open(opened);
    await screen.findByText('You are not allowed to see this page');
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(askedPaths(asked)).toEqual([]);
  });
});

describe('Activity', () => {
  test('shows 30 days whatever the list shows: four counts, fourteen days', async () => {
    serve(signedIn());
    open(`${page}?preset=today&customer=c1`);
    const dialog = await panel();
    expect(texts(dialog, 'tab')).toEqual(['Activity', 'General']);
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

describe('General', () => {
  const address = `${page}?customer=c1&tab=general`;

  test('shows what is known, and a dash for what is not', async () => {
    const traits = { segment: 'bakery', discount: 12.5, tags: ['a', 'b'], vip: true, since: null };
    serve({
      ...signedIn(),
      'GET /api/v1/customers/c1': () => json(customer({ traits, sites: ['outlet', 'shop'] })),
    });
    open(address);
    const dialog = await panel();
    const fields = texts(dialog, 'term').map((term, position) => [
      term,
      texts(dialog, 'definition')[position],
    ]);
    expect(fields).toEqual([
      ['Name', 'Bäckerei Hoffmann'],
      ['Code', 'C-1042'],
      ['Email', 'einkauf@hoffmann.example'],
      ['Phone', '—none'],
      ['Contact', 'Ida Hoffmann'],
      ['Status', 'ActiveDeactivate'],
      ['Sites', 'outlet, shop'],
      ['Id', 'c1'],
      ['Created', '5 Jan 2026, 08:00:00, Europe/Berlin'],
      ['First seen', '6 Jan 2026, 08:00:00, Europe/Berlin'],
      ['Last seen', '22 Nov 2026, 09:29:13, Europe/Berlin'],
      ['segment', 'bakery'],
      ['discount', '12.5'],
      ['tags', '["a","b"]'],
      ['vip', 'Yes'],
      ['since', 'null'],
    ]);
    expect(within(dialog).queryByRole('button', { name: 'Copy phone' })).toBeNull();
  });

  test('copies a value', async () => {
    const user = userEvent.setup();
    serve(signedIn());
    open(address);
    const dialog = await panel();
    within(dialog).getByText('None.');
    await user.click(within(dialog).getByRole('button', { name: 'Copy email' }));
    await within(dialog).findByRole('button', { name: 'Copied' });
    expect(await navigator.clipboard.readText()).toBe('einkauf@hoffmann.example');
  });

  test('is text, whatever a customer or a source says', async () => {
    const hostile = '<img src=x onerror="alert(1)"><script>alert(2)</script>';
    serve({
      ...signedIn(),
      'GET /api/v1/customers/c1': () =>
        json(customer({ name: hostile, code: hostile, traits: { [hostile]: hostile } })),
      [`GET ${events}`]: () => json(timeline([event({ kind: 'order_submit', order_id: hostile })])),
    });
    open(address);
    const dialog = await panel(hostile);
    await userEvent.click(within(dialog).getByRole('tab', { name: 'Activity' }));
    await within(dialog).findByText(`#${hostile}`);
    expect(dialog.querySelector('script, img')).toBeNull();
  });
});

describe('trouble', () => {
  test('with a customer that is gone is said, with a way back', async () => {
    const missing = () => problem(404, 'not_found', 'There is no such customer.');
    serve({
      ...signedIn(),
      'GET /api/v1/customers/c1': missing,
      [`GET ${counts}`]: missing,
      [`GET ${events}`]: missing,
    });
    open(opened);
    const dialog = await panel('There is no such customer');
    expect(within(dialog).getByRole('alert').textContent).toContain('has the id c1.');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Back to the customers' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(window.location.search).toBe('');
    await rowOf('Bäckerei Hoffmann');
  });

  test('with a customer that goes while its panel is open is said too', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    let isGone = false;
    const missing = () => problem(404, 'not_found', 'There is no such customer.');
    serve({
      ...signedIn(),
      'GET /api/v1/customers/c1': () => (isGone ? missing() : json(customer())),
      [`GET ${counts}`]: () => (isGone ? missing() : json(customerActivity())),
    });
    open(opened);
    await panel();
    isGone = true;
    await act(() => vi.advanceTimersByTimeAsync(10_100));
    await panel('There is no such customer');
  });

  test('shows what failed, the request id and a way on', async () => {
    let isBroken = true;
    serve({
      ...signedIn(),
      'GET /api/v1/customers/c1': () =>
        isBroken ? problem(500, 'internal', 'It broke.') : json(customer()),
    });
    open(opened);
    const alert = await within(await panel('Customer')).findByRole('alert');
    expect(alert.textContent).toContain('The customer could not be loaded. It broke.');
    expect(alert.textContent).toContain('request-7');
    isBroken = false;
    await userEvent.click(within(alert).getByRole('button', { name: 'Try again' }));
    await panel();
  });

  test('of a server that catches up is progress, and ends by itself', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    let isReady = false;
    const late = () => problem(503, 'catching_up', 'Loading.', { progress: 0.62, retryAfter: 2 });
    serve({
      ...signedIn(),
      'GET /api/v1/customers/c1': () => (isReady ? json(customer()) : late()),
      [`GET ${counts}`]: () => (isReady ? json(customerActivity()) : late()),
      [`GET ${events}`]: () => (isReady ? json(timeline([event()])) : late()),
    });
    open(opened);
    await within(await panel('Customer')).findByText('62%');
    isReady = true;
    await act(() => vi.advanceTimersByTimeAsync(2100));
    await panel();
  });

  test.each(['.', '..'])('with an id that no path can hold asks for no other: %s', async (id) => {
    const asked = serve(signedIn());
    open(`${page}?customer=${id}`);
    const alert = await within(await panel('Customer')).findByRole('alert');
    expect(alert.textContent).toContain(`No address can hold the id ${id}`);
    expect(askedPaths(asked)).toEqual([]);
  });
});

describe('who is there just now', () => {
  test.each([
    ['2026-11-22T08:36:07Z', 1],
    ['2026-11-22T08:36:06Z', 0],
  ])('with the latest at %s is marked so in %i places', async (last_seen, count) => {
    serve({
      ...signedIn(),
      'GET /api/v1/customers/c1': () => json(customer({ last_seen })),
    });
    open(opened);
    const dialog = await panel();
    expect(within(dialog).queryAllByText('viewing now')).toHaveLength(count);
  });
});
