// The workspace's members, and what sales reps among them see of Insights.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { pathOf, request } from '../api/client';
import type { InsightsGrant, Member, Members } from '../api/client';

const path = '/api/v1/members';
const key = (workspaceId: string) => ['members', workspaceId];

export function useMembers(workspaceId: string, isAllowed: boolean) {
  return useQuery<Members>({
    queryKey: key(workspaceId),
    queryFn: ({ signal }) => request<Members>(path, { signal }),
    enabled: isAllowed,
  });
}

export function useGrant(workspaceId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, insights: { granted, targets } }: Pick<Member, 'id' | 'insights'>) =>
      request<Member>(`${pathOf(path, id)}/insights`, {
        method: 'PUT',
        body: granted ? { granted, targets } : { granted },
      }),
    onSuccess: (changed) => {
      client.setQueryData<Members>(
        key(workspaceId),
        (known) =>
          known && {
            members: known.members.map((member) => (member.id === changed.id ? changed : member)),
          },
      );
    },
    // Others may have changed something too.
    onSettled: () => client.invalidateQueries({ queryKey: key(workspaceId) }),
  });
}

export const isSameGrant = (one: InsightsGrant, other: InsightsGrant) =>
  one.granted === other.granted &&
  (!one.granted || JSON.stringify(one.targets) === JSON.stringify(other.targets));
