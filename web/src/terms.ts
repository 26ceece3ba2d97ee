// The words that pages explain, each with the section of docs/semantics.md that defines it.
export const terms = {
  customers_with_clicks: 'Customers with clicks',
  total_views: 'Total views',
  verified: 'Verified',
  checkout_started: 'Checkout started',
  orders_submitted: 'Orders',
  compared: 'Compared with before',

  checkout_no_order: 'Checkout, no order',
  viewed_no_checkout: 'Viewed, no checkout',
  gone_quiet: 'Gone quiet',
  never_opened: 'Never opened',

  name: 'Customer',
  status: 'Status',
  last_click: 'Last click',
  views: 'View',
  trend: 'Trend',
  confirmed: 'Confirmed',
  checkout: 'Checkout started',
  orders: 'Orders',
  recent_activity: 'Recent activity',
  viewing: 'Viewing now',

  funnel: 'Funnel',
  period: 'Period',
  day: 'Local day',
  automated: 'What does not count',

  created: 'Created',
  first_seen: 'First seen',
  last_seen: 'Recent activity',
} as const;
