// What the page says when there is more to say than rows: trouble, and three kinds of emptiness.
import { ActionIcon, Button, Code, CopyButton, Progress } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import type { ReactNode } from 'react';

import type { Activity, ApiError } from '../api/client';
import { formatClock, formatCount, formatPeriod } from '../formats';
import { isBackwards, periodLabel } from '../scope/scope';
import type { Scope } from '../scope/scope';
import type { ChangeScope } from '../scope/use-scope';
import classes from './Notices.module.css';
import { isPassing } from './use-activity';

interface Trouble {
  error: ApiError;
  onRetry: () => void;
  isFetching: boolean;
}

// Instead of the table, while there is nothing to show.
export function NoAnswer({
  error,
  onRetry,
  isFetching,
  onReset,
}: Trouble & { onReset: () => void }) {
  if (error.isCatchingUp) {
    return (
      <Centered title="Catching up" role="status">
        <CatchingUp error={error} />
        <p>
          The server counts again what it had recorded before its last start. This page fills as
          soon as every event is counted, and shows no number before.
        </p>
      </Centered>
    );
  }
  return (
    <Centered title="The activity could not be loaded" role="alert">
      <p>{error.message}</p>
      {isPassing(error) && <p>Nothing that was recorded is changed by this. {triesAgain(error)}</p>}
      <RequestId error={error} />
      {isPassing(error) ? (
        <Button onClick={onRetry} loading={isFetching}>
          Try again
        </Button>
      ) : (
        <Button onClick={onReset}>Reset the filters</Button>
      )}
    </Centered>
  );
}

// Above numbers that could not be renewed.
export function StaleNotice({
  error,
  onRetry,
  isFetching,
  answer,
  isOld,
}: Trouble & { answer: Activity; isOld: boolean }) {
  const clock = formatClock(answer.as_of, answer.time_zone);
  return (
    <div
      className={classes.notice}
      data-kind={error.isCatchingUp ? 'warning' : 'failure'}
      role="alert"
    >
      <div className={classes.noticeText}>
        <strong>
          {isOld
            ? `What is below is from ${clock}, before your last change.`
            : `The numbers below are those of ${clock}.`}
        </strong>{' '}
        {error.isCatchingUp ? 'The server is catching up.' : error.message} {triesAgain(error)}
        <RequestId error={error} />
      </div>
      {error.isCatchingUp ? (
        <CatchingUp error={error} />
      ) : (
        <Button size="xs" variant="default" onClick={onRetry} loading={isFetching}>
          Try again
        </Button>
      )}
    </div>
  );
}

function triesAgain(error: ApiError): string {
  return isPassing(error) ? 'This page tries again by itself.' : '';
}

function CatchingUp({ error }: { error: ApiError }) {
  const percent = Math.floor(Math.min(Math.max(error.progress ?? 0, 0), 1) * 100);
  return (
    <div className={classes.progress}>
      <Progress value={percent} aria-label="Caught up" />
      <span>{percent}%</span>
    </div>
  );
}

function RequestId({ error }: { error: ApiError }) {
  if (!error.requestId) return null;
  return (
    <div className={classes.request}>
      Request id <Code>{error.requestId}</Code>
    </div>
  );
}

export function NotAllowed({ workspace }: { workspace: string }) {
  return (
    <Centered title="You are not allowed to see this page">
      <p>
        Customer activity in <bdi>{workspace}</bdi> is for its owner and admins. If you need it, ask
        one of them to change your role.
      </p>
    </Centered>
  );
}

export function NoCustomers() {
  const command = [
    `curl ${window.location.origin}/api/v1/events \\`,
    `  -H 'Authorization: Bearer WRITE_KEY' \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d '[{"kind": "link_open", "customer": "C-1042"}]'`,
  ].join('\n');
  return (
    <Centered title="No customers yet">
      <p>
        A customer appears here with the first event that names it. Make a write key on the server
        with <Code>footfall key create --data DIR --kind write</Code>, put it in the place of
        WRITE_KEY, and send:
      </p>
      <div className={classes.command}>
        <pre tabIndex={0}>{command}</pre>
        <CopyButton value={command}>
          {({ copied, copy }) => (
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={copied ? 'Copied' : 'Copy the command'}
              onClick={copy}
            >
              {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
            </ActionIcon>
          )}
        </CopyButton>
      </div>
    </Centered>
  );
}

export function NoMatch({ scope, change }: { scope: Scope; change: ChangeScope }) {
  const filters: ReactNode[] = [];
  if (scope.search) {
    filters.push(
      <>
        name, code or email with <bdi className={classes.searched}>{scope.search}</bdi>
      </>,
    );
  }
  if (scope.status !== 'all')
    filters.push(<>status {scope.status === 'active' ? 'Active' : 'Inactive'}</>);
  return (
    <Centered title="No customer matches">
      <p>
        Looked for:{' '}
        {filters.map((filter, position) => (
          <span key={position}>
            {position > 0 && ' and '}
            {filter}
          </span>
        ))}
        .
      </p>
      <Button variant="default" onClick={() => change({ search: '', status: 'all' })}>
        Clear filters
      </Button>
    </Centered>
  );
}

// Above the table of zeros, which stays.
export function NothingInPeriod({
  answer,
  scope,
  change,
}: {
  answer: Activity;
  scope: Scope;
  change: ChangeScope;
}) {
  const { from, to } = answer.period;
  const isWidest = 'preset' in scope.period && scope.period.preset === 'last_90_days';
  const isFiltered = scope.search !== '' || scope.status !== 'all';
  const who = isFiltered
    ? `The ${formatCount(answer.total)} matching ${answer.total === 1 ? 'customer' : 'customers'} did nothing`
    : 'No activity';
  return (
    <div className={classes.notice} role="status">
      <div className={classes.noticeText}>
        <strong>
          {who} in this period ({formatPeriod(from, to)}).
        </strong>{' '}
        {isWidest
          ? 'Choose a longer range to look further back.'
          : 'A longer period may show some.'}
      </div>
      {!isWidest && (
        <Button
          size="xs"
          variant="default"
          onClick={() => change({ period: { preset: 'last_90_days' } })}
        >
          Show {periodLabel({ preset: 'last_90_days' }).toLowerCase()}
        </Button>
      )}
    </div>
  );
}

export function BackwardsPeriod({ scope, onReset }: { scope: Scope; onReset: () => void }) {
  if ('preset' in scope.period || !isBackwards(scope.period)) return null;
  return (
    <Centered title="This range ends before it starts" role="alert">
      <p>
        The last day, {formatPeriod(scope.period.to, scope.period.to)}, is before the first,{' '}
        {formatPeriod(scope.period.from, scope.period.from)}. Choose another period above.
      </p>
      <Button onClick={onReset}>Show the last 30 days</Button>
    </Centered>
  );
}

function Centered({
  title,
  role,
  children,
}: {
  title: string;
  role?: 'alert' | 'status';
  children: ReactNode;
}) {
  return (
    <div className={classes.centered} role={role}>
      <h2 className={classes.title}>{title}</h2>
      {children}
    </div>
  );
}
