// The controls that say what is looked at: search, status, period, target, site.
import type { ReactNode, Ref } from 'react';
import { useNavigate } from 'react-router';

import type { Workspace } from '../api/client';
import type { Day } from '../formats';
import { Choice } from './Choice';
import { PeriodPicker } from './PeriodPicker';
import { presets } from './scope';
import type { Scope } from './scope';
import { SearchBox } from './SearchBox';
import classes from './ScopeBar.module.css';
import { StatusControl } from './StatusControl';
import type { Choices } from './use-choices';
import type { ChangeScope } from './use-scope';

export function ScopeBar({
  scope,
  change,
  choices,
  workspace,
  today,
  period,
  searchRef,
  children,
}: {
  scope: Scope;
  change: ChangeScope;
  choices: Choices;
  workspace: Workspace;
  // Today in the workspace's zone.
  today: Day;
  // The period in words.
  period: string | undefined;
  searchRef: Ref<HTMLInputElement>;
  // What stands at the bar's end.
  children: ReactNode;
}) {
  const navigate = useNavigate();
  const hasChoices =
    choices.targets.length + choices.sites.length > 0 || Boolean(scope.target ?? scope.site);
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
        <span className={classes.words} data-hint={period}>
          {period}
        </span>
      </div>
      {hasChoices && (
        <div className={classes.choices}>
          <Choice
            name="Target"
            chosen={scope.target}
            choices={choices.targets}
            onChange={(target) => change({ target })}
            onEdit={{ label: 'Edit targets…', go: () => void navigate('/targets') }}
          />
          <Choice
            name="Site"
            chosen={scope.site}
            choices={choices.sites}
            onChange={(site) => change({ site })}
          />
        </div>
      )}
      {scope.site && (
        <p className={classes.hint}>
          Only events at this site are counted, none without a site. Last click and recent activity
          stay those of all sites.
        </p>
      )}
      <div className={classes.end}>{children}</div>
    </div>
  );
}
