// What a portal needs to take part: the script with its public key, the secret that checks tokens,
// and the link that belongs to no customer.
import { Button, Code } from '@mantine/core';
import { useState } from 'react';

import type { Gate } from '../api/client';
import { CopyValue } from '../cells/CopyValue';
import { Failure } from '../shell/Failure';
import classes from './GatePage.module.css';
import { usePortalSecret, useRenew } from './use-gate';

type Renewed = 'secret' | 'key' | 'link';

const questions: Record<Renewed, { act: string; does: string }> = {
  secret: {
    act: 'New secret',
    does: 'Tokens signed with the old one are refused at once: give the new one to the portal at the same time.',
  },
  key: {
    act: 'New key',
    does: 'Pages with the old key record nothing from now on: put the new one into the portal at the same time.',
  },
  link: {
    act: 'New link',
    does: 'The old workspace link stops working at once, wherever it was published.',
  },
};

export function Integration({ workspaceId, gate }: { workspaceId: string; gate: Gate }) {
  const renewing = useRenew(workspaceId);
  const secret = usePortalSecret();
  const [asked, setAsked] = useState<Renewed>();
  const renew = async (what: Renewed) => {
    if (what === 'secret') await secret.mutateAsync('renew');
    else await renewing.mutateAsync(what);
    setAsked(undefined);
  };
  const isPending = renewing.isPending || secret.isPending;
  const error = renewing.error ?? secret.error;
  const origin = gate.workspace_link ? new URL(gate.workspace_link).origin : location.origin;
  const snippet = `<script src="${origin}/footfall.js" data-key="${gate.public_key}" async></script>`;
  const question = (what: Renewed) =>
    asked === what ? (
      <div className={classes.question} role="group" aria-label={`${questions[what].act}?`}>
        <p>
          <strong>{questions[what].act}?</strong> {questions[what].does}
        </p>
        <div className={classes.actions}>
          <Button
            size="xs"
            autoFocus
            loading={isPending}
            onClick={() => void renew(what).catch(() => undefined)}
          >
            {questions[what].act}
          </Button>
          <Button
            size="xs"
            variant="default"
            disabled={isPending}
            onClick={() => setAsked(undefined)}
          >
            Cancel
          </Button>
        </div>
      </div>
    ) : (
      <Button size="xs" variant="default" fw={500} onClick={() => setAsked(what)}>
        {questions[what].act}…
      </Button>
    );
  return (
    <>
      {error && (
        <Failure
          title="Nothing was changed."
          error={error}
          onRetry={() => {
            renewing.reset();
            secret.reset();
          }}
          isFetching={isPending}
          triesItself={false}
        />
      )}
      <section className={classes.section} aria-labelledby="gate-script">
        <h2 id="gate-script" className={classes.heading}>
          Script for the portal
        </h2>
        <p className={classes.about}>
          It records checkout, orders and more for the customer whom the gate’s token names. The key
          is public: alone it can record nothing for anybody.
        </p>
        <Value name="script" value={snippet} />
        {question('key')}
      </section>
      <section className={classes.section} aria-labelledby="gate-secret">
        <h2 id="gate-secret" className={classes.heading}>
          Portal secret
        </h2>
        <p className={classes.about}>
          The portal’s server checks with it who comes from the gate. Looking at it is noted in the
          audit log.
        </p>
        {secret.data ? (
          <Value name="secret" value={secret.data.secret} />
        ) : (
          <div>
            <Button
              size="xs"
              variant="default"
              fw={500}
              loading={secret.isPending}
              onClick={() => secret.mutate('show')}
            >
              Show
            </Button>
          </div>
        )}
        {question('secret')}
      </section>
      <section className={classes.section} aria-labelledby="gate-link">
        <h2 id="gate-link" className={classes.heading}>
          Workspace link
        </h2>
        <p className={classes.about}>
          Leads to the portal without a customer, so nothing of it is in any customer’s numbers.
        </p>
        {gate.workspace_link ? (
          <Value name="workspace link" value={gate.workspace_link} />
        ) : (
          <p className={classes.about}>
            The one there is works, but cannot be shown: the server has another secret than when it
            was made.
          </p>
        )}
        {question('link')}
      </section>
    </>
  );
}

function Value({ name, value }: { name: string; value: string }) {
  return (
    <div className={classes.value}>
      <Code className={classes.code}>{value}</Code>
      <CopyValue name={name} value={value} />
    </div>
  );
}
