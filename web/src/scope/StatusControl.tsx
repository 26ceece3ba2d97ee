// Which status the customers have that are shown.
import { SegmentedControl } from '@mantine/core';

import type { StatusFilter } from './scope';
import classes from './StatusControl.module.css';

const statuses: { value: StatusFilter; label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'active', label: 'Active' },
  { value: 'inactive', label: 'Inactive' },
];

export function StatusControl({
  status,
  onChange,
}: {
  status: StatusFilter;
  onChange: (status: StatusFilter) => void;
}) {
  return (
    <SegmentedControl
      className={classes.status}
      aria-label="Status"
      size="sm"
      data={statuses}
      value={status}
      onChange={onChange}
    />
  );
}
