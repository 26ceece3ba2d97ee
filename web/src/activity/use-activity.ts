// The Activity page's answer, kept while the next one is on its way or fails to come.
import { useIdle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { request } from '../api/client';
import type { Activity, ApiError } from '../api/client';
import { activityParameters } from '../scope/scope';
import type { PerPage, Scope } from '../scope/scope';

const refreshEveryMs = 10_000;
// A page nobody looks at asks no more, or it would keep its session alive for ever.
const idleAfterMs = 10 * 60_000;

export interface ActivityState {
  // The newest answer there is; undefined before the first.
  answer: Activity | undefined;
  // Whether `answer` is to another question than the one asked now.
  isOld: boolean;
  // Why there is no newer one. Kept through the tries that follow, until one succeeds.
  error: ApiError | undefined;
  isFetching: boolean;
  refresh: () => void;
}

export function useActivity(
  workspaceId: string,
  scope: Scope,
  perPage: PerPage,
  isAllowed: boolean,
): ActivityState {
  const isIdle = useIdle(idleAfterMs, { initialState: false });
  const question = activityParameters(scope, perPage).toString();
  const query = useQuery<Activity>({
    queryKey: ['activity', workspaceId, question],
    queryFn: ({ signal }) => request<Activity>(`/api/v1/activity?${question}`, { signal }),
    enabled: isAllowed,
    refetchInterval: ({ state }) => {
      if (isIdle || (state.error && !isPassing(state.error))) return false;
      return (state.error?.retryAfterSeconds ?? refreshEveryMs / 1000) * 1000;
    },
  });

  const [kept, setKept] = useState<{ question: string; answer: Activity }>();
  const [failure, setFailure] = useState<{ question: string; error: ApiError }>();
  if (query.data && query.data !== kept?.answer) setKept({ question, answer: query.data });
  if (query.error && query.error !== failure?.error) setFailure({ question, error: query.error });

  const lastError = failure?.question === question ? failure.error : undefined;
  return {
    answer: query.data ?? kept?.answer,
    isOld: query.data === undefined && kept !== undefined,
    error: query.error ?? (query.isPending ? lastError : undefined),
    isFetching: query.isFetching,
    refresh: () => void query.refetch(),
  };
}

// Whether the same question may be answered later.
export function isPassing(error: ApiError): boolean {
  return error.status === 0 || error.status === 429 || error.status >= 500;
}
