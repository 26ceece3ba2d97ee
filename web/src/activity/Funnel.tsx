// From the view to the order: how many customers came how far, in the period and under the filters.
import { Skeleton } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { request } from '../api/client';
import type { Activity, Funnel as FunnelAnswer } from '../api/client';
import { formatCount, formatPercent } from '../formats';
import { glossary } from '../glossary';
import type { Term } from '../glossary';
import { funnelParameters } from '../scope/scope';
import type { Scope } from '../scope/scope';
import { RequestId } from '../shell/Trouble';
import classes from './Funnel.module.css';

type Step = FunnelAnswer['steps'][number];

const labels: Record<Step['kind'], string> = {
  link_open: 'Views',
  confirmation: 'Confirmed',
  verification: 'Verified',
  checkout_start: 'Checkout',
  order_submit: 'Orders',
};

// Asked for again with each new answer of the page.
export function Funnel({
  workspaceId,
  scope,
  answer,
}: {
  workspaceId: string;
  scope: Scope;
  answer: Activity;
}) {
  const question = funnelParameters(scope).toString();
  const { data, error, isPlaceholderData } = useQuery<FunnelAnswer>({
    queryKey: ['funnel', workspaceId, question, answer.sequence, answer.period.to],
    queryFn: ({ signal }) =>
      request<FunnelAnswer>(`/api/v1/activity/funnel?${question}`, { signal }),
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
  if (error) {
    return (
      <div className={classes.failure} role="alert">
        The funnel could not be loaded. {error.message}
        <RequestId error={error} />
      </div>
    );
  }
  if (!data) return <Skeleton height={168} />;
  return <Steps steps={data.steps} isWaiting={isPlaceholderData} />;
}

function Steps({ steps, isWaiting }: { steps: readonly Step[]; isWaiting: boolean }) {
  const first = steps[0]?.reached ?? 0;
  return (
    <table className={classes.funnel} aria-busy={isWaiting} data-waiting={isWaiting || undefined}>
      <caption className={classes.caption}>Funnel: from views to orders</caption>
      <thead>
        <tr>
          <th scope="col">Step</th>
          <Heading term="funnel">Reached</Heading>
          <td className={classes.track} aria-hidden />
          <Heading term="of_first_step">Of the first step</Heading>
          <Heading term="of_step_before">Of the step before</Heading>
          <Heading term="customers_in_step" className={classes.wide}>
            Customers
          </Heading>
          <Heading term="events_in_step" className={classes.wide}>
            Events
          </Heading>
        </tr>
      </thead>
      <tbody>
        {steps.map(({ kind, reached, customers, events }, position) => (
          <tr key={kind}>
            <th scope="row">{labels[kind]}</th>
            <td className={classes.reached}>{formatCount(reached)}</td>
            <td className={classes.track} aria-hidden>
              <div
                className={classes.bar}
                style={{ width: first === 0 ? 0 : `${(reached / first) * 100}%` }}
              />
            </td>
            <td>{share(reached, first)}</td>
            <td>{position === 0 ? '' : share(reached, steps[position - 1]?.reached ?? 0)}</td>
            <td className={classes.wide}>{formatCount(customers)}</td>
            <td className={classes.wide}>{formatCount(events)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Heading({
  term,
  className,
  children,
}: {
  term: Term;
  className?: string | undefined;
  children: string;
}) {
  return (
    <th scope="col" className={className}>
      <span className={classes.term} tabIndex={0} data-hint={glossary[term]}>
        {children}
      </span>
    </th>
  );
}

// Of nobody there is no share.
function share(part: number, whole: number): string {
  return whole === 0 ? '–' : formatPercent((part / whole) * 100);
}
