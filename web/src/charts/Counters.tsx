// The counters at the head of a page: a number, its name, its meaning one hover away.
import { Skeleton } from '@mantine/core';

import { formatCount } from '../formats';
import { glossary } from '../glossary';
import type { Term } from '../glossary';
import classes from './Counters.module.css';

export interface CounterValue {
  term: Term;
  label: string;
  // Undefined while the first answer is awaited.
  count: number | undefined;
}

export function Counters({ values, waiting }: { values: CounterValue[]; waiting?: boolean }) {
  if (values.length === 0) return null;
  return (
    <dl className={classes.counters} data-waiting={waiting ? true : undefined}>
      {values.map(({ term, label, count }) => (
        <div key={term} className={classes.counter}>
          <dt className={classes.label}>
            <span className={classes.term} tabIndex={0} data-hint={glossary[term]}>
              {label}
            </span>
          </dt>
          <dd className={classes.count} data-zero={count === 0 ? true : undefined}>
            {count === undefined ? <Skeleton width={72} height={24} my={4} /> : formatCount(count)}
          </dd>
        </div>
      ))}
    </dl>
  );
}
