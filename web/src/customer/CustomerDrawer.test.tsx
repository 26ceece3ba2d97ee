import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test, vi } from 'vitest';

import {
  activity,
  asSalesRep,
  customer,
  customerActivity,
  json,
  open,
  row,
  serve,
  signedIn,
  timeline,
} from '../testing';
import { setWindowWidth } from '../testing-setup';
import { page, opened, panel, askedPaths } from './testing';

const counts = '/api/v1/customers/c1/activity';

const events = '/api/v1/customers/c1/timeline';

async function rowOf(name: string): Promise<HTMLElement> {
  const found = (await screen.findByText(name)).closest('tr');
  if (!found) throw new Error(`${name} is in no row`);
  return found;
}

afterEach(() => {
  setWindowWidth(1440);
});

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
    expect(document.activeElement).toBe(
      within(first).getByRole('button', { name: /^Order link of/ }),
    );
    await userEvent.keyboard('{ArrowRight}');
    expect(document.activeElement?.tagName).toBe('TIME');
    await userEvent.keyboard('{ArrowLeft}{ArrowLeft}');
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
    const asked = serve({
      ...signedIn(),
      ...asSalesRep(),
    });
    open(opened);
    await screen.findByText('You are not allowed to see this page');
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(askedPaths(asked)).toEqual([]);
  });
});
