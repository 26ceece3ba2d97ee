// Outbox: the workspace's latest mails and what became of each; those of a sample are never sent.
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';

import { request } from '../api/client';
import type { Outbox, Session } from '../api/client';
import { administers } from '../api/rights';
import { formatInstant } from '../formats';
import { Hints } from '../hints/Hints';
import { Centered } from '../list/Notices';
import { withPanel } from '../scope/panel';
import { Failure } from '../shell/Failure';
import { PageHeader } from '../shell/PageHeader';
import classes from './links.module.css';

type Mail = Outbox['mails'][number];

const askEveryMs = 3_000;

const states: Record<Mail['state'], string | undefined> = {
  queued: 'Waiting to be sent',
  sent: 'Sent',
  failed: 'Not sent',
  kept: undefined, // as every mail of a sample
};

export function OutboxPage({ session: { workspace } }: { session: Session }) {
  const isAllowed = administers(workspace);
  const { data, error, refetch, isFetching } = useQuery<Outbox>({
    queryKey: ['outbox', workspace.id],
    queryFn: ({ signal }) => request<Outbox>('/api/v1/outbox', { signal }),
    enabled: isAllowed,
    refetchInterval: askEveryMs,
  });
  return (
    <Hints>
      <PageHeader title="Outbox" />
      {!isAllowed ? (
        <Centered title="The outbox is for owners and admins">
          <p>It holds the mails that this workspace sends, with their recipients.</p>
        </Centered>
      ) : data?.mails.length === 0 ? (
        <Centered title="No mails yet">
          <p>
            {workspace.sample
              ? 'What this workspace would send is kept here, and goes nowhere: '
              : 'What this workspace sends is listed here with what became of it: '}
            order links that you send, and the code words of Strict Security Mode.
          </p>
        </Centered>
      ) : data ? (
        <>
          <Failed mails={data.mails} />
          <ul className={classes.mails} aria-label="Mails, newest first">
            {data.mails.map((mail) => (
              <li key={mail.number} className={classes.mail} data-purpose={mail.purpose}>
                <Letter mail={mail} zone={workspace.time_zone} />
              </li>
            ))}
          </ul>
        </>
      ) : error ? (
        <Failure
          title="The mails could not be loaded."
          error={error}
          onRetry={() => void refetch()}
          isFetching={isFetching}
        />
      ) : (
        <Skeleton height={120} m={24} aria-busy />
      )}
    </Hints>
  );
}

function Failed({ mails }: { mails: Mail[] }) {
  const count = mails.filter(({ state }) => state === 'failed').length;
  if (count === 0) return null;
  return (
    <p className={classes.failed} role="status">
      {count === 1 ? 'One mail was not sent.' : `${count} mails were not sent.`} See why below,
      correct the customer’s e-mail address, and send the link again.
    </p>
  );
}

function Letter({ mail, zone }: { mail: Mail; zone: string }) {
  const { subject, text, time } = mail;
  const head = (
    <>
      <span className={classes.subject} dir="auto">
        {subject}
      </span>
      <time className={classes.time} dateTime={time}>
        {formatInstant(time, zone)}
      </time>
      <bdi className={classes.to}>{mail.to}</bdi>
    </>
  );
  // The text of what was sent is its reader's alone.
  if (text === null) {
    return (
      <div className={classes.letter}>
        {head}
        <Outcome mail={mail} />
      </div>
    );
  }
  return (
    <details>
      <summary className={classes.letter}>{head}</summary>
      <pre className={classes.text} dir="auto">
        {withLinks(text)}
      </pre>
    </details>
  );
}

function Outcome({ mail: { state, trouble, customer } }: { mail: Mail }) {
  return (
    <p className={classes.outcome} data-state={state}>
      {states[state]}
      {trouble && (
        <>
          : <bdi>{trouble}</bdi>
        </>
      )}
      {state === 'failed' && customer && (
        <>
          {' '}
          <Link to={`/customers?${withPanel(new URLSearchParams(), { customer, tab: 'general' })}`}>
            See the customer
          </Link>
        </>
      )}
    </p>
  );
}

// Addresses of the two schemes become links; everything else stays text.
function withLinks(text: string): ReactNode[] {
  return text.split(/(https?:\/\/[^\s<>"]+)/).map((part, position) =>
    position % 2 === 1 ? (
      <a key={position} href={part} target="_blank" rel="noopener noreferrer">
        {part}
      </a>
    ) : (
      part
    ),
  );
}
