// What of the settings can be written, and what of it was changed.
import type { Kind, Settings, SettingsChange } from '../api/client';

export const fields = [
  'name',
  'time_zone',
  'first_weekday',
  'quiet_percent',
  'activity_set',
] as const;

export type Field = (typeof fields)[number];
export type Values = Pick<Settings, Field>;

export const weekdays: readonly { value: number; label: string }[] = [
  { value: 1, label: 'Monday' },
  { value: 2, label: 'Tuesday' },
  { value: 3, label: 'Wednesday' },
  { value: 4, label: 'Thursday' },
  { value: 5, label: 'Friday' },
  { value: 6, label: 'Saturday' },
  { value: 7, label: 'Sunday' },
];

export function valuesOf(settings: Settings): Values {
  const { name, time_zone, first_weekday, quiet_percent, activity_set } = settings;
  return { name, time_zone, first_weekday, quiet_percent, activity_set };
}

// Only what is another than before; the order of kinds says nothing.
export function changesOf(before: Values, now: Values): SettingsChange {
  const change: SettingsChange = {};
  const name = now.name.trim();
  if (name !== before.name) change.name = name;
  if (now.time_zone !== before.time_zone) change.time_zone = now.time_zone;
  if (now.first_weekday !== before.first_weekday) change.first_weekday = now.first_weekday;
  if (now.quiet_percent !== before.quiet_percent) change.quiet_percent = now.quiet_percent;
  if (!isSameSet(now.activity_set, before.activity_set)) change.activity_set = now.activity_set;
  return change;
}

// What is stored by now with what was written here over it, and the fields that others wrote
// something else in.
export function mergedWith(now: Values, before: Values, written: Values) {
  const values: Values = { ...now, ...changesOf(before, written) };
  const [mine, theirs] = [changesOf(now, values), changesOf(before, now)];
  return { values, met: fields.filter((field) => field in mine && field in theirs) };
}

export function isSameSet(one: readonly Kind[], other: readonly Kind[]): boolean {
  return one.length === other.length && one.every((kind) => other.includes(kind));
}

export function errorsOf(values: Values): Partial<Record<Field, string>> {
  const errors: Partial<Record<Field, string>> = {};
  if (values.name.trim() === '') errors.name = 'A workspace has a name.';
  if (values.time_zone === '') errors.time_zone = 'Choose a time zone.';
  const { quiet_percent: quiet } = values;
  if (!Number.isInteger(quiet) || quiet < 100 || quiet > 1000) {
    errors.quiet_percent = 'Give 1 to 10 times the usual gap.';
  }
  if (values.activity_set.length === 0) errors.activity_set = 'Choose at least one.';
  return errors;
}

// Places that some browsers list under a name they no longer have.
const renamed: Record<string, string> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Catamarca': 'America/Argentina/Catamarca',
  'America/Coral_Harbour': 'America/Atikokan',
  'America/Cordoba': 'America/Argentina/Cordoba',
  'America/Godthab': 'America/Nuuk',
  'America/Indianapolis': 'America/Indiana/Indianapolis',
  'America/Jujuy': 'America/Argentina/Jujuy',
  'America/Louisville': 'America/Kentucky/Louisville',
  'America/Mendoza': 'America/Argentina/Mendoza',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
};

// Those that this browser knows, and the one that is chosen.
export function timeZones(chosen: string): string[] {
  const known = Intl.supportedValuesOf('timeZone').map((zone) => renamed[zone] ?? zone);
  return Array.from(new Set([...known, 'UTC', chosen])).sort();
}
