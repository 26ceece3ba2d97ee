// How many of all customers are active users.
import { Skeleton } from '@mantine/core';

import type { Insights } from '../api/client';
import { Donut } from '../charts/Donut';
import { formatCount, formatShare } from '../formats';
import { glossary } from '../glossary';
import classes from './Sections.module.css';

export function Engagement({
  answer,
  isWaiting,
}: {
  answer: Insights | undefined;
  isWaiting: boolean;
}) {
  return (
    <section
      className={classes.section}
      aria-labelledby="engagement"
      aria-busy={isWaiting}
      data-waiting={isWaiting || undefined}
    >
      <h2 id="engagement" className={classes.heading}>
        <span className={classes.term} tabIndex={0} data-hint={glossary.engagement}>
          Engagement
        </span>
      </h2>
      {answer ? <Share answer={answer} /> : <Skeleton circle height={112} />}
    </section>
  );
}

function Share({ answer: { engagement, target } }: { answer: Insights }) {
  const { active, total, percent } = engagement;
  if (total === 0 || percent === null) return <p className={classes.empty}>no customers</p>;
  const numbers = `${formatCount(active)} of ${formatCount(total)}`;
  return (
    <div className={classes.share}>
      <Donut
        percent={percent}
        label={`${formatShare(percent)} of the customers are active users: ${numbers}`}
      />
      <div>
        <div className={classes.numbers}>{numbers}</div>
        <div className={classes.about}>
          {target ? (
            <>
              customers in <bdi>{target.name}</bdi> are active users
            </>
          ) : (
            'customers are active users'
          )}
        </div>
      </div>
    </div>
  );
}
