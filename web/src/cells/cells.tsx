// What a customer's values look like, in the table, on a phone's cards and in the panel alike.
import { formatAgo, formatCount, formatInstant } from '../formats';
import type { Stage, Status } from '../api/client';
import { glossary } from '../glossary';
import { stages } from '../scope/scope';
import classes from './cells.module.css';

export function Count({ value }: { value: number }) {
  return <span className={value === 0 ? classes.zero : undefined}>{formatCount(value)}</span>;
}

export function Never() {
  return (
    <span className={classes.zero}>
      <span aria-hidden>—</span>
      <span className={classes.spoken}>none</span>
    </span>
  );
}

export function StatusBadge({
  status,
  isBlocked = false,
}: {
  status: Status;
  isBlocked?: boolean;
}) {
  const badge = (
    <span className={classes.status} data-status={status}>
      <svg width="8" height="8" viewBox="0 0 8 8" aria-hidden>
        <circle className={classes.dot} cx="4" cy="4" r="3" />
      </svg>
      {status === 'active' ? 'Active' : 'Inactive'}
    </span>
  );
  if (!isBlocked) return badge;
  return (
    <>
      {badge}
      <span
        className={classes.blocked}
        data-hint="The order link is blocked: whoever opens it is told that ordering is not available for now."
      >
        Link blocked
      </span>
    </>
  );
}

// Where the customer has stalled, and for how long.
export function Stalled({ stage, days }: { stage: Stage; days: number | null }) {
  const { label, short } = stages.find(({ value }) => value === stage) ?? {
    label: stage,
    short: stage,
  };
  return (
    <span
      className={classes.stalled}
      data-hint={`${label}: ${glossary[stage]}\n${glossary.stage_days}`}
    >
      <span className={classes.stalledWhere}>{short}</span>
      <span className={classes.stalledFor}>, {days ? `${days} d` : 'today'}</span>
    </span>
  );
}

// Beside who is there just now.
export function Viewing() {
  return (
    <span className={classes.viewing} data-viewing data-hint={glossary.viewing}>
      <span className={classes.viewingDot} aria-hidden />
      viewing now
    </span>
  );
}

// A time as far back from `now` as it is, with the exact one in its hint.
export function Ago({
  instant,
  now,
  zone,
  tabIndex,
}: {
  instant: string | null;
  now: string;
  zone: string;
  tabIndex?: number;
}) {
  if (instant === null) return <Never />;
  const exact = formatInstant(instant, zone);
  return (
    <time dateTime={instant} className={classes.ago} tabIndex={tabIndex} data-hint={exact}>
      {formatAgo(instant, now, zone)}
      <span className={classes.spoken}>, {exact}</span>
    </time>
  );
}
