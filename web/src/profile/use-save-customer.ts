// Stores what a member wrote of a customer, and renews what shows it.
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { ApiError, customerPath, request } from '../api/client';
import type { Profile, Receipt } from '../api/client';

export interface Saving {
  id: string;
  profile: Profile;
  // The version that was changed, or `new`; without one whatever is there is written over.
  version?: string;
}

// Succeeds once the customer is stored and shown as it is now.
export function useSaveCustomer(workspaceId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, profile, version }: Saving) => {
      const query = version === undefined ? '' : `?version=${encodeURIComponent(version)}`;
      const receipt = await request<Receipt>(`${customerPath(id)}${query}`, {
        method: 'PATCH',
        body: profile,
      });
      const refused = receipt.rejected[0];
      if (refused) {
        throw new ApiError(refused.message ?? refused.reason, {
          status: 400,
          code: refused.reason,
          field: refused.field,
        });
      }
    },
    onSuccess: (_nothing, { id }) => renewCustomers(client, workspaceId, id),
  });
}

// Asks again for what shows customers, `id` among them; waits for those that are on the screen.
export async function renewCustomers(
  client: ReturnType<typeof useQueryClient>,
  workspaceId: string,
  id?: string,
): Promise<void> {
  const keys = [
    ['customers', workspaceId],
    ['activity', workspaceId],
    id === undefined ? ['customer', workspaceId] : ['customer', workspaceId, id],
  ];
  await Promise.all(keys.map((queryKey) => client.invalidateQueries({ queryKey })));
}
