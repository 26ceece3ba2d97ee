// Customers › Targets: every target by name, what its rules say, and how many customers it has.
import { ActionIcon, Button, Modal, Skeleton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { showNotification } from '@mantine/notifications';
import { IconAlertTriangle, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { Link } from 'react-router';

import type { ApiError, Session, Target, Workspace } from '../api/client';
import { administers } from '../api/rights';
import { formatClock, formatCount } from '../formats';
import { Hints } from '../hints/Hints';
import { Centered } from '../list/Notices';
import { useTargets } from '../scope/use-choices';
import { Failure } from '../shell/Failure';
import { showFailure, showUndo } from '../shell/notifications';
import { PageHeader } from '../shell/PageHeader';
import { NotAllowed } from './NotAllowed';
import { summaryOf } from './summary';
import type { Names } from './summary';
import classes from './TargetsPage.module.css';
import { namesOf, useChangeTargets, useContent, useCount } from './use-targets';

export function TargetsPage({ session: { workspace } }: { session: Session }) {
  const isAllowed = administers(workspace);
  const { data, error, isFetching, refetch } = useTargets(workspace.id, isAllowed);
  const names = useNames(workspace.id, data?.targets);
  const [leaving, setLeaving] = useState<Target>();
  const isNarrow = useMediaQuery('(max-width: 599.98px)', false, {
    getInitialValueInEffect: false,
  });
  if (!isAllowed || error?.status === 403) return <NotAllowed workspace={workspace.name} />;
  const targets = data?.targets;
  const isEmpty = targets?.length === 0;
  return (
    <Hints>
      <PageHeader group="Customers" title="Targets">
        {!isEmpty && <NewTarget text={isNarrow ? 'New' : 'New target'} size="xs" />}
      </PageHeader>
      {isEmpty ? (
        <Centered title="No targets yet">
          <p>
            A target is a group of customers by rules, such as “plan is gold” or “no login in the
            last 90 days”. Activity and Insights can be looked at by target, and it is up to date
            whenever they are.
          </p>
          <NewTarget text="New target" size="sm" />
        </Centered>
      ) : (
        <div className={classes.page}>
          {error && (
            <Failure
              title={
                targets
                  ? 'What is below may not be the latest.'
                  : 'The targets could not be loaded.'
              }
              error={error}
              onRetry={() => void refetch()}
              isFetching={isFetching}
              triesItself={false}
            />
          )}
          {targets ? (
            <ul className={classes.list} aria-label="Targets">
              {targets.map((target) => (
                <Row
                  key={target.id}
                  {...{ workspace, target, names }}
                  onDelete={() => setLeaving(target)}
                />
              ))}
            </ul>
          ) : (
            !error && <Skeleton height={160} aria-busy />
          )}
        </div>
      )}
      <Deletion workspace={workspace} target={leaving} onClose={() => setLeaving(undefined)} />
    </Hints>
  );
}

function NewTarget({ text, size }: { text: string; size: 'xs' | 'sm' }) {
  return (
    <Button
      component={Link}
      to="/targets/new"
      size={size}
      aria-label="New target"
      leftSection={<IconPlus size={15} stroke={2} aria-hidden />}
    >
      {text}
    </Button>
  );
}

// Asked for only where a rule names one.
function useNames(workspaceId: string, targets: readonly Target[] | undefined): Names {
  const rules = targets?.flatMap(({ groups }) => groups.flat()) ?? [];
  return namesOf(
    useContent(workspaceId, {
      campaigns: rules.some(({ field }) => field === 'campaign'),
      forms: rules.some(({ field }) => field === 'form'),
    }),
  );
}

function Row({
  workspace,
  target,
  names,
  onDelete,
}: {
  workspace: Workspace;
  target: Target;
  names: Names;
  onDelete: () => void;
}) {
  const { id, name, groups, warning } = target;
  const address = `/targets/${encodeURIComponent(id)}`;
  return (
    <li className={classes.row}>
      <div className={classes.what}>
        <Link className={classes.name} to={address}>
          <bdi>{name}</bdi>
        </Link>
        <p className={classes.summary}>{summaryOf(groups, names)}</p>
        {warning !== null && (
          <p className={classes.warning}>
            <IconAlertTriangle size={15} stroke={1.8} role="img" aria-label="Warning" />
            <span>Cannot be used as it is. {warning}</span>
          </p>
        )}
      </div>
      {warning === null && <Members workspace={workspace} target={target} />}
      <div className={classes.acts}>
        <ActionIcon
          component={Link}
          to={address}
          variant="subtle"
          color="gray"
          size={32}
          aria-label={`Edit ${name}`}
          data-hint="Edit"
        >
          <IconPencil size={15} stroke={1.8} aria-hidden />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={32}
          aria-label={`Delete ${name}`}
          aria-haspopup="dialog"
          data-hint="Delete"
          onClick={onDelete}
        >
          <IconTrash size={15} stroke={1.8} aria-hidden />
        </ActionIcon>
      </div>
    </li>
  );
}

// Counted once it is looked at.
function Members({
  workspace: { id, time_zone: zone },
  target,
}: {
  workspace: Workspace;
  target: Target;
}) {
  const [isSeen, place] = useSeen();
  const { data, error } = useCount(id, isSeen ? target.groups : undefined);
  return (
    <div ref={place} className={classes.members}>
      {data ? (
        <span
          tabIndex={0}
          data-hint={`Of ${formatCount(data.total)}, as of ${formatClock(data.as_of, zone)}`}
        >
          {formatCount(data.customers)} {data.customers === 1 ? 'customer' : 'customers'}
        </span>
      ) : error ? (
        <span tabIndex={0} data-hint={error.message}>
          not counted
        </span>
      ) : null}
    </div>
  );
}

function useSeen() {
  const place = useRef<HTMLDivElement>(null);
  const [isSeen, setSeen] = useState(typeof IntersectionObserver === 'undefined');
  useEffect(() => {
    if (isSeen || !place.current) return undefined;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) setSeen(true);
    });
    observer.observe(place.current);
    return () => observer.disconnect();
  }, [isSeen]);
  return [isSeen, place] as const;
}

