// The list of keys, and the switch that turns them off.
import { Kbd, Modal, Switch } from '@mantine/core';

import classes from './ShortcutsDialog.module.css';
import { useShortcutsSetting } from './use-shortcuts';

const keys = [
  ['/', 'Search customers'],
  ['e', 'Export'],
  ['r', 'Refresh'],
  ['t', 'Light or dark'],
  ['?', 'This list'],
  ['Esc', 'Close, or clear the search'],
] as const;

export function ShortcutsDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const [isOn, setOn] = useShortcutsSetting();
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
    </Modal>
  );
}
