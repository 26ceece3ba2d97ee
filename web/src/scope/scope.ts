// What is looked at, and how it is written in the page's address. The names are the API's own, so
// that an address reads like the question it asks.
import type { ActivityRow, Kind, Preset, Stage, Status } from '../api/client';
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

// Where a customer may have stalled, those first whom a call may bring back; and what is said of it
// in a row, where there is little room.
export const stages: readonly { value: Stage; label: string; short: string }[] = [
  { value: 'checkout_no_order', label: 'Checkout, no order', short: 'No order' },
  { value: 'viewed_no_checkout', label: 'Viewed, no checkout', short: 'No checkout' },
  { value: 'gone_quiet', label: 'Gone quiet', short: 'Gone quiet' },
  { value: 'never_opened', label: 'Never opened', short: 'Never opened' },
];

// What somebody may have done in the period, in words that follow "those who".
export const deeds = [
  { value: 'link_open', label: 'opened their link' },
  { value: 'confirmation', label: 'confirmed the welcome' },
  { value: 'verification', label: 'verified' },
  { value: 'checkout_start', label: 'started checkout' },
  { value: 'order_submit', label: 'ordered' },
] as const satisfies readonly { value: Kind; label: string }[];

export type Deed = (typeof deeds)[number]['value'];

export const perPageChoices = [25, 50, 100] as const;

export const searchLengthMax = 200;

// What a member may hide and put in another order, in the order it is in before: all but the name.
export const movableColumns = [
  'email',
  'status',
  'last_click',
  'views',
  'trend',
  'confirmed',
  'verified',
  'checkout',
  'orders',
  'recent_activity',
] as const;

export type MovableColumn = (typeof movableColumns)[number];
export type PerPage = (typeof perPageChoices)[number];
export type SortKey = Exclude<
  keyof ActivityRow,
  'id' | 'code' | 'blocked' | 'stage' | 'stage_days'
>;
export type StatusFilter = 'all' | Status;
export type PeriodOf<Name extends string> = { preset: Name } | { from: Day; to: Day };
export type Period = PeriodOf<Preset>;

export interface Sort<Key extends string> {
  key: Key;
  descending: boolean;
}

export interface Scope {
  period: Period;
  search: string;
  status: StatusFilter;
  stage: Stage | undefined;
  // Those alone who did it in the period.
  did: Deed | undefined;
  // The ids of the target and of the site that are looked at; undefined is all.
  target: string | undefined;
  site: string | undefined;
  sort: Sort<SortKey>;
  page: number;
  // Undefined where the address leaves it to what the member chose last.
  perPage: PerPage | undefined;
  columns: readonly MovableColumn[] | undefined;
  isFunnelOpen: boolean;
  // The id of the saved view that was chosen, whether or not it was left since.
  savedView: string | undefined;
}

export const defaultScope: Scope = {
  period: { preset: 'last_30_days' },
  search: '',
  status: 'all',
  stage: undefined,
  did: undefined,
  target: undefined,
  site: undefined,
  sort: { key: 'recent_activity', descending: true },
  page: 1,
  perPage: undefined,
  columns: undefined,
  isFunnelOpen: false,
  savedView: undefined,
};

const sortKeys: readonly SortKey[] = ['name', ...movableColumns];

