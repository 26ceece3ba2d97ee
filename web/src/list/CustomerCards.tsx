// A list of customers as cards of two lines, for phones.
import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';

import { RowMenu } from '../links/RowMenu';
import classes from './CustomerCards.module.css';
import { CustomerLink, isOpening } from './CustomerLink';
import type { RowPanel } from './use-rows';

const skeletonCards = 8;

export function CustomerCards({
  isWaiting,
  children,
}: {
  isWaiting: boolean;
  // Undefined while the first answer is awaited.
  children: ReactNode | undefined;
}) {
  if (children === undefined) {
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
      {children}
    </ul>
  );
}

export function CustomerCard({
  name,
  panel,
  beside,
  children,
}: {
  name: string;
  panel: RowPanel;
  // What stands beside the name.
  beside: ReactNode;
  // The second line.
  children: ReactNode;
}) {
  return (
    <li className={classes.card} onClick={(event) => isOpening(event) && panel.open()}>
      <div className={classes.line}>
        <bdi className={classes.name}>
          <CustomerLink panel={panel} isStop>
            {name}
          </CustomerLink>
        </bdi>
        {beside}
        <RowMenu panel={panel} name={name} />
      </div>
      <div className={classes.line}>{children}</div>
    </li>
  );
}
