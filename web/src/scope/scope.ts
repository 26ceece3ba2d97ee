// What is looked at, and how it is written in the page's address. The names are the API's own, so
// that an address reads like the question it asks.
import type { ActivityRow, Preset, Status } from '../api/client';
import { isDay } from '../formats';
import type { Day } from '../formats';

export const presets: readonly { value: Preset; label: string }[] = [
  { value: 'today', label: 'Today' },
  { value: 'yesterday', label: 'Yesterday' },
  { value: 'this_week', label: 'This week' },
  { value: 'last_7_days', label: 'Last 7 days' },
  { value: 'this_month', label: 'This month' },
  { value: 'last_month', label: 'Last month' },
  { value: 'last_30_days', label: 'Last 30 days' },
  { value: 'last_90_days', label: 'Last 90 days' },
];

export const perPageChoices = [25, 50, 100] as const;

export const searchLengthMax = 200;

export type PerPage = (typeof perPageChoices)[number];
export type SortKey = Exclude<keyof ActivityRow, 'id' | 'code'>;
export type StatusFilter = 'all' | Status;
export type Period = { preset: Preset } | { from: Day; to: Day };

export interface Scope {
  period: Period;
  search: string;
  status: StatusFilter;
  sort: { key: SortKey; descending: boolean };
  page: number;
  // Undefined where the address leaves it to what the member chose last.
  perPage: PerPage | undefined;
}

export const defaultScope: Scope = {
  period: { preset: 'last_30_days' },
  search: '',
  status: 'all',
  sort: { key: 'recent_activity', descending: true },
  page: 1,
  perPage: undefined,
};

const sortKeys: Record<SortKey, true> = {
  name: true,
  email: true,
  status: true,
  last_click: true,
  views: true,
  trend: true,
  confirmed: true,
  verified: true,
  checkout: true,
  orders: true,
  recent_activity: true,
};

// Reads an address. What it does not say, or says in a way that cannot be meant, is the default; a
// range whose end is before its start is kept, so that the page can refuse it by name.
export function parseScope(params: URLSearchParams): Scope {
  return {
    period: parsePeriod(params),
    search: cutSearch(params.get('search') ?? ''),
    status: parseStatus(params.get('status')),
    sort: parseSort(params.get('sort')),
    page: parsePage(params.get('page')),
    perPage: parsePerPage(Number(params.get('per_page'))),
  };
}

// Writes the address of a scope; what is the default is left out. A page after the first names its
// size too: it would show other rows to a member who chose another.
export function formatScope(scope: Scope): URLSearchParams {
  const params = new URLSearchParams();
  if (!('preset' in scope.period)) {
    params.set('from', scope.period.from);
    params.set('to', scope.period.to);
  } else if (scope.period.preset !== 'last_30_days') {
    params.set('preset', scope.period.preset);
  }
  const search = cutSearch(scope.search);
  if (search) params.set('search', search);
  if (scope.status !== 'all') params.set('status', scope.status);
  const sort = formatSort(scope.sort);
  if (sort !== formatSort(defaultScope.sort)) params.set('sort', sort);
  if (scope.page > 1) params.set('page', String(scope.page));
  if (scope.perPage) params.set('per_page', String(scope.perPage));
  return params;
}

// The parameters of the API's question, nothing left to its defaults.
export function activityParameters(scope: Scope, perPage: PerPage): URLSearchParams {
  const params = formatScope({ ...scope, perPage });
  if ('preset' in scope.period) params.set('preset', scope.period.preset);
  params.set('status', scope.status);
  params.set('sort', formatSort(scope.sort));
  params.set('page', String(scope.page));
  params.sort();
  return params;
}

export function periodLabel(period: Period): string {
  if (!('preset' in period)) return 'Custom range';
  return presets.find(({ value }) => value === period.preset)?.label ?? period.preset;
}

export function isBackwards(period: Period): boolean {
  return !('preset' in period) && period.to < period.from;
}

export function parsePerPage(count: number): PerPage | undefined {
  return perPageChoices.find((choice) => choice === count);
}

// Cuts by characters and not by code units, so that none is halved.
function cutSearch(text: string): string {
  return Array.from(text.trim()).slice(0, searchLengthMax).join('').trim();
}

function parsePeriod(params: URLSearchParams): Period {
  const from = params.get('from');
  const to = params.get('to');
  if (from && to && isDay(from) && isDay(to)) return { from, to };
  const preset = presets.find(({ value }) => value === params.get('preset'));
  return preset ? { preset: preset.value } : defaultScope.period;
}

function parseStatus(text: string | null): StatusFilter {
  return text === 'active' || text === 'inactive' ? text : 'all';
}

function parseSort(text: string | null): Scope['sort'] {
  const descending = text?.startsWith('-') ?? false;
  const key = descending ? text?.slice(1) : text;
  if (!key || !Object.hasOwn(sortKeys, key)) return defaultScope.sort;
  return { key: key as SortKey, descending };
}

function formatSort(sort: Scope['sort']): string {
  return `${sort.descending ? '-' : ''}${sort.key}`;
}

function parsePage(text: string | null): number {
  if (!text || !/^[1-9]\d{0,8}$/.test(text)) return 1;
  return Number(text);
}
