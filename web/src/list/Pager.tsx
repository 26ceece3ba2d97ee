// Which rows are shown of how many, and the way to the others.
import { NativeSelect, Pagination } from '@mantine/core';

import { formatCount } from '../formats';
import { parsePerPage, perPageChoices } from '../scope/scope';
import type { PerPage } from '../scope/scope';
import classes from './Pager.module.css';

// What a page of any list says of itself.
interface Page {
  page: number;
  per_page: number;
  pages: number;
  total: number;
  rows: readonly unknown[];
}

export function Pager({
  answer,
  page,
  perPage,
  onPage,
  onPerPage,
  isNarrow,
}: {
  answer: Page;
  // The one asked for, which the answer may not have reached yet.
  page: number;
  perPage: PerPage;
  onPage: (page: number) => void;
  onPerPage: (perPage: PerPage) => void;
  isNarrow: boolean;
}) {
  const before = (answer.page - 1) * answer.per_page;
  const last = before + answer.rows.length;
  return (
    <nav className={classes.pager} aria-label="Pages of customers">
      <span className={classes.range} aria-live="polite">
        {answer.total === 0
          ? '0 customers'
          : `${formatCount(before + 1)}–${formatCount(last)} of ${formatCount(answer.total)}`}
      </span>
      <div className={classes.perPage}>
        <NativeSelect
          size="xs"
          aria-label="Rows per page"
          data={perPageChoices.map(String)}
          value={String(perPage)}
          onChange={(event) => {
            const choice = parsePerPage(Number(event.currentTarget.value));
            if (choice) onPerPage(choice);
          }}
        />
        per page
      </div>
      {answer.pages > 1 && (
        <Pagination
          className={classes.pages}
          size="sm"
          gap={4}
          total={answer.pages}
          value={page}
          siblings={isNarrow ? 0 : 1}
          onChange={onPage}
          getItemProps={(item) => ({ 'aria-label': `Page ${item}` })}
          getControlProps={(control) => ({
            'aria-label': control === 'next' ? 'Next page' : 'Previous page',
          })}
        />
      )}
    </nav>
  );
}
