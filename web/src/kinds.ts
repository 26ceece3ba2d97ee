// What the kinds of events are called on the pages, in the plural.
import type { Kind } from './api/client';

export const kindNames: Record<Kind, string> = {
  link_open: 'Views',
  confirmation: 'Confirmed',
  verification: 'Verified',
  checkout_start: 'Checkout started',
  order_submit: 'Orders',
  login: 'Logins',
  signup: 'Sign-ups',
  form_response: 'Form responses',
  email_delivered: 'Delivered emails',
  email_open: 'Open mail',
  email_spam: 'Emails notified as spam',
  notification_delivered: 'Delivered notifications',
  notification_open: 'Open notifications',
  other: 'Other events',
};

// `Logins, form responses and open mail`, in the middle of a sentence or at its beginning.
export function formatKinds(kinds: readonly Kind[]): string {
  const names = kinds.map((kind, position) =>
    position === 0 ? kindNames[kind] : kindNames[kind].toLowerCase(),
  );
  return new Intl.ListFormat('en-US').format(names);
}
