// Which page an address shows, and to whom.
import { Button, Code } from '@mantine/core';
import { useEffect } from 'react';
import { Link, Navigate, Route, Routes } from 'react-router';

import { ActivityPage } from './activity/ActivityPage';
import type { Session } from './api/client';
import { useSession } from './api/session';
import { ErrorBoundary } from './shell/ErrorBoundary';
import { Message } from './shell/Message';
import { PageHeader } from './shell/PageHeader';
import { Shell } from './shell/Shell';
import { SetUpPage } from './sign-in/SetUpPage';
import { SignInPage } from './sign-in/SignInPage';

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
  const { data, error, refetch, isFetching } = useSession();
  const workspace = data?.session?.workspace.name;
  useEffect(() => {
    document.title = workspace ? `Activity · ${workspace} · Footfall` : 'Footfall';
  }, [workspace]);

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

function Pages({ session }: { session: Session }) {
  return (
    // The key drops what a page kept of another workspace or member.
    <Shell key={`${session.member.id} ${session.workspace.id}`} session={session}>
      <ErrorBoundary>
        <Routes>
          <Route path="/customers/activity" element={<ActivityPage session={session} />} />
          <Route path="/" element={<Navigate to="/customers/activity" replace />} />
          <Route path="/sign-in" element={<Navigate to="/customers/activity" replace />} />
          <Route path="*" element={<NotFound />} />
        </Routes>
      </ErrorBoundary>
    </Shell>
  );
}

function NotFound() {
  return (
    <>
      <PageHeader title="Not found" />
      <Message title="There is no such page">
        <p>The address may be mistyped, or from another version of Footfall.</p>
        <Button component={Link} to="/">
          Go to Customers › Activity
        </Button>
      </Message>
    </>
  );
}
