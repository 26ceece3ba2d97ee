// What the list says before there is anybody in it.
import { Button, Group } from '@mantine/core';
import { Link } from 'react-router';

import { Centered } from '../list/Notices';

export function NoCustomers({ isEditor, onAdd }: { isEditor: boolean; onAdd: () => void }) {
  if (!isEditor) {
    return (
      <Centered title="No customers yet">
        <p>They are here as soon as an owner or admin adds them, or an event names one.</p>
      </Centered>
    );
  }
  return (
    <Centered title="No customers yet">
      <p>
        Import them from a spreadsheet, or add the first by hand. Customers that your systems name
        in events are listed by themselves.
      </p>
      <Group gap="xs" justify="center">
        <Button component={Link} to="/customers/import">
          Import a file
        </Button>
        <Button variant="default" onClick={onAdd}>
          Add a customer
        </Button>
      </Group>
    </Centered>
  );
}
