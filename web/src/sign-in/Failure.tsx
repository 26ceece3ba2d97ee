// Why signing in or setting up did not work.
import type { ApiError } from '../api/client';
import classes from './Frame.module.css';

export function Failure({ error, message }: { error: ApiError; message?: string | undefined }) {
  const wait = error.status === 429 ? waitInWords(error.retryAfterSeconds) : '';
  return (
    <div className={classes.failure} role="alert">
      {message ?? error.message} {wait}
      {error.requestId && error.status >= 500 && (
        <div className={classes.request}>Request id {error.requestId}</div>
      )}
    </div>
  );
}

function waitInWords(seconds: number | undefined): string {
  if (seconds === undefined) return 'Wait a while before the next try.';
  if (seconds < 90) return `Wait ${seconds} s before the next try.`;
  return `Wait ${Math.ceil(seconds / 60)} minutes before the next try.`;
}
