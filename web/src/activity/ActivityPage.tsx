// Customers › Activity: five counters and every customer of the workspace.
import { Button, Skeleton, VisuallyHidden } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { lazy, Suspense, useDeferredValue, useRef, useState } from 'react';

import { useChanges } from '../api/changes';
import type { Activity, Session } from '../api/client';
import { useLive } from '../api/live';
import type { Live } from '../api/live';
import { reachBack } from '../api/records';
import { administers } from '../api/rights';
import { Counters } from '../charts/Counters';
import type { CounterValue } from '../charts/Counters';
import { dayOf, formatClock, formatCount, formatPeriod, shownZone } from '../formats';
import { Hints } from '../hints/Hints';
import { NoAnswer, NoMatch, StaleNotice } from '../list/Notices';
import { Pager } from '../list/Pager';
import { SortMenu } from '../list/SortMenu';
import { useRows } from '../list/use-rows';
import { deedLabel, defaultScope, isBackwards } from '../scope/scope';
import type { MovableColumn, PerPage, Scope } from '../scope/scope';
import { ScopeBar } from '../scope/ScopeBar';
import { BrokenTarget, GoneTarget } from '../scope/TargetNotices';
import { useColumns, usePerPage } from '../scope/use-remembered';
import { useChoices } from '../scope/use-choices';
import type { Choices } from '../scope/use-choices';
import { useGoneTarget } from '../scope/use-gone-target';
import { useScope } from '../scope/use-scope';
import type { ChangeScope } from '../scope/use-scope';
import { AsOf } from '../shell/AsOf';
import { PageHeader } from '../shell/PageHeader';
import { useShortcuts } from '../shell/use-shortcuts';
import { ActivityCards } from './ActivityCards';
import classes from './ActivityPage.module.css';
import { ActivityTable } from './ActivityTable';
import { columns as allColumns, columnsOf } from './columns';
import { ColumnsMenu } from './ColumnsMenu';
import { ExportMenu } from './ExportMenu';
import { BackwardsPeriod, NoCustomers, NotAllowed, NothingInPeriod } from './Notices';
import { QuickFilters } from './QuickFilters';
import { useActivity } from './use-activity';
import type { ActivityState } from './use-activity';
import { ViewsMenu } from './ViewsMenu';

const Funnel = lazy(async () => ({ default: (await import('./Funnel')).Funnel }));

export function ActivityPage({ session }: { session: Session }) {
  const { workspace, member } = session;
  const isAdmin = administers(workspace);
  const [scope, change] = useScope();
  const [usualPerPage, rememberPerPage] = usePerPage(member.id);
  const perPage = scope.perPage ?? usualPerPage;
  const [usualColumns, rememberColumns] = useColumns(member.id);
  const columns = scope.columns ?? usualColumns;
  const isRefused = isBackwards(scope.period);
  const changes = useChanges();
  const asked = useActivity(workspace.id, scope, perPage, isAdmin && !isRefused, changes.isLive);
  const live = useLive(changes, asked.answer?.sequence, asked.refresh);
  const choices = useChoices(workspace.id, isAdmin);
  const goneTarget = useGoneTarget(scope.target, change, asked.error);
  const isBroken = scope.target !== undefined && asked.error?.code === 'target_broken';
  // Numbers of another target would be taken for those of this one.
  const state = isBroken ? { ...asked, answer: undefined, isOld: false } : asked;
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
        <AsOf
          {...state}
          live={live}
          liveHint="The page renews itself when something happens, but not while the pointer is among the rows."
        />
      </PageHeader>
      <Controls
        {...{ session, scope, change, choices, perPage, columns, state, isNarrow }}
        onColumns={(shown) => {
          rememberColumns(shown);
          change({ columns: shown, page: scope.page }, { replace: true });
        }}
      />
      {goneTarget.isShown && <GoneTarget so="all customers are shown" onClose={goneTarget.hide} />}
      {isRefused ? (
        <BackwardsPeriod scope={scope} onReset={() => change({ period: defaultScope.period })} />
      ) : isBroken && scope.target && asked.error ? (
        <BrokenTarget
          error={asked.error}
          id={scope.target}
          so="it is not known who is in it"
          target={choices.targets.find(({ id }) => id === scope.target)}
          onReset={() => change({ target: undefined })}
        />
      ) : (
        <Results
          {...{ scope, change, choices, perPage, columns, isNarrow, live }}
          state={goneTarget.isGone ? { ...state, error: undefined } : state}
          onPerPage={(choice) => {
            rememberPerPage(choice);
            change({ perPage: choice });
          }}
        />
      )}
    </Hints>
  );
}

