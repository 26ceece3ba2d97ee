// Says something of a site, a campaign or a form; one that is not there yet is made.
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { pathOf, request } from '../api/client';
import { contentListKey } from '../scope/use-content-list';
import type { ContentFolder } from '../scope/use-content-list';
import type { ContentChange, ContentItem } from './content';

export function useContentChange(folder: ContentFolder, workspaceId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, body }: { id: string; body: ContentChange }) =>
      request<ContentItem>(pathOf(`/api/v1/${folder}`, id), { method: 'PUT', body }),
    onSettled: () => client.invalidateQueries({ queryKey: contentListKey(folder, workspaceId) }),
  });
}
