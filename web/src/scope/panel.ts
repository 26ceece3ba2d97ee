// Which customer's panel is open, and at which tab, as the page's address has it.

export const panelTabs = ['activity', 'general', 'link'] as const;

export type PanelTab = (typeof panelTabs)[number];

export interface Panel {
  customer: string;
  tab: PanelTab;
}

// Undefined where the address names no customer.
export function parsePanel(params: URLSearchParams): Panel | undefined {
  const customer = params.get('customer');
  if (!customer) return undefined;
  const tab = panelTabs.find((each) => each === params.get('tab')) ?? 'activity';
  return { customer, tab };
}

// The address with that panel open, or with none; all else in it stays.
export function withPanel(params: URLSearchParams, panel: Panel | undefined): URLSearchParams {
  const changed = new URLSearchParams(params);
  changed.delete('customer');
  changed.delete('tab');
  if (panel) {
    changed.set('customer', panel.customer);
    changed.set('tab', panel.tab);
  }
  return changed;
}
