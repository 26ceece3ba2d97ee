// One form: how often and by how many it was answered.
import type { FormDetail, Session } from '../api/client';
import { Counters } from '../charts/Counters';
import { SeriesChart } from '../charts/SeriesChart';
import { formatCount, formatInstant } from '../formats';
import { ContentPage } from './ContentPage';
import classes from './ContentPage.module.css';
import { useContent } from './use-content';

export function FormPage({ session: { workspace } }: { session: Session }) {
  const content = useContent<FormDetail>('forms', workspace);
  return (
    <ContentPage
      title="Form"
      folder="forms"
      workspace={workspace}
      content={content}
      about={({ enabled, created_at: at, site, time_zone: zone }) => (
        <>
          {!enabled && <strong>disabled</strong>}
          <span>Created {formatInstant(at, zone)}</span>
          {site && (
            <span>
              Site <bdi>{site}</bdi>
            </span>
          )}
        </>
      )}
    >
      {(form) => <Numbers form={form} isWaiting={content.state.isOld} />}
    </ContentPage>
  );
}

function Numbers({ form, isWaiting }: { form: FormDetail; isWaiting: boolean }) {
  const { responses, answers, respondents, bucket, buckets } = form;
  return (
    <>
      <Counters
        values={[
          { term: 'form_responses', label: 'Responses', count: answers ?? responses },
          { term: 'respondents', label: 'Respondents', count: respondents },
        ]}
      />
      <section className={classes.section} aria-labelledby="over-time">
        <h3 id="over-time" className={classes.heading}>
          Responses
        </h3>
        {buckets.length === 0 ? (
          <p className={classes.empty}>Nobody answered it yet.</p>
        ) : (
          <SeriesChart
            title="Responses"
            chart={{
              bucket,
              buckets,
              lines: [
                {
                  slot: 'a',
                  name: 'Responses',
                  term: 'form_responses',
                  values: form.responses_series,
                  total: responses,
                  isAdditive: true,
                },
              ],
            }}
            isWaiting={isWaiting}
          />
        )}
        {answers !== null && answers !== responses && (
          <p className={classes.empty}>
            {answers < responses
              ? `The form has ${formatCount(answers)} of these ${formatCount(responses)} now; the chart keeps those that were deleted.`
              : `The form has ${formatCount(answers)}; the chart has those that were sent here, ${formatCount(responses)}.`}
          </p>
        )}
      </section>
    </>
  );
}
