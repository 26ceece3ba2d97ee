// Outbox: the mails of a sample workspace, which are never sent.
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { request } from '../api/client';
import type { Outbox, Session } from '../api/client';
import { formatInstant } from '../formats';
import { Hints } from '../hints/Hints';
import { Centered } from '../list/Notices';
import { Failure } from '../shell/Failure';
import { PageHeader } from '../shell/PageHeader';
import classes from './links.module.css';

type Mail = Outbox['mails'][number];

const askEveryMs = 3_000;

export function OutboxPage({ session: { workspace } }: { session: Session }) {
  const isAllowed = workspace.sample && workspace.role !== 'sales_rep';
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
        <Centered title="There is no outbox here">
          <p>Only a sample workspace keeps its mails instead of sending them.</p>
        </Centered>
      ) : data?.mails.length === 0 ? (
        <Centered title="No mails yet">
          <p>
            What this workspace would send is kept here, and goes nowhere: order links that you
            send, and the code words of Strict Security Mode.
          </p>
        </Centered>
      ) : data ? (
        <ul className={classes.mails} aria-label="Mails, newest first">
          {data.mails.map((mail) => (
            <Letter key={mail.number} mail={mail} zone={workspace.time_zone} />
          ))}
        </ul>
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

function Letter({
  mail: { to, subject, text, time, purpose },
  zone,
}: {
  mail: Mail;
  zone: string;
}) {
  return (
    <li className={classes.mail} data-purpose={purpose}>
      <details>
        <summary>
          <span className={classes.subject} dir="auto">
            {subject}
          </span>
          <time className={classes.time} dateTime={time}>
            {formatInstant(time, zone)}
          </time>
          <bdi className={classes.to}>{to}</bdi>
        </summary>
        <pre className={classes.text} dir="auto">
          {withLinks(text)}
        </pre>
      </details>
    </li>
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
