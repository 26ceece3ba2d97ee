import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
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

const none = { queued: 0, sent: 0, failed: 0, kept: 0 };

const outbox = (mails: Mail[], totals: Partial<Outbox['totals']>, next: string | null = null) =>
  json({ mails, next, totals: { ...none, ...totals } } satisfies Outbox);

const letters = () =>
  within(screen.getByRole('list', { name: 'Mails, newest first' })).getAllByRole('listitem');

test('says what became of each mail, and where to mend an address', async () => {
  serve({
    'GET /api/v1/session': () => json(session),
    'GET /api/v1/outbox': () =>
      outbox(
        [
          mail(4, { state: 'queued', trouble: '450 <b>Greylisted</b>' }),
          mail(3, { state: 'failed', trouble: '550 No such mailbox' }),
          mail(2, { state: 'failed', trouble: 'It could not be sent in time.', customer: '' }),
          mail(1),
        ],
        { queued: 1, failed: 2, sent: 1 },
      ),
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

test('finds the mails that were not sent, however many were since', async () => {
  serve({
    'GET /api/v1/session': () => json(session),
    'GET /api/v1/outbox': ({ params }) => {
      const totals = { sent: 3_000, failed: 2 };
      if (params.get('state') !== 'failed') return outbox([mail(3_002)], totals, '3002');
      if (params.get('cursor') === null) {
        return outbox([mail(9, { state: 'failed' })], totals, '9');
      }
      return outbox([mail(2, { state: 'failed', trouble: '550 No such mailbox' })], totals);
    },
  });
  open('/outbox');
  await userEvent.click(await screen.findByRole('button', { name: 'Show them' }));
  await screen.findByText('Your link 9');
  expect(window.location.search).toBe('?state=failed');
  expect(screen.queryByRole('button', { name: 'Show them' })).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: 'Load more' }));
  await screen.findByText('Your link 2');
  expect(letters()).toHaveLength(2);
  expect(screen.queryByRole('button', { name: 'Load more' })).toBeNull();
  await userEvent.click(screen.getByRole('radio', { name: 'All' }));
  await screen.findByText('Your link 3002');
});

test('shows a sample’s mails themselves, with their links', async () => {
  const text = 'Hello <i>Ana</i>, http://127.0.0.1/l/abc javascript:alert(1)';
  serve({
    'GET /api/v1/session': () => json(session),
    'GET /api/v1/outbox': () => outbox([mail(1, { state: 'kept', text })], { kept: 1 }),
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
    'GET /api/v1/outbox': () => outbox([], {}),
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
