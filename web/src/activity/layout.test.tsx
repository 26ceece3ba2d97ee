// What a member arranges: counters that sort, columns, the funnel; and who is there just now.
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test, vi } from 'vitest';

import { activity, funnel, json, open, problem, row, serve, signedIn } from '../testing';
import { setWindowWidth } from '../testing-setup';

const page = '/customers/activity';

afterEach(() => {
  setWindowWidth(1440);
  vi.useRealTimers();
});

const loaded = () => screen.findByText('Bäckerei Hoffmann');
const headings = () => screen.getAllByRole('columnheader').map(({ textContent }) => textContent);
const usual = [
  'Customer',
  'Email',
  'Status',
  'Last click',
  'Views',
  '7-day trend',
  'Confirmed',
  'Verified',
  'Checkout',
  'Orders',
  'Recent activity',
];

describe('a counter', () => {
  test.each([
    ['Customers with clicks', 'link_open', 'views'],
    ['Total views', 'link_open', 'views'],
    ['Verified', 'verification', 'verified'],
    ['Checkout started', 'checkout_start', 'checkout'],
    ['Orders submitted', 'order_submit', 'orders'],
  ])('%s leaves those behind it, the most of it first, and back', async (label, did, column) => {
    const asked = serve(signedIn());
    open(`${page}?page=2&search=hof`);
    await loaded();
    const counter = () => screen.getByRole('button', { name: new RegExp(`^[\\d,]+ ${label}:`) });
    await userEvent.click(counter());
    expect(window.location.search).toBe(`?search=hof&did=${did}&sort=-${column}`);
    expect(counter().getAttribute('aria-pressed')).toBe('true');
    await waitFor(() =>
      expect(
        asked.some(
          ({ params }) => params.get('did') === did && params.get('sort') === `-${column}`,
        ),
      ).toBe(true),
    );
    await userEvent.click(counter());
    expect(window.location.search).toBe('?search=hof');
    expect(counter().getAttribute('aria-pressed')).toBe('false');
  });

  test.each([
    ['2025-01-07', 'the whole period before', 1],
    ['2026-10-01', 'no part of it', 0],
  ])('with records from %s is compared with %s', async (records_from, _what, arrows) => {
    const previous = {
      period: { from: '2026-09-24', to: '2026-10-23' },
      summary: { ...activity().summary, total_views: 4000 },
    };
    serve(signedIn(() => json(activity({ previous, records_from }))));
    open(page);
    await loaded();
    expect(screen.queryAllByText('▲ 143.3%')).toHaveLength(arrows);
    expect(screen.queryAllByText(/^=/)).toHaveLength(4 * arrows);
  });

  test('of nobody leads nowhere', async () => {
    serve(signedIn(() => json(activity({ rows: [], total: 0 }))));
    open(`${page}?search=zzz`);
    await screen.findByText('No customer matches');
    expect(screen.queryByRole('button', { name: /Total views/ })).toBeNull();
  });

  test('of nobody any more says so, and is left by its filter or by all of them', async () => {
    serve(signedIn(() => json(activity({ rows: [], total: 0 }))));
    open(`${page}?did=order_submit&sort=-orders`);
    expect((await screen.findByText(/^Looked for:/)).textContent).toBe(
      'Looked for: those who ordered in the period.',
    );
    expect(
      screen.getByRole('button', { name: /Orders submitted: Show the others too/ }),
    ).toBeDefined();
    await userEvent.click(screen.getByRole('button', { name: 'Clear filters' }));
    expect(window.location.search).toBe('?sort=-orders');
  });
});

