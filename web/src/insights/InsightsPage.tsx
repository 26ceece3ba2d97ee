// Insights › Customers: what all customers do, and what becomes of the messages sent to them.
import { VisuallyHidden } from '@mantine/core';
import { useDeferredValue } from 'react';

import { useChanges } from '../api/changes';
import type { Insights, Session, Workspace } from '../api/client';
import { useLive } from '../api/live';
import { reachBack } from '../api/records';
import { administers, seesInsights } from '../api/rights';
import { Counters } from '../charts/Counters';
import type { CounterValue } from '../charts/Counters';
import { dayOf, formatClock, formatCount, formatPeriod, shownZone } from '../formats';
import { Hints } from '../hints/Hints';
import { formatKinds } from '../kinds';
import { NoAnswer, StaleNotice } from '../list/Notices';
import { NotGranted } from '../scope/NotGranted';
import { isBackwards } from '../scope/scope';
import { BrokenTarget, GoneTarget } from '../scope/TargetNotices';
import { useChoices } from '../scope/use-choices';
import type { Choices } from '../scope/use-choices';
import { useGoneTarget } from '../scope/use-gone-target';
import { useAddress } from '../scope/use-scope';
import type { Change } from '../scope/use-scope';
import { AsOf } from '../shell/AsOf';
import { PageHeader } from '../shell/PageHeader';
import { useShortcuts } from '../shell/use-shortcuts';
import { Engagement } from './Engagement';
import { Filters } from './Filters';
import { defaultScope, formatScope, parseScope } from './insights-scope';
import type { InsightsScope } from './insights-scope';
import classes from './InsightsPage.module.css';
import { BackwardsPeriod, NoCustomers, NothingInPeriod } from './Notices';
import { RecentCampaigns, RecentForms } from './RecentLists';
import { isOfTarget, useInsights } from './use-insights';
import type { InsightsState } from './use-insights';
import { UserActivity } from './UserActivity';

export function InsightsPage({ session: { workspace } }: { session: Session }) {
  const isAllowed = seesInsights(workspace);
  const [scope, change] = useAddress(parseScope, formatScope);
  const isRefused = isBackwards(scope.period);
  const changes = useChanges();
  const state = useInsights(workspace.id, scope, isAllowed && !isRefused, changes.isLive);
  const live = useLive(changes, state.sequence, state.refresh);
  const choices = useChoices(workspace.id, isAllowed);
  const goneTarget = useGoneTarget(scope.target, change, state.targetError);
  useShortcuts({ r: state.refresh });
  const { cards } = state;

  if (!isAllowed || cards.error?.status === 403) {
    return (
      <>
        <PageHeader group="Insights" title="Customers" />
        <NotGranted workspace={workspace.name} />
      </>
    );
  }
  // The server's clock, since that of the browser may be wrong.
  const zone = cards.answer?.time_zone ?? workspace.time_zone;
  const today = dayOf(cards.answer?.as_of ?? new Date().toISOString(), shownZone(zone));
  const isBroken = state.targetError?.code === 'target_broken';
  return (
    <Hints>
      <PageHeader group="Insights" title="Customers">
        <AsOf
          {...cards}
          refresh={state.refresh}
          live={live}
          liveHint="The page renews itself when something happens."
        />
      </PageHeader>
      <Filters
        {...{ scope, change, choices, workspace, today }}
        answer={cards.answer}
        isAnswered={!isBroken && !isRefused}
      />
      {goneTarget.isShown && (
        <GoneTarget
          {...(workspace.insights.targets && { why: 'It was deleted, or is no longer for you' })}
          so="the numbers are those of all customers"
          onClose={goneTarget.hide}
        />
      )}
      {isRefused ? (
        <BackwardsPeriod
          period={scope.period}
          onReset={() => change({ period: defaultScope.period })}
        />
      ) : isBroken && scope.target && state.targetError ? (
        <BrokenTarget
          error={state.targetError}
          id={scope.target}
          so="there is no number to show for it"
          canChange={administers(workspace)}
          target={choices.targets.find(({ id }) => id === scope.target)}
          onReset={() => change({ target: undefined })}
        />
      ) : (
        <Results {...{ scope, change, state, choices, workspace }} />
      )}
    </Hints>
  );
}

