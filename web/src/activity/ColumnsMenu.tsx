// The button that opens the choice of the table's columns.
import { ActionIcon, Popover } from '@mantine/core';
import { IconColumns3 } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';

import type { MovableColumn } from '../scope/scope';

const ColumnsPanel = lazy(async () => ({ default: (await import('./ColumnsPanel')).ColumnsPanel }));

export function ColumnsMenu({
  shown,
  onChange,
}: {
  shown: readonly MovableColumn[];
  onChange: (shown: readonly MovableColumn[]) => void;
}) {
  const [opened, setOpened] = useState(false);
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-end"
      trapFocus
      returnFocus
      transitionProps={{ duration: 80 }}
    >
      <Popover.Target popupType="dialog">
        <ActionIcon
          variant="default"
          size={36}
          aria-label="Columns"
          data-hint="Columns"
          onClick={() => setOpened((now) => !now)}
        >
          <IconColumns3 size={16} stroke={1.8} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label="Columns">
        <Suspense fallback={null}>
          <ColumnsPanel shown={shown} onChange={onChange} />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
