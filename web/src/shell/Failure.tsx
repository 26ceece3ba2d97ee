// What failed in a part of a page: in the place of that part, or above what is older.
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';

import type { ApiError } from '../api/client';
import { RequestId } from './Trouble';
import classes from './Failure.module.css';

export function Failure({
  title,
  error,
  onRetry,
  isFetching,
  triesItself = true,
  children,
}: {
  title: string;
  error: ApiError;
  onRetry: () => void;
  isFetching: boolean;
  triesItself?: boolean;
  // In the place of the server's own words.
  children?: ReactNode;
}) {
  return (
    <div
      className={classes.failure}
      data-kind={error.isCatchingUp ? 'warning' : 'failure'}
      role={error.isCatchingUp ? 'status' : 'alert'}
    >
      <div className={classes.text}>
        <strong>{title}</strong> {children || error.message}
        {error.isPassing && triesItself && ' This tries again by itself.'}
        <RequestId error={error} />
      </div>
      {error.isPassing && (
        <Button size="xs" variant="default" onClick={onRetry} loading={isFetching}>
          Try again
        </Button>
      )}
    </div>
  );
}
