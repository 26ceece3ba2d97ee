// What a phone shows of each customer's activity.
import type { Activity, ActivityRow } from '../api/client';
import { Ago, Count, Stalled, StatusBadge, Viewing } from '../cells/cells';
import { isViewing, useServerTime } from '../cells/viewing';
import { CustomerCard, CustomerCards } from '../list/CustomerCards';
import type { PanelOf, RowPanel } from '../list/use-rows';
import classes from './ActivityCards.module.css';

export function ActivityCards({
  answer,
  panelOf,
  isWaiting,
}: {
  // Undefined while the first answer is awaited.
  answer: Activity | undefined;
  panelOf: PanelOf;
  isWaiting: boolean;
}) {
  return (
    <CustomerCards isWaiting={isWaiting}>
      {answer && <Cards answer={answer} panelOf={panelOf} />}
    </CustomerCards>
  );
}

function Cards({ answer, panelOf }: { answer: Activity; panelOf: PanelOf }) {
  const now = useServerTime(answer.as_of);
  return answer.rows.map((row) => (
    <Card key={row.id} row={row} now={now} zone={answer.time_zone} panel={panelOf(row.id)} />
  ));
}

function Card({
  row,
  now,
  zone,
  panel,
}: {
  row: ActivityRow;
  now: string;
  zone: string;
  panel: RowPanel;
}) {
  return (
    <CustomerCard
      name={row.name}
      panel={panel}
      beside={
        <span className={classes.recent}>
          {isViewing(row.recent_activity, now) ? (
            <Viewing />
          ) : (
            <Ago instant={row.recent_activity} now={now} zone={zone} />
          )}
        </span>
      }
    >
      <span className={classes.about}>
        {(!row.stage || row.status === 'inactive' || row.blocked) && (
          <StatusBadge status={row.status} isBlocked={row.blocked} />
        )}
        {row.stage ? (
          <Stalled stage={row.stage} days={row.stage_days} />
        ) : (
          row.code && <bdi className={classes.code}>{row.code}</bdi>
        )}
      </span>
      <dl className={classes.values}>
        <Value label="Views" value={row.views} />
        <Value label="Checkout" value={row.checkout} />
        <Value label="Orders" value={row.orders} />
      </dl>
    </CustomerCard>
  );
}

function Value({ label, value }: { label: string; value: number }) {
  return (
    <div className={classes.value}>
      <dt>{label}</dt>
      <dd>
        <Count value={value} />
      </dd>
    </div>
  );
}
