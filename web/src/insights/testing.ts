// What the tests of Insights › Customers share.
import { screen } from '@testing-library/react';

import type { Asked } from '../testing';

export const page = '/insights/customers';

export function lastQuestion(asked: Asked[], path = ''): URLSearchParams {
  const params = asked.filter((each) => each.path === `/api/v1/insights${path}`).at(-1)?.params;
  if (!params) throw new Error(`the insights${path} were not asked for`);
  return params;
}

export async function cards(): Promise<HTMLElement[]> {
  await screen.findByText('462');
  return screen.getAllByRole('definition');
}

export const chart = () => screen.findByRole('slider', { name: /^User activity/ });
