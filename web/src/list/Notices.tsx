// What a list says when there is more to say than rows: trouble, and that nothing matches.
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';

import type { ApiError, Stage } from '../api/client';
import { deedLabel, stageLabel } from '../scope/scope';
import type { Deed, StatusFilter } from '../scope/scope';
import { CatchingUp, RequestId } from '../shell/Trouble';
import classes from './Notices.module.css';

interface Trouble {
  error: ApiError;
  onRetry: () => void;
  isFetching: boolean;
}

// Instead of the table, while there is nothing to show.
export function NoAnswer({
  title,
  catchingUp,
  error,
  onRetry,
  isFetching,
  onReset,
}: Trouble & {
  title: string;
  // What is said of a server that catches up.
  catchingUp: string;
  onReset: () => void;
}) {
  if (error.isCatchingUp) {
    return (
      <Centered title="Catching up" role="status">
        <CatchingUp error={error} />
        <p>{catchingUp}</p>
      </Centered>
    );
  }
  return (
    <Centered title={title} role="alert">
      <p>{error.message}</p>
      {error.isPassing && <p>Nothing that was recorded is changed by this. {triesAgain(error)}</p>}
      <RequestId error={error} />
      {error.isPassing ? (
        <Button onClick={onRetry} loading={isFetching}>
          Try again
        </Button>
      ) : (
        <Button onClick={onReset}>Reset the filters</Button>
      )}
    </Centered>
  );
}

// Above what could not be renewed.
export function StaleNotice({ title, error, onRetry, isFetching }: Trouble & { title: string }) {
  return (
    <div
      className={classes.notice}
      data-kind={error.isCatchingUp ? 'warning' : 'failure'}
      role="alert"
    >
      <div className={classes.noticeText}>
        <strong>{title}</strong> {error.isCatchingUp ? 'The server is catching up.' : error.message}{' '}
        {triesAgain(error)}
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
  return error.isPassing ? 'This page tries again by itself.' : '';
}

export function NoMatch({
  search,
  status,
  stage,
  did,
  target,
  site,
  onClear,
}: {
  search: string;
  status: StatusFilter;
  stage?: Stage | undefined;
  did?: Deed | undefined;
  // Their names.
  target?: string | undefined;
  site?: string | undefined;
  onClear: () => void;
}) {
  const filters: ReactNode[] = [];
  if (search) {
    filters.push(
      <>
        name, code or email with <bdi className={classes.searched}>{search}</bdi>
      </>,
    );
  }
  if (status !== 'all') filters.push(<>status {status === 'active' ? 'Active' : 'Inactive'}</>);
  if (stage) filters.push(<>{stageLabel(stage).toLowerCase()}</>);
  if (did) filters.push(<>those who {deedLabel(did)} in the period</>);
  for (const [word, name] of Object.entries({ target, site })) {
    if (!name) continue;
    filters.push(
      <>
        {word} <bdi className={classes.searched}>{name}</bdi>
      </>,
    );
  }
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
      <Button variant="default" onClick={onClear}>
        Clear filters
      </Button>
    </Centered>
  );
}

export function Centered({
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
