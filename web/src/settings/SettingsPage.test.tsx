import { fireEvent, act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';

import type { Settings } from '../api/client';
import {
  asSalesRep,
  json,
  open,
  problem,
  serve,
  session,
  settings,
  withInsights,
  workspace,
} from '../testing';
import type { Answerer, Asked } from '../testing';

const page = '/settings';

// What is stored, and changes as it is asked to.
function stored(
  first: Partial<Settings> = {},
  refuse?: () => Response | undefined,
): Record<string, Answerer> {
  let now = settings(first);
  return {
    ...withInsights(),
    'GET /api/v1/session': () => {
      const own = { ...workspace, name: now.name };
      return json({ ...session, workspace: own, workspaces: [own] });
    },
    'GET /api/v1/settings': () => json(now),
    'PATCH /api/v1/settings': ({ body }) => {
      const refused = refuse?.();
      if (refused) return refused;
      now = { ...now, ...(body as Partial<Settings>) };
      return json(now);
    },
  };
}

const name = () => screen.findByRole<HTMLInputElement>('textbox', { name: 'Name' });
const save = () => screen.getByRole<HTMLButtonElement>('button', { name: 'Save' });
const sent = (asked: Asked[]) =>
  asked.filter(({ method }) => method === 'PATCH').map(({ body }) => body);

test('only what was changed is saved, and the sidebar has the new name', async () => {
  const asked = serve(stored());
  open(page);
  expect((await name()).value).toBe('Acme Foods');
  expect(document.title).toBe('Settings · Acme Foods · Footfall');
  expect(save().disabled).toBe(true);
  await userEvent.clear(await name());
  await userEvent.type(await name(), ' Acme Drinks ');
  await userEvent.click(save());
  await screen.findByText('The settings are saved.');
  expect(sent(asked)).toEqual([{ name: 'Acme Drinks' }]);
  expect((await name()).value).toBe('Acme Drinks');
  expect(save().disabled).toBe(true);
  await within(screen.getByLabelText('Sidebar')).findByText('Acme Drinks');
});

test('the week, and the kinds that count as activity', async () => {
  const asked = serve(stored());
  open(page);
  await name();
  await userEvent.selectOptions(
    screen.getByRole('combobox', { name: 'First day of the week' }),
    'Sunday',
  );
  expect(screen.queryByText(/Saving changes these numbers/)).toBeNull();
  const boxes = screen.getAllByRole<HTMLInputElement>('checkbox');
  expect(boxes.filter(({ checked }) => checked)).toHaveLength(5);
  await userEvent.click(screen.getByRole('checkbox', { name: 'Orders' }));
  await screen.findByText(/Saving changes these numbers/);
  // There and back is no change.
  await userEvent.click(screen.getByRole('checkbox', { name: 'Logins' }));
  await userEvent.click(screen.getByRole('checkbox', { name: 'Logins' }));
  await userEvent.click(save());
  await waitFor(() => expect(sent(asked)).toHaveLength(1));
  expect(sent(asked)).toEqual([
    {
      first_weekday: 7,
      activity_set: [
        'order_submit',
        'login',
        'form_response',
        'email_open',
        'email_spam',
        'notification_open',
      ],
    },
  ]);
});

test('the silence after which a customer has gone quiet is a multiple of its usual gap', async () => {
  const asked = serve(stored());
  open(page);
  const field = await screen.findByLabelText<HTMLInputElement>('Gone quiet after');
  expect(field.value).toBe('2 × the usual gap');
  fireEvent.change(field, { target: { value: '1.5 × the usual gap' } });
  await userEvent.click(save());
  await waitFor(() => expect(sent(asked)).toEqual([{ quiet_percent: 150 }]));
});

test('no less than the gap itself is silence', async () => {
  const asked = serve(stored());
  open(page);
  const field = await screen.findByLabelText<HTMLInputElement>('Gone quiet after');
  for (const value of ['0.5', '']) {
    fireEvent.change(field, { target: { value } });
    await userEvent.click(save());
    await screen.findByText('Give 1 to 10 times the usual gap.');
  }
  expect(sent(asked)).toEqual([]);
});

test('what cannot be is said beside its field, and not sent', async () => {
  const asked = serve(stored({ activity_set: ['login'] }));
  open(page);
  await userEvent.clear(await name());
  await userEvent.click(screen.getByRole('checkbox', { name: 'Logins' }));
  await userEvent.click(save());
  await screen.findByText('A workspace has a name.');
  expect(screen.getByText('Choose at least one.')).toBeDefined();
  expect(document.activeElement).toBe(await name());
  expect(sent(asked)).toEqual([]);
  await userEvent.click(screen.getByRole('button', { name: 'Discard changes' }));
  expect((await name()).value).toBe('Acme Foods');
  expect(screen.queryByText('Choose at least one.')).toBeNull();
});

test('a time zone is found by typing, and the old one stays until its days are ready', async () => {
  const asked = serve(stored());
  open(page);
  await name();
  const zone = screen.getByRole<HTMLInputElement>('combobox', { name: 'Time zone' });
  expect(zone.value).toBe('Europe/Berlin');
  await userEvent.clear(zone);
  await userEvent.type(zone, 'tokyo');
  await userEvent.click(await screen.findByRole('option', { name: 'Asia/Tokyo' }));
  await userEvent.click(save());
  await screen.findByText('Europe/Berlin is still in force.');
  expect(sent(asked)).toEqual([{ time_zone: 'Asia/Tokyo' }]);
});

test('the server’s refusal stands beside its field, any other below', async () => {
  let refusal = () => problem(400, 'invalid', 'No such zone here.', { field: 'time_zone' });
  serve(stored({}, () => refusal()));
  open(page);
  await userEvent.type(await name(), '!');
  await userEvent.click(save());
  await screen.findByText('No such zone here.');
  expect(screen.getByRole('combobox', { name: 'Time zone' }).getAttribute('aria-invalid')).toBe(
    'true',
  );
  refusal = () => problem(503, 'unavailable', 'Not now.');
  await userEvent.click(save());
  expect((await screen.findByRole('alert')).textContent).toMatch(/not saved.*Not now\..*request-7/);
  expect((await name()).value).toBe('Acme Foods!');
});

test('unsaved changes are asked about, by a link and by the browser’s buttons', async () => {
  serve(stored());
  open('/customers');
  await userEvent.click(await screen.findByRole('link', { name: 'Settings' }));
  await userEvent.type(await name(), '!');
  await userEvent.click(screen.getByRole('link', { name: 'All' }));
  const dialog = await screen.findByRole('dialog', { name: 'Discard your changes?' });
  await userEvent.click(within(dialog).getByRole('button', { name: 'Keep editing' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(window.location.pathname).toBe(page);
  expect((await name()).value).toBe('Acme Foods!');

  act(() => window.history.back());
  await screen.findByRole('dialog', { name: 'Discard your changes?' });
  await waitFor(() => expect(window.location.pathname).toBe(page));
  expect((await name()).value).toBe('Acme Foods!');
  await userEvent.click(screen.getByRole('button', { name: 'Discard' }));
  await waitFor(() => expect(window.location.pathname).toBe('/customers'));
});

test('without changes nobody is asked', async () => {
  serve(stored());
  open(page);
  await name();
  await userEvent.click(screen.getByRole('link', { name: 'All' }));
  await waitFor(() => expect(window.location.pathname).toBe('/customers'));
  expect(screen.queryByRole('dialog')).toBeNull();
});

test('trouble in loading says what failed', async () => {
  let isBroken = true;
  serve({
    ...stored(),
    'GET /api/v1/settings': () =>
      isBroken ? problem(500, 'internal', 'It broke.') : json(settings()),
  });
  open(page);
  expect((await screen.findByRole('alert')).textContent).toContain('It broke.');
  isBroken = false;
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  await name();
});

test('a sales rep is told that the page is not for them', async () => {
  const asked = serve({
    ...stored(),
    ...asSalesRep(),
  });
  open(page);
  await screen.findByText('You are not allowed to see this page');
  expect(asked.map(({ path }) => path)).toEqual(['/api/v1/session']);
});
