import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, test } from 'vitest';

import type { SavedView } from '../api/client';
import { json, open, problem, serve, signedIn } from '../testing';
import type { Answerer, Asked } from '../testing';

const page = '/customers/activity';
const usual =
  'email,status,last_click,views,trend,confirmed,verified,checkout,orders,recent_activity';

function view(part: Partial<SavedView> = {}): SavedView {
  return {
    id: 'v1',
    name: 'To call',
    query: `stage=checkout_no_order&sort=-checkout&columns=${encodeURIComponent(usual)}`,
    shared: false,
    mine: true,
    owner: 'Ada Lovelace',
    ...part,
  };
}

// A server that keeps them.
function serveViews(views: SavedView[], more: Record<string, Answerer> = {}): Asked[] {
  const routes = signedIn();
  return serve({
    ...routes,
    'GET /api/v1/views': () => json({ views }),
    'POST /api/v1/views': ({ body }) => {
      const saved = view({ ...(body as Partial<SavedView>), id: 'v9' });
      views.push(saved);
      return json(saved, 201);
    },
    'PATCH /api/v1/views/v1': ({ body }) => {
      views[0] = view({ ...views[0], ...(body as Partial<SavedView>) });
      return json(views[0]);
    },
    'DELETE /api/v1/views/v1': () => {
      views.splice(0, 1);
      return new Response(null, { status: 204 });
    },
    ...more,
  });
}

const loaded = () => screen.findByText('Bäckerei Hoffmann');
const button = (name: string | RegExp) => screen.findByRole('button', { name });
const openMenu = async (name: string | RegExp = /^Saved view/) => {
  await userEvent.click(await button(name));
  await screen.findByRole('menuitem', { name: 'Save as…' });
};
const choose = async (name: string | RegExp, role = 'menuitem') =>
  userEvent.click(await screen.findByRole(role, { name }));
const search = () => new URLSearchParams(window.location.search);

describe('a saved view', () => {
  test('is chosen, is recognised, and says when it was left', async () => {
    serveViews([view()]);
    open(`${page}?page=2&funnel=open`);
    await loaded();
    await openMenu('Saved views');
    await choose('To call', 'menuitemradio');
    expect(Object.fromEntries(search())).toEqual({
      stage: 'checkout_no_order',
      sort: '-checkout',
      columns: usual,
      funnel: 'open',
      view: 'v1',
    });
    await button('Saved view: To call');
    await userEvent.click(screen.getByRole('radio', { name: 'Active' }));
    await button('Saved view: To call, changed');
    await openMenu();
    await choose('To call', 'menuitemradio');
    await button('Saved view: To call');
    expect(search().get('status')).toBeNull();
  });

  test('is recognised by what is looked at, whatever the address says of it', async () => {
    serveViews([view({ query: 'search=hof' })]);
    open(`${page}?search=hof&page=3&per_page=50`);
    await button('Saved view: To call');
  });

  test('is saved with what is looked at, under a name of its own', async () => {
    let isTaken = true;
    const asked = serveViews([view()], {
      'POST /api/v1/views': ({ body }) =>
        isTaken
          ? problem(409, 'name_taken', 'Taken.', { field: 'name' })
          : json(view({ ...(body as Partial<SavedView>), id: 'v9' }), 201),
    });
    open(`${page}?status=active&page=2&columns=orders`);
    await loaded();
    await openMenu();
    await choose('Save as…');
    await userEvent.type(await screen.findByLabelText('Name'), '  Best  ');
    await userEvent.click(screen.getByRole('switch', { name: 'Share with the workspace' }));
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await screen.findByText('You have a view of this name already.');
    isTaken = false;
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(asked.filter(({ method }) => method === 'POST').at(-1)?.body).toEqual({
      name: 'Best',
      query: 'status=active&columns=orders',
      shared: true,
    });
    expect(search().get('view')).toBe('v9');
    expect(search().get('page')).toBe('2');
  });

  test('of one’s own is updated, renamed and shared', async () => {
    const views = [view()];
    serveViews(views);
    open(`${page}?view=v1&search=hof`);
    await loaded();
    await openMenu();
    await choose('Update “To call”');
    await button('Saved view: To call');
    expect(views[0]?.query).toBe(`search=hof&columns=${encodeURIComponent(usual)}`);
    await openMenu();
    await choose('Rename…');
    const field = await screen.findByLabelText<HTMLInputElement>('Name');
    expect(field.value).toBe('To call');
    await userEvent.clear(field);
    await userEvent.type(field, 'Today');
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await button('Saved view: Today');
    await openMenu();
    await choose('Share with the workspace');
    await waitFor(() => expect(views[0]?.shared).toBe(true));
    await openMenu();
    await screen.findByRole('menuitem', { name: 'Stop sharing' });
  });

  test('is deleted, and brought back by undo', async () => {
    const views = [view({ shared: true })];
    const before = view({ shared: true });
    const asked = serveViews(views);
    open(`${page}?view=v1&stage=checkout_no_order&sort=-checkout`);
    await button('Saved view: To call');
    await openMenu();
    await choose('Delete');
    await userEvent.click(await button('Undo'));
    await waitFor(() => expect(views).toHaveLength(1));
    const { name, query, shared } = before;
    expect(asked.find(({ method }) => method === 'POST')?.body).toEqual({ name, query, shared });
    expect(search().get('view')).toBeNull();
    // It is the same as what is looked at.
    await button('Saved view: To call');
  });

  test('of another member can be chosen, and only that', async () => {
    serveViews([view({ mine: false, shared: true, owner: 'Ben' })]);
    open(`${page}?view=v1`);
    await loaded();
    await openMenu();
    await screen.findByText('Ben');
    for (const name of ['Rename…', 'Delete', 'Stop sharing', /^Update/]) {
      expect(screen.queryByRole('menuitem', { name })).toBeNull();
    }
  });

  test('of a name that is hostile is text', async () => {
    const name = '<img src=x onerror="alert(1)">';
    serveViews([view({ name })]);
    open(`${page}?view=v1`);
    await button(`Saved view: ${name}, changed`);
    await openMenu();
    expect(document.querySelector('img')).toBeNull();
  });
});

test('a server without them leaves the page as it is', async () => {
  serve({
    ...signedIn(),
    'GET /api/v1/views': () => problem(500, 'internal', 'It broke.'),
  });
  open(page);
  await loaded();
  await openMenu('Saved views');
  await screen.findByText('It broke.');
});