// Asks once, says what happens, and is undone by a click.
function Deletion({
  workspace,
  target,
  onClose,
}: {
  workspace: Workspace;
  // Undefined while none is to be deleted.
  target: Target | undefined;
  onClose: () => void;
}) {
  const { create, remove } = useChangeTargets(workspace.id);
  const { data: count } = useCount(
    workspace.id,
    target && target.warning === null ? target.groups : undefined,
  );
  const bringBack = async ({ name, groups }: Target) => {
    try {
      await create.mutateAsync({ name, groups });
      showNotification({
        message: `“${name}” is back. Saved views that used it need to be saved with it again.`,
        closeButtonProps: { 'aria-label': 'Close' },
      });
    } catch (error) {
      showFailure('The target was not brought back', error as ApiError);
    }
  };
  const act = async (gone: Target) => {
    try {
      await remove.mutateAsync(gone);
      onClose();
      showUndo(
        `deleted ${gone.id}`,
        <>
          “<bdi>{gone.name}</bdi>” is deleted.
        </>,
        () => void bringBack(gone),
      );
      // The button that asked is gone.
      setTimeout(() => document.getElementById('main')?.focus({ preventScroll: true }));
    } catch (error) {
      const failed = error as ApiError;
      onClose();
      // Somebody else was faster.
      if (failed.status !== 404) showFailure('The target was not deleted', failed);
    }
  };
  return (
    <Modal
      opened={target !== undefined}
      onClose={onClose}
      title="Delete this target?"
      size="sm"
      centered
      transitionProps={{ duration: 80 }}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {target && (
        <>
          <p className={classes.question}>
            <bdi className={classes.strong}>{target.name}</bdi> is deleted for everybody in the
            workspace.{' '}
            {count &&
              `${count.customers === 1 ? 'The one customer in it stays' : `The ${formatCount(count.customers)} customers in it stay`} as they are. `}
            Pages, links and saved views that use it show all customers then.
          </p>
          <div className={classes.answers}>
            <Button variant="default" data-autofocus onClick={onClose}>
              Cancel
            </Button>
            <Button
              className={classes.delete}
              loading={remove.isPending}
              onClick={() => void act(target)}
            >
              Delete
            </Button>
          </div>
        </>
      )}
    </Modal>
  );
}
