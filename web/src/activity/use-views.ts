// The member's saved views of the page, and those that others share.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { request } from '../api/client';
import type { SavedView, SavedViews } from '../api/client';

const path = '/api/v1/views';

type Kept = Pick<SavedView, 'name' | 'query' | 'shared'>;

export function useViews(workspaceId: string) {
  const client = useQueryClient();
  const queryKey = ['views', workspaceId];
  // Others may have changed something too.
  const onSettled = () => client.invalidateQueries({ queryKey });
  const { data, error, refetch } = useQuery<SavedViews>({
    queryKey,
    queryFn: ({ signal }) => request<SavedViews>(path, { signal }),
  });
  const create = useMutation({
    mutationFn: ({ name, query, shared }: Kept) =>
      request<SavedView>(path, { method: 'POST', body: { name, query, shared } }),
    onSettled,
  });
  const change = useMutation({
    mutationFn: ({ id, ...body }: Partial<Kept> & { id: string }) =>
      request<SavedView>(`${path}/${encodeURIComponent(id)}`, { method: 'PATCH', body }),
    onSettled,
  });
  const remove = useMutation({
    mutationFn: ({ id }: SavedView) =>
      request<undefined>(`${path}/${encodeURIComponent(id)}`, { method: 'DELETE' }),
    onSettled,
  });
  return { views: data?.views, error, refresh: () => void refetch(), create, change, remove };
}
