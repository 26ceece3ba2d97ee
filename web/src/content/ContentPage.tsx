// The frame of a campaign's and of a form's page: the way back, and what there is to say when there
// are no numbers.
import { Button, Skeleton } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'react-router';

import type { Insights, Workspace } from '../api/client';
import { administers, seesInsights } from '../api/rights';
import { Hints } from '../hints/Hints';
import { Centered, StaleNotice } from '../list/Notices';
import { GrantedTargets } from '../scope/GrantedTargets';
import { NotGranted } from '../scope/NotGranted';
import { AsOf } from '../shell/AsOf';
import { BackLink } from '../shell/BackLink';
import { PageHeader } from '../shell/PageHeader';
import { CatchingUp, RequestId } from '../shell/Trouble';
import { useShortcuts } from '../shell/use-shortcuts';
import classes from './ContentPage.module.css';
import type { ContentState } from './use-content';

interface Answer {
  id: string;
  as_of: string;
  time_zone: string;
  name: string;
  target: { id: string; name: string } | null;
  granted_targets: Insights['granted_targets'];
}

export function ContentPage<T extends Answer>({
  title,
  folder,
  workspace,
  content: { state, live, target, onAllCustomers },
  about,
  children,
}: {
  // What it is.
  title: 'Campaign' | 'Form';
  folder: 'campaigns' | 'forms';
  workspace: Workspace;
  content: ContentState<T>;
  // What stands beside the name.
  about: (answer: T) => ReactNode;
  children: (answer: T) => ReactNode;
}) {
  const { answer, error, isOld, isFetching, refresh } = state;
  const { search } = useLocation();
  useShortcuts({ r: refresh });
  if (!seesInsights(workspace) || error?.status === 403) {
    return (
      <>
        <PageHeader group="Insights" title={title} />
        <NotGranted workspace={workspace.name} />
      </>
    );
  }
  const isUnknown = error?.status === 404 || error?.code === 'invalid_id';
  const isOfTarget = error?.code === 'unknown_target' || error?.code === 'target_broken';
  return (
    <Hints>
      <PageHeader group="Insights" title={title}>
        <AsOf {...state} live={live} liveHint="The page renews itself when something happens." />
      </PageHeader>
      <div className={classes.back}>
        {/* With the filters that the page before had. */}
        <BackLink to={{ pathname: '/insights/customers', search }}>Insights › Customers</BackLink>
      </div>
      {isOfTarget ? (
        <Centered title="This target cannot be used" role="alert">
          <p>{error.message} There is no number to show for it.</p>
          <RequestId error={error} />
          <Button onClick={onAllCustomers}>Show all customers</Button>
        </Centered>
      ) : isUnknown ? (
        <Centered title={`There is no such ${title.toLowerCase()}`} role="alert">
          <p>
            The address may be mistyped, or nothing of this {title.toLowerCase()} was recorded in{' '}
            <bdi>{workspace.name}</bdi> yet.
          </p>
        </Centered>
      ) : error && !answer ? (
        <Centered title={`The ${title.toLowerCase()} could not be loaded`} role="alert">
          {error.isCatchingUp ? <CatchingUp error={error} /> : <p>{error.message}</p>}
          <RequestId error={error} />
          {error.isPassing && (
            <Button onClick={refresh} loading={isFetching}>
              Try again
            </Button>
          )}
        </Centered>
      ) : (
        <div className={classes.page} aria-busy={isOld} data-waiting={isOld || undefined}>
          {error && (
            <StaleNotice
              title="The numbers below may be old."
              {...{ error, isFetching }}
              onRetry={refresh}
            />
          )}
          <div className={classes.head}>
            <div className={classes.line}>
              <h2 className={classes.name}>
                {answer ? <bdi>{answer.name}</bdi> : <Skeleton height={20} width={220} />}
              </h2>
              {answer && administers(workspace) && <EditLink folder={folder} id={answer.id} />}
            </div>
            <div className={classes.about}>{answer && about(answer)}</div>
            {target !== undefined && answer?.target && (
              <div className={classes.about}>
                Only customers in <bdi>{answer.target.name}</bdi>.
                <Button size="compact-xs" variant="subtle" onClick={onAllCustomers}>
                  Show all customers
                </Button>
              </div>
            )}
            <GrantedTargets targets={answer?.granted_targets} />
          </div>
          {answer ? children(answer) : <Skeleton height={284} />}
        </div>
      )}
    </Hints>
  );
}

// What is said of it, and back from there.
function EditLink({ folder, id }: { folder: 'campaigns' | 'forms'; id: string }) {
  const { pathname, search } = useLocation();
  return (
    <Button
      component={Link}
      to={`/settings/${folder}/edit/${encodeURIComponent(id)}`}
      state={{ back: pathname + search }}
      size="compact-sm"
      variant="default"
      fw={500}
      leftSection={<IconPencil size={14} stroke={1.8} aria-hidden />}
    >
      Edit
    </Button>
  );
}
