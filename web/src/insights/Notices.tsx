// What the page says when there is more to say than numbers.
import { Anchor, Button } from '@mantine/core';
import { Link } from 'react-router';

import type { Insights, InsightsPreset } from '../api/client';
import { formatPeriod } from '../formats';
import { Centered } from '../list/Notices';
import classes from '../list/Notices.module.css';
import type { PeriodOf } from '../scope/scope';
import type { Change } from '../scope/use-scope';
import type { InsightsScope } from './insights-scope';

export function BackwardsPeriod({
  period,
  onReset,
}: {
  period: PeriodOf<InsightsPreset>;
  onReset: () => void;
}) {
  if ('preset' in period) return null;
  return (
    <Centered title="This range ends before it starts" role="alert">
      <p>
        The last day, {formatPeriod(period.to, period.to)}, is before the first,{' '}
        {formatPeriod(period.from, period.from)}. Choose another period above.
      </p>
      <Button onClick={onReset}>Show the last 3 months</Button>
    </Centered>
  );
}

export function NoCustomers({ canSend }: { canSend: boolean }) {
  return (
    <div className={classes.notice} role="status">
      <div className={classes.noticeText}>
        <strong>No customers yet.</strong> The first comes with the first event that names it
        {canSend && (
          <>
            ;{' '}
            <Anchor component={Link} to="/customers/activity" inherit underline="always">
              Customers › Activity
            </Anchor>{' '}
            says how to send one
          </>
        )}
        .
      </div>
    </div>
  );
}

const widest: InsightsPreset = 'last_12_months';

export function NothingInPeriod({
  answer,
  period,
  change,
}: {
  answer: Insights;
  period: PeriodOf<InsightsPreset>;
  change: Change<InsightsScope>;
}) {
  const isWidest = 'preset' in period && period.preset === widest;
  return (
    <div className={classes.notice} role="status">
      <div className={classes.noticeText}>
        <strong>
          Nothing happened in this period ({formatPeriod(answer.period.from, answer.period.to)}).
        </strong>{' '}
        {isWidest
          ? 'Choose a longer range to look further back.'
          : 'A longer period may show something.'}
      </div>
      {!isWidest && (
        <Button size="xs" variant="default" onClick={() => change({ period: { preset: widest } })}>
          Show last 12 months
        </Button>
      )}
    </div>
  );
}
