// How numbers, days and times are written; the only place that knows zones and months.
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const counts = new Intl.NumberFormat('en-US');

export function formatCount(count: number): string {
  return counts.format(count);
}

// A calendar day as the API writes it, `2026-11-22`.
export type Day = string;

interface LocalTime {
  day: Day;
  clock: string;
}

const zones = new Map<string, Intl.DateTimeFormat>();

function formatterOf(zone: string): Intl.DateTimeFormat {
  let formatter = zones.get(zone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    zones.set(zone, formatter);
  }
  return formatter;
}

// The zone itself, or UTC if this browser does not know it: times are then written in UTC and say so.
export function shownZone(zone: string): string {
  try {
    formatterOf(zone);
    return zone;
  } catch {
    return 'UTC';
  }
}

function localTime(instant: string, zone: string): LocalTime {
  const parts = new Map<string, string>();
  for (const part of formatterOf(shownZone(zone)).formatToParts(new Date(instant))) {
    parts.set(part.type, part.value);
  }
  const part = (name: string): string => parts.get(name) ?? '';
  return {
    day: `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`,
    clock: `${part('hour')}:${part('minute')}:${part('second')}`,
  };
}

export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const parsed = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text);
}

export function dayOf(instant: string, zone: string): Day {
  return localTime(instant, zone).day;
}

export function addDays(day: Day, count: number): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * dayMs).toISOString().slice(0, 10);
}

function dateParts(day: Day): { date: string; month: string; year: string; weekday: string } {
  const utc = new Date(`${day}T00:00:00Z`);
  return {
    date: String(utc.getUTCDate()),
    month: months[utc.getUTCMonth()] ?? '',
    year: String(utc.getUTCFullYear()),
    weekday: weekdays[utc.getUTCDay()] ?? '',
  };
}

// `Sun 22 Nov`
export function formatDay(day: Day): string {
  const { date, month, weekday } = dateParts(day);
  return `${weekday} ${date} ${month}`;
}

// `24 Oct – 22 Nov 2026`, what both ends share being said once.
export function formatPeriod(from: Day, to: Day): string {
  const first = dateParts(from);
  const last = dateParts(to);
  const end = `${last.date} ${last.month} ${last.year}`;
  if (from === to) return end;
  if (first.year !== last.year) return `${first.date} ${first.month} ${first.year} – ${end}`;
  if (first.month !== last.month) return `${first.date} ${first.month} – ${end}`;
  return `${first.date} – ${end}`;
}

// `09:41:07`
export function formatClock(instant: string, zone: string): string {
  return localTime(instant, zone).clock;
}

// `22 Nov 2026, 09:29:13`
export function formatMoment(instant: string, zone: string): string {
  const { day, clock } = localTime(instant, zone);
  const { date, month, year } = dateParts(day);
  return `${date} ${month} ${year}, ${clock}`;
}

// `22 Nov 2026, 09:29:13, Europe/Berlin`
export function formatInstant(instant: string, zone: string): string {
  return `${formatMoment(instant, zone)}, ${shownZone(zone)}`;
}

// How long before `now` it was, up to a week; then the date, with its year if that is another one.
export function formatAgo(instant: string, now: string, zone: string): string {
  const elapsed = Date.parse(now) - Date.parse(instant);
  if (elapsed < minuteMs) return 'just now';
  if (elapsed < hourMs) return `${Math.floor(elapsed / minuteMs)} min ago`;
  if (elapsed < dayMs) return `${Math.floor(elapsed / hourMs)} h ago`;
  if (elapsed < 7 * dayMs) return `${Math.floor(elapsed / dayMs)} d ago`;
  const then = dateParts(dayOf(instant, zone));
  const year = dateParts(dayOf(now, zone)).year;
  return then.year === year
    ? `${then.date} ${then.month}`
    : `${then.date} ${then.month} ${then.year}`;
}

// `1.4 MB`
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
