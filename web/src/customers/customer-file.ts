// Files of customers: the template to fill in, and the rows that were refused.
import type { Import } from '../api/client';
import { csvFile } from '../api/csv-file';

export const fileBytesMax = 32 * 1024 * 1024;

export const fileColumns: readonly { name: string; about: string }[] = [
  {
    name: 'id',
    about: 'What your systems call the customer. The only column that has to be there.',
  },
  { name: 'name', about: 'As it is shown in lists. Without one the id is shown.' },
  { name: 'code', about: 'A short code of your own.' },
  { name: 'email', about: 'One address.' },
  { name: 'phone', about: 'As you would write it down.' },
  { name: 'contact', about: 'Who to ask for.' },
  {
    name: 'status',
    about: 'active or inactive. A new customer is active unless it says otherwise.',
  },
];

export function templateFile(): Blob {
  return csvFile([fileColumns.map(({ name }) => name)]);
}

export function refusedFile(refusals: Import['refusals']): Blob {
  return csvFile([
    ['row', 'field', 'reason', 'message'],
    ...refusals.map(({ row, field, reason, message }) => [String(row), field, reason, message]),
  ]);
}
