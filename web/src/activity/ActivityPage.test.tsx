import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test, vi } from 'vitest';

import type { Activity } from '../api/client';
import {
  activity,
  asSalesRep,
  json,
  open,
  problem,
  row,
  serve,
  session,
  signedIn,
} from '../testing';
import type { Asked } from '../testing';
import { setWindowWidth } from '../testing-setup';

const page = '/customers/activity';

afterEach(() => {
  setWindowWidth(1440);
  vi.useRealTimers();
});

function lastQuestion(asked: Asked[]): URLSearchParams {
  const params = asked.filter(({ path }) => path === '/api/v1/activity').at(-1)?.params;
  if (!params) throw new Error('the activity was not asked for');
  return params;
}

async function table(): Promise<HTMLElement> {
  await screen.findByText('Bäckerei Hoffmann');
  return screen.getByRole('table');
}

describe('an answer', () => {
  test('fills five counters and eleven columns, in their order', async () => {
    serve(signedIn());
    open(page);
    const rows = within(await table()).getAllByRole('row');
    expect(screen.getAllByRole('term').map((term) => term.textContent)).toEqual([
      'Customers with clicks',
      'Total views',
      'Verified',
      'Checkout started',
      'Orders submitted',
    ]);
    expect(screen.getAllByRole('definition').map((value) => value.textContent)).toEqual([
      '1,284',
      '9,731',
      '412',
      '1,020',
      '655',
    ]);
    expect(within(rows[0] as HTMLElement).getAllByRole('columnheader')).toHaveLength(11);
    expect(
      within(rows[0] as HTMLElement)
        .getAllByRole('columnheader')
        .map((heading) => heading.textContent),
    ).toEqual([
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
    ]);
    expect(screen.getByText('22 min ago')).toBeDefined();
    expect(screen.getByText('as of 09:41:07')).toBeDefined();
    expect(screen.getByText('24 Oct – 22 Nov 2026, Europe/Berlin')).toBeDefined();
    expect(screen.getByText('1–1 of 1')).toBeDefined();
  });

  test('shows a customer who never did anything as zeros and dashes', async () => {
    const silent = row({
      name: 'Café Ñandú',
      code: null,
      email: null,
      status: 'inactive',
      last_click: null,
      recent_activity: null,
      views: 0,
      trend: [0, 0, 0, 0, 0, 0, 0],
      confirmed: 0,
      verified: 0,
      checkout: 0,
      orders: 0,
    });
    serve(signedIn(() => json(activity({ rows: [silent] }))));
    open(page);
    const name = await screen.findByText('Café Ñandú');
    const cells = Array.from(name.closest('tr')?.children ?? []).map((cell) => cell.textContent);
    expect(cells).toEqual([
      'Café Ñandú',
      '—none',
      'Inactive',
      '—none',
      '0',
      '0',
      '0',
      '0',
      '0',
      '0',
      '—none',
    ]);
  });

  test('is text, whatever a customer calls herself', async () => {
    const hostile = '<img src=x onerror="alert(1)"><script>alert(2)</script>';
    serve(signedIn(() => json(activity({ rows: [row({ name: hostile, email: hostile })] }))));
    open(page);
    expect(await screen.findAllByText(hostile)).toHaveLength(2);
    expect(document.querySelector('main img, main script')).toBeNull();
  });

  test('on a phone is a list of cards', async () => {
    setWindowWidth(390);
    serve(signedIn());
    open(page);
    const card = (await screen.findByText('Bäckerei Hoffmann')).closest('li');
    expect(card?.textContent).toContain('Views31');
    expect(card?.textContent).toContain('Orders4');
    expect(screen.queryByRole('table')).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: /^Sorted by Recent activity/ }));
    await userEvent.click(await screen.findByRole('menuitemradio', { name: 'Views' }));
    expect(window.location.search).toBe('?sort=-views');
  });
});

