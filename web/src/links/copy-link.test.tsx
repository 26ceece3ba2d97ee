import { fireEvent, screen, within } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';

import type { OrderLink } from '../api/client';
import { panel } from '../customer/testing';
import { json, open, serve, signedIn } from '../testing';

const link: OrderLink = {
  customer: 'c1',
  url: 'http://127.0.0.1/l/abc',
  state: 'active',
  made: '2026-11-20T08:00:00Z',
  last_sent: null,
  first_open_after_sent: null,
};

let written: string[];

// What browsers do with a promise of text: they wait for it, and leave the clipboard if it fails.
class PromisedItem {
  constructor(readonly items: Record<string, Promise<Blob>>) {}
}

beforeEach(() => {
  written = ['precious'];
  vi.stubGlobal('ClipboardItem', PromisedItem);
  Object.defineProperty(navigator, 'clipboard', {
    configurable: true,
    value: {
      write: async ([item]: PromisedItem[]) => {
        const blob = await item?.items['text/plain'];
        if (blob) written.push(await blob.text());
      },
    },
  });
});

async function copy(answer: Partial<OrderLink>): Promise<void> {
  serve({
    ...signedIn(),
    'GET /api/v1/customers/c1/link': () => json({ ...link, ...answer }),
  });
  open('/customers/activity?customer=c1&tab=general');
  // userEvent would put a clipboard of its own in the place of this one.
  fireEvent.click(within(await panel()).getByRole('button', { name: 'Copy link' }));
}

test('a link is copied, and the page says whose', async () => {
  await copy({});
  await screen.findByText(/is copied/);
  expect(written.at(-1)).toBe(link.url);
});

test.each([
  ['revoked', /It was revoked/],
  ['unreadable', /It cannot be shown/],
] as const)('of a %s one nothing is copied, and what was there stays', async (state, words) => {
  await copy({ state, url: null });
  await screen.findByText(words);
  expect(written).toEqual(['precious']);
});
