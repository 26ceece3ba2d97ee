// Of when, of whom and of where the numbers are.
import { useNavigate } from 'react-router';

import type { Insights, Workspace } from '../api/client';
import { reachBack } from '../api/records';
import { administers } from '../api/rights';
import { formatCount, formatPeriod, shownZone } from '../formats';
import type { Day } from '../formats';
import { glossary } from '../glossary';
import { Choice } from '../scope/Choice';
import { GrantedTargets } from '../scope/GrantedTargets';
import { PeriodPicker } from '../scope/PeriodPicker';
import type { Choices } from '../scope/use-choices';
import type { Change } from '../scope/use-scope';
import classes from './Filters.module.css';
import { presets } from './insights-scope';
import type { InsightsScope } from './insights-scope';

export function Filters({
  scope,
  change,
  choices,
  workspace,
  today,
  answer,
  isAnswered,
}: {
  scope: InsightsScope;
  change: Change<InsightsScope>;
  choices: Choices;
  workspace: Workspace;
  // Today in the workspace's zone.
  today: Day;
  answer: Insights | undefined;
  // Whether `answer` is of what is chosen, or soon will be.
  isAnswered: boolean;
}) {
  const navigate = useNavigate();
  return (
    <div className={classes.filters} role="search" aria-label="What is shown">
      <PeriodPicker
        period={scope.period}
        presets={presets}
        onChange={(period) => change({ period })}
        today={today}
        firstWeekday={workspace.first_weekday}
      />
      <Choice
        name="Target"
        chosen={scope.target}
        known={answer?.target}
        choices={choices.targets}
        onChange={(target) => change({ target })}
        {...(administers(workspace) && {
          onEdit: { label: 'Edit targets…', go: () => void navigate('/targets') },
        })}
      />
      <Choice
        name="Site"
        chosen={scope.site}
        choices={choices.sites}
        onChange={(site) => change({ site })}
      />
      {isAnswered && answer && (
        <span className={classes.words}>
          {formatPeriod(answer.period.from, answer.period.to)}, {shownZone(answer.time_zone)}
          {comparedWith(answer)}
        </span>
      )}
      {isAnswered && answer && <AutomatedOpens count={answer.automated_opens} />}
      {scope.site && <p className={classes.words}>Events without a site are left out.</p>}
      <GrantedTargets targets={answer?.granted_targets} />
    </div>
  );
}

function comparedWith({ previous_period: before, records_from: first }: Insights): string {
  if (!before || first === null) return '';
  return reachBack(first, before.from)
    ? `, compared with ${formatPeriod(before.from, before.to)}`
    : `, compared with nothing: records begin on ${formatPeriod(first, first)}`;
}

function AutomatedOpens({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <p className={classes.words}>
      <span className={classes.term} tabIndex={0} data-hint={glossary.automated_opens}>
        {formatCount(count)} automated {count === 1 ? 'open' : 'opens'}
      </span>{' '}
      left out.
    </p>
  );
}
