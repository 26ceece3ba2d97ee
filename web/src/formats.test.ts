import { afterEach, describe, expect, test, vi } from 'vitest';

import {
  addDays,
  dayOf,
  formatAgo,
  formatBytes,
  formatClock,
  formatCount,
  formatDay,
  formatDayAgo,
  formatField,
  formatInstant,
  formatPeriod,
  formatShortDay,
  instantOfField,
  isDay,
  shownZone,
} from './formats';

test('a count has separators, and zero is 0', () => {
  expect(formatCount(0)).toBe('0');
  expect(formatCount(1284)).toBe('1,284');
  expect(formatCount(12_345_678)).toBe('12,345,678');
});

test('a period says once what both ends share', () => {
  expect(formatPeriod('2026-10-24', '2026-11-22')).toBe('24 Oct – 22 Nov 2026');
  expect(formatPeriod('2026-11-01', '2026-11-22')).toBe('1 – 22 Nov 2026');
  expect(formatPeriod('2026-11-22', '2026-11-22')).toBe('22 Nov 2026');
  expect(formatPeriod('2025-12-24', '2026-01-22')).toBe('24 Dec 2025 – 22 Jan 2026');
  expect(formatPeriod('2026-06-01', '2026-06-30')).toBe('1 – 30 Jun 2026');
});

test('an instant is written in the workspace’s zone, on its own day', () => {
  const lateInUtc = '2026-11-21T23:30:00Z';
  expect(formatInstant(lateInUtc, 'Europe/Berlin')).toBe('22 Nov 2026, 00:30:00, Europe/Berlin');
  expect(formatInstant(lateInUtc, 'America/New_York')).toBe(
    '21 Nov 2026, 18:30:00, America/New_York',
  );
  expect(dayOf(lateInUtc, 'Asia/Tokyo')).toBe('2026-11-22');
  expect(formatClock('2026-11-22T23:00:00Z', 'Europe/Berlin')).toBe('00:00:00');
});

test('both hours of the autumn change are told apart from their neighbours', () => {
  expect(formatClock('2026-10-25T00:59:59Z', 'Europe/Berlin')).toBe('02:59:59');
  expect(formatClock('2026-10-25T01:00:00Z', 'Europe/Berlin')).toBe('02:00:00');
  expect(formatClock('2026-10-25T02:00:00Z', 'Europe/Berlin')).toBe('03:00:00');
});

test('a zone this browser does not know is written as UTC, and said to be', () => {
  expect(shownZone('Europe/Atlantis')).toBe('UTC');
  expect(formatInstant('2026-11-22T08:00:00Z', 'Europe/Atlantis')).toBe(
    '22 Nov 2026, 08:00:00, UTC',
  );
});

test.each([
  ['2026-11-22T08:41:30Z', 'just now'],
  ['2026-11-22T08:41:07Z', 'just now'],
  ['2026-11-22T08:40:08Z', 'just now'],
  ['2026-11-22T08:40:07Z', '1 min ago'],
  ['2026-11-22T07:41:08Z', '59 min ago'],
  ['2026-11-22T07:41:07Z', '1 h ago'],
  ['2026-11-21T08:41:08Z', '23 h ago'],
  ['2026-11-21T08:41:07Z', '1 d ago'],
  ['2026-11-15T08:41:08Z', '6 d ago'],
  ['2026-11-15T08:41:07Z', '15 Nov'],
  ['2026-01-01T00:00:00Z', '1 Jan'],
  // In Berlin still 2026.
  ['2025-12-31T23:30:00Z', '1 Jan'],
  ['2025-12-31T22:30:00Z', '31 Dec 2025'],
])('%s is %s', (instant, words) => {
  expect(formatAgo(instant, '2026-11-22T08:41:07Z', 'Europe/Berlin')).toBe(words);
});

test('days are counted by the calendar, across months and leap days', () => {
  expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
  expect(addDays('2028-03-01', -1)).toBe('2028-02-29');
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
  expect(formatDay('2026-11-22')).toBe('Sun 22 Nov');
});

test('a day is named by how far it is back, and by its year only if that is another', () => {
  expect(formatDayAgo('2026-03-01', '2026-03-01')).toBe('Today');
  expect(formatDayAgo('2026-02-28', '2026-03-01')).toBe('Yesterday');
  expect(formatDayAgo('2026-02-27', '2026-03-01')).toBe('Fri 27 Feb');
  expect(formatDayAgo('2025-12-31', '2026-01-01')).toBe('Yesterday');
  expect(formatDayAgo('2025-12-30', '2026-01-01')).toBe('Tue, 30 Dec 2025');
  // Events may be dated a little ahead.
  expect(formatDayAgo('2026-03-02', '2026-03-01')).toBe('Mon 2 Mar');
  expect(formatShortDay('2026-03-02')).toBe('2 Mar');
});

