// A customer's order link: what it is, what an opener meets, when it was sent and opened; and for
// those who may, a new one, none, or a pause.
import { Anchor, Button, Skeleton } from '@mantine/core';
import { showNotification } from '@mantine/notifications';
import { IconExternalLink } from '@tabler/icons-react';
import { useState } from 'react';

import type { ApiError, OrderLink, Session } from '../api/client';
import { administers } from '../api/rights';
import { Never } from '../cells/cells';
import { formatInstant, formatSpan } from '../formats';
import { CopyValue } from '../cells/CopyValue';
import { Failure } from '../shell/Failure';
import classes from './links.module.css';
import { SendButton } from './LinkButtons';
import { useChangeLink, useLink } from './use-link';
import type { LinkAct } from './use-link';

const states: Record<OrderLink['state'], string> = {
  active: 'Works: whoever opens it is welcomed.',
  blocked: 'Blocked: whoever opens it is told that ordering is not available for now.',
  inactive:
    'The customer is inactive: whoever opens the link is told that the account is not active.',
  revoked: 'Revoked: whoever opens the old link is told that it leads nowhere.',
  not_open:
    'Not open yet: whoever opens it is told so, as no portal address is set under Settings › Order links.',
  no_mail:
    'Strict Security Mode is on and this server sends no mail: whoever opens it is told to contact you.',
  no_email:
    'Strict Security Mode is on and the customer has no email: whoever opens it is told to contact you. An email is added under General.',
  unreadable:
    'Works, but cannot be shown: the server has another secret than when it was made, as after a restore without it. A new link can be shown again.',
};

const acts: Record<
  Exclude<LinkAct, 'unblock'>,
  { name: string; question: string; does: string }
> = {
  renew: {
    name: 'New link',
    question: 'Make a new link?',
    does: 'The link there is now stops working at once, for everybody who has it, in every mail that holds it. This cannot be undone.',
  },
  revoke: {
    name: 'Revoke',
    question: 'Revoke the link?',
    does: 'It stops working at once, for everybody who has it, and the customer has none until you make a new one. This cannot be undone.',
  },
  block: {
    name: 'Block',
    question: 'Block the link?',
    does: 'Whoever opens it is told that ordering is not available for now. You can unblock it at any time; the link stays the same.',
  },
};

export function OrderLinkTab({
  session: { workspace },
  customer,
  name,
  zone,
}: {
  session: Session;
  customer: string;
  // Undefined while it is awaited.
  name: string | undefined;
  zone: string;
}) {
  const { data: link, error, refetch, isFetching } = useLink(workspace.id, customer);
  if (!link) {
    return error ? (
      <Failure
        title="The link could not be loaded."
        error={error}
        onRetry={() => void refetch()}
        isFetching={isFetching}
        triesItself={false}
      />
    ) : (
      <Skeleton height={140} aria-busy />
    );
  }
  return (
    <div className={classes.tab}>
      {link.url && (
        <div className={classes.link}>
          <code className={classes.url}>{link.url}</code>
          <CopyValue name="order link" value={link.url} />
        </div>
      )}
      <p className={classes.about}>{states[link.state]}</p>
      {canBeSent(link) && (
        <div className={classes.buttons}>
          <SendButton customer={customer} name={name ?? customer} />
        </div>
      )}
      <Facts link={link} zone={zone} areOpensShown={administers(workspace)} />
      {link.url && (
        <p className={classes.about}>
          <Anchor
            href={link.url}
            target="_blank"
            rel="noopener noreferrer"
            underline="always"
            inherit
          >
            See it as a visitor
            <IconExternalLink size={13} stroke={1.8} aria-hidden />
          </Anchor>{' '}
          It does not count: you are signed in.
        </p>
      )}
      {administers(workspace) && (
        <Changes workspaceId={workspace.id} link={link} name={name ?? customer} />
      )}
    </div>
  );
}

// To whom a mail may go is said before it is sent.
function canBeSent({ state, url }: OrderLink): boolean {
  return url !== null && state !== 'blocked' && state !== 'inactive';
}

function Facts({
  link,
  zone,
  areOpensShown,
}: {
  link: OrderLink;
  zone: string;
  areOpensShown: boolean;
}) {
  const { made, last_sent: sent, first_open_after_sent: opened } = link;
  return (
    <dl className={classes.facts}>
      <dt>Made</dt>
      <dd>
        <time dateTime={made}>{formatInstant(made, zone)}</time>
      </dd>
      <dt>Last sent</dt>
      <dd>{sent ? <time dateTime={sent}>{formatInstant(sent, zone)}</time> : <Never />}</dd>
      {sent && areOpensShown && (
        <>
          <dt>Opened since</dt>
          <dd>
            {opened ? (
              <time dateTime={opened} data-hint={formatInstant(opened, zone)} tabIndex={0}>
                {formatSpan(sent, opened)} after it was sent
              </time>
            ) : (
              'not yet'
            )}
          </dd>
        </>
      )}
    </dl>
  );
}

function Changes({
  workspaceId,
  link,
  name,
}: {
  workspaceId: string;
  link: OrderLink;
  name: string;
}) {
  const changing = useChangeLink(workspaceId, link.customer);
  const [asked, setAsked] = useState<keyof typeof acts>();
  const change = async (act: LinkAct) => {
    try {
      await changing.mutateAsync(act);
      setAsked(undefined);
    } catch (error) {
      showNotification({
        color: 'red',
        title: `The order link of ${name} is as it was`,
        message: (error as ApiError).message,
        closeButtonProps: { 'aria-label': 'Close' },
      });
    }
  };
  if (asked) {
    const { name: act, question, does } = acts[asked];
    return (
      <section className={classes.question} aria-label={question}>
        <p>
          <strong>{question}</strong> {does}
        </p>
        <div className={classes.buttons}>
          <Button
            size="xs"
            autoFocus
            loading={changing.isPending}
            onClick={() => void change(asked)}
          >
            {act}
          </Button>
          <Button
            size="xs"
            variant="default"
            disabled={changing.isPending}
            onClick={() => setAsked(undefined)}
          >
            Cancel
          </Button>
        </div>
      </section>
    );
  }
  const isRevoked = link.state === 'revoked';
  const button = (act: keyof typeof acts) => (
    <Button size="xs" variant="default" fw={500} onClick={() => setAsked(act)}>
      {acts[act].name}
    </Button>
  );
  return (
    <div className={classes.buttons}>
      {isRevoked ? (
        <Button size="xs" loading={changing.isPending} onClick={() => void change('renew')}>
          Make a link
        </Button>
      ) : (
        button('renew')
      )}
      {!isRevoked && button('revoke')}
      {link.state === 'blocked' ? (
        <Button
          size="xs"
          variant="default"
          fw={500}
          loading={changing.isPending}
          onClick={() => void change('unblock')}
        >
          Unblock
        </Button>
      ) : (
        !isRevoked && button('block')
      )}
    </div>
  );
}
