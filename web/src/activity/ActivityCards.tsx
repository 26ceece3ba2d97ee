// The customers as cards of two lines, for phones.
import { Button, Menu, Skeleton } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';

import type { Activity, ActivityRow } from '../api/client';
import type { Scope } from '../scope/scope';
import classes from './ActivityCards.module.css';
import { Ago, Count, StatusBadge } from './cells';
import { columns } from './columns';

const skeletonCards = 8;

export function ActivityCards({
  answer,
  isWaiting,
}: {
  // Undefined while the first answer is awaited.
  answer: Activity | undefined;
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
      {answer.rows.map((row) => (
        <Card key={row.id} row={row} answer={answer} />
      ))}
    </ul>
  );
}

function Card({ row, answer }: { row: ActivityRow; answer: Activity }) {
  return (
    <li className={classes.card}>
      <div className={classes.line}>
        <bdi className={classes.name}>{row.name}</bdi>
        <span className={classes.recent}>
          <Ago instant={row.recent_activity} now={answer.as_of} zone={answer.time_zone} />
        </span>
      </div>
      <div className={classes.line}>
        <span className={classes.about}>
          <StatusBadge status={row.status} />
          {row.code && <bdi className={classes.code}>{row.code}</bdi>}
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

export function SortMenu({
  sort,
  onSort,
}: {
  sort: Scope['sort'];
  onSort: (sort: Scope['sort']) => void;
}) {
  const current = columns.find(({ key }) => key === sort.key)?.label ?? sort.key;
  const Arrow = sort.descending ? IconArrowDown : IconArrowUp;
  return (
    <Menu position="bottom-end" transitionProps={{ duration: 80 }}>
      <Menu.Target>
        <Button
          variant="default"
          fw={500}
          px="sm"
          miw={0}
          aria-label={`Sorted by ${current}, ${sort.descending ? 'descending' : 'ascending'}`}
          rightSection={<Arrow size={14} stroke={2} aria-hidden />}
        >
          {current}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {columns.map(({ key, label, isDescendingFirst }) => (
          <Menu.RadioItem
            key={key}
            value={key}
            checked={key === sort.key}
            closeMenuOnClick
            onChange={() =>
              onSort({ key, descending: key === sort.key ? sort.descending : isDescendingFirst })
            }
          >
            {label}
          </Menu.RadioItem>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => onSort({ ...sort, descending: !sort.descending })}>
          Reverse the order
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
