// The table's eleven columns, in the order they are in unless a member chose another. The customer's
// name is always there, and first.
import type { Column as ListColumn } from '../list/columns';
import { movableColumns } from '../scope/scope';
import type { MovableColumn, SortKey } from '../scope/scope';

export type Column = ListColumn<SortKey>;

const text = { align: 'start', isDescendingFirst: false } as const;
const time = { align: 'start', isDescendingFirst: true } as const;
const count = { align: 'end', isDescendingFirst: true } as const;

const named: Record<SortKey, Omit<Column, 'key'>> = {
  name: { label: 'Customer', term: 'name', width: 222, ...text },
  email: { label: 'Email', width: 172, ...text },
  status: { label: 'Status', term: 'status', width: 90, ...text },
  last_click: { label: 'Last click', term: 'last_click', width: 98, ...time },
  views: { label: 'Views', term: 'views', width: 68, ...count },
  trend: {
    label: '7-day trend',
    term: 'trend',
    width: 114,
    align: 'start',
    isDescendingFirst: true,
  },
  confirmed: { label: 'Confirmed', term: 'confirmed', width: 88, ...count },
  verified: { label: 'Verified', term: 'verified', width: 78, ...count },
  checkout: { label: 'Checkout', term: 'checkout', width: 82, ...count },
  orders: { label: 'Orders', term: 'orders', width: 74, ...count },
  recent_activity: { label: 'Recent activity', term: 'recent_activity', width: 142, ...time },
};

export function columnOf(key: SortKey): Column {
  return { key, ...named[key] };
}

export const columns: readonly Column[] = (['name', ...movableColumns] as const).map(columnOf);

export function columnsOf(shown: readonly MovableColumn[]): Column[] {
  return (['name', ...shown] as const).map(columnOf);
}
