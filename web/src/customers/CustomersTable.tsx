// The customers as a table.

import type { Customers } from '../api/client';
import type { Live } from '../api/live';
import { Never, StatusBadge } from '../cells/cells';
import { RowMenu } from '../links/RowMenu';
import { CustomerLink } from '../list/CustomerLink';
import { CustomerTable } from '../list/CustomerTable';
import table from '../list/CustomerTable.module.css';
import type { PanelOf, RowPanel } from '../list/use-rows';
import { columns } from './columns';
import classes from './CustomersTable.module.css';
import type { CustomersScope } from './customers-scope';

export type CustomersRow = Customers['rows'][number];

export function CustomersTable({
  answer,
  chosen,
  onChoose,
  ...rest
}: {
  // Undefined while the first answer is awaited.
  answer: Customers | undefined;
  chosen: ReadonlyMap<string, string>;
  onChoose: (row: CustomersRow, isChosen: boolean) => void;
  panelOf: PanelOf;
  sort: CustomersScope['sort'];
  onSort: (sort: CustomersScope['sort']) => void;
  isWaiting: boolean;
  hold: Live['hold'];
}) {
  return (
    <CustomerTable
      columns={columns}
      rows={answer?.rows}
      cellsOf={(row, panel) => (
        <Cells
          row={row}
          panel={panel}
          isChosen={chosen.has(row.id)}
          onChoose={(isChosen) => onChoose(row, isChosen)}
        />
      )}
      {...rest}
    />
  );
}

function Cells({
  row,
  panel,
  isChosen,
  onChoose,
}: {
  row: CustomersRow;
  panel: RowPanel;
  isChosen: boolean;
  onChoose: (isChosen: boolean) => void;
}) {
  return (
    <>
      <th scope="row" className={table.customer} data-menu data-choice>
        <label className={classes.choice} onClick={(event) => event.stopPropagation()}>
          <input
            type="checkbox"
            aria-label={`Choose ${row.name}`}
            // From the row the arrow keys lead here.
            tabIndex={-1}
            data-stop
            checked={isChosen}
            onChange={(event) => onChoose(event.currentTarget.checked)}
          />
        </label>
        <RowMenu panel={panel} name={row.name} tabIndex={-1} />
        <bdi className={table.text} data-hint={row.name} data-hint-if-cut>
          <CustomerLink panel={panel} isStop={false}>
            {row.name}
          </CustomerLink>
        </bdi>
      </th>
      <TextCell text={row.code} />
      <TextCell text={row.email} />
      <td>
        <StatusBadge status={row.status} isBlocked={row.blocked} />
      </td>
      <TextCell text={row.id} />
    </>
  );
}

function TextCell({ text }: { text: string | null }) {
  return (
    <td className={table.mail}>
      {text ? (
        <bdi className={table.text} data-hint={text} data-hint-if-cut>
          {text}
        </bdi>
      ) : (
        <Never />
      )}
    </td>
  );
}
