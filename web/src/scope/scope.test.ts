import { expect, test } from 'vitest';

import {
  activityParameters,
  defaultScope,
  formatScope,
  funnelParameters,
  isBackwards,
  movableColumns,
  parseScope,
  presets,
  savedQuery,
  deeds,
  stages,
  searchLengthMax,
} from './scope';
import type { Scope, SortKey } from './scope';

const read = (address: string) => parseScope(new URLSearchParams(address));
const write = (scope: Partial<Scope>) => formatScope({ ...defaultScope, ...scope }).toString();

const sortKeys: SortKey[] = [
  'name',
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
];

test('an empty address is the default, and the default an empty address', () => {
  expect(read('')).toEqual(defaultScope);
  expect(formatScope(defaultScope).toString()).toBe('');
});

test('what is written is read back the same, for every combination', () => {
  const periods: Scope['period'][] = [
    ...presets.map(({ value }) => ({ preset: value })),
    { from: '2026-10-24', to: '2026-11-22' },
    { from: '2028-02-29', to: '2028-02-29' },
  ];
  const searches = ['', 'café', '100%_&=+#?', 'مطعم', '北京烤鸭', '"><script>', 'a  b'];
  for (const period of periods) {
    for (const search of searches) {
      for (const status of ['all', 'active', 'inactive'] as const) {
        for (const key of sortKeys) {
          for (const descending of [true, false]) {
            for (const page of [1, 2, 4000]) {
              const perPage = page === 1 ? undefined : 50;
              const scope: Scope = {
                period,
                search,
                status,
                stage: undefined,
                did: undefined,
                target: page === 1 ? undefined : 'te=1&b',
                site: page === 2 ? 'berlin / mitte' : undefined,
                sort: { key, descending },
                page,
                perPage,
                columns: page === 1 ? undefined : ['orders', 'email'],
                isFunnelOpen: descending,
                savedView: status === 'all' ? undefined : 'v1',
              };
              const address = formatScope(scope).toString();
              expect(read(address), address).toEqual(scope);
            }
          }
        }
      }
    }
  }
});

test('a stage is written and read back', () => {
  for (const { value } of stages) {
    expect(write({ stage: value })).toBe(`stage=${value}`);
    expect(read(`stage=${value}`).stage).toBe(value);
  }
});

test('what somebody did is written and read back', () => {
  for (const { value } of deeds) {
    expect(write({ did: value })).toBe(`did=${value}`);
    expect(read(`did=${value}`).did).toBe(value);
  }
});

test('columns are those known, each once, and may be none', () => {
  expect(read('columns=orders,id,email,orders,name').columns).toEqual(['orders', 'email']);
  expect(read('columns=').columns).toEqual([]);
  expect(write({ columns: [] })).toBe('columns=');
  expect(read(write({ columns: movableColumns })).columns).toEqual(movableColumns);
});

test.each([
  'preset=fortnight',
  'stage=asleep',
  'did=login',
  'from=2026-11-01',
  'from=2026-02-30&to=2026-03-01',
  'from=2026-2-1&to=2026-3-1',
  'status=blocked',
  'sort=id',
  'sort=-code',
  'sort=-',
  'sort=constructor',
  'sort=--views',
  'page=0',
  'page=-3',
  'page=1.5',
  'page=1e3',
  'page=99999999999999999999',
  'per_page=30',
  'per_page=x',
  'search=%20%20',
  'columns=name,id',
  'funnel=yes',
])('what cannot be meant is the default: %s', (address) => {
  expect(read(address)).toEqual(defaultScope);
});

test('a range that ends before it starts is kept, to be refused by name', () => {
  const { period } = read('from=2026-11-22&to=2026-11-01');
  expect(period).toEqual({ from: '2026-11-22', to: '2026-11-01' });
  expect(isBackwards(period)).toBe(true);
  expect(isBackwards({ from: '2026-11-22', to: '2026-11-22' })).toBe(false);
});

test('a range goes before a preset, which the API would refuse beside it', () => {
  expect(read('preset=today&from=2026-11-01&to=2026-11-02').period).toEqual({
    from: '2026-11-01',
    to: '2026-11-02',
  });
});

test('a search is trimmed and cut to what the API takes, never through a character', () => {
  expect(write({ search: '  hof  ' })).toBe('search=hof');
  const long = '🍞'.repeat(searchLengthMax + 5);
  expect(read(`search=${encodeURIComponent(long)}`).search).toBe('🍞'.repeat(searchLengthMax));
});

test('the question asked leaves nothing to defaults and names one kind of period', () => {
  expect(activityParameters(defaultScope, 25).toString()).toBe(
    'page=1&per_page=25&preset=last_30_days&sort=-recent_activity&status=all',
  );
  const custom = { ...defaultScope, period: { from: '2026-11-01', to: '2026-11-02' } };
  expect(activityParameters(custom, 100).get('preset')).toBeNull();
  expect(activityParameters(custom, 100).get('per_page')).toBe('100');
});

test('how the page is laid out is not asked of the API', () => {
  const laidOut = {
    ...defaultScope,
    columns: ['views'] as const,
    isFunnelOpen: true,
    savedView: 'v1',
  };
  expect(activityParameters(laidOut, 25)).toEqual(activityParameters(defaultScope, 25));
  expect(funnelParameters({ ...laidOut, page: 3, search: 'hof' }).toString()).toBe(
    'preset=last_30_days&search=hof&status=all',
  );
});

test('a saved view keeps what is looked at, not how far one has read', () => {
  const scope = read('search=hof&sort=-views&page=3&per_page=50&funnel=open&view=v1');
  expect(savedQuery(scope, ['views'])).toBe('search=hof&sort=-views&columns=views');
  const again = read(savedQuery(scope, ['views']));
  expect(savedQuery(again, again.columns ?? [])).toBe(savedQuery(scope, ['views']));
});
