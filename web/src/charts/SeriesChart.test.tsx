import { act, fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';

import type { Chart, Line } from './series';
import { SeriesChart } from './SeriesChart';

const days = (count: number) =>
  Array.from({ length: count }, (_, position) => {
    const day = new Date(Date.UTC(2026, 10, 23 - count + position)).toISOString().slice(0, 10);
    return { from: day, to: day };
  });

const line = (slot: Line['slot'], values: number[]): Line => ({
  slot,
  name: slot === 'a' ? 'Login' : 'Activity',
  term: slot === 'a' ? 'logins' : 'activity',
  values,
  total: values.reduce((sum, each) => sum + each, 0),
  isAdditive: true,
});

function draw(lines: Line[], part: Partial<Chart> = {}) {
  const chart: Chart = {
    bucket: 'day',
    buckets: days(lines[0]?.values.length ?? 0),
    lines,
    ...part,
  };
  render(<SeriesChart title="User activity" chart={chart} isWaiting={false} />);
  return screen.getByRole('slider');
}

const heights = (plot: HTMLElement) =>
  Array.from(plot.querySelectorAll('polyline')).map((each) =>
    each
      .getAttribute('points')
      ?.split(' ')
      .map((point) => 100 - Number(point.split(',')[1])),
  );

test('lines begin at zero and hold every bucket', () => {
  const plot = draw([line('a', [0, 5, 10, 0]), line('b', [20, 0, 0, 1])]);
  expect(heights(plot)).toEqual([
    [0, 25, 50, 0],
    [100, 0, 0, 5],
  ]);
  expect(plot.querySelectorAll('[data-slot=a][style]')).toHaveLength(4);
});

test('of scales far apart each has its axis', () => {
  const plot = draw([line('a', [0, 8]), line('b', [4000, 0])]);
  expect(heights(plot)).toEqual([
    [0, 100],
    [100, 0],
  ]);
  expect(screen.getByText('(left axis)')).toBeDefined();
  expect(screen.getByText('(right axis)')).toBeDefined();
  expect(screen.getByText('3,000')).toBeDefined();
});

test('one bucket is a point, and hundreds are a line without points', () => {
  expect(draw([line('a', [3])]).querySelectorAll('[data-slot=a][style]')).toHaveLength(1);
  document.body.replaceChildren();
  const many = draw([
    line(
      'a',
      Array.from({ length: 366 }, () => 1),
    ),
  ]);
  expect(many.querySelectorAll('[data-slot=a][style]')).toHaveLength(0);
  expect(heights(many)[0]).toHaveLength(366);
});

test('only zeros lie on the ground', () => {
  expect(heights(draw([line('a', [0, 0, 0])]))).toEqual([[0, 0, 0]]);
});

test('the keys lead through every bucket and not beyond', async () => {
  const plot = draw([
    line(
      'a',
      Array.from({ length: 20 }, (_, position) => position),
    ),
  ]);
  const at = () => plot.getAttribute('aria-valuenow');
  act(() => plot.focus());
  expect(at()).toBe('19');
  await userEvent.keyboard('{ArrowRight}');
  expect(at()).toBe('19');
  await userEvent.keyboard('{PageDown}{ArrowLeft}');
  expect(at()).toBe('11');
  await userEvent.keyboard('{Home}');
  expect(plot.getAttribute('aria-valuetext')).toBe('Tue, 3 Nov 2026: Login 0');
  await userEvent.keyboard('{End}');
  expect(at()).toBe('19');
});

test('the pointer shows what is there', () => {
  const plot = draw([line('a', [7, 8, 9, 10]), line('b', [0, 1, 2, 3])]);
  vi.spyOn(plot, 'getBoundingClientRect').mockReturnValue({ left: 100, width: 400 } as DOMRect);
  fireEvent.pointerMove(plot, { clientX: 210 });
  expect(plot.textContent).toContain('Fri, 20 Nov 2026Login8Activity1');
  fireEvent.pointerMove(plot, { clientX: 520 });
  expect(plot.textContent).toContain('Sun, 22 Nov 2026Login10Activity3');
  fireEvent.pointerLeave(plot);
  expect(plot.textContent).not.toContain('Nov 2026');
});
