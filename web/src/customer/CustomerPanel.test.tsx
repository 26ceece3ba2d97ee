import { act, screen, waitFor, within } from '@testing-library/react';
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
  signedIn,
  timeline,
} from '../testing';
import { page, opened, panel, askedPaths } from './testing';

const counts = '/api/v1/customers/c1/activity';

const events = '/api/v1/customers/c1/timeline';

async function rowOf(name: string): Promise<HTMLElement> {
  const found = (await screen.findByText(name)).closest('tr');
  if (!found) throw new Error(`${name} is in no row`);
  return found;
}

function texts(element: HTMLElement, role: string, level?: number): (string | null)[] {
  const found = within(element).getAllByRole(role, level === undefined ? {} : { level });
  return found.map((each) => each.textContent);
}

afterEach(() => {
  vi.useRealTimers();
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

  test('deletes the customer once it was asked', async () => {
    let isGone = false;
    const asked = serve({
      ...signedIn(),
      'GET /api/v1/activity': () => json(activity({ rows: isGone ? [] : [row()] })),
      'DELETE /api/v1/customers/c1': () => {
        isGone = true;
        return new Response(null, { status: 204 });
      },
    });
    open(address);
    const dialog = await panel();
    await userEvent.click(within(dialog).getByRole('button', { name: 'Delete customer…' }));
    await userEvent.click(within(dialog).getByRole('button', { name: 'Cancel' }));
    expect(asked.filter(({ method }) => method === 'DELETE')).toEqual([]);
    await userEvent.click(within(dialog).getByRole('button', { name: 'Delete customer…' }));
    await userEvent.click(within(dialog).getByRole('button', { name: 'Delete for good' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await screen.findByText('is deleted.', { exact: false });
    await waitFor(() => expect(screen.queryByRole('row', { name: /Hoffmann/ })).toBeNull());
    expect(asked.filter(({ method }) => method === 'DELETE')).toHaveLength(1);
  });

  test('says why a customer was not deleted', async () => {
    serve({
      ...signedIn(),
      'DELETE /api/v1/customers/c1': () => problem(503, 'busy', 'The server is busy.'),
    });
    open(address);
    const dialog = await panel();
    await userEvent.click(within(dialog).getByRole('button', { name: 'Delete customer…' }));
    await userEvent.click(within(dialog).getByRole('button', { name: 'Delete for good' }));
    const alert = await within(dialog).findByRole('alert');
    expect(alert.textContent).toContain('It was not deleted. The server is busy.');
    expect(alert.textContent).toContain('request-7');
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
