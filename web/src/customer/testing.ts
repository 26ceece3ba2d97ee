// What the tests of a customer’s panel share.
import { screen, waitFor } from '@testing-library/react';
import { expect } from 'vitest';

import type { Asked } from '../testing';

export const page = '/customers/activity';
export const opened = `${page}?customer=c1&tab=activity`;

// The panel, once it has its first answers.
export async function panel(name = 'Bäckerei Hoffmann'): Promise<HTMLElement> {
  const dialog = await screen.findByRole('dialog', { name });
  await waitFor(() => expect(dialog.querySelector('[aria-busy=true]')).toBeNull());
  return dialog;
}

export function askedPaths(asked: Asked[]): string[] {
  return asked.map(({ path }) => path).filter((path) => path.startsWith('/api/v1/customers/'));
}
