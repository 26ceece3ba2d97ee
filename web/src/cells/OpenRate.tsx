// A campaign's unique opens as a share of its reach; a dash where there is none.
import { formatPercent } from '../formats';
import { Never } from './cells';

const whyAbove = 'More opens than reach: forwarded or sent again.';

export function OpenRate({ rate }: { rate: number | null }) {
  if (rate === null) return <Never />;
  if (rate <= 100) return formatPercent(rate);
  return (
    <span tabIndex={0} data-hint={whyAbove}>
      {formatPercent(rate)}
    </span>
  );
}
