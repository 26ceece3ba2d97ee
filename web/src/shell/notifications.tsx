// What is told of an act at the edge of the page: that it failed, or that it can be undone.
import { Button } from '@mantine/core';
import { hideNotification, showNotification } from '@mantine/notifications';
import type { ReactNode } from 'react';

import classes from './notifications.module.css';

const undoWithinMs = 10_000;

export function showFailure(title: string, { message }: Error): void {
  showNotification({
    color: 'red',
    title,
    message,
    closeButtonProps: { 'aria-label': 'Close' },
  });
}

// In the place of an earlier one of that `id`, which would bring back what was before that.
export function showUndo(id: string, message: ReactNode, onUndo: () => void): void {
  hideNotification(id);
  showNotification({
    id,
    autoClose: undoWithinMs,
    closeButtonProps: { 'aria-label': 'Close' },
    message: (
      <span className={classes.undo}>
        <span>{message}</span>
        <Button
          size="compact-xs"
          variant="default"
          flex="none"
          onClick={() => {
            hideNotification(id);
            onUndo();
          }}
        >
          Undo
        </Button>
      </span>
    ),
  });
}
