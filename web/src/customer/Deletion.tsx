// Deletes a customer for good: asked once, with what goes and what stays.
import { Button } from '@mantine/core';
import { showNotification } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { customerPath, request } from '../api/client';
import type { Customer } from '../api/client';
import { renewCustomers } from '../profile/use-save-customer';
import { RequestId } from '../shell/Trouble';
import classes from './StatusChange.module.css';

export function Deletion({
  workspaceId,
  customer: { id, name },
  onDone,
  onGone,
}: {
  workspaceId: string;
  customer: Customer;
  onDone: () => void;
  // Told once nothing of it is there any more.
  onGone: () => void;
}) {
  const client = useQueryClient();
  const removing = useMutation<undefined>({
    mutationFn: () => request<undefined>(customerPath(id), { method: 'DELETE' }),
    onSettled: async (_nothing, error) => {
      // Somebody else may have been faster.
      if (error && error.status !== 404) return;
      onGone();
      client.removeQueries({ queryKey: ['customer', workspaceId, id] });
      showNotification({
        message: (
          <>
            <bdi className={classes.name}>{name}</bdi> is deleted.
          </>
        ),
        closeButtonProps: { 'aria-label': 'Close' },
      });
      await renewCustomers(client, workspaceId);
    },
  });
  return (
    <section className={classes.change} aria-label="Delete this customer for good?">
      <p>
        <strong>Delete this customer for good?</strong> Its profile, history, order link and mails
        go at once and cannot be brought back. What it did stays in the totals of Insights, without
        its name. An event that names it later starts it anew. To keep the history, deactivate it
        instead.
      </p>
      {removing.error && (
        <div role="alert">
          <strong>It was not deleted.</strong> {removing.error.message}
          <RequestId error={removing.error} />
        </div>
      )}
      <div className={classes.actions}>
        <Button
          size="xs"
          className={classes.delete}
          loading={removing.isPending}
          onClick={() => removing.mutate()}
        >
          Delete for good
        </Button>
        <Button
          size="xs"
          variant="default"
          autoFocus
          disabled={removing.isPending}
          onClick={onDone}
        >
          Cancel
        </Button>
      </div>
    </section>
  );
}
