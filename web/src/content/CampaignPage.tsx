// One campaign: to how many it went, and what became of it.
import type { CampaignDetail, Session } from '../api/client';
import { CampaignKind } from '../cells/CampaignKind';
import { campaignStates } from '../cells/campaign-states';
import { Counters } from '../charts/Counters';
import { SeriesChart } from '../charts/SeriesChart';
import type { Chart } from '../charts/series';
import { formatInstant, formatPercent } from '../formats';
import { ContentPage } from './ContentPage';
import classes from './ContentPage.module.css';
import { useContent } from './use-content';

export function CampaignPage({ session: { workspace } }: { session: Session }) {
  const content = useContent<CampaignDetail>('campaigns', workspace);
  return (
    <ContentPage
      title="Campaign"
      folder="campaigns"
      workspace={workspace}
      content={content}
      about={({ kind, state, sent_at: at, site, time_zone: zone }) => (
        <>
          <CampaignKind kind={kind} />
          <span>
            {[campaignStates[state], at && formatInstant(at, zone)].filter(Boolean).join(' ')}
          </span>
          {site && (
            <span>
              Site <bdi>{site}</bdi>
            </span>
          )}
        </>
      )}
    >
      {(campaign) => <Numbers campaign={campaign} isWaiting={content.state.isOld} />}
    </ContentPage>
  );
}

function Numbers({ campaign, isWaiting }: { campaign: CampaignDetail; isWaiting: boolean }) {
  const { reached, delivered, opens, unique_opens: uniqueOpens, rate, spam } = campaign;
  const openTerm = campaign.kind === 'email' ? 'open_mail' : 'open_notification';
  const rateText = rate === null ? '—' : formatPercent(rate);
  return (
    <>
      <Counters
        values={[
          { term: 'reach', label: 'Reach', count: reached },
          { term: 'delivered', label: 'Delivered', count: delivered },
          { term: openTerm, label: 'Opens', count: opens },
          { term: 'unique_opens', label: 'Unique opens', count: uniqueOpens },
          { term: 'open_rate', label: 'Open rate', count: rate ?? 0, text: rateText },
          ...(campaign.kind === 'email' || spam > 0
            ? [{ term: 'email_spam', label: 'Notified as spam', count: spam } as const]
            : []),
        ]}
      />
      <section className={classes.section} aria-labelledby="over-time">
        <h3 id="over-time" className={classes.heading}>
          Delivered and opened
        </h3>
        {campaign.buckets.length === 0 ? (
          <p className={classes.empty}>Nothing of it was delivered or opened yet.</p>
        ) : (
          <SeriesChart
            title="Delivered and opened"
            chart={chartOf(campaign, openTerm)}
            isWaiting={isWaiting}
          />
        )}
      </section>
    </>
  );
}

function chartOf(
  { bucket, buckets, delivered, opens, ...series }: CampaignDetail,
  openTerm: 'open_mail' | 'open_notification',
): Chart {
  return {
    bucket,
    buckets,
    lines: [
      {
        slot: 'a',
        name: 'Delivered',
        term: 'delivered',
        values: series.delivered_series,
        total: delivered,
        isAdditive: true,
      },
      {
        slot: 'b',
        name: 'Opens',
        term: openTerm,
        values: series.opens_series,
        total: opens,
        isAdditive: true,
      },
    ],
  };
}
