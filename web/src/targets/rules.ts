// The rules of a target as a form holds them: what each field can be asked, what is wrong with what
// was written, and what is sent. Places are named as the server names them: `groups[0][1].values`.
import type { Kind, TargetRule } from '../api/client';
import { isDay } from '../formats';
import { kindNames } from '../kinds';

export type Field = TargetRule['field'];
export type Operator = NonNullable<TargetRule['operator']>;

// How many values an operator takes, and of what.
export type Takes = 'nothing' | 'statuses' | 'texts' | 'amounts' | 'days' | 'dates' | 'counts';

interface Facts {
  operator: Operator;
  label: string;
  takes: Takes;
  // Of values that are not a list.
  count: 0 | 1 | 2;
}

export const fields: readonly { value: Field; label: string }[] = [
  { value: 'status', label: 'Status' },
  { value: 'trait', label: 'Trait' },
  { value: 'signed_up', label: 'Signed up' },
  { value: 'last_login', label: 'Last login' },
  { value: 'count', label: 'Count of events' },
  { value: 'campaign', label: 'Campaign' },
  { value: 'form', label: 'Form' },
];

const ofDays: readonly Facts[] = [
  { operator: 'within_days', label: 'in the last', takes: 'days', count: 1 },
  { operator: 'before', label: 'before', takes: 'dates', count: 1 },
  { operator: 'after', label: 'after', takes: 'dates', count: 1 },
  { operator: 'between', label: 'between', takes: 'dates', count: 2 },
  { operator: 'exists', label: 'at any time', takes: 'nothing', count: 0 },
];

// The first is what a new rule begins with.
export const operators: Readonly<Record<Field, readonly Facts[]>> = {
  status: [{ operator: 'is', label: 'is', takes: 'statuses', count: 0 }],
  trait: [
    { operator: 'is', label: 'is', takes: 'texts', count: 0 },
    { operator: 'contains', label: 'contains', takes: 'texts', count: 0 },
    { operator: 'starts_with', label: 'starts with', takes: 'texts', count: 0 },
    { operator: 'less_than', label: 'is less than', takes: 'amounts', count: 1 },
    { operator: 'more_than', label: 'is more than', takes: 'amounts', count: 1 },
    { operator: 'between', label: 'is between', takes: 'amounts', count: 2 },
    { operator: 'exists', label: 'is there', takes: 'nothing', count: 0 },
  ],
  signed_up: ofDays,
  last_login: ofDays,
  count: [
    { operator: 'at_least', label: 'at least', takes: 'counts', count: 1 },
    { operator: 'at_most', label: 'at most', takes: 'counts', count: 1 },
    { operator: 'between', label: 'between', takes: 'counts', count: 2 },
  ],
  campaign: [{ operator: 'opened', label: 'opened', takes: 'nothing', count: 0 }],
  form: [{ operator: 'answered', label: 'answered', takes: 'nothing', count: 0 }],
};

export interface KnownRule {
  // Of this browser alone, so that a rule keeps its fields when another is removed.
  id: number;
  match: boolean;
  field: Field;
  operator: Operator;
  // Of a trait, campaign or form.
  key: string;
  kind: Kind;
  values: readonly string[];
  // All of the values, not one of them.
  every: boolean;
  // Undefined is ever.
  days: string | undefined;
}

// Of a server that knows more than this page: kept and sent as it came.
export interface UnknownRule {
  id: number;
  unknown: TargetRule;
}

export type Rule = KnownRule | UnknownRule;

export interface Group {
  id: number;
  rules: readonly Rule[];
}

export const groupsMax = 20;
export const rulesMax = 20;
export const valuesMax = 100;
export const nameBytesMax = 254;
const daysMax = 3660;
const textBytesMax = 512;

let lastId = 0;

export function newRule(field: Field = 'status'): KnownRule {
  return withField({ ...blank, id: ++lastId }, field);
}

export function newGroup(): Group {
  return { id: ++lastId, rules: [newRule()] };
}

