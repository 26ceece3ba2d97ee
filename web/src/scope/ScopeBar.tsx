// The controls that say what is looked at: search, status, period.
import type { ReactNode, Ref } from 'react';

import type { Workspace } from '../api/client';
import type { Day } from '../formats';
import { PeriodPicker } from './PeriodPicker';
import { presets } from './scope';
import type { Scope } from './scope';
import { SearchBox } from './SearchBox';
import classes from './ScopeBar.module.css';
import { StatusControl } from './StatusControl';
import type { ChangeScope } from './use-scope';

export function ScopeBar({
  scope,
  change,
  workspace,
  today,
  period,
  searchRef,
  children,
}: {
  scope: Scope;
  change: ChangeScope;
  workspace: Workspace;
  // Today in the workspace's zone.
  today: Day;
  // The period in words.
  period: ReactNode;
  searchRef: Ref<HTMLInputElement>;
  // What stands at the bar's end.
  children: ReactNode;
}) {
  return (
    <div className={classes.bar} role="search" aria-label="What is shown">
      <SearchBox
        search={scope.search}
        onSearch={(search, how) => change({ search }, how)}
        inputRef={searchRef}
      />
      <StatusControl status={scope.status} onChange={(status) => change({ status })} />
      <div className={classes.period}>
        <PeriodPicker
          period={scope.period}
          presets={presets}
          onChange={(chosen) => change({ period: chosen })}
          today={today}
          firstWeekday={workspace.first_weekday}
        />
        <span className={classes.words}>{period}</span>
      </div>
      <div className={classes.end}>{children}</div>
    </div>
  );
}