// Reads an address. What it does not say, or says in a way that cannot be meant, is the default; a
// range whose end is before its start is kept, so that the page can refuse it by name.
export function parseScope(params: URLSearchParams): Scope {
  return {
    period: parsePeriod(params, presets, defaultScope.period),
    search: cutSearch(params.get('search') ?? ''),
    status: parseStatus(params.get('status')),
    stage: stages.find(({ value }) => value === params.get('stage'))?.value,
    did: deeds.find(({ value }) => value === params.get('did'))?.value,
    target: params.get('target') || undefined,
    site: params.get('site') || undefined,
    sort: parseSort(params.get('sort'), sortKeys, defaultScope.sort),
    page: parsePage(params.get('page')),
    perPage: parsePerPage(Number(params.get('per_page'))),
    columns: parseColumns(params.get('columns')),
    isFunnelOpen: params.get('funnel') === 'open',
    savedView: params.get('view') ?? undefined,
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
  if (scope.stage) params.set('stage', scope.stage);
  if (scope.did) params.set('did', scope.did);
  if (scope.target) params.set('target', scope.target);
  if (scope.site) params.set('site', scope.site);
  const sort = formatSort(scope.sort);
  if (sort !== formatSort(defaultScope.sort)) params.set('sort', sort);
  if (scope.page > 1) params.set('page', String(scope.page));
  if (scope.perPage) params.set('per_page', String(scope.perPage));
  if (scope.columns) params.set('columns', scope.columns.join(','));
  if (scope.isFunnelOpen) params.set('funnel', 'open');
  if (scope.savedView) params.set('view', scope.savedView);
  return params;
}

// The parameters of the API's question, nothing left to its defaults.
export function activityParameters(scope: Scope, perPage: PerPage): URLSearchParams {
  const params = funnelParameters(scope);
  params.set('sort', formatSort(scope.sort));
  params.set('page', String(scope.page));
  params.set('per_page', String(perPage));
  params.sort();
  return params;
}

// Those that say whose activity it is, and of when.
export function funnelParameters(scope: Scope): URLSearchParams {
  const { period, search, status, stage, did, target, site } = scope;
  const params = formatScope({ ...defaultScope, period, search, status, stage, did, target, site });
  if ('preset' in period) params.set('preset', period.preset);
  params.set('status', status);
  params.sort();
  return params;
}

// What a saved view keeps: the address without page and panel, its columns said even if usual.
export function savedQuery(scope: Scope, columns: readonly MovableColumn[]): string {
  const { period, search, status, stage, did, target, site, sort } = scope;
  const filters = { period, search, status, stage, did, target, site };
  return formatScope({ ...defaultScope, ...filters, sort, columns }).toString();
}

export function periodLabel<Name extends string>(
  period: PeriodOf<Name>,
  among: readonly { value: Name; label: string }[],
): string {
  if (!('preset' in period)) return 'Custom range';
  return among.find(({ value }) => value === period.preset)?.label ?? period.preset;
}

export function stageLabel(stage: Stage): string {
  return stages.find(({ value }) => value === stage)?.label ?? stage;
}

export function deedLabel(deed: Deed): string {
  return deeds.find(({ value }) => value === deed)?.label ?? deed;
}

export function isBackwards(period: PeriodOf<string>): boolean {
  return !('preset' in period) && period.to < period.from;
}

export function parsePerPage(count: number): PerPage | undefined {
  return perPageChoices.find((choice) => choice === count);
}

// Without any known column it is the choice of none, if that was meant. Each counts once.
export function parseColumns(text: string | null): readonly MovableColumn[] | undefined {
  if (text === null) return undefined;
  const known = text.split(',').flatMap((key) => movableColumns.find((each) => each === key) ?? []);
  return known.length > 0 || text === '' ? Array.from(new Set(known)) : undefined;
}

// Cuts by characters and not by code units, so that none is halved.
export function cutSearch(text: string): string {
  return Array.from(text.trim()).slice(0, searchLengthMax).join('').trim();
}

export function parsePeriod<Name extends string>(
  params: URLSearchParams,
  among: readonly { value: Name }[],
  otherwise: PeriodOf<Name>,
): PeriodOf<Name> {
  const from = params.get('from');
  const to = params.get('to');
  if (from && to && isDay(from) && isDay(to)) return { from, to };
  const preset = among.find(({ value }) => value === params.get('preset'));
  return preset ? { preset: preset.value } : otherwise;
}

export function parseStatus(text: string | null): StatusFilter {
  return text === 'active' || text === 'inactive' ? text : 'all';
}

export function parseSort<Key extends string>(
  text: string | null,
  keys: readonly Key[],
  otherwise: Sort<Key>,
): Sort<Key> {
  const descending = text?.startsWith('-') ?? false;
  const wanted = descending ? text?.slice(1) : text;
  const key = keys.find((each) => each === wanted);
  return key ? { key, descending } : otherwise;
}

export function formatSort(sort: Sort<string>): string {
  return `${sort.descending ? '-' : ''}${sort.key}`;
}

export function parsePage(text: string | null): number {
  if (!text || !/^[1-9]\d{0,8}$/.test(text)) return 1;
  return Number(text);
}
