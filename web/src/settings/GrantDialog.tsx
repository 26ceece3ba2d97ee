// What a sales rep sees of Insights: nothing, all customers, or those in some targets.
import { Button, Checkbox, Modal, Radio, Skeleton } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';

import type { ApiError, InsightsGrant, Member, Target } from '../api/client';
import { showFailure, showUndo } from '../shell/notifications';
import notice from '../shell/Failure.module.css';
import { RequestId } from '../shell/Trouble';
import classes from './GrantDialog.module.css';
import { isSameGrant, useGrant } from './use-members';

type Choice = 'none' | 'all' | 'targets';

const choiceOf = ({ granted, targets }: InsightsGrant): Choice => {
  if (!granted) return 'none';
  return targets === null ? 'all' : 'targets';
};

export function GrantDialog({
  workspaceId,
  member,
  targets,
  error,
  onClose,
}: {
  workspaceId: string;
  // As it was when the dialog was opened.
  member: Member;
  // Undefined while they are not known; `error` says why they will not be.
  targets: readonly Target[] | undefined;
  error: ApiError | null;
  onClose: () => void;
}) {
  const granting = useGrant(workspaceId);
  const [choice, setChoice] = useState<Choice>(choiceOf(member.insights));
  const [chosen, setChosen] = useState<readonly string[]>(member.insights.targets ?? []);
  // Nobody is in a deleted one, so it goes with the next change.
  const usable = targets?.filter(({ id }) => chosen.includes(id)).map(({ id }) => id) ?? [];
  const wanted: InsightsGrant = {
    granted: choice !== 'none',
    targets: choice === 'targets' ? usable : null,
  };
  const isWhole = choice !== 'targets' || usable.length > 0;

  const undo = async () => {
    try {
      await granting.mutateAsync(member);
    } catch (failed) {
      showFailure(`What ${member.name} sees is not as it was`, failed as ApiError);
    }
  };
  const save = async () => {
    try {
      const { name } = await granting.mutateAsync({ id: member.id, insights: wanted });
      onClose();
      showUndo(
        `granted ${member.id}`,
        <>
          What <bdi>{name}</bdi> sees of Insights is changed. It holds from now on.
        </>,
        () => void undo(),
      );
    } catch {
      // The dialog says so.
    }
  };
  const toggle = (id: string, isChosen: boolean) =>
    setChosen(isChosen ? [...usable, id] : usable.filter((each) => each !== id));

  return (
    <Modal
      opened
      onClose={onClose}
      title={
        <>
          Insights for <bdi>{member.name}</bdi>
        </>
      }
      size="sm"
      centered
      transitionProps={{ duration: 80 }}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Radio.Group
        aria-label="What they see of Insights"
        value={choice}
        onChange={(value) => setChoice(value)}
      >
        <div className={classes.choices}>
          <Radio value="none" label="Nothing" />
          <Radio value="all" label="All customers" />
          <Radio value="targets" label="Only the customers in these targets" />
        </div>
      </Radio.Group>
      {choice === 'targets' && (
        <Targets targets={targets} error={error} chosen={usable} onToggle={toggle} />
      )}
      {granting.error && (
        <div className={`${notice.failure ?? ''} ${classes.failure ?? ''}`} role="alert">
          <div className={notice.text}>
            <strong>Nothing was changed.</strong> {granting.error.message}
            <RequestId error={granting.error} />
          </div>
        </div>
      )}
      <div className={classes.answers}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button
          disabled={!isWhole || isSameGrant(wanted, member.insights)}
          loading={granting.isPending}
          onClick={() => void save()}
        >
          Save
        </Button>
      </div>
    </Modal>
  );
}

function Targets({
  targets,
  error,
  chosen,
  onToggle,
}: {
  targets: readonly Target[] | undefined;
  error: ApiError | null;
  chosen: readonly string[];
  onToggle: (id: string, isChosen: boolean) => void;
}) {
  if (!targets) {
    return error ? (
      <p className={classes.empty} role="alert">
        The targets could not be loaded. {error.message}
      </p>
    ) : (
      <Skeleton height={60} mt="sm" aria-busy />
    );
  }
  if (targets.length === 0) {
    return (
      <p className={classes.empty}>
        There are no targets yet. <Link to="/targets/new">Make one</Link>, then choose it here.
      </p>
    );
  }
  return (
    <div className={classes.targets} role="group" aria-label="Targets">
      {targets.map(({ id, name, warning }) => (
        <Checkbox
          key={id}
          size="sm"
          label={<bdi>{name}</bdi>}
          {...(warning !== null && { description: `Nobody is in it now. ${warning}` })}
          checked={chosen.includes(id)}
          onChange={({ currentTarget }) => onToggle(id, currentTarget.checked)}
        />
      ))}
    </div>
  );
}
