// What Insights › Customers shows, and how it is written in the page's address.
import type { InsightsPreset, Metric } from '../api/client';
import type { Bucket } from '../charts/series';
import type { Term } from '../glossary';
import { parsePeriod } from '../scope/scope';
import type { PeriodOf } from '../scope/scope';

export const presets: readonly { value: InsightsPreset; label: string }[] = [
  { value: 'last_7_days', label: 'Last 7 days' },
  { value: 'last_30_days', label: 'Last 30 days' },
  { value: 'month_to_date', label: 'Month to date' },
  { value: 'last_3_months', label: 'Last 3 months' },
  { value: 'last_6_months', label: 'Last 6 months' },
  { value: 'last_12_months', label: 'Last 12 months' },
];

export const metrics: readonly { value: Metric; label: string; term: Term }[] = [
  { value: 'activity', label: 'Activity', term: 'activity' },
  { value: 'active_users', label: 'Active users', term: 'active_users' },
  { value: 'delivered', label: 'Delivered', term: 'delivered' },
  { value: 'email_open', label: 'Open mail', term: 'open_mail' },
  { value: 'email_spam', label: 'Email notified as spam', term: 'email_spam' },
  { value: 'form_response', label: 'Response to forms', term: 'form_responses' },
  { value: 'login', label: 'Login', term: 'logins' },
  { value: 'notification_open', label: 'Open notification', term: 'open_notification' },
];

export const buckets: readonly { value: Bucket; label: string }[] = [
  { value: 'day', label: 'Day' },
  { value: 'week', label: 'Week' },
  { value: 'month', label: 'Month' },
];

export interface InsightsScope {
  period: PeriodOf<InsightsPreset>;
  // Ids; undefined is all.
  target: string | undefined;
  site: string | undefined;
  // What the chart compares; undefined where it was cleared.
  a: Metric | undefined;
  b: Metric | undefined;
  // Undefined where the length of the period decides.
  bucket: Bucket | undefined;
  isTable: boolean;
}

export const defaultScope: InsightsScope = {
  period: { preset: 'last_3_months' },
  target: undefined,
  site: undefined,
  a: 'login',
  b: 'activity',
  bucket: undefined,
  isTable: false,
};

const cleared = 'none';

// What the address does not say, or says in a way that cannot be meant, is the default. Two equal
// values are one.
export function parseScope(params: URLSearchParams): InsightsScope {
  const a = parseMetric(params.get('a'), defaultScope.a);
  const b = parseMetric(params.get('b'), defaultScope.b);
  return {
    period: parsePeriod(params, presets, defaultScope.period),
    target: params.get('target') || undefined,
    site: params.get('site') || undefined,
    a,
    b: a === b ? undefined : b,
    bucket: buckets.find(({ value }) => value === params.get('bucket'))?.value,
    isTable: params.get('chart') === 'table',
  };
}

// What is the default is left out.
export function formatScope(scope: InsightsScope): URLSearchParams {
  const params = filtersOf(scope);
  if (scope.a !== defaultScope.a) params.set('a', scope.a ?? cleared);
  if (scope.b !== defaultScope.b) params.set('b', scope.b ?? cleared);
  if (scope.bucket) params.set('bucket', scope.bucket);
  if (scope.isTable) params.set('chart', 'table');
  return params;
}

// The parameters of each of the API's questions, nothing left to its defaults.
export function insightsParameters(scope: InsightsScope): URLSearchParams {
  const params = filtersOf(scope);
  if ('preset' in scope.period) params.set('preset', scope.period.preset);
  params.sort();
  return params;
}

export function seriesParameters(scope: InsightsScope): URLSearchParams {
  const params = insightsParameters(scope);
  if (scope.a) params.set('a', scope.a);
  if (scope.b) params.set('b', scope.b);
  if (scope.bucket) params.set('bucket', scope.bucket);
  params.sort();
  return params;
}

// Those of the lists, which are the same whatever the period.
export function listParameters({ target, site }: InsightsScope): URLSearchParams {
  return filtersOf({ ...defaultScope, target, site });
}

function filtersOf({ period, target, site }: InsightsScope): URLSearchParams {
  const params = new URLSearchParams();
  if (!('preset' in period)) {
    params.set('from', period.from);
    params.set('to', period.to);
  } else if ('preset' in defaultScope.period && period.preset !== defaultScope.period.preset) {
    params.set('preset', period.preset);
  }
  if (target) params.set('target', target);
  if (site) params.set('site', site);
  return params;
}

function parseMetric(text: string | null, otherwise: Metric | undefined): Metric | undefined {
  if (text === cleared) return undefined;
  return metrics.find(({ value }) => value === text)?.value ?? otherwise;
}
