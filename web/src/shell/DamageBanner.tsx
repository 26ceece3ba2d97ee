// What every page says on top while stored entries cannot be read.
import type { Session } from '../api/client';
import { formatCount, formatMoment } from '../formats';
import classes from './DamageBanner.module.css';

type Notice = Session['notices'][number];

export function DamageBanner({ notice, zone }: { notice: Notice; zone: string }) {
  const entries =
    notice.entries === 1 ? '1 stored entry' : `${formatCount(notice.entries)} stored entries`;
  return (
    <div className={classes.banner} role="alert">
      <strong>{entries} cannot be read: the journal on the server’s disk is damaged.</strong>{' '}
      {whenReceived(notice, zone)} Numbers of that time may be too small. Restore the journal from a
      backup and restart the server, which checks again; its operating guide says how.
    </div>
  );
}

function whenReceived({ after, before }: Notice, zone: string): string {
  const time = (at: string) => formatMoment(at, zone);
  if (after && before) {
    return time(after) === time(before)
      ? `Received on ${time(after)}.`
      : `Received between ${time(after)} and ${time(before)}.`;
  }
  if (after) return `Received after ${time(after)}.`;
  if (before) return `Received before ${time(before)}.`;
  return 'When they were received is not known.';
}
