// The counters at the head of a page: a number, its name, its meaning one hover away, and where there
// are rows below, whose they are one click away.
import { Skeleton, UnstyledButton } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';

import { formatCount, formatPercent } from '../formats';
import { glossary } from '../glossary';
import type { Term } from '../glossary';
import classes from './Counters.module.css';

export interface CounterValue {
  term: Term;
  label: string;
  // Undefined while the first answer is awaited.
  count: number | undefined;
  // In the place of the count, what cannot be counted; the count says whether it is nothing.
  text?: string | undefined;
  // What the definition leaves to the workspace.
  note?: string | undefined;
  // The same of the period before, in whose words it is told; nothing is compared without. The change
  // in percent, if the server said it.
  before?: { count: number; period: string; percent?: number | null } | undefined;
  // What a click does to the rows, in words, and whether it was done.
  pick?: { action: string; isPicked: boolean; onPick: () => void } | undefined;
}

export function Counters({ values, waiting }: { values: CounterValue[]; waiting?: boolean }) {
  if (values.length === 0) return null;
  return (
    <dl
      className={classes.counters}
      data-count={values.length}
      data-waiting={waiting ? true : undefined}
    >
      {values.map(({ term, label, count, text, note, before, pick }) => (
        <div key={term} className={classes.counter} data-picked={pick?.isPicked || undefined}>
          <dt className={classes.label}>
            <span
              className={classes.term}
              tabIndex={0}
              data-hint={note ? `${glossary[term]}\n${note}` : glossary[term]}
            >
              {label}
            </span>
            {pick?.isPicked && (
              <IconFilter className={classes.arrow} size={13} stroke={2} aria-hidden />
            )}
          </dt>
          <dd className={classes.count} data-zero={count === 0 ? true : undefined}>
            {count === undefined ? (
              <Skeleton width={72} height={24} my={4} />
            ) : pick ? (
              <UnstyledButton
                className={classes.pick}
                aria-pressed={pick.isPicked}
                aria-label={`${formatCount(count)} ${label}: ${pick.action}`}
                data-hint={pick.action}
                onClick={pick.onPick}
              >
                {formatCount(count)}
              </UnstyledButton>
            ) : (
              (text ?? formatCount(count))
            )}
            {count !== undefined && before && <Change count={count} before={before} />}
          </dd>
        </div>
      ))}
    </dl>
  );
}

// Up or down since the period before; nothing where there is no base to compare with.
function Change({ count, before }: { count: number; before: NonNullable<CounterValue['before']> }) {
  if (before.count === 0) return null;
  const percent = before.percent ?? ((count - before.count) / before.count) * 100;
  const isSame = count === before.count;
  const isUp = count > before.count;
  const size = formatPercent(Math.abs(percent));
  return (
    <span
      className={classes.change}
      tabIndex={0}
      data-direction={isSame ? undefined : isUp ? 'up' : 'down'}
      data-hint={`${formatCount(before.count)} in ${before.period}`}
    >
      <span aria-hidden>
        {isSame ? '=' : isUp ? '▲' : '▼'} {size}
      </span>
      <span className={classes.spoken}>
        {isSame ? 'unchanged' : `${isUp ? 'up' : 'down'} ${size}`}
      </span>
    </span>
  );
}
