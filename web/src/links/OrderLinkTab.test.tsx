import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';

import type { OrderLink, Session } from '../api/client';
import { customer, customers, json, open, serve, session, workspace } from '../testing';

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

// Not even that it was not opened yet: that would be a guess.
test('tells sales reps nothing of openings', async () => {
  expect(await terms('sales_rep')).toEqual(['Made', 'Last sent']);
});
