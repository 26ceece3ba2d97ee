// The workspace's settings, asked for and changed.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { request } from '../api/client';
import type { Settings, SettingsChange } from '../api/client';

const path = '/api/v1/settings';
const key = (workspaceId: string) => ['settings', workspaceId];
// While the days of a new zone are being made.
const untilInForceMs = 3_000;

export function useSettings(workspaceId: string, isAllowed: boolean) {
  return useQuery<Settings>({
    queryKey: key(workspaceId),
    queryFn: ({ signal }) => request<Settings>(path, { signal }),
    enabled: isAllowed,
    // The form begins with what is stored now.
    gcTime: 0,
    refetchInterval: ({ state: { data } }) =>
      data && data.time_zone !== data.time_zone_in_force ? untilInForceMs : false,
  });
}

export function useChangeSettings(workspaceId: string) {
  const client = useQueryClient();
  return useMutation({
    // Of the settings of that version alone.
    mutationFn: ({ version, body }: { version: string; body: SettingsChange }) =>
      request<Settings>(`${path}?version=${encodeURIComponent(version)}`, {
        method: 'PATCH',
        body,
      }),
    onSuccess: (settings) => {
      client.setQueryData<Settings>(key(workspaceId), settings);
      // Name, zone and first weekday are also those of the session.
      return client.invalidateQueries({ queryKey: ['session'] });
    },
  });
}
