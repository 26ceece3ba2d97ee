import { render, screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';

import { axisTop, TrendChart } from './TrendChart';

const fortnight = [0, 0, 3, 0, 0, 0, 12, 0, 0, 1, 0, 0, 1200, 2];

function draw(counts: number[], today = '2026-03-02') {
  render(<TrendChart title="Opens per day" counts={counts} today={today} />);
  const points = within(screen.getByRole('group')).getAllByRole('img');
  return { points, names: points.map((point) => point.getAttribute('aria-label')) };
}

test('fourteen points end today, zeros too, each saying its date and count', () => {
  const { points, names } = draw(fortnight);
  expect(names).toEqual([
    'Tue 17 Feb: 0 opens',
    'Wed 18 Feb: 0 opens',
    'Thu 19 Feb: 3 opens',
    'Fri 20 Feb: 0 opens',
    'Sat 21 Feb: 0 opens',
    'Sun 22 Feb: 0 opens',
    'Mon 23 Feb: 12 opens',
    'Tue 24 Feb: 0 opens',
    'Wed 25 Feb: 0 opens',
    'Thu 26 Feb: 1 open',
    'Fri 27 Feb: 0 opens',
    'Sat 28 Feb: 0 opens',
    'Yesterday: 1,200 opens',
    'Today: 2 opens',
  ]);
  expect(points.at(-1)?.getAttribute('data-hint')).toBe('Today, 2 Mar: 2 opens');
  expect(points.map((point) => point.hasAttribute('data-today'))).toEqual(
    fortnight.map((_, position) => position === 13),
  );
});

test('days before a new year say their year', () => {
  expect(draw(fortnight, '2026-01-02').names[0]).toBe('Sat, 20 Dec 2025: 0 opens');
});

test('the same numbers stand in a table', () => {
  draw(fortnight);
  const rows = within(screen.getByRole('table', { name: 'Opens per day' })).getAllByRole('row');
  expect(rows.map((row) => row.textContent)).toEqual([
    'DayOpens',
    'Tue 17 Feb0',
    'Wed 18 Feb0',
    'Thu 19 Feb3',
    'Fri 20 Feb0',
    'Sat 21 Feb0',
    'Sun 22 Feb0',
    'Mon 23 Feb12',
    'Tue 24 Feb0',
    'Wed 25 Feb0',
    'Thu 26 Feb1',
    'Fri 27 Feb0',
    'Sat 28 Feb0',
    'Yesterday1,200',
    'Today2',
  ]);
});

test('a customer without opens has a flat line on the ground', () => {
  const { points } = draw(fortnight.map(() => 0));
  expect(points).toHaveLength(14);
  const line = document.querySelector('polyline')?.getAttribute('points')?.split(' ') ?? [];
  expect(line.map((point) => point.split(',')[1])).toEqual(fortnight.map(() => '100'));
});

test('one stop leads by keyboard to all days', () => {
  const { points } = draw(fortnight);
  expect(points.map((point) => point.tabIndex)).toEqual(
    fortnight.map((_, position) => (position === 13 ? 0 : -1)),
  );
});

test.each([
  [0, 4],
  [1, 4],
  [4, 4],
  [5, 6],
  [7, 8],
  [9, 10],
  [10, 10],
  [11, 20],
  [41, 60],
  [81, 100],
  [100, 100],
  [1200, 2000],
  [999_999, 1_000_000],
])('the axis for %d ends at %d', (count, top) => {
  expect(axisTop(count)).toBe(top);
});
