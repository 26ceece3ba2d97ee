// At the head of a page: of when its numbers are, whether they renew themselves, and a button that
// does so.
import { ActionIcon } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';

import type { ApiError } from '../api/client';
import type { Live } from '../api/live';
import { formatClock, formatInstant } from '../formats';
import classes from './AsOf.module.css';

export function AsOf({
  answer,
  error,
  isFetching,
  refresh,
  live,
  liveHint,
}: {
  answer: { as_of: string; time_zone: string } | undefined;
  error: ApiError | undefined;
  isFetching: boolean;
  refresh: () => void;
  live: Pick<Live, 'isLive' | 'isWaiting'>;
  liveHint: string;
}) {
  return (
    <div className={classes.asOf}>
      {answer && live.isLive && !error && (
        <span className={classes.live} tabIndex={0} data-hint={liveHint}>
          <span className={classes.liveDot} aria-hidden />
          {live.isWaiting ? 'new activity' : 'live'}
        </span>
      )}
      {answer && (
        <time
          dateTime={answer.as_of}
          tabIndex={0}
          data-hint={`The numbers are those of ${formatInstant(answer.as_of, answer.time_zone)}.`}
          data-stale={error ? true : undefined}
        >
          as of {formatClock(answer.as_of, answer.time_zone)}
        </time>
      )}
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label="Refresh"
        aria-keyshortcuts="r"
        aria-busy={isFetching}
        data-hint="Refresh"
        onClick={refresh}
      >
        <IconRefresh size={16} stroke={1.8} />
      </ActionIcon>
    </div>
  );
}
