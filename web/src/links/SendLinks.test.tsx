import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';

import type { Gate, SentLinks } from '../api/client';
import { activity, json, open, problem, row, serve, signedIn } from '../testing';
import type { Answerer, Asked } from '../testing';

const gate: Gate = {
  portal_url: 'https://shop.example/',
  order_url: '',
  strict: false,
  repeat_window: 30,
  brand_name: '',
  brand_color: '',
  logo_url: null,
  support: '',
  notice: '',
  origins: [],
  mail_subject: 'Your link',
  mail_text: 'Hello {customer}: {link}',
  mail_from: 'orders@acme.example',
  public_key: 'fp_1',
  workspace_link: null,
};

const one: SentLinks = {
  queued: 1,
  skipped: [],
  skipped_total: 0,
  example: { to: 'einkauf@hoffmann.example', subject: 'Your link', text: 'Hello: …' },
};

const isPreview = ({ body }: Asked) => (body as { preview?: boolean }).preview === true;
const sends = (asked: Asked[]) =>
  asked.filter((each) => each.path === '/api/v1/links/send' && !isPreview(each));

// Opens the dialog for the one row.
async function dialog(answer: Answerer) {
  const asked = serve({
    ...signedIn(() => json(activity({ rows: [row()], total: 1 }))),
    'GET /api/v1/gate': () => json(gate),
    'POST /api/v1/links/send': (each) => (isPreview(each) ? json(one) : answer(each)),
  });
  open('/customers/activity');
  await userEvent.click(await screen.findByRole('button', { name: /^Order link of/ }));
  await userEvent.click(await screen.findByRole('menuitem', { name: /^Send/ }));
  const found = await screen.findByRole('dialog', { name: /^Send the order link of/ });
  const button = await within(found).findByRole<HTMLButtonElement>('button', { name: 'Send' });
  await waitFor(() => expect(button.disabled).toBe(false));
  return { asked, found, button };
}

test('what goes out is shown before, and said after', async () => {
  const { asked, found, button } = await dialog(() => json(one));
  within(found).getByText('einkauf@hoffmann.example');
  expect(sends(asked)).toHaveLength(0);
  await userEvent.click(button);
  await within(found).findByText('The link is on its way.');
  expect(sends(asked)[0]?.body).toEqual({
    customers: ['c1'],
    subject: 'Your link',
    text: 'Hello {customer}: {link}',
  });
});

test('after a lost answer the same is sent under the same key', async () => {
  let isLost = true;
  const { asked, found, button } = await dialog(() => {
    if (isLost) throw new TypeError('Failed to fetch');
    return json({ ...one, skipped_total: 2, example: null });
  });
  await userEvent.click(button);
  const alert = await within(found).findByText('Nobody knows whether the mails are on their way.');
  expect(alert.closest('[role=alert]')?.textContent).toContain('none goes out twice');
  isLost = false;
  await userEvent.click(within(found).getByRole('button', { name: 'Try again' }));
  await within(found).findByText('The link is on its way.');
  within(found).getByText('2 skipped.');
  const keys = sends(asked).map(({ headers }) => headers.get('idempotency-key'));
  expect(keys).toHaveLength(2);
  expect(keys[0]).toMatch(/^\d+-\d+-\d+-\d+$/);
  expect(keys[1]).toBe(keys[0]);
});

test('another text is another sending', async () => {
  const { asked, found, button } = await dialog(() => problem(504, 'gateway', 'Too late.'));
  await userEvent.click(button);
  await within(found).findByText('Nothing is sent.');
  fireEvent.change(within(found).getByLabelText('Subject'), { target: { value: 'Your order' } });
  await waitFor(() => expect(button.disabled).toBe(false));
  await userEvent.click(button);
  await waitFor(() => expect(sends(asked)).toHaveLength(2));
  const keys = sends(asked).map(({ headers }) => headers.get('idempotency-key'));
  expect(keys[1]).not.toBe(keys[0]);
});

test('a refusal of the text stands at its field', async () => {
  const { found, button } = await dialog(() =>
    problem(400, 'missing_link', 'The text must hold {link}.', { field: 'text' }),
  );
  await userEvent.click(button);
  await within(found).findByText('The text must hold {link}.');
  expect(within(found).queryByText('Nothing is sent.')).toBeNull();
});
