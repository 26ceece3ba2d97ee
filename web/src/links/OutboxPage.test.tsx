import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';

import type { Outbox } from '../api/client';
import { json, open, serve, session, workspace } from '../testing';

type Mail = Outbox['mails'][number];

const mail = (number: number, part: Partial<Mail> = {}): Mail => ({
  number,
  to: `c${number}@example.com`,
  customer: `c${number}`,
  subject: `Your link ${number}`,
  text: null,
  time: '2026-11-22T08:19:07Z',
  purpose: 'link',
  state: 'sent',
  trouble: null,
  ...part,
});

const letters = () =>
  within(screen.getByRole('list', { name: 'Mails, newest first' })).getAllByRole('listitem');

test('says what became of each mail, and where to mend an address', async () => {
  serve({
    'GET /api/v1/session': () => json(session),
    'GET /api/v1/outbox': () =>
      json({
        mails: [
          mail(4, { state: 'queued', trouble: '450 <b>Greylisted</b>' }),
          mail(3, { state: 'failed', trouble: '550 No such mailbox' }),
          mail(2, { state: 'failed', trouble: 'It could not be sent in time.', customer: '' }),
          mail(1),
        ],
      }),
  });
  open('/outbox');
  await screen.findByText('2 mails were not sent.', { exact: false });
  expect(letters().map((each) => each.querySelector('p')?.textContent)).toEqual([
    'Waiting to be sent: 450 <b>Greylisted</b>',
    'Not sent: 550 No such mailbox See the customer',
    'Not sent: It could not be sent in time.',
    'Sent',
  ]);
  expect(screen.getByRole('link', { name: 'See the customer' }).getAttribute('href')).toBe(
    '/customers?customer=c3&tab=general',
  );
});

test('shows a sample’s mails themselves, with their links', async () => {
  const text = 'Hello <i>Ana</i>, http://127.0.0.1/l/abc javascript:alert(1)';
  serve({
    'GET /api/v1/session': () => json(session),
    'GET /api/v1/outbox': () => json({ mails: [mail(1, { state: 'kept', text })] }),
  });
  open('/outbox');
  const [letter] = await screen.findAllByRole('listitem').then(letters);
  expect(letter?.querySelector('pre')?.textContent).toBe(text);
  const links = within(letter as HTMLElement).getAllByRole('link', { hidden: true });
  expect(links.map((link) => link.getAttribute('href'))).toEqual(['http://127.0.0.1/l/abc']);
  expect(screen.queryByText('not sent', { exact: false })).toBeNull();
});

test('says what will be here', async () => {
  serve({
    'GET /api/v1/session': () => json(session),
    'GET /api/v1/outbox': () => json({ mails: [] }),
  });
  open('/outbox');
  await screen.findByText('No mails yet');
  expect(
    screen.getByText('What this workspace sends is listed here', { exact: false }),
  ).toBeDefined();
});

test('is not for sales reps', async () => {
  const asked = serve({
    'GET /api/v1/session': () =>
      json({ ...session, workspace: { ...workspace, role: 'sales_rep' } }),
  });
  open('/outbox');
  await screen.findByText('The outbox is for owners and admins');
  expect(screen.queryByRole('link', { name: 'Outbox' })).toBeNull();
  expect(asked.map(({ path }) => path)).not.toContain('/api/v1/outbox');
});
