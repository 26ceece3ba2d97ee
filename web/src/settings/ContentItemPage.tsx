// Settings › one site, campaign or form: what is said of it, changed or said first.
import { Button, Checkbox, NativeSelect, Skeleton, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { FormErrors, UseFormReturnType } from '@mantine/form';
import { showNotification } from '@mantine/notifications';
import { useState } from 'react';
import { Link, useLocation, useNavigate, useParams } from 'react-router';

import type { ApiError, Session, Workspace } from '../api/client';
import { administers } from '../api/rights';
import { campaignStates } from '../cells/campaign-states';
import { shownZone } from '../formats';
import { Centered } from '../list/Notices';
import { ContentSelect } from '../scope/ContentSelect';
import { useContentList } from '../scope/use-content-list';
import type { ContentFolder } from '../scope/use-content-list';
import { BackLink } from '../shell/BackLink';
import { Failure } from '../shell/Failure';
import notice from '../shell/Failure.module.css';
import { LeaveGuard } from '../shell/LeaveGuard';
import { RequestId } from '../shell/Trouble';
import { changesOf, contentWords, errorsOf, isTime, valuesOf } from './content';
import type { ContentField, ContentItem, ContentValues } from './content';
import classes from './ContentItemPage.module.css';
import { SettingsFrame } from './SettingsFrame';
import { useContentChange } from './use-content-change';

export function ContentItemPage({
  session: { workspace },
  folder,
}: {
  session: Session;
  folder: ContentFolder;
}) {
  // Without one it is yet to be added.
  const { id } = useParams();
  const { data, error, isFetchedAfterMount, isFetching, refetch } = useContentList(
    folder,
    workspace.id,
    administers(workspace),
  );
  const { one, many } = contentWords[folder];
  const back = useBack(folder);
  const items: readonly ContentItem[] | undefined = isFetchedAfterMount
    ? data?.[folder]
    : undefined;
  const item = items?.find((each) => each.id === id);
  return (
    <SettingsFrame
      workspace={workspace}
      title={id === undefined ? `Add ${one}` : `Edit ${one}`}
      error={error}
    >
      <div className={classes.page}>
        <BackLink to={back.to}>{back.label}</BackLink>
        {items && (item || id === undefined) ? (
          // It begins with what is stored now, and does not end when others change it.
          <Form key={id} back={back.to} {...{ workspace, folder, item, items }} />
        ) : items ? (
          <Centered title={`There is no such ${one}`}>
            <p>
              Nobody said anything of <bdi className={classes.id}>{id}</bdi>, and no event named it.
            </p>
          </Centered>
        ) : error ? (
          <Failure
            title={`The ${many} could not be loaded.`}
            error={error}
            onRetry={() => void refetch()}
            isFetching={isFetching}
            triesItself={false}
          />
        ) : (
          <div aria-busy>
            <Skeleton height={54} mb={20} />
            <Skeleton height={160} />
          </div>
        )}
      </div>
    </SettingsFrame>
  );
}

// To the page that led here, or to the list.
function useBack(folder: ContentFolder) {
  const state: unknown = useLocation().state;
  if (typeof state === 'object' && state !== null && 'back' in state) {
    return { to: String(state.back), label: `Back to the ${contentWords[folder].one}` };
  }
  return { to: `/settings/${folder}`, label: `All ${contentWords[folder].many}` };
}

function Form({
  workspace,
  folder,
  item,
  items,
  back,
}: {
  workspace: Workspace;
  folder: ContentFolder;
  item: ContentItem | undefined;
  items: readonly ContentItem[];
  // Where to go once it is saved.
  back: string;
}) {
  const navigate = useNavigate();
  const words = contentWords[folder];
  const zone = workspace.time_zone;
  const saving = useContentChange(folder, workspace.id);
  const [base] = useState(() => valuesOf(item, zone));
  const [failure, setFailure] = useState<ApiError>();
  const form = useForm<ContentValues>({
    initialValues: base,
    validate: (values): FormErrors => ({
      ...errorsOf(words, values, item ? [] : items),
      ...Object.fromEntries(
        words.fields
          .filter((field) => isTime(field) && isHalfWritten(form.getInputNode(field)))
          .map((field) => [field, 'Write the day and the time, or neither.']),
      ),
    }),
  });
  const { values } = form;
  const change = changesOf(folder, base, values, zone);
  const isDirty = values.id !== base.id || Object.keys(change).length > 0;
  const shown = ['id', ...words.fields] as const;
  const focus = (field: keyof ContentValues) => form.getInputNode(field)?.focus();

  const save = async () => {
    setFailure(undefined);
    try {
      const saved = await saving.mutateAsync({ id: values.id.trim(), body: change });
      showNotification({ message: `“${saved.name}” is saved.`, withCloseButton: false });
      void navigate(back);
    } catch (error) {
      const failed = error as ApiError;
      const field = shown.find((each) => each === failed.field);
      if (field && (field !== 'id' || !item)) {
        form.setFieldError(field, failed.message);
        focus(field);
      } else setFailure(failed);
    }
  };

  return (
    <form
      className={classes.form}
      noValidate
      aria-label={words.one}
      onSubmit={form.onSubmit(
        () => void save(),
        (errors) => {
          const first = shown.find((field) => !!errors[field]);
          if (first) focus(first);
        },
      )}
    >
      {item ? (
        <div>
          <div className={classes.label}>Id</div>
          <bdi className={classes.id}>{item.id}</bdi>
        </div>
      ) : (
        <TextInput
          label="Id"
          description={`By which events name the ${words.one}. It stays as it is for good.`}
          required
          dir="auto"
          autoFocus
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps('id')}
        />
      )}
      {words.fields.map((field) => (
        <Field key={field} {...{ field, form, workspace }} isNew={!item} />
      ))}
      {failure && (
        <div className={notice.failure} role="alert">
          <div className={notice.text}>
            <strong>The {words.one} is not saved.</strong> {failure.message} What you wrote is still
            here.
            <RequestId error={failure} />
          </div>
        </div>
      )}
      <div className={classes.actions}>
        <Button type="submit" loading={saving.isPending} disabled={item !== undefined && !isDirty}>
          Save
        </Button>
        <Button component={Link} to={back} variant="default">
          Cancel
        </Button>
      </div>
      <LeaveGuard
        isDirty={isDirty}
        what={`What you wrote of this ${words.one} is not saved yet.`}
      />
    </form>
  );
}

