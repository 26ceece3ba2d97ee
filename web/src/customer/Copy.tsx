// Buttons that copy, and say whether it worked.
import { ActionIcon, Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy, IconLink, IconX } from '@tabler/icons-react';

// The address of the page as it is, with this panel open.
export function CopyLink() {
  const { copy, copied, error } = useClipboard();
  const CurrentIcon = copied ? IconCheck : IconLink;
  return (
    <Button
      size="xs"
      variant="default"
      flex="none"
      fw={500}
      leftSection={<CurrentIcon size={14} stroke={1.8} aria-hidden />}
      onClick={() => copy(window.location.href)}
    >
      <span aria-live="polite">
        {copied ? 'Link copied' : error ? 'Link not copied' : 'Copy page link'}
      </span>
    </Button>
  );
}

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
