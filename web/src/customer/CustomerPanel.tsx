// One customer: who it is, and in two tabs what it did and what is known of it.
import { Button, Drawer, Skeleton, Tabs, VisuallyHidden } from '@mantine/core';
import { useState } from 'react';

import type { Customer, Session } from '../api/client';
import { administers } from '../api/rights';
import { StatusBadge, Viewing } from '../cells/cells';
import { isViewing, useServerTime } from '../cells/viewing';
import { shownZone } from '../formats';
import { panelTabs } from '../scope/panel';
import type { Panel, PanelTab } from '../scope/panel';
import { LinkButtons } from '../links/LinkButtons';
import { OrderLinkTab } from '../links/OrderLinkTab';
import { CatchingUp } from '../shell/Trouble';
import { ActivityTab } from './ActivityTab';
import { CopyPageLink } from './CopyPageLink';
import classes from './CustomerPanel.module.css';
import { Failure } from '../shell/Failure';
import { GeneralTab } from './GeneralTab';
import type { ShownEvents } from './RecentEvents';
import { useCustomer, useCustomerActivity } from './use-customer';
import type { AnswerState } from './use-customer';

const tabNames: Record<PanelTab, string> = {
  activity: 'Activity',
  general: 'General',
  link: 'Order link',
};

export function CustomerPanel({
  session,
  panel,
  onTab,
  onDirty,
  onClose,
}: {
  session: Session;
  panel: Panel;
  onTab: (tab: PanelTab) => void;
  // Told whether something is written in the panel that is not saved.
  onDirty: (isDirty: boolean) => void;
  onClose: () => void;
}) {
  const { workspace } = session;
  const isAdmin = administers(workspace);
  const tabs = panelTabs.filter((tab) => isAdmin || tab !== 'activity');
  const shown = tabs.find((tab) => tab === panel.tab) ?? 'general';
  const customer = useCustomer(workspace.id, panel.customer);
  const activity = useCustomerActivity(workspace.id, panel.customer, isAdmin);
  const [events, showEvents] = useState<ShownEvents>({
    opens: false,
    others: false,
    automated: false,
  });
  // That of the answer while a new one is not yet in force.
  const zone = shownZone(activity.answer?.time_zone ?? workspace.time_zone);

  if ([customer, activity].some(({ error }) => error?.status === 404)) {
    return <Gone id={panel.customer} workspace={workspace.name} onClose={onClose} />;
  }
  if (!customer.answer && customer.error) return <NoAnswer customer={customer} />;
  return (
    <Tabs
      value={shown}
      onChange={(value) => {
        const tab = panelTabs.find((each) => each === value);
        if (tab && tab !== shown) onTab(tab);
      }}
      keepMounted={false}
    >
      <div className={classes.top}>
        <Header
          customer={customer.answer}
          asOf={activity.answer?.as_of}
          // The tab of the link has them itself.
          hasLinkButtons={shown !== 'link'}
        />
        <Tabs.List className={classes.tabs} aria-label="About the customer">
          {tabs.map((tab) => (
            <Tabs.Tab key={tab} value={tab}>
              {tabNames[tab]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </div>
      <Tabs.Panel value="activity" className={classes.panel}>
        <ActivityTab
          workspaceId={workspace.id}
          id={panel.customer}
          customer={customer.answer}
          activity={activity}
          zone={zone}
          shown={events}
          onShow={showEvents}
        />
      </Tabs.Panel>
      <Tabs.Panel value="general" className={classes.panel}>
        <GeneralTab
          workspaceId={workspace.id}
          customer={customer}
          zone={zone}
          isEditor={isAdmin}
          onDirty={onDirty}
          onGone={onClose}
        />
      </Tabs.Panel>
      <Tabs.Panel value="link" className={classes.panel}>
        <OrderLinkTab
          session={session}
          customer={panel.customer}
          name={customer.answer?.name}
          zone={zone}
        />
      </Tabs.Panel>
    </Tabs>
  );
}

// Undefined while the first answers are awaited.
function Header({
  customer,
  asOf,
  hasLinkButtons,
}: {
  customer: Customer | undefined;
  asOf: string | undefined;
  hasLinkButtons: boolean;
}) {
  return (
    <div className={classes.header} aria-busy={!customer}>
      <div className={classes.line}>
        <Drawer.Title className={classes.name}>
          {customer ? (
            <bdi>{customer.name}</bdi>
          ) : (
            <>
              <VisuallyHidden>Customer</VisuallyHidden>
              <Skeleton height={14} width={180} />
            </>
          )}
        </Drawer.Title>
        {customer && hasLinkButtons && <LinkButtons customer={customer.id} name={customer.name} />}
        <CopyPageLink />
      </div>
      <div className={classes.about}>
        {customer ? (
          <>
            {customer.code && <bdi className={classes.code}>{customer.code}</bdi>}
            <StatusBadge status={customer.status} />
            {asOf && <Now recent={customer.last_seen} asOf={asOf} />}
            {customer.email && <bdi className={classes.email}>{customer.email}</bdi>}
          </>
        ) : (
          <Skeleton height={10} width="60%" my={5} />
        )}
      </div>
    </div>
  );
}

function Now({ recent, asOf }: { recent: string | null; asOf: string }) {
  return isViewing(recent, useServerTime(asOf)) ? <Viewing /> : null;
}

function Gone({ id, workspace, onClose }: { id: string; workspace: string; onClose: () => void }) {
  return (
    <div className={classes.message} role="alert">
      <Drawer.Title className={classes.title}>There is no such customer</Drawer.Title>
      <p>
        No customer of <bdi>{workspace}</bdi> has the id <bdi className={classes.id}>{id}</bdi>. It
        may have been removed, or the link may be from another workspace.
      </p>
      <Button onClick={onClose}>Back to the customers</Button>
    </div>
  );
}

function NoAnswer({
  customer: { error, isFetching, refresh },
}: {
  customer: AnswerState<Customer>;
}) {
  if (!error) return null;
  return (
    <div className={classes.message}>
      <Drawer.Title className={classes.title}>Customer</Drawer.Title>
      {error.isCatchingUp ? (
        <div role="status">
          <p>
            The server is catching up: it counts again what it had recorded before its last start.
            The customer is shown as soon as every event is counted.
          </p>
          <CatchingUp error={error} />
        </div>
      ) : (
        <Failure
          title="The customer could not be loaded."
          error={error}
          onRetry={refresh}
          isFetching={isFetching}
        />
      )}
    </div>
  );
}
