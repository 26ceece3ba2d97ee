// Who has stalled, one click away: each filter with how many customers it leaves. At the end, what
// else belongs to those that are looked at.
import { UnstyledButton } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';

import type { Activity } from '../api/client';
import { formatCount } from '../formats';
import { glossary } from '../glossary';
import { stages } from '../scope/scope';
import type { Scope } from '../scope/scope';
import type { ChangeScope } from '../scope/use-scope';
import classes from './QuickFilters.module.css';

// How much of the one before the chosen one is seen, in pixels.
const peep = 32;

export function QuickFilters({
  scope,
  change,
  answer,
  isWaiting,
  children,
}: {
  scope: Scope;
  change: ChangeScope;
  // Undefined while the first answer is awaited.
  answer: Activity | undefined;
  isWaiting: boolean;
  children: ReactNode;
}) {
  const group = useRef<HTMLDivElement>(null);
  // Where not all have room, the chosen one is seen.
  useEffect(() => {
    const list = group.current;
    const chosen = list?.querySelector<HTMLElement>('[aria-pressed=true]');
    if (list && chosen) list.scrollLeft = chosen.offsetLeft - list.offsetLeft - peep;
  }, [scope.stage]);
  return (
    <div className={classes.bar}>
      <div
        ref={group}
        className={classes.filters}
        role="group"
        aria-label="Who has stalled"
        data-waiting={isWaiting || undefined}
      >
        {stages.map(({ value, label }) => {
          const isOn = scope.stage === value;
          const count = answer?.stages[value];
          return (
            <UnstyledButton
              key={value}
              className={classes.filter}
              aria-pressed={isOn}
              data-hint={glossary[value]}
              data-zero={count === 0 || undefined}
              onClick={() => change({ stage: isOn ? undefined : value })}
            >
              {label}
              <span className={classes.count}>{count === undefined ? '' : formatCount(count)}</span>
            </UnstyledButton>
          );
        })}
      </div>
      {children}
    </div>
  );
}
