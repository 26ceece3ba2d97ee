// The customers as cards of two lines, for phones.
import { Skeleton } from '@mantine/core';

import type { Activity, ActivityRow } from '../api/client';
import { Ago, Count, Stalled, StatusBadge, Viewing } from '../cells/cells';
import { isViewing, useServerTime } from '../cells/viewing';
import { RowMenu } from '../links/RowMenu';
import { CustomerLink, isOpening } from '../list/CustomerLink';
import type { PanelOf, RowPanel } from '../list/use-rows';
import classes from './ActivityCards.module.css';

const skeletonCards = 8;

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
  if (!answer) {
    return (
      <div className={classes.cards} aria-busy>
        {Array.from({ length: skeletonCards }, (_, position) => (
          <div key={position} className={classes.card}>
            <Skeleton height={12} width="60%" my={4} />
            <Skeleton height={10} width="85%" my={6} />
          </div>
        ))}
      </div>
    );
  }
  return (
    <ul
      className={classes.cards}
      aria-label="Customers"
      aria-busy={isWaiting}
      data-waiting={isWaiting || undefined}
    >
      <Cards answer={answer} panelOf={panelOf} />
    </ul>
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
    <li className={classes.card} onClick={(event) => isOpening(event) && panel.open()}>
      <div className={classes.line}>
        <bdi className={classes.name}>
          <CustomerLink panel={panel} isStop>
            {row.name}
          </CustomerLink>
        </bdi>
        <span className={classes.recent}>
          {isViewing(row.recent_activity, now) ? (
            <Viewing />
          ) : (
            <Ago instant={row.recent_activity} now={now} zone={zone} />
          )}
        </span>
        <RowMenu customer={row.id} name={row.name} />
      </div>
      <div className={classes.line}>
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
      </div>
    </li>
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
