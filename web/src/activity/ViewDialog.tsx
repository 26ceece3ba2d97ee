// Asks for a saved view's name, and whether others may choose it.
import { Button, Group, Modal, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';

import { ApiError } from '../api/client';

const nameLengthMax = 60;

export function ViewDialog({
  title,
  opened,
  onClose,
  ...form
}: {
  title: string;
  opened: boolean;
  onClose: () => void;
  initialName: string;
  canShare: boolean;
  // Rejects with an ApiError, which is shown.
  onSave: (kept: { name: string; shared: boolean }) => Promise<void>;
}) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      size="sm"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Form onClose={onClose} {...form} />
    </Modal>
  );
}

function Form({
  onClose,
  initialName,
  canShare,
  onSave,
}: {
  onClose: () => void;
  initialName: string;
  canShare: boolean;
  onSave: (kept: { name: string; shared: boolean }) => Promise<void>;
}) {
  const [name, setName] = useState(initialName);
  const [shared, setShared] = useState(false);
  const [error, setError] = useState<string>();
  const [isSaving, setSaving] = useState(false);
  const save = async () => {
    setSaving(true);
    try {
      await onSave({ name: name.trim(), shared });
      onClose();
    } catch (cause) {
      setError(whyNot(cause));
    } finally {
      setSaving(false);
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <TextInput
        label="Name"
        data-autofocus
        maxLength={nameLengthMax}
        value={name}
        error={error}
        onChange={(event) => {
          setName(event.currentTarget.value);
          setError(undefined);
        }}
      />
      {canShare && (
        <Switch
          mt="md"
          size="sm"
          label="Share with the workspace"
          checked={shared}
          onChange={(event) => setShared(event.currentTarget.checked)}
        />
      )}
      <Group mt="lg" justify="flex-end" gap="sm">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={isSaving} disabled={name.trim() === ''}>
          Save
        </Button>
      </Group>
    </form>
  );
}

function whyNot(cause: unknown): string {
  if (!(cause instanceof ApiError)) throw cause;
  return cause.code === 'name_taken' ? 'You have a view of this name already.' : cause.message;
}
