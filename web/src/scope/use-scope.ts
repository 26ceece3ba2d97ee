// The scope as the page's address has it.
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';

import { parsePanel, withPanel } from './panel';
import { formatScope, parseScope } from './scope';
import type { Scope } from './scope';

export type Change<S> = (part: Partial<S>, how?: { replace: boolean }) => void;
export type ChangeScope = Change<Scope>;

// Every change of a list but that of the page itself leads back to the first page.
export const firstPage = { page: 1 };

export function useScope(): [Scope, ChangeScope] {
  return useAddress(parseScope, formatScope, firstPage);
}

// What a page shows as `parse` reads it from the address and `format` writes it there. What a change
// does not say becomes as in `reset`, or stays. With `replace` the change takes the place of the last
// one in the browser's history. A panel that is open stays open.
export function useAddress<S extends object>(
  parse: (params: URLSearchParams) => S,
  format: (scope: S) => URLSearchParams,
  reset?: Partial<S>,
): [S, Change<S>] {
  const [params, setParams] = useSearchParams();
  const scope = useMemo(() => parse(params), [parse, params]);
  const change = useCallback<Change<S>>(
    (part, how) => {
      // Of two changes at once the second knows the first, which is not drawn yet.
      const now = new URLSearchParams(window.location.search);
      setParams(withPanel(format({ ...parse(now), ...reset, ...part }), parsePanel(now)), {
        replace: how?.replace ?? false,
        preventScrollReset: true,
      });
    },
    [parse, format, reset, setParams],
  );
  return [scope, change];
}