describe('the address', () => {
  test('is what is asked', async () => {
    const asked = serve(signedIn());
    open(
      `${page}?from=2026-11-01&to=2026-11-22&search=caf%C3%A9&status=active&sort=views&page=3&per_page=50`,
    );
    await table();
    expect(lastQuestion(asked).toString()).toBe(
      'from=2026-11-01&page=3&per_page=50&search=caf%C3%A9&sort=views&status=active&to=2026-11-22' +
        '&compare=previous',
    );
  });

  test('follows a filter back to the first page, and back and forward lead through it', async () => {
    const asked = serve(signedIn());
    open(`${page}?page=3`);
    await table();
    await userEvent.click(screen.getByRole('radio', { name: 'Inactive' }));
    expect(window.location.search).toBe('?status=inactive');
    await waitFor(() => expect(lastQuestion(asked).get('status')).toBe('inactive'));
    expect(lastQuestion(asked).get('page')).toBe('1');
    act(() => window.history.back());
    await waitFor(() => expect(window.location.search).toBe('?page=3'));
    await waitFor(() => expect(lastQuestion(asked).get('page')).toBe('3'));
    expect(lastQuestion(asked).get('status')).toBe('all');
  });

  test('takes a search as it is typed, as one step of history', async () => {
    const asked = serve(signedIn());
    open(page);
    await table();
    const pushed = vi.spyOn(window.history, 'pushState');
    await userEvent.type(screen.getByRole('searchbox'), 'hof');
    await waitFor(() => expect(lastQuestion(asked).get('search')).toBe('hof'));
    await userEvent.type(screen.getByRole('searchbox'), 'fmann ');
    await waitFor(() => expect(lastQuestion(asked).get('search')).toBe('hoffmann'));
    expect(pushed).toHaveBeenCalledOnce();
    act(() => window.history.back());
    await waitFor(() => expect(screen.getByRole<HTMLInputElement>('searchbox').value).toBe(''));
  });

  test('takes a sort by every column, both ways', async () => {
    serve(signedIn());
    open(page);
    const headings = within(await table()).getAllByRole('columnheader');
    const keys = 'name email status last_click views trend confirmed verified checkout orders';
    for (const [position, key] of keys.split(' ').entries()) {
      const heading = headings[position] as HTMLElement;
      const isText = position < 3;
      await userEvent.click(within(heading).getByRole('button'));
      expect(window.location.search).toBe(`?sort=${isText ? '' : '-'}${key}`);
      expect(heading.getAttribute('aria-sort')).toBe(isText ? 'ascending' : 'descending');
      await userEvent.click(within(heading).getByRole('button'));
      expect(window.location.search).toBe(`?sort=${isText ? '-' : ''}${key}`);
    }
  });

  test('with a range that ends before it starts is refused without asking', async () => {
    const asked = serve(signedIn());
    open(`${page}?from=2026-11-22&to=2026-11-01`);
    await screen.findByText('This range ends before it starts');
    expect(asked.some(({ path }) => path === '/api/v1/activity')).toBe(false);
    await userEvent.click(screen.getByRole('button', { name: 'Show the last 30 days' }));
    await table();
  });

  test('keeps the rows per page that a member chose, for that member', async () => {
    const asked = serve(signedIn());
    open(page);
    await table();
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Rows per page' }), '100');
    await waitFor(() => expect(lastQuestion(asked).get('per_page')).toBe('100'));
    expect(localStorage.getItem('footfall.per-page.m1')).toBe('100');
  });
});

describe('emptiness', () => {
  const nothing: Activity['summary'] = {
    customers_with_clicks: 0,
    total_views: 0,
    verified: 0,
    checkout_started: 0,
    orders_submitted: 0,
    automated_views: 0,
  };

  test('without customers says how the first comes', async () => {
    serve(signedIn(() => json(activity({ rows: [], customers: 0, summary: nothing }))));
    open(page);
    await screen.findByText('No customers yet');
    expect(screen.getByText(/curl .*\/api\/v1\/events/)).toBeDefined();
    expect(screen.queryByRole('button', { name: 'Export' })).toBeNull();
  });

  test('of a period keeps the table of zeros and offers a longer one', async () => {
    const quiet = row({ views: 0, confirmed: 0, verified: 0, checkout: 0, orders: 0 });
    serve(signedIn(() => json(activity({ rows: [quiet], summary: nothing }))));
    open(page);
    await table();
    expect(screen.getByText(/No activity in this period/)).toBeDefined();
    await userEvent.click(screen.getByRole('button', { name: 'Show last 90 days' }));
    expect(window.location.search).toBe('?preset=last_90_days');
    expect(screen.queryByRole('button', { name: 'Show last 90 days' })).toBeNull();
  });

  test('of a filter names it and clears it with one button', async () => {
    serve(
      signedIn(({ params }) =>
        json(
          params.get('search') ? activity({ rows: [], total: 0, summary: nothing }) : activity(),
        ),
      ),
    );
    open(`${page}?search=zzz&status=inactive&sort=views`);
    await screen.findByText('No customer matches');
    expect(screen.getByText('zzz')).toBeDefined();
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Export' }).disabled).toBe(true);
    await userEvent.click(screen.getByRole('button', { name: 'Clear filters' }));
    await table();
    expect(window.location.search).toBe('?sort=views');
    expect(screen.getByRole<HTMLInputElement>('searchbox').value).toBe('');
  });
});

