import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';

import type { InsightsGrant, Member } from '../api/client';
import { asSalesRep, json, open, problem, serve, session, withInsights } from '../testing';
import type { Answerer, Asked } from '../testing';

const page = '/settings/members';
const none: InsightsGrant = { granted: false, targets: null };
const all: InsightsGrant = { granted: true, targets: null };

function members(rep: InsightsGrant = none): Member[] {
  const { id, email, name } = session.member;
  return [
    { id, email, name, role: 'owner', disabled: false, insights: all },
    {
      id: 'm/2',
      email: 'grace@acme.example',
      name: '<b>Grace</b>',
      role: 'sales_rep',
      disabled: true,
      insights: rep,
    },
  ];
}

// What is stored, and changes as it is asked to.
function stored(rep?: InsightsGrant, refuse?: () => Response): Record<string, Answerer> {
  let now = members(rep);
  return {
    ...withInsights(),
    'GET /api/v1/targets': () =>
      json({
        targets: [
          { id: 't1', name: 'North', groups: [], warning: null },
          { id: 't2', name: 'South', groups: [], warning: 'A rule names a campaign that is gone.' },
        ],
      }),
    'GET /api/v1/members': () => json({ members: now }),
    'PUT /api/v1/members/m%2F2/insights': ({ body }) => {
      if (refuse) return refuse();
      const { granted, targets = null } = body as { granted: boolean; targets?: string[] };
      now = now.map((each) =>
        each.id === 'm/2' ? { ...each, insights: { granted, targets } } : each,
      );
      const changed = now[1];
      if (!changed) throw new Error('no second member');
      return json(changed);
    },
  };
}

const rows = async () => {
  const list = await screen.findByRole('list', { name: 'Members' });
  return within(list)
    .getAllByRole('listitem')
    .map(({ textContent }) => textContent);
};
const change = () =>
  screen.findByRole('button', { name: 'Change what <b>Grace</b> sees of Insights' });
const sent = (asked: Asked[]) =>
  asked.filter(({ method }) => method === 'PUT').map(({ body }) => body);

test('each has a role and what they see of Insights', async () => {
  serve(stored());
  open(page);
  const [ada, grace] = await rows();
  expect(ada).toContain('Ada Lovelace (you)');
  expect(ada).toContain('Owner');
  expect(ada).toContain('Insights of all customers');
  expect(grace).toContain('<b>Grace</b>');
  expect(grace).toContain('Sales repdisabled');
  expect(grace).toContain('No Insights');
  expect(document.title).toBe('Members · Acme Foods · Footfall');
  // Owners see everything, so there is nothing to change.
  expect(screen.getAllByRole('button', { name: /^Change what/ })).toHaveLength(1);
});

test('an owner grants the customers of a target, and takes it back', async () => {
  const asked = serve(stored());
  open(page);
  await userEvent.click(await change());
  const save = () => screen.getByRole<HTMLButtonElement>('button', { name: 'Save' });
  expect(save().disabled).toBe(true);
  await userEvent.click(screen.getByRole('radio', { name: 'Only the customers in these targets' }));
  // Of no target at all is no grant.
  expect(save().disabled).toBe(true);
  expect(
    screen.getByText('Nobody is in it now. A rule names a campaign that is gone.'),
  ).toBeTruthy();
  await userEvent.click(screen.getByRole('checkbox', { name: 'North' }));
  await userEvent.click(save());
  expect(await screen.findByText('Insights of “North”')).toBeTruthy();
  await userEvent.click(await screen.findByRole('button', { name: 'Undo' }));
  expect(await screen.findByText('No Insights')).toBeTruthy();
  expect(sent(asked)).toEqual([{ granted: true, targets: ['t1'] }, { granted: false }]);
});

test('the second change is undone to the first', async () => {
  const asked = serve(stored());
  open(page);
  for (const choice of ['All customers', 'Nothing']) {
    await userEvent.click(await change());
    await userEvent.click(screen.getByRole('radio', { name: choice }));
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  }
  const undo = await screen.findAllByRole('button', { name: 'Undo' });
  await userEvent.click(undo.at(-1) ?? document.body);
  await waitFor(() => expect(sent(asked)).toHaveLength(3));
  expect(sent(asked).at(-1)).toEqual({ granted: true, targets: null });
});

test('a deleted target is named as such, and goes with the next change', async () => {
  const asked = serve(stored({ granted: true, targets: ['t1', 'gone'] }));
  open(page);
  expect(await screen.findByText('Insights of “North”, and of 1 deleted')).toBeTruthy();
  await userEvent.click(await change());
  await userEvent.click(screen.getByRole('checkbox', { name: 'South' }));
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText('Insights of “North” or “South”')).toBeTruthy();
  expect(sent(asked)).toEqual([{ granted: true, targets: ['t1', 't2'] }]);
});

test('who can see nobody is told so', async () => {
  serve(stored({ granted: true, targets: ['gone'] }));
  open(page);
  expect(await screen.findByText('Insights of nobody: the targets were deleted')).toBeTruthy();
});

test('a refused change says why, and changes nothing', async () => {
  serve(stored(none, () => problem(503, 'disk_full', 'The disk is full. Nothing was stored.')));
  open(page);
  await userEvent.click(await change());
  await userEvent.click(screen.getByRole('radio', { name: 'All customers' }));
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('The disk is full. Nothing was stored.');
  expect(alert.textContent).toContain('request-7');
  await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(screen.getByText('No Insights')).toBeTruthy();
});

test('an admin sees it, and changes nothing', async () => {
  const own = { ...session.workspace, role: 'admin' as const };
  serve({
    ...stored(),
    'GET /api/v1/session': () => json({ ...session, workspace: own, workspaces: [own] }),
  });
  open(page);
  expect(await screen.findByText('No Insights')).toBeTruthy();
  expect(screen.queryByRole('button', { name: /^Change what/ })).toBeNull();
});

test('is not for a sales rep', async () => {
  const asked = serve({ ...stored(), ...asSalesRep() });
  open(page);
  expect(await screen.findByText('You are not allowed to see this page')).toBeTruthy();
  expect(asked.filter(({ path }) => path === '/api/v1/members')).toEqual([]);
});
