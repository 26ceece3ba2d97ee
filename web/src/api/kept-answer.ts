// An answer that is kept while the one to the next question is on its way or fails to come.
import type { UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';

import type { ApiError } from './client';

export interface KeptAnswer<T> {
  // The newest answer there is; undefined before the first.
  answer: T | undefined;
  // Whether `answer` is to another question than the one asked now.
  isOld: boolean;
  // Why there is no newer one. Kept through the tries that follow, until one succeeds.
  error: ApiError | undefined;
  isFetching: boolean;
  refresh: () => void;
}

// `query` asks `question`.
export function useKeptAnswer<T>(query: UseQueryResult<T>, question: string): KeptAnswer<T> {
  const [kept, setKept] = useState<{ question: string; answer: T }>();
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
