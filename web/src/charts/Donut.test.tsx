import { render, screen } from '@testing-library/react';
import { expect, test } from 'vitest';

import { Donut } from './Donut';

test.each([
  [0, '0%'],
  [0.013_292, '<1%'],
  [0.5, '<1%'],
  [0.999, '<1%'],
  [1, '1%'],
  [1.49, '1%'],
  [23.1, '23%'],
  [99.49, '99%'],
  [99.5, '>99%'],
  [99.999, '>99%'],
  [100, '100%'],
])('%d percent are shown as %s', (percent, text) => {
  render(<Donut percent={percent} label="a share" />);
  const picture = screen.getByRole('img', { name: 'a share' });
  expect(picture.textContent).toBe(text);
  const [part] =
    picture.querySelector('[stroke-dasharray]')?.getAttribute('stroke-dasharray')?.split(' ') ?? [];
  // What is not nothing is seen, and nothing is not.
  if (percent === 0) expect(part).toBeUndefined();
  else expect(Number(part)).toBeGreaterThanOrEqual(Math.min(percent, 0.8));
});
