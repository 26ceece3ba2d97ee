// Saved views: choose one, save what is looked at as one, change, share and delete one's own.
import { Button, Menu } from '@mantine/core';
import { showNotification } from '@mantine/notifications';
import { IconBookmark, IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';

import type { SavedView } from '../api/client';
import { parseScope, savedQuery } from '../scope/scope';
import type { MovableColumn, Scope } from '../scope/scope';
import type { ChangeScope } from '../scope/use-scope';
import { showFailure, showUndo } from '../shell/notifications';
import { useViews } from './use-views';
import { ViewDialog } from './ViewDialog';
import classes from './ViewsMenu.module.css';

export function ViewsMenu({
  workspaceId,
  scope,
  change,
  columns,
  isNarrow,
}: {
  workspaceId: string;
  scope: Scope;
  change: ChangeScope;
  // As they are shown.
  columns: readonly MovableColumn[];
  isNarrow: boolean;
}) {
  const saved = useViews(workspaceId);
  const [dialog, setDialog] = useState<'save' | 'rename'>();
  const query = savedQuery(scope, columns);
  const views = saved.views ?? [];
  const isSame = (view: SavedView) => queryOf(view, columns) === query;
  const current = views.find(({ id }) => id === scope.savedView) ?? views.find(isSame);
  const isChanged = current !== undefined && !isSame(current);
  // Without one that is chosen there is no name to show.
  const isIcon = isNarrow || !current;

  const choose = (view: SavedView) =>
    change({
      ...parseScope(new URLSearchParams(view.query)),
      isFunnelOpen: scope.isFunnelOpen,
      savedView: view.id,
    });
  const keep = (part: Partial<Pick<SavedView, 'query' | 'shared'>>, done: string) => {
    if (!current) return;
    saved.change.mutate(
      { id: current.id, ...part },
      {
        onSuccess: () => showNotification({ message: done }),
        onError: (error) => showFailure('The view was not changed', error),
      },
    );
  };
  const remove = (view: SavedView) =>
    saved.remove.mutate(view, {
      onSuccess: () => {
        change({ savedView: undefined, page: scope.page }, { replace: true });
        showUndo(
          `deleted ${view.id}`,
          <>
            “<bdi>{view.name}</bdi>” is deleted{view.shared ? ', for everybody' : ''}.
          </>,
          () =>
            saved.create.mutate(view, {
              onError: (error) => showFailure('The view was not brought back', error),
            }),
        );
      },
      onError: (error) => showFailure('The view was not deleted', error),
    });

  return (
    <>
      <Menu
        position="bottom-end"
        width={272}
        transitionProps={{ duration: 80 }}
        onOpen={saved.refresh}
      >
        <Menu.Target>
          <Button
            variant="default"
            fw={500}
            px={isNarrow ? 'xs' : 'sm'}
            flex="none"
            aria-label={
              current ? `Saved view: ${current.name}${isChanged ? ', changed' : ''}` : 'Saved views'
            }
            data-hint={
              !current ? 'Saved views' : isChanged ? 'Changed since it was chosen' : undefined
            }
            leftSection={isIcon ? null : bookmark}
            rightSection={isIcon ? null : <IconChevronDown size={14} stroke={1.8} aria-hidden />}
          >
            {isIcon ? (
              bookmark
            ) : (
              <>
                <bdi className={classes.current}>{current.name}</bdi>
                {isChanged && <span className={classes.changed}>changed</span>}
              </>
            )}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>Saved views</Menu.Label>
          {saved.error && <p className={classes.note}>{saved.error.message}</p>}
          {!saved.error && saved.views?.length === 0 && (
            <p className={classes.note}>
              None yet. A view keeps period, filters, sort and columns under a name.
            </p>
          )}
          {/* The one that is chosen leads back to what was saved. */}
          {views.map((view) => (
            <Menu.RadioItem
              key={view.id}
              value={view.id}
              checked={view === current}
              closeMenuOnClick
              onClick={() => choose(view)}
              rightSection={<span className={classes.about}>{aboutOf(view)}</span>}
            >
              <bdi className={classes.name}>{view.name}</bdi>
            </Menu.RadioItem>
          ))}
          <Menu.Divider />
          <Menu.Item onClick={() => setDialog('save')}>Save as…</Menu.Item>
          {current?.mine && (
            <>
              {isChanged && (
                <Menu.Item onClick={() => keep({ query }, 'The view keeps what is shown now.')}>
                  Update “{current.name}”
                </Menu.Item>
              )}
              <Menu.Item onClick={() => setDialog('rename')}>Rename…</Menu.Item>
              <Menu.Item
                onClick={() =>
                  keep(
                    { shared: !current.shared },
                    current.shared
                      ? 'The view is yours alone again.'
                      : 'Everybody who sees this page can choose the view.',
                  )
                }
              >
                {current.shared ? 'Stop sharing' : 'Share with the workspace'}
              </Menu.Item>
              <Menu.Item onClick={() => remove(current)}>Delete</Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      <ViewDialog
        title={dialog === 'rename' ? 'Rename the view' : 'Save the view'}
        opened={dialog !== undefined}
        onClose={() => setDialog(undefined)}
        initialName={dialog === 'rename' ? (current?.name ?? '') : ''}
        canShare={dialog === 'save'}
        onSave={async (kept) => {
          if (dialog === 'rename' && current) {
            await saved.change.mutateAsync({ id: current.id, name: kept.name });
          } else {
            const view = await saved.create.mutateAsync({ ...kept, query });
            change({ savedView: view.id, page: scope.page }, { replace: true });
          }
        }}
      />
    </>
  );
}

const bookmark = <IconBookmark size={15} stroke={1.8} aria-hidden />;

// As `savedQuery` writes it. Views that say nothing of columns leave them as they are.
function queryOf(view: SavedView, columns: readonly MovableColumn[]): string {
  const scope = parseScope(new URLSearchParams(view.query));
  return savedQuery(scope, scope.columns ?? columns);
}

function aboutOf({ mine, shared, owner }: SavedView): string {
  if (!mine) return owner;
  return shared ? 'shared' : '';
}
