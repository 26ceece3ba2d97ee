// The numbers of a chart as a table.
import { formatCount } from '../formats';
import { glossary } from '../glossary';
import { fullName } from './series';
import type { Chart } from './series';
import classes from './SeriesTable.module.css';

const headings = { day: 'Day', week: 'Week', month: 'Month' };

export function SeriesTable({
  title,
  chart: { bucket, buckets, lines },
  isWaiting,
}: {
  title: string;
  chart: Chart;
  isWaiting: boolean;
}) {
  return (
    <div
      className={classes.scroll}
      role="region"
      aria-label={`${title}, by ${bucket}`}
      tabIndex={0}
      data-waiting={isWaiting || undefined}
    >
      <table className={classes.table} aria-busy={isWaiting}>
        <caption className={classes.caption}>
          {title}, by {bucket}
        </caption>
        <thead>
          <tr>
            <th scope="col">{headings[bucket]}</th>
            {lines.map(({ slot, name, term }) => (
              <th key={slot} scope="col">
                <span className={classes.term} tabIndex={0} data-hint={glossary[term]}>
                  {name}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {buckets.map((each, position) => (
            <tr key={each.from}>
              <th scope="row">{fullName(bucket, each)}</th>
              {lines.map(({ slot, values }) => (
                <td key={slot} data-zero={values[position] === 0 || undefined}>
                  {formatCount(values[position] ?? 0)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Whole period</th>
            {lines.map(({ slot, total, isAdditive }) => (
              <td key={slot}>
                {formatCount(total)}
                {!isAdditive && <small>not additive</small>}
              </td>
            ))}
          </tr>
        </tfoot>
      </table>
    </div>
  );
}
