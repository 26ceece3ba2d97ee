// The rows as a file: those on the page, or all that match.
import { Button, Menu } from '@mantine/core';
import { hideNotification, showNotification, updateNotification } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { IconChevronDown, IconDownload } from '@tabler/icons-react';
import type { Ref } from 'react';

import { download } from '../api/client';
import type { Activity, Download } from '../api/client';
import { saveFile } from '../api/save-file';
import { formatBytes, formatCount } from '../formats';
import { activityParameters } from '../scope/scope';
import type { PerPage, Scope } from '../scope/scope';

type Rows = 'page' | 'all';

const progressId = 'export';
// A file that comes at once needs no words.
const progressAfterMs = 400;

export function ExportMenu({
  scope,
  perPage,
  answer,
  opened,
  onChange,
  isNarrow,
  buttonRef,
}: {
  scope: Scope;
  perPage: PerPage;
  answer: Activity;
  opened: boolean;
  onChange: (opened: boolean) => void;
  isNarrow: boolean;
  buttonRef: Ref<HTMLButtonElement>;
}) {
  const exported = useMutation({
    mutationFn: (rows: Rows) => {
      const parameters = activityParameters(scope, perPage);
      parameters.set('scope', rows);
      return downloadWithProgress(`/api/v1/activity.csv?${parameters.toString()}`);
    },
    onSuccess: ({ name, blob }) => saveFile(name, blob),
    onError: (error) => {
      const request = error.requestId ? ` Request id: ${error.requestId}` : '';
      showNotification({
        color: 'red',
        title: 'The export failed',
        message: `${error.message} Nothing was saved; you can try again.${request}`,
        autoClose: false,
        closeButtonProps: { 'aria-label': 'Close' },
      });
    },
  });
  const isEmpty = answer.total === 0;

  return (
    <Menu
      opened={opened}
      onChange={onChange}
      position="bottom-end"
      transitionProps={{ duration: 80 }}
    >
      <Menu.Target>
        <Button
          ref={buttonRef}
          variant="default"
          fw={500}
          px={isNarrow ? 'xs' : 'sm'}
          aria-busy={exported.isPending}
          disabled={isEmpty}
          title={isEmpty ? 'There is no row to export.' : undefined}
          aria-keyshortcuts="e"
          aria-label="Export"
          flex="none"
          leftSection={isNarrow ? null : download15}
          rightSection={isNarrow ? null : <IconChevronDown size={14} stroke={1.8} aria-hidden />}
        >
          {isNarrow ? download15 : 'Export'}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>CSV file</Menu.Label>
        <Menu.Item onClick={() => exported.mutate('page')}>
          Current page ({rowCount(answer.rows.length)})
        </Menu.Item>
        <Menu.Item onClick={() => exported.mutate('all')}>
          All results ({rowCount(answer.total)})
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

const download15 = <IconDownload size={15} stroke={1.8} aria-hidden />;

function rowCount(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'row' : 'rows'}`;
}

async function downloadWithProgress(path: string): Promise<Download> {
  let isShown = false;
  const notice = {
    id: progressId,
    title: 'Exporting',
    message: 'The file is on its way.',
    loading: true,
    autoClose: false,
    withCloseButton: false,
  } as const;
  const timer = setTimeout(() => {
    isShown = true;
    showNotification(notice);
  }, progressAfterMs);
  try {
    return await download(path, {
      onBytes: (received) => {
        if (isShown) {
          updateNotification({ ...notice, message: `${formatBytes(received)} received.` });
        }
      },
    });
  } finally {
    clearTimeout(timer);
    hideNotification(progressId);
  }
}
