// The customers with their numbers as a table.

import type { Activity, ActivityRow } from '../api/client';
import type { Live } from '../api/live';
import { Ago, Count, Never, Stalled, StatusBadge, Viewing } from '../cells/cells';
import { isViewing, useServerTime } from '../cells/viewing';
import { Sparkline } from '../charts/Sparkline';
import { dayOf } from '../formats';
import type { Day } from '../formats';
import { RowMenu } from '../links/RowMenu';
import { CustomerLink } from '../list/CustomerLink';
import { CustomerTable } from '../list/CustomerTable';
import table from '../list/CustomerTable.module.css';
import type { PanelOf, RowPanel } from '../list/use-rows';
import type { MovableColumn, Scope } from '../scope/scope';
import classes from './ActivityTable.module.css';
import type { Column } from './columns';

interface Parts {
  columns: readonly Column[];
  panelOf: PanelOf;
  sort: Scope['sort'];
  onSort: (sort: Scope['sort']) => void;
  isWaiting: boolean;
  hold: Live['hold'];
}

export function ActivityTable({
  answer,
  ...parts
}: Parts & {
  // Undefined while the first answer is awaited.
  answer: Activity | undefined;
}) {
  if (!answer) return <CustomerTable {...parts} rows={undefined} cellsOf={() => null} />;
  return <Filled answer={answer} {...parts} />;
}

function Filled({ answer, ...parts }: Parts & { answer: Activity }) {
  const time: Time = {
    today: dayOf(answer.as_of, answer.time_zone),
    now: useServerTime(answer.as_of),
    zone: answer.time_zone,
  };
  return (
    <CustomerTable
      {...parts}
      rows={answer.rows}
      cellsOf={(row, panel) =>
        parts.columns.map(({ key }) =>
          key === 'name' ? (
            <CustomerCell key={key} row={row} now={time.now} panel={panel} />
          ) : (
            <td key={key} className={cellClasses[key]}>
              <Value column={key} row={row} time={time} />
            </td>
          ),
        )
      }
    />
  );
}

interface Time {
  today: Day;
  now: string;
  zone: string;
}

function CustomerCell({ row, now, panel }: { row: ActivityRow; now: string; panel: RowPanel }) {
  const isHere = isViewing(row.recent_activity, now);
  // Who is here just now has not gone quiet, whatever the orders say.
  const stage = isHere && row.stage === 'gone_quiet' ? null : row.stage;
  return (
    <th scope="row" className={table.customer} data-menu>
      <RowMenu panel={panel} name={row.name} tabIndex={-1} />
      <bdi className={table.text} data-hint={row.name} data-hint-if-cut>
        <CustomerLink panel={panel} isStop={false}>
          {row.name}
        </CustomerLink>
      </bdi>
      {(isHere || stage || row.code) && (
        <span className={table.about}>
          {isHere && <Viewing />}
          {stage && <Stalled stage={stage} days={row.stage_days} />}
          {row.code && (
            <bdi className={table.code} data-hint={row.code} data-hint-if-cut>
              {row.code}
            </bdi>
          )}
        </span>
      )}
    </th>
  );
}

const cellClasses: Partial<Record<MovableColumn, string | undefined>> = {
  email: table.mail,
  views: table.number,
  confirmed: table.number,
  verified: table.number,
  checkout: table.number,
  orders: table.number,
};

function Value({ column, row, time }: { column: MovableColumn; row: ActivityRow; time: Time }) {
  // From the row the arrow keys lead to its hints and to the other rows.
  const tabIndex = -1;
  switch (column) {
    case 'email':
      return row.email ? (
        <bdi className={table.text} data-hint={row.email} data-hint-if-cut>
          {row.email}
        </bdi>
      ) : (
        <Never />
      );
    case 'status':
      return <StatusBadge status={row.status} isBlocked={row.blocked} />;
    case 'last_click':
    case 'recent_activity':
      return <Ago instant={row[column]} now={time.now} zone={time.zone} tabIndex={tabIndex} />;
    case 'trend':
      return (
        <span className={classes.trendCell}>
          <Sparkline counts={row.trend} today={time.today} tabIndex={tabIndex} />
          <span className={classes.trendCount}>
            <Count value={row.trend.at(-1) ?? 0} />
          </span>
        </span>
      );
    default:
      return <Count value={row[column]} />;
  }
}
