// What the Activity page says when there is more to say than rows.
import { ActionIcon, Anchor, Button, Code, CopyButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { Link } from 'react-router';

import type { Activity } from '../api/client';
import { formatCount, formatPeriod } from '../formats';
import { Centered } from '../list/Notices';
import classes from '../list/Notices.module.css';
import { isBackwards, periodLabel, presets } from '../scope/scope';
import type { Scope } from '../scope/scope';
import type { ChangeScope } from '../scope/use-scope';

export function NotAllowed({ workspace }: { workspace: string }) {
  return (
    <Centered title="You are not allowed to see this page">
      <p>
        Customer activity in <bdi>{workspace}</bdi> is for its owner and admins. If you need it, ask
        one of them to change your role.
      </p>
    </Centered>
  );
}

export function NoCustomers() {
  const command = [
    `curl ${window.location.origin}/api/v1/events \\`,
    `  -H 'Authorization: Bearer WRITE_KEY' \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d '[{"kind": "link_open", "customer": "C-1042"}]'`,
  ].join('\n');
  return (
    <Centered title="No customers yet">
      <p>
        A customer appears here with the first event that names it. Make a write key on the server
        with <Code>footfall key create --data DIR --kind write</Code>, put it in the place of
        WRITE_KEY, and send:
      </p>
      <div className={classes.command}>
        <pre tabIndex={0}>{command}</pre>
        <CopyButton value={command}>
          {({ copied, copy }) => (
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={copied ? 'Copied' : 'Copy the command'}
              onClick={copy}
            >
              {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
            </ActionIcon>
          )}
        </CopyButton>
      </div>
      <p>
        Under{' '}
        <Anchor component={Link} to="/customers" underline="always" inherit>
          Customers › All
        </Anchor>{' '}
        you can also add them, or import a file, and send each its order link.
      </p>
    </Centered>
  );
}

// Above the table of zeros, which stays.
export function NothingInPeriod({
  answer,
  scope,
  change,
}: {
  answer: Activity;
  scope: Scope;
  change: ChangeScope;
}) {
  const { from, to } = answer.period;
  const isWidest = 'preset' in scope.period && scope.period.preset === 'last_90_days';
  const isFiltered = scope.search !== '' || scope.status !== 'all' || scope.target !== undefined;
  const who = isFiltered
    ? `The ${formatCount(answer.total)} matching ${answer.total === 1 ? 'customer' : 'customers'} did nothing`
    : 'No activity';
  return (
    <div className={classes.notice} role="status">
      <div className={classes.noticeText}>
        <strong>
          {who}
          {scope.site ? ' at this site' : ''} in this period ({formatPeriod(from, to)}).
        </strong>{' '}
        {isWidest
          ? 'Choose a longer range to look further back.'
          : 'A longer period may show some.'}
      </div>
      {!isWidest && (
        <Button
          size="xs"
          variant="default"
          onClick={() => change({ period: { preset: 'last_90_days' } })}
        >
          Show {periodLabel({ preset: 'last_90_days' }, presets).toLowerCase()}
        </Button>
      )}
    </div>
  );
}

export function BackwardsPeriod({ scope, onReset }: { scope: Scope; onReset: () => void }) {
  if ('preset' in scope.period || !isBackwards(scope.period)) return null;
  return (
    <Centered title="This range ends before it starts" role="alert">
      <p>
        The last day, {formatPeriod(scope.period.to, scope.period.to)}, is before the first,{' '}
        {formatPeriod(scope.period.from, scope.period.from)}. Choose another period above.
      </p>
      <Button onClick={onReset}>Show the last 30 days</Button>
    </Centered>
  );
}
