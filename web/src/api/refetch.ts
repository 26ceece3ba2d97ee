// How often an answer on the screen is asked for again, and what is said while that fails.
import { useIdle } from '@mantine/hooks';
import { useState } from 'react';

import type { ApiError } from './client';

const refreshEveryMs = 10_000;
const liveEveryMs = 60_000;
// A page nobody looks at asks no more, or it would keep its session alive for ever.
const idleAfterMs = 10 * 60_000;

// For a query's `refetchInterval`. After a failure the server says when; what can never be answered
// is not asked again, and what is told when it changes only to say that it is as of now.
export function useRefetchInterval(isLive = false) {
  const isIdle = useIdle(idleAfterMs, { initialState: false });
  return ({ state: { error } }: { state: { error: ApiError | null } }): number | false => {
    if (isIdle || (error && !error.isPassing)) return false;
    const everyMs = isLive && !error ? liveEveryMs : refreshEveryMs;
    return (error?.retryAfterSeconds ?? everyMs / 1000) * 1000;
  };
}

// Why there is no newer answer. Kept through the tries that follow, until one succeeds.
export function useLastError(query: {
  error: ApiError | null;
  isPending: boolean;
}): ApiError | undefined {
  const [last, setLast] = useState<ApiError>();
  if (query.error && query.error !== last) setLast(query.error);
  return query.error ?? (query.isPending ? last : undefined);
}
