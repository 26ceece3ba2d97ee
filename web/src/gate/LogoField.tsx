// The supplier's logo: shown, replaced at once, taken away with a way back.
import { Button, FileButton } from '@mantine/core';
import { hideNotification, showNotification } from '@mantine/notifications';
import { useState } from 'react';

import type { Gate } from '../api/client';
import { Failure } from '../shell/Failure';
import classes from './GatePage.module.css';
import { useChangeLogo } from './use-gate';

const bytesMax = 64 * 1024;
const notice = 'logo';

export function LogoField({ workspaceId, gate }: { workspaceId: string; gate: Gate }) {
  const changing = useChangeLogo(workspaceId);
  const [tooLarge, setTooLarge] = useState(false);
  const put = (logo: Blob | null) => {
    if (!logo) return;
    hideNotification(notice);
    setTooLarge(logo.size > bytesMax);
    if (logo.size <= bytesMax) changing.mutate(logo);
  };
  const remove = async () => {
    // What undo puts back.
    const before =
      gate.logo_url === null
        ? undefined
        : await fetch(gate.logo_url).then(
            (answer) => (answer.ok ? answer.blob() : undefined),
            () => undefined,
          );
    setTooLarge(false);
    await changing.mutateAsync(undefined);
    showNotification({
      id: notice,
      autoClose: 10_000,
      closeButtonProps: { 'aria-label': 'Close' },
      message: (
        <div className={classes.notice}>
          <span>The logo is removed.</span>
          {before && (
            <Button size="xs" variant="default" onClick={() => put(before)}>
              Undo
            </Button>
          )}
        </div>
      ),
    });
  };
  const { error } = changing;
  return (
    <section className={classes.section} aria-labelledby="gate-logo">
      <h2 id="gate-logo" className={classes.heading}>
        Logo
      </h2>
      <p className={classes.about}>
        Above the welcome. A PNG, JPEG, GIF or WebP of at most 64 KB; it is stored at once.
      </p>
      {gate.logo_url !== null && (
        <img
          className={classes.logo}
          src={new URL(gate.logo_url).pathname + new URL(gate.logo_url).search}
          alt="The logo as visitors see it"
        />
      )}
      {tooLarge && (
        <p className={classes.wrong} role="alert">
          That picture has more than 64 KB. Choose a smaller one.
        </p>
      )}
      {error && (
        <Failure
          title="The logo is as it was."
          error={error}
          onRetry={() => changing.reset()}
          isFetching={changing.isPending}
          triesItself={false}
        />
      )}
      <div className={classes.actions}>
        <FileButton accept="image/png,image/jpeg,image/gif,image/webp" onChange={put}>
          {(props) => (
            <Button {...props} size="xs" variant="default" loading={changing.isPending}>
              {gate.logo_url === null ? 'Choose a picture' : 'Replace'}
            </Button>
          )}
        </FileButton>
        {gate.logo_url !== null && (
          <Button
            size="xs"
            variant="default"
            disabled={changing.isPending}
            onClick={() => void remove().catch(() => undefined)}
          >
            Remove
          </Button>
        )}
      </div>
    </section>
  );
}
