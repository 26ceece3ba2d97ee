import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, test } from 'vitest';

import {
  asSalesRep,
  customer,
  customerActivity,
  customers,
  json,
  open,
  problem,
  serve,
  signedIn,
} from '../testing';
import type { Answerer, Asked } from '../testing';
import { setWindowWidth } from '../testing-setup';

const page = '/customers';
const stored = { success: true as const, stored: 1, duplicates: 0, rejected: [], results: [] };

afterEach(() => setWindowWidth(1440));

function routes(answer: Answerer = () => json(customers())) {
  return {
    ...signedIn(),
    'GET /api/v1/customers': answer,
  };
}

function changes(asked: Asked[]): Asked[] {
  return asked.filter(({ method }) => method === 'PATCH');
}

describe('the list', () => {
  test('is asked as the address says, and shows names, codes, emails, status and ids', async () => {
    const asked = serve(routes());
    open(`${page}?search=hof&status=active&sort=-code&page=2&per_page=50`);
    const name = await screen.findByText('Bäckerei Hoffmann');
    const question = asked.find(({ path }) => path === '/api/v1/customers');
    expect(question?.params.toString()).toBe(
      'page=2&per_page=50&search=hof&sort=-code&status=active',
    );
    const cells = Array.from(name.closest('tr')?.children ?? []).map((cell) => cell.textContent);
    expect(cells).toEqual(['Bäckerei Hoffmann', 'C-1042', '—none', 'Active', 'c1']);
    expect(document.title).toBe('Customers · Acme Foods · Footfall');
  });

  test('opens a customer at what is known of it', async () => {
    serve(routes());
    open(page);
    await userEvent.click(await screen.findByText('C-1042'));
    await screen.findByRole('heading', { name: 'Profile' });
    expect(window.location.search).toBe('?customer=c1&tab=general');
  });

  test('on a phone is a list of cards', async () => {
    setWindowWidth(390);
    serve(routes());
    open(page);
    const card = (await screen.findByText('Bäckerei Hoffmann')).closest('li');
    expect(card?.textContent).toBe('Bäckerei HoffmannActiveC-1042');
    expect(screen.queryByRole('table')).toBeNull();
  });

  test('that fails says so and is tried again; that fails later stays, and says so', async () => {
    let isBroken = true;
    serve(routes(() => (isBroken ? problem(500, 'internal', 'It broke.') : json(customers()))));
    open(page);
    await screen.findByText('The customers could not be loaded');
    isBroken = false;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await screen.findByText('Bäckerei Hoffmann');
    isBroken = true;
    await userEvent.click(screen.getByRole('button', { name: 'Refresh' }));
    await screen.findByText('What is below may not be the latest.');
    expect(screen.getByText('Bäckerei Hoffmann')).toBeDefined();
  });

  test('without anybody says how the first comes', async () => {
    serve(routes(() => json(customers({ rows: [], customers: 0 }))));
    open(page);
    await screen.findByText('No customers yet');
    expect(screen.getByRole('link', { name: 'Import a file' })).toBeDefined();
  });
});

describe('a sales rep', () => {
  test('starts here, reads, and has nothing to change with', async () => {
    const asked = serve({ ...routes(), ...asSalesRep() });
    open('/');
    await userEvent.click(await screen.findByText('Bäckerei Hoffmann'));
    const panel = await screen.findByRole('dialog', { name: 'Bäckerei Hoffmann' });
    await within(panel).findByRole('heading', { name: 'Profile' });
    expect(window.location.pathname).toBe(page);
    expect(
      within(panel)
        .getAllByRole('tab')
        .map((tab) => tab.textContent),
    ).toEqual(['General', 'Order link']);
    for (const name of ['Add customer', 'Edit', 'Deactivate']) {
      expect(screen.queryByRole('button', { name })).toBeNull();
    }
    expect(screen.queryByRole('link', { name: /Import|Activity/ })).toBeNull();
    expect(asked.some(({ path }) => path.endsWith('/activity'))).toBe(false);
  });
});

describe('adding', () => {
  test('asks for what is missing, and says what the server refuses at its field', async () => {
    let isThere = true;
    const asked = serve({
      ...routes(),
      'PATCH /api/v1/customers/c9': () =>
        isThere ? problem(409, 'customer_exists', 'There is one.', { field: 'id' }) : json(stored),
      'GET /api/v1/customers/c9': () => json(customer({ id: 'c9', name: 'Nine' })),
      'GET /api/v1/customers/c9/activity': () => json(customerActivity()),
    });
    open(page);
    await screen.findByText('Bäckerei Hoffmann');
    await userEvent.keyboard('n');
    const dialog = await screen.findByRole('dialog', { name: 'Add a customer' });
    const add = within(dialog).getByRole('button', { name: 'Add customer' });
    await userEvent.click(add);
    await within(dialog).findByText('Every customer has an id.');
    expect(changes(asked)).toEqual([]);
    await userEvent.type(within(dialog).getByLabelText(/^Id/), ' c9 ');
    await userEvent.type(within(dialog).getByLabelText('Name'), 'Nine');
    await userEvent.click(add);
    await within(dialog).findByText('There is one.');
    isThere = false;
    await userEvent.click(add);
    await screen.findByRole('dialog', { name: 'Nine' });
    const last = changes(asked).at(-1);
    expect(last?.params.get('version')).toBe('new');
    expect(last?.body).toEqual({ status: 'active', name: 'Nine' });
  });
});

