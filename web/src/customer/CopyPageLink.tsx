// Copies the address of the page as it is, with this panel open.
import { ActionIcon, VisuallyHidden } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconLink, IconX } from '@tabler/icons-react';

export function CopyPageLink() {
  const { copy, copied, error } = useClipboard();
  const label = copied ? 'Link copied' : error ? 'Link not copied' : 'Copy page link';
  const CurrentIcon = copied ? IconCheck : error ? IconX : IconLink;
  return (
    <ActionIcon
      variant="default"
      size={30}
      flex="none"
      aria-label={label}
      data-hint={label}
      onClick={() => copy(window.location.href)}
    >
      <CurrentIcon size={15} stroke={1.8} aria-hidden />
      <VisuallyHidden aria-live="polite">{copied ? label : ''}</VisuallyHidden>
    </ActionIcon>
  );
}
