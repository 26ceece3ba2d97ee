// The scope as the page's address has it.
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';

import { formatScope, parseScope } from './scope';
import type { Scope } from './scope';

export type ChangeScope = (change: Partial<Scope>, how?: { replace: boolean }) => void;

// Every change but that of the page itself leads back to the first page. With `replace` the change
// takes the place of the last one in the browser's history.
export function useScope(): [Scope, ChangeScope] {
  const [params, setParams] = useSearchParams();
  const scope = useMemo(() => parseScope(params), [params]);
  const change = useCallback<ChangeScope>(
    (part, how) => {
      setParams((now) => formatScope({ ...parseScope(now), page: 1, ...part }), {
        replace: how?.replace ?? false,
        preventScrollReset: true,
      });
    },
    [setParams],
  );
  return [scope, change];
}
