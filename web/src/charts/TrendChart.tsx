// Opens per day as a line, the latest day at the right. Every day is a place for the pointer and
// the arrow keys, and the same numbers stand in a table for those who do not see it.
import { addDays, formatCount, formatDayAgo, formatShortDay } from '../formats';
import type { Day } from '../formats';
import classes from './TrendChart.module.css';

// A day of one open must not fill the height just because the others had none.
const axisTopMin = 4;
// Days that carry a date below, counted back from the last one.
const datedDays = [13, 6, 0];

// `today` is the day of the last count.
export function TrendChart({
  title,
  counts,
  today,
}: {
  title: string;
  counts: readonly number[];
  today: Day;
}) {
  const top = axisTop(Math.max(...counts));
  const days = counts.map((count, position) => {
    const daysAgo = counts.length - 1 - position;
    const day = addDays(today, -daysAgo);
    return {
      count,
      day,
      daysAgo,
      name: formatDayAgo(day, today),
      x: ((position + 0.5) / counts.length) * 100,
      height: (count / top) * 100,
    };
  });
  const line = days.map(({ x, height }) => `${x},${100 - height}`).join(' ');
  return (
    <div className={classes.chart}>
      <div className={classes.scale} aria-hidden>
        {[top, top / 2, 0].map((count) => (
          <span key={count}>{formatCount(count)}</span>
        ))}
      </div>
      <div className={classes.plot} role="group" aria-label={title} data-hint-row>
        <svg
          className={classes.picture}
          viewBox="0 0 100 100"
          preserveAspectRatio="none"
          aria-hidden
        >
          <path className={classes.grid} d="M0 0H100M0 50H100M0 100H100" />
          <polygon
            className={classes.area}
            points={`${days[0]?.x ?? 0},100 ${line} ${days.at(-1)?.x ?? 0},100`}
          />
          <polyline className={classes.line} points={line} />
        </svg>
        {days.map(({ count, day, daysAgo, name, height }) => (
          <div
            key={day}
            className={classes.day}
            role="img"
            tabIndex={daysAgo === 0 ? 0 : -1}
            aria-label={`${name}: ${opens(count)}`}
            data-hint={`${daysAgo < 2 ? `${name}, ${formatShortDay(day)}` : name}: ${opens(count)}`}
            data-today={daysAgo === 0 || undefined}
          >
            <span className={classes.point} style={{ bottom: `${height}%` }} />
          </div>
        ))}
      </div>
      <div className={classes.dates} aria-hidden>
        {days.map(({ day, daysAgo }) => (
          <span key={day} data-today={daysAgo === 0 || undefined}>
            {datedDays.includes(daysAgo) && (daysAgo === 0 ? 'Today' : formatShortDay(day))}
          </span>
        ))}
      </div>
      <table className={classes.spoken}>
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col">Opens</th>
          </tr>
        </thead>
        <tbody>
          {days.map(({ count, day, name }) => (
            <tr key={day}>
              <th scope="row">{name}</th>
              <td>{formatCount(count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

// The least of 4, 6, 8, 10, 20, 40, 60, 80, 100, 200, … that holds `count`; its half is whole.
export function axisTop(count: number): number {
  const least = Math.max(axisTopMin, count);
  const unit = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 4, 6, 8].find((each) => each * unit >= least) ?? 10;
  return step * unit;
}

function opens(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'open' : 'opens'}`;
}
