// What can be done with a customer's order link from its row.
import { ActionIcon, Menu } from '@mantine/core';
import { IconCopy, IconDots, IconLink, IconSend } from '@tabler/icons-react';

import type { RowPanel } from '../list/use-rows';
import { copyOrderLink } from './copy-link';
import classes from './links.module.css';
import { useSending } from './sending';

// `tabIndex` -1 where the row is the keyboard's stop: from it the arrow keys lead here.
export function RowMenu({
  panel: { customer, openLink },
  name,
  tabIndex,
}: {
  panel: RowPanel;
  name: string;
  tabIndex?: number;
}) {
  const send = useSending();
  return (
    // A click here is none on the row, wherever React takes the menu's own clicks.
    <span
      className={classes.rowMenu}
      onClick={(event) => event.stopPropagation()}
      // The arrow keys lead on along the row.
      onKeyDown={(event) => !event.key.startsWith('Arrow') && event.stopPropagation()}
    >
      <Menu position="bottom-end" withinPortal returnFocus>
        <Menu.Target>
          <ActionIcon
            className={classes.menu}
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={`Order link of ${name}`}
            tabIndex={tabIndex}
            data-stop
          >
            <IconDots size={16} stroke={1.8} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconCopy size={15} stroke={1.8} aria-hidden />}
            onClick={() => void copyOrderLink(customer, name)}
          >
            Copy order link
          </Menu.Item>
          <Menu.Item
            leftSection={<IconSend size={15} stroke={1.8} aria-hidden />}
            onClick={() => send({ customers: [{ id: customer, name }] })}
          >
            Send order link…
          </Menu.Item>
          <Menu.Item
            leftSection={<IconLink size={15} stroke={1.8} aria-hidden />}
            onClick={openLink}
          >
            When sent, new, block…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </span>
  );
}
