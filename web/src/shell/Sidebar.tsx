// Where one can go, in which workspace, and as whom.
import { Menu, UnstyledButton } from '@mantine/core';
import {
  IconActivity,
  IconChartLine,
  IconChevronDown,
  IconMail,
  IconSelector,
  IconSettings,
  IconTarget,
  IconUsers,
} from '@tabler/icons-react';
import type { Icon } from '@tabler/icons-react';
import { NavLink, useNavigate } from 'react-router';

import type { Session } from '../api/client';
import { administers, seesInsights } from '../api/rights';
import { useSignOut, useSwitchWorkspace } from '../api/session';
import { Logo } from './Logo';
import { showFailure } from './notifications';
import classes from './Sidebar.module.css';
import { ThemeMenu } from './ThemeMenu';

export function Sidebar({
  session,
  onNavigate,
  onShortcuts,
  onGlossary,
}: {
  session: Session;
  onNavigate: () => void;
  onShortcuts: () => void;
  onGlossary: () => void;
}) {
  return (
    <div className={classes.sidebar}>
      <div className={classes.brand}>
        <Logo />
        Footfall
      </div>
      <WorkspaceName session={session} onSwitched={onNavigate} />
      <nav className={classes.nav} aria-label="Main">
        <h2 className={classes.group}>Customers</h2>
        <Entry to="/customers" icon={IconUsers} onClick={onNavigate}>
          All
        </Entry>
        {administers(session.workspace) && (
          <>
            <Entry to="/customers/activity" icon={IconActivity} onClick={onNavigate}>
              Activity
            </Entry>
            <Entry to="/targets" icon={IconTarget} onClick={onNavigate}>
              Targets
            </Entry>
          </>
        )}
        {seesInsights(session.workspace) && (
          <>
            <h2 className={classes.group}>Insights</h2>
            <Entry to="/insights/customers" icon={IconChartLine} onClick={onNavigate}>
              Customers
            </Entry>
          </>
        )}
        {administers(session.workspace) && (
          <div className={classes.apart}>
            <Entry to="/outbox" icon={IconMail} onClick={onNavigate}>
              Outbox
            </Entry>
            <Entry to="/settings" icon={IconSettings} onClick={onNavigate}>
              Settings
            </Entry>
          </div>
        )}
      </nav>
      <div className={classes.foot}>
        <MemberMenu {...{ session, onShortcuts, onGlossary }} />
        <ThemeMenu />
      </div>
    </div>
  );
}

function Entry({
  to,
  icon: Icon,
  onClick,
  children,
}: {
  to: string;
  icon: Icon;
  onClick: () => void;
  children: string;
}) {
  return (
    <NavLink className={classes.entry ?? ''} to={to} end={to === '/customers'} onClick={onClick}>
      <Icon size={16} stroke={1.8} aria-hidden />
      {children}
    </NavLink>
  );
}

function WorkspaceName({ session, onSwitched }: { session: Session; onSwitched: () => void }) {
  const switching = useSwitchWorkspace();
  const navigate = useNavigate();
  const { workspace, workspaces } = session;
  if (workspaces.length < 2) {
    return (
      <div className={classes.workspace}>
        <bdi className={classes.text}>{workspace.name}</bdi>
      </div>
    );
  }
  const choose = (id: string) => {
    if (id === workspace.id) return;
    switching.mutate(id, {
      onSuccess: () => {
        onSwitched();
        void navigate('/');
      },
      onError: (error) => showFailure('The workspace was not switched', error),
    });
  };
  return (
    <Menu position="bottom-start" width={220} transitionProps={{ duration: 80 }}>
      <Menu.Target>
        <UnstyledButton className={classes.workspace} aria-label={`Workspace: ${workspace.name}`}>
          <bdi className={classes.text}>{workspace.name}</bdi>
          <IconSelector size={15} stroke={1.8} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Workspace</Menu.Label>
        <Menu.RadioGroup value={workspace.id} onChange={choose}>
          {workspaces.map(({ id, name }) => (
            <Menu.RadioItem key={id} value={id} closeMenuOnClick>
              <bdi>{name}</bdi>
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}

function MemberMenu({
  session,
  onShortcuts,
  onGlossary,
}: {
  session: Session;
  onShortcuts: () => void;
  onGlossary: () => void;
}) {
  const signOut = useSignOut();
  const navigate = useNavigate();
  const { name, email } = session.member;
  return (
    <Menu position="top-start" width={220} transitionProps={{ duration: 80 }}>
      <Menu.Target>
        <UnstyledButton className={classes.member} aria-label={`Signed in as ${name}`}>
          <bdi className={classes.text}>{name}</bdi>
          <IconChevronDown size={14} stroke={1.8} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <bdi className={classes.text}>{email}</bdi>
        </Menu.Label>
        <Menu.Item onClick={onGlossary}>Glossary</Menu.Item>
        <Menu.Item onClick={onShortcuts}>Keyboard shortcuts</Menu.Item>
        <Menu.Item
          onClick={() =>
            signOut.mutate(undefined, {
              onSuccess: () => void navigate('/'),
              onError: (error) => showFailure('You are still signed in', error),
            })
          }
        >
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