const blank: KnownRule = {
  id: 0,
  match: true,
  field: 'status',
  operator: 'is',
  key: '',
  kind: 'login',
  values: [],
  every: false,
  days: undefined,
};

export function factsOf({ field, operator }: Pick<KnownRule, 'field' | 'operator'>): Facts {
  const found = operators[field].find((each) => each.operator === operator);
  return found ?? (operators[field][0] as Facts);
}

// The rule asking another field, from its beginning.
export function withField(rule: KnownRule, field: Field): KnownRule {
  const { operator } = operators[field][0] as Facts;
  const fresh = { ...blank, id: rule.id, match: rule.match, field, operator };
  return { ...fresh, values: blanksOf(fresh, []) };
}

// The rule with another operator, keeping the values that the new one can take too.
export function withOperator(rule: KnownRule, operator: Operator): KnownRule {
  const next = { ...rule, operator };
  const isSame = factsOf(rule).takes === factsOf(next).takes;
  return { ...next, values: blanksOf(next, isSame ? rule.values : []) };
}

function blanksOf(rule: KnownRule, kept: readonly string[]): readonly string[] {
  const { takes, count } = factsOf(rule);
  if (takes === 'statuses' || takes === 'texts') return kept;
  return Array.from({ length: count }, (_, position) => kept[position] ?? '');
}

export function groupsOf(wire: readonly (readonly TargetRule[])[]): Group[] {
  return wire.map((rules) => ({ id: ++lastId, rules: rules.map(ruleOf) }));
}

const membersOf: Readonly<Record<Field, readonly string[]>> = {
  status: [],
  trait: ['key', 'every'],
  signed_up: [],
  last_login: [],
  count: ['kind', 'days'],
  campaign: ['key'],
  form: ['key'],
};

function ruleOf(wire: TargetRule): Rule {
  const id = ++lastId;
  if (!isKnown(wire)) return { id, unknown: wire };
  const { match, field, operator, key, kind, values, every, days } = wire;
  const rule = { ...blank, id, field, match: match ?? true, operator: operator as Operator };
  if (key !== undefined) rule.key = key;
  if (kind !== undefined) rule.kind = kind;
  if (every !== undefined) rule.every = every;
  if (days !== undefined) rule.days = String(days);
  return { ...rule, values: blanksOf(rule, values ?? []) };
}

// Whether this page can show it whole, whatever its type says.
function isKnown(wire: TargetRule): boolean {
  if (!Object.hasOwn(operators, wire.field)) return false;
  const facts = operators[wire.field].find(({ operator }) => operator === wire.operator);
  if (!facts) return false;
  const names = ['match', 'field', 'operator', 'values', ...membersOf[wire.field]];
  if (!Object.keys(wire).every((name) => names.includes(name))) return false;
  if (wire.kind !== undefined && !Object.hasOwn(kindNames, wire.kind)) return false;
  const values = wire.values ?? [];
  if (facts.takes === 'statuses') {
    return values.every((value) => value === 'active' || value === 'inactive');
  }
  return facts.takes === 'texts' || values.length === facts.count;
}

// As the server takes it.
export function wireOf(groups: readonly Group[]): TargetRule[][] {
  return groups.map(({ rules }) => rules.map(wireRule));
}

function wireRule(rule: Rule): TargetRule {
  if ('unknown' in rule) return rule.unknown;
  const { match, field, operator, kind, every, days } = rule;
  const wire: TargetRule = { match, field, operator };
  const { takes } = factsOf(rule);
  if (takes !== 'nothing') wire.values = rule.values.map((value) => value.trim());
  if (membersOf[field].includes('key')) wire.key = rule.key.trim();
  if (takes === 'texts' && every && rule.values.length > 1) wire.every = true;
  if (field === 'count') {
    wire.kind = kind;
    if (days !== undefined) wire.days = Number(days);
  }
  return wire;
}

