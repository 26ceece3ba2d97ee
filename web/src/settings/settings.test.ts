import { expect, test } from 'vitest';

import type { Settings } from '../api/client';
import { settings } from '../testing';
import { changesOf, errorsOf, timeZones, valuesOf } from './settings';

const stored = valuesOf(settings());

test('what is as before is no change', () => {
  expect(changesOf(stored, stored)).toEqual({});
  expect(changesOf(stored, { ...stored, name: ` ${stored.name} ` })).toEqual({});
  const reversed = stored.activity_set.toReversed();
  expect(changesOf(stored, { ...stored, activity_set: reversed })).toEqual({});
});

test.each<[keyof typeof stored, Partial<Settings>]>([
  ['name', { name: 'Nordwind' }],
  ['time_zone', { time_zone: 'UTC' }],
  ['first_weekday', { first_weekday: 7 }],
  ['quiet_percent', { quiet_percent: 150 }],
  ['activity_set', { activity_set: ['login'] }],
])('a change of %s is that alone', (_field, change) => {
  expect(changesOf(stored, { ...stored, ...change })).toEqual(change);
});

test('without a name, a zone or a kind nothing is sent', () => {
  expect(errorsOf(stored)).toEqual({});
  expect(
    Object.keys(
      errorsOf({
        name: ' ',
        time_zone: '',
        first_weekday: 1,
        quiet_percent: NaN,
        activity_set: [],
      }),
    ),
  ).toEqual(['name', 'time_zone', 'quiet_percent', 'activity_set']);
});

test('zones stand under the names that places have now, and the chosen one always', () => {
  const zones = timeZones('Mars/Olympus');
  for (const zone of ['Asia/Kolkata', 'Europe/Kyiv', 'America/Nuuk', 'UTC', 'Mars/Olympus']) {
    expect(zones, zone).toContain(zone);
  }
  expect(zones).not.toContain('Asia/Calcutta');
  expect(timeZones('Asia/Calcutta')).toContain('Asia/Calcutta');
  expect(new Set(zones).size).toBe(zones.length);
});