describe('the funnel', () => {
  test('is asked for when it is opened, and its state is in the address', async () => {
    const asked = serve({
      ...signedIn(),
      'GET /api/v1/activity/funnel': () => json(funnel([200, 150, 150, 30, 10])),
    });
    open(`${page}?status=active&page=2`);
    await loaded();
    expect(asked.some(({ path }) => path.endsWith('/funnel'))).toBe(false);
    await userEvent.click(screen.getByRole('button', { name: 'Funnel' }));
    const table = await screen.findByRole('table', { name: /^Funnel/ });
    expect(window.location.search).toBe('?status=active&page=2&funnel=open');
    expect(asked.find(({ path }) => path.endsWith('/funnel'))?.params.toString()).toBe(
      'preset=last_30_days&status=active',
    );
    const rows = within(table).getAllByRole('row').slice(1);
    expect(
      rows.map((each) => Array.from(each.children).map(({ textContent }) => textContent)),
    ).toEqual([
      ['Views', '200', '', '100.0%', '', '200', '600'],
      ['Confirmed', '150', '', '75.0%', '75.0%', '150', '450'],
      ['Verified', '150', '', '75.0%', '100.0%', '7', '450'],
      ['Checkout', '30', '', '15.0%', '20.0%', '30', '90'],
      ['Orders', '10', '', '5.0%', '33.3%', '10', '30'],
    ]);
    await userEvent.click(screen.getByRole('button', { name: 'Funnel' }));
    expect(screen.queryByRole('table', { name: /^Funnel/ })).toBeNull();
    expect(window.location.search).toBe('?status=active&page=2');
  });

  test('of nobody has no rates', async () => {
    serve({
      ...signedIn(),
      'GET /api/v1/activity/funnel': () => json(funnel([0, 0, 0, 0, 0])),
    });
    open(`${page}?funnel=open`);
    const table = await screen.findByRole('table', { name: /^Funnel/ });
    expect(within(table).getAllByText('–')).toHaveLength(9);
    expect(within(table).queryByText(/NaN|Infinity/)).toBeNull();
  });

  test('that cannot be loaded says so, and the page stays', async () => {
    serve({
      ...signedIn(),
      'GET /api/v1/activity/funnel': () => problem(500, 'internal', 'It broke.'),
    });
    open(`${page}?funnel=open`);
    expect((await screen.findByRole('alert')).textContent).toContain('It broke.');
    await loaded();
  });
});

describe('columns', () => {
  const openMenu = async () => {
    await userEvent.click(screen.getByRole('button', { name: 'Columns' }));
    await screen.findByRole('checkbox', { name: 'Email' });
  };

  test('are hidden and put in another order, in the address and for the member', async () => {
    serve(signedIn());
    open(page);
    await loaded();
    expect(headings()).toEqual(usual);
    await openMenu();
    await userEvent.click(screen.getByRole('checkbox', { name: 'Email' }));
    await userEvent.click(screen.getByRole('checkbox', { name: 'Last click' }));
    await userEvent.click(screen.getByRole('button', { name: 'Move Orders up' }));
    const shown = 'Customer,Status,Views,7-day trend,Confirmed,Verified,Orders,Checkout';
    expect(headings()).toEqual([...shown.split(','), 'Recent activity']);
    const keys = 'status,views,trend,confirmed,verified,orders,checkout,recent_activity';
    expect(new URLSearchParams(window.location.search).get('columns')).toBe(keys);
    expect(localStorage.getItem('footfall.columns.m1')).toBe(keys);
    const cells = screen.getByText('Bäckerei Hoffmann').closest('tr')?.children;
    expect(cells?.[6]?.textContent).toBe('4');
    expect(cells?.[7]?.textContent).toBe('5');
    await userEvent.click(screen.getByRole('button', { name: 'Show all' }));
    expect(headings()).toEqual(usual);
    expect(screen.queryByRole('button', { name: 'Show all' })).toBeNull();
  });

  test('move by the keyboard, which stays with the one that moves', async () => {
    serve(signedIn());
    open(page);
    await loaded();
    await openMenu();
    const down = screen.getByRole('button', { name: 'Move Email down' });
    down.focus();
    await userEvent.keyboard('{Enter}{Enter}');
    expect(headings().slice(0, 4)).toEqual(['Customer', 'Status', 'Last click', 'Email']);
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Move Email down' }));
    expect(screen.getByText('Email: 3 of 10')).toBeDefined();
    await userEvent.keyboard('{Alt>}{ArrowUp}{ArrowUp}{ArrowUp}{/Alt}');
    expect(headings()).toEqual(usual);
  });

  test('may all be hidden but the customer’s', async () => {
    serve(signedIn());
    open(`${page}?columns=`);
    await loaded();
    expect(headings()).toEqual(['Customer']);
  });

  test('remembered are shown without the address, which goes before', async () => {
    localStorage.setItem('footfall.columns.m1', 'orders,views');
    serve(signedIn());
    open(page);
    await loaded();
    expect(headings()).toEqual(['Customer', 'Orders', 'Views']);
    act(() => {
      window.history.pushState(null, '', `${page}?columns=status`);
      window.dispatchEvent(new PopStateEvent('popstate'));
    });
    await waitFor(() => expect(headings()).toEqual(['Customer', 'Status']));
  });

  test('leave the cards of a phone as they are', async () => {
    setWindowWidth(390);
    serve(signedIn());
    open(`${page}?columns=email`);
    const card = (await loaded()).closest('li');
    expect(card?.textContent).toContain('Orders4');
    expect(screen.queryByRole('button', { name: 'Columns' })).toBeNull();
  });
});

