// What a file changes, field by field, and what of it is refused.
import { Button, Table } from '@mantine/core';
import { IconArrowRight, IconDownload } from '@tabler/icons-react';

import type { Import } from '../api/client';
import { saveFile } from '../api/save-file';
import { formatCount } from '../formats';
import { refusedFile } from './customer-file';
import classes from './ImportTables.module.css';

const shownMax = 50;

export function ImportTables({ answer }: { answer: Import }) {
  return (
    <>
      {answer.refused > 0 && <Refused answer={answer} />}
      {answer.changes.length > 0 && <Changes answer={answer} />}
    </>
  );
}

function Refused({ answer: { refusals, refused } }: { answer: Import }) {
  const shown = refusals.slice(0, shownMax);
  return (
    <section className={classes.section} aria-labelledby="refused-rows">
      <div className={classes.line}>
        <h3 id="refused-rows" className={classes.heading}>
          Refused rows <Shown count={shown.length} of={refused} />
        </h3>
        <Button
          size="xs"
          variant="default"
          fw={500}
          leftSection={<IconDownload size={14} stroke={1.8} aria-hidden />}
          onClick={() => saveFile('refused-rows.csv', refusedFile(refusals))}
        >
          Download refused rows
        </Button>
      </div>
      <div className={classes.scroll} role="region" aria-label="Refused rows" tabIndex={0}>
        <Table className={classes.table}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th className={classes.row}>Row</Table.Th>
              <Table.Th className={classes.field}>Column</Table.Th>
              <Table.Th>Why</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map(({ row, field, message }, position) => (
              <Table.Tr key={position}>
                <Table.Td className={classes.row}>{formatCount(row)}</Table.Td>
                <Table.Td className={classes.field}>{field || '—'}</Table.Td>
                <Table.Td>
                  <bdi>{sentence(message)}</bdi>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </section>
  );
}

// The server's reasons are made to follow the name of a field.
function sentence(reason: string): string {
  return `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;
}

function Changes({ answer: { changes, added, changed } }: { answer: Import }) {
  const shown = changes.slice(0, shownMax);
  return (
    <section className={classes.section} aria-labelledby="changed-rows">
      <div className={classes.line}>
        <h3 id="changed-rows" className={classes.heading}>
          Changes <Shown count={shown.length} of={added + changed} />
        </h3>
      </div>
      <div className={classes.scroll} role="region" aria-label="Changes" tabIndex={0}>
        <Table className={classes.table}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th className={classes.row}>Row</Table.Th>
              <Table.Th className={classes.customer}>Customer</Table.Th>
              <Table.Th>What changes</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map((change) => (
              <Table.Tr key={change.row}>
                <Table.Td className={classes.row}>{formatCount(change.row)}</Table.Td>
                <Table.Td className={classes.customer}>
                  <bdi className={classes.name}>{change.name}</bdi>
                  {change.name !== change.id && <bdi className={classes.id}>{change.id}</bdi>}
                </Table.Td>
                <Table.Td>
                  {change.new && <span className={classes.new}>New</span>}
                  <ul className={classes.fields}>
                    {change.fields
                      .filter(({ field }) => !(change.new && field === 'name'))
                      .map((field) => (
                        <li key={field.field}>
                          <FieldChange isNew={change.new} {...field} />
                        </li>
                      ))}
                  </ul>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </section>
  );
}

function FieldChange({
  field,
  before,
  after,
  isNew,
}: Import['changes'][number]['fields'][number] & { isNew: boolean }) {
  return (
    <>
      <span className={classes.fieldName}>{field}</span>{' '}
      {!isNew && (
        <>
          {before ? <bdi className={classes.before}>{before}</bdi> : <Nothing />}{' '}
          <IconArrowRight
            className={classes.arrow}
            size={13}
            stroke={1.8}
            role="img"
            aria-label="becomes"
          />{' '}
        </>
      )}
      <bdi>{after}</bdi>
    </>
  );
}

function Nothing() {
  return <span className={classes.before}>none</span>;
}

function Shown({ count, of }: { count: number; of: number }) {
  return (
    <span className={classes.shown}>
      {count < of ? `first ${formatCount(count)} of ${formatCount(of)}` : formatCount(of)}
    </span>
  );
}
