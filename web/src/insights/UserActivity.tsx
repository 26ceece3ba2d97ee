// One or two values over time: as a chart or a table, and as a file of either.
import { Button, NativeSelect, SegmentedControl, Skeleton } from '@mantine/core';
import { showNotification } from '@mantine/notifications';
import { IconDownload, IconTable } from '@tabler/icons-react';
import { useDeferredValue } from 'react';

import type { Insights, InsightsSeries, Metric } from '../api/client';
import type { KeptAnswer } from '../api/kept-answer';
import { saveFile } from '../api/save-file';
import { seriesFile } from '../charts/series';
import type { Chart, Line } from '../charts/series';
import { seriesPicture } from '../charts/series-picture';
import { SeriesChart } from '../charts/SeriesChart';
import { SeriesTable } from '../charts/SeriesTable';
import { formatPeriod, shownZone } from '../formats';
import { targetsInWords } from '../scope/granted';
import type { Choices } from '../scope/use-choices';
import type { Change } from '../scope/use-scope';
import { Failure } from '../shell/Failure';
import { buckets, metrics } from './insights-scope';
import type { InsightsScope } from './insights-scope';
import classes from './Sections.module.css';
import { isOfTarget } from './use-insights';

const title = 'User activity';
const slots = ['a', 'b'] as const;

interface Parts {
  scope: InsightsScope;
  change: Change<InsightsScope>;
  state: KeptAnswer<InsightsSeries>;
  choices: Choices;
  // Its name.
  workspace: string;
  // What the member is limited to.
  granted: Insights['granted_targets'] | undefined;
}

export function UserActivity(parts: Parts) {
  const { scope, state } = parts;
  const { answer: newest, error, isFetching, refresh } = state;
  // Drawn in pieces and after what was clicked.
  const answer = useDeferredValue(newest, undefined);
  const isOld = state.isOld || answer !== newest;
  const isCleared = scope.a === undefined && scope.b === undefined;
  return (
    <section className={`${classes.section ?? ''} ${classes.chart ?? ''}`} aria-labelledby="chart">
      <Controls {...parts} answer={isOld || isCleared ? undefined : answer} />
      {isCleared ? (
        <p className={classes.empty}>Choose a value above to see it over time.</p>
      ) : (
        <>
          {error && !isOfTarget(error) && (
            <Failure
              title={answer ? 'The chart is from before.' : 'The chart could not be loaded.'}
              error={error}
              onRetry={refresh}
              isFetching={isFetching}
            >
              {error.code === 'too_many_buckets' &&
                `The period is too long to be shown by ${scope.bucket ?? 'day'}. Choose larger steps above.`}
            </Failure>
          )}
          {!answer && !error && <Skeleton height={284} />}
          {answer && <Drawn answer={answer} isTable={scope.isTable} isWaiting={isOld} />}
        </>
      )}
    </section>
  );
}

function Drawn({
  answer,
  isTable,
  isWaiting,
}: {
  answer: InsightsSeries;
  isTable: boolean;
  isWaiting: boolean;
}) {
  const Shown = isTable ? SeriesTable : SeriesChart;
  return <Shown title={title} chart={chartOf(answer)} isWaiting={isWaiting} />;
}

function chartOf({ bucket, buckets: days, a, b }: InsightsSeries): Chart {
  const lines = slots.flatMap((slot): Line[] => {
    const line = slot === 'a' ? a : b;
    if (!line) return [];
    const { values, total, additive: isAdditive } = line;
    return [{ slot, ...namesOf(line.metric), values, total, isAdditive }];
  });
  return { bucket, buckets: days, lines };
}

function namesOf(metric: Metric): Pick<Line, 'name' | 'term'> {
  const { label, term } = metrics.find(({ value }) => value === metric) ?? metrics[0] ?? never();
  return { name: label, term };
}

function never(): never {
  throw new Error('There is no value to show.');
}

