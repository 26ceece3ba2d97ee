// Of when, of whom and of where the numbers are.
import { useNavigate } from 'react-router';

import type { Insights, Workspace } from '../api/client';
import { formatPeriod, shownZone } from '../formats';
import type { Day } from '../formats';
import { Choice } from '../scope/Choice';
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
        onEdit={{ label: 'Edit targets…', go: () => void navigate('/targets') }}
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
          {answer.previous_period && (
            <>
              , compared with {formatPeriod(answer.previous_period.from, answer.previous_period.to)}
            </>
          )}
        </span>
      )}
      {scope.site && <p className={classes.words}>Events without a site are left out.</p>}
    </div>
  );
}
