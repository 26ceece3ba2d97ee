// Settings › Members: who works in the workspace, in which role, and what they see of Insights.
import { Button, Code, Skeleton } from '@mantine/core';
import { useState } from 'react';

import type { Member, Session, Target } from '../api/client';
import { administers, grants } from '../api/rights';
import { targetsInWords } from '../scope/granted';
import { useTargets } from '../scope/use-choices';
import { Failure } from '../shell/Failure';
import { GrantDialog } from './GrantDialog';
import classes from './MembersPage.module.css';
import { SettingsFrame } from './SettingsFrame';
import { useMembers } from './use-members';

const roles: Record<Member['role'], string> = {
  owner: 'Owner',
  admin: 'Admin',
  sales_rep: 'Sales rep',
};

export function MembersPage({ session: { workspace, member: self } }: { session: Session }) {
  const isAllowed = administers(workspace);
  const { data, error, isFetching, refetch } = useMembers(workspace.id, isAllowed);
  const targets = useTargets(workspace.id, isAllowed);
  const [granting, setGranting] = useState<Member>();
  const known = targets.data?.targets;
  return (
    <SettingsFrame workspace={workspace} title="Members" error={error}>
      <div className={classes.page}>
        <p className={classes.about}>
          Owners and admins see everything. A sales rep sees customers and their order links, and of
          Insights what {grants(workspace) ? 'you let' : 'an owner lets'} them see. Members are
          added and passwords reset on the server, with <Code>footfall member</Code>.
        </p>
        {error && (
          <Failure
            title={
              data ? 'What is below may not be the latest.' : 'The members could not be loaded.'
            }
            error={error}
            onRetry={() => void refetch()}
            isFetching={isFetching}
            triesItself={false}
          />
        )}
        {data ? (
          <ul className={classes.list} aria-label="Members">
            {data.members.map((member) => (
              <li key={member.id} className={classes.row}>
                <div className={classes.who}>
                  <bdi className={classes.name}>{member.name}</bdi>
                  {member.id === self.id && <span className={classes.dim}> (you)</span>}
                  {member.name !== member.email && (
                    <bdi className={classes.email}>{member.email}</bdi>
                  )}
                </div>
                <div className={classes.role}>
                  {roles[member.role]}
                  {member.disabled && <strong className={classes.disabled}>disabled</strong>}
                </div>
                <div className={classes.insights}>{insightsOf(member, known)}</div>
                <div className={classes.act}>
                  {grants(workspace) && member.role === 'sales_rep' && (
                    <Button
                      variant="default"
                      size="xs"
                      aria-label={`Change what ${member.name} sees of Insights`}
                      aria-haspopup="dialog"
                      onClick={() => setGranting(member)}
                    >
                      Change
                    </Button>
                  )}
                </div>
              </li>
            ))}
          </ul>
        ) : (
          !error && <Skeleton height={160} aria-busy />
        )}
      </div>
      {granting && (
        <GrantDialog
          key={granting.id}
          workspaceId={workspace.id}
          member={granting}
          targets={known}
          error={targets.error}
          onClose={() => setGranting(undefined)}
        />
      )}
    </SettingsFrame>
  );
}

// `targets` is undefined while they are not known.
function insightsOf({ insights }: Member, targets: readonly Target[] | undefined): string {
  if (!insights.granted) return 'No Insights';
  if (insights.targets === null) return 'Insights of all customers';
  if (!targets) return 'Insights of some targets';
  const found = targets.filter(({ id }) => insights.targets?.includes(id));
  const gone = insights.targets.length - found.length;
  const names = found.map(({ name }) => name);
  if (names.length === 0) return 'Insights of nobody: the targets were deleted';
  return `Insights of ${targetsInWords(names)}${gone > 0 ? `, and of ${gone} deleted` : ''}`;
}
