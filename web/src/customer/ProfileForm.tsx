// What is known of a customer, in fields to write in: in the place of the General tab's lists.
import { Button } from '@mantine/core';
import { useForm } from '@mantine/form';
import { showNotification } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

import { customerPath, request } from '../api/client';
import type { ApiError, Customer } from '../api/client';
import {
  changesOf,
  isEmpty,
  labels,
  textError,
  textFields,
  textsOf,
  traitKeyError,
  traitsOf,
  traitValueError,
} from '../profile/profile';
import type { Texts, Trait } from '../profile/profile';
import { TextFields } from '../profile/TextFields';
import { useSaveCustomer } from '../profile/use-save-customer';
import { RequestId } from '../shell/Trouble';
import notice from '../shell/Failure.module.css';
import classes from './ProfileForm.module.css';
import { TraitFields } from './TraitFields';

interface Values extends Texts {
  traits: Trait[];
}

export function ProfileForm({
  workspaceId,
  customer,
  onDirty,
  onDone,
}: {
  workspaceId: string;
  // As it is when the form opens; what is stored later is not taken over while one writes.
  customer: Customer;
  onDirty: (isDirty: boolean) => void;
  onDone: () => void;
}) {
  const client = useQueryClient();
  const saving = useSaveCustomer(workspaceId);
  const [base, setBase] = useState(customer);
  // What somebody else wrote meanwhile into fields that are written in here too.
  const [met, setMet] = useState<string[]>();
  const [failure, setFailure] = useState<ApiError>();
  const form = useForm<Values>({
    initialValues: valuesOf(customer),
    validate: (values) => ({
      ...Object.fromEntries(
        textFields
          .filter((field) => values[field] !== valuesOf(base)[field])
          .map((field) => [field, textError(field, values[field])]),
      ),
      ...Object.fromEntries(
        values.traits.flatMap((trait, position) => [
          [`traits.${position}.key`, traitKeyError(trait, values.traits)],
          [`traits.${position}.text`, traitValueError(trait)],
        ]),
      ),
    }),
  });
  const isDirty = form.isDirty();
  useEffect(() => {
    onDirty(isDirty);
    return () => onDirty(false);
  }, [isDirty, onDirty]);

  const takeOver = async () => {
    const path = customerPath(customer.id);
    const now = await request<Customer>(path);
    client.setQueryData(['customer', workspaceId, customer.id], now);
    const merged = mergedWith(now, base, form.getValues());
    setBase(now);
    setMet(merged.met);
    form.setInitialValues(valuesOf(now));
    form.setValues(merged.values);
  };

  const save = async (values: Values) => {
    const profile = changesOf(base, values, values.traits);
    setFailure(undefined);
    if (isEmpty(profile)) {
      onDone();
      return;
    }
    try {
      await saving.mutateAsync({ id: customer.id, profile, version: base.version });
      showNotification({ message: 'The changes are saved.', withCloseButton: false });
      onDone();
    } catch (error) {
      const failed = error as ApiError;
      const field = textFields.find((each) => each === failed.field);
      if (failed.code === 'customer_changed') {
        await takeOver().catch((cause: unknown) => setFailure(cause as ApiError));
      } else if (field) form.setFieldError(field, failed.message);
      else setFailure(failed);
    }
  };

  return (
    <form
      className={classes.form}
      noValidate
      aria-label="Profile"
      onSubmit={form.onSubmit(
        (values) => void save(values),
        (errors) => {
          const first = Object.keys(errors).find((path) => !!errors[path]);
          if (first) form.getInputNode(first)?.focus();
        },
      )}
    >
      <TextFields propsOf={(field) => form.getInputProps(field)} />
      <TraitFields
        traits={form.values.traits}
        errors={form.errors}
        onChange={(traits) => {
          form.clearErrors();
          form.setFieldValue('traits', traits);
        }}
      />
      {met && (
        <div className={notice.failure} data-kind="warning" role="alert">
          <div className={notice.text}>
            <strong>Changed by somebody else meanwhile.</strong>{' '}
            {met.length === 0
              ? 'What they wrote is in the other fields above. Save again to add your changes.'
              : `They wrote ${listed(met)} too. Save again to put yours in its place.`}
          </div>
        </div>
      )}
      {failure && (
        <div className={notice.failure} role="alert">
          <div className={notice.text}>
            <strong>The changes are not saved.</strong> {failure.message} What you wrote is still
            here.
            <RequestId error={failure} />
          </div>
        </div>
      )}
      <div className={classes.actions}>
        <Button type="submit" loading={saving.isPending} disabled={!isDirty}>
          Save
        </Button>
        <Button variant="default" onClick={onDone} disabled={saving.isPending}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

function valuesOf(customer: Customer): Values {
  return { ...textsOf(customer), traits: traitsOf(customer) };
}

// The customer as it is now, with what was written here over it.
function mergedWith(now: Customer, base: Customer, written: Values) {
  const values = valuesOf(now);
  const [before, after] = [textsOf(base), textsOf(now)];
  const met: string[] = [];
  for (const field of textFields) {
    if (written[field] === before[field]) continue;
    values[field] = written[field];
    if (after[field] !== before[field]) met.push(`the ${labels[field].toLowerCase()}`);
  }
  const known = new Map(traitsOf(base).map((trait) => [trait.key, trait]));
  const kept = new Map(values.traits.map((trait) => [trait.key, trait]));
  const isSame = (one: Trait | undefined, other: Trait | undefined) =>
    one?.text === other?.text && one?.kind === other?.kind;
  const mine = new Map(written.traits.map((trait) => [trait.key, trait]));
  for (const key of new Set([...known.keys(), ...mine.keys()])) {
    const [was, is, own] = [known.get(key), kept.get(key), mine.get(key)];
    if (isSame(was, own)) continue;
    if (!isSame(was, is)) met.push(`the trait “${key}”`);
    if (own) kept.set(key, { ...own, isKnown: is !== undefined });
    else kept.delete(key);
  }
  return { values: { ...values, traits: [...kept.values()] }, met };
}

function listed(names: readonly string[]): string {
  return new Intl.ListFormat('en-US').format(names);
}
