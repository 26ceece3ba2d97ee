// The list's columns, in their order.
import type { Column } from '../list/columns';
import type { CustomersSortKey } from './customers-scope';

const text = { align: 'start', isDescendingFirst: false } as const;

export const columns: readonly Column<CustomersSortKey>[] = [
  { key: 'name', label: 'Customer', width: 240, ...text },
  { key: 'code', label: 'Code', width: 120, ...text },
  { key: 'email', label: 'Email', width: 220, ...text },
  { key: 'status', label: 'Status', term: 'status', width: 96, ...text },
  { key: 'id', label: 'Id', width: 140, ...text },
];
