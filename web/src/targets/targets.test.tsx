import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, test } from 'vitest';

import type { Target, TargetChange, TargetRule } from '../api/client';
import { asSalesRep, campaign, json, open, problem, serve, signedIn } from '../testing';
import type { Answerer, Asked } from '../testing';

const gold: TargetRule = {
  match: true,
  field: 'trait',
  key: 'plan',
  operator: 'is',
  values: ['gold'],
};

function target(part: Partial<Omit<Target, 'groups'>> & { groups?: TargetRule[][] } = {}): Target {
  return { id: 't1', name: 'Gold', groups: [[gold]], warning: null, ...part } as Target;
}

// A server that keeps them.
function serveTargets(targets: Target[], more: Record<string, Answerer> = {}): Asked[] {
  return serve({
    ...signedIn(),
    'GET /api/v1/targets': () => json({ targets }),
    'POST /api/v1/targets': ({ body }) => {
      const { name, groups } = body as TargetChange;
      const saved = target({ id: 't9', name: name ?? '', groups: groups ?? [] });
      targets.push(saved);
      return json(saved, 201);
    },
    'PATCH /api/v1/targets/t1': ({ body }) => {
      targets[0] = target({ ...(targets[0] as Target), ...(body as TargetChange) });
      return json(targets[0]);
    },
    'DELETE /api/v1/targets/t1': () => {
      targets.splice(0, 1);
      return new Response(null, { status: 204 });
    },
    'POST /api/v1/targets/preview': () =>
      json({ as_of: '2026-11-22T08:41:07Z', customers: 123, total: 2000 }),
    'GET /api/v1/campaigns': () => json({ campaigns: [campaign()] }),
    'GET /api/v1/forms': () => json({ forms: [] }),
    ...more,
  });
}

const rule = (position = 1, group = 1) =>
  within(screen.getByRole('group', { name: `Rule ${position} of group ${group}` }));
const select = (label: string, option: string, within = rule()) =>
  userEvent.selectOptions(within.getByLabelText(label), option);
const save = () => userEvent.click(screen.getByRole('button', { name: 'Save' }));
const sent = (asked: Asked[], method = 'POST', path = '/api/v1/targets') =>
  asked.filter((each) => each.method === method && each.path === path).map(({ body }) => body);
const groupsSent = async (asked: Asked[]) => {
  await waitFor(() => expect(sent(asked)).toHaveLength(1));
  return (sent(asked)[0] as TargetChange).groups;
};
const newTarget = async () => {
  open('/targets/new');
  await userEvent.type(await screen.findByLabelText('Name'), 'Gold');
};

describe('the list', () => {
  test('has each target in words, with its customers or what is wrong with it', async () => {
    serveTargets([
      target(),
      target({
        id: 't2',
        name: '<img src=x>',
        groups: [[{ field: 'campaign', key: 'autumn', operator: 'opened' }]],
        warning: 'A rule names a campaign that is gone.',
      }),
    ]);
    open('/targets');
    const rows = await screen.findAllByRole('listitem');
    expect(rows).toHaveLength(2);
    await within(rows[0] as HTMLElement).findByText('123 customers');
    within(rows[0] as HTMLElement).getByText('“plan” is gold');
    await within(rows[1] as HTMLElement).findByText('Opened Autumn list');
    within(rows[1] as HTMLElement).getByText(/A rule names a campaign that is gone\./);
    within(rows[1] as HTMLElement).getByText('<img src=x>');
    within(rows[1] as HTMLElement).getByLabelText('Warning');
    expect(screen.getByRole('link', { name: 'Edit Gold' }).getAttribute('href')).toBe(
      '/targets/t1',
    );
    expect(document.title).toBe('Targets · Acme Foods · Footfall');
  });

  test('without any says what a target is for', async () => {
    serveTargets([]);
    open('/targets');
    await screen.findByText('No targets yet');
    expect(screen.getAllByRole('link', { name: 'New target' })).toHaveLength(1);
  });

  test('deletes one after it was asked, and brings it back', async () => {
    const targets = [target()];
    const asked = serveTargets(targets);
    open('/targets');
    await userEvent.click(await screen.findByRole('button', { name: 'Delete Gold' }));
    const dialog = await screen.findByRole('dialog');
    await within(dialog).findByText(/The 123 customers in it stay as they are\./);
    expect(targets).toHaveLength(1);
    await userEvent.click(within(dialog).getByRole('button', { name: 'Delete' }));
    await screen.findByText('No targets yet');
    await userEvent.click(screen.getByRole('button', { name: 'Undo' }));
    await screen.findByText(/“Gold” is back\./);
    expect(sent(asked)).toEqual([{ name: 'Gold', groups: [[gold]] }]);
  });

  test('that could not be loaded can be asked for again', async () => {
    let isDown = true;
    serveTargets([], {
      'GET /api/v1/targets': () =>
        isDown ? problem(503, 'busy', 'Later.') : json({ targets: [target()] }),
    });
    open('/targets');
    await screen.findByText('The targets could not be loaded.');
    isDown = false;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await screen.findByText('“plan” is gold');
  });

  test('is not for a sales rep', async () => {
    const asked = serveTargets([], asSalesRep());
    open('/targets');
    await screen.findByText('You are not allowed to see this page');
    expect(asked.some(({ path }) => path.startsWith('/api/v1/targets'))).toBe(false);
    expect(screen.queryByRole('link', { name: 'Targets' })).toBeNull();
  });
});

