// The open panel as the page's address has it.
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';

import { parsePanel, withPanel } from './panel';
import type { Panel } from './panel';

export interface PanelState {
  panel: Panel | undefined;
  // Opens that panel, or closes the one that is open; each is a step of the browser's history.
  show: (panel: Panel | undefined) => void;
  // Where a link to that panel leads: the page as it is now, with it open.
  addressOf: (panel: Panel) => { search: string };
}

export function usePanel(): PanelState {
  const [params, setParams] = useSearchParams();
  const panel = useMemo(() => parsePanel(params), [params]);
  const show = useCallback(
    (next: Panel | undefined) => {
      setParams((now) => withPanel(now, next), { preventScrollReset: true });
    },
    [setParams],
  );
  const addressOf = useCallback(
    (next: Panel) => ({ search: withPanel(params, next).toString() }),
    [params],
  );
  return { panel, show, addressOf };
}