function Results({
  scope,
  change,
  state,
  choices,
  workspace,
}: {
  scope: InsightsScope;
  change: Change<InsightsScope>;
  state: InsightsState;
  choices: Choices;
  workspace: Workspace;
}) {
  const { cards, series, campaigns, forms } = state;
  // Drawn in pieces and after what was clicked.
  const answer = useDeferredValue(cards.answer, undefined);
  const isOld = cards.isOld || answer !== cards.answer;
  const { error, isFetching } = cards;
  if (error && !cards.answer && !isOfTarget(error)) {
    return (
      <NoAnswer
        title="The insights could not be loaded"
        catchingUp="The server counts again what it had recorded before its last start. This page fills as soon as every event is counted, and shows no number before."
        error={error}
        onRetry={state.refresh}
        isFetching={isFetching}
        onReset={() => change(defaultScope)}
      />
    );
  }
  return (
    <div className={classes.page}>
      <VisuallyHidden role="status">
        {answer && !isOld ? `${formatCount(answer.active_users.value)} active users` : ''}
      </VisuallyHidden>
      {error && answer && !isOfTarget(error) && (
        <StaleNotice
          title={staleTitle(answer, isOld)}
          {...{ error, isFetching }}
          onRetry={state.refresh}
        />
      )}
      {answer && !isOld && answer.engagement.total === 0 && isOfAll(answer) && (
        <NoCustomers canSend={administers(workspace)} />
      )}
      {answer && !isOld && answer.engagement.total > 0 && isQuiet(answer) && (
        <NothingInPeriod answer={answer} period={scope.period} change={change} />
      )}
      <div className={classes.cards}>
        <Counters values={counterValues(answer)} waiting={isOld} />
      </div>
      <UserActivity
        {...{ scope, change, choices }}
        state={series}
        workspace={workspace.name}
        granted={cards.answer?.granted_targets}
      />
      <div className={classes.below}>
        <RecentCampaigns state={campaigns} scope={scope} />
        <RecentForms state={forms} scope={scope} />
        <Engagement answer={answer} isWaiting={isOld} />
      </div>
    </div>
  );
}

const cardsInOrder = [
  { key: 'active_users', label: 'Active users' },
  { key: 'activity', label: 'Activity' },
  { key: 'logins', label: 'Logins' },
  { key: 'logs', label: 'Logs' },
  { key: 'sign_ups', label: 'Sign-ups' },
] as const;

function counterValues(answer: Insights | undefined): CounterValue[] {
  const before = answer?.previous_period;
  const kinds = answer && `Counted as activity: ${formatKinds(answer.activity_set)}.`;
  return cardsInOrder.map(({ key, label }) => {
    const card = answer?.[key];
    const isOfActivity = key === 'active_users' || key === 'activity';
    return {
      term: key,
      label,
      count: card?.value,
      note: isOfActivity ? kinds : undefined,
      before:
        card && before && card.previous !== null && reachBack(answer.records_from, before.from)
          ? {
              count: card.previous,
              period: formatPeriod(before.from, before.to),
              percent: card.change,
            }
          : undefined,
    };
  });
}

function staleTitle({ as_of: at, time_zone: zone }: Insights, isOld: boolean): string {
  const clock = formatClock(at, zone);
  return isOld
    ? `What is below is from ${clock}, before your last change.`
    : `The numbers below are those of ${clock}.`;
}

function isOfAll({ target, granted_targets: granted }: Insights): boolean {
  return target === null && granted === null;
}

function isQuiet(answer: Insights): boolean {
  return cardsInOrder.every(({ key }) => answer[key].value === 0);
}
