// The dialog that sends order links: what is written, to whom, and who is skipped and why, before
// anything goes out.
import { Anchor, Button, Modal, Skeleton, Textarea, TextInput } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { Link } from 'react-router';

import type {
  ApiError,
  Gate,
  SendLinks as Wanted,
  SentLinks,
  Session,
  Workspace,
} from '../api/client';
import { administers } from '../api/rights';
import { formatCount } from '../formats';
import { useGate } from '../gate/use-gate';
import { Failure } from '../shell/Failure';
import classes from './links.module.css';
import type { Recipients } from './sending';
import { useSendLinks } from './use-link';

// More would only be scrolled past.
const shownMax = 200;

type Skipped = SentLinks['skipped'][number];

const reasons: Record<Skipped['reason'], string> = {
  no_email: 'has no email',
  inactive: 'is inactive',
  blocked: 'has a blocked link',
  revoked: 'has a revoked link',
  unreadable: 'has a link that cannot be shown: make a new one',
  unknown_customer: 'is not there any more',
};

export function SendLinks({
  session: { workspace },
  recipients,
  onClose,
}: {
  session: Session;
  recipients: Recipients;
  onClose: () => void;
}) {
  const isNarrow = useMediaQuery('(max-width: 599.98px)', false, {
    getInitialValueInEffect: false,
  });
  // Who may not see the template sends it as it is.
  const isEditor = administers(workspace);
  const gate = useGate(workspace.id, isEditor);
  const isKnown = !isEditor || gate.data !== undefined;
  return (
    <Modal
      opened
      onClose={onClose}
      title={titleOf(recipients)}
      size="lg"
      fullScreen={isNarrow}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {isKnown ? (
        <Letter
          workspace={workspace}
          template={gate.data}
          recipients={recipients}
          onClose={onClose}
        />
      ) : gate.error ? (
        <Failure
          title="The template could not be loaded."
          error={gate.error}
          onRetry={() => void gate.refetch()}
          isFetching={gate.isFetching}
          triesItself={false}
        />
      ) : (
        <Skeleton height={240} aria-busy />
      )}
    </Modal>
  );
}

// Of this dialog alone: the same mails can be sent on purpose another time.
const newKey = () => crypto.getRandomValues(new Uint32Array(4)).join('-');

function titleOf(recipients: Recipients): string {
  if (!('customers' in recipients)) return `Send ${formatCount(recipients.total)} order links`;
  const { customers } = recipients;
  return customers.length === 1
    ? `Send the order link of ${customers[0]?.name ?? ''}`
    : `Send ${formatCount(customers.length)} order links`;
}

function Letter({
  workspace,
  template,
  recipients,
  onClose,
}: {
  workspace: Workspace;
  template: Gate | undefined;
  recipients: Recipients;
  onClose: () => void;
}) {
  const [subject, setSubject] = useState(template?.mail_subject ?? '');
  const [text, setText] = useState(template?.mail_text ?? '');
  const looking = useSendLinks(workspace.id);
  const sending = useSendLinks(workspace.id);
  const wanted: Wanted = {
    ...('customers' in recipients
      ? { customers: recipients.customers.map(({ id }) => id) }
      : {
          all: true,
          status: recipients.status,
          ...(recipients.search && { search: recipients.search }),
        }),
    ...(template && { subject, text }),
  };
  const { mutate: look } = looking;
  const question = JSON.stringify(wanted);
  // What was tried last: the same mails have the same key, so that none goes out twice.
  const tried = useRef<{ question: string; key: string }>(undefined);
  const send = () => {
    if (tried.current?.question !== question) tried.current = { question, key: newKey() };
    sending.mutate({ ...wanted, key: tried.current.key });
  };
  useEffect(() => {
    // Once one stops writing.
    const timer = setTimeout(
      () => look({ ...(JSON.parse(question) as Wanted), preview: true }),
      300,
    );
    return () => clearTimeout(timer);
  }, [look, question]);

  if (sending.data) {
    return (
      <Report
        sent={sending.data}
        isEditor={template !== undefined}
        isSample={workspace.sample}
        onClose={onClose}
      />
    );
  }
  const failure: ApiError | null = sending.error ?? looking.error;
  const errorOf = (field: string) => (failure?.field === field ? failure.message : undefined);
  const found = looking.data;
  // The server may have taken them, and its answer was lost.
  const isUnknown =
    sending.error?.status === 0 || ['unexpected', 'unreadable'].includes(sending.error?.code ?? '');
  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {template && (
        <>
          <TextInput
            label="Subject"
            value={subject}
            maxLength={200}
            dir="auto"
            error={errorOf('subject')}
            onChange={(event) => setSubject(event.currentTarget.value)}
          />
          <Textarea
            label="Text"
            description="{customer} becomes the customer’s name, {supplier} yours, and {link} the link."
            value={text}
            autosize
            minRows={6}
            maxRows={14}
            dir="auto"
            error={errorOf('text')}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        </>
      )}
      <Preview found={found} isLooking={looking.isPending} />
      {failure && !failure.field && (
        <Failure
          title={
            isUnknown ? 'Nobody knows whether the mails are on their way.' : 'Nothing is sent.'
          }
          error={failure}
          onRetry={isUnknown ? send : () => look({ ...wanted, preview: true })}
          isFetching={looking.isPending || sending.isPending}
          triesItself={false}
        >
          {isUnknown
            ? `${failure.message} Send them again: none goes out twice.`
            : failure.code === 'no_mail'
              ? 'This server sends no mail yet: whoever runs it sets smtp_url and mail_from.'
              : undefined}
        </Failure>
      )}
      <div className={classes.actions}>
        <Button variant="default" disabled={sending.isPending} onClick={onClose}>
          Cancel
        </Button>
        <Button
          type="submit"
          loading={sending.isPending}
          disabled={!found || found.queued === 0 || looking.isPending}
        >
          {found && found.queued > 1 ? `Send ${formatCount(found.queued)} mails` : 'Send'}
        </Button>
      </div>
    </form>
  );
}

