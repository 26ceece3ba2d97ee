// The page's answers: cards and engagement, the chart and the two lists.
import { useQuery } from '@tanstack/react-query';

import { request } from '../api/client';
import type {
  ApiError,
  Insights,
  InsightsSeries,
  RecentCampaigns,
  RecentForms,
} from '../api/client';
import { useKeptAnswer } from '../api/kept-answer';
import type { KeptAnswer } from '../api/kept-answer';
import { useRefetchInterval } from '../api/refetch';
import { insightsParameters, listParameters, seriesParameters } from './insights-scope';
import type { InsightsScope } from './insights-scope';

export interface InsightsState {
  cards: KeptAnswer<Insights>;
  series: KeptAnswer<InsightsSeries>;
  campaigns: KeptAnswer<RecentCampaigns>;
  forms: KeptAnswer<RecentForms>;
  // Asks for all of them again.
  refresh: () => void;
  // The last entry of the journal that all of them have; undefined before the first.
  sequence: number | undefined;
  // Why the target cannot be looked at, if that is so.
  targetError: ApiError | undefined;
}

type RefetchInterval = ReturnType<typeof useRefetchInterval>;

export function useInsights(
  workspaceId: string,
  scope: InsightsScope,
  isAllowed: boolean,
  isLive: boolean,
): InsightsState {
  const every = useRefetchInterval(isLive);
  const ask = { workspaceId, every };
  const isCharted = scope.a !== undefined || scope.b !== undefined;
  const cards = useAnswer<Insights>('', insightsParameters(scope), { ...ask, isAllowed });
  const series = useAnswer<InsightsSeries>('/series', seriesParameters(scope), {
    ...ask,
    isAllowed: isAllowed && isCharted,
  });
  const campaigns = useAnswer<RecentCampaigns>('/campaigns', listParameters(scope), {
    ...ask,
    isAllowed,
  });
  const forms = useAnswer<RecentForms>('/forms', listParameters(scope), { ...ask, isAllowed });

  const all = [cards, ...(isCharted ? [series] : []), campaigns, forms];
  const sequences = all.flatMap(({ answer, error }) => (answer && !error ? answer.sequence : []));
  return {
    cards,
    series,
    campaigns,
    forms,
    refresh: () => all.forEach(({ refresh }) => refresh()),
    sequence: cards.answer && sequences.length > 0 ? Math.min(...sequences) : undefined,
    targetError: scope.target
      ? all.map(({ error }) => error).find((error) => error && isOfTarget(error))
      : undefined,
  };
}

export function isOfTarget({ code }: ApiError): boolean {
  return code === 'unknown_target' || code === 'target_broken';
}

function useAnswer<T>(
  path: string,
  parameters: URLSearchParams,
  how: { workspaceId: string; isAllowed: boolean; every: RefetchInterval },
): KeptAnswer<T> {
  const question = parameters.toString();
  const query = useQuery<T>({
    queryKey: [`insights${path}`, how.workspaceId, question],
    queryFn: ({ signal }) => request<T>(`/api/v1/insights${path}?${question}`, { signal }),
    enabled: how.isAllowed,
    refetchInterval: how.every,
  });
  return useKeptAnswer(query, question);
}
