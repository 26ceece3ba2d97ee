// Customers › All: every customer of the workspace, to be found, opened and added.
import { ActionIcon, Button, VisuallyHidden } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconFileImport, IconPlus, IconRefresh, IconSend } from '@tabler/icons-react';
import { lazy, Suspense, useRef, useState } from 'react';
import { Link } from 'react-router';

import { useChanges } from '../api/changes';
import type { Session } from '../api/client';
import { useLive } from '../api/live';
import type { Live } from '../api/live';
import { administers } from '../api/rights';
import { formatCount } from '../formats';
import { Hints } from '../hints/Hints';
import { useSending } from '../links/sending';
import { NoAnswer, NoMatch, StaleNotice } from '../list/Notices';
import { Pager } from '../list/Pager';
import { SortMenu } from '../list/SortMenu';
import { useRows } from '../list/use-rows';
import type { PerPage } from '../scope/scope';
import { SearchBox } from '../scope/SearchBox';
import { StatusControl } from '../scope/StatusControl';
import { usePanel } from '../scope/use-panel';
import { usePerPage } from '../scope/use-remembered';
import { firstPage, useAddress } from '../scope/use-scope';
import type { Change } from '../scope/use-scope';
import { PageHeader } from '../shell/PageHeader';
import { useShortcuts } from '../shell/use-shortcuts';
import { columns } from './columns';
import { CustomersCards } from './CustomersCards';
import { defaultScope, formatScope, parseScope } from './customers-scope';
import type { CustomersScope } from './customers-scope';
import classes from './CustomersPage.module.css';
import { CustomersTable } from './CustomersTable';
import type { CustomersRow } from './CustomersTable';
import { NoCustomers } from './NoCustomers';
import { useCustomers } from './use-customers';
import type { CustomersState } from './use-customers';

const AddCustomer = lazy(async () => ({ default: (await import('./AddCustomer')).AddCustomer }));

export function CustomersPage({ session }: { session: Session }) {
  const { workspace, member } = session;
  const isEditor = administers(workspace);
  const [scope, change] = useAddress(parseScope, formatScope, firstPage);
  const [remembered, remember] = usePerPage(member.id);
  const perPage = scope.perPage ?? remembered;
  const changes = useChanges();
  const state = useCustomers(workspace.id, scope, perPage, changes.isLive);
  const live = useLive(changes, state.answer?.sequence, state.refresh);
  const { show } = usePanel();
  const [isAdding, setAdding] = useState(false);
  // By their ids, whatever page they are on.
  const [chosen, setChosen] = useState<ReadonlyMap<string, string>>(new Map());
  const send = useSending();
  const { answer } = state;
  const isNarrow = useMediaQuery('(max-width: 599.98px)', false, {
    getInitialValueInEffect: false,
  });
  const search = useRef<HTMLInputElement>(null);
  useShortcuts({
    '/': () => search.current?.focus(),
    r: state.refresh,
    ...(isEditor && { n: () => setAdding(true) }),
  });

  return (
    <Hints>
      <PageHeader group="Customers" title="All">
        <div className={classes.actions}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label="Refresh"
            aria-keyshortcuts="r"
            aria-busy={state.isFetching}
            data-hint="Refresh"
            onClick={state.refresh}
          >
            <IconRefresh size={16} stroke={1.8} />
          </ActionIcon>
          {answer && answer.total > 0 && (
            <Button
              size="xs"
              variant="default"
              fw={500}
              px={isNarrow ? 8 : undefined}
              aria-label={
                chosen.size > 0
                  ? `Send links to the ${chosen.size} chosen`
                  : `Send links to all ${answer.total}`
              }
              aria-haspopup="dialog"
              leftSection={isNarrow ? null : <IconSend size={15} stroke={1.8} aria-hidden />}
              onClick={() =>
                send(
                  chosen.size > 0
                    ? { customers: Array.from(chosen, ([id, name]) => ({ id, name })) }
                    : { search: scope.search, status: scope.status, total: answer.total },
                )
              }
            >
              {isNarrow ? (
                <IconSend size={16} stroke={1.8} aria-hidden />
              ) : chosen.size > 0 ? (
                `Send ${formatCount(chosen.size)} links…`
              ) : (
                'Send links…'
              )}
            </Button>
          )}
          {isEditor && (
            <>
              <Button
                component={Link}
                to="/customers/import"
                size="xs"
                variant="default"
                fw={500}
                px={isNarrow ? 8 : undefined}
                aria-label="Import"
                leftSection={
                  isNarrow ? null : <IconFileImport size={15} stroke={1.8} aria-hidden />
                }
              >
                {isNarrow ? <IconFileImport size={16} stroke={1.8} aria-hidden /> : 'Import'}
              </Button>
              <Button
                size="xs"
                aria-label="Add customer"
                aria-keyshortcuts="n"
                aria-haspopup="dialog"
                leftSection={<IconPlus size={15} stroke={2} aria-hidden />}
                onClick={() => setAdding(true)}
              >
                {isNarrow ? 'Add' : 'Add customer'}
              </Button>
            </>
          )}
        </div>
      </PageHeader>
      {state.answer?.customers !== 0 && (
        <div className={classes.bar} role="search" aria-label="What is shown">
          <SearchBox
            search={scope.search}
            onSearch={(wanted, how) => change({ search: wanted }, how)}
            inputRef={search}
          />
          <StatusControl status={scope.status} onChange={(status) => change({ status })} />
          {chosen.size > 0 && (
            <Button size="xs" variant="subtle" color="gray" onClick={() => setChosen(new Map())}>
              Clear {formatCount(chosen.size)} chosen
            </Button>
          )}
          {isNarrow && (
            <SortMenu columns={columns} sort={scope.sort} onSort={(sort) => change({ sort })} />
          )}
        </div>
      )}
      <Results
        {...{ scope, change, perPage, state, live, isNarrow, isEditor, chosen }}
        onChoose={({ id, name }, isChosen) =>
          setChosen((before) => {
            const now = new Map(before);
            if (isChosen) now.set(id, name);
            else now.delete(id);
            return now;
          })
        }
        onAdd={() => setAdding(true)}
        onPerPage={(choice) => {
          remember(choice);
          change({ perPage: choice });
        }}
      />
      {isAdding && (
        <Suspense fallback={null}>
          <AddCustomer
            workspaceId={workspace.id}
            isNarrow={isNarrow}
            onClose={() => setAdding(false)}
            onAdded={(customer) => {
              setAdding(false);
              show({ customer, tab: 'general' });
            }}
          />
        </Suspense>
      )}
    </Hints>
  );
}

