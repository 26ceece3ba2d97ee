// Of when, of whom and of where the numbers are.
import { NativeSelect } from '@mantine/core';

import type { Insights, Workspace } from '../api/client';
import { formatPeriod, shownZone } from '../formats';
import type { Day } from '../formats';
import { PeriodPicker } from '../scope/PeriodPicker';
import type { Change } from '../scope/use-scope';
import classes from './Filters.module.css';
import { presets } from './insights-scope';
import type { InsightsScope } from './insights-scope';
import type { Choices } from './use-insights';

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

interface Named {
  id: string;
  name: string;
}

// Not there while there is nothing to choose. Ids stand after a sign, since one may be the empty text.
function Choice({
  name,
  chosen,
  known,
  choices,
  onChange,
}: {
  name: string;
  chosen: string | undefined;
  // What the last answer was of.
  known?: Named | null | undefined;
  choices: readonly Named[];
  onChange: (id: string | undefined) => void;
}) {
  if (choices.length === 0 && chosen === undefined) return null;
  const isListed = chosen === undefined || choices.some(({ id }) => id === chosen);
  const unlisted = isListed
    ? []
    : [{ id: chosen, name: known?.id === chosen ? known.name : chosen }];
  return (
    <NativeSelect
      className={classes.choice}
      aria-label={name}
      data={[
        { value: '', label: `${name}: All` },
        ...[...unlisted, ...choices].map((each) => ({
          value: `=${each.id}`,
          label: `${name}: ${each.name}`,
        })),
      ]}
      value={chosen === undefined ? '' : `=${chosen}`}
      onChange={({ currentTarget: { value } }) =>
        onChange(value === '' ? undefined : value.slice(1))
      }
    />
  );
}
