// The rows and the panel that opens from them: what a row opens, the keys that lead from one to the
// next, and the way back to the one whose panel was closed.
import { useEffect, useMemo, useRef } from 'react';

import type { PanelTab } from '../scope/panel';
import { usePanel } from '../scope/use-panel';
import { useShortcuts } from '../shell/use-shortcuts';

export interface RowPanel {
  customer: string;
  address: { search: string };
  open: () => void;
  // At its order link, whichever tab it opens at otherwise.
  openLink: () => void;
}

export type PanelOf = (customer: string) => RowPanel;

// What can be focused of each row carries its customer's id in `data-customer`.
// A row opens its panel at `tab`.
export function useRows(tab: PanelTab): PanelOf {
  const { panel, show, addressOf } = usePanel();
  useShortcuts({ j: () => step(1), k: () => step(-1) });

  const opened = panel?.customer;
  const before = useRef(opened);
  useEffect(() => {
    if (before.current !== undefined && opened === undefined) returnTo(before.current);
    before.current = opened;
  }, [opened]);

  return useMemo<PanelOf>(
    () => (customer) => {
      const target = { customer, tab };
      return {
        customer,
        address: addressOf(target),
        open: () => show(target),
        openLink: () => show({ customer, tab: 'link' }),
      };
    },
    [addressOf, show, tab],
  );
}

function rows(): HTMLElement[] {
  return Array.from(document.querySelectorAll<HTMLElement>('[data-customer]'));
}

function step(by: 1 | -1): void {
  const all = rows();
  const position = all.findIndex((row) => row.contains(document.activeElement));
  const next = position === -1 ? all.find((row) => row.tabIndex === 0) : all[position + by];
  next?.focus();
}

// The list keeps its place; without such a row on it the page itself takes the focus.
function returnTo(customer: string): void {
  const row = rows().find((each) => each.dataset.customer === customer);
  (row ?? document.getElementById('main'))?.focus({ preventScroll: true });
}
