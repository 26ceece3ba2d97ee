// The customers as cards of two lines, for phones.
import { Skeleton } from '@mantine/core';

import type { Customers } from '../api/client';
import { StatusBadge } from '../cells/cells';
import { RowMenu } from '../links/RowMenu';
import { CustomerLink, isOpening } from '../list/CustomerLink';
import type { PanelOf } from '../list/use-rows';
import classes from './CustomersCards.module.css';

const skeletonCards = 8;

export function CustomersCards({
  answer,
  panelOf,
  isWaiting,
}: {
  // Undefined while the first answer is awaited.
  answer: Customers | undefined;
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
      {answer.rows.map(({ id, name, code, email, status, blocked }) => {
        const panel = panelOf(id);
        return (
          <li
            key={id}
            className={classes.card}
            onClick={(event) => isOpening(event) && panel.open()}
          >
            <div className={classes.line}>
              <bdi className={classes.name}>
                <CustomerLink panel={panel} isStop>
                  {name}
                </CustomerLink>
              </bdi>
              <span className={classes.status}>
                <StatusBadge status={status} isBlocked={blocked} />
              </span>
              <RowMenu customer={id} name={name} />
            </div>
            <div className={classes.line}>
              <bdi className={classes.about}>{email ?? code ?? id}</bdi>
              {email && code && <bdi className={classes.code}>{code}</bdi>}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
