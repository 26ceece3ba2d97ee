// The button that names the period, and what opens from it.
import { Button, Drawer, Popover } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconCalendar, IconChevronDown } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';

import type { Day } from '../formats';
import { periodLabel } from './scope';
import type { PeriodOf } from './scope';

// The calendar and its date library load when it is opened first.
const PeriodPanel = lazy(async () => ({ default: (await import('./PeriodPanel')).PeriodPanel }));

export function PeriodPicker<Name extends string>({
  period,
  presets,
  onChange,
  today,
  firstWeekday,
}: {
  period: PeriodOf<Name>;
  presets: readonly { value: Name; label: string }[];
  onChange: (period: PeriodOf<Name>) => void;
  today: Day;
  // 1 is Monday, 7 is Sunday.
  firstWeekday: number;
}) {
  const [opened, setOpened] = useState(false);
  const isNarrow = useMediaQuery('(max-width: 599.98px)', false, {
    getInitialValueInEffect: false,
  });

  const label = periodLabel(period, presets);
  const button = (
    <Button
      variant="default"
      fw={500}
      px={isNarrow ? 'xs' : 'sm'}
      flex="none"
      leftSection={isNarrow ? null : <IconCalendar size={15} stroke={1.8} aria-hidden />}
      rightSection={<IconChevronDown size={14} stroke={1.8} aria-hidden />}
      aria-haspopup="dialog"
      aria-expanded={opened}
      aria-label={`Period: ${label}`}
      onClick={() => setOpened((now) => !now)}
    >
      {label}
    </Button>
  );
  const panel = (
    <Suspense fallback={null}>
      <PeriodPanel
        period={period}
        presets={presets}
        today={today}
        firstWeekday={firstWeekday}
        onChoose={(chosen) => {
          setOpened(false);
          onChange(chosen as PeriodOf<Name>);
        }}
      />
    </Suspense>
  );

  if (isNarrow) {
    return (
      <>
        {button}
        <Drawer
          opened={opened}
          onClose={() => setOpened(false)}
          position="bottom"
          size={620}
          title="Period"
          closeButtonProps={{ 'aria-label': 'Close' }}
        >
          {panel}
        </Drawer>
      </>
    );
  }
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-start"
      trapFocus
      returnFocus
      transitionProps={{ duration: 80 }}
    >
      <Popover.Target popupType="dialog">{button}</Popover.Target>
      <Popover.Dropdown p={0} aria-label="Period">
        {panel}
      </Popover.Dropdown>
    </Popover>
  );
}
