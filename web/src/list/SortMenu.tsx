// How cards are sorted, which have no headings to click.
import { Button, Menu } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';

import type { Sort } from '../scope/scope';
import type { Column } from './columns';

export function SortMenu<Key extends string>({
  columns,
  sort,
  onSort,
}: {
  columns: readonly Column<Key>[];
  sort: Sort<Key>;
  onSort: (sort: Sort<Key>) => void;
}) {
  const current = columns.find(({ key }) => key === sort.key)?.label ?? sort.key;
  const Arrow = sort.descending ? IconArrowDown : IconArrowUp;
  return (
    <Menu position="bottom-end" transitionProps={{ duration: 80 }}>
      <Menu.Target>
        <Button
          variant="default"
          fw={500}
          px="xs"
          miw={0}
          aria-label={`Sorted by ${current}, ${sort.descending ? 'descending' : 'ascending'}`}
          rightSection={<Arrow size={14} stroke={2} aria-hidden />}
        >
          {current}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {columns.map(({ key, label, isDescendingFirst }) => (
          <Menu.RadioItem
            key={key}
            value={key}
            checked={key === sort.key}
            closeMenuOnClick
            onChange={() =>
              onSort({ key, descending: key === sort.key ? sort.descending : isDescendingFirst })
            }
          >
            {label}
          </Menu.RadioItem>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => onSort({ ...sort, descending: !sort.descending })}>
          Reverse the order
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
