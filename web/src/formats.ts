// How numbers, days and times are written: in the words of these pages, with the numbers and dates of
// the member's own language. The only place that knows zones and months.
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const locale = knownLocale();

// That of the browser; some are set to what is none.
function knownLocale(): string {
  try {
    return new Intl.NumberFormat(navigator.language).resolvedOptions().locale;
  } catch {
    return 'en-US';
  }
}

const counts = new Intl.NumberFormat(locale);
const wholePercents = new Intl.NumberFormat(locale, { style: 'percent' });
const percents = new Intl.NumberFormat(locale, {
  style: 'percent',
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const tenths = new Intl.NumberFormat(locale, {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});

export function formatCount(count: number): string {
  return counts.format(count);
}

// `4.1%`; from a thousand on without the decimal.
export function formatPercent(percent: number): string {
  return (percent < 1000 ? percents : wholePercents).format(percent / 100);
}

// A share in whole percent: `23%`. What is not nothing is not 0%, and what is not all is not 100%.
export function formatShare(percent: number): string {
  if (percent > 0 && percent < 1) return `<${wholePercents.format(0.01)}`;
  if (percent >= 99.5 && percent < 100) return `>${wholePercents.format(0.99)}`;
  return wholePercents.format(percent / 100);
}

// A calendar day as the API writes it, `2026-11-22`.
export type Day = string;

interface LocalTime {
  day: Day;
  clock: string;
}

interface ZoneFormats {
  // As the API writes it, for calculating.
  day: Intl.DateTimeFormat;
  clock: Intl.DateTimeFormat;
}

const zones = new Map<string, ZoneFormats>();

function formatsOf(zone: string): ZoneFormats {
  let formats = zones.get(zone);
  if (!formats) {
    formats = {
      day: new Intl.DateTimeFormat('en-US', {
        timeZone: zone,
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
      }),
      // Of 24 hours in every language, so that times line up.
      clock: new Intl.DateTimeFormat(locale, {
        timeZone: zone,
        hourCycle: 'h23',
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
      }),
    };
    zones.set(zone, formats);
  }
  return formats;
}

// The zone itself, or UTC if this browser does not know it: times are then written in UTC and say so.
export function shownZone(zone: string): string {
  try {
    formatsOf(zone);
    return zone;
  } catch {
    return 'UTC';
  }
}

function localTime(instant: string, zone: string): LocalTime {
  const formats = formatsOf(shownZone(zone));
  const time = new Date(instant);
  const parts = new Map<string, string>();
  for (const part of formats.day.formatToParts(time)) parts.set(part.type, part.value);
  const part = (name: string): string => parts.get(name) ?? '';
  return {
    day: `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`,
    clock: formats.clock.format(time),
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

function dateFormat(parts: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locale, { calendar: 'gregory', timeZone: 'UTC', ...parts });
}

const shortDates = dateFormat({ day: 'numeric', month: 'short' });
const dates = dateFormat({ day: 'numeric', month: 'short', year: 'numeric' });
const weekdays = dateFormat({ weekday: 'short', day: 'numeric', month: 'short' });
const fullDates = dateFormat({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });
const months = dateFormat({ month: 'long', year: 'numeric' });
const shortMonths = dateFormat({ month: 'short', year: 'numeric' });
const weekdayNames = dateFormat({ weekday: 'narrow' });

function utcOf(day: Day): Date {
  return new Date(`${day}T00:00:00Z`);
}

function isOfSameYear(day: Day, other: Day): boolean {
  return day.slice(0, 4) === other.slice(0, 4);
}

// The examples from here on are those of an American; others read them in their own way.

// `Sun, Nov 22`
export function formatDay(day: Day): string {
  return weekdays.format(utcOf(day));
}

// `Nov 22`
export function formatShortDay(day: Day): string {
  return shortDates.format(utcOf(day));
}

// `November 2026`
export function formatMonth(day: Day): string {
  return months.format(utcOf(day));
}

// `Nov 2026`
export function formatShortMonth(day: Day): string {
  return shortMonths.format(utcOf(day));
}

// `Sun, Nov 22, 2026`
export function formatFullDay(day: Day): string {
  return fullDates.format(utcOf(day));
}

// `S`
export function formatWeekday(day: Day): string {
  return weekdayNames.format(utcOf(day));
}

// `Today`, `Yesterday`, `Fri, Nov 20`, and the year if it is not that of `today`.
export function formatDayAgo(day: Day, today: Day): string {
  if (day === today) return 'Today';
  if (day === addDays(today, -1)) return 'Yesterday';
  return isOfSameYear(day, today) ? formatDay(day) : fullDates.format(utcOf(day));
}

// `Oct 24 – Nov 22, 2026`, what both ends share being said once.
export function formatPeriod(from: Day, to: Day): string {
  // It throws for ends in the wrong order, and joins them by spaces of several widths.
  if (to < from) return `${dates.format(utcOf(from))} – ${dates.format(utcOf(to))}`;
  return dates.formatRange(utcOf(from), utcOf(to)).replace(/\s/g, ' ');
}

// `09:41:07`
export function formatClock(instant: string, zone: string): string {
  return localTime(instant, zone).clock;
}

// `Nov 22, 2026, 09:29:13`
export function formatMoment(instant: string, zone: string): string {
  const { day, clock } = localTime(instant, zone);
  return `${dates.format(utcOf(day))}, ${clock}`;
}

// `Nov 22, 2026, 09:29:13, Europe/Berlin`
export function formatInstant(instant: string, zone: string): string {
  return `${formatMoment(instant, zone)}, ${shownZone(zone)}`;
}

// As a field for date and time has it, `2026-11-22T09:29` or `2026-11-22T09:29:13`.
export function formatField(instant: string, zone: string): string {
  const ms = Date.parse(instant);
  const local = new Date(ms + offsetMs(ms, zone)).toISOString().slice(0, 19);
  return local.endsWith(':00') ? local.slice(0, 16) : local;
}

// The instant when it is that time in the zone: the first of two, and of none the one after the gap.
export function instantOfField(text: string, zone: string): string {
  const local = Date.parse(`${text}Z`);
  const before = local - offsetMs(local - dayMs, zone);
  const after = local - offsetMs(local + dayMs, zone);
  const isRight = (ms: number) => ms + offsetMs(ms, zone) === local;
  return new Date(isRight(before) || !isRight(after) ? before : after)
    .toISOString()
    .replace('.000Z', 'Z');
}

// How far the zone's clocks are ahead of UTC at that instant.
function offsetMs(instantMs: number, zone: string): number {
  const wholeMs = Math.floor(instantMs / 1000) * 1000;
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: shownZone(zone),
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(wholeMs);
  const [year = 0, month = 0, ...rest] = ['year', 'month', 'day', 'hour', 'minute', 'second'].map(
    (name) => Number(parts.find(({ type }) => type === name)?.value),
  );
  return Date.UTC(year, month - 1, ...rest) - wholeMs;
}

// How long before `now` it was, up to a week; then the date, with its year if that is another one.
export function formatAgo(instant: string, now: string, zone: string): string {
  const elapsed = Date.parse(now) - Date.parse(instant);
  if (elapsed < minuteMs) return 'just now';
  if (elapsed < hourMs) return `${Math.floor(elapsed / minuteMs)} min ago`;
  if (elapsed < dayMs) return `${Math.floor(elapsed / hourMs)} h ago`;
  if (elapsed < 7 * dayMs) return `${Math.floor(elapsed / dayMs)} d ago`;
  const day = dayOf(instant, zone);
  return (isOfSameYear(day, dayOf(now, zone)) ? shortDates : dates).format(utcOf(day));
}

// How long after `from` it was: `40 min`, `3 h`, `5 d`.
export function formatSpan(from: string, to: string): string {
  const elapsed = Math.max(0, Date.parse(to) - Date.parse(from));
  if (elapsed < minuteMs) return 'less than a minute';
  if (elapsed < hourMs) return `${Math.floor(elapsed / minuteMs)} min`;
  if (elapsed < dayMs) return `${Math.floor(elapsed / hourMs)} h`;
  return `${Math.floor(elapsed / dayMs)} d`;
}

// `1.4 MB`
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${formatCount(bytes)} B`;
  if (bytes < 1_000_000) return `${formatCount(Math.round(bytes / 1000))} kB`;
  return `${tenths.format(bytes / 1_000_000)} MB`;
}
