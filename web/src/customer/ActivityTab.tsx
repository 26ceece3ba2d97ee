// What a customer did: the counts of 30 days, the opens of a fortnight, and the latest events.
import { Skeleton } from '@mantine/core';

import type { Customer, CustomerActivity } from '../api/client';
import { Counters } from '../charts/Counters';
import type { CounterValue } from '../charts/Counters';
import { TrendChart } from '../charts/TrendChart';
import { dayOf, formatClock, formatMoment, formatPeriod } from '../formats';
import classes from './ActivityTab.module.css';
import { LinkButtons } from '../links/LinkButtons';
import { Failure } from '../shell/Failure';
import { RecentEvents } from './RecentEvents';
import type { ShownEvents } from './RecentEvents';
import type { AnswerState } from './use-customer';

const trendTitle = 'Opens per day, last 14 days';

export function ActivityTab({
  workspaceId,
  id,
  customer,
  activity,
  zone,
  shown,
  onShow,
}: {
  workspaceId: string;
  id: string;
  // Undefined while the first answer is awaited.
  customer: Customer | undefined;
  activity: AnswerState<CustomerActivity>;
  zone: string;
  shown: ShownEvents;
  onShow: (shown: ShownEvents) => void;
}) {
  const today = activity.answer?.period.to ?? dayOf(new Date().toISOString(), zone);
  return (
    <div className={classes.tab}>
      <Counts activity={activity} customer={customer} zone={zone} />
      <RecentEvents
        workspaceId={workspaceId}
        id={id}
        today={today}
        zone={zone}
        // Where there is one site, every event is there.
        areSitesShown={customer !== undefined && customer.sites.length > 1}
        shown={shown}
        onShow={onShow}
      />
    </div>
  );
}

function Counts({
  activity: { answer, error, isFetching, refresh },
  customer,
  zone,
}: {
  activity: AnswerState<CustomerActivity>;
  customer: Customer | undefined;
  zone: string;
}) {
  if (error && !answer) {
    return (
      <section className={classes.section}>
        <h3 className={classes.heading}>Last 30 days</h3>
        <Failure
          title="The counts could not be loaded."
          error={error}
          onRetry={refresh}
          isFetching={isFetching}
        />
      </section>
    );
  }
  return (
    <>
      <section className={classes.section} aria-labelledby="customer-counts" aria-busy={!answer}>
        <div className={classes.line}>
          <h3 id="customer-counts" className={classes.heading}>
            Last 30 days
          </h3>
          <span className={classes.period}>
            {answer && `${formatPeriod(answer.period.from, answer.period.to)}, ${zone}`}
          </span>
        </div>
        {error && answer && (
          <Failure
            title={`The counts are those of ${formatClock(answer.as_of, zone)}.`}
            error={error}
            onRetry={refresh}
            isFetching={isFetching}
          />
        )}
        <Counters values={counterValues(answer)} />
        {answer && customer && <Quiet activity={answer} customer={customer} zone={zone} />}
      </section>
      <section className={classes.section} aria-labelledby="customer-trend">
        <h3 id="customer-trend" className={classes.heading}>
          {trendTitle}
        </h3>
        {answer ? (
          <TrendChart title={trendTitle} counts={answer.trend} today={answer.period.to} />
        ) : (
          <Skeleton height={136} />
        )}
      </section>
    </>
  );
}

function counterValues(answer: CustomerActivity | undefined): CounterValue[] {
  return [
    { term: 'views', label: 'Views', count: answer?.views },
    { term: 'verified', label: 'Verified', count: answer?.verified },
    { term: 'checkout', label: 'Checkout', count: answer?.checkout },
    { term: 'orders', label: 'Orders', count: answer?.orders },
  ];
}

// Says of zeros how long they have been zeros. Nothing where something else was done meanwhile.
function Quiet({
  activity: { views, verified, checkout, orders, period },
  customer: { id, name, last_seen: last },
  zone,
}: {
  activity: CustomerActivity;
  customer: Customer;
  zone: string;
}) {
  if (views + verified + checkout + orders > 0) return null;
  if (last !== null && dayOf(last, zone) >= period.from) return null;
  return (
    <>
      <p className={classes.quiet}>
        <strong>No activity in the last 30 days.</strong>{' '}
        {last === null ? (
          'There never was any.'
        ) : (
          <>
            The latest was on <time dateTime={last}>{formatMoment(last, zone)}</time>.
          </>
        )}
      </p>
      <div className={classes.again} role="group" aria-label="Send the order link again">
        <LinkButtons customer={id} name={name} />
      </div>
    </>
  );
}
