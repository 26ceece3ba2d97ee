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
      ) : notice.code === 'opens_above_limit' ? (
        <>
          <strong>
            {counted(notice.entries, 'step', 'steps')} at order links or opens of mails came too
            fast to be people’s: one link or mail, more than 30 times a minute.
          </strong>{' '}
          {when('It happened', notice, zone)} They are not in the numbers, and nobody was kept out.
          The server’s log names the link; a new link for that customer ends it. The notice ends
          with a restart.
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
