// Which page an address shows, and to whom.
import { Button, Code } from '@mantine/core';
import { lazy, Suspense, useDeferredValue, useEffect } from 'react';
import { Link, Navigate, Route, Routes, useLocation } from 'react-router';

import { ActivityPage } from './activity/ActivityPage';
import type { Session } from './api/client';
import { administers } from './api/rights';
import { useSession } from './api/session';
import { CustomerDrawer } from './customer/CustomerDrawer';
import { ErrorBoundary } from './shell/ErrorBoundary';
import './shell/history-guard';
import { Message } from './shell/Message';
import { PageHeader } from './shell/PageHeader';
import { Shell } from './shell/Shell';
import { SetUpPage } from './sign-in/SetUpPage';
import { SignInPage } from './sign-in/SignInPage';

// Each loads with its page: the first page that most see is Activity.
const CustomersPage = lazy(async () => ({
  default: (await import('./customers/CustomersPage')).CustomersPage,
}));
const ImportPage = lazy(async () => ({
  default: (await import('./customers/ImportPage')).ImportPage,
}));
const InsightsPage = lazy(async () => ({
  default: (await import('./insights/InsightsPage')).InsightsPage,
}));
const CampaignPage = lazy(async () => ({
  default: (await import('./content/CampaignPage')).CampaignPage,
}));
const FormPage = lazy(async () => ({ default: (await import('./content/FormPage')).FormPage }));
const TargetsPage = lazy(async () => ({
  default: (await import('./targets/TargetsPage')).TargetsPage,
}));
const TargetPage = lazy(async () => ({
  default: (await import('./targets/TargetPage')).TargetPage,
}));
const ContentListPage = lazy(async () => ({
  default: (await import('./settings/ContentListPage')).ContentListPage,
}));
const ContentItemPage = lazy(async () => ({
  default: (await import('./settings/ContentItemPage')).ContentItemPage,
}));
const MembersPage = lazy(async () => ({
  default: (await import('./settings/MembersPage')).MembersPage,
}));
const SettingsPage = lazy(async () => ({
  default: (await import('./settings/SettingsPage')).SettingsPage,
}));

const OutboxPage = lazy(async () => ({
  default: (await import('./links/OutboxPage')).OutboxPage,
}));
const GatePage = lazy(async () => ({ default: (await import('./gate/GatePage')).GatePage }));

const titles: Record<string, string> = {
  '/customers': 'Customers',
  '/customers/activity': 'Activity',
  '/customers/import': 'Import',
  '/insights/customers': 'Insights',
  '/targets': 'Targets',
  '/settings': 'Settings',
  '/settings/members': 'Members',
  '/settings/sites': 'Sites',
  '/settings/campaigns': 'Campaigns',
  '/settings/forms': 'Forms',
  '/settings/links': 'Order links',
  '/outbox': 'Outbox',
};

// Of whatever is in that folder.
const titlesWithin: Record<string, string> = {
  '/insights/campaigns': 'Campaign',
  '/insights/forms': 'Form',
  '/targets': 'Target',
  '/settings/sites': 'Site',
  '/settings/sites/edit': 'Site',
  '/settings/campaigns': 'Campaign',
  '/settings/campaigns/edit': 'Campaign',
  '/settings/forms': 'Form',
  '/settings/forms/edit': 'Form',
};

function titleOf(pathname: string): string | undefined {
  return titles[pathname] ?? titlesWithin[pathname.slice(0, pathname.lastIndexOf('/'))];
}

export function App() {
  return (
    <ErrorBoundary>
      <Routes>
        <Route path="/setup" element={<SetUpPage />} />
        <Route path="*" element={<Members />} />
      </Routes>
    </ErrorBoundary>
  );
}

function Members() {
  const { data: newest, error, refetch, isFetching } = useSession();
  // Drawn in pieces: the page is large.
  const data = useDeferredValue(newest);
  const workspace = data?.session?.workspace.name;
  const page = titleOf(useLocation().pathname);
  useEffect(() => {
    document.title = [page, workspace, 'Footfall'].filter(Boolean).join(' · ');
  }, [page, workspace]);

  if (!data) {
    if (!error) return null;
    return (
      <Message title="Footfall cannot be reached">
        <p>{error.message} If it is starting, it will answer in a moment.</p>
        {error.requestId && (
          <p>
            Request id <Code>{error.requestId}</Code>
          </p>
        )}
        <Button onClick={() => void refetch()} loading={isFetching}>
          Try again
        </Button>
      </Message>
    );
  }
  if (!data.session) return <SignInPage hasEnded={data.ended} />;
  return <Pages session={data.session} />;
}

const loaded = [
  { path: '/customers/import', Page: ImportPage },
  { path: '/insights/customers', Page: InsightsPage },
  { path: '/insights/campaigns/:id', Page: CampaignPage },
  { path: '/insights/forms/:id', Page: FormPage },
  { path: '/targets', Page: TargetsPage },
  { path: '/targets/:id', Page: TargetPage },
  { path: '/settings', Page: SettingsPage },
  { path: '/settings/members', Page: MembersPage },
  { path: '/settings/links', Page: GatePage },
  { path: '/outbox', Page: OutboxPage },
];

// Of sites, campaigns and forms each.
const contentPages = [
  { path: '', Page: ContentListPage },
  { path: 'new', Page: ContentItemPage },
  { path: 'edit/:id', Page: ContentItemPage },
];

function Pages({ session }: { session: Session }) {
  const home = administers(session.workspace) ? '/customers/activity' : '/customers';
  return (
    // The key drops what a page kept of another workspace or member.
    <Shell key={`${session.member.id} ${session.workspace.id}`} session={session}>
      <ErrorBoundary>
        <Routes>
          <Route path="/customers" element={<Customers session={session} />} />
          <Route path="/customers/activity" element={<Activity session={session} />} />
          {loaded.map(({ path, Page }) => (
            <Route
              key={path}
              path={path}
              element={
                <Suspense fallback={null}>
                  <Page session={session} />
                </Suspense>
              }
            />
          ))}
          {(['sites', 'campaigns', 'forms'] as const).map((folder) => (
            <Route key={folder} path={`/settings/${folder}`}>
              {contentPages.map(({ path, Page }) => (
                <Route
                  key={path}
                  path={path}
                  element={
                    <Suspense fallback={null}>
                      <Page key={folder} session={session} folder={folder} />
                    </Suspense>
                  }
                />
              ))}
            </Route>
          ))}
          <Route path="/" element={<Navigate to={home} replace />} />
          <Route path="/sign-in" element={<Navigate to={home} replace />} />
          <Route path="*" element={<NotFound home={home} />} />
        </Routes>
      </ErrorBoundary>
    </Shell>
  );
}

function Customers({ session }: { session: Session }) {
  return (
    <>
      <Suspense fallback={null}>
        <CustomersPage session={session} />
      </Suspense>
      <CustomerDrawer session={session} />
    </>
  );
}

function Activity({ session }: { session: Session }) {
  return (
    <>
      <ActivityPage session={session} />
      {administers(session.workspace) && <CustomerDrawer session={session} />}
    </>
  );
}

function NotFound({ home }: { home: string }) {
  return (
    <>
      <PageHeader title="Not found" />
      <Message title="There is no such page">
        <p>The address may be mistyped, or from another version of Footfall.</p>
        <Button component={Link} to={home}>
          Go to Customers › {home === '/customers' ? 'All' : 'Activity'}
        </Button>
      </Message>
    </>
  );
}
