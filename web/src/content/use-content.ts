// One campaign's or form's answer, and what its page has in its address.
import { useQuery } from '@tanstack/react-query';
import { useParams, useSearchParams } from 'react-router';

import { useChanges } from '../api/changes';
import { pathOf, request } from '../api/client';
import type { Workspace } from '../api/client';
import { useKeptAnswer } from '../api/kept-answer';
import type { KeptAnswer } from '../api/kept-answer';
import { useLive } from '../api/live';
import type { Live } from '../api/live';
import { useRefetchInterval } from '../api/refetch';
import { seesInsights } from '../api/rights';

export interface ContentState<T> {
  state: KeptAnswer<T>;
  live: Live;
  // The id of the target that the numbers are of; undefined is all customers.
  target: string | undefined;
  onAllCustomers: () => void;
}

export function useContent<T extends { sequence: number }>(
  folder: 'campaigns' | 'forms',
  workspace: Workspace,
): ContentState<T> {
  const { id = '' } = useParams();
  const [params, setParams] = useSearchParams();
  const target = params.get('target') || undefined;
  const isAllowed = seesInsights(workspace);
  const changes = useChanges();
  const refetchInterval = useRefetchInterval(changes.isLive);
  const question = target === undefined ? '' : `?${new URLSearchParams({ target }).toString()}`;
  const query = useQuery<T>({
    queryKey: [folder, workspace.id, id, question],
    queryFn: ({ signal }) =>
      request<T>(`${pathOf(`/api/v1/${folder}`, id)}${question}`, { signal }),
    enabled: isAllowed,
    refetchInterval,
  });
  const state = useKeptAnswer(query, `${id} ${question}`);
  const live = useLive(changes, state.answer?.sequence, state.refresh);
  return {
    state,
    live,
    target,
    onAllCustomers: () =>
      setParams((now) => {
        const all = new URLSearchParams(now);
        all.delete('target');
        return all;
      }),
  };
}