// The browser gives nothing of a time of which only a part is there.
function isHalfWritten(input: unknown): boolean {
  return input instanceof HTMLInputElement && input.validity.badInput;
}

const choices = {
  kind: {
    label: 'Kind',
    description: 'What is sent.',
    unsaid: 'As its events say, or email',
    options: { email: 'Email', notification: 'Notification' },
  },
  state: {
    label: 'State',
    description: 'Insights lists those that are sent.',
    unsaid: 'Sent once it has a time, else a draft',
    options: campaignStates,
  },
};

const counts = {
  reach: {
    label: 'Reach',
    description: 'To how many it was sent. Without it: to how many it was delivered.',
  },
  answers: {
    label: 'Answers',
    description:
      'How many it has now: those deleted lower it. Without it: the responses that were counted.',
  },
};

const times = {
  sent_at: { label: 'Sent at', without: 'the time of the first event that names it' },
  created_at: { label: 'Created at', without: 'when it was first heard of' },
};

function Field({
  field,
  form,
  workspace,
  isNew,
}: {
  field: ContentField;
  form: UseFormReturnType<ContentValues>;
  workspace: Workspace;
  isNew: boolean;
}) {
  const props = form.getInputProps(field);
  switch (field) {
    case 'name':
      return (
        <TextInput
          label="Name"
          description="Without one, its id stands for it."
          dir="auto"
          autoComplete="off"
          autoFocus={!isNew}
          {...props}
        />
      );
    case 'kind':
    case 'state': {
      const { label, description, unsaid, options } = choices[field];
      const data = Object.entries(options).map(([value, text]) => ({ value, label: text }));
      // What is said once cannot be taken back.
      if (isNew) data.unshift({ value: '', label: unsaid });
      return <NativeSelect {...{ label, description, data }} {...props} />;
    }
    case 'site':
      return <SiteField form={form} workspace={workspace} />;
    case 'sent_at':
    case 'created_at': {
      const { label, without } = times[field];
      return (
        <TextInput
          type="datetime-local"
          step={1}
          max="9999-12-31T23:59:59"
          label={label}
          description={`In ${shownZone(workspace.time_zone)}. Without it: ${without}.`}
          {...props}
        />
      );
    }
    case 'reach':
    case 'answers':
      return <TextInput {...counts[field]} inputMode="numeric" autoComplete="off" {...props} />;
    case 'enabled':
      return (
        <Checkbox
          label="Disabled"
          description="Insights says so. Responses are counted all the same."
          checked={form.values.enabled === ''}
          error={props.error as string | undefined}
          onChange={({ currentTarget: { checked } }) =>
            form.setFieldValue('enabled', checked ? '' : 'yes')
          }
        />
      );
  }
}

function SiteField({
  form,
  workspace,
}: {
  form: UseFormReturnType<ContentValues>;
  workspace: Workspace;
}) {
  const { data } = useContentList('sites', workspace.id, true);
  return (
    <ContentSelect
      {...form.getInputProps('site')}
      label="Site"
      description="Where it belongs."
      none="None"
      choices={data?.sites ?? []}
      chosen={form.values.site}
      onChange={(site) => form.setFieldValue('site', site)}
    />
  );
}
