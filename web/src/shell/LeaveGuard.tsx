// Asks before what was written on a page and not saved is lost: by a link, by the browser's buttons, or
// by closing the window.
import { Button, Modal } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';

import { guardHistory } from './history-guard';
import classes from './LeaveGuard.module.css';

// While `isDirty`. `what` was written says the question.
export function LeaveGuard({ isDirty, what }: { isDirty: boolean; what: string }) {
  const navigate = useNavigate();
  // How to go on once it may be lost.
  const [leave, setLeave] = useState<() => void>();
  // The router is let through then.
  const isLetting = useRef(false);
  useEffect(() => {
    if (!isDirty) return undefined;
    isLetting.current = false;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    const onClick = (event: MouseEvent) => {
      const link = linkOf(event);
      if (!link || isLetting.current) return;
      event.preventDefault();
      event.stopPropagation();
      const { pathname, search, hash } = new URL(link.href);
      setLeave(() => () => void navigate({ pathname, search, hash }));
    };
    const here = placeNow();
    let isReturning = false;
    const onMove = (event: PopStateEvent) => {
      if (isLetting.current) return;
      event.stopImmediatePropagation();
      if (isReturning) {
        isReturning = false;
        return;
      }
      const by = placeNow() - here;
      if (by === 0) return;
      isReturning = true;
      window.history.go(-by);
      setLeave(() => () => window.history.go(by));
    };
    window.addEventListener('beforeunload', ask);
    document.addEventListener('click', onClick, true);
    const release = guardHistory(onMove);
    return () => {
      window.removeEventListener('beforeunload', ask);
      document.removeEventListener('click', onClick, true);
      release();
    };
  }, [isDirty, navigate]);

  const stay = () => setLeave(undefined);
  const discard = () => {
    isLetting.current = true;
    setLeave(undefined);
    leave?.();
  };
  return (
    <Modal
      opened={isDirty && leave !== undefined}
      onClose={stay}
      title="Discard your changes?"
      size="sm"
      centered
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <p className={classes.question}>{what}</p>
      <div className={classes.actions}>
        <Button variant="default" data-autofocus onClick={stay}>
          Keep editing
        </Button>
        <Button className={classes.discard} onClick={discard}>
          Discard
        </Button>
      </div>
    </Modal>
  );
}

// The link that a click follows within this very window and page.
function linkOf(event: MouseEvent): HTMLAnchorElement | undefined {
  const isOther = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  if (event.button !== 0 || isOther || !(event.target instanceof Element)) return undefined;
  const link = event.target.closest('a');
  if (!link?.href || link.target || link.hasAttribute('download')) return undefined;
  const { origin, pathname } = new URL(link.href);
  const isElsewhere = origin === window.location.origin && pathname !== window.location.pathname;
  return isElsewhere ? link : undefined;
}

// Which of the history's entries is shown, as the router counts them.
function placeNow(): number {
  const state: unknown = window.history.state;
  if (typeof state !== 'object' || state === null || !('idx' in state)) return 0;
  return typeof state.idx === 'number' ? state.idx : 0;
}
