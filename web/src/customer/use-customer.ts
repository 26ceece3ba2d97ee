// What the server knows of one customer, renewed while its panel is open.
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';

import { useChanges } from '../api/changes';
import { customerPath, request } from '../api/client';
import type {
  ApiError,
  Customer,
  CustomerActivity,
  Kind,
  Timeline,
  TimelineEvent,
} from '../api/client';
import { useLive } from '../api/live';
import { useLastError, useRefetchInterval } from '../api/refetch';

const eventsPerPage = 25;

export interface AnswerState<T> {
  // The newest answer there is; undefined before the first.
  answer: T | undefined;
  // Why there is no newer one.
  error: ApiError | undefined;
  isFetching: boolean;
  refresh: () => void;
}

export function useCustomer(workspaceId: string, id: string): AnswerState<Customer> {
  const refetchInterval = useRefetchInterval(useChanges().isLive);
  const query = useQuery<Customer>({
    queryKey: ['customer', workspaceId, id],
    queryFn: ({ signal }) => request<Customer>(customerPath(id), { signal }),
    refetchInterval,
  });
  return useAnswer(query);
}

// The last 30 days, whatever the period of the list.
export function useCustomerActivity(
  workspaceId: string,
  id: string,
  isAllowed: boolean,
): AnswerState<CustomerActivity> {
  const refetchInterval = useRefetchInterval(useChanges().isLive);
  const query = useQuery<CustomerActivity>({
    queryKey: ['customer-activity', workspaceId, id],
    queryFn: ({ signal }) => request<CustomerActivity>(`${customerPath(id)}/activity`, { signal }),
    enabled: isAllowed,
    refetchInterval,
  });
  return useAnswer(query);
}

function useAnswer<T extends { sequence: number }>(query: UseQueryResult<T>): AnswerState<T> {
  const error = useLastError(query);
  useLive(useChanges(), query.data?.sequence, () => void query.refetch());
  return {
    answer: query.data,
    error,
    isFetching: query.isFetching,
    refresh: () => void query.refetch(),
  };
}

export interface TimelineState extends AnswerState<TimelineEvent[]> {
  // Whether `answer` is to another choice of kinds than the one asked now.
  isOld: boolean;
  hasMore: boolean;
  loadMore: () => void;
  isLoadingMore: boolean;
  // Whether `error` is of loading more.
  hasMoreFailed: boolean;
}

export function useTimeline(
  workspaceId: string,
  id: string,
  kinds: readonly Kind[],
  areAutomatedShown: boolean,
): TimelineState {
  const changes = useChanges();
  const refetchInterval = useRefetchInterval(changes.isLive);
  const asked = kinds.join(',');
  const query = useInfiniteQuery({
    queryKey: ['timeline', workspaceId, id, asked, areAutomatedShown],
    queryFn: ({ pageParam, signal }) => {
      const params = new URLSearchParams({ kinds: asked, limit: String(eventsPerPage) });
      if (areAutomatedShown) params.set('automated', 'yes');
      if (pageParam !== null) params.set('cursor', pageParam);
      return request<Timeline>(`${customerPath(id)}/timeline?${params.toString()}`, { signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
    // Who reads on in older events is not moved by newer ones.
    refetchInterval: (now) =>
      now.state.data && now.state.data.pages.length > 1 ? false : refetchInterval(now),
  });
  const pages = query.data?.pages ?? [];
  useLive(changes, pages.length === 1 ? pages[0]?.sequence : undefined, () => void query.refetch());
  const error = useLastError(query);
  return {
    answer: query.data?.pages.flatMap(({ events }) => events),
    error,
    isFetching: query.isFetching,
    refresh: () => void query.refetch(),
    isOld: query.isPlaceholderData,
    hasMore: query.hasNextPage,
    loadMore: () => void query.fetchNextPage(),
    isLoadingMore: query.isFetchingNextPage,
    hasMoreFailed: query.isFetchNextPageError,
  };
}
