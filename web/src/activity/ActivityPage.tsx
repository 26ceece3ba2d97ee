// Customers › Activity: five counters and every customer of the workspace.
import { ActionIcon, VisuallyHidden } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconRefresh } from '@tabler/icons-react';
import { useRef, useState } from 'react';

import type { Activity, Session } from '../api/client';
import { Counters } from '../charts/Counters';
import type { CounterValue } from '../charts/Counters';
import { dayOf, formatClock, formatInstant, formatPeriod, shownZone } from '../formats';
import { Hints } from '../hints/Hints';
import { defaultScope, isBackwards } from '../scope/scope';
import type { PerPage, Scope } from '../scope/scope';
import { ScopeBar } from '../scope/ScopeBar';
import { usePerPage } from '../scope/use-per-page';
import { useScope } from '../scope/use-scope';
import type { ChangeScope } from '../scope/use-scope';
import { PageHeader } from '../shell/PageHeader';
import { useShortcuts } from '../shell/use-shortcuts';
import { ActivityCards, SortMenu } from './ActivityCards';
import classes from './ActivityPage.module.css';
import { ActivityTable } from './ActivityTable';
import { ExportMenu } from './ExportMenu';
import {
  BackwardsPeriod,
  NoAnswer,
  NoCustomers,
  NoMatch,
  NotAllowed,
  NothingInPeriod,
  StaleNotice,
} from './Notices';
import { Pager } from './Pager';
import { useActivity } from './use-activity';
import type { ActivityState } from './use-activity';

export function ActivityPage({ session }: { session: Session }) {
  const { workspace, member } = session;
  const isAdmin = workspace.role !== 'sales_rep';
  const [scope, change] = useScope();
  const [remembered, remember] = usePerPage(member.id);
  const perPage = scope.perPage ?? remembered;
  const isRefused = isBackwards(scope.period);
  const state = useActivity(workspace.id, scope, perPage, isAdmin && !isRefused);
  const isNarrow = useMediaQuery('(max-width: 599.98px)', false, {
    getInitialValueInEffect: false,
  });

  if (!isAdmin || state.error?.status === 403) {
    return (
      <>
        <PageHeader group="Customers" title="Activity" />
        <NotAllowed workspace={workspace.name} />
      </>
    );
  }
  return (
    <Hints>
      <PageHeader group="Customers" title="Activity">
        <AsOf state={state} />
      </PageHeader>
      <Controls {...{ session, scope, change, perPage, state, isNarrow }} />
      {isRefused ? (
        <BackwardsPeriod scope={scope} onReset={() => change({ period: defaultScope.period })} />
      ) : (
        <Results
          {...{ scope, change, perPage, state, isNarrow }}
          onPerPage={(choice) => {
            remember(choice);
            change({ perPage: choice });
          }}
        />
      )}
    </Hints>
  );
}

function AsOf({ state: { answer, error, isFetching, refresh } }: { state: ActivityState }) {
  return (
    <div className={classes.asOf}>
      {answer && (
        <time
          dateTime={answer.as_of}
          tabIndex={0}
          data-hint={`The numbers are those of ${formatInstant(answer.as_of, answer.time_zone)}.`}
          data-stale={error ? true : undefined}
        >
          as of {formatClock(answer.as_of, answer.time_zone)}
        </time>
      )}
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label="Refresh"
        aria-keyshortcuts="r"
        aria-busy={isFetching}
        data-hint="Refresh"
        onClick={refresh}
      >
        <IconRefresh size={16} stroke={1.8} />
      </ActionIcon>
    </div>
  );
}

interface Parts {
  scope: Scope;
  change: ChangeScope;
  perPage: PerPage;
  state: ActivityState;
  isNarrow: boolean;
}

