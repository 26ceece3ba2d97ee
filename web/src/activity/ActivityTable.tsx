// The customers as a table, for windows wide enough.
import { Skeleton, Table, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';

import type { Activity, ActivityRow } from '../api/client';
import { Sparkline } from '../charts/Sparkline';
import { dayOf } from '../formats';
import type { Day } from '../formats';
import { glossary } from '../glossary';
import type { Scope } from '../scope/scope';
import classes from './ActivityTable.module.css';
import { Ago, Count, Never, StatusBadge } from './cells';
import { columns } from './columns';
import type { Column } from './columns';

const skeletonRows = 12;

export function ActivityTable({
  answer,
  sort,
  onSort,
  isWaiting,
}: {
  // Undefined while the first answer is awaited.
  answer: Activity | undefined;
  sort: Scope['sort'];
  onSort: (sort: Scope['sort']) => void;
  isWaiting: boolean;
}) {
  const today = answer && dayOf(answer.as_of, answer.time_zone);
  return (
    <div
      className={classes.scroll}
      role="region"
      aria-label="Customers, scrolls sideways"
      tabIndex={0}
      data-waiting={isWaiting || undefined}
    >
      <Table className={classes.table} aria-busy={isWaiting || !answer} withRowBorders={false}>
        <colgroup>
          {columns.map(({ key }) => (
            <col key={key} className={classes[key]} />
          ))}
        </colgroup>
        <Table.Thead className={classes.head}>
          <Table.Tr>
            {columns.map((column) => (
              <Heading key={column.key} column={column} sort={sort} onSort={onSort} />
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {answer && today
            ? answer.rows.map((row, position) => (
                <Row
                  key={row.id}
                  row={row}
                  answer={answer}
                  today={today}
                  isFirst={position === 0}
                />
              ))
            : Array.from({ length: skeletonRows }, (_, position) => (
                <SkeletonRow key={position} position={position} />
              ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Heading({
  column,
  sort,
  onSort,
}: {
  column: Column;
  sort: Scope['sort'];
  onSort: (sort: Scope['sort']) => void;
}) {
  const isSorted = sort.key === column.key;
  const Arrow = sort.descending ? IconArrowDown : IconArrowUp;
  const order = sort.descending ? 'descending' : 'ascending';
  return (
    <Table.Th
      scope="col"
      className={classes.heading}
      data-align={column.align}
      aria-sort={isSorted ? order : undefined}
    >
      <UnstyledButton
        className={classes.sort}
        data-sorted={isSorted || undefined}
        data-hint={glossary[column.key]}
        onClick={() =>
          onSort({
            key: column.key,
            descending: isSorted ? !sort.descending : column.isDescendingFirst,
          })
        }
      >
        <span className={classes.label}>{column.label}</span>
        {isSorted && <Arrow className={classes.arrow} size={13} stroke={2.2} aria-hidden />}
      </UnstyledButton>
    </Table.Th>
  );
}

function Row({
  row,
  answer,
  today,
  isFirst,
}: {
  row: ActivityRow;
  answer: Activity;
  today: Day;
  isFirst: boolean;
}) {
  // One stop for the whole table; from there the arrow keys lead to the hints of the other rows.
  const stop = -1;
  const time = { now: answer.as_of, zone: answer.time_zone, tabIndex: stop };
  return (
    <Table.Tr className={classes.row} data-hint-row>
      <Table.Th scope="row" className={classes.customer}>
        <bdi className={classes.text} data-hint={row.name} data-hint-if-cut>
          {row.name}
        </bdi>
        {row.code && (
          <bdi className={classes.code} data-hint={row.code} data-hint-if-cut>
            {row.code}
          </bdi>
        )}
      </Table.Th>
      <Table.Td className={classes.mail}>
        {row.email ? (
          <bdi className={classes.text} data-hint={row.email} data-hint-if-cut>
            {row.email}
          </bdi>
        ) : (
          <Never />
        )}
      </Table.Td>
      <Table.Td>
        <StatusBadge status={row.status} />
      </Table.Td>
      <Table.Td>
        <Ago instant={row.last_click} {...time} />
      </Table.Td>
      <CountCell value={row.views} />
      <Table.Td>
        <span className={classes.trendCell}>
          <Sparkline counts={row.trend} today={today} tabIndex={isFirst ? 0 : stop} />
          <span className={classes.trendCount}>
            <Count value={row.trend.at(-1) ?? 0} />
          </span>
        </span>
      </Table.Td>
      <CountCell value={row.confirmed} />
      <CountCell value={row.verified} />
      <CountCell value={row.checkout} />
      <CountCell value={row.orders} />
      <Table.Td>
        <Ago instant={row.recent_activity} {...time} />
      </Table.Td>
    </Table.Tr>
  );
}

function CountCell({ value }: { value: number }) {
  return (
    <Table.Td className={classes.number}>
      <Count value={value} />
    </Table.Td>
  );
}

function SkeletonRow({ position }: { position: number }) {
  return (
    <Table.Tr className={classes.row}>
      {columns.map(({ key, align }) => (
        <Table.Td key={key} className={align === 'end' ? classes.number : undefined}>
          <Skeleton
            height={10}
            radius="sm"
            width={key === 'name' ? `${50 + ((position * 17) % 40)}%` : '60%'}
            ms={align === 'end' ? 'auto' : 0}
          />
        </Table.Td>
      ))}
    </Table.Tr>
  );
}
