// Makes a customer inactive or active again: asked once, with what it means, and undone by a click.
import { Button } from '@mantine/core';
import { hideNotification, showNotification } from '@mantine/notifications';

import type { ApiError, Customer, Status } from '../api/client';
import { useSaveCustomer } from '../profile/use-save-customer';
import { showFailure, showUndo } from '../shell/notifications';
import classes from './StatusChange.module.css';

const words: Record<Status, { act: string; title: string; meaning: string; done: string }> = {
  inactive: {
    act: 'Deactivate',
    title: 'Deactivate this customer?',
    meaning:
      'It stays in the lists with its whole history, marked inactive. What it does from now on is counted all the same. You can activate it again at any time.',
    done: 'is inactive now.',
  },
  active: {
    act: 'Activate',
    title: 'Activate this customer?',
    meaning: 'It is marked active again. Its history stays as it is.',
    done: 'is active now.',
  },
};

const otherStatus = (status: Status): Status => (status === 'active' ? 'inactive' : 'active');

export const statusAct = (status: Status): string => words[otherStatus(status)].act;

export function StatusChange({
  workspaceId,
  customer,
  onDone,
}: {
  workspaceId: string;
  customer: Customer;
  onDone: () => void;
}) {
  const saving = useSaveCustomer(workspaceId);
  const wanted = otherStatus(customer.status);
  const { act, title, meaning } = words[wanted];
  const { id, name } = customer;

  // Also runs after the panel was closed, from the notification.
  const become = async (status: Status, isUndo = false) => {
    const notice = `status ${id}`;
    hideNotification(notice);
    try {
      await saving.mutateAsync({ id, profile: { status } });
    } catch (error) {
      showFailure('The status is as it was', error as ApiError);
      return;
    }
    const done = (
      <>
        <bdi className={classes.name}>{name}</bdi> {words[status].done}
      </>
    );
    if (isUndo) {
      showNotification({ message: done, closeButtonProps: { 'aria-label': 'Close' } });
    } else {
      showUndo(notice, done, () => void become(otherStatus(status), true));
      onDone();
    }
  };

  return (
    <section className={classes.change} aria-label={title}>
      <p>
        <strong>{title}</strong> {meaning}
      </p>
      <div className={classes.actions}>
        <Button size="xs" autoFocus loading={saving.isPending} onClick={() => void become(wanted)}>
          {act}
        </Button>
        <Button size="xs" variant="default" disabled={saving.isPending} onClick={onDone}>
          Cancel
        </Button>
      </div>
    </section>
  );
}
