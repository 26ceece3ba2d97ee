// What each number and word on the pages means, in one or two sentences.
export const glossary = {
  customers_with_clicks:
    'Customers who opened their order link at least once in the period. Search and status apply.',
  total_views: 'How often order links were opened in the period, by all customers that match.',
  verified_total: 'How often a buyer passed the image challenge in the period.',
  checkout_started: 'How often a buyer reached the checkout screen in the period.',
  orders_submitted: 'Orders submitted through the order portal in the period.',

  name: 'The customer’s name, and below it the code if one is set.',
  email: 'The customer’s e-mail address.',
  status: 'Whether the customer is active or inactive today, whatever it was in the period.',
  last_click: 'When the order link was last opened, whatever the period.',
  views: 'How often the order link was opened in the period.',
  trend:
    'Order link opens on each of the last seven days, whatever the period. The number is today’s.',
  confirmed: 'How often the buyer clicked through the welcome screen in the period.',
  verified: 'How often the buyer passed the image challenge in the period.',
  checkout: 'How often the buyer reached the checkout screen in the period.',
  orders: 'Orders submitted through the order portal in the period.',
  recent_activity:
    'When the customer last did anything, of whatever kind and whatever the period. Deliveries and automated opens do not count.',
} as const;

export type Term = keyof typeof glossary;
