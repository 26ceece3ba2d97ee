// Seven days of opens as bars, the latest day at the right.
import { addDays, formatCount, formatDay } from '../formats';
import type { Day } from '../formats';
import classes from './Sparkline.module.css';

const barWidth = 6;
const gap = 2;
const height = 20;
// A day of one open must not fill the height just because the others had none.
const fullHeightMin = 4;

// `today` is the day of the last count. `tabIndex` is for a place in a keyboard's path.
export function Sparkline({
  counts,
  today,
  tabIndex,
}: {
  counts: readonly number[];
  today: Day;
  tabIndex?: number;
}) {
  const highest = Math.max(fullHeightMin, ...counts);
  const days = counts.map((count, position) => {
    const day = formatDay(addDays(today, position - counts.length + 1));
    return { count, day, x: position * (barWidth + gap), isToday: position === counts.length - 1 };
  });
  const width = counts.length * (barWidth + gap) - gap;
  const spoken = days.map(({ day, count }) => `${day}: ${formatCount(count)}`);
  return (
    <svg
      className={classes.sparkline}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`Opens per day. ${spoken.join(', ')}`}
      tabIndex={tabIndex}
      data-hint={spoken.join('\n')}
    >
      {days.map(({ count, day, x, isToday }) => {
        const size = count === 0 ? 1 : Math.max(2, Math.round((count / highest) * height));
        return (
          <g key={day} data-hint={`${day}: ${opens(count)}`}>
            <rect
              className={classes.reach}
              x={x - gap / 2}
              width={barWidth + gap}
              height={height}
            />
            <rect
              className={count === 0 ? classes.zero : isToday ? classes.today : classes.day}
              x={x}
              y={height - size}
              width={barWidth}
              height={size}
              rx={count === 0 ? 0 : 1}
            />
          </g>
        );
      })}
    </svg>
  );
}

function opens(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'open' : 'opens'}`;
}