function Results({
  scope,
  change,
  perPage,
  state,
  live,
  isNarrow,
  isEditor,
  chosen,
  onChoose,
  onAdd,
  onPerPage,
}: {
  scope: CustomersScope;
  change: Change<CustomersScope>;
  perPage: PerPage;
  state: CustomersState;
  live: Live;
  isNarrow: boolean;
  isEditor: boolean;
  chosen: ReadonlyMap<string, string>;
  onChoose: (row: CustomersRow, isChosen: boolean) => void;
  onAdd: () => void;
  onPerPage: (perPage: PerPage) => void;
}) {
  const { answer, error, isOld, isFetching, refresh } = state;
  const panelOf = useRows('general');
  if (error && !answer) {
    return (
      <NoAnswer
        title="The customers could not be loaded"
        catchingUp="The server counts again what it had recorded before its last start. The customers are here as soon as that is done."
        error={error}
        onRetry={refresh}
        isFetching={isFetching}
        onReset={() => change(defaultScope)}
      />
    );
  }
  if (answer?.customers === 0) return <NoCustomers isEditor={isEditor} onAdd={onAdd} />;

  return (
    <>
      <VisuallyHidden role="status">
        {answer && !isOld
          ? `${formatCount(answer.total)} ${answer.total === 1 ? 'customer' : 'customers'}`
          : ''}
      </VisuallyHidden>
      {error && answer && (
        <StaleNotice
          title={
            isOld
              ? 'What is below is from before your last change.'
              : 'What is below may not be the latest.'
          }
          {...{ error, isFetching }}
          onRetry={refresh}
        />
      )}
      {answer?.total === 0 ? (
        <NoMatch
          search={scope.search}
          status={scope.status}
          onClear={() => change({ search: '', status: 'all' })}
        />
      ) : (
        <>
          {isNarrow ? (
            <CustomersCards answer={answer} panelOf={panelOf} isWaiting={isOld} />
          ) : (
            <CustomersTable
              {...{ answer, panelOf, chosen, onChoose }}
              sort={scope.sort}
              onSort={(sort) => change({ sort })}
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
