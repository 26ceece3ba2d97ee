// Copies or sends a customer's order link.
import { Button } from '@mantine/core';
import { IconCopy, IconSend } from '@tabler/icons-react';

import { copyOrderLink } from './copy-link';
import { useSending } from './sending';

interface Whose {
  customer: string;
  name: string;
}

export function LinkButtons({ customer, name }: Whose) {
  return (
    <>
      <Button
        size="xs"
        variant="default"
        flex="none"
        fw={500}
        leftSection={<IconCopy size={14} stroke={1.8} aria-hidden />}
        onClick={() => void copyOrderLink(customer, name)}
      >
        Copy link
      </Button>
      <SendButton customer={customer} name={name} />
    </>
  );
}

export function SendButton({ customer, name }: Whose) {
  const send = useSending();
  return (
    <Button
      size="xs"
      variant="default"
      flex="none"
      fw={500}
      leftSection={<IconSend size={14} stroke={1.8} aria-hidden />}
      onClick={() => send({ customers: [{ id: customer, name }] })}
    >
      Send link…
    </Button>
  );
}
