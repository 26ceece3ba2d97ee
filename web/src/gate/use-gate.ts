// How the entry pages look and work: asked for and changed.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { request } from '../api/client';
import type { Gate, GateChange, PortalSecret } from '../api/client';

const path = '/api/v1/gate';
const key = (workspaceId: string) => ['gate', workspaceId];

export function useGate(workspaceId: string, isAllowed: boolean) {
  return useQuery<Gate>({
    queryKey: key(workspaceId),
    queryFn: ({ signal }) => request<Gate>(path, { signal }),
    enabled: isAllowed,
  });
}

// `call(argument)` gives the gate as it is then.
function useGateMutation<T>(workspaceId: string, call: (argument: T) => Promise<Gate>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: call,
    onSuccess: (gate) => client.setQueryData<Gate>(key(workspaceId), gate),
  });
}

export const useChangeGate = (workspaceId: string) =>
  useGateMutation(workspaceId, (body: GateChange) =>
    request<Gate>(path, { method: 'PATCH', body }),
  );

// Nothing takes it away.
export const useChangeLogo = (workspaceId: string) =>
  useGateMutation(workspaceId, (logo: Blob | undefined) =>
    request<Gate>(`${path}/logo`, logo ? { method: 'PUT', bytes: logo } : { method: 'DELETE' }),
  );

export const useRenew = (workspaceId: string) =>
  useGateMutation(workspaceId, (what: 'key' | 'link') =>
    request<Gate>(`${path}/${what}`, { method: 'POST', body: {} }),
  );

export function usePortalSecret() {
  return useMutation({
    mutationFn: (act: 'show' | 'renew') =>
      request<PortalSecret>(
        `${path}/secret`,
        act === 'show' ? { method: 'GET' } : { method: 'POST', body: {} },
      ),
  });
}