describe('who is there just now', () => {
  const viewing = row({ id: 'c2', name: 'Hotel Adler', recent_activity: '2026-11-22T08:37:00Z' });

  test.each([1440, 390])('is marked at %i, until five minutes have passed', async (width) => {
    setWindowWidth(width);
    vi.useFakeTimers({ shouldAdvanceTime: true });
    let answers = 0;
    serve(
      signedIn(() =>
        ++answers === 1
          ? json(activity({ rows: [row(), viewing] }))
          : problem(500, 'internal', 'It broke.'),
      ),
    );
    open(page);
    const mark = await screen.findByText('viewing now');
    expect(mark.closest('tr, li')?.textContent).toContain('Hotel Adler');
    expect(screen.getAllByText('viewing now')).toHaveLength(1);
    await act(() => vi.advanceTimersByTimeAsync(60_000));
    expect(screen.queryByText('viewing now')).toBeNull();
  });
});

describe('who has stalled', () => {
  test.each([1440, 390])('is said in the row at %i, with the days', async (width) => {
    setWindowWidth(width);
    const stopped = row({ stage: 'checkout_no_order', stage_days: 3 });
    const today = row({
      id: 'c2',
      name: 'Hotel Adler',
      stage: 'viewed_no_checkout',
      stage_days: 0,
    });
    serve(signedIn(() => json(activity({ rows: [stopped, today] }))));
    open(page);
    const about = async (name: string) =>
      (await screen.findByText(name)).closest('tr, li')?.textContent ?? '';
    expect(await about('Bäckerei Hoffmann')).toContain('No order, 3 d');
    expect(await about('Hotel Adler')).toContain('No checkout, today');
  });

  test('is nobody who is there just now, whatever their orders say', async () => {
    const back = row({
      stage: 'gone_quiet',
      stage_days: 7,
      recent_activity: '2026-11-22T08:40:00Z',
    });
    const gone = row({ id: 'c2', name: 'Hotel Adler', stage: 'gone_quiet', stage_days: 9 });
    serve(signedIn(() => json(activity({ rows: [back, gone] }))));
    open(page);
    const first = (await screen.findByText('viewing now')).closest('tr');
    expect(first?.textContent).not.toContain('Gone quiet');
    expect(screen.getByText('Hotel Adler').closest('tr')?.textContent).toContain('Gone quiet, 9 d');
  });

  test('is one click away, with how many they are, and back by another', async () => {
    const asked = serve(signedIn());
    open(page);
    await loaded();
    const filter = () => screen.getByRole('button', { name: /^Gone quiet/ });
    expect(filter().textContent).toBe('Gone quiet77');
    await userEvent.click(filter());
    expect(window.location.search).toBe('?stage=gone_quiet');
    expect(filter().getAttribute('aria-pressed')).toBe('true');
    await waitFor(() =>
      expect(asked.some(({ params }) => params.get('stage') === 'gone_quiet')).toBe(true),
    );
    await userEvent.click(filter());
    expect(window.location.search).toBe('');
    expect(filter().getAttribute('aria-pressed')).toBe('false');
  });
});
