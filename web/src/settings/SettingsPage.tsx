// Settings › General: what the workspace is called, which days it has, and what counts as activity.
import {
  Button,
  Checkbox,
  NativeSelect,
  NumberInput,
  Select,
  Skeleton,
  TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { showNotification } from '@mantine/notifications';
import { useState } from 'react';

import type { ApiError, Kind, Session, Settings } from '../api/client';
import { administers } from '../api/rights';
import { kindNames } from '../kinds';
import { Failure } from '../shell/Failure';
import { LeaveGuard } from '../shell/LeaveGuard';
import { RequestId } from '../shell/Trouble';
import notice from '../shell/Failure.module.css';
import {
  changesOf,
  errorsOf,
  fields,
  isSameSet,
  mergedWith,
  timeZones,
  valuesOf,
  weekdays,
} from './settings';
import type { Field, Values } from './settings';
import { SettingsFrame } from './SettingsFrame';
import classes from './SettingsPage.module.css';
import { useChangeSettings, useSettings } from './use-settings';

const nameLengthMax = 254;
const zonesShownMax = 60;

export function SettingsPage({ session: { workspace } }: { session: Session }) {
  const { data, error, refetch, isFetching } = useSettings(workspace.id, administers(workspace));
  return (
    <SettingsFrame workspace={workspace} error={error}>
      <div className={classes.page}>
        {data ? (
          <Form
            workspaceId={workspace.id}
            settings={data}
            onAskAgain={async () => (await refetch({ throwOnError: true })).data ?? data}
          />
        ) : error ? (
          <Failure
            title="The settings could not be loaded."
            error={error}
            onRetry={() => void refetch()}
            isFetching={isFetching}
            triesItself={false}
          />
        ) : (
          <div aria-busy>
            <Skeleton height={54} mb={20} />
            <Skeleton height={54} mb={20} />
            <Skeleton height={240} />
          </div>
        )}
      </div>
    </SettingsFrame>
  );
}

function Form({
  workspaceId,
  settings,
  onAskAgain,
}: {
  workspaceId: string;
  settings: Settings;
  // Gives what is stored now.
  onAskAgain: () => Promise<Settings>;
}) {
  const changing = useChangeSettings(workspaceId);
  // As they were when the form opened or was saved; what others store meanwhile is not taken over
  // while one writes, and only what is written here is sent.
  const [stored, setStored] = useState(settings);
  // The fields that somebody else wrote meanwhile, of those that are written in here too.
  const [met, setMet] = useState<Field[]>();
  const [failure, setFailure] = useState<ApiError>();
  const base = valuesOf(stored);
  const form = useForm<Values>({ initialValues: base, validate: errorsOf });
  const { values } = form;
  const isDirty = Object.keys(changesOf(base, values)).length > 0;

  const begin = (now: Settings, written = valuesOf(now)) => {
    setStored(now);
    form.setValues(written);
    form.clearErrors();
  };
  const takeOver = async () => {
    const now = await onAskAgain();
    const merged = mergedWith(valuesOf(now), base, form.getValues());
    begin(now, merged.values);
    setMet(merged.met);
  };
  const save = async () => {
    setFailure(undefined);
    setMet(undefined);
    try {
      const body = changesOf(base, values);
      begin(await changing.mutateAsync({ version: stored.version, body }));
      showNotification({ message: 'The settings are saved.', withCloseButton: false });
    } catch (error) {
      const failed = error as ApiError;
      const field = fields.find((each) => each === failed.field);
      if (failed.code === 'settings_changed') {
        await takeOver().catch((cause: unknown) => setFailure(cause as ApiError));
      } else if (field) {
        form.setFieldError(field, failed.message);
        form.getInputNode(field)?.focus();
      } else setFailure(failed);
    }
  };
  const discard = () => {
    begin(stored);
    setFailure(undefined);
    setMet(undefined);
  };

  return (
    <form
      className={classes.form}
      noValidate
      aria-label="Settings"
      onSubmit={form.onSubmit(
        () => void save(),
        (errors) => {
          const first = fields.find((field) => !!errors[field]);
          if (first) form.getInputNode(first)?.focus();
        },
      )}
    >
      <section className={classes.section} aria-labelledby="settings-workspace">
        <h2 id="settings-workspace" className={classes.heading}>
          Workspace
        </h2>
        <TextInput
          label="Name"
          description="What members see in the sidebar."
          dir="auto"
          autoComplete="off"
          maxLength={nameLengthMax}
          {...form.getInputProps('name')}
        />
      </section>
      <section className={classes.section} aria-labelledby="settings-days">
        <h2 id="settings-days" className={classes.heading}>
          Days
        </h2>
        <Select
          label="Time zone"
          description="Days begin and end at its midnight. Every number by day or period follows it, also of the past."
          data={timeZones(values.time_zone)}
          limit={zonesShownMax}
          searchable
          allowDeselect={false}
          nothingFoundMessage="No time zone has such a name"
          {...form.getInputProps('time_zone')}
          onChange={(zone: string | null) => zone !== null && form.setFieldValue('time_zone', zone)}
        />
        <InForce settings={settings} />
        <NativeSelect
          label="First day of the week"
          description="Where weeks begin, in periods, charts and calendars."
          data={weekdays.map(({ value, label }) => ({ value: String(value), label }))}
          {...form.getInputProps('first_weekday')}
          value={String(values.first_weekday)}
          onChange={(event) =>
            form.setFieldValue('first_weekday', Number(event.currentTarget.value))
          }
        />
      </section>
      <section className={classes.section} aria-labelledby="settings-quiet">
        <h2 id="settings-quiet" className={classes.heading}>
          Activity
        </h2>
        <NumberInput
          label="Gone quiet after"
          description="A customer who ordered on three days or more has gone quiet when its last order is longer ago than so many times the usual gap between its orders."
          suffix=" × the usual gap"
          decimalScale={2}
          step={0.5}
          min={1}
          max={10}
          clampBehavior="none"
          {...form.getInputProps('quiet_percent')}
          value={Number.isNaN(values.quiet_percent) ? '' : values.quiet_percent / 100}
          onChange={(times) =>
            form.setFieldValue(
              'quiet_percent',
              times === '' ? NaN : Math.round(Number(times) * 100),
            )
          }
        />
      </section>
      <section className={classes.section} aria-labelledby="settings-activity">
        <h2 id="settings-activity" className={classes.heading}>
          Insights
        </h2>
        <ActivitySet
          chosen={values.activity_set}
          choices={settings.activity_set_choices}
          isChanged={!isSameSet(values.activity_set, base.activity_set)}
          propsOf={form.getInputProps('activity_set')}
          onChange={(kinds) => form.setFieldValue('activity_set', kinds)}
        />
      </section>
      {met && <Met fields={met} isDirty={isDirty} />}
      {failure && (
        <div className={notice.failure} role="alert">
          <div className={notice.text}>
            <strong>The settings are not saved.</strong> {failure.message} What you wrote is still
            here.
            <RequestId error={failure} />
          </div>
        </div>
      )}
      <div className={classes.actions}>
        <Button type="submit" loading={changing.isPending} disabled={!isDirty}>
          Save
        </Button>
        {isDirty && (
          <Button variant="default" disabled={changing.isPending} onClick={discard}>
            Discard changes
          </Button>
        )}
      </div>
      <LeaveGuard isDirty={isDirty} what="What you changed of the settings is not saved yet." />
    </form>
  );
}

const fieldNames: Record<Field, string> = {
  name: 'the name',
  time_zone: 'the time zone',
  first_weekday: 'the first day of the week',
  quiet_percent: 'when a customer has gone quiet',
  activity_set: 'what counts as activity',
};

function Met({ fields: met, isDirty }: { fields: readonly Field[]; isDirty: boolean }) {
  const names = new Intl.ListFormat('en-US').format(met.map((field) => fieldNames[field]));
  return (
    <div className={notice.failure} data-kind="warning" role="alert">
      <div className={notice.text}>
        <strong>Changed by somebody else meanwhile.</strong>{' '}
        {!isDirty
          ? 'What you wrote is stored already.'
          : met.length === 0
            ? 'What they wrote is in the other fields above. Save again to add your changes.'
            : `They changed ${names} too. Save again to put yours in its place, or discard your changes to see theirs.`}
      </div>
    </div>
  );
}

function InForce({
  settings: { time_zone: zone, time_zone_in_force: inForce },
}: {
  settings: Settings;
}) {
  if (zone === inForce) return null;
  return (
    <div className={notice.failure} data-kind="warning" role="status">
      <div className={notice.text}>
        <strong>{inForce} is still in force.</strong> The old zone stays in force until the days of
        the new one, {zone}, are ready. Each page names the zone of its numbers.
      </div>
    </div>
  );
}

function ActivitySet({
  chosen,
  choices,
  isChanged,
  propsOf,
  onChange,
}: {
  chosen: readonly Kind[];
  choices: readonly Kind[];
  isChanged: boolean;
  propsOf: { error?: unknown };
  onChange: (kinds: Kind[]) => void;
}) {
  return (
    <Checkbox.Group
      label="What counts as activity"
      description="Active users, Activity, the chart and Engagement follow it, also of the past."
      error={typeof propsOf.error === 'string' ? propsOf.error : undefined}
      value={[...chosen]}
      onChange={(values) => onChange(choices.filter((kind) => values.includes(kind)))}
    >
      <div className={classes.kinds}>
        {choices.map((kind) => (
          <Checkbox key={kind} size="sm" value={kind} label={kindNames[kind]} />
        ))}
      </div>
      {isChanged && (
        <p className={classes.note} role="status">
          Saving changes these numbers for every member at once, in every period. No event is
          changed by it, and choosing the old kinds again brings the old numbers back.
        </p>
      )}
    </Checkbox.Group>
  );
}
