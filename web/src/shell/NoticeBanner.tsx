// What every page says on top while numbers may be too small.
import type { Session } from '../api/client';
import { formatCount, formatMoment } from '../formats';
import classes from './NoticeBanner.module.css';

type Notice = Session['notices'][number];

export function NoticeBanner({ notice, zone }: { notice: Notice; zone: string }) {
  return (
    <div className={classes.banner} role="alert">
      {notice.code === 'journal_damaged' ? (
        <>
          <strong>
            {counted(notice.entries, 'stored entry', 'stored entries')} cannot be read: the journal
            on the server’s disk is damaged.
          </strong>{' '}
          {when('Received', notice, zone) ?? 'When they were received is not known.'} Numbers of
          that time may be too small. Restore the journal from a backup and restart the server,
          which checks again; its operating guide says how.
        </>
      ) : (
        <>
          <strong>
            {counted(notice.entries, 'visitor’s step', 'visitors’ steps')} at order links could not
            be recorded: the server’s journal did not take them.
          </strong>{' '}
          {when('It happened', notice, zone)} The visitors got through, but numbers of that time are
          too small. The server’s health says whether it goes on; the notice ends with a restart.
        </>
      )}
    </div>
  );
}

function counted(count: number, one: string, several: string): string {
  return count === 1 ? `1 ${one}` : `${formatCount(count)} ${several}`;
}

function when(verb: string, { after, before }: Notice, zone: string): string | undefined {
  const time = (at: string) => formatMoment(at, zone);
  if (after && before) {
    return time(after) === time(before)
      ? `${verb} on ${time(after)}.`
      : `${verb} between ${time(after)} and ${time(before)}.`;
  }
  if (after) return `${verb} after ${time(after)}.`;
  if (before) return `${verb} before ${time(before)}.`;
  return undefined;
}
