// A target's rules in words: `“plan” is gold, or logins ever: at least 5; and not inactive`.
import type { TargetRule } from '../api/client';
import { formatCount, formatPeriod, isDay } from '../formats';
import { kindNames } from '../kinds';
import { groupsOf } from './rules';
import type { KnownRule, Rule } from './rules';

// What campaigns and forms are called, by their id.
export interface Names {
  campaigns: ReadonlyMap<string, string>;
  forms: ReadonlyMap<string, string>;
}

export function summaryOf(groups: readonly (readonly TargetRule[])[], names: Names): string {
  const text = groupsOf(groups)
    .map(({ rules }) => rules.map((rule) => wordsOf(rule, names)).join(', or '))
    .join('; and ');
  const [first = ''] = text;
  return first.toUpperCase() + text.slice(first.length);
}

function wordsOf(rule: Rule, names: Names): string {
  if ('unknown' in rule) return 'a rule that this page does not know';
  const { match, field, operator, key, values } = rule;
  switch (field) {
    case 'status':
      return `${match ? '' : 'not '}${joined(values, 'or')}`;
    case 'trait':
      return `“${key}” ${traitWords(rule)}`;
    case 'signed_up':
      if (operator === 'exists') return match ? 'signed up at any time' : 'never signed up';
      return `${match ? 'signed up' : 'did not sign up'} ${whenWords(rule)}`;
    case 'last_login':
      if (operator === 'exists') return match ? 'logged in at any time' : 'never logged in';
      return `last login ${match ? '' : 'not '}${whenWords(rule)}`;
    case 'count':
      return countWords(rule);
    case 'campaign':
      return `${match ? 'opened' : 'did not open'} ${names.campaigns.get(key) ?? key}`;
    case 'form':
      return `${match ? 'answered' : 'did not answer'} ${names.forms.get(key) ?? key}`;
  }
}

function traitWords({ match, operator, values, every }: KnownRule): string {
  const texts = joined(values, every ? 'and' : 'or');
  switch (operator) {
    case 'contains':
      return `${match ? 'contains' : 'does not contain'} ${texts}`;
    case 'starts_with':
      return `${match ? 'starts' : 'does not start'} with ${texts}`;
    case 'exists':
      return match ? 'is there' : 'is not there';
  }
  const is = match ? 'is' : 'is not';
  const [first = '', second = ''] = values.map(amount);
  switch (operator) {
    case 'less_than':
      return `${is} less than ${first}`;
    case 'more_than':
      return `${is} more than ${first}`;
    case 'between':
      return `${is} between ${first} and ${second}`;
    default:
      return `${is} ${texts}`;
  }
}

function whenWords({ operator, values }: KnownRule): string {
  const [first = '', second = ''] = values;
  switch (operator) {
    case 'within_days':
      return lastDays(first);
    case 'between':
      return `between ${amount(first)} and ${amount(second)}`;
    default:
      return `${operator} ${amount(first)}`;
  }
}

function countWords({ match, operator, kind, values, days }: KnownRule): string {
  const [first = '', second = ''] = values.map((value) => formatCount(Number(value)));
  const many =
    operator === 'between'
      ? `between ${first} and ${second}`
      : `at ${operator === 'at_most' ? 'most' : 'least'} ${first}`;
  const when = days === undefined ? 'ever' : lastDays(days);
  return `${kindNames[kind].toLowerCase()} ${when}: ${match ? '' : 'not '}${many}`;
}

function lastDays(days: string): string {
  return days === '1' ? 'today' : `in the last ${days} days`;
}

function amount(value: string): string {
  return isDay(value) ? formatPeriod(value, value) : value;
}

function joined(values: readonly string[], by: 'and' | 'or'): string {
  const type = by === 'and' ? 'conjunction' : 'disjunction';
  return new Intl.ListFormat('en-GB', { type }).format(values);
}
