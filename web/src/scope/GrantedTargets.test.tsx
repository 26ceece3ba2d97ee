import { MantineProvider } from '@mantine/core';
import { render, screen } from '@testing-library/react';
import { expect, test } from 'vitest';

import type { Insights } from '../api/client';
import { GrantedTargets } from './GrantedTargets';

function show(targets: Insights['granted_targets']) {
  render(
    <MantineProvider>
      <GrantedTargets targets={targets} />
    </MantineProvider>,
  );
  return screen.queryByRole('note')?.textContent;
}

test('whoever sees all customers is told nothing', () => {
  expect(show(null)).toBeUndefined();
});

test('the targets are named, their names being text', () => {
  const target = (name: string) => ({ id: name, name, warning: null });
  expect(show([target('<b>North</b>'), target('South')])).toBe(
    'You see the customers of “<b>North</b>” or “South”.',
  );
});

test('of what is gone or broken nobody is seen, and it says so', () => {
  expect(
    show([
      { id: 'a', name: null, warning: 'The target was deleted.' },
      { id: 'b', name: 'South', warning: 'A rule names the form x, which nothing is known of.' },
    ]),
  ).toBe(
    'No customer is in the targets that you may see. A target that you could see was deleted.' +
      ' “South”: A rule names the form x, which nothing is known of.',
  );
});
