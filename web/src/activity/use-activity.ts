// The Activity page's answer.
import { useQuery } from '@tanstack/react-query';

import { request } from '../api/client';
import type { Activity } from '../api/client';
import { useKeptAnswer } from '../api/kept-answer';
import type { KeptAnswer } from '../api/kept-answer';
import { useRefetchInterval } from '../api/refetch';
import { activityParameters } from '../scope/scope';
import type { PerPage, Scope } from '../scope/scope';

export type ActivityState = KeptAnswer<Activity>;

export function useActivity(
  workspaceId: string,
  scope: Scope,
  perPage: PerPage,
  isAllowed: boolean,
  isLive: boolean,
): ActivityState {
  const refetchInterval = useRefetchInterval(isLive);
  const parameters = activityParameters(scope, perPage);
  parameters.set('compare', 'previous');
  const question = parameters.toString();
  const query = useQuery<Activity>({
    queryKey: ['activity', workspaceId, question],
    queryFn: ({ signal }) => request<Activity>(`/api/v1/activity?${question}`, { signal }),
    enabled: isAllowed,
    refetchInterval,
  });
  return useKeptAnswer(query, question);
}
