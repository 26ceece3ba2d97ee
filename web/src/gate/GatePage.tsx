// Settings › Order links: where visitors go, what the entry pages look like, the mail that carries a
// link, and what a portal needs to take part.
import { Button, Skeleton } from '@mantine/core';

import type { Session } from '../api/client';
import { administers } from '../api/rights';
import { SettingsFrame } from '../settings/SettingsFrame';
import { Failure } from '../shell/Failure';
import { GateForm } from './GateForm';
import classes from './GatePage.module.css';
import { Integration } from './Integration';
import { LogoField } from './LogoField';
import { useGate } from './use-gate';

export function GatePage({ session: { workspace } }: { session: Session }) {
  const { data: gate, error, refetch, isFetching } = useGate(workspace.id, administers(workspace));
  return (
    <SettingsFrame
      workspace={workspace}
      title="Order links"
      error={error}
      action={
        gate?.workspace_link && (
          <Button
            component="a"
            href={gate.workspace_link}
            target="_blank"
            rel="noopener noreferrer"
            size="xs"
            variant="default"
            fw={500}
          >
            See the welcome page
          </Button>
        )
      }
    >
      <div className={classes.page}>
        {gate ? (
          <>
            <GateForm workspace={workspace} gate={gate} />
            <LogoField workspaceId={workspace.id} gate={gate} />
            <Integration workspaceId={workspace.id} gate={gate} />
          </>
        ) : error ? (
          <Failure
            title="The settings could not be loaded."
            error={error}
            onRetry={() => void refetch()}
            isFetching={isFetching}
            triesItself={false}
          />
        ) : (
          <Skeleton height={320} aria-busy />
        )}
      </div>
    </SettingsFrame>
  );
}