function Controls({
  session,
  scope,
  change,
  perPage,
  state,
  isNarrow,
}: Parts & { session: Session }) {
  const { answer, isOld, refresh } = state;
  const search = useRef<HTMLInputElement>(null);
  const exportButton = useRef<HTMLButtonElement>(null);
  const [isExportOpen, setExportOpen] = useState(false);
  useShortcuts({
    '/': () => search.current?.focus(),
    e: () => {
      if (!answer?.total) return;
      // The menu gives the focus back to where it was.
      exportButton.current?.focus();
      setExportOpen(true);
    },
    r: refresh,
  });
  const isUnfilled = answer?.customers === 0;
  // The server's clock, since that of the browser may be wrong.
  const zone = answer?.time_zone ?? session.workspace.time_zone;
  const today = dayOf(answer?.as_of ?? new Date().toISOString(), shownZone(zone));

  return (
    <div className={classes.controls}>
      <Counters values={counterValues(state)} waiting={isOld} />
      {!isUnfilled && (
        <ScopeBar
          scope={scope}
          change={change}
          workspace={session.workspace}
          today={today}
          searchRef={search}
          period={answer && periodInWords(answer)}
        >
          <div className={classes.actions}>
            {isNarrow && <SortMenu sort={scope.sort} onSort={(sort) => change({ sort })} />}
            {answer && (
              <ExportMenu
                scope={scope}
                perPage={perPage}
                answer={answer}
                opened={isExportOpen}
                onChange={setExportOpen}
                isNarrow={isNarrow}
                buttonRef={exportButton}
              />
            )}
          </div>
        </ScopeBar>
      )}
    </div>
  );
}

function periodInWords({ period, time_zone: zone }: Activity): string {
  return `${formatPeriod(period.from, period.to)}, ${shownZone(zone)}`;
}

function counterValues({ answer, error }: ActivityState): CounterValue[] {
  const summary = answer?.summary;
  // Without any answer there is no number to wait for either.
  if (!summary && error) return [];
  return [
    {
      term: 'customers_with_clicks',
      label: 'Customers with clicks',
      count: summary?.customers_with_clicks,
    },
    { term: 'total_views', label: 'Total views', count: summary?.total_views },
    { term: 'verified_total', label: 'Verified', count: summary?.verified },
    { term: 'checkout_started', label: 'Checkout started', count: summary?.checkout_started },
    { term: 'orders_submitted', label: 'Orders submitted', count: summary?.orders_submitted },
  ];
}

function Results({
  scope,
  change,
  perPage,
  state,
  isNarrow,
  onPerPage,
}: Parts & { onPerPage: (perPage: PerPage) => void }) {
  const { answer, error, isOld, isFetching, refresh } = state;
  if (error && !answer) {
    return (
      <NoAnswer
        error={error}
        onRetry={refresh}
        isFetching={isFetching}
        onReset={() => change(defaultScope)}
      />
    );
  }
  if (answer?.customers === 0) return <NoCustomers />;

  const onSort = (sort: Scope['sort']) => change({ sort });
  return (
    <>
      <VisuallyHidden role="status">
        {answer && !isOld ? `${answer.total} customers` : ''}
      </VisuallyHidden>
      {error && answer && (
        <StaleNotice {...{ error, answer, isOld, isFetching }} onRetry={refresh} />
      )}
      {answer?.total === 0 ? (
        <NoMatch scope={scope} change={change} />
      ) : (
        <>
          {answer && !isOld && isQuiet(answer) && (
            <NothingInPeriod answer={answer} scope={scope} change={change} />
          )}
          {isNarrow ? (
            <ActivityCards answer={answer} isWaiting={isOld} />
          ) : (
            <ActivityTable answer={answer} sort={scope.sort} onSort={onSort} isWaiting={isOld} />
          )}
          {answer && (
            <Pager
              answer={answer}
              page={isOld ? Math.min(scope.page, answer.pages) : answer.page}
              perPage={perPage}
              isNarrow={isNarrow}
              onPage={(page) => change({ page, perPage })}
              onPerPage={onPerPage}
            />
          )}
        </>
      )}
    </>
  );
}

function isQuiet({ summary, rows }: Activity): boolean {
  const counted = Object.values(summary).every((count) => count === 0);
  return counted && rows.every(({ confirmed }) => confirmed === 0);
}