test('a day is a day of the calendar', () => {
  expect(isDay('2028-02-29')).toBe(true);
  expect(isDay('2026-02-29')).toBe(false);
  expect(isDay('2026-13-01')).toBe(false);
  expect(isDay('26-01-01')).toBe(false);
  expect(isDay('')).toBe(false);
});

test('bytes are rounded to what one reads', () => {
  expect(formatBytes(999)).toBe('999 B');
  expect(formatBytes(1500)).toBe('2 kB');
  expect(formatBytes(1_440_000)).toBe('1.4 MB');
});

describe('in the member’s language', () => {
  afterEach(() => {
    vi.resetModules();
  });

  // As a browser of that language loads it.
  async function formatsIn(language: string) {
    vi.stubGlobal('navigator', { language });
    vi.resetModules();
    return import('./formats');
  }
  const instant = '2026-11-21T23:30:00Z';

  test.each([
    [
      'en-US',
      ['1,284', '4.1%', '1.4 MB', 'Oct 24 – Nov 22, 2026', 'Sun, Nov 22', 'Nov 15'],
      'Nov 22, 2026, 00:30:00, Europe/Berlin',
    ],
    [
      'de-DE',
      ['1.284', '4,1\u00a0%', '1,4 MB', '24. Okt. – 22. Nov. 2026', 'So., 22. Nov.', '15. Nov.'],
      '22. Nov. 2026, 00:30:00, Europe/Berlin',
    ],
    [
      'fr-FR',
      ['1\u202f284', '4,1\u00a0%', '1,4 MB', '24 oct. – 22 nov. 2026', 'dim. 22 nov.', '15 nov.'],
      '22 nov. 2026, 00:30:00, Europe/Berlin',
    ],
  ])('%s', async (language, written, moment) => {
    const formats = await formatsIn(language);
    expect([
      formats.formatCount(1284),
      formats.formatPercent(4.1),
      formats.formatBytes(1_440_000),
      formats.formatPeriod('2026-10-24', '2026-11-22'),
      formats.formatDay('2026-11-22'),
      formats.formatAgo('2026-11-15T08:41:07Z', '2026-11-22T08:41:07Z', 'Europe/Berlin'),
    ]).toEqual(written);
    expect(formats.formatInstant(instant, 'Europe/Berlin')).toBe(moment);
    // Words stay those of the pages, and days those of the API.
    expect(formats.formatAgo(instant, '2026-11-22T00:30:00Z', 'UTC')).toBe('1 h ago');
    expect(formats.dayOf(instant, 'Europe/Berlin')).toBe('2026-11-22');
  });

  test('with another calendar or other digits, days are still those of the API', async () => {
    for (const language of ['fa-IR', 'th-TH', 'ar-EG-u-nu-arab', 'ja-JP-u-ca-japanese']) {
      const formats = await formatsIn(language);
      expect(formats.dayOf(instant, 'Europe/Berlin')).toBe('2026-11-22');
      expect(formats.addDays('2026-12-31', 1)).toBe('2027-01-01');
    }
  });

  test.each(['', 'C', 'not a language'])('“%s” is none, and read as American', async (language) => {
    const formats = await formatsIn(language);
    expect(formats.formatCount(1284)).toBe('1,284');
  });
});

test.each([
  ['2026-11-12T08:00:00Z', 'Europe/Berlin', '2026-11-12T09:00'],
  ['2026-07-12T08:00:07Z', 'Europe/Berlin', '2026-07-12T10:00:07'],
  ['2026-11-12T20:45:00Z', 'Asia/Kathmandu', '2026-11-13T02:30'],
  // Twice on that clock: the first is meant.
  ['2026-10-25T00:30:00Z', 'Europe/Berlin', '2026-10-25T02:30'],
  ['2026-11-12T08:00:00Z', 'Nowhere/Land', '2026-11-12T08:00'],
])('%s in %s is written and read as %s', (instant, zone, text) => {
  expect(formatField(instant, zone)).toBe(text);
  expect(instantOfField(text, zone)).toBe(instant);
});

test('a time that the clocks skip is the one after the gap', () => {
  expect(instantOfField('2026-03-29T02:30', 'Europe/Berlin')).toBe('2026-03-29T01:30:00Z');
  expect(formatField('2026-10-25T01:30:00.123Z', 'Europe/Berlin')).toBe('2026-10-25T02:30');
});