function Preview({ found, isLooking }: { found: SentLinks | undefined; isLooking: boolean }) {
  if (!found) return isLooking ? <Skeleton height={72} aria-busy /> : null;
  return (
    <div aria-busy={isLooking} data-waiting={isLooking || undefined}>
      {found.example && (
        <div className={classes.example}>
          <div>
            To <bdi>{found.example.to}</bdi>: <strong dir="auto">{found.example.subject}</strong>
          </div>
          <pre dir="auto">{found.example.text}</pre>
        </div>
      )}
      {found.queued === 0 && (
        <p className={classes.about} role="status">
          There is nobody to write to.
        </p>
      )}
      <Skips skipped={found.skipped} total={found.skipped_total} />
    </div>
  );
}

function Skips({ skipped, total }: { skipped: readonly Skipped[]; total: number }) {
  if (total === 0) return null;
  // An answer that came late tells how many, without their names.
  if (skipped.length === 0) {
    return (
      <p className={classes.about}>
        <strong>{formatCount(total)} skipped.</strong>
      </p>
    );
  }
  return (
    <>
      <p className={classes.about}>
        <strong>{formatCount(total)} skipped:</strong>
      </p>
      <ul className={classes.skipped} aria-label="Who is skipped">
        {skipped.slice(0, shownMax).map(({ customer, name, reason }) => (
          <li key={customer}>
            <bdi>{name || customer}</bdi> <span>{reasons[reason]}</span>
          </li>
        ))}
        {total > shownMax && <li>and {formatCount(total - shownMax)} more</li>}
      </ul>
    </>
  );
}

function Report({
  sent,
  isEditor,
  isSample,
  onClose,
}: {
  sent: SentLinks;
  isEditor: boolean;
  isSample: boolean;
  onClose: () => void;
}) {
  return (
    <div className={classes.form}>
      <div className={classes.report} role="status">
        <strong>{sentInWords(sent.queued, isSample)}</strong> {whatFollows(isSample, isEditor)}
        {isEditor && (
          <>
            {' '}
            The{' '}
            <Anchor component={Link} to="/outbox" underline="always" inherit onClick={onClose}>
              outbox
            </Anchor>{' '}
            {isSample ? 'shows each of them.' : 'says what became of each mail.'}
          </>
        )}
      </div>
      <Skips skipped={sent.skipped} total={sent.skipped_total} />
      <div className={classes.actions}>
        <Button data-autofocus onClick={onClose}>
          Done
        </Button>
      </div>
    </div>
  );
}

function sentInWords(queued: number, isSample: boolean): string {
  if (isSample) {
    return queued === 1
      ? 'The mail is in the outbox.'
      : `${formatCount(queued)} mails are in the outbox.`;
  }
  return queued === 1
    ? 'The link is on its way.'
    : `${formatCount(queued)} links are on their way.`;
}

function whatFollows(isSample: boolean, isEditor: boolean): string {
  if (isSample) return 'A sample’s mails are kept there and never sent.';
  return isEditor
    ? 'A customer’s page says when its link was sent, and when it was first opened after that.'
    : 'A customer’s page says when its link was sent.';
}
