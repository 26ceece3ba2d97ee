// A button that copies a value, and says whether it worked.
import { ActionIcon } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy, IconX } from '@tabler/icons-react';

export function CopyValue({ name, value }: { name: string; value: string }) {
  const { copy, copied, error } = useClipboard();
  const label = copied ? 'Copied' : error ? 'Not copied' : `Copy ${name}`;
  const CurrentIcon = copied ? IconCheck : error ? IconX : IconCopy;
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="sm"
      aria-label={label}
      data-hint={label}
      onClick={() => copy(value)}
    >
      <CurrentIcon size={14} stroke={1.8} aria-hidden />
    </ActionIcon>
  );
}
