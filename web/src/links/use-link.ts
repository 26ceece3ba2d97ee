// A customer's order link: shown, renewed, and sent by mail.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { customerPath, request } from '../api/client';
import type { OrderLink, SendLinks, SentLinks } from '../api/client';

const linkPath = (customer: string) => `${customerPath(customer)}/link`;
const linkKey = (workspaceId: string, customer: string) => ['order-link', workspaceId, customer];

// The server makes it when it is first asked for.
export function fetchLink(customer: string): Promise<OrderLink> {
  return request<OrderLink>(linkPath(customer));
}

export function useLink(workspaceId: string, customer: string) {
  return useQuery<OrderLink>({
    queryKey: linkKey(workspaceId, customer),
    queryFn: ({ signal }) => request<OrderLink>(linkPath(customer), { signal }),
  });
}

export type LinkAct = 'renew' | 'revoke' | 'block' | 'unblock';

const calls: Record<LinkAct, { method: 'POST' | 'PATCH' | 'DELETE'; body?: unknown }> = {
  renew: { method: 'POST', body: {} },
  revoke: { method: 'DELETE' },
  block: { method: 'PATCH', body: { blocked: true } },
  unblock: { method: 'PATCH', body: { blocked: false } },
};

export function useChangeLink(workspaceId: string, customer: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (act: LinkAct) => request<OrderLink>(linkPath(customer), calls[act]),
    onSuccess: (link) => {
      client.setQueryData(linkKey(workspaceId, customer), link);
      // Their rows say whether a link is blocked.
      for (const list of ['activity', 'customers']) {
        void client.invalidateQueries({ queryKey: [list, workspaceId] });
      }
    },
  });
}

export function useSendLinks(workspaceId: string) {
  const client = useQueryClient();
  return useMutation({
    // Everybody's mails are written before it answers, which may take a while.
    mutationFn: ({ key, ...body }: SendLinks & { key?: string }) =>
      request<SentLinks>('/api/v1/links/send', {
        method: 'POST',
        body,
        withinMs: 120_000,
        idempotencyKey: key,
      }),
    onSuccess: (_sent, { preview }) => {
      if (preview) return;
      void client.invalidateQueries({ queryKey: ['order-link', workspaceId] });
      void client.invalidateQueries({ queryKey: ['outbox', workspaceId] });
    },
  });
}
