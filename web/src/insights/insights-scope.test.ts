import { expect, test } from 'vitest';

import {
  buckets,
  defaultScope,
  formatScope,
  insightsParameters,
  listParameters,
  metrics,
  parseScope,
  presets,
  seriesParameters,
} from './insights-scope';
import type { InsightsScope } from './insights-scope';

const read = (address: string) => parseScope(new URLSearchParams(address));

test('an empty address is the default, and the default an empty address', () => {
  expect(read('')).toEqual(defaultScope);
  expect(formatScope(defaultScope).toString()).toBe('');
});

test('what is written is read back the same', () => {
  const periods: InsightsScope['period'][] = [
    ...presets.map(({ value }) => ({ preset: value })),
    { from: '2026-10-24', to: '2026-11-22' },
  ];
  const values = [...metrics.map(({ value }) => value), undefined];
  for (const period of periods) {
    for (const a of values) {
      for (const b of values) {
        if (a !== undefined && a === b) continue;
        for (const bucket of [undefined, ...buckets.map(({ value }) => value)]) {
          const scope = { period, a, b, bucket, target: 't/1 ä', site: 's&1', isTable: true };
          expect(read(formatScope(scope).toString())).toEqual(scope);
        }
      }
    }
  }
});

test.each([
  ['preset=last_90_days', {}],
  ['preset=constructor&bucket=year&a=logs&b=constructor&target=&site=', {}],
  ['from=2026-02-30&to=2026-03-01', {}],
  ['from=2026-03-02&to=2026-03-01', { period: { from: '2026-03-02', to: '2026-03-01' } }],
  ['a=none', { a: undefined }],
  ['a=none&b=none', { a: undefined, b: undefined }],
  // The same value twice is that value.
  ['a=activity', { a: 'activity', b: undefined }],
  ['a=delivered&b=delivered', { a: 'delivered', b: undefined }],
])('%s is taken for what can be meant', (address, part) => {
  expect(read(address)).toEqual({ ...defaultScope, ...part });
});

test('questions leave nothing to defaults, and the lists do not ask of a period', () => {
  expect(insightsParameters(defaultScope).toString()).toBe('preset=last_3_months');
  expect(seriesParameters(defaultScope).toString()).toBe('a=login&b=activity&preset=last_3_months');
  const scope = { ...read('target=t1&site=berlin&from=2026-01-01&to=2026-01-31&bucket=week') };
  expect(insightsParameters(scope).toString()).toBe(
    'from=2026-01-01&site=berlin&target=t1&to=2026-01-31',
  );
  expect(seriesParameters({ ...scope, a: undefined }).toString()).toBe(
    'b=activity&bucket=week&from=2026-01-01&site=berlin&target=t1&to=2026-01-31',
  );
  expect(listParameters(scope).toString()).toBe('target=t1&site=berlin');
});
