// Every site, campaign or form of the workspace: those that were described, and those that an event
// named.
import { useQuery } from '@tanstack/react-query';

import { request } from '../api/client';
import type { Campaigns, Forms, Sites } from '../api/client';

export type ContentLists = Sites & Campaigns & Forms;
export type ContentFolder = keyof ContentLists;

export const contentListKey = (folder: ContentFolder, workspaceId: string) => [
  `all-${folder}`,
  workspaceId,
];

export function useContentList<F extends ContentFolder>(
  folder: F,
  workspaceId: string,
  isWanted: boolean,
) {
  return useQuery<Pick<ContentLists, F>>({
    queryKey: contentListKey(folder, workspaceId),
    queryFn: ({ signal }) => request<Pick<ContentLists, F>>(`/api/v1/${folder}`, { signal }),
    enabled: isWanted,
  });
}
