// What can be filtered by: the targets and the sites of the workspace; nothing while it is not known.
import { useQuery } from '@tanstack/react-query';

import { request } from '../api/client';
import type { Sites, Targets } from '../api/client';
import { useContentList } from './use-content-list';

export interface Choices {
  targets: Targets['targets'];
  sites: Sites['sites'];
}

export function useTargets(workspaceId: string, isAllowed: boolean) {
  return useQuery<Targets>({
    queryKey: ['targets', workspaceId],
    queryFn: ({ signal }) => request<Targets>('/api/v1/targets', { signal }),
    enabled: isAllowed,
  });
}

export function useChoices(workspaceId: string, isAllowed: boolean): Choices {
  const targets = useTargets(workspaceId, isAllowed);
  const sites = useContentList('sites', workspaceId, isAllowed);
  return { targets: targets.data?.targets ?? [], sites: sites.data?.sites ?? [] };
}
