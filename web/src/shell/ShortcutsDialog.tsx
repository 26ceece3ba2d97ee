// The list of keys, and the switch that turns them off.
import { Anchor, Kbd, Modal, Switch } from '@mantine/core';
import { useLocation } from 'react-router';

import type { Workspace } from '../api/client';
import { administers, seesInsights } from '../api/rights';
import classes from './ShortcutsDialog.module.css';
import { useShortcutsSetting } from './use-shortcuts';

const list = [
  ['/', 'Search customers'],
  ['j', 'Next customer'],
  ['k', 'Previous customer'],
  ['Enter', 'Open the customer'],
] as const;
const refresh = ['r', 'Refresh'] as const;
const anywhere = [
  ['t', 'Light or dark'],
  ['g', 'Glossary'],
  ['?', 'This list'],
  ['Esc', 'Close, or clear the search'],
] as const;

type Keys = readonly (readonly [key: string, action: string])[];

function keysOf(page: string, workspace: Workspace): Keys {
  const isAdmin = administers(workspace);
  if (page === '/customers') {
    return [...list, ...(isAdmin ? [['n', 'Add a customer'] as const] : []), refresh, ...anywhere];
  }
  if (page === '/customers/activity' && isAdmin) {
    return [...list, ['e', 'Export'], refresh, ...anywhere];
  }
  if (page.startsWith('/insights/') && seesInsights(workspace)) return [refresh, ...anywhere];
  return anywhere;
}

// Those that do something on the page that is shown.
export function ShortcutsDialog({
  workspace,
  opened,
  onClose,
  onGlossary,
}: {
  workspace: Workspace;
  opened: boolean;
  onClose: () => void;
  onGlossary: () => void;
}) {
  const [isOn, setOn] = useShortcutsSetting();
  const keys = keysOf(useLocation().pathname, workspace);
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Keyboard shortcuts"
      size="sm"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <dl className={classes.keys}>
        {keys.map(([key, action]) => (
          <div key={key} className={classes.key}>
            <dt>{action}</dt>
            <dd>
              <Kbd>{key}</Kbd>
            </dd>
          </div>
        ))}
      </dl>
      <Switch
        mt="md"
        size="sm"
        label="Single keys act"
        checked={isOn}
        onChange={(event) => setOn(event.currentTarget.checked)}
      />
      <Anchor component="button" type="button" mt="md" size="sm" onClick={onGlossary}>
        Glossary
      </Anchor>
    </Modal>
  );
}
