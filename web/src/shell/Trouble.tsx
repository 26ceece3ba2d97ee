// What is said of a failure beside its message.
import { Code, Progress } from '@mantine/core';

import type { ApiError } from '../api/client';
import classes from './Trouble.module.css';

export function RequestId({ error }: { error: ApiError }) {
  if (!error.requestId) return null;
  return (
    <div className={classes.request}>
      Request id <Code>{error.requestId}</Code>
    </div>
  );
}

export function CatchingUp({ error }: { error: ApiError }) {
  const percent = Math.floor(Math.min(Math.max(error.progress ?? 0, 0), 1) * 100);
  return (
    <div className={classes.progress}>
      <Progress value={percent} aria-label="Caught up" />
      <span>{percent}%</span>
    </div>
  );
}