interface Parts {
  scope: Scope;
  change: ChangeScope;
  choices: Choices;
  perPage: PerPage;
  columns: readonly MovableColumn[];
  state: ActivityState;
  isNarrow: boolean;
}

function Controls({
  session,
  scope,
  change,
  choices,
  perPage,
  columns,
  state,
  isNarrow,
  onColumns,
}: Parts & { session: Session; onColumns: (columns: readonly MovableColumn[]) => void }) {
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
      <Counters values={counterValues(state, scope, change)} waiting={isOld} />
      {!isUnfilled && (
        <ScopeBar
          scope={scope}
          change={change}
          choices={choices}
          workspace={session.workspace}
          today={today}
          searchRef={search}
          period={answer && periodInWords(answer)}
        >
          <div className={classes.actions}>
            <ViewsMenu
              workspaceId={session.workspace.id}
              {...{ scope, change, columns, isNarrow }}
            />
            {isNarrow ? (
              <SortMenu
                columns={allColumns}
                sort={scope.sort}
                onSort={(sort) => change({ sort })}
              />
            ) : (
              <ColumnsMenu shown={columns} onChange={onColumns} />
            )}
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
      {!isUnfilled && (
        <QuickFilters scope={scope} change={change} answer={answer} isWaiting={isOld}>
          {answer && answer.total > 0 && (
            <FunnelToggle
              isOpen={scope.isFunnelOpen}
              onChange={(isFunnelOpen) => change({ isFunnelOpen, page: scope.page })}
            />
          )}
        </QuickFilters>
      )}
      {scope.isFunnelOpen && answer && answer.total > 0 && (
        <section id="funnel" aria-label="Funnel">
          <Suspense fallback={<Skeleton height={168} />}>
            <Funnel workspaceId={session.workspace.id} scope={scope} answer={answer} />
          </Suspense>
        </section>
      )}
    </div>
  );
}

function FunnelToggle({
  isOpen,
  onChange,
}: {
  isOpen: boolean;
  onChange: (isOpen: boolean) => void;
}) {
  const Chevron = isOpen ? IconChevronUp : IconChevronDown;
  return (
    <Button
      variant="subtle"
      color="gray"
      size="compact-sm"
      fw={500}
      flex="none"
      aria-expanded={isOpen}
      aria-controls={isOpen ? 'funnel' : undefined}
      rightSection={<Chevron size={14} stroke={1.8} aria-hidden />}
      onClick={() => onChange(!isOpen)}
    >
      Funnel
    </Button>
  );
}

function periodInWords({ period, time_zone: zone }: Activity): string {
  return `${formatPeriod(period.from, period.to)}, ${shownZone(zone)}`;
}

// Each counter with what those behind it did, and the column that says how often.
const counters = [
  {
    key: 'customers_with_clicks',
    label: 'Customers with clicks',
    did: 'link_open',
    column: 'views',
  },
  { key: 'total_views', label: 'Total views', did: 'link_open', column: 'views' },
  { key: 'verified', label: 'Verified', did: 'verification', column: 'verified' },
  { key: 'checkout_started', label: 'Checkout started', did: 'checkout_start', column: 'checkout' },
  { key: 'orders_submitted', label: 'Orders submitted', did: 'order_submit', column: 'orders' },
] as const;

function counterValues(
  { answer, error }: ActivityState,
  scope: Scope,
  change: ChangeScope,
): CounterValue[] {
  // Without any answer there is no number to wait for either.
  if (!answer && error) return [];
  const previous = answer?.previous;
  return counters.map(({ key, label, did, column }) => {
    const isPicked = scope.did === did;
    return {
      term: key,
      label,
      note: key === 'total_views' ? automatedViews(answer) : undefined,
      count: answer?.summary[key],
      before:
        previous && reachBack(answer.records_from, previous.period.from)
          ? {
              count: previous.summary[key],
              period: formatPeriod(previous.period.from, previous.period.to),
            }
          : undefined,
      pick:
        answer && (isPicked || answer.total > 0)
          ? {
              action: isPicked ? 'Show the others too' : `Show those who ${deedLabel(did)}`,
              isPicked,
              onPick: () =>
                change(
                  isPicked
                    ? { did: undefined, sort: defaultScope.sort }
                    : { did, sort: { key: column, descending: true } },
                ),
            }
          : undefined,
    };
  });
}

function automatedViews(answer: Activity | undefined): string | undefined {
  const left = answer?.summary.automated_views ?? 0;
  if (left === 0) return undefined;
  return left === 1
    ? '1 automated open is left out.'
    : `${formatCount(left)} automated opens are left out.`;
}

function Results({
  scope,
  change,
  choices,
  perPage,
  columns,
  state,
  isNarrow,
  live,
  onPerPage,
}: Parts & { live: Live; onPerPage: (perPage: PerPage) => void }) {
  const { answer: newest, error, isFetching, refresh } = state;
  // Drawn in pieces and after the rest of the page: the rows are most of it.
  const answer = useDeferredValue(newest, undefined);
  const isOld = state.isOld || answer !== newest;
  const panelOf = useRows('activity');
  if (error && !newest) {
    return (
      <NoAnswer
        title="The activity could not be loaded"
        catchingUp="The server counts again what it had recorded before its last start. This page fills as soon as every event is counted, and shows no number before."
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
        <StaleNotice
          title={staleTitle(answer, isOld)}
          {...{ error, isFetching }}
          onRetry={refresh}
        />
      )}
      {answer?.total === 0 ? (
        <NoMatch
          {...scope}
          target={nameOf(scope.target, choices.targets)}
          site={nameOf(scope.site, choices.sites)}
          onClear={() =>
            change({
              search: '',
              status: 'all',
              stage: undefined,
              did: undefined,
              target: undefined,
              site: undefined,
            })
          }
        />
      ) : (
        <>
          {answer && !isOld && !scope.stage && isQuiet(answer) && (
            <NothingInPeriod answer={answer} scope={scope} change={change} />
          )}
          {isNarrow ? (
            <ActivityCards answer={answer} panelOf={panelOf} isWaiting={isOld} />
          ) : (
            <ActivityTable
              answer={answer}
              columns={columnsOf(columns)}
              panelOf={panelOf}
              sort={scope.sort}
              onSort={onSort}
              isWaiting={isOld}
              hold={live.hold}
            />
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

function nameOf(id: string | undefined, among: Choices['targets' | 'sites']): string | undefined {
  return among.find((each) => each.id === id)?.name ?? id;
}

function staleTitle({ as_of: at, time_zone: zone }: Activity, isOld: boolean): string {
  const clock = formatClock(at, zone);
  return isOld
    ? `What is below is from ${clock}, before your last change.`
    : `The numbers below are those of ${clock}.`;
}

function isQuiet({ summary, rows }: Activity): boolean {
  const counted = Object.values(summary).every((count) => count === 0);
  return counted && rows.every(({ confirmed }) => confirmed === 0);
}
