import { screen, within } from '@testing-library/react';
import { describe, expect, test } from 'vitest';

import { insights, json, open, serve, withInsights } from '../testing';
import { page, cards } from './testing';

describe('engagement', () => {
  const shown = async (engagement: { active: number; total: number; percent: number | null }) => {
    serve(withInsights(() => json(insights({}, { engagement }))));
    open(page);
    const section = await screen.findByRole('region', { name: 'Engagement' });
    await cards();
    return section;
  };

  test('is a share with both its numbers', async () => {
    const section = await shown({ active: 462, total: 2000, percent: 23.1 });
    expect(section.textContent).toContain('23%');
    expect(section.textContent).toContain('462 of 2,000');
    expect(within(section).getByRole('img').getAttribute('aria-label')).toBe(
      '23% of the customers are active users: 462 of 2,000',
    );
  });

  test('of 9 among 67,709 is not nothing', async () => {
    const section = await shown({ active: 9, total: 67_709, percent: 0.013_292 });
    expect(section.textContent).toContain('<1%');
    expect(section.textContent).toContain('9 of 67,709');
  });

  test('without customers is no share', async () => {
    const section = await shown({ active: 0, total: 0, percent: null });
    expect(section.textContent).toContain('no customers');
    expect(section.textContent).not.toMatch(/%|NaN/);
    expect(screen.getByText('No customers yet.')).toBeDefined();
  });
});
