// What is known of a customer: as its profile left it, and since when. Who may change it does so in
// its place.
import { Button, Skeleton } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import type { ReactNode } from 'react';

import type { Customer } from '../api/client';
import { Never, StatusBadge } from '../cells/cells';
import { formatInstant } from '../formats';
import { glossary } from '../glossary';
import type { Term } from '../glossary';
import { traitText } from '../profile/profile';
import { CopyValue } from '../cells/CopyValue';
import { Failure } from '../shell/Failure';
import { Deletion } from './Deletion';
import classes from './GeneralTab.module.css';
import { statusAct, StatusChange } from './StatusChange';
import type { AnswerState } from './use-customer';

const ProfileForm = lazy(async () => ({ default: (await import('./ProfileForm')).ProfileForm }));

const skeletonFields = 8;

export function GeneralTab({
  workspaceId,
  customer: { answer, error, isFetching, refresh },
  zone,
  isEditor,
  onDirty,
  onGone,
}: {
  workspaceId: string;
  customer: AnswerState<Customer>;
  zone: string;
  // Whether the member may change what is here.
  isEditor: boolean;
  // Told whether something is written that is not saved.
  onDirty: (isDirty: boolean) => void;
  // Told once the customer was deleted here.
  onGone: () => void;
}) {
  const [doing, setDoing] = useState<'edit' | 'status' | 'delete'>();
  const stop = () => setDoing(undefined);
  if (!answer) return <Loading />;
  if (doing === 'edit') {
    return (
      <Suspense fallback={<Loading />}>
        <ProfileForm workspaceId={workspaceId} customer={answer} onDirty={onDirty} onDone={stop} />
      </Suspense>
    );
  }
  const traits = Object.entries(answer.traits);
  return (
    <div className={classes.tab}>
      {error && (
        <Failure
          title="What is below may not be the latest."
          error={error}
          onRetry={refresh}
          isFetching={isFetching}
        />
      )}
      <div className={classes.line}>
        <h3 className={classes.heading}>Profile</h3>
        {isEditor && (
          <Button
            size="xs"
            variant="default"
            fw={500}
            leftSection={<IconPencil size={14} stroke={1.8} aria-hidden />}
            onClick={() => setDoing('edit')}
          >
            Edit
          </Button>
        )}
      </div>
      <dl className={classes.fields}>
        <TextField label="Name" text={answer.name} />
        <TextField label="Code" text={answer.code} />
        <TextField label="Email" text={answer.email} />
        <TextField label="Phone" text={answer.phone} />
        <TextField label="Contact" text={answer.contact} />
        <Field
          label="Status"
          term="status"
          act={
            isEditor && (
              <Button
                size="compact-xs"
                variant="default"
                fw={500}
                aria-expanded={doing === 'status'}
                onClick={() => setDoing(doing === 'status' ? undefined : 'status')}
              >
                {statusAct(answer.status)}
              </Button>
            )
          }
          below={
            doing === 'status' && (
              <StatusChange workspaceId={workspaceId} customer={answer} onDone={stop} />
            )
          }
        >
          <StatusBadge status={answer.status} />
        </Field>
        <TextField label="Sites" text={answer.sites.join(', ')} />
        <TextField label="Id" text={answer.id} />
        <TimeField label="Created" term="created" instant={answer.created} zone={zone} />
        <TimeField label="First seen" term="first_seen" instant={answer.first_seen} zone={zone} />
        <TimeField label="Last seen" term="last_seen" instant={answer.last_seen} zone={zone} />
      </dl>
      <h3 className={classes.heading}>Traits</h3>
      {traits.length === 0 ? (
        <p className={classes.none}>None.</p>
      ) : (
        <dl className={classes.fields}>
          {traits.map(([key, value]) => (
            <Field key={key} label={key} name={key} copied={traitText(value)}>
              <bdi>{traitInWords(value)}</bdi>
            </Field>
          ))}
        </dl>
      )}
      {isEditor &&
        (doing === 'delete' ? (
          <Deletion workspaceId={workspaceId} customer={answer} onDone={stop} onGone={onGone} />
        ) : (
          <Button
            className={classes.delete}
            size="xs"
            variant="default"
            fw={500}
            onClick={() => setDoing('delete')}
          >
            Delete customer…
          </Button>
        ))}
    </div>
  );
}

function traitInWords(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  return traitText(value);
}

function TextField({ label, text }: { label: string; text: string | null }) {
  return (
    <Field label={label} copied={text ?? ''}>
      {text ? <bdi>{text}</bdi> : <Never />}
    </Field>
  );
}

function TimeField({
  label,
  term,
  instant,
  zone,
}: {
  label: string;
  term: Term;
  instant: string | null;
  zone: string;
}) {
  const text = instant === null ? '' : formatInstant(instant, zone);
  return (
    <Field label={label} term={term} copied={text}>
      {instant === null ? <Never /> : <time dateTime={instant}>{text}</time>}
    </Field>
  );
}

function Field({
  label,
  name = label.toLowerCase(),
  term,
  copied = '',
  act,
  below,
  children,
}: {
  label: string;
  // What the button calls it.
  name?: string;
  term?: Term;
  // What the button copies; without any there is none.
  copied?: string;
  act?: ReactNode;
  below?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className={classes.field}>
      <dt className={classes.label}>
        {term ? (
          <span className={classes.term} tabIndex={0} data-hint={glossary[term]}>
            {label}
          </span>
        ) : (
          <bdi>{label}</bdi>
        )}
      </dt>
      <dd className={classes.value}>
        <span className={classes.text}>{children}</span>
        {copied && <CopyValue name={name} value={copied} />}
        {act}
      </dd>
      {below && <dd className={classes.below}>{below}</dd>}
    </div>
  );
}

function Loading() {
  return (
    <div className={classes.fields} aria-busy>
      {Array.from({ length: skeletonFields }, (_, position) => (
        <Skeleton key={position} height={10} my={10} width={`${80 - ((position * 17) % 40)}%`} />
      ))}
    </div>
  );
}
