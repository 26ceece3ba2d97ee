// What a page says of a target that it cannot be looked at by.
import { ActionIcon, Anchor, Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { Link } from 'react-router';

import type { ApiError, Target } from '../api/client';
import { Centered } from '../list/Notices';
import classes from '../list/Notices.module.css';
import { RequestId } from '../shell/Trouble';

export function GoneTarget({
  why = 'Somebody deleted it',
  so,
  onClose,
}: {
  why?: string;
  so: string;
  onClose: () => void;
}) {
  return (
    <div className={classes.notice} data-kind="warning" role="alert">
      <div className={classes.noticeText}>
        <strong>The chosen target is gone.</strong> {why}, so {so}.
      </div>
      <ActionIcon variant="subtle" color="gray" aria-label="Close the notice" onClick={onClose}>
        <IconX size={16} stroke={1.8} />
      </ActionIcon>
    </div>
  );
}

// In the place of every number: there is none that would be right.
export function BrokenTarget({
  error,
  id,
  target,
  so,
  canChange = true,
  onReset,
}: {
  error: ApiError;
  id: string;
  // Undefined while the targets are not known.
  target: Target | undefined;
  so: string;
  // Whether the member may change its rules.
  canChange?: boolean;
  onReset: () => void;
}) {
  return (
    <Centered title="This target cannot be used as it is" role="alert">
      <p>
        {target && (
          <>
            <bdi>{target.name}</bdi>:{' '}
          </>
        )}
        {target?.warning ?? error.message} So {so}.{' '}
        {canChange ? (
          <Anchor
            component={Link}
            to={`/targets/${encodeURIComponent(id)}`}
            underline="always"
            inherit
          >
            Change its rules
          </Anchor>
        ) : (
          'Ask an owner or admin to change its rules'
        )}
        , or look at all customers.
      </p>
      <RequestId error={error} />
      <Button onClick={onReset}>Show all customers</Button>
    </Centered>
  );
}
