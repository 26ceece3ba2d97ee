import { expect, test } from 'vitest';

import type { TargetRule } from '../api/client';
import {
  factsOf,
  fields,
  groupsOf,
  newRule,
  operators,
  troublesOf,
  wireOf,
  withOperator,
} from './rules';
import type { KnownRule } from './rules';
import { summaryOf } from './summary';

const part: Record<string, Partial<KnownRule>> = {
  trait: { key: 'plan' },
  campaign: { key: 'autumn' },
  form: { key: 'allergens' },
};

const valuesOf: Record<string, string[]> = {
  statuses: ['active'],
  texts: ['gold', 'silver, plain'],
  amounts: ['0.5', '12'],
  days: ['30'],
  dates: ['2026-01-01', '2026-06-30'],
  counts: ['5', '9'],
};

// A rule of each field and operator, as it is written whole.
const whole = fields.flatMap(({ value: field }) =>
  operators[field].map(({ operator }): KnownRule => {
    const rule = { ...withOperator(newRule(field), operator), ...part[field] };
    const { takes, count } = factsOf(rule);
    const values = valuesOf[takes] ?? [];
    return { ...rule, values: count > 0 ? values.slice(0, count) : values };
  }),
);

const groupOf = (...rules: KnownRule[]) => [{ id: 1, rules }];
const messages = (rule: Partial<KnownRule>, field: KnownRule['field'] = 'trait') =>
  troublesOf(groupOf({ ...newRule(field), ...part[field], ...rule })).map(({ message }) => message);

test('every field and operator is sent as the server takes it, and read back the same', () => {
  expect(whole).toHaveLength(23);
  for (const rule of whole) {
    expect(troublesOf(groupOf(rule))).toEqual([]);
    const wire = wireOf(groupOf(rule));
    expect(wireOf(groupsOf(wire))).toEqual(wire);
    expect(groupsOf(wire)[0]?.rules[0]).toEqual({ ...rule, id: expect.any(Number) as number });
  }
  expect(wireOf(groupOf(...whole.filter(({ field }) => field === 'count')))[0]).toEqual([
    { match: true, field: 'count', kind: 'login', operator: 'at_least', values: ['5'] },
    { match: true, field: 'count', kind: 'login', operator: 'at_most', values: ['5'] },
    { match: true, field: 'count', kind: 'login', operator: 'between', values: ['5', '9'] },
  ]);
});

test('what is not written is missing, of every field and operator', () => {
  for (const { field, operator } of whole) {
    const rule = withOperator(newRule(field), operator);
    const isWhole = factsOf(rule).takes === 'nothing' && !part[field];
    expect(troublesOf(groupOf(rule)).length > 0).toBe(!isWhole);
    expect(troublesOf(groupOf(rule)).every(({ isMissing }) => isMissing)).toBe(true);
  }
});

test('what the server would refuse is refused before', () => {
  const above = ['The second must be above the first.'];
  expect(messages({ operator: 'between', values: ['5', '5'] })).toEqual(above);
  expect(messages({ operator: 'between', values: ['10', '9'] })).toEqual(above);
  expect(messages({ operator: 'between', values: ['9', '10'] })).toEqual([]);
  expect(messages({ operator: 'between', values: ['2026-02-01', '2026-01-31'] })).toEqual(above);
  expect(messages({ operator: 'between', values: ['1', '2026-01-31'] })).toEqual([
    'Write two numbers, or two dates.',
  ]);
  expect(messages({ operator: 'less_than', values: ['1,5'] })).toEqual([
    'Write a number like 12 or 0.5, or a date like 2026-11-22.',
  ]);
  expect(messages({ operator: 'between', values: ['9', '5'] }, 'count')).toEqual(above);
  expect(messages({ values: ['-1'] }, 'count')).toEqual(['Write whole numbers, 0 or more.']);
  for (const days of ['0', '3661', '1.5']) {
    expect(messages({ values: ['1'], days }, 'count')).toEqual([
      'Write a number of days from 1 to 3660.',
    ]);
    expect(messages({ values: [days] }, 'last_login')).toEqual([
      'Write a number of days from 1 to 3660.',
    ]);
  }
  expect(
    messages({ operator: 'between', values: ['2026-01-01', '2026-01-01'] }, 'signed_up'),
  ).toEqual(['The second day must be after the first.']);
  expect(messages({ values: ['é'.repeat(257)] })).toEqual(['This is too long: at most 512 bytes.']);
});

