// Where a customer is shown in detail: beside the list, over it on a phone. The address says whose;
// what is inside loads when it is opened first.
import { Button, Drawer, Modal, Skeleton, VisuallyHidden } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';

import type { Session } from '../api/client';
import { Hints } from '../hints/Hints';
import type { Panel } from '../scope/panel';
import { usePanel } from '../scope/use-panel';
import { ErrorBoundary } from '../shell/ErrorBoundary';
import classes from './CustomerDrawer.module.css';

const CustomerPanel = lazy(async () => ({
  default: (await import('./CustomerPanel')).CustomerPanel,
}));

export function CustomerDrawer({ session }: { session: Session }) {
  const { panel, show } = usePanel();
  const [isDirty, setDirty] = useState(false);
  // What slides out is what was open; so is what holds changes that are not saved.
  const [last, setLast] = useState(panel);
  if (panel && panel !== last && !isDirty) setLast(panel);
  // Where to go instead, once the changes may be lost: what was clicked, or what the browser's
  // buttons have led to already.
  const [wanted, setWanted] = useState<{ panel: Panel | undefined }>();
  const isMoved = panel?.customer !== last?.customer || panel?.tab !== last?.tab;
  const isLeaving = isDirty && (wanted !== undefined || isMoved);
  const leaveTo = (next: Panel | undefined) => (isDirty ? setWanted({ panel: next }) : show(next));
  const stay = () => {
    setWanted(undefined);
    if (isMoved) show(last);
  };
  const discard = () => {
    setDirty(false);
    setWanted(undefined);
    if (wanted) show(wanted.panel);
  };
  useEffect(() => {
    if (!isDirty) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isDirty]);
  const isNarrow = useMediaQuery('(max-width: 599.98px)', false, {
    getInitialValueInEffect: false,
  });
  const corner = useRef<HTMLDivElement>(null);
  const close = () => leaveTo(undefined);

  return (
    <Hints>
      <Drawer.Root
        opened={panel !== undefined || isLeaving}
        onClose={close}
        closeOnEscape={!isLeaving}
        position="right"
        size={isNarrow ? '100%' : 560}
        padding={0}
        // To the row, which the list does.
        returnFocus={false}
      >
        <Drawer.Overlay />
        <Drawer.Content className={classes.content}>
          <div ref={corner} className={classes.corner}>
            <Drawer.CloseButton aria-label="Close" data-autofocus />
          </div>
          {last && (
            <ErrorBoundary key={last.customer}>
              <Suspense fallback={<Loading />}>
                <CustomerPanel
                  session={session}
                  panel={last}
                  onTab={(tab) => leaveTo({ ...last, tab })}
                  onDirty={setDirty}
                  onClose={close}
                />
              </Suspense>
            </ErrorBoundary>
          )}
        </Drawer.Content>
      </Drawer.Root>
      <Modal
        opened={isLeaving}
        onClose={stay}
        title="Discard your changes?"
        size="sm"
        centered
        closeButtonProps={{ 'aria-label': 'Close' }}
        // Not by the key that has just brought it up.
        closeOnEscape={false}
        onKeyDown={(event) => event.key === 'Escape' && stay()}
        // Into the panel, wherever the browser's buttons have led.
        returnFocus={false}
        onExitTransitionEnd={() => corner.current?.querySelector('button')?.focus()}
      >
        <p className={classes.question}>What you wrote of this customer is not saved yet.</p>
        <div className={classes.actions}>
          <Button variant="default" data-autofocus onClick={stay}>
            Keep editing
          </Button>
          <Button className={classes.discard} onClick={discard}>
            Discard
          </Button>
        </div>
      </Modal>
    </Hints>
  );
}

function Loading() {
  return (
    <div className={classes.loading} aria-busy>
      <Drawer.Title>
        <VisuallyHidden>Customer</VisuallyHidden>
        <Skeleton height={14} width="45%" />
      </Drawer.Title>
      <Skeleton height={10} width="60%" />
    </div>
  );
}
