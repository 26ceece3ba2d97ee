// Where the dialog that sends links stands: once for all pages, loaded when it is opened first.
import { lazy, Suspense, useState } from 'react';
import type { ReactNode } from 'react';

import type { Session } from '../api/client';
import { SendingContext } from './sending';
import type { Recipients } from './sending';

const SendLinks = lazy(async () => ({ default: (await import('./SendLinks')).SendLinks }));

export function Sending({ session, children }: { session: Session; children: ReactNode }) {
  const [recipients, setRecipients] = useState<Recipients>();
  return (
    <SendingContext value={setRecipients}>
      {children}
      {recipients && (
        <Suspense fallback={null}>
          <SendLinks
            session={session}
            recipients={recipients}
            onClose={() => setRecipients(undefined)}
          />
        </Suspense>
      )}
    </SendingContext>
  );
}
