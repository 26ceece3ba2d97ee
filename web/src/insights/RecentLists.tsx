// The campaigns sent last and the forms created last, whatever the period.
import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';

import { isInPaths } from '../api/client';
import type {
  ApiError,
  CampaignRow,
  FormRow,
  RecentCampaigns as CampaignsAnswer,
  RecentForms as FormsAnswer,
} from '../api/client';
import type { KeptAnswer } from '../api/kept-answer';
import { CampaignKind } from '../cells/CampaignKind';
import { OpenRate } from '../cells/OpenRate';
import { formatAgo, formatCount } from '../formats';
import { glossary } from '../glossary';
import type { Term } from '../glossary';
import { Failure } from '../shell/Failure';
import { formatScope } from './insights-scope';
import type { InsightsScope } from './insights-scope';
import classes from './Sections.module.css';
import { isOfTarget } from './use-insights';

const skeletonRows = 5;

export function RecentCampaigns({
  state,
  scope,
}: {
  state: KeptAnswer<CampaignsAnswer>;
  scope: InsightsScope;
}) {
  const { answer } = state;
  return (
    <Recent id="recent-campaigns" title="Recent campaigns" term="campaign" {...state}>
      {answer && answer.campaigns.length === 0 && (
        <p className={classes.empty}>
          {isNarrowed(scope)
            ? 'No campaign was sent here yet.'
            : 'No campaign was sent yet. One appears here with the first delivery or open that names it.'}
        </p>
      )}
      {answer && answer.campaigns.length > 0 && (
        <table className={classes.table} aria-labelledby="recent-campaigns">
          <thead>
            <tr>
              <th scope="col">Campaign</th>
              <th scope="col">
                <Explained term="unique_opens">Unique opens</Explained> /{' '}
                <Explained term="reach">reach</Explained>
              </th>
              <th scope="col">
                <Explained term="open_rate">Rate</Explained>
              </th>
            </tr>
          </thead>
          <tbody>
            {answer.campaigns.map((campaign) => (
              <Campaign key={campaign.id} {...{ campaign, scope, answer }} />
            ))}
          </tbody>
        </table>
      )}
    </Recent>
  );
}

function Campaign({
  campaign,
  scope,
  answer,
}: {
  campaign: CampaignRow;
  scope: InsightsScope;
  answer: CampaignsAnswer;
}) {
  return (
    <tr className={classes.row}>
      <th scope="row">
        <Name folder="campaigns" of={campaign} scope={scope} />
        <span className={classes.below}>
          <CampaignKind kind={campaign.kind} />
          {campaign.sent_at && formatAgo(campaign.sent_at, answer.as_of, answer.time_zone)}
        </span>
      </th>
      <td>
        <span className={classes.strong}>{formatCount(campaign.unique_opens)}</span>
        <span className={classes.dim}> / {formatCount(campaign.reached)}</span>
      </td>
      <td>
        <span className={classes.hinted}>
          <OpenRate rate={campaign.rate} />
        </span>
      </td>
    </tr>
  );
}

export function RecentForms({
  state,
  scope,
}: {
  state: KeptAnswer<FormsAnswer>;
  scope: InsightsScope;
}) {
  const { answer } = state;
  return (
    <Recent id="recent-forms" title="Recent forms" {...state}>
      {answer && answer.forms.length === 0 && (
        <p className={classes.empty}>
          {isNarrowed(scope)
            ? 'No form here yet.'
            : 'No form yet. One appears here with the first response that names it.'}
        </p>
      )}
      {answer && answer.forms.length > 0 && (
        <table className={classes.table} aria-labelledby="recent-forms">
          <thead>
            <tr>
              <th scope="col">Form</th>
              <th scope="col">
                <Explained term="form_responses">Responses</Explained>
              </th>
            </tr>
          </thead>
          <tbody>
            {answer.forms.map((form) => (
              <tr key={form.id} className={classes.row}>
                <th scope="row">
                  <Name folder="forms" of={form} scope={scope} />
                  <span className={classes.below}>
                    {!form.enabled && <span>disabled</span>}
                    {formatAgo(form.created_at, answer.as_of, answer.time_zone)}
                  </span>
                </th>
                <td className={classes.strong}>{formatCount(form.answers ?? form.responses)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Recent>
  );
}

function isNarrowed({ target, site }: InsightsScope): boolean {
  return target !== undefined || site !== undefined;
}

// Its page has the filters in its address, for the way back.
function Name({
  folder,
  of: { id, name },
  scope,
}: {
  folder: 'campaigns' | 'forms';
  of: CampaignRow | FormRow;
  scope: InsightsScope;
}) {
  if (!isInPaths(id)) return <bdi className={classes.name}>{name}</bdi>;
  return (
    <bdi className={classes.name}>
      <Link
        className={classes.link ?? ''}
        to={{
          pathname: `/insights/${folder}/${encodeURIComponent(id)}`,
          search: formatScope(scope).toString(),
        }}
      >
        {name}
      </Link>
    </bdi>
  );
}

function Explained({ term, children }: { term: Term; children: ReactNode }) {
  return (
    <span className={classes.term} tabIndex={0} data-hint={glossary[term]}>
      {children}
    </span>
  );
}

function Recent({
  id,
  title,
  term,
  answer,
  error,
  isOld,
  isFetching,
  refresh,
  children,
}: {
  id: string;
  title: string;
  term?: Term;
  answer: unknown;
  error: ApiError | undefined;
  isOld: boolean;
  isFetching: boolean;
  refresh: () => void;
  children: ReactNode;
}) {
  return (
    <section
      className={classes.section}
      aria-labelledby={id}
      aria-busy={isOld}
      data-waiting={isOld || undefined}
    >
      <div className={classes.line}>
        <h2 id={id} className={classes.heading}>
          {term ? <Explained term={term}>{title}</Explained> : title}
        </h2>
        <span className={classes.about}>Whatever the period</span>
      </div>
      {error && !isOfTarget(error) && (
        <Failure
          title={answer ? 'What is below may be old.' : 'The list could not be loaded.'}
          error={error}
          onRetry={refresh}
          isFetching={isFetching}
        />
      )}
      {!answer &&
        !error &&
        Array.from({ length: skeletonRows }, (_, position) => (
          <Skeleton key={position} height={14} my={8} width={position % 2 ? '80%' : '100%'} />
        ))}
      {children}
    </section>
  );
}