describe('trouble', () => {
  test('before the first answer shows what failed, the request id and a way on', async () => {
    let isBroken = true;
    serve(signedIn(() => (isBroken ? problem(500, 'internal', 'It broke.') : json(activity()))));
    open(page);
    expect((await screen.findByRole('alert')).textContent).toContain('It broke.');
    expect(screen.getByText('request-7')).toBeDefined();
    isBroken = false;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await table();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  test('in a refresh keeps the old numbers and says of when they are', async () => {
    let isBroken = false;
    serve(signedIn(() => (isBroken ? problem(500, 'internal', 'It broke.') : json(activity()))));
    open(page);
    await table();
    isBroken = true;
    await userEvent.click(screen.getByRole('button', { name: 'Refresh' }));
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('The numbers below are those of 09:41:07.');
    expect(screen.getByText('Bäckerei Hoffmann')).toBeDefined();
    expect(screen.getByText('9,731')).toBeDefined();
  });

  test('after a change of filter says that the rows are not of that filter', async () => {
    serve(
      signedIn(({ params }) =>
        params.get('status') === 'all' ? json(activity()) : problem(500, 'internal', 'It broke.'),
      ),
    );
    open(page);
    await table();
    await userEvent.click(screen.getByRole('radio', { name: 'Active' }));
    expect((await screen.findByRole('alert')).textContent).toContain('before your last change');
    expect(screen.getByText('Bäckerei Hoffmann')).toBeDefined();
  });

  test('of a server that catches up is progress, and ends by itself', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    let isReady = false;
    const asked = serve(
      signedIn(() =>
        isReady
          ? json(activity())
          : problem(503, 'catching_up', 'Catching up.', { progress: 0.62, retryAfter: 2 }),
      ),
    );
    open(page);
    await screen.findByText('62%');
    const before = asked.length;
    await act(() => vi.advanceTimersByTimeAsync(2100));
    expect(asked.length).toBe(before + 1);
    // No skeleton and no other message in between.
    expect(screen.getByText('62%')).toBeDefined();
    isReady = true;
    await act(() => vi.advanceTimersByTimeAsync(2100));
    await table();
  });

  test('with the question itself offers to reset it, and does not ask again', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const asked = serve(
      signedIn(() => problem(400, 'invalid', 'to is before the first day', { field: 'to' })),
    );
    open(`${page}?from=1900-01-01&to=1900-01-02`);
    await screen.findByText('to is before the first day');
    const before = asked.length;
    await act(() => vi.advanceTimersByTimeAsync(60_000));
    expect(asked.length).toBe(before);
    expect(screen.getByRole('button', { name: 'Reset the filters' })).toBeDefined();
  });

  test('while waiting keeps the old rows', async () => {
    let answer: (response: Response) => void = () => undefined;
    serve(
      signedIn(({ params }) =>
        params.get('status') === 'all'
          ? json(activity())
          : new Promise<Response>((resolve) => (answer = resolve)),
      ),
    );
    open(page);
    const shown = await table();
    await userEvent.click(screen.getByRole('radio', { name: 'Active' }));
    await waitFor(() => expect(shown.getAttribute('aria-busy')).toBe('true'));
    expect(screen.getByText('Bäckerei Hoffmann')).toBeDefined();
    act(() => answer(json(activity({ rows: [row({ id: 'c2', name: 'Hotel Adler' })] }))));
    await screen.findByText('Hotel Adler');
    expect(screen.queryByText('Bäckerei Hoffmann')).toBeNull();
  });
});