export interface Trouble {
  at: string;
  message: string;
  // Not written yet, which is no mistake before it is to be saved.
  isMissing: boolean;
}

export function placeOf(group: number, rule?: number): string {
  return `groups[${group}]${rule === undefined ? '' : `[${rule}]`}`;
}

// What the server would refuse.
export function troublesOf(groups: readonly Group[]): Trouble[] {
  return groups.flatMap(({ rules }, group) =>
    rules.flatMap((rule, position) =>
      'unknown' in rule ? [] : troublesOfRule(rule, placeOf(group, position)),
    ),
  );
}

const keyWanted: Partial<Record<Field, string>> = {
  trait: 'Name the trait.',
  campaign: 'Choose a campaign, or write its id.',
  form: 'Choose a form, or write its id.',
};

function troublesOfRule(rule: KnownRule, place: string): Trouble[] {
  const troubles: Trouble[] = [];
  const add = (member: string, message: string | undefined, isMissing = false) => {
    if (message) troubles.push({ at: `${place}.${member}`, message, isMissing });
  };
  const wanted = keyWanted[rule.field];
  if (wanted && rule.key.trim() === '') add('key', wanted, true);
  else if (bytesOf(rule.key.trim()) > textBytesMax) add('key', tooLong);
  const values = rule.values.map((value) => value.trim());
  if (isUnwritten(rule, values)) add('values', missing[factsOf(rule).takes], true);
  else add('values', wrongValues(rule, values));
  if (rule.days !== undefined) {
    if (rule.days.trim() === '') add('days', missing.days, true);
    else if (!isDayCount(rule.days.trim())) add('days', daysWanted);
  }
  return troubles;
}

const tooLong = 'This is too long: at most 512 bytes.';
const daysWanted = `Write a number of days from 1 to ${daysMax}.`;

const missing: Record<Takes, string> = {
  nothing: '',
  statuses: 'Choose at least one.',
  texts: 'Write at least one value, each followed by Enter.',
  amounts: 'Write a number or a date.',
  days: 'Write a number of days.',
  dates: 'Choose a day.',
  counts: 'Write a number.',
};

function isUnwritten(rule: KnownRule, values: readonly string[]): boolean {
  const { takes, count } = factsOf(rule);
  if (takes === 'statuses' || takes === 'texts') return values.length === 0;
  return values.slice(0, count).some((value) => value === '');
}

const notAbove = 'The second must be above the first.';

function wrongValues(rule: KnownRule, values: readonly string[]): string | undefined {
  const { takes, count } = factsOf(rule);
  const [first = '', second = ''] = values;
  const isRange = count === 2;
  if (takes === 'texts') {
    return values.some((value) => bytesOf(value) > textBytesMax) ? tooLong : undefined;
  }
  if (takes === 'days') return isDayCount(first) ? undefined : daysWanted;
  if (takes === 'dates') {
    if (!values.every(isDay)) return 'Write days like 2026-11-22.';
    return isRange && second <= first ? 'The second day must be after the first.' : undefined;
  }
  if (takes === 'counts') {
    if (!values.every(isCount)) return 'Write whole numbers, 0 or more.';
    return isRange && Number(second) <= Number(first) ? notAbove : undefined;
  }
  if (takes === 'amounts') {
    if (!values.every((value) => isNumber(value) || isDay(value))) {
      return 'Write a number like 12 or 0.5, or a date like 2026-11-22.';
    }
    if (!isRange) return undefined;
    if (isNumber(first) !== isNumber(second)) return 'Write two numbers, or two dates.';
    const isAbove = isNumber(first) ? Number(second) > Number(first) : second > first;
    return isAbove ? undefined : notAbove;
  }
  return undefined;
}

function isCount(text: string): boolean {
  return /^\d{1,15}$/.test(text);
}

function isDayCount(text: string): boolean {
  return isCount(text) && Number(text) >= 1 && Number(text) <= daysMax;
}

function isNumber(text: string): boolean {
  return /^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) && Number.isFinite(Number(text));
}

export function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}
