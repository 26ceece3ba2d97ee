// The banner says how much is missing, and what is known of when that came.
import { render, screen } from '@testing-library/react';
import { expect, test } from 'vitest';

import { NoticeBanner } from './NoticeBanner';

const notice = {
  code: 'journal_damaged' as const,
  entries: 1234,
  after: '2026-11-22T08:19:07Z',
  before: '2026-11-23T09:00:00Z',
};

function text(part: Partial<typeof notice> | { after: null } | { before: null }): string {
  const { unmount } = render(<NoticeBanner notice={{ ...notice, ...part }} zone="Europe/Berlin" />);
  const shown = screen.getByRole('alert').textContent;
  unmount();
  return shown;
}

test('counts the entries and names the time in the workspace’s zone', () => {
  expect(text({})).toContain('1,234 stored entries cannot be read');
  expect(text({})).toContain('between 22 Nov 2026, 09:19:07 and 23 Nov 2026, 10:00:00.');
  expect(text({ entries: 1 })).toContain('1 stored entry cannot be read');
});

test('says only what is known', () => {
  expect(text({ before: notice.after })).toContain('Received on 22 Nov 2026, 09:19:07.');
  expect(text({ before: null })).toContain('Received after 22 Nov 2026, 09:19:07.');
  expect(text({ after: null })).toContain('Received before 23 Nov 2026, 10:00:00.');
});

test('says what came faster than is recorded', () => {
  render(<NoticeBanner notice={{ ...notice, code: 'opens_above_limit' }} zone="Europe/Berlin" />);
  const shown = screen.getByRole('alert').textContent;
  expect(shown).toContain('1,234 steps at order links or opens of mails came too fast');
  expect(shown).toContain('They are not in the numbers, and nobody was kept out.');
});

test('says what visitors did and nobody could record', () => {
  const { unmount } = render(
    <NoticeBanner notice={{ ...notice, code: 'opens_unrecorded' }} zone="Europe/Berlin" />,
  );
  const shown = screen.getByRole('alert').textContent;
  expect(shown).toContain('1,234 visitors’ steps at order links could not be recorded');
  expect(shown).toContain('It happened between 22 Nov 2026, 09:19:07 and 23 Nov 2026, 10:00:00.');
  expect(shown).toContain('The visitors got through');
  unmount();
});
