// Changes an event's verdict, with a way back; every number on the page follows.
import { Button } from '@mantine/core';
import { hideNotification, showNotification } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { customerPath, request } from '../api/client';
import type { ApiError, TimelineEvent, Verdict, VerdictChanged } from '../api/client';
import classes from './StatusChange.module.css';

export function useJudging(workspaceId: string, customer: string) {
  const client = useQueryClient();
  const { mutateAsync } = useMutation({
    mutationFn: (body: { sequence: number; verdict: Verdict }) =>
      request<VerdictChanged>(`${customerPath(customer)}/timeline`, { method: 'PATCH', body }),
    onSuccess: () =>
      client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[1] === workspaceId }),
  });
  const judge = async (sequence: number, verdict: Verdict, isUndo = false) => {
    const notice = `verdict ${sequence}`;
    hideNotification(notice);
    try {
      const { before } = await mutateAsync({ sequence, verdict });
      showNotification({
        id: notice,
        autoClose: 10_000,
        closeButtonProps: { 'aria-label': 'Close' },
        message: (
          <div className={classes.notice}>
            <span>{verdict === 'person' ? 'It counts now.' : 'It does not count any more.'}</span>
            {!isUndo && (
              <Button
                size="xs"
                variant="default"
                flex="none"
                onClick={() => void judge(sequence, before, true)}
              >
                Undo
              </Button>
            )}
          </div>
        ),
      });
    } catch (error) {
      showNotification({
        color: 'red',
        title: 'The event is as it was',
        message: (error as ApiError).message,
        closeButtonProps: { 'aria-label': 'Close' },
      });
    }
  };
  return (event: TimelineEvent, verdict: Verdict) => void judge(event.sequence, verdict);
}
