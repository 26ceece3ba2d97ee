// What a phone shows of each customer.
import type { Customers } from '../api/client';
import { StatusBadge } from '../cells/cells';
import { CustomerCard, CustomerCards } from '../list/CustomerCards';
import type { PanelOf } from '../list/use-rows';
import classes from './CustomersCards.module.css';

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
  return (
    <CustomerCards isWaiting={isWaiting}>
      {answer?.rows.map(({ id, name, code, email, status, blocked }) => (
        <CustomerCard
          key={id}
          name={name}
          panel={panelOf(id)}
          beside={
            <span className={classes.status}>
              <StatusBadge status={status} isBlocked={blocked} />
            </span>
          }
        >
          <bdi className={classes.about}>{email ?? code ?? id}</bdi>
          {email && code && <bdi className={classes.code}>{code}</bdi>}
        </CustomerCard>
      ))}
    </CustomerCards>
  );
}
