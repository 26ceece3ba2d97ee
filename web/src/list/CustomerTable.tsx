// Customers as a table, for windows wide enough: what each row shows is its page's. Of plain
// elements: there are hundreds, and a library's components would take several times as long.
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useState } from 'react';
import type { HTMLAttributes, ReactNode } from 'react';

import { glossary } from '../glossary';
import type { Sort } from '../scope/scope';
import type { Column } from './columns';
import { isOpening } from './CustomerLink';
import classes from './CustomerTable.module.css';
import type { PanelOf, RowPanel } from './use-rows';

const skeletonRows = 12;

export function CustomerTable<Key extends string, Row extends { id: string }>({
  columns,
  rows,
  cellsOf,
  panelOf,
  sort,
  onSort,
  isWaiting,
  hold,
}: {
  columns: readonly Column<Key>[];
  // Undefined while the first answer is awaited.
  rows: readonly Row[] | undefined;
  cellsOf: (row: Row, panel: RowPanel) => ReactNode;
  panelOf: PanelOf;
  sort: Sort<Key>;
  onSort: (sort: Sort<Key>) => void;
  isWaiting: boolean;
  hold?: HTMLAttributes<HTMLDivElement>;
}) {
  // One stop of the keyboard for the whole table: the row it was at last, or the first.
  const [visited, setVisited] = useState<string>();
  const isVisited = rows?.some(({ id }) => id === visited);
  const stop = isVisited ? visited : rows?.[0]?.id;
  return (
    <div
      className={classes.scroll}
      role="region"
      aria-label="Customers, scrolls sideways"
      tabIndex={0}
      data-waiting={isWaiting || undefined}
      {...hold}
    >
      <table
        className={classes.table}
        style={{ minWidth: columns.reduce((sum, { width }) => sum + width, 0) }}
        aria-busy={isWaiting || !rows}
      >
        <colgroup>
          {columns.map(({ key, width }) => (
            <col key={key} style={{ width }} />
          ))}
        </colgroup>
        <thead className={classes.head}>
          <tr>
            {columns.map((column) => (
              <Heading key={column.key} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows
            ? rows.map((row) => {
                const panel = panelOf(row.id);
                return (
                  <tr
                    key={row.id}
                    className={classes.row}
                    tabIndex={row.id === stop ? 0 : -1}
                    data-customer={row.id}
                    data-hint-row
                    onFocus={() => setVisited(row.id)}
                    onClick={(event) => isOpening(event) && panel.open()}
                    onKeyDown={(event) => {
                      // On the link inside the browser makes a click of it.
                      if (event.key === 'Enter' && !event.repeat && !isLink(event.target)) {
                        panel.open();
                      }
                    }}
                  >
                    {cellsOf(row, panel)}
                  </tr>
                );
              })
            : Array.from({ length: skeletonRows }, (_, position) => (
                <SkeletonRow key={position} position={position} columns={columns} />
              ))}
        </tbody>
      </table>
    </div>
  );
}

function Heading<Key extends string>({
  column,
  sort,
  onSort,
}: {
  column: Column<Key>;
  sort: Sort<Key>;
  onSort: (sort: Sort<Key>) => void;
}) {
  const isSorted = sort.key === column.key;
  const Arrow = sort.descending ? IconArrowDown : IconArrowUp;
  const order = sort.descending ? 'descending' : 'ascending';
  return (
    <th
      scope="col"
      className={classes.heading}
      data-align={column.align}
      aria-sort={isSorted ? order : undefined}
    >
      <button
        type="button"
        className={classes.sort}
        data-sorted={isSorted || undefined}
        data-hint={column.term && glossary[column.term]}
        onClick={() =>
          onSort({
            key: column.key,
            descending: isSorted ? !sort.descending : column.isDescendingFirst,
          })
        }
      >
        <span className={classes.label}>{column.label}</span>
        {isSorted && <Arrow className={classes.arrow} size={13} stroke={2.2} aria-hidden />}
      </button>
    </th>
  );
}

function isLink(target: EventTarget): boolean {
  return target instanceof Element && target.closest('a') !== null;
}

function SkeletonRow<Key extends string>({
  position,
  columns,
}: {
  position: number;
  columns: readonly Column<Key>[];
}) {
  return (
    <tr className={classes.row}>
      {columns.map(({ key, align }, column) => (
        <td key={key} className={align === 'end' ? classes.number : undefined}>
          <span
            className={classes.skeleton}
            style={{ width: column === 0 ? `${50 + ((position * 17) % 40)}%` : '60%' }}
          />
        </td>
      ))}
    </tr>
  );
}
