// The frame around every page of a signed-in member.
import { Drawer, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useMemo, useState } from 'react';
import type { ReactNode } from 'react';

import { ChangesContext, useStream } from '../api/changes';
import type { Session } from '../api/client';
import { seesInsights } from '../api/rights';
import { Sending } from '../links/Sending';
import { NoticeBanner } from './NoticeBanner';
import { GlossaryDialog } from './GlossaryDialog';
import { MenuContext } from './menu-context';
import classes from './Shell.module.css';
import { ShortcutsDialog } from './ShortcutsDialog';
import { Sidebar } from './Sidebar';
import { useShortcuts } from './use-shortcuts';

export function Shell({ session, children }: { session: Session; children: ReactNode }) {
  const isNarrow = useMediaQuery('(max-width: 899.98px)', false, {
    getInitialValueInEffect: false,
  });
  const changes = useStream(session.workspace.id, seesInsights(session.workspace));
  const [isMenuOpen, setMenuOpen] = useState(false);
  const [dialog, setDialog] = useState<'shortcuts' | 'glossary'>();
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme();
  useShortcuts({
    '?': () => setDialog('shortcuts'),
    g: () => setDialog('glossary'),
    t: () => setColorScheme(scheme === 'dark' ? 'light' : 'dark'),
  });

  const menu = useMemo(
    () => (isNarrow ? { opened: isMenuOpen, open: () => setMenuOpen(true) } : undefined),
    [isNarrow, isMenuOpen],
  );
  const explain = (about: 'shortcuts' | 'glossary') => {
    setMenuOpen(false);
    setDialog(about);
  };
  const close = () => setDialog(undefined);
  const sidebar = (
    <Sidebar
      session={session}
      onNavigate={() => setMenuOpen(false)}
      onShortcuts={() => explain('shortcuts')}
      onGlossary={() => explain('glossary')}
    />
  );
  return (
    <MenuContext value={menu}>
      <div className={classes.shell}>
        <a className={classes.skip} href="#main">
          Skip to the page
        </a>
        {isNarrow ? (
          <Drawer.Root
            opened={isMenuOpen}
            onClose={() => setMenuOpen(false)}
            size={264}
            padding={0}
            classNames={{ content: classes.drawer ?? '' }}
          >
            <Drawer.Overlay />
            <Drawer.Content aria-label="Menu">
              <Drawer.Body h="100%">{sidebar}</Drawer.Body>
            </Drawer.Content>
          </Drawer.Root>
        ) : (
          <aside className={classes.side} aria-label="Sidebar">
            {sidebar}
          </aside>
        )}
        <main id="main" tabIndex={-1} className={classes.main}>
          {session.notices.map((notice) => (
            <NoticeBanner key={notice.code} notice={notice} zone={session.workspace.time_zone} />
          ))}
          {session.workspace.sample && <SampleBanner />}
          <ChangesContext value={changes}>
            <Sending session={session}>{children}</Sending>
          </ChangesContext>
        </main>
      </div>
      <ShortcutsDialog
        workspace={session.workspace}
        opened={dialog === 'shortcuts'}
        onClose={close}
        onGlossary={() => explain('glossary')}
      />
      <GlossaryDialog opened={dialog === 'glossary'} onClose={close} />
    </MenuContext>
  );
}

function SampleBanner() {
  return (
    <div className={classes.banner}>
      Sample data, none of it real. Remove it with <code>footfall sample --data DIR --remove</code>
    </div>
  );
}
