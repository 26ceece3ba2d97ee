// The workspace's targets, asked for and changed, how many customers rules match, and the campaigns
// and forms that rules may name.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { pathOf, request } from '../api/client';
import type { Target, TargetChange, TargetCount, TargetRule } from '../api/client';
import { useContentList } from '../scope/use-content-list';
import type { ContentLists } from '../scope/use-content-list';
import type { Names } from './summary';

const path = '/api/v1/targets';

export function useChangeTargets(workspaceId: string) {
  const client = useQueryClient();
  // Others may have changed something too.
  const onSettled = () => client.invalidateQueries({ queryKey: ['targets', workspaceId] });
  const create = useMutation({
    mutationFn: (body: TargetChange) => request<Target>(path, { method: 'POST', body }),
    onSettled,
  });
  const change = useMutation({
    mutationFn: ({ id, body }: { id: string; body: TargetChange }) =>
      request<Target>(pathOf(path, id), { method: 'PATCH', body }),
    onSettled,
  });
  const remove = useMutation({
    mutationFn: ({ id }: Target) => request<undefined>(pathOf(path, id), { method: 'DELETE' }),
    onSettled,
  });
  return { create, change, remove };
}

// How many customers `groups` match, undefined while they cannot be asked for.
export function useCount(workspaceId: string, groups: TargetRule[][] | undefined) {
  return useQuery<TargetCount>({
    queryKey: ['target-count', workspaceId, groups],
    queryFn: ({ signal }) =>
      request<TargetCount>(`${path}/preview`, { method: 'POST', body: { groups }, signal }),
    enabled: groups !== undefined,
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
}

export type Content = Pick<ContentLists, 'campaigns' | 'forms'>;

// Empty while it is not known.
export function useContent(workspaceId: string, wanted: { campaigns: boolean; forms: boolean }) {
  const campaigns = useContentList('campaigns', workspaceId, wanted.campaigns);
  const forms = useContentList('forms', workspaceId, wanted.forms);
  return { campaigns: campaigns.data?.campaigns ?? [], forms: forms.data?.forms ?? [] };
}

export function namesOf({ campaigns, forms }: Content): Names {
  return {
    campaigns: new Map(campaigns.map(({ id, name }) => [id, name])),
    forms: new Map(forms.map(({ id, name }) => [id, name])),
  };
}
