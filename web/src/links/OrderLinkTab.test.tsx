import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';

import type { OrderLink, Session } from '../api/client';
import { panel } from '../customer/testing';
import { customer, customers, json, open, serve, session, signedIn, workspace } from '../testing';

const link: OrderLink = {
  customer: 'c1',
  url: 'http://127.0.0.1/l/abc',
  state: 'active',
  made: '2026-11-20T08:00:00Z',
  last_sent: '2026-11-21T08:00:00Z',
  first_open_after_sent: null,
};

async function terms(role: Session['workspace']['role']): Promise<(string | null)[]> {
  serve({
    'GET /api/v1/session': () => json({ ...session, workspace: { ...workspace, role } }),
    'GET /api/v1/customers': () => json(customers()),
    'GET /api/v1/customers/c1': () => json(customer()),
    'GET /api/v1/customers/c1/link': () => json(link),
  });
  open('/customers?customer=c1&tab=link');
  const sent = await screen.findByText('Last sent');
  const facts = sent.closest('dl') as HTMLElement;
  return within(facts)
    .getAllByRole('term')
    .map(({ textContent }) => textContent);
}

test('says when the link was made, sent and opened', async () => {
  expect(await terms('admin')).toEqual(['Made', 'Last sent', 'Opened since']);
});

test.each([
  ['not_open', /Not open yet/, true],
  ['no_email', /the customer has no email/, true],
  ['no_mail', /this server sends no mail/, true],
  ['blocked', /ordering is not available for now/, false],
  ['inactive', /the account is not active/, false],
] as const)('%s: says what an opener meets', async (state, words, isSendable) => {
  serve({
    ...signedIn(),
    'GET /api/v1/customers/c1/link': () => json({ ...link, state }),
  });
  open('/customers/activity?customer=c1&tab=link');
  const dialog = await panel();
  await within(dialog).findByText(words);
  expect(within(dialog).queryAllByRole('button', { name: /^Send link/ })).toHaveLength(
    isSendable ? 1 : 0,
  );
  // The tab's own is the only one.
  expect(
    within(dialog).getAllByRole('button', { name: /^Copy (the )?(order )?link/i }),
  ).toHaveLength(1);
});

test('a link that there is not is neither copied nor sent', async () => {
  serve({
    ...signedIn(),
    'GET /api/v1/customers/c1/link': () => json({ ...link, state: 'revoked', url: null }),
  });
  open('/customers/activity?customer=c1&tab=link');
  const dialog = await panel();
  await within(dialog).findByText(/told that it leads nowhere/);
  expect(within(dialog).queryByRole('button', { name: /^Send link/ })).toBeNull();
  expect(within(dialog).queryByRole('button', { name: /^Copy (the )?(order )?link/i })).toBeNull();
  expect(within(dialog).getByRole('button', { name: 'Make a link' })).toBeDefined();
});

test('says how long after it was sent it was opened', async () => {
  serve({
    ...signedIn(),
    'GET /api/v1/customers/c1/link': () =>
      json({ ...link, first_open_after_sent: '2026-11-21T11:05:00Z' }),
  });
  open('/customers/activity?customer=c1&tab=link');
  expect(await screen.findByText(/^3 h.* after it was sent$/)).toBeDefined();
});

// Not even that it was not opened yet: that would be a guess.
test('tells sales reps nothing of openings', async () => {
  expect(await terms('sales_rep')).toEqual(['Made', 'Last sent']);
});