describe('editing', () => {
  test('sends what changed with the version it is made from', async () => {
    const asked = serve({ ...routes(), 'PATCH /api/v1/customers/c1': () => json(stored) });
    open(`${page}?customer=c1&tab=general`);
    await userEvent.click(await screen.findByRole('button', { name: 'Edit' }));
    const phone = await screen.findByLabelText('Phone');
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Save' }).disabled).toBe(true);
    await userEvent.type(phone, '030 1');
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await screen.findByText('The changes are saved.');
    expect(changes(asked).map(({ body, params }) => [body, params.get('version')])).toEqual([
      [{ phone: '030 1' }, 'v1'],
    ]);
    await screen.findByRole('heading', { name: 'Profile' });
  });

  test('that the server refuses keeps what was written', async () => {
    serve({
      ...routes(),
      'PATCH /api/v1/customers/c1': () =>
        json({
          ...stored,
          stored: 0,
          rejected: [{ index: 0, id: null, field: 'phone', reason: 'text', message: 'No.' }],
        }),
    });
    open(`${page}?customer=c1&tab=general`);
    await userEvent.click(await screen.findByRole('button', { name: 'Edit' }));
    const phone = await screen.findByLabelText<HTMLInputElement>('Phone');
    await userEvent.type(phone, '1');
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await screen.findByText('No.');
    expect(phone.value).toBe('1');
  });

  test('deactivates after a question, and undoes it', async () => {
    const asked = serve({ ...routes(), 'PATCH /api/v1/customers/c1': () => json(stored) });
    open(`${page}?customer=c1&tab=general`);
    await userEvent.click(await screen.findByRole('button', { name: 'Deactivate' }));
    expect(changes(asked)).toEqual([]);
    const question = screen.getByRole('region', { name: 'Deactivate this customer?' });
    await userEvent.click(within(question).getByRole('button', { name: 'Deactivate' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() =>
      expect(changes(asked).map(({ body }) => body)).toEqual([
        { status: 'inactive' },
        { status: 'active' },
      ]),
    );
  });
});

describe('import', () => {
  const looked = {
    applied: false,
    rows: 3,
    added: 1,
    changed: 1,
    unchanged: 0,
    refused: 1,
    ignored_columns: ['colour', ''],
    changes: [
      {
        row: 2,
        id: 'c1',
        name: 'Bäckerei Hoffmann',
        new: false,
        fields: [{ field: 'code', before: '', after: 'C-9' }],
      },
    ],
    refusals: [
      { row: 4, field: 'id', reason: 'missing_customer', message: 'no customer is named' },
    ],
  };
  const path = '/api/v1/import/customers';

  async function choose(): Promise<void> {
    await screen.findByRole('button', { name: 'Choose a file' });
    const input = document.querySelector<HTMLInputElement>('input[type=file]');
    if (!input) throw new Error('there is no field for a file');
    await userEvent.upload(input, new File(['id\nc1\n'], 'mine.csv', { type: 'text/csv' }));
  }

  test('stores nothing before it was looked at', async () => {
    const asked = serve({
      ...routes(),
      [`POST ${path}`]: ({ params }) => json({ ...looked, applied: params.get('apply') === 'yes' }),
    });
    open(`${page}/import`);
    await choose();
    await screen.findByText('No customer is named.');
    expect(screen.getByText('C-9')).toBeDefined();
    const applied = () =>
      asked.filter((each) => each.path === path).map(({ params }) => params.get('apply'));
    expect(applied()).toEqual(['no']);
    await userEvent.click(screen.getByRole('button', { name: 'Import 2 customers' }));
    await screen.findByText('2 customers imported');
    expect(applied()).toEqual(['no', 'yes']);
  });

  test('of what cannot be read says why, and takes another file', async () => {
    serve({
      ...routes(),
      [`POST ${path}`]: () => problem(400, 'not_utf8', 'Save it as UTF-8.', { field: 'file' }),
    });
    open(`${page}/import`);
    await choose();
    expect((await screen.findByRole('alert')).textContent).toContain(
      'mine.csv cannot be imported.',
    );
    expect(screen.getByRole('button', { name: 'Choose a file' })).toBeDefined();
  });
});
