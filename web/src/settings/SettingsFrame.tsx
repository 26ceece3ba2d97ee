// What all pages of the settings have: where one is among them, and that they are not for everybody.
import type { ReactNode } from 'react';
import { NavLink } from 'react-router';

import type { ApiError, Workspace } from '../api/client';
import { administers } from '../api/rights';
import { Hints } from '../hints/Hints';
import { Centered } from '../list/Notices';
import { PageHeader } from '../shell/PageHeader';
import classes from './SettingsFrame.module.css';

const pages = [
  { to: '/settings', label: 'General' },
  { to: '/settings/members', label: 'Members' },
  { to: '/settings/links', label: 'Order links' },
  { to: '/settings/sites', label: 'Sites' },
  { to: '/settings/campaigns', label: 'Campaigns' },
  { to: '/settings/forms', label: 'Forms' },
];

export function SettingsFrame({
  workspace,
  title,
  error,
  action,
  children,
}: {
  workspace: Workspace;
  // Of the page within the settings.
  title?: string;
  // What came of asking for what the page shows.
  error: ApiError | null;
  action?: ReactNode;
  children: ReactNode;
}) {
  const head = title ? { group: 'Settings', title } : { title: 'Settings' };
  if (!administers(workspace) || error?.status === 403) {
    return (
      <>
        <PageHeader {...head} />
        <Centered title="You are not allowed to see this page">
          <p>
            The settings of <bdi>{workspace.name}</bdi> are for its owner and admins.
          </p>
        </Centered>
      </>
    );
  }
  return (
    <Hints>
      <PageHeader {...head}>{action}</PageHeader>
      <nav className={classes.pages} aria-label="Settings">
        {pages.map(({ to, label }) => (
          <NavLink key={to} className={classes.page ?? ''} to={to} end={to === '/settings'}>
            {label}
          </NavLink>
        ))}
      </nav>
      {children}
    </Hints>
  );
}
