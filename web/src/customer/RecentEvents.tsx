// A customer's latest events, newest first, under the days they happened on.
import { Button, Skeleton, Switch } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useRef } from 'react';

import type { Kind, TimelineEvent, Verdict } from '../api/client';
import { dayOf, formatClock, formatDayAgo, formatInstant } from '../formats';
import type { Day } from '../formats';
import { glossary } from '../glossary';
import { Failure } from '../shell/Failure';
import tab from './ActivityTab.module.css';
import classes from './RecentEvents.module.css';
import { useTimeline } from './use-customer';
import type { TimelineState } from './use-customer';
import { useJudging } from './use-judging';
import { VerdictMenu } from './VerdictMenu';
import { ruleText, verdictNames } from './verdicts';

// Which events are listed beside the milestones.
export interface ShownEvents {
  opens: boolean;
  // Logins, mail, forms, refused opens of the link, and what has a name of the workspace's own.
  others: boolean;
  // Also those that do not count.
  automated: boolean;
}

const milestones: readonly Kind[] = [
  'confirmation',
  'verification',
  'checkout_start',
  'order_submit',
];
const others: readonly Kind[] = [
  'login',
  'signup',
  'form_response',
  'email_delivered',
  'email_open',
  'email_spam',
  'notification_delivered',
  'notification_open',
  'other',
];

const kindNames: Record<Kind, string> = {
  link_open: 'Opened',
  confirmation: 'Confirmed',
  verification: 'Verified',
  checkout_start: 'Checkout started',
  order_submit: 'Order submitted',
  login: 'Login',
  signup: 'Sign-up',
  form_response: 'Form answered',
  email_delivered: 'Email delivered',
  email_open: 'Email opened',
  email_spam: 'Email notified as spam',
  notification_delivered: 'Notification delivered',
  notification_open: 'Notification opened',
  other: 'Something else',
};

// A wait shorter than this is none.
const waitAfterMs = 150;
const skeletonEvents = 4;

export function RecentEvents({
  workspaceId,
  id,
  today,
  zone,
  areSitesShown,
  shown,
  onShow,
}: {
  workspaceId: string;
  id: string;
  today: Day;
  zone: string;
  areSitesShown: boolean;
  shown: ShownEvents;
  onShow: (shown: ShownEvents) => void;
}) {
  const kinds = [
    ...milestones,
    ...(shown.opens ? (['link_open'] as const) : []),
    ...(shown.others ? others : []),
  ];
  const timeline = useTimeline(workspaceId, id, kinds, shown.automated);
  const onJudge = useJudging(workspaceId, id);
  return (
    <section className={tab.section} aria-labelledby="customer-events">
      <div className={tab.line}>
        <h3 id="customer-events" className={tab.heading}>
          Recent events
        </h3>
        <div className={classes.switches}>
          <Switch
            size="xs"
            label="Show opens"
            labelPosition="left"
            checked={shown.opens}
            onChange={(event) => onShow({ ...shown, opens: event.currentTarget.checked })}
          />
          <Switch
            size="xs"
            label={
              <span data-hint="Logins, sign-ups, forms, mail and notifications, opens of a link that is blocked or of an inactive customer, and events of your own.">
                Show others
              </span>
            }
            labelPosition="left"
            checked={shown.others}
            onChange={(event) => onShow({ ...shown, others: event.currentTarget.checked })}
          />
          <Switch
            size="xs"
            label={<span data-hint={glossary.automated}>Show automated</span>}
            labelPosition="left"
            checked={shown.automated}
            onChange={({ currentTarget: { checked } }) =>
              // Most of them are opens.
              onShow({ ...shown, opens: shown.opens || checked, automated: checked })
            }
          />
        </div>
      </div>
      <Trouble timeline={timeline} />
      <Days {...{ timeline, today, zone, areSitesShown, shown, onJudge }} />
    </section>
  );
}

function Trouble({
  timeline: { answer, error, isFetching, refresh, hasMoreFailed },
}: {
  timeline: TimelineState;
}) {
  if (!error || hasMoreFailed) return null;
  if (error.isCatchingUp) {
    return (
      <Failure
        title="The list of events is being built again."
        error={error}
        onRetry={refresh}
        isFetching={isFetching}
        triesItself={!answer}
      >
        {answer ? 'What is below may lack the latest.' : 'The counts above are complete.'}
      </Failure>
    );
  }
  return (
    <Failure
      title={answer ? 'What is below may lack the latest.' : 'The events could not be loaded.'}
      error={error}
      onRetry={refresh}
      isFetching={isFetching}
      triesItself={!answer}
    />
  );
}