function Controls({
  scope,
  change,
  state,
  choices,
  workspace,
  granted,
  answer,
}: Parts & {
  // Undefined where what is chosen is not there yet.
  answer: InsightsSeries | undefined;
}) {
  const name = answer && `user-activity-${answer.period.from}-${answer.period.to}`;
  const keepPicture = async () => {
    if (!answer) return;
    try {
      const about = aboutOf(answer, scope, choices, { workspace, granted });
      saveFile(`${name}.png`, await seriesPicture(chartOf(answer), title, about));
    } catch (error) {
      showNotification({
        color: 'red',
        title: 'There is no picture',
        message: error instanceof Error ? error.message : 'It could not be drawn.',
        closeButtonProps: { 'aria-label': 'Close' },
      });
    }
  };
  return (
    <div className={classes.controls}>
      <h2 id="chart" className={classes.heading}>
        {title}
      </h2>
      <MetricSelect
        label="First value"
        chosen={scope.a}
        other={scope.b}
        onChange={(a) => change({ a })}
      />
      <span className={classes.about}>vs</span>
      <MetricSelect
        label="Second value"
        chosen={scope.b}
        other={scope.a}
        onChange={(b) => change({ b })}
      />
      <div className={`${classes.controls ?? ''} ${classes.end ?? ''}`}>
        <SegmentedControl
          className={classes.buckets}
          aria-label="By"
          size="xs"
          data={[...buckets]}
          value={scope.bucket ?? state.answer?.bucket ?? 'day'}
          onChange={(bucket) => change({ bucket })}
        />
        <Button
          size="xs"
          variant={scope.isTable ? 'light' : 'default'}
          fw={500}
          aria-pressed={scope.isTable}
          leftSection={<IconTable size={14} stroke={1.8} aria-hidden />}
          onClick={() => change({ isTable: !scope.isTable })}
        >
          Table
        </Button>
        <Button
          size="xs"
          variant="default"
          fw={500}
          disabled={!answer}
          aria-label="Download PNG"
          leftSection={download14}
          onClick={() => void keepPicture()}
        >
          PNG
        </Button>
        <Button
          size="xs"
          variant="default"
          fw={500}
          disabled={!answer}
          aria-label="Download CSV"
          leftSection={download14}
          onClick={() => answer && saveFile(`${name}.csv`, seriesFile(chartOf(answer)))}
        >
          CSV
        </Button>
      </div>
    </div>
  );
}

const download14 = <IconDownload size={14} stroke={1.8} aria-hidden />;

// A value is never compared with itself.
function MetricSelect({
  label,
  chosen,
  other,
  onChange,
}: {
  label: string;
  chosen: Metric | undefined;
  other: Metric | undefined;
  onChange: (metric: Metric | undefined) => void;
}) {
  return (
    <NativeSelect
      className={classes.select}
      size="xs"
      aria-label={label}
      data={[
        { value: '', label: 'None' },
        ...metrics.map(({ value, label: text }) => ({
          value,
          label: text,
          disabled: value === other,
        })),
      ]}
      value={chosen ?? ''}
      onChange={(event) =>
        onChange(metrics.find(({ value }) => value === event.currentTarget.value)?.value)
      }
    />
  );
}

// Of when, of whom and of where the picture is.
function aboutOf(
  { period, time_zone: zone, bucket }: InsightsSeries,
  { target, site }: InsightsScope,
  { targets, sites }: Choices,
  { workspace, granted }: Pick<Parts, 'workspace' | 'granted'>,
): string {
  const nameIn = (among: readonly { id: string; name: string }[], wanted: string) =>
    among.find(({ id }) => id === wanted)?.name ?? wanted;
  return [
    workspace,
    `${formatPeriod(period.from, period.to)} by ${bucket}, ${shownZone(zone)}`,
    target ? `Target: ${nameIn(targets, target)}` : granted && limitInWords(granted),
    site && `Site: ${nameIn(sites, site)}`,
  ]
    .filter(Boolean)
    .join(' · ');
}

function limitInWords(granted: NonNullable<Parts['granted']>): string {
  const names = granted.flatMap(({ name, warning }) => (name && !warning ? name : []));
  return names.length === 0 ? 'No customers' : `Customers of ${targetsInWords(names)}`;
}
