// Customers › Import: a file is chosen, looked at, and taken.
import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { Link } from 'react-router';

import type { ApiError, Import, Session } from '../api/client';
import { administers } from '../api/rights';
import { saveFile } from '../api/save-file';
import { formatBytes, formatCount } from '../formats';
import { Hints } from '../hints/Hints';
import { Centered } from '../list/Notices';
import { PageHeader } from '../shell/PageHeader';
import { RequestId } from '../shell/Trouble';
import { fileColumns, templateFile } from './customer-file';
import { FileDrop } from './FileDrop';
import classes from './ImportPage.module.css';
import { ImportProgress } from './ImportProgress';
import { ImportTables } from './ImportTables';
import { useImport, usePreview } from './use-import';
import type { Preview } from './use-import';

export function ImportPage({ session }: { session: Session }) {
  const { workspace } = session;
  return (
    <Hints>
      <PageHeader group="Customers" title="Import" />
      {!administers(workspace) ? (
        <Centered title="You are not allowed to see this page">
          <p>
            Files are imported into <bdi>{workspace.name}</bdi> by its owner and admins.
          </p>
        </Centered>
      ) : (
        <div className={classes.page}>
          <Steps workspaceId={workspace.id} />
        </div>
      )}
    </Hints>
  );
}

function Steps({ workspaceId }: { workspaceId: string }) {
  const preview = usePreview();
  const importing = useImport(workspaceId);
  const startOver = () => {
    preview.reset();
    importing.reset();
  };

  if (importing.data) return <Report answer={importing.data} onStartOver={startOver} />;
  if (importing.isPending && preview.data) {
    const count = countOf(preview.data.answer);
    return (
      <ImportProgress
        title={`Importing ${customers(count)}`}
        text="All of them are stored together. It goes on if you leave this page."
      />
    );
  }
  if (preview.isPending) {
    return (
      <ImportProgress
        title="Looking at the file"
        text={`${preview.variables.name}, ${formatBytes(preview.variables.size)}`}
      />
    );
  }
  if (preview.data) {
    return (
      <Look
        preview={preview.data}
        failure={importing.error}
        onImport={importing.mutate}
        onStartOver={startOver}
      />
    );
  }
  return (
    <Choose
      failure={preview.error}
      fileName={preview.variables?.name}
      onChoose={(file) => preview.mutate(file)}
    />
  );
}

function Choose({
  failure,
  fileName,
  onChoose,
}: {
  failure: ApiError | null;
  fileName: string | undefined;
  onChoose: (file: File) => void;
}) {
  return (
    <>
      {failure && (
        <div className={classes.failure} role="alert">
          <strong>
            <bdi>{fileName}</bdi> cannot be imported.
          </strong>{' '}
          {failure.message} Nothing is changed.
          <RequestId error={failure} />
        </div>
      )}
      <FileDrop onChoose={onChoose} />
      <section className={classes.section} aria-labelledby="file-columns">
        <div className={classes.line}>
          <h2 id="file-columns" className={classes.heading}>
            What the file looks like
          </h2>
          <Button
            size="xs"
            variant="default"
            fw={500}
            leftSection={<IconDownload size={14} stroke={1.8} aria-hidden />}
            onClick={() => saveFile('customers-template.csv', templateFile())}
          >
            Download a template
          </Button>
        </div>
        <p className={classes.text}>
          A table saved as CSV in UTF-8, its first row naming the columns, in any order. A customer
          whose id is known is changed, any other is added. An empty cell leaves its field as it is.
        </p>
        <dl className={classes.columns}>
          {fileColumns.map(({ name, about }) => (
            <div key={name} className={classes.column}>
              <dt>{name}</dt>
              <dd>{about}</dd>
            </div>
          ))}
        </dl>
      </section>
    </>
  );
}

function Look({
  preview: { file, answer },
  failure,
  onImport,
  onStartOver,
}: {
  preview: Preview;
  failure: ApiError | null;
  onImport: (file: Preview['file']) => void;
  onStartOver: () => void;
}) {
  const count = countOf(answer);
  return (
    <>
      <div className={classes.line}>
        <h2 className={classes.heading}>
          What <bdi className={classes.file}>{file.name}</bdi> would change
        </h2>
      </div>
      <Counts answer={answer} />
      <IgnoredColumns names={answer.ignored_columns} />
      <ImportTables answer={answer} />
      {failure && (
        <div className={classes.failure} role="alert">
          <strong>The import did not finish.</strong> {failure.message} You can try again: what is
          stored already is left as it is.
          <RequestId error={failure} />
        </div>
      )}
      <div className={classes.actions}>
        {count > 0 ? (
          <Button onClick={() => onImport(file)}>Import {customers(count)}</Button>
        ) : (
          <span className={classes.nothing}>There is nothing to import.</span>
        )}
        <Button variant="default" onClick={onStartOver}>
          Choose another file
        </Button>
      </div>
    </>
  );
}

function Report({ answer, onStartOver }: { answer: Import; onStartOver: () => void }) {
  return (
    <>
      <div role="status">
        <h2 className={classes.heading}>{customers(countOf(answer))} imported</h2>
      </div>
      <Counts answer={answer} />
      <IgnoredColumns names={answer.ignored_columns} />
      {answer.refused > 0 && (
        <p className={classes.text}>
          The refused rows are not stored. Mend them in your file and import it again: what is
          stored already counts as unchanged then.
        </p>
      )}
      <ImportTables answer={answer} />
      <div className={classes.actions}>
        <Button component={Link} to="/customers">
          See all customers
        </Button>
        <Button variant="default" onClick={onStartOver}>
          Import another file
        </Button>
      </div>
    </>
  );
}

function Counts({ answer: { added, changed, unchanged, refused } }: { answer: Import }) {
  const counts = [
    { label: 'New', count: added },
    { label: 'Changed', count: changed },
    { label: 'Unchanged', count: unchanged },
    { label: 'Refused', count: refused },
  ];
  return (
    <dl className={classes.counts}>
      {counts.map(({ label, count }) => (
        <div
          key={label}
          className={classes.count}
          data-zero={count === 0 || undefined}
          data-refused={(label === 'Refused' && count > 0) || undefined}
        >
          <dd>{formatCount(count)}</dd>
          <dt>{label}</dt>
        </div>
      ))}
    </dl>
  );
}

function IgnoredColumns({ names }: { names: Import['ignored_columns'] }) {
  const named = names.filter(Boolean);
  if (named.length === 0) return null;
  return (
    <p className={classes.text}>
      {named.length === 1 ? 'One column is' : `${formatCount(named.length)} columns are`} ignored,
      since nothing of a customer has that name: <bdi>{named.join(', ')}</bdi>.
    </p>
  );
}

function countOf({ added, changed }: Import): number {
  return added + changed;
}

function customers(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'customer' : 'customers'}`;
}