test('the place of what is wrong is named as the server names it', () => {
  const [known] = whole as [KnownRule];
  const wrong = { ...newRule('count'), values: ['x'] };
  expect(troublesOf([...groupOf(known), { id: 2, rules: [known, wrong] }])[0]?.at).toBe(
    'groups[1][1].values',
  );
});

test('a rule of a newer server is kept as it came', () => {
  const rules = [
    { field: 'weather', operator: 'is', values: ['rain'] },
    { field: 'constructor', operator: 'is' },
    { field: 'trait', operator: 'sounds_like', key: 'plan', values: ['gold'] },
    { field: 'status', operator: 'is', values: ['sleeping'] },
    { field: 'count', operator: 'at_least', kind: 'visit', values: ['1'] },
    { field: 'status', operator: 'is', values: ['active'], since: 'May' },
  ] as unknown as TargetRule[];
  const groups = groupsOf([rules]);
  expect(groups[0]?.rules.every((rule) => 'unknown' in rule)).toBe(true);
  expect(troublesOf(groups)).toEqual([]);
  expect(wireOf(groups)).toEqual([rules]);
});

test('another operator keeps the values that it can take', () => {
  const rule = { ...newRule('trait'), values: ['gold'] };
  expect(withOperator(rule, 'contains').values).toEqual(['gold']);
  expect(withOperator(rule, 'between').values).toEqual(['', '']);
  const range = { ...withOperator(rule, 'between'), values: ['1', '2'] };
  expect(withOperator(range, 'more_than').values).toEqual(['1']);
});

test('rules are said in words', () => {
  const names = {
    campaigns: new Map([['autumn', 'Autumn list']]),
    forms: new Map<string, string>(),
  };
  const said = (...groups: TargetRule[][]) => summaryOf(groups, names);
  const not = { match: false };
  expect(
    said(
      [
        { field: 'trait', key: 'plan', operator: 'is', values: ['gold'] },
        { field: 'count', kind: 'login', operator: 'at_least', values: ['5'] },
      ],
      [{ ...not, field: 'status', operator: 'is', values: ['inactive'] }],
    ),
  ).toBe('“plan” is gold, or logins ever: at least 5; and not inactive');
  const texts = wireOf([{ id: 1, rules: whole }])[0]?.map((rule) => said([rule]));
  expect(texts).toEqual([
    'Active',
    '“plan” is gold or silver, plain',
    '“plan” contains gold or silver, plain',
    '“plan” starts with gold or silver, plain',
    '“plan” is less than 0.5',
    '“plan” is more than 0.5',
    '“plan” is between 0.5 and 12',
    '“plan” is there',
    'Signed up in the last 30 days',
    'Signed up before 1 Jan 2026',
    'Signed up after 1 Jan 2026',
    'Signed up between 1 Jan 2026 and 30 Jun 2026',
    'Signed up at any time',
    'Last login in the last 30 days',
    'Last login before 1 Jan 2026',
    'Last login after 1 Jan 2026',
    'Last login between 1 Jan 2026 and 30 Jun 2026',
    'Logged in at any time',
    'Logins ever: at least 5',
    'Logins ever: at most 5',
    'Logins ever: between 5 and 9',
    'Opened Autumn list',
    'Answered allergens',
  ]);
  expect(
    said([{ field: 'trait', key: 'tags', operator: 'is', values: ['a', 'b'], every: true }]),
  ).toBe('“tags” is a and b');
  expect(said([{ ...not, field: 'form', key: 'f', operator: 'answered' }])).toBe(
    'Did not answer f',
  );
  expect(said([{ ...not, field: 'last_login', operator: 'exists' }])).toBe('Never logged in');
  expect(
    said([
      { field: 'count', kind: 'order_submit', operator: 'at_most', values: ['2000'], days: 1 },
    ]),
  ).toBe('Orders today: at most 2,000');
  expect(said([{ field: 'weather' } as unknown as TargetRule])).toBe(
    'A rule that this page does not know',
  );
});
