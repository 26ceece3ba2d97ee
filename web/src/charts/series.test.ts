import { expect, test } from 'vitest';

import { axesOf, axisOf, datedPositions, fullName, seriesFile, shortName } from './series';
import type { Line } from './series';

const line = (values: number[], part: Partial<Line> = {}): Line => ({
  slot: 'a',
  name: 'Login',
  term: 'logins',
  values,
  total: 0,
  isAdditive: true,
  ...part,
});

test.each([
  [0, [0, 1, 2, 3, 4]],
  [1, [0, 1, 2, 3, 4]],
  [4, [0, 1, 2, 3, 4]],
  [5, [0, 1, 2, 3, 4, 5]],
  [6, [0, 2, 4, 6]],
  [9, [0, 2, 4, 6, 8, 10]],
  [11, [0, 5, 10, 15]],
  [41, [0, 10, 20, 30, 40, 50]],
  [120, [0, 25, 50, 75, 100, 125]],
  [1200, [0, 250, 500, 750, 1000, 1250]],
  [999_999, [0, 200_000, 400_000, 600_000, 800_000, 1_000_000]],
])('the axis for %d is of zero and round steps that hold it', (greatest, ticks) => {
  expect(axisOf(greatest)).toEqual({ top: ticks.at(-1), ticks });
});

test('an axis beside another has as many steps, whole ones', () => {
  for (const greatest of [0, 1, 3, 7, 99, 101, 12_345]) {
    for (const steps of [3, 4, 5]) {
      const { top, ticks } = axisOf(greatest, steps);
      expect(ticks).toHaveLength(steps + 1);
      expect(top).toBeGreaterThanOrEqual(greatest);
      expect(ticks.every(Number.isInteger)).toBe(true);
    }
  }
});

test('lines share an axis until their scales are more than ten times apart', () => {
  const splitOf = (one: number, other: number) => axesOf([line([0, one]), line([other, 0])]);
  expect(splitOf(10, 100).isSplit).toBe(false);
  expect(splitOf(10, 101).isSplit).toBe(true);
  expect(splitOf(101, 10).isSplit).toBe(true);
  // A line of zeros lies on the ground of any axis.
  expect(splitOf(0, 5000).isSplit).toBe(false);
  expect(splitOf(10, 101).axes.map(({ top }) => top)).toEqual([10, 125]);
  expect(axesOf([line([3])])).toMatchObject({ isSplit: false, axes: [{ top: 4 }] });
});

test('dates stand evenly apart, the last one always', () => {
  expect(datedPositions(1)).toEqual([0]);
  expect(datedPositions(7)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(datedPositions(8)).toEqual([1, 3, 5, 7]);
  for (const count of [30, 92, 366]) {
    const dated = datedPositions(count);
    expect(dated.at(-1)).toBe(count - 1);
    expect(dated.length).toBeLessThanOrEqual(7);
  }
});

test('a bucket is named by its days, a whole month by its name, and a cut one is told', () => {
  const day = { from: '2026-11-22', to: '2026-11-22' };
  expect(fullName('day', day)).toBe('Sun, 22 Nov 2026');
  expect(fullName('week', { from: '2026-11-16', to: '2026-11-22' })).toBe('16 – 22 Nov 2026');
  expect(fullName('month', { from: '2028-02-01', to: '2028-02-29' })).toBe('February 2028');
  expect(fullName('month', { from: '2027-02-01', to: '2027-02-27' })).toBe(
    '1 – 27 Feb 2027, part of a month',
  );
  expect(fullName('week', { from: '2026-11-20', to: '2026-11-22' })).toBe(
    '20 – 22 Nov 2026, part of a week',
  );
  expect(fullName('month', { from: '2026-11-01', to: '2026-11-01' })).toBe(
    'Sun, 1 Nov 2026, part of a month',
  );
  expect(shortName('week', { from: '2026-11-16' })).toBe('16 Nov');
  expect(shortName('month', { from: '2026-11-16' })).toBe('Nov 2026');
});

test('a file has both days of weeks, and no formula', async () => {
  const file = seriesFile({
    bucket: 'week',
    buckets: [
      { from: '2026-11-14', to: '2026-11-15' },
      { from: '2026-11-16', to: '2026-11-22' },
    ],
    lines: [line([0, 12]), line([3, 4], { slot: 'b', name: '=1+1, "x"' })],
  });
  expect(await file.text()).toBe(
    'First day,Last day,Login,"\'=1+1, ""x"""\r\n2026-11-14,2026-11-15,0,3\r\n2026-11-16,2026-11-22,12,4\r\n',
  );
});
