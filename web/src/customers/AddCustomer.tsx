// The dialog that adds a customer.
import { Button, Modal, SegmentedControl, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { showNotification } from '@mantine/notifications';
import { useState } from 'react';

import type { ApiError, Profile, Status } from '../api/client';
import { idError, noTexts, textError, textFields } from '../profile/profile';
import { TextFields } from '../profile/TextFields';
import { useSaveCustomer } from '../profile/use-save-customer';
import { RequestId } from '../shell/Trouble';
import classes from './AddCustomer.module.css';

const statuses: { value: Status; label: string }[] = [
  { value: 'active', label: 'Active' },
  { value: 'inactive', label: 'Inactive' },
];

export function AddCustomer({
  workspaceId,
  isNarrow,
  onClose,
  onAdded,
}: {
  workspaceId: string;
  isNarrow: boolean;
  onClose: () => void;
  onAdded: (id: string) => void;
}) {
  const saving = useSaveCustomer(workspaceId);
  const [failure, setFailure] = useState<ApiError>();
  const form = useForm({
    initialValues: { ...noTexts, id: '', status: 'active' as Status },
    validate: (values) => ({
      id: idError(values.id),
      ...Object.fromEntries(textFields.map((field) => [field, textError(field, values[field])])),
    }),
  });
  const isDirty = form.isDirty();

  const add = async (values: typeof form.values) => {
    const id = values.id.trim();
    setFailure(undefined);
    const profile: Profile = { status: values.status };
    for (const field of textFields) {
      const text = values[field].trim();
      if (text !== '') profile[field] = text;
    }
    try {
      await saving.mutateAsync({ id, profile, version: 'new' });
    } catch (error) {
      const failed = error as ApiError;
      const field = ['id', ...textFields].find((each) => each === failed.field);
      if (field) {
        form.setFieldError(field, failed.message);
        form.getInputNode(field)?.focus();
      } else {
        setFailure(failed);
      }
      return;
    }
    showNotification({
      message: (
        <>
          <bdi>{profile.name ?? id}</bdi> is added.
        </>
      ),
      closeButtonProps: { 'aria-label': 'Close' },
    });
    onAdded(id);
  };

  return (
    <Modal
      opened
      onClose={onClose}
      title="Add a customer"
      size="md"
      fullScreen={isNarrow}
      // What is written is not lost by a slip.
      closeOnClickOutside={!isDirty}
      closeOnEscape={!isDirty}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form
        className={classes.form}
        noValidate
        onSubmit={form.onSubmit(
          (values) => void add(values),
          (errors) => {
            const first = ['id', ...textFields].find((field) => !!errors[field]);
            if (first) form.getInputNode(first)?.focus();
          },
        )}
      >
        <TextInput
          label="Id"
          description="What your systems call the customer. It stays as it is for good."
          placeholder="C-1042"
          required
          data-autofocus
          dir="auto"
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps('id')}
        />
        <TextFields propsOf={(field) => form.getInputProps(field)} />
        <div role="group" aria-labelledby="new-customer-status">
          <div id="new-customer-status" className={classes.label}>
            Status
          </div>
          <SegmentedControl
            className={classes.status}
            aria-label="Status"
            data={statuses}
            size="sm"
            {...form.getInputProps('status')}
          />
        </div>
        {failure && (
          <div className={classes.failure} role="alert">
            <strong>The customer is not added.</strong> {failure.message}
            <RequestId error={failure} />
          </div>
        )}
        <div className={classes.actions}>
          <Button variant="default" onClick={onClose} disabled={saving.isPending}>
            Cancel
          </Button>
          <Button type="submit" loading={saving.isPending}>
            Add customer
          </Button>
        </div>
      </form>
    </Modal>
  );
}
