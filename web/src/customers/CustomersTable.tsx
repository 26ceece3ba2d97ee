// The customers as a table.

import type { Customers } from '../api/client';
import { Never, StatusBadge } from '../cells/cells';
import { CustomerLink } from '../list/CustomerLink';
import { CustomerTable } from '../list/CustomerTable';
import table from '../list/CustomerTable.module.css';
import type { PanelOf, RowPanel } from '../list/use-rows';
import { columns } from './columns';
import type { CustomersScope } from './customers-scope';

type CustomersRow = Customers['rows'][number];

export function CustomersTable({
  answer,
  ...rest
}: {
  // Undefined while the first answer is awaited.
  answer: Customers | undefined;
  panelOf: PanelOf;
  sort: CustomersScope['sort'];
  onSort: (sort: CustomersScope['sort']) => void;
  isWaiting: boolean;
}) {
  return (
    <CustomerTable
      columns={columns}
      rows={answer?.rows}
      cellsOf={(row, panel) => <Cells row={row} panel={panel} />}
      {...rest}
    />
  );
}

function Cells({ row, panel }: { row: CustomersRow; panel: RowPanel }) {
  return (
    <>
      <th scope="row" className={table.customer}>
        <bdi className={table.text} data-hint={row.name} data-hint-if-cut>
          <CustomerLink panel={panel} isStop={false}>
            {row.name}
          </CustomerLink>
        </bdi>
      </th>
      <TextCell text={row.code} />
      <TextCell text={row.email} />
      <td>
        <StatusBadge status={row.status} />
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
