// Whose numbers a member sees who is limited to some targets: “All” is all of theirs.
import { Text } from '@mantine/core';

import type { Insights } from '../api/client';
import { targetsInWords } from './granted';

export function GrantedTargets({ targets }: { targets: Insights['granted_targets'] | undefined }) {
  if (!targets) return null;
  const usable = targets.filter(({ warning }) => warning === null);
  return (
    <Text size="sm" c="dimmed" role="note">
      {usable.length === 0
        ? 'No customer is in the targets that you may see.'
        : `You see the customers of ${targetsInWords(usable.map(({ name, id }) => name ?? id))}.`}
      {targets.map(({ id, name, warning }) =>
        warning === null ? null : (
          <span key={id}>
            {' '}
            {name === null
              ? 'A target that you could see was deleted.'
              : `${targetsInWords([name])}: ${warning}`}
          </span>
        ),
      )}
    </Text>
  );
}