function Days({
  timeline,
  today,
  zone,
  areSitesShown,
  shown,
  onJudge,
}: {
  timeline: TimelineState;
  today: Day;
  zone: string;
  areSitesShown: boolean;
  shown: ShownEvents;
  onJudge: ((event: TimelineEvent, verdict: Verdict) => void) | undefined;
}) {
  const { answer, error, isOld, hasMore, loadMore } = timeline;
  const list = useRef<HTMLDivElement>(null);
  // Where reading goes on once more is loaded, and the keyboard with it.
  const resumeAt = useRef<number>(undefined);
  const count = answer?.length ?? 0;
  useEffect(() => {
    const position = resumeAt.current;
    if (position === undefined || count <= position) return;
    resumeAt.current = undefined;
    const isElsewhere = document.activeElement?.matches(':not(body, [data-more])');
    const events = list.current?.querySelectorAll<HTMLElement>('[data-event]');
    if (!isElsewhere) events?.[position]?.focus({ preventScroll: true });
  }, [count]);

  if (!answer) return error ? null : <Loading />;
  if (answer.length === 0) {
    return (
      <p className={classes.none}>
        {shown.opens && shown.others
          ? 'No event yet.'
          : `No confirmation, verification, checkout or order yet. ${notShown(shown)} not shown.`}
      </p>
    );
  }
  const load = () => {
    resumeAt.current = count;
    loadMore();
  };
  return (
    <>
      <div ref={list} className={classes.days} aria-busy={isOld} data-waiting={isOld || undefined}>
        {byDay(answer, zone).map(({ day, events }) => (
          <div key={day} className={classes.day}>
            <h4 className={classes.date}>{formatDayAgo(day, today)}</h4>
            <ul className={classes.list}>
              {events.map((event) => (
                <Item
                  key={event.sequence}
                  event={event}
                  zone={zone}
                  isSiteShown={areSitesShown}
                  onJudge={onJudge}
                />
              ))}
            </ul>
          </div>
        ))}
      </div>
      {hasMore && !isOld && <More timeline={timeline} onLoad={load} />}
    </>
  );
}

function notShown({ opens, others: areOthersShown }: ShownEvents): string {
  if (opens) return 'Other events are';
  return areOthersShown ? 'Opens are' : 'Opens and other events are';
}

function Item({
  event,
  zone,
  isSiteShown,
  onJudge,
}: {
  event: TimelineEvent;
  zone: string;
  isSiteShown: boolean;
  // Absent for who may not.
  onJudge: ((event: TimelineEvent, verdict: Verdict) => void) | undefined;
}) {
  return (
    <li
      className={classes.event}
      data-event={event.kind}
      data-verdict={event.verdict}
      tabIndex={-1}
    >
      <time
        className={classes.clock}
        dateTime={event.time}
        data-hint={formatInstant(event.time, zone)}
      >
        {formatClock(event.time, zone)}
      </time>
      <span className={classes.kind}>
        {event.kind === 'other' && event.name ? <bdi>{event.name}</bdi> : kindNames[event.kind]}
      </span>
      {event.verdict !== 'person' && (
        <span className={classes.verdict}>
          {verdictNames[event.verdict]}, does not count
          {event.rule && (
            <>
              {' '}
              (<bdi>{ruleText(event.rule)}</bdi>)
            </>
          )}
        </span>
      )}
      {event.kind === 'link_open' && event.verdict === 'person' && event.rule && (
        <span className={classes.site}>{ruleText(event.rule)}</span>
      )}
      {event.order_id && <Order id={event.order_id} url={event.order_url} />}
      {isSiteShown && event.site && <bdi className={classes.site}>{event.site}</bdi>}
      {onJudge && (
        <span className={classes.judge}>
          <VerdictMenu event={event} onJudge={onJudge} />
        </span>
      )}
    </li>
  );
}

function Order({ id, url }: { id: string; url: string | null }) {
  const number = <bdi className={classes.order}>#{id}</bdi>;
  if (!url) return number;
  return (
    <a
      className={classes.link}
      href={url}
      target="_blank"
      rel="noopener noreferrer"
      data-hint="Opens the order in another tab."
    >
      {number}
    </a>
  );
}

function More({
  timeline: { error, hasMoreFailed, isLoadingMore },
  onLoad,
}: {
  timeline: TimelineState;
  onLoad: () => void;
}) {
  const [wasLoading] = useDebouncedValue(isLoadingMore, waitAfterMs);
  if (hasMoreFailed && error) {
    return (
      <Failure
        title="Older events could not be loaded."
        error={error}
        onRetry={onLoad}
        isFetching={isLoadingMore}
        triesItself={false}
      >
        {error.isCatchingUp ? 'The list of events is being built again.' : undefined}
      </Failure>
    );
  }
  return (
    <Button
      className={classes.more}
      variant="default"
      size="xs"
      fw={500}
      aria-busy={isLoadingMore}
      loading={isLoadingMore && wasLoading}
      data-more
      onClick={onLoad}
    >
      Load more
    </Button>
  );
}

function Loading() {
  return (
    <div className={classes.days} aria-busy>
      {Array.from({ length: skeletonEvents }, (_, position) => (
        <Skeleton key={position} height={10} my={9} width={`${60 - position * 6}%`} />
      ))}
    </div>
  );
}

interface DayOfEvents {
  day: Day;
  events: TimelineEvent[];
}

function byDay(events: readonly TimelineEvent[], zone: string): DayOfEvents[] {
  const days: DayOfEvents[] = [];
  for (const event of events) {
    const day = dayOf(event.time, zone);
    const last = days.at(-1);
    if (last?.day === day) last.events.push(event);
    else days.push({ day, events: [event] });
  }
  return days;
}
