// What a chart of one or two values over time is made of: the same on the page, in its table, in its
// picture and in its file.
import { csvFile } from '../api/csv-file';
import type { InsightsSeries } from '../api/client';
import {
  addDays,
  formatFullDay,
  formatMonth,
  formatPeriod,
  formatShortDay,
  formatShortMonth,
} from '../formats';
import type { Day } from '../formats';
import type { Term } from '../glossary';

export type Bucket = InsightsSeries['bucket'];

export interface Line {
  // Which of the two it is: each has its color and its stroke, also when it stands alone.
  slot: 'a' | 'b';
  name: string;
  term: Term;
  values: readonly number[];
  total: number;
  // Whether the values add up to the total.
  isAdditive: boolean;
}

export interface Chart {
  bucket: Bucket;
  buckets: readonly { from: Day; to: Day }[];
  // One or two.
  lines: readonly Line[];
}

export interface Axis {
  top: number;
  // From zero to the top.
  ticks: readonly number[];
}

const ticksMax = 5;
// One of something must not fill the height just because there was no more.
const topMin = 4;
// Of lines whose greatest values are further apart one would lie on the ground.
const ratioMax = 10;
const datesMax = 7;

// From zero to a round number that holds `greatest`, in round and whole steps; in `steps` of them
// if that is given, as for an axis that stands beside another one.
export function axisOf(greatest: number, steps?: number): Axis {
  const least = Math.max(greatest, topMin);
  const step = roundStep(least / (steps ?? ticksMax));
  const count = steps ?? Math.ceil(least / step);
  return { top: step * count, ticks: Array.from({ length: count + 1 }, (_, i) => i * step) };
}

// The least of 1, 2, 5, 10, 20, 25, 50, 100, 200, 250, … that is not below `least`.
function roundStep(least: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(least)));
  const step = [1, 2, 2.5, 5, 10].find(
    (each) => each * unit >= least && Number.isInteger(each * unit),
  );
  return (step ?? 10) * unit;
}

// The axis of each line: one for both, unless their scales are too far apart.
export function axesOf(lines: readonly Line[]): { axes: readonly Axis[]; isSplit: boolean } {
  const greatest = lines.map(({ values }) =>
    values.reduce((most, each) => Math.max(most, each), 0),
  );
  const [one = 0, other = 0] = greatest;
  const isSplit =
    Math.min(one, other) > 0 && Math.max(one, other) > ratioMax * Math.min(one, other);
  if (!isSplit) {
    const axis = axisOf(Math.max(one, other));
    return { axes: lines.map(() => axis), isSplit };
  }
  const left = axisOf(one);
  return { axes: [left, axisOf(other, left.ticks.length - 1)], isSplit };
}

// Where the bucket's middle is between the plot's left edge, 0, and its right one, 1.
export function middleOf(position: number, count: number): number {
  return (position + 0.5) / count;
}

// The positions of the buckets that carry a date: not too many, evenly apart, the last among them.
export function datedPositions(count: number): number[] {
  const step = Math.max(1, Math.ceil(count / datesMax));
  const dated: number[] = [];
  for (let position = count - 1; position >= 0; position -= step) dated.unshift(position);
  return dated;
}

// `Nov 22`; of a month `Nov 2026`.
export function shortName(bucket: Bucket, { from }: { from: Day }): string {
  return bucket === 'month' ? formatShortMonth(from) : formatShortDay(from);
}

// `Sun, Nov 22, 2026`, `Nov 16 – 22, 2026`, `November 2026`. What the period cuts says so, since it
// holds less than its neighbors: `Nov 1 – 22, 2026, part of a month`.
export function fullName(bucket: Bucket, { from, to }: { from: Day; to: Day }): string {
  if (bucket === 'month' && from.endsWith('-01') && isLastOfMonth(to)) return formatMonth(from);
  const days = from === to ? formatFullDay(from) : formatPeriod(from, to);
  const isWhole = bucket === 'day' || (bucket === 'week' && addDays(from, 6) === to);
  return isWhole ? days : `${days}, part of a ${bucket}`;
}

function isLastOfMonth(day: Day): boolean {
  return addDays(day, 1).endsWith('-01');
}

// A row for each bucket, its days as the API writes them.
export function seriesFile({ bucket, buckets, lines }: Chart): Blob {
  const days = bucket === 'day' ? ['Day'] : ['First day', 'Last day'];
  return csvFile([
    [...days, ...lines.map(({ name }) => name)],
    ...buckets.map(({ from, to }, position) => [
      ...(bucket === 'day' ? [from] : [from, to]),
      ...lines.map(({ values }) => String(values[position] ?? 0)),
    ]),
  ]);
}
