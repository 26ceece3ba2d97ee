// Says otherwise who an event came from.
import { ActionIcon, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';

import type { TimelineEvent, Verdict } from '../api/client';
import { verdictNames } from './verdicts';

const choices: readonly Verdict[] = ['person', 'scanner', 'preview', 'staff'];

export function VerdictMenu({
  event,
  onJudge,
}: {
  event: TimelineEvent;
  onJudge: (event: TimelineEvent, verdict: Verdict) => void;
}) {
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="xs" aria-label="Who was it?">
          <IconDots size={14} stroke={1.8} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Who was it?</Menu.Label>
        {choices
          .filter((verdict) => verdict !== event.verdict)
          .map((verdict) => (
            <Menu.Item key={verdict} onClick={() => onJudge(event, verdict)}>
              {verdict === 'person'
                ? 'A person: count it'
                : `Not a person but ${verdictNames[verdict]}: do not count it`}
            </Menu.Item>
          ))}
      </Menu.Dropdown>
    </Menu>
  );
}
