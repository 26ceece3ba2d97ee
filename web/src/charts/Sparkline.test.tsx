import { render, screen } from '@testing-library/react';
import { expect, test } from 'vitest';

import { Sparkline } from './Sparkline';

function draw(counts: number[]) {
  render(<Sparkline counts={counts} today="2026-03-02" />);
  const picture = screen.getByRole('img');
  const days = Array.from(picture.querySelectorAll('g'));
  const bars = days.map((day) => day.querySelectorAll('rect')[1]);
  return { picture, days, heights: bars.map((bar) => Number(bar?.getAttribute('height'))) };
}

test('seven days end today, each saying its date and count', () => {
  const { days } = draw([0, 1, 2, 3, 4, 5, 1200]);
  expect(days.map((day) => day.getAttribute('data-hint'))).toEqual([
    'Tue 24 Feb: 0 opens',
    'Wed 25 Feb: 1 open',
    'Thu 26 Feb: 2 opens',
    'Fri 27 Feb: 3 opens',
    'Sat 28 Feb: 4 opens',
    'Sun 1 Mar: 5 opens',
    'Mon 2 Mar: 1,200 opens',
  ]);
});

test('a screen reader hears every day', () => {
  const { picture } = draw([0, 0, 0, 0, 0, 2, 1]);
  expect(picture.getAttribute('aria-label')).toBe(
    'Opens per day. Tue 24 Feb: 0, Wed 25 Feb: 0, Thu 26 Feb: 0, Fri 27 Feb: 0, Sat 28 Feb: 0, Sun 1 Mar: 2, Mon 2 Mar: 1',
  );
});

test('a day without opens lies on the ground, the busiest reaches the top', () => {
  const { heights } = draw([0, 5, 10, 0, 20, 1, 0]);
  expect(heights).toEqual([1, 5, 10, 1, 20, 2, 1]);
});

test('one open does not look like a rush', () => {
  const { heights } = draw([0, 0, 0, 0, 0, 1, 0]);
  expect(heights[5]).toBe(5);
});
