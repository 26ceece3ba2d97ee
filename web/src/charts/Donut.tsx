// A share as a ring, with the percentage in it.
import { formatShare } from '../formats';
import classes from './Donut.module.css';

// `percent` is not rounded; `label` says the whole to screen readers.
export function Donut({ percent, label }: { percent: number; label: string }) {
  const part = Math.min(Math.max(percent, 0), 100);
  return (
    <svg className={classes.donut} viewBox="0 0 100 100" role="img" aria-label={label}>
      <circle className={classes.whole} cx="50" cy="50" r="41" />
      {part > 0 && (
        <circle
          className={classes.part}
          cx="50"
          cy="50"
          r="41"
          pathLength="100"
          // Never so thin that it is not seen.
          strokeDasharray={`${Math.max(part, 0.8)} 100`}
          transform="rotate(-90 50 50)"
        />
      )}
      <text className={classes.text} x="50" y="51">
        {formatShare(percent)}
      </text>
    </svg>
  );
}