describe('the editor', () => {
  test('makes a rule of status, and one that must not match', async () => {
    const asked = serveTargets([]);
    await newTarget();
    await userEvent.click(rule().getByLabelText('Active'));
    await userEvent.click(rule().getByLabelText('Inactive'));
    await userEvent.click(rule().getByLabelText('Active'));
    await select('Match', 'no');
    await save();
    expect(await groupsSent(asked)).toEqual([
      [{ match: false, field: 'status', operator: 'is', values: ['inactive'] }],
    ]);
    await screen.findByText('“Gold” is saved.');
    expect(window.location.pathname).toBe('/targets');
  });

  test('makes rules of traits: texts, any or every of them, numbers and none', async () => {
    const asked = serveTargets([]);
    await newTarget();
    for (const position of [1, 2, 3]) {
      if (position > 1) {
        await userEvent.click(screen.getByRole('button', { name: 'Add a rule to group 1' }));
        expect(document.activeElement).toBe(rule(position).getByLabelText('Field'));
      }
      await select('Field', 'trait', rule(position));
      await userEvent.type(rule(position).getByLabelText('Name of the trait'), 'plan');
    }
    const values = rule().getByLabelText('Values', { selector: 'input' });
    await userEvent.type(values, 'gold{Enter}silver, plain{Enter}');
    await select('How many of the values', 'every');
    await select('Operator', 'starts_with');
    await select('Operator', 'between', rule(2));
    await userEvent.type(rule(2).getByLabelText('From'), '5');
    await userEvent.type(rule(2).getByLabelText('To'), '12');
    await select('Operator', 'exists', rule(3));
    expect(rule(3).queryByLabelText('Value')).toBeNull();
    await save();
    const trait = { match: true, field: 'trait', key: 'plan' };
    expect(await groupsSent(asked)).toEqual([
      [
        { ...trait, operator: 'starts_with', values: ['gold', 'silver, plain'], every: true },
        { ...trait, operator: 'between', values: ['5', '12'] },
        { ...trait, operator: 'exists' },
      ],
    ]);
  });

  test('makes rules of days and of counts, in groups', async () => {
    const asked = serveTargets([]);
    await newTarget();
    await select('Field', 'signed_up');
    await userEvent.type(rule().getByLabelText('Value'), '30');
    for (const group of [2, 3]) {
      await userEvent.click(screen.getByRole('button', { name: 'Add a group' }));
      await select('Field', group === 2 ? 'last_login' : 'count', rule(1, group));
    }
    await select('Operator', 'between', rule(1, 2));
    fireEvent.change(rule(1, 2).getByLabelText('From'), { target: { value: '2026-01-01' } });
    fireEvent.change(rule(1, 2).getByLabelText('To'), { target: { value: '2026-06-30' } });
    await select('Kind of events', 'order_submit', rule(1, 3));
    await userEvent.type(rule(1, 3).getByLabelText('Value'), '5');
    await select('Since when', 'last', rule(1, 3));
    await userEvent.clear(rule(1, 3).getByLabelText('Days'));
    await userEvent.type(rule(1, 3).getByLabelText('Days'), '7');
    await save();
    expect(await groupsSent(asked)).toEqual([
      [{ match: true, field: 'signed_up', operator: 'within_days', values: ['30'] }],
      [
        {
          match: true,
          field: 'last_login',
          operator: 'between',
          values: ['2026-01-01', '2026-06-30'],
        },
      ],
      [
        {
          match: true,
          field: 'count',
          kind: 'order_submit',
          operator: 'at_least',
          values: ['5'],
          days: 7,
        },
      ],
    ]);
  });

  test('finds a campaign by name, and takes the id of a form that it does not know', async () => {
    const asked = serveTargets([]);
    await newTarget();
    await select('Field', 'campaign');
    await userEvent.type(rule().getByRole('combobox', { name: 'Campaign' }), 'autu');
    await userEvent.click(await screen.findByRole('option', { name: 'Autumn list' }));
    await userEvent.click(screen.getByRole('button', { name: 'Add a rule to group 1' }));
    await select('Field', 'form', rule(2));
    await userEvent.type(rule(2).getByRole('combobox', { name: 'Form' }), 'f-7');
    await userEvent.click(await screen.findByRole('option', { name: 'The id “f-7”' }));
    await save();
    expect(await groupsSent(asked)).toEqual([
      [
        { match: true, field: 'campaign', operator: 'opened', key: 'autumn' },
        { match: true, field: 'form', operator: 'answered', key: 'f-7' },
      ],
    ]);
  });

  test('asks nothing of the server before every rule is written', async () => {
    const asked = serveTargets([]);
    open('/targets/new');
    await screen.findByText('Counted once every rule is complete.');
    expect(screen.queryByText('Choose at least one.')).toBeNull();
    await save();
    await screen.findByText('A target has a name.');
    await screen.findByText('Choose at least one.');
    await select('Field', 'count');
    await select('Operator', 'between');
    await userEvent.type(rule().getByLabelText('From'), '9');
    await userEvent.type(rule().getByLabelText('To'), '5');
    await screen.findByText('The second must be above the first.');
    expect(asked.some(({ method }) => method === 'POST')).toBe(false);
    await userEvent.type(rule().getByLabelText('To'), '0');
    await waitFor(() => expect(screen.queryByText(/must be above/)).toBeNull());
  });

  test('counts what is written, of when it says', async () => {
    const asked = serveTargets([target()]);
    open('/targets/t1');
    await screen.findByText('123 of 2,000 customers');
    screen.getByText(/as of 09:41:07/);
    await select('Operator', 'contains');
    await waitFor(() =>
      expect(sent(asked, 'POST', '/api/v1/targets/preview').at(-1)).toEqual({
        groups: [[{ ...gold, operator: 'contains' }]],
      }),
    );
  });

  test('shows what the server refuses beside the rule that it names', async () => {
    const refusal = () =>
      problem(400, 'invalid', 'There is no such kind.', { field: 'groups[0][0].kind' });
    serveTargets([target({ groups: [[{ ...gold }, { ...gold, key: 'seats' }]] })], {
      'POST /api/v1/targets/preview': refusal,
      'PATCH /api/v1/targets/t1': () =>
        problem(400, 'invalid', 'Give at most 100.', { field: 'groups[0][1].values' }),
    });
    open('/targets/t1');
    await screen.findByText('There is no such kind.');
    rule().getByText('There is no such kind.');
    screen.getByText('Not counted: a rule is refused.');
    await userEvent.type(screen.getByLabelText('Name'), ' two');
    await save();
    await screen.findByText('Give at most 100.');
    rule(2).getByText('Give at most 100.');
    expect(
      rule(2).getByLabelText('Values', { selector: 'input' }).getAttribute('aria-invalid'),
    ).toBe('true');
  });

  test('shows a name that is taken, and any other failure with what is still there', async () => {
    let answer = problem(409, 'name_taken', 'There is a target of this name.', { field: 'name' });
    serveTargets([target()], { 'PATCH /api/v1/targets/t1': () => answer });
    open('/targets/t1');
    await userEvent.type(await screen.findByLabelText('Name'), ' two');
    await save();
    await screen.findByText('There is a target of this name.');
    answer = problem(500, 'internal', 'It broke.');
    await save();
    const alert = await screen.findByText(/The target is not saved\./);
    expect(alert.parentElement?.textContent).toContain('It broke. What you wrote is still here.');
    expect(screen.getByLabelText<HTMLInputElement>('Name').value).toBe('Gold two');
  });

  test('says why rules are not counted when they name what is not there', async () => {
    serveTargets([target({ warning: 'A rule names the campaign old.' })], {
      'POST /api/v1/targets/preview': () =>
        problem(409, 'target_broken', 'Nothing is known of it.', { field: 'groups' }),
    });
    open('/targets/t1');
    await screen.findByText(/A rule names the campaign old\./);
    await screen.findByText(/Not counted\. Nothing is known of it\./);
  });

  test('sends only what changed, and keeps a rule that it does not know', async () => {
    const unknown = { field: 'weather', operator: 'is', values: ['rain'] } as unknown as TargetRule;
    const asked = serveTargets([target({ groups: [[gold], [unknown]] })]);
    open('/targets/t1');
    await screen.findByText('This page does not know this rule. It stays as it is.');
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Save' }).disabled).toBe(true);
    await userEvent.type(screen.getByLabelText('Name'), ' two');
    await save();
    await waitFor(() =>
      expect(sent(asked, 'PATCH', '/api/v1/targets/t1')).toEqual([{ name: 'Gold two' }]),
    );
    open('/targets/t1');
    await select('Match', 'no', within((await screen.findAllByRole('form')).at(-1) as HTMLElement));
    await userEvent.click(screen.getAllByRole('button', { name: 'Save' }).at(-1) as HTMLElement);
    await waitFor(() =>
      expect(sent(asked, 'PATCH', '/api/v1/targets/t1').at(-1)).toEqual({
        groups: [[{ ...gold, match: false }], [unknown]],
      }),
    );
  });

  test('removes rules and groups, but not the last', async () => {
    const asked = serveTargets([target({ groups: [[gold, { ...gold, key: 'seats' }], [gold]] })]);
    open('/targets/t1');
    await userEvent.click(await screen.findByRole('button', { name: 'Remove rule 1 of group 1' }));
    const adding = screen.getByRole('button', { name: 'Add a rule to group 1' });
    await waitFor(() => expect(document.activeElement).toBe(adding));
    await userEvent.click(screen.getByRole('button', { name: 'Remove group 2' }));
    const group = screen.getByRole('button', { name: 'Add a group' });
    await waitFor(() => expect(document.activeElement).toBe(group));
    expect(screen.queryByRole('button', { name: /^Remove/ })).toBeNull();
    await save();
    await waitFor(() =>
      expect(sent(asked, 'PATCH', '/api/v1/targets/t1')).toEqual([
        { groups: [[{ ...gold, key: 'seats' }]] },
      ]),
    );
  });

  test('asks before what was written is lost', async () => {
    serveTargets([target()]);
    open('/targets/t1');
    await userEvent.type(await screen.findByLabelText('Name'), ' two');
    await userEvent.click(screen.getByRole('link', { name: 'Cancel' }));
    await screen.findByText('Discard your changes?');
    expect(window.location.pathname).toBe('/targets/t1');
    await userEvent.click(screen.getByRole('button', { name: 'Discard' }));
    await waitFor(() => expect(window.location.pathname).toBe('/targets'));
  });

  test('of a target that is gone says so', async () => {
    serveTargets([]);
    open('/targets/t1');
    await screen.findByText('There is no such target');
  });
});