describe('access', () => {
  test('a sales rep is told so, sees no entry, and nothing is asked', async () => {
    const asked = serve({
      ...signedIn(),
      ...asSalesRep(),
    });
    open(page);
    await screen.findByText('You are not allowed to see this page');
    expect(screen.queryByRole('link', { name: 'Activity' })).toBeNull();
    expect(asked.some(({ path }) => path === '/api/v1/activity')).toBe(false);
  });

  test('a role that changed meanwhile is noticed', async () => {
    serve(signedIn(() => problem(403, 'forbidden', 'Not for this role.')));
    open(page);
    await screen.findByText('You are not allowed to see this page');
  });

  test('a session that ends leads to sign-in and back to the same place', async () => {
    let isIn = true;
    serve({
      ...signedIn(() => (isIn ? json(activity()) : problem(401, 'unauthorized', 'Sign in.'))),
      'POST /api/v1/session': () => {
        isIn = true;
        return json(session);
      },
    });
    open(`${page}?status=active&sort=-views`);
    await table();
    isIn = false;
    await userEvent.click(screen.getByRole('button', { name: 'Refresh' }));
    await screen.findByText(/Your session has ended/);
    expect(screen.queryByText('Bäckerei Hoffmann')).toBeNull();
    await userEvent.type(screen.getByLabelText('Email'), 'ada@acme.example');
    await userEvent.type(screen.getByLabelText('Password'), 'correct horse battery');
    await userEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    await table();
    expect(window.location.search).toBe('?status=active&sort=-views');
  });
});

describe('export', () => {
  test('asks for the page, or for all, with the filters of the page', async () => {
    const files: string[] = [];
    URL.createObjectURL = () => 'blob:file';
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
      this: HTMLAnchorElement,
    ) {
      files.push(this.download);
    });
    const asked = serve({
      ...signedIn(() => json(activity({ total: 2000, pages: 80 }))),
      'GET /api/v1/activity.csv': () =>
        new Response('Customer\r\n', {
          headers: {
            'Content-Disposition': 'attachment; filename="customer-activity-2026-11-22.csv"',
          },
        }),
    });
    open(`${page}?status=active&sort=-views&page=2`);
    await table();
    for (const [label, scope] of [
      ['Current page (1 row)', 'page'],
      ['All results (2,000 rows)', 'all'],
    ] as const) {
      await userEvent.click(screen.getByRole('button', { name: 'Export' }));
      await userEvent.click(await screen.findByRole('menuitem', { name: label }));
      await waitFor(() => expect(asked.at(-1)?.path).toBe('/api/v1/activity.csv'));
      expect(asked.at(-1)?.params.toString()).toBe(
        `page=2&per_page=25&preset=last_30_days&sort=-views&status=active&scope=${scope}`,
      );
      await waitFor(() => expect(files.at(-1)).toBe('customer-activity-2026-11-22.csv'));
      asked.length = 0;
    }
    expect(files).toHaveLength(2);
  });

  test('that fails says so, with the request id', async () => {
    serve({
      ...signedIn(),
      'GET /api/v1/activity.csv': () => problem(503, 'unavailable', 'Not now.'),
    });
    open(page);
    await table();
    await userEvent.click(screen.getByRole('button', { name: 'Export' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: /^All results/ }));
    await screen.findByText('The export failed');
    expect(screen.getByText(/Not now\..*request-7/)).toBeDefined();
  });
});

describe('keys', () => {
  test('reach search, export and the list of keys, but not while one types', async () => {
    serve(signedIn());
    open(page);
    await table();
    await userEvent.keyboard('/');
    expect(document.activeElement).toBe(screen.getByRole('searchbox'));
    await userEvent.keyboard('e');
    expect(screen.queryByRole('menuitem')).toBeNull();
    await userEvent.keyboard('{Escape}{Escape}');
    await userEvent.keyboard('?');
    await screen.findByText('Keyboard shortcuts');
  });

  test('lead through the hints of the rows, which Escape closes', async () => {
    serve(signedIn(() => json(activity({ rows: [row(), row({ id: 'c2' })] }))));
    open(page);
    const sparklines = await screen.findAllByRole('img');
    // jsdom does not know focus-visible, so the hint itself is seen in the browser's tests.
    act(() => sparklines[0]?.focus());
    await userEvent.keyboard('{ArrowRight}');
    expect(document.activeElement?.tagName).toBe('TIME');
    await userEvent.keyboard('{ArrowLeft}{ArrowDown}');
    expect(document.activeElement).toBe(sparklines[1]);
  });
});
