// The scope as the page's address has it.
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';

import { parsePanel, withPanel } from './panel';
import { formatScope, parseScope } from './scope';
import type { Scope } from './scope';

export type Change<S> = (part: Partial<S>, how?: { replace: boolean }) => void;
export type ChangeScope = Change<Scope>;

export function useScope(): [Scope, ChangeScope] {
  return useAddress(parseScope, formatScope);
}

// What a list shows as `parse` reads it from the address and `format` writes it there. Every change
// but that of the page itself leads back to the first page. With `replace` the change takes the
// place of the last one in the browser's history. A panel that is open stays open.
export function useAddress<S extends { page: number }>(
  parse: (params: URLSearchParams) => S,
  format: (scope: S) => URLSearchParams,
): [S, Change<S>] {
  const [params, setParams] = useSearchParams();
  const scope = useMemo(() => parse(params), [parse, params]);
  const change = useCallback<Change<S>>(
    (part, how) => {
      // Of two changes at once the second knows the first, which is not drawn yet.
      const now = new URLSearchParams(window.location.search);
      setParams(withPanel(format({ ...parse(now), page: 1, ...part }), parsePanel(now)), {
        replace: how?.replace ?? false,
        preventScrollReset: true,
      });
    },
    [parse, format, setParams],
  );
  return [scope, change];
}
