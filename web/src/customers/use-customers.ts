// The list's answer.
import { useQuery } from '@tanstack/react-query';

import { request } from '../api/client';
import type { Customers } from '../api/client';
import { useKeptAnswer } from '../api/kept-answer';
import type { KeptAnswer } from '../api/kept-answer';
import { useRefetchInterval } from '../api/refetch';
import type { PerPage } from '../scope/scope';
import { customersParameters } from './customers-scope';
import type { CustomersScope } from './customers-scope';

export type CustomersState = KeptAnswer<Customers>;

export function useCustomers(
  workspaceId: string,
  scope: CustomersScope,
  perPage: PerPage,
  isLive: boolean,
): CustomersState {
  const refetchInterval = useRefetchInterval(isLive);
  const question = customersParameters(scope, perPage).toString();
  const query = useQuery<Customers>({
    queryKey: ['customers', workspaceId, question],
    queryFn: ({ signal }) => request<Customers>(`/api/v1/customers?${question}`, { signal }),
    refetchInterval,
  });
  return useKeptAnswer(query, question);
}
