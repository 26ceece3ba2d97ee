// The preset periods, and a calendar for any other.
import '@mantine/dates/styles.css';

import { Button, Group, TextInput, UnstyledButton } from '@mantine/core';
import { DatePicker } from '@mantine/dates';
import { IconCheck } from '@tabler/icons-react';
import { useState } from 'react';

import { formatMonth, formatPeriod, formatWeekday, isDay } from '../formats';
import type { Day } from '../formats';
import classes from './PeriodPanel.module.css';
import type { PeriodOf } from './scope';

const startBefore = 'The last day is before the first.';

export function PeriodPanel({
  period,
  presets,
  today,
  firstWeekday,
  onChoose,
}: {
  period: PeriodOf<string>;
  presets: readonly { value: string; label: string }[];
  today: Day;
  firstWeekday: number;
  // One of `presets`, or a range.
  onChoose: (period: PeriodOf<string>) => void;
}) {
  const custom = 'preset' in period ? undefined : period;
  const [from, setFrom] = useState(custom?.from ?? '');
  const [to, setTo] = useState(custom?.to ?? '');
  const chosen = isDay(from) && isDay(to) ? { from, to } : undefined;
  const isBackwards = chosen !== undefined && chosen.to < chosen.from;
  const isFuture = isDay(from) && from > today;
  const isReady = chosen !== undefined && !isBackwards && !isFuture;

  return (
    <div className={classes.panel}>
      <ul className={classes.presets}>
        {presets.map(({ value, label }) => {
          const isCurrent = 'preset' in period && period.preset === value;
          return (
            <li key={value}>
              <UnstyledButton
                className={classes.preset}
                aria-pressed={isCurrent}
                data-autofocus={isCurrent || undefined}
                onClick={() => onChoose({ preset: value })}
              >
                {label}
                {isCurrent && <IconCheck size={14} stroke={2} aria-hidden />}
              </UnstyledButton>
            </li>
          );
        })}
      </ul>
      <form
        className={classes.custom}
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) onChoose(chosen);
        }}
      >
        <div className={classes.days}>
          <TextInput
            type="date"
            size="xs"
            label="First day"
            max={today}
            value={from}
            error={isFuture ? 'This day is yet to come.' : undefined}
            onChange={(event) => setFrom(event.currentTarget.value)}
          />
          <TextInput
            type="date"
            size="xs"
            label="Last day"
            max={today}
            value={to}
            error={isBackwards ? startBefore : undefined}
            onChange={(event) => setTo(event.currentTarget.value)}
          />
        </div>
        <DatePicker
          type="range"
          size="sm"
          weekendDays={[]}
          allowSingleDateInRange
          hideOutsideDates
          value={[isDay(from) ? from : null, isDay(to) && !isBackwards ? to : null]}
          onChange={([first, last]) => {
            setFrom(first ?? '');
            setTo(last ?? '');
          }}
          defaultDate={custom?.to ?? today}
          maxDate={today}
          firstDayOfWeek={weekdayOf(firstWeekday)}
          weekdayFormat={formatWeekday}
          monthLabelFormat={formatMonth}
          getDayAriaLabel={(day) => formatPeriod(day, day)}
          getDayProps={(day) => (day === today ? { 'aria-current': 'date' } : {})}
          ariaLabels={{
            nextMonth: 'Next month',
            previousMonth: 'Previous month',
          }}
        />
        <Group justify="space-between" wrap="nowrap" gap="sm">
          <span className={classes.words}>
            {isReady ? formatPeriod(chosen.from, chosen.to) : 'Both days are included.'}
          </span>
          <Button type="submit" size="xs" disabled={!isReady}>
            Apply
          </Button>
        </Group>
      </form>
    </div>
  );
}

type Weekday = 0 | 1 | 2 | 3 | 4 | 5 | 6;

// The API's Sunday is 7, the calendar's is 0.
function weekdayOf(firstWeekday: number): Weekday {
  return (firstWeekday % 7) as Weekday;
}
