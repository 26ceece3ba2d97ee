// The table's eleven columns, in their order.
import type { SortKey } from '../scope/scope';

export interface Column {
  key: SortKey;
  label: string;
  align: 'start' | 'end';
  // The direction a first click sorts in: names from A, numbers and times from the greatest.
  isDescendingFirst: boolean;
}

const text = { align: 'start', isDescendingFirst: false } as const;
const time = { align: 'start', isDescendingFirst: true } as const;
const count = { align: 'end', isDescendingFirst: true } as const;

export const columns: readonly Column[] = [
  { key: 'name', label: 'Customer', ...text },
  { key: 'email', label: 'Email', ...text },
  { key: 'status', label: 'Status', ...text },
  { key: 'last_click', label: 'Last click', ...time },
  { key: 'views', label: 'Views', ...count },
  { key: 'trend', label: '7-day trend', align: 'start', isDescendingFirst: true },
  { key: 'confirmed', label: 'Confirmed', ...count },
  { key: 'verified', label: 'Verified', ...count },
  { key: 'checkout', label: 'Checkout', ...count },
  { key: 'orders', label: 'Orders', ...count },
  { key: 'recent_activity', label: 'Recent activity', ...time },
];
