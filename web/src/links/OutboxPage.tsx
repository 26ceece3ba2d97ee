// Outbox: the workspace's mails and what became of each; those of a sample are never sent.
import { Anchor, Button, SegmentedControl, Skeleton } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link, useSearchParams } from 'react-router';

import { request } from '../api/client';
import type { Outbox, Session } from '../api/client';
import { administers } from '../api/rights';
import { formatCount, formatInstant } from '../formats';
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

// Those that the page can be narrowed to.
const choices = ['queued', 'sent', 'failed'] as const;
type Choice = (typeof choices)[number];

const names: Record<Choice, string> = { queued: 'Waiting', sent: 'Sent', failed: 'Not sent' };

function useOutbox(workspaceId: string, state: Choice | undefined, isAllowed: boolean) {
  return useInfiniteQuery({
    queryKey: ['outbox', workspaceId, state ?? ''],
    queryFn: ({ pageParam, signal }) => {
      const params = new URLSearchParams();
      if (state) params.set('state', state);
      if (pageParam !== null) params.set('cursor', pageParam);
      return request<Outbox>(`/api/v1/outbox?${params.toString()}`, { signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
    enabled: isAllowed,
    // Who reads on in older mails is not moved by newer ones.
    refetchInterval: ({ state: { data } }) => (data && data.pages.length > 1 ? false : askEveryMs),
  });
}

export function OutboxPage({ session: { workspace } }: { session: Session }) {
  const isAllowed = administers(workspace);
  const [params, setParams] = useSearchParams();
  const state = choices.find((choice) => choice === params.get('state'));
  const show = (chosen: Choice | undefined) => setParams(chosen ? { state: chosen } : {});
  const query = useOutbox(workspace.id, state, isAllowed);
  const totals = query.data?.pages[0]?.totals;
  const mails = query.data?.pages.flatMap((page) => page.mails);
  return (
    <Hints>
      <PageHeader title="Outbox" />
      {!isAllowed ? (
        <Centered title="The outbox is for owners and admins">
          <p>It holds the mails that this workspace sends, with their recipients.</p>
        </Centered>
      ) : totals && Object.values(totals).every((count) => count === 0) ? (
        <Centered title="No mails yet">
          <p>
            {workspace.sample
              ? 'What this workspace would send is kept here, and goes nowhere: '
              : 'What this workspace sends is listed here with what became of it: '}
            order links that you send, and the code words of Strict Security Mode.
          </p>
        </Centered>
      ) : totals && mails ? (
        <>
          {state !== 'failed' && <Failed count={totals.failed} onShow={() => show('failed')} />}
          {totals.kept === 0 && <States totals={totals} state={state} onChange={show} />}
          {mails.length === 0 && <p className={classes.none}>There are no such mails.</p>}
          <ul className={classes.mails} aria-label="Mails, newest first">
            {mails.map((mail) => (
              <li key={mail.number} className={classes.mail} data-purpose={mail.purpose}>
                <Letter mail={mail} zone={workspace.time_zone} />
              </li>
            ))}
          </ul>
          {query.isFetchNextPageError && (
            <p className={classes.none} role="alert">
              Older mails could not be loaded.
            </p>
          )}
          {query.hasNextPage && (
            <Button
              className={classes.more}
              variant="default"
              loading={query.isFetchingNextPage}
              onClick={() => void query.fetchNextPage()}
            >
              Load more
            </Button>
          )}
        </>
      ) : query.error ? (
        <Failure
          title="The mails could not be loaded."
          error={query.error}
          onRetry={() => void query.refetch()}
          isFetching={query.isFetching}
        />
      ) : (
        <Skeleton height={120} m={24} aria-busy />
      )}
    </Hints>
  );
}

function Failed({ count, onShow }: { count: number; onShow: () => void }) {
  if (count === 0) return null;
  return (
    <div className={classes.failed}>
      <p role="status">
        {count === 1 ? 'One mail was not sent.' : `${formatCount(count)} mails were not sent.`} See
        why, correct the customer’s email, and send the link again.
      </p>
      <Button size="xs" variant="default" onClick={onShow}>
        {count === 1 ? 'Show it' : 'Show them'}
      </Button>
    </div>
  );
}

function States({
  totals,
  state,
  onChange,
}: {
  totals: Outbox['totals'];
  state: Choice | undefined;
  onChange: (state: Choice | undefined) => void;
}) {
  return (
    <SegmentedControl
      className={classes.choice}
      aria-label="What became of the mails"
      size="sm"
      data={[
        { value: '', label: 'All' },
        ...choices.map((each) => ({
          value: each,
          label: `${names[each]} ${formatCount(totals[each])}`,
        })),
      ]}
      value={state ?? ''}
      onChange={(chosen) => onChange(choices.find((choice) => choice === chosen))}
    />
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
          <Anchor
            component={Link}
            to={`/customers?${withPanel(new URLSearchParams(), { customer, tab: 'general' })}`}
            underline="always"
            inherit
          >
            See the customer
          </Anchor>
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
